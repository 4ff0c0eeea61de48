// Keys of one letter that lead to a form or to another day; they can be switched off in their list, which "?" opens.

const list = document.getElementById("keys");
const STORED = "habitlog-keys";

function areOn() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

function follow(key) {
  const step = { "[": "prev", "]": "next" }[key];
  if (step) return document.querySelector(`a[rel=${step}]`)?.click();
  const entry = list.querySelector(`[data-key="${key}"]`);
  if (!entry) return;
  const inRow = document.querySelector(`#${entry.dataset.pillar}[data-row] a[data-in-place][href*="/new"]`);
  if (inRow) inRow.click();
  else location.assign(entry.href);
}

if (list) {
  const box = list.querySelector("input");
  box.checked = areOn();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(STORED, box.checked ? "on" : "off");
    } catch {
      // A browser that keeps nothing has the keys on.
    }
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, select, textarea, [contenteditable], dialog");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "?") list.showModal();
    else if (areOn()) follow(event.key);
  });
}
