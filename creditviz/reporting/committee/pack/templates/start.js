// The first drawing, the switch of colours, the print.
const PRINTED = { width: 640 }; // what fits between the margins of A4

function setMode(shown) {
  root.dataset.mode = shown;
  for (const id of ["mode", "stage-mode"]) document.getElementById(id).textContent = shown === "dark" ? "Light" : "Dark";
}

function switchMode() {
  setMode(mode() === "dark" ? "light" : "dark");
  if (screen >= 0) drawScreen();
  else drawAll(mode());
}

function forPrint() {
  for (const details of document.querySelectorAll("details:not(.help)")) details.open = true;
  for (const key of Object.keys(pack.figures)) draw(key, "light", 1, PRINTED);
}

setMode(mode());
document.getElementById("mode").addEventListener("click", switchMode);
document.getElementById("stage-mode").addEventListener("click", switchMode);
document.getElementById("print").addEventListener("click", () => print());
addEventListener("beforeprint", forPrint);
addEventListener("afterprint", () => drawAll(mode()));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => {
  setMode(event.matches ? "light" : "dark");
  switchMode();
});
if (steps) showStep();
if (location.hash === "#print") forPrint();
else if (location.hash.startsWith("#present")) go(Number(location.hash.slice("#present-".length) || 1) - 1);
else drawAll(mode());
