// The questions before a timer starts: read and checked, with a message at a field that does not fit.

import { fill, textsOf } from "./texts.js";

const parse = (text) => (/^\d{1,4}([.,]\d)?$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : NaN);

function clear(field) {
  document.getElementById(`${field.id}-error`)?.remove();
  field.removeAttribute("aria-invalid");
  field.setAttribute("aria-describedby", (field.dataset.hints ??= field.getAttribute("aria-describedby") ?? ""));
}

function refuse(field, sentence) {
  const message = document.createElement("p");
  message.className = "error";
  message.id = `${field.id}-error`;
  message.textContent = sentence;
  field.closest(".line-field").append(message);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", `${field.dataset.hints} ${message.id}`.trim());
}

// Return the number in a field, or NaN with a sentence under it. A field that may stay empty has an `otherwise`.
function number(texts, id, { whole = true, otherwise = NaN } = {}) {
  const field = document.getElementById(id);
  const { low, high } = field.dataset;
  clear(field);
  const value = field.value.trim() === "" && !Number.isNaN(otherwise) ? otherwise : parse(field.value);
  if (value >= Number(low) && value <= Number(high) && (!whole || Number.isInteger(value))) return value;
  refuse(field, fill(whole ? texts.whole_number_misfit : texts.number_misfit, { low: Math.round(low), high: Math.round(high) }));
  return NaN;
}

const on = (id) => document.getElementById(id)?.checked ?? false;

// Return what was set, or null with the first field that does not fit in focus.
export function setUp(page) {
  const { timer: manner, work, rest, rounds, blocks, minutes, what } = page.dataset;
  const set = { manner };
  const read = (id, how) => number(textsOf(page), id, how);
  if (manner === "still") {
    Object.assign(set, { minutes: read(minutes), what: document.getElementById(what).value });
  } else {
    Object.assign(set, { work: read(work), rest: read(rest), rounds: read(rounds), blocks: read(blocks, { otherwise: 1 }) });
  }
  const pace = on("pace") ? { in: read("pace-in", { whole: false }), out: read("pace-out", { whole: false }) } : null;
  const wrong = page.querySelector("[aria-invalid=true]");
  if (!wrong) return { set, pace, sound: on("sound"), buzz: on("buzz"), awake: on("awake") };
  const details = wrong.closest("details");
  if (details) details.open = true;
  wrong.focus();
  return null;
}
