// The numbers of a card as a CSV file.
for (const button of document.querySelectorAll("[data-numbers]")) {
  button.addEventListener("click", () => {
    const [name, text] = pack.numbers[button.dataset.numbers];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}
