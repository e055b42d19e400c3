// The first drawing, the switch of colours, the print.
const PRINTED = { width: 640, height: 235 }; // what fits between the margins of A4, three to a page

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
  for (const [key, { layout }] of Object.entries(pack.figures)) {
    const usual = pack.looks.templates.light.layout.height;
    const height = (layout.height || usual) > usual ? layout.height : PRINTED.height; // many bars need their room
    document.getElementById("plot-" + key).style.minHeight = "0";
    draw(key, "light", 1, { ...PRINTED, height });
  }
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
