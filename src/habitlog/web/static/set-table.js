// The table of sets: exercises and sets are added, stepped, ticked and deleted; what was done last time is offered, not
// saved. A tick takes over what is offered. All of it is kept in one hidden field, which the draft of the form holds.

import { startClocks } from "./session-clock.js";
import { bindSave } from "./session-save.js";
import { amountField, bindSteps } from "./set-steps.js";
import {
  alike, blocks, count, counted, exercise, field, giveBack, hasAmount, hasFigures, isTicked, number, offerIn, offeredIn, offers,
  rowLike, rowOf, rows, stateOf, takeOver, tick, tickBox, valuesOf,
} from "./set-table-rows.js";
import { fill, textsOf } from "./texts.js";

const started = new WeakSet();

function emptied(block) {
  block.className = "block";
  block.querySelector(".block-sets").replaceChildren(rowLike(rows(block)[0], {}));
  block.querySelector("[data-last]").textContent = "";
  block.querySelector("[data-title]").textContent = "";
  exercise(block).value = "";
  counted(block).value = "reps";
  exercise(block).removeAttribute("aria-invalid");
  exercise(block).removeAttribute("aria-describedby");
  return block;
}

function start(section) {
  started.add(section);
  const form = section.closest("form");
  const texts = textsOf(section);
  const place = section.querySelector("[data-blocks]");
  const live = section.querySelector("[data-live]");
  const pattern = emptied(blocks(section)[0].cloneNode(true));
  const known = new Map();
  const times = {};
  section.querySelectorAll("datalist option").forEach((option) => known.set(alike(option.value), option.dataset));

  const blockOf = (element) => element.closest("[data-block]");
  const rowAt = (element) => element.closest("[data-set]");
  const list = (block) => block.querySelector(".block-sets");
  const emptyRow = (values = {}) => rowLike(rows(pattern)[0], values);
  const about = (block) => known.get(alike(exercise(block).value));
  const loadStep = (row) => Number(about(blockOf(row))?.loadStep ?? section.dataset.loadStep);
  const keep = () => (live.value = JSON.stringify({ ...times, blocks: stateOf(section) }));
  const keepNow = () => {
    keep();
    live.dispatchEvent(new Event("change", { bubbles: true }));
  };

  function update() {
    number(section, texts);
    const all = blocks(section);
    const there = new Set(all.map((block) => alike(exercise(block).value)));
    section.querySelectorAll("[data-add-exercise]").forEach((button) => {
      button.hidden = button.dataset.addExercise !== "" && there.has(alike(button.dataset.addExercise));
    });
    all.forEach((block) => {
      block.querySelector("[data-tick-block]").hidden = !rows(block).some(offers) || rows(block).some(isTicked);
      keepNameAlone(block);
    });
    form.querySelectorAll("[data-tick-all]").forEach((button) => (button.hidden = !all.flatMap(rows).some(offers)));
    // The hint stays once it is there: rows that move while one is tapped lose the tap.
    if (all.flatMap(rows).some(offers)) section.classList.add("has-offers");
    form.querySelectorAll("[data-set-count]").forEach((words) => (words.textContent = count(section, texts)));
    keep();
  }

  // A name beside figures that are merely offered is no set, and asks for none.
  function keepNameAlone(block) {
    block.querySelectorAll("[data-name-only]").forEach((input) => input.remove());
    if (!rows(block).some(offers) || rows(block).some(hasFigures)) return;
    const word = Object.assign(document.createElement("input"), { type: "hidden", value: "yes" });
    word.name = exercise(block).name.replace(/exercise$/, "offered");
    word.dataset.nameOnly = "";
    exercise(block).after(word);
  }

  // One row shows all its fields on a narrow page. The one that was touched stays where it is.
  function makeCurrent(row) {
    if (row.matches(".current")) return;
    const before = row.getBoundingClientRect().top;
    section.querySelectorAll(".current").forEach((one) => one.classList.remove("current"));
    row.classList.add("current");
    blockOf(row).classList.add("current");
    const shift = row.getBoundingClientRect().top - before;
    if (shift) scrollBy({ top: shift, behavior: "instant" });
  }

  function describe(block) {
    block.querySelector("[data-title]").textContent = exercise(block).value;
    block.querySelector("[data-last]").textContent = about(block)?.last ?? "";
  }

  function offer(block) {
    describe(block);
    if (rows(block).some(hasFigures)) return;
    counted(block).value = about(block)?.counted ?? "reps";
    const sets = about(block)?.done ? JSON.parse(about(block).done) : [];
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
    else if (rows(block).some(offers)) tickBox(rows(block)[0]).focus();
    else field(rows(block)[0], "load_kg").focus();
  }

  // One more set like the last one, offered: how it felt is not.
  function copy(block) {
    const source = rows(block).filter((row) => hasFigures(row) || offers(row)).pop();
    const row = emptyRow({ set_type: source ? field(source, "set_type").value : "work" });
    if (source) offerIn(row, { ...(hasFigures(source) ? valuesOf(source) : offeredIn(source)), rir: "", rpe: "" });
    list(block).append(row);
    update();
    makeCurrent(row);
    (source ? tickBox(row) : field(row, "load_kg")).focus();
  }

  function warmUp(block) {
    const row = emptyRow({ set_type: "warmup" });
    const work = rows(block).find((one) => field(one, "set_type").value !== "warmup");
    if (work) work.before(row);
    else list(block).append(row);
    update();
    makeCurrent(row);
    field(row, "load_kg").focus();
  }

  // What was deleted leaves a line that brings it back, until the next one is deleted.
  function removeWithUndo(element, words, tag) {
    section.querySelectorAll("[data-deleted]").forEach((line) => line.remove());
    const line = Object.assign(document.createElement(tag), { className: "set-deleted note", textContent: `${fill(texts.set_deleted, { set: words })} ` });
    line.dataset.deleted = "";
    const undo = Object.assign(document.createElement("button"), { type: "button", className: "link-button", textContent: texts.undo });
    undo.addEventListener("click", () => {
      line.replaceWith(element);
      update();
      element.querySelector("input:not([type=hidden])").focus();
    });
    line.append(undo);
    element.replaceWith(line);
    if (blocks(section).length === 0) place.append(pattern.cloneNode(true));
    blocks(section).filter((block) => rows(block).length === 0).forEach((block) => list(block).append(emptyRow()));
    update();
    undo.focus();
  }

  function change(block) {
    const open = block.classList.toggle("changing");
    const button = block.querySelector("[data-edit-block]");
    button.ariaExpanded = String(open);
    button.querySelector("[data-words]").textContent = open ? texts.done : texts.change;
  }

  function tickByHand(row) {
    row.querySelectorAll(".error").forEach((error) => error.remove());
    if (!isTicked(row)) giveBack(row);
    else {
      takeOver(row);
      if (hasAmount(row)) {
        tick(row, true);
        clocks.ticked();
      } else refuseTick(row);
    }
    makeCurrent(row);
    update();
  }

  function refuseTick(row) {
    tick(row, false);
    row.append(Object.assign(document.createElement("p"), { className: "error", role: "alert", textContent: texts.no_amount }));
    amountField(blockOf(row), row).focus();
  }

  function tickAll(within) {
    within.filter((row) => offers(row) || hasFigures(row)).forEach((row) => {
      takeOver(row);
      tick(row, hasAmount(row));
    });
    update();
  }

  function restore(state) {
    Object.assign(times, { ...state, blocks: undefined });
    place.replaceChildren(
      ...state.blocks.map((one) => {
        const block = pattern.cloneNode(true);
        exercise(block).value = one.name;
        counted(block).value = one.counted;
        list(block).replaceChildren(...one.rows.map((row) => rowOf(rows(pattern)[0], row)));
        describe(block);
        block.classList.toggle("named", one.name.trim() !== "");
        return block;
      }),
    );
    if (blocks(section).length === 0) place.append(pattern.cloneNode(true));
    update();
  }

  // A page that shows what does not fit has the rows as they were sent: ticks and offers come from the hidden field.
  function resume(state) {
    Object.assign(times, { ...state, blocks: undefined });
    const sent = state.blocks.flatMap((block) => block.rows);
    const shown = blocks(section).flatMap(rows);
    sent.forEach((one, at) => {
      if (!shown[at]) return;
      if (one.offered) offerIn(shown[at], one.offered);
      tick(shown[at], one.ticked);
    });
  }

  const does = {
    addExercise: (button) => add(button.dataset.addExercise),
    copySet: (button) => copy(blockOf(button)),
    addWarmup: (button) => warmUp(blockOf(button)),
    editBlock: (button) => change(blockOf(button)),
    removeSet: (button) => removeWithUndo(rowAt(button), `${blockOf(button).ariaLabel}, ${rowAt(button).dataset.label}`, "li"),
    removeBlock: (button) => removeWithUndo(blockOf(button), blockOf(button).ariaLabel, "p"),
    tickBlock: (button) => {
      tickAll(rows(blockOf(button)));
      blockOf(button).querySelector("[data-copy-set]").focus();
    },
  };
  section.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const deed = button && Object.keys(does).find((one) => one in button.dataset);
    if (deed) does[deed](button);
    else if (event.target === reached) event.target.select();
    reached = null;
  });
  form.querySelector("[data-tick-all]")?.addEventListener("click", () => tickAll(blocks(section).flatMap(rows)));

  section.addEventListener("input", (event) => {
    const row = rowAt(event.target);
    if (event.target.name?.endsWith("-exercise")) offer(blockOf(event.target));
    else if (row && offers(row) && hasFigures(row)) takeOver(row);
    update();
  });
  section.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick]")) tickByHand(rowAt(event.target));
  });
  bindSteps(section, loadStep, (row) => {
    form.dataset.typed = "yes";
    makeCurrent(row);
    update();
  });

  // A figure is chosen whole when it is reached, so that typing puts another in its place.
  let reached = null;
  section.addEventListener("focusin", (event) => {
    if (!event.target.matches(".figure .field")) return;
    makeCurrent(rowAt(event.target));
    reached = event.target;
    event.target.select();
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

  section.addEventListener("habitlog:restore", (event) => {
    const [, kept] = event.detail.find(([name]) => name === live.name) ?? [];
    if (!kept) return;
    event.preventDefault();
    restore(JSON.parse(kept));
  });

  const clocks = startClocks(form, section, texts, times, keepNow);
  bindSave(form, section, texts, update);
  // Spare rows are for pages without a script.
  section.querySelectorAll(".spare").forEach((spare) => spare.remove());
  if (blocks(section).length === 0) place.append(pattern.cloneNode(true));
  if (live.value) resume(JSON.parse(live.value));
  else if ("offered" in section.dataset) blocks(section).flatMap(rows).forEach(giveBack);
  else if (form.querySelector("[name=version]")) blocks(section).flatMap(rows).filter(hasAmount).forEach((row) => tick(row, true));
  update();
}

const startAll = () => document.querySelectorAll("form [data-sets]").forEach((section) => started.has(section) || start(section));

document.addEventListener("habitlog:inserted", startAll);
startAll();
