"use strict";
// Figures are kept in light colours; every colour has one dark twin, as in creditviz/figures/theme.py.
const pack = JSON.parse(document.getElementById("pack-data").textContent);
const root = document.documentElement;

function mode() {
  return root.dataset.mode || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

function exchanged(part, twins) {
  if (typeof part === "string") return twins[part] || part;
  if (Array.isArray(part)) return part.map((value) => exchanged(value, twins));
  if (part === null || typeof part !== "object") return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, exchanged(value, twins)]));
}

// Letters, marks and lines `by` times as large; lengths in units of an axis stay.
function larger(part, by, drawn = false) {
  if (Array.isArray(part)) return part.map((value) => larger(value, by, drawn));
  if (part === null || typeof part !== "object") return part;
  const entries = Object.entries(part).map(([key, value]) => {
    if (drawn && typeof value === "number" && ["size", "width", "thickness"].includes(key)) return [key, value * by];
    return [key, larger(value, by, drawn || /font$|^marker$|^line$|^error_[xy]$/.test(key))];
  });
  return Object.fromEntries(entries);
}

// Draw one figure: in the colours of `shown`, with letters `by` times as large, in a box of this size where one is given.
function draw(key, shown, by = 1, size = {}) {
  const place = document.getElementById("plot-" + key);
  const found = pack.figures[key];
  const { data, layout } = larger(shown === "dark" ? exchanged(found, pack.looks.dark) : found, by);
  const drawn = { ...layout, ...size, template: larger(pack.looks.templates[shown], by) };
  return Plotly.react(place, data, drawn, { displayModeBar: false, responsive: !size.width });
}

// Figures are drawn when they come near the screen; those that are there already change at once.
const near = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((seen) => seen.isIntersecting)) {
    near.unobserve(entry.target);
    draw(entry.target.id.slice("plot-".length), mode());
  }
}, { rootMargin: "400px" });

function drawAll(shown) {
  for (const [key, { layout }] of Object.entries(pack.figures)) {
    const place = document.getElementById("plot-" + key);
    place.style.minHeight = (layout.height || pack.looks.templates.light.layout.height) + "px";
    if (place.data) draw(key, shown);
    else near.observe(place);
  }
}
