// Usual times: shown dashed and without a name, so that nothing of them is sent until a person takes them over.

const PASSES_BY = ["Tab", "Shift", "Control", "Alt", "Meta", "Escape", "Enter"];
const offered = new Set([...document.querySelectorAll("input[data-usual]")].filter((field) => field.value === ""));
const note = document.querySelector("[data-usual-note]");
const button = document.querySelector("[data-accept-usual-times]");

function take(field) {
  if (!offered.delete(field)) return;
  field.name = field.id;
  field.classList.remove("offered");
  document.getElementById(`${field.id}-usual`).remove();
  if (offered.size === 0) {
    note.textContent = note.dataset.textNoneLeft;
    button.disabled = true;
    document.querySelector("[data-usual-times-hint]")?.remove();
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const field of offered) {
  field.removeAttribute("name");
  field.value = field.dataset.usual;
  field.classList.add("offered");
  document.getElementById(`${field.id}-usual`).textContent = note.dataset.textUsual;
  field.addEventListener("click", () => take(field));
  field.addEventListener("input", () => take(field));
  field.addEventListener("keydown", (event) => {
    if (!PASSES_BY.includes(event.key)) take(field);
  });
}

button?.addEventListener("click", () => {
  note.focus();
  [...offered].forEach(take);
});
