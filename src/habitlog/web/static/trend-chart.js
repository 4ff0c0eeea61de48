// The chart under a pointer: a day is told, a stretch is dragged over and sent with the form that works without script.
import { drawAsPicture } from "./chart-png.js";

const figure = document.querySelector(".chart-part[data-days]");
const form = document.getElementById("stretch");
const DAY = 86_400_000;
const FEWEST_PIXELS = 8;

const isoDay = (place) => {
  const first = Date.parse(`${figure.dataset.first}T00:00Z`);
  return new Date(first + place * DAY).toISOString().slice(0, 10);
};

function made(name) {
  const part = document.createElement("div");
  part.className = name;
  part.hidden = true;
  return part;
}

function overChart() {
  const days = Number(figure.dataset.days);
  const line = document.querySelector("[data-readout]");
  const block = document.querySelector("[data-days][type='application/json']");
  const told = block ? JSON.parse(block.textContent) : { step: 1, lead: 0, told: [] };
  const over = made("chart-days");
  const mark = made("chart-day");
  const chosen = made("chart-chosen");
  over.hidden = false;
  over.tabIndex = 0;
  over.setAttribute("role", "application");
  over.setAttribute("aria-label", "Days of the chart: the arrow keys tell one after another");
  over.append(mark, chosen);
  figure.append(over);
  let at = days - 1;
  let began = null;

  const part = (place) => `${(100 * place) / days}%`;
  const pieceOf = (day) => Math.floor((day + told.lead) / told.step);
  const dayAt = (event) => {
    const box = over.getBoundingClientRect();
    const day = Math.floor(((event.clientX - box.left) / box.width) * days);
    return Math.min(days - 1, Math.max(0, day));
  };
  const edges = (one, other) => {
    const [low, high] = [Math.min(one, other), Math.max(one, other)];
    const first = pieceOf(low) * told.step - told.lead;
    const last = (pieceOf(high) + 1) * told.step - told.lead - 1;
    return [Math.max(0, first), Math.min(days - 1, last)];
  };
  const tell = (day) => {
    at = day;
    const [first, last] = edges(day, day);
    mark.style.left = part((first + last + 1) / 2);
    mark.hidden = false;
    if (line && told.told.length) line.textContent = `${told.told[pieceOf(day)]}.`;
  };
  const rest = () => {
    began = null;
    chosen.hidden = true;
  };

  over.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button) return;
    began = { day: dayAt(event), x: event.clientX };
    over.setPointerCapture(event.pointerId);
    tell(began.day);
  });
  over.addEventListener("pointermove", (event) => {
    if (!event.isPrimary) return;
    tell(dayAt(event));
    if (!began || Math.abs(event.clientX - began.x) < FEWEST_PIXELS) return;
    const [first, last] = edges(began.day, dayAt(event));
    chosen.style.left = part(first);
    chosen.style.width = part(last - first + 1);
    chosen.hidden = false;
    if (line) line.textContent = `${isoDay(first)} to ${isoDay(last)}, ${last - first + 1} days. Escape leaves it.`;
  });
  over.addEventListener("pointerup", (event) => {
    if (!began) return;
    const [first, last] = edges(began.day, dayAt(event));
    const wanted = !chosen.hidden && Math.abs(event.clientX - began.x) >= FEWEST_PIXELS && last > first;
    rest();
    if (!wanted) return;
    form.elements.from.value = isoDay(first);
    form.elements.to.value = isoDay(last);
    form.requestSubmit();
  });
  over.addEventListener("pointercancel", rest);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !began) return;
    rest();
    tell(at);
  });
  over.addEventListener("pointerleave", () => {
    if (document.activeElement !== over) mark.hidden = true;
  });
  over.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: -told.step, ArrowRight: told.step, Home: -days, End: days }[event.key];
    if (steps === undefined) return;
    event.preventDefault();
    const next = mark.hidden ? at : at + steps;
    tell(Math.min(days - 1, Math.max(0, next)));
  });
}

if (figure && form) overChart();
document.querySelectorAll("a[data-chart-download]").forEach(drawAsPicture);

// Browsers that keep closed folds off the paper are asked to open them.
addEventListener("beforeprint", () => document.querySelectorAll("details.fold").forEach((fold) => (fold.open = true)));
