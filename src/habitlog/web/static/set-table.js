// The table of sets: exercises are added, sets are copied and removed; what was done last time is offered, not saved.

import {
  FIGURES, alike, blocks, count, exercise, field, hasFigures, number, offerIn, offers, rowLike, rows, rowsToSave, takeOver, valuesOf,
} from "./set-table-rows.js";
import { textsOf } from "./texts.js";

function emptied(block) {
  block.className = "block";
  block.querySelector(".block-sets").replaceChildren(rowLike(rows(block)[0], {}));
  block.querySelector("[data-last]").textContent = "";
  exercise(block).value = "";
  exercise(block).removeAttribute("aria-invalid");
  exercise(block).removeAttribute("aria-describedby");
  return block;
}

function start(section) {
  const texts = textsOf(section);
  const place = section.querySelector("[data-blocks]");
  const pattern = emptied(blocks(section)[0].cloneNode(true));
  const known = new Map();
  section.querySelectorAll("datalist option").forEach((option) => known.set(alike(option.value), option.dataset));

  const blockOf = (element) => element.closest("[data-block]");
  const list = (block) => block.querySelector(".block-sets");
  const last = (block) => block.querySelector("[data-last]");
  const emptyRow = (values = {}) => rowLike(rows(pattern)[0], values);

  function update() {
    number(section, texts);
    const there = new Set(blocks(section).map((block) => alike(exercise(block).value)));
    section.querySelectorAll("[data-add-exercise]").forEach((button) => {
      button.hidden = button.dataset.addExercise !== "" && there.has(alike(button.dataset.addExercise));
    });
    blocks(section).forEach((block) => {
      block.classList.toggle("offered", rows(block).some(offers) && rowsToSave(block).length === 0);
      block.querySelector("[data-copy-set]").disabled = !rows(block).some(hasFigures);
      keepNameAlone(block);
    });
    document.querySelectorAll("[data-set-count]").forEach((words) => (words.textContent = count(section, texts)));
  }

  // A name beside figures that are merely offered is no set.
  function keepNameAlone(block) {
    const first = rows(block)[0];
    first.parentElement.querySelectorAll("[data-name-only]").forEach((input) => input.remove());
    if (!rows(block).some(offers)) return;
    const word = Object.assign(document.createElement("input"), { type: "hidden", value: "no" });
    word.name = field(first, "reps").name.replace(/reps$/, "bare");
    word.dataset.nameOnly = "";
    first.append(word);
  }

  function offer(block) {
    const name = exercise(block).value;
    const about = known.get(alike(name));
    block.querySelector("[data-title]").textContent = name;
    last(block).textContent = about?.last ?? "";
    if (rows(block).some(hasFigures)) return;
    const sets = about?.done ? JSON.parse(about.done) : [];
    list(block).replaceChildren(...(sets.length ? sets.map(offeredRow) : [emptyRow()]));
  }

  function offeredRow(values) {
    const row = emptyRow({ set_type: values.set_type });
    offerIn(row, values);
    return row;
  }

  function add(name) {
    const waiting = blocks(section).find((block) => exercise(block).value.trim() === "" && !rows(block).some(hasFigures));
    const block = waiting ?? pattern.cloneNode(true);
    place.append(block);
    exercise(block).value = name;
    offer(block);
    block.classList.toggle("named", name !== "");
    update();
    if (!name) exercise(block).focus();
    else if (block.classList.contains("offered")) block.querySelector("[data-use-last-sets]").focus();
    else field(rows(block)[0], "load_kg").focus();
  }

  function copy(block) {
    const source = rows(block).filter(hasFigures).pop();
    const next = source.nextElementSibling;
    const values = valuesOf(source);
    if (!next?.matches("[data-set]") || hasFigures(next)) source.after(rowLike(source, values));
    else FIGURES.forEach((column) => (field(next, column).value = values[column]));
    update();
    field(source.nextElementSibling, "load_kg").focus();
  }

  function warmUp(block) {
    const row = emptyRow({ set_type: "warmup" });
    const work = rows(block).find((one) => field(one, "set_type").value !== "warmup");
    work ? work.before(row) : list(block).append(row);
    update();
    field(row, "load_kg").focus();
  }

  function remove(block, row) {
    const after = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    if (!after) return removeBlock(block);
    update();
    after.querySelector("[data-remove-set]").focus();
  }

  function removeBlock(block) {
    block.remove();
    if (blocks(section).length === 0) place.append(pattern.cloneNode(true));
    update();
    section.querySelector("[data-add-exercise='']").focus();
  }

  function change(block) {
    const open = block.classList.toggle("changing");
    const button = block.querySelector("[data-edit-block]");
    button.ariaExpanded = String(open);
    button.firstChild.textContent = open ? texts.done : texts.change;
  }

  const does = {
    addExercise: (button) => add(button.dataset.addExercise),
    copySet: (button) => copy(blockOf(button)),
    addWarmup: (button) => warmUp(blockOf(button)),
    editBlock: (button) => change(blockOf(button)),
    removeSet: (button) => remove(blockOf(button), button.closest("[data-set]")),
    removeBlock: (button) => removeBlock(blockOf(button)),
    useLastSets: (button) => {
      const block = blockOf(button);
      rows(block).filter(offers).forEach(takeOver);
      section.closest("form").dataset.typed = "yes";
      update();
      block.querySelector("[data-copy-set]").focus();
    },
    clear: (button) => {
      const block = blockOf(button);
      list(block).replaceChildren(emptyRow());
      update();
      field(rows(block)[0], "load_kg").focus();
    },
  };
  section.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const deed = button && Object.keys(does).find((one) => one in button.dataset);
    if (deed) does[deed](button);
  });

  section.addEventListener("input", (event) => {
    if (event.target.name.endsWith("-exercise")) offer(blockOf(event.target));
    update();
  });

  // Typed sets that come back from a draft.
  section.addEventListener("habitlog:restore", (event) => {
    const typed = [];
    for (const [name, value] of event.detail) {
      const [, table, index, column] = name.match(/^(.+)-(\d+)-(\w+)$/) ?? [];
      if (table === section.dataset.sets && !(column === "bare" && value === "no")) (typed[index] ??= {})[column] = value;
    }
    if (!typed.length) return;
    event.preventDefault();
    place.replaceChildren();
    for (const values of typed.filter(Boolean)) {
      if ("exercise" in values || blocks(section).length === 0) {
        const block = pattern.cloneNode(true);
        exercise(block).value = values.exercise ?? "";
        list(block).replaceChildren();
        place.append(block);
      }
      list(blocks(section).at(-1)).append(emptyRow(values));
    }
    for (const block of blocks(section)) {
      offer(block);
      block.classList.toggle("named", exercise(block).value.trim() !== "");
    }
    update();
  });

  // A figure is chosen whole when it is reached, so that typing puts another in its place.
  let reached = null;
  section.addEventListener("focusin", (event) => {
    blocks(section).forEach((block) => block.classList.toggle("current", block.contains(event.target)));
    if (!event.target.matches(".figure .field")) return;
    reached = event.target;
    event.target.select();
  });
  section.addEventListener("click", (event) => {
    if (event.target === reached) event.target.select();
    reached = null;
  });

  // The name turns into a heading once it is left, after the tap that left it has found its place.
  section.addEventListener("focusout", (event) => {
    const block = blockOf(event.target);
    if (!block || event.target !== exercise(block)) return;
    setTimeout(() => {
      const named = exercise(block).value.trim() !== "" && !exercise(block).matches("[aria-invalid]");
      if (document.activeElement !== exercise(block)) block.classList.toggle("named", named);
    }, 300);
  });

  // Spare rows are for pages without a script.
  section.querySelectorAll(".spare").forEach((spare) => spare.remove());
  if (blocks(section).length === 0) place.append(pattern.cloneNode(true));
  blocks(section).pop().classList.add("current");
  update();
}

const startAll = (root) => root.querySelectorAll("[data-sets]").forEach(start);
document.addEventListener("habitlog:inserted", (event) => startAll(event.target));
startAll(document);
