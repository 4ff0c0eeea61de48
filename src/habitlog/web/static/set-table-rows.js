// What stands in the table of sets: its blocks and rows, what of them would be saved, and how they are numbered.

import { fill, plural } from "./texts.js";

export const FIGURES = ["load_kg", "reps", "rir", "rpe", "rest_s"];
const NONE = "–";

export const alike = (name) => name.trim().toLowerCase();
export const blocks = (section) => [...section.querySelectorAll("[data-block]")];
export const rows = (block) => [...block.querySelectorAll("[data-set]")];
export const field = (row, column) => row.querySelector(`[name$="-${column}"]`);
export const exercise = (block) => block.querySelector("[name$='-exercise']");
export const isWarm = (row) => field(row, "set_type").value === "warmup";
export const offers = (row) => row.matches(".dashed");

const read = (text) => Number(text.trim().replace(",", "."));

export function hasFigures(row) {
  return FIGURES.some((column) => field(row, column).value.trim() !== "") || Boolean(row.querySelector(".set-without-figures :checked"));
}

// The rows that would be saved: those with a figure, and an exercise that is named and offered nothing.
export function rowsToSave(block) {
  const all = rows(block);
  const some = all.filter(hasFigures);
  const named = exercise(block).value.trim() !== "";
  return some.length || !named || all.some(offers) ? some : all.slice(0, 1);
}

// Figures of last time stand dashed in empty fields until they are taken over.
export function offerIn(row, figures) {
  row.classList.add("dashed");
  FIGURES.forEach((column) => (field(row, column).placeholder = figures[column] ?? NONE));
}

export function takeOver(row) {
  row.classList.remove("dashed");
  FIGURES.map((column) => field(row, column)).forEach((input) => {
    if (input.value.trim() === "" && input.placeholder !== NONE) input.value = input.placeholder;
    input.placeholder = NONE;
  });
}

// A row like another, with its own figures and none of its errors.
export function rowLike(pattern, values) {
  const row = pattern.cloneNode(true);
  row.classList.remove("spare", "warmup", "dashed");
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
  if (values.bare === undefined) row.querySelector(".set-without-figures")?.remove();
  return row;
}

export function valuesOf(row) {
  const values = { set_type: field(row, "set_type").value };
  for (const column of FIGURES) values[column] = field(row, column).value;
  if (row.querySelector(".set-without-figures :checked")) values.bare = "yes";
  return values;
}

// Names and labels follow the order on the page, so that the server reads the rows as they stand.
export function number(section, texts) {
  let place = 0;
  for (const block of blocks(section)) {
    const called = exercise(block).value.trim() || texts.unnamed;
    name(exercise(block), section.dataset.sets, place, "exercise");
    block.ariaLabel = called;
    block.querySelectorAll("[data-edit-block], [data-remove-block]").forEach((button) => {
      button.querySelector(".visually-hidden").textContent = `, ${called}`;
    });
    let count = 0;
    for (const row of rows(block)) {
      const warm = isWarm(row);
      count += warm ? 0 : 1;
      row.classList.toggle("warmup", warm);
      row.querySelector(".set-number").textContent = warm ? texts.warmup_number : String(count);
      row.querySelectorAll("[name]").forEach((input) => name(input, section.dataset.sets, place, input.name.split("-").pop()));
      const label = warm ? texts.warmup : fill(texts.set, { number: count });
      row.querySelectorAll(".visually-hidden").forEach((words) => (words.textContent = `, ${called}, ${label}`));
      place += 1;
    }
  }
}

function name(input, table, place, column) {
  const label = input.parentElement.querySelector(":scope > label");
  input.name = input.id = `${table}-${place}-${column}`;
  if (label) label.htmlFor = input.id;
}

export function count(section, texts) {
  const work = blocks(section).flatMap(rowsToSave).filter((row) => !isWarm(row) && field(row, "reps").value.trim() !== "0");
  const moved = work.reduce((sum, row) => sum + (read(field(row, "load_kg").value) * read(field(row, "reps").value) || 0), 0);
  const amount = Math.round(moved).toLocaleString("en").replaceAll(",", "\u202f");
  return plural(moved ? texts.count_moved : texts.count, work.length, { load: amount, unit: section.dataset.unit });
}
