// Presenter mode: one question a screen; arrow keys, space, Home and End move, Esc leaves.
const screens = [...document.querySelectorAll(".section.screen")];
let screen = -1; // -1: not presenting

function letters() {
  return Math.min(parseFloat(getComputedStyle(root).fontSize) / 15.5, 2);
}

function drawScreen() {
  for (const card of screens[screen].querySelectorAll(".card.shown .plot")) {
    const size = { width: card.clientWidth, height: Math.max(card.clientHeight, 120) };
    draw(card.id.slice("plot-".length), mode(), letters(), size);
  }
}

function go(to) {
  screen = Math.min(Math.max(to, 0), screens.length - 1);
  root.classList.add("presenting");
  screens.forEach((section, i) => section.classList.toggle("now", i === screen));
  document.getElementById("counter").textContent = `${screen + 1} of ${screens.length}`;
  document.getElementById("progress").style.width = `${(100 * (screen + 1)) / screens.length}%`;
  history.replaceState(null, "", "#present-" + (screen + 1));
  drawScreen();
}

function leave() {
  const section = screens[screen];
  screen = -1;
  root.classList.remove("presenting");
  section.classList.remove("now");
  history.replaceState(null, "", "#" + section.id);
  drawAll(mode());
  section.scrollIntoView({ behavior: "instant" });
}

const KEYS = {
  ArrowRight: () => go(screen + 1), ArrowDown: () => go(screen + 1), PageDown: () => go(screen + 1),
  " ": () => go(screen + 1), ArrowLeft: () => go(screen - 1), ArrowUp: () => go(screen - 1),
  PageUp: () => go(screen - 1), Home: () => go(0), End: () => go(screens.length - 1), Escape: leave,
};

document.addEventListener("keydown", (event) => {
  if (screen < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target instanceof HTMLInputElement; // the slider has the arrow keys while it is in use
  if (typing && event.key === "Escape") event.target.blur();
  const pressing = event.target instanceof HTMLButtonElement && event.key === " ";
  if (typing || pressing || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
document.getElementById("present").addEventListener("click", () => go(0));
document.getElementById("leave").addEventListener("click", leave);
document.getElementById("forth").addEventListener("click", () => go(screen + 1));
document.getElementById("back").addEventListener("click", () => go(screen - 1));
addEventListener("resize", () => { if (screen >= 0) drawScreen(); });
