// Usual times: shown dashed and without a name, so that nothing of them is sent until a person takes them over.

const PASSES_BY = ["Tab", "Shift", "Control", "Alt", "Meta", "Escape", "Enter"];
function bind(root) {
  const offered = new Set([...root.querySelectorAll("input[data-usual]")].filter((field) => field.value === ""));
  const note = root.querySelector("[data-usual-note]");
  const button = root.querySelector("[data-accept-usual-times]");

  function take(field) {
    if (!offered.delete(field)) return;
    field.name = field.id;
    field.classList.remove("offered");
    document.getElementById(`${field.id}-usual`).remove();
    if (offered.size === 0) {
      note.textContent = note.dataset.textNoneLeft;
      button.disabled = true;
      root.querySelector("[data-usual-times-hint]")?.remove();
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
}

bind(document);
document.addEventListener("habitlog:inserted", (event) => bind(event.target));
