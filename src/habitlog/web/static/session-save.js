// Saving a session: asks about sets that have figures and no tick.

import { giveBack, isTicked, offers, rowsToSave, takeOver, tick } from "./set-table-rows.js";
import { plural } from "./texts.js";

export function bindSave(form, section, texts, update) {
  const question = form.querySelector("[data-unticked]");
  if (!question) return;
  const unticked = () => rowsToSave(section).filter((row) => !isTicked(row));

  // Where sets are ticked at all, one without a tick may not have been done.
  function asks() {
    const open = unticked();
    question.hidden = open.length === 0 || rowsToSave(section).length === open.length;
    if (question.hidden) return false;
    question.querySelector("[data-words]").textContent = plural(texts.unticked, open.length);
    question.querySelector("button").focus();
    return true;
  }

  form.addEventListener("submit", (event) => {
    rowsToSave(section).filter(offers).forEach(takeOver);
    update();
    if (!asks()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  const settleAndSend = (settle) => () => {
    unticked().forEach(settle);
    update();
    form.requestSubmit();
  };
  const close = () => (question.hidden = true);
  form.querySelector("[data-save-ticked]").addEventListener("click", settleAndSend(giveBack));
  form.querySelector("[data-save-all]").addEventListener("click", settleAndSend((row) => tick(row, true)));
  form.querySelector("[data-save-later]").addEventListener("click", close);
  section.addEventListener("change", close);
}
