// One cut-off moves the tiles and the dashed lines; everything it shows was counted beforehand.
const steps = pack.steps.cut_offs ? pack.steps : null;
const icons = { good: "✓", warning: "!", stop: "✕", none: "–" };

function points(share) {
  return (100 * Math.abs(share)).toFixed(1) + " points";
}

function percent(share) {
  const fine = (share > 0 && share < 0.01) || (share > 0.99 && share < 1);
  return (100 * share).toFixed(fine ? 1 : 0) + "%";
}

// How many approvals can be handled is typed here, so that its tile is the only one that is worked out here.
function capacityTile(rate) {
  const typed = document.getElementById("capacity").value;
  if (typed === "") return ["Capacity", "none", "no limit", "", "Say how many of 1,000 approvals can be handled."];
  const share = Math.min(Math.max(Number(typed) / 1000, 0), 1);
  const room = share - rate;
  const said = room >= 0 ? `Can be handled; ${points(room)} are still free.` : `${points(room)} more are approved than can be handled.`;
  return ["Capacity", room >= 0 ? "good" : "warning", percent(share), "", said];
}

function fill(tile, [name, verdict, figure, change, sentence]) {
  tile.className = "tile " + verdict;
  const icon = tile.querySelector(".icon");
  icon.className = "icon " + verdict;
  icon.textContent = icons[verdict];
  tile.querySelector(".name").lastChild.textContent = name;
  tile.querySelector(".figure").textContent = figure;
  tile.querySelector(".change").textContent = change;
  tile.querySelector(".sentence").textContent = sentence;
}

function moveLine(key, cutOff) {
  const layout = pack.figures[key].layout;
  const [shape, note] = [layout.shapes.length - 1, layout.annotations.length - 1];
  const top = layout.xaxis.range[1];
  const x = Math.min(Math.max(cutOff, 0), top);
  const right = x > 0.7 * top;
  Object.assign(layout.shapes[shape], { x0: x, x1: x });
  Object.assign(layout.annotations[note], {
    x, text: "now " + steps.words[current()], xanchor: right ? "right" : "left", xshift: right ? -6 : 6,
  });
  const place = document.getElementById("plot-" + key);
  if (place.layout) {
    const moved = { [`shapes[${shape}].x0`]: x, [`shapes[${shape}].x1`]: x };
    for (const [name, value] of Object.entries(layout.annotations[note])) moved[`annotations[${note}].${name}`] = value;
    Plotly.relayout(place, moved);
  }
}

// The dotted line of what can be handled, in the curve of approvals.
function moveCapacity() {
  const key = pack.live.find((name) => name.endsWith("-trade-off"));
  const layout = pack.figures[key].layout;
  const [now, note] = [layout.shapes.at(-1), layout.annotations.at(-1)];
  const typed = document.getElementById("capacity").value;
  const y = Math.min(Math.max(Number(typed) / 1000, 0), 1);
  const line = { type: "line", xref: "paper", x0: 0, x1: 1, y0: y, y1: y, line: { ...now.line, dash: "dot", width: 1.5 } };
  const word = { x: 0.01, xref: "paper", xanchor: "left", y, yanchor: "bottom", text: "can be handled" };
  layout.shapes = typed === "" ? [now] : [line, now];
  layout.annotations = typed === "" ? [note] : [word, note];
  if (screen >= 0) drawScreen();
  else draw(key, mode());
  showStep();
}

function current() {
  return Number(document.getElementById("slider").value);
}

function showStep() {
  const at = current();
  const slider = document.getElementById("slider");
  slider.setAttribute("aria-valuetext", steps.words[at] + " PD");
  document.getElementById("at").textContent = steps.words[at];
  const tiles = document.querySelectorAll(".live-tiles .tile");
  steps.tiles[at].forEach((tile, i) => fill(tiles[i], tile[0] === "Capacity" ? capacityTile(steps.rates[at]) : tile));
  for (const key of pack.live) {
    moveLine(key, steps.cut_offs[at]);
    const finding = document.getElementById("plot-" + key).parentElement.querySelector(".finding");
    const said = Object.entries(steps.findings).find(([name]) => key.endsWith("-" + name));
    if (said) finding.textContent = said[1][at];
  }
}

if (steps) {
  document.getElementById("slider").addEventListener("input", showStep);
  document.getElementById("capacity").addEventListener("input", moveCapacity);
  for (const button of document.querySelectorAll("[data-place]")) {
    button.addEventListener("click", () => {
      document.getElementById("slider").value = steps[button.dataset.place];
      showStep();
    });
  }
}
