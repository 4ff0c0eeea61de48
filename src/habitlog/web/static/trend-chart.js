// The chart of a trend: pointing at a day shows its text, dragging over days sends them with the period form.
import { drawAsPicture } from "./chart-png.js";
import { plural, textsOf } from "./texts.js";

const figure = document.querySelector(".chart-part[data-days]");
const form = document.getElementById("stretch");
const DAY = 86_400_000;
const MIN_DRAG_PIXELS = 8;

const isoDay = (position) => {
  const first = Date.parse(`${figure.dataset.first}T00:00Z`);
  return new Date(first + position * DAY).toISOString().slice(0, 10);
};

function createHiddenLayer(name) {
  const layer = document.createElement("div");
  layer.className = name;
  layer.hidden = true;
  return layer;
}

function addPointerLayer() {
  const texts = textsOf(form);
  const days = Number(figure.dataset.days);
  const line = document.querySelector("[data-readout]");
  const block = document.querySelector("[data-days][type='application/json']");
  const readout = block ? JSON.parse(block.textContent) : { step: 1, lead: 0, told: [] };
  const layer = createHiddenLayer("chart-days");
  const dayMark = createHiddenLayer("chart-day");
  const selection = createHiddenLayer("chart-chosen");
  layer.hidden = false;
  layer.tabIndex = 0;
  layer.setAttribute("role", "application");
  layer.setAttribute("aria-label", texts.label);
  layer.append(dayMark, selection);
  figure.append(layer);
  let currentDay = days - 1;
  let dragStart = null;

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
  const showDay = (day) => {
    currentDay = day;
    const [first, last] = wholeSteps(day, day);
    dayMark.style.left = percent((first + last + 1) / 2);
    dayMark.hidden = false;
    if (line && readout.told.length) line.textContent = `${readout.told[textIndex(day)]}.`;
  };
  const endDrag = () => {
    dragStart = null;
    selection.hidden = true;
  };

  layer.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button) return;
    dragStart = { day: dayAt(event), x: event.clientX };
    layer.setPointerCapture(event.pointerId);
    showDay(dragStart.day);
  });
  layer.addEventListener("pointermove", (event) => {
    if (!event.isPrimary) return;
    showDay(dayAt(event));
    if (!dragStart || Math.abs(event.clientX - dragStart.x) < MIN_DRAG_PIXELS) return;
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
    if (event.key !== "Escape" || !dragStart) return;
    endDrag();
    showDay(currentDay);
  });
  layer.addEventListener("pointerleave", () => {
    if (document.activeElement !== layer) dayMark.hidden = true;
  });
  layer.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: -readout.step, ArrowRight: readout.step, Home: -days, End: days }[event.key];
    if (steps === undefined) return;
    event.preventDefault();
    const day = dayMark.hidden ? currentDay : currentDay + steps;
    showDay(Math.min(days - 1, Math.max(0, day)));
  });
}

if (figure && form) addPointerLayer();
document.querySelectorAll("a[data-chart-download]").forEach(drawAsPicture);

// Some browsers print closed details without their content.
addEventListener("beforeprint", () => {
  document.querySelectorAll("details.disclosure").forEach((details) => (details.open = true));
});
