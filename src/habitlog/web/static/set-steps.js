// One tap changes a load, repetitions, seconds or metres by one step; the arrow keys do the same.

import { field, offers, read, takeOver } from "./set-table-rows.js";

const STEPS = { reps: 1, seconds: 5, distance_m: 5 };
const BOUNDS = { load_kg: [-300, 1000], reps: [0, 100], seconds: [5, 54000], distance_m: [5, 500000] };

const columnOf = (input) => input.name.split("-").pop();

// Return whether the row was changed.
function step(section, row, input, direction, loadStep) {
  const column = columnOf(input);
  if (!(column in BOUNDS)) return false;
  const isTaken = offers(row);
  if (isTaken) takeOver(row);
  const now = read(input.value);
  const [low, high] = BOUNDS[column];
  const next = Math.min(high, Math.max(low, now + direction * (STEPS[column] ?? loadStep)));
  // Below the lowest step, one less is not more.
  if (!((next - now) * direction > 0)) return isTaken;
  const text = String(Math.round(next * 1000) / 1000);
  input.value = section.dataset.decimal === "comma" ? text.replace(".", ",") : text;
  return true;
}

export function bindSteps(section, loadStepOf, changed) {
  const change = (input, direction) => {
    const row = input.closest("[data-set]");
    if (step(section, row, input, direction, loadStepOf(row))) changed(row);
  };
  section.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) change(button.parentElement.querySelector("input"), Number(button.dataset.step));
  });
  section.addEventListener("keydown", (event) => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!direction || event.altKey || event.ctrlKey || event.metaKey || !event.target.closest(".set-stepper")) return;
    event.preventDefault();
    change(event.target, direction);
  });
}

export const amountField = (block, row) => field(row, block.querySelector("[name$='-counted']").value);
