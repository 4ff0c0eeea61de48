// Saving a session: asks about sets that have numbers and no tick, and about those of last time where none is ticked.

import { blocks, giveBack, isTicked, offers, rows, rowsToSave, takeOver, tick } from "./set-table-rows.js";
import { plural } from "./texts.js";

export function bindSave(form, section, texts, update) {
  const question = form.querySelector("[data-unticked]");
  if (!question) return;
  const [saveTicked, saveAll, saveFilled] = ["ticked", "all", "filled"].map((one) => question.querySelector(`[data-save-${one}]`));
  const unticked = () => rowsToSave(section).filter((row) => !isTicked(row));
  const dashed = () => blocks(section).flatMap(rows).filter(offers);
  let isAnswered = false;

  // Where sets are ticked at all, one without a tick may not have been done; where none is, the dashed ones may have been.
  function asks() {
    const open = unticked();
    const isTicking = rowsToSave(section).length > open.length;
    const inQuestion = isTicking ? open : dashed();
    question.hidden = isAnswered || inQuestion.length === 0;
    if (question.hidden) return false;
    question.querySelector("[data-words]").textContent = plural(isTicking ? texts.unticked : texts.dashed, inQuestion.length);
    saveTicked.hidden = !isTicking;
    saveFilled.hidden = isTicking || open.length === 0;
    saveAll.classList.toggle("solid", !isTicking);
    (isTicking ? saveTicked : saveAll).focus();
    return true;
  }

  form.addEventListener("submit", (event) => {
    update();
    if (!asks()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  const settleAndSend = (settle) => () => {
    settle();
    update();
    isAnswered = true;
    form.requestSubmit();
    isAnswered = false;
  };
  const tickAll = () =>
    [...unticked(), ...(saveTicked.hidden ? dashed() : [])].forEach((row) => {
      takeOver(row);
      tick(row, true);
    });
  const close = () => (question.hidden = true);
  saveTicked.addEventListener("click", settleAndSend(() => unticked().forEach(giveBack)));
  saveAll.addEventListener("click", settleAndSend(tickAll));
  saveFilled.addEventListener("click", settleAndSend(() => {}));
  question.querySelector("[data-save-later]").addEventListener("click", close);
  section.addEventListener("change", close);
}
