// The chart of a trend: pointing at a day shows its text, dragging over days sends them with the period form.
import { drawAsPicture } from "./chart-png.js";
import { plural, textsOf } from "./texts.js";

const form = document.getElementById("stretch");
const DAY = 86_400_000;
const MIN_DRAG_PIXELS = 8;

function createHiddenLayer(name) {
  const layer = document.createElement("div");
  layer.className = name;
  layer.hidden = true;
  return layer;
}

// A tap or click keeps its day until the next one, so that the link to it can be reached; Escape lets go of it.
function addPointerLayer(figure) {
  const texts = form ? textsOf(form) : {};
  const days = Number(figure.dataset.days);
  const line = figure.querySelector("[data-readout]");
  const block = figure.querySelector("[data-days][type='application/json']");
  const readout = block ? JSON.parse(block.textContent) : { step: 1, lead: 0, told: [], label: texts.label };
  const plot = figure.querySelector(".chart-plot");
  const layer = createHiddenLayer("chart-days");
  const dayMark = createHiddenLayer("chart-day");
  const selection = createHiddenLayer("chart-chosen");
  layer.hidden = false;
  layer.tabIndex = 0;
  layer.setAttribute("role", "application");
  layer.setAttribute("aria-label", readout.label);
  layer.append(dayMark, selection);
  plot.append(layer);
  let currentDay = days - 1;
  let isKept = false;
  let dragStart = null;

  const isoDay = (position) => {
    const first = Date.parse(`${figure.dataset.first}T00:00Z`);
    return new Date(first + position * DAY).toISOString().slice(0, 10);
  };
  const percent = (position) => `${(100 * position) / days}%`;
  const textIndex = (day) => Math.floor((day + readout.lead) / readout.step);
  const dayAt = (event) => {
    const box = layer.getBoundingClientRect();
    const day = Math.floor(((event.clientX - box.left) / box.width) * days);
    return Math.min(days - 1, Math.max(0, day));
  };
  const wholeSteps = (oneDay, otherDay) => {
    const [low, high] = [Math.min(oneDay, otherDay), Math.max(oneDay, otherDay)];
    const first = textIndex(low) * readout.step - readout.lead;
    const last = (textIndex(high) + 1) * readout.step - readout.lead - 1;
    return [Math.max(0, first), Math.min(days - 1, last)];
  };
  const placeLine = (position) => {
    const room = plot.clientWidth - line.clientWidth;
    const left = (plot.clientWidth * position) / days - line.clientWidth / 2;
    line.style.translate = `${Math.max(0, Math.min(room, left))}px`;
  };
  const showDay = (day) => {
    currentDay = day;
    const [first, last] = wholeSteps(day, day);
    const middle = (first + last + 1) / 2;
    dayMark.style.left = percent(middle);
    dayMark.hidden = false;
    const text = readout.told[textIndex(day)];
    if (!line || text === undefined) return;
    const said = document.createElement("span");
    said.textContent = `${text}.`;
    const link = document.createElement("a");
    link.className = "link-button";
    link.href = `${line.dataset.readout}${isoDay(first)}`;
    link.textContent = readout.open;
    line.replaceChildren(said, " ", link);
    placeLine(middle);
  };
  const endDrag = () => {
    dragStart = null;
    selection.hidden = true;
  };

  layer.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button) return;
    dragStart = { day: dayAt(event), x: event.clientX };
    layer.setPointerCapture(event.pointerId);
    isKept = true;
    showDay(dragStart.day);
  });
  layer.addEventListener("pointermove", (event) => {
    if (!event.isPrimary) return;
    if (dragStart || !isKept) showDay(dayAt(event));
    if (!form || !dragStart || Math.abs(event.clientX - dragStart.x) < MIN_DRAG_PIXELS) return;
    const [first, last] = wholeSteps(dragStart.day, dayAt(event));
    selection.style.left = percent(first);
    selection.style.width = percent(last - first + 1);
    selection.hidden = false;
    const ends = { first: isoDay(first), last: isoDay(last) };
    if (line) line.textContent = plural(texts.stretch, last - first + 1, ends);
  });
  layer.addEventListener("pointerup", (event) => {
    if (!dragStart) return;
    const [first, last] = wholeSteps(dragStart.day, dayAt(event));
    const isDrag = !selection.hidden && Math.abs(event.clientX - dragStart.x) >= MIN_DRAG_PIXELS && last > first;
    endDrag();
    if (!isDrag) return;
    form.elements.from.value = isoDay(first);
    form.elements.to.value = isoDay(last);
    form.requestSubmit();
  });
  layer.addEventListener("pointercancel", endDrag);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    isKept = false;
    if (!dragStart) return;
    endDrag();
    showDay(currentDay);
  });
  layer.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: -readout.step, ArrowRight: readout.step, Home: -days, End: days }[event.key];
    if (steps === undefined) return;
    event.preventDefault();
    isKept = true;
    const day = dayMark.hidden ? currentDay : currentDay + steps;
    showDay(Math.min(days - 1, Math.max(0, day)));
  });
}

document.querySelectorAll(".chart-part[data-days]").forEach(addPointerLayer);
document.querySelectorAll("a[data-chart-download]").forEach(drawAsPicture);

// Some browsers print closed details without their content; those of a review stay closed.
addEventListener("beforeprint", () => {
  document.querySelectorAll("details.disclosure:not(.review *)").forEach((details) => (details.open = true));
});
