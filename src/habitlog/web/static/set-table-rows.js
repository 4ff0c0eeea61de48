// What stands in the table of sets: its blocks and rows, what of them would be saved, and how they are numbered.

import { fill, plural } from "./texts.js";

export const AMOUNTS = ["reps", "seconds", "distance_m"];
export const FIGURES = ["load_kg", ...AMOUNTS, "rir", "rpe", "rest_s"];
const NONE = "–";

export const alike = (name) => name.trim().toLowerCase();
export const blocks = (section) => [...section.querySelectorAll("[data-block]")];
export const rows = (block) => [...block.querySelectorAll("[data-set]")];
export const field = (row, column) => row.querySelector(`[name$="-${column}"]`);
export const exercise = (block) => block.querySelector("[name$='-exercise']");
export const counted = (block) => block.querySelector("[name$='-counted']");
export const isWarm = (row) => field(row, "set_type").value === "warmup";
export const offers = (row) => row.matches(".dashed");
export const tickBox = (row) => row.querySelector("[data-tick]");
export const isTicked = (row) => tickBox(row).checked;

export const read = (text) => Number(text.trim().replace("−", "-").replace(",", "."));

export const hasFigures = (row) => FIGURES.some((column) => field(row, column).value.trim() !== "");
export const hasAmount = (row) => AMOUNTS.some((column) => field(row, column).value.trim() !== "");
export const rowsToSave = (section) => blocks(section).flatMap(rows).filter(hasFigures);

// Figures of last time stand dashed in empty fields until they are taken over.
export function offerIn(row, figures) {
  row.classList.add("dashed");
  FIGURES.forEach((column) => (field(row, column).placeholder = figures[column] || NONE));
}

export const offeredIn = (row) =>
  Object.fromEntries(FIGURES.map((column) => [column, field(row, column).placeholder]).filter(([, text]) => text !== NONE));

export function takeOver(row) {
  row.classList.remove("dashed");
  FIGURES.map((column) => field(row, column)).forEach((input) => {
    if (input.value.trim() === "" && input.placeholder !== NONE) input.value = input.placeholder;
    input.placeholder = NONE;
  });
}

// The figures of a row are offered again instead of standing in it.
export function giveBack(row) {
  const figures = valuesOf(row);
  FIGURES.forEach((column) => (field(row, column).value = ""));
  offerIn(row, figures);
  tick(row, false);
}

export function tick(row, ticked) {
  tickBox(row).checked = ticked;
  row.classList.toggle("done", ticked);
}

// A row like another, with its own figures and none of its errors.
export function rowLike(pattern, values) {
  const row = pattern.cloneNode(true);
  row.classList.remove("spare", "warmup", "dashed", "current");
  row.querySelectorAll(".error").forEach((error) => error.remove());
  row.querySelectorAll("[name]").forEach((input) => {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  });
  for (const column of FIGURES) {
    field(row, column).placeholder = NONE;
    field(row, column).value = values[column] ?? "";
  }
  field(row, "set_type").value = values.set_type ?? "work";
  tick(row, false);
  return row;
}

export function valuesOf(row) {
  const values = { set_type: field(row, "set_type").value };
  for (const column of FIGURES) values[column] = field(row, column).value;
  return values;
}

export const stateOf = (section) =>
  blocks(section).map((block) => ({
    name: exercise(block).value,
    counted: counted(block).value,
    rows: rows(block).map((row) => ({ values: valuesOf(row), ...(offers(row) && { offered: offeredIn(row) }), ticked: isTicked(row) })),
  }));

export function rowOf(pattern, state) {
  const row = rowLike(pattern, state.values);
  if (state.offered) offerIn(row, state.offered);
  tick(row, state.ticked);
  return row;
}

// Names and labels follow the order on the page, so that the server reads the rows as they stand.
export function number(section, texts) {
  let place = 0;
  for (const block of blocks(section)) {
    const called = exercise(block).value.trim() || texts.unnamed;
    name(exercise(block), section.dataset.sets, place, "exercise");
    name(counted(block), section.dataset.sets, place, "counted");
    block.ariaLabel = called;
    block.querySelectorAll("[data-block-label]").forEach((words) => (words.textContent = `, ${called}`));
    let count = 0;
    for (const row of rows(block)) {
      const warm = isWarm(row);
      count += warm ? 0 : 1;
      row.classList.toggle("warmup", warm);
      row.querySelector(".set-number").textContent = warm ? texts.warmup_number : String(count);
      row.querySelectorAll("[name]").forEach((input) => name(input, section.dataset.sets, place, input.name.split("-").pop()));
      row.dataset.label = warm ? texts.warmup : fill(texts.set, { number: count });
      row.querySelectorAll("[data-row-label]").forEach((words) => (words.textContent = `, ${called}, ${row.dataset.label}`));
      place += 1;
    }
  }
}

function name(input, table, place, column) {
  const label = input.closest("div:has(> label)")?.querySelector(":scope > label");
  input.name = input.id = `${table}-${place}-${column}`;
  if (label) label.htmlFor = input.id;
}

// Repetitions times load, as the server counts it: not for seconds, metres or help.
function moved(row) {
  const [load, reps, seconds, metres] = FIGURES.slice(0, 4).map((column) => field(row, column).value.trim());
  return seconds || metres || read(load) < 0 ? 0 : read(load) * read(reps) || 0;
}

export function count(section, texts) {
  const work = rowsToSave(section).filter((row) => hasAmount(row) && !isWarm(row) && field(row, "reps").value.trim() !== "0");
  const sum = work.reduce((total, row) => total + moved(row), 0);
  const amount = Math.round(sum).toLocaleString("en").replaceAll(",", "\u202f");
  return plural(sum ? texts.count_moved : texts.count, work.length, { load: amount, unit: section.dataset.unit });
}
