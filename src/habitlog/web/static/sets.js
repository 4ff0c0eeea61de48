// The table of sets: rows that are not needed yet wait, a set can be copied, and the dock counts.

const read = (text) => Number(text.trim().replace(",", "."));

function start(list) {
  const name = list.dataset.sets;
  const pattern = list.querySelector("[data-set]").cloneNode(true);
  const rows = () => [...list.querySelectorAll("[data-set]")];
  const field = (row, column) => row.querySelector(`[name$="-${column}"]`);

  const isBlank = (row) => [...row.querySelectorAll("input")].every((input) => input.value.trim() === "");

  function number() {
    let before = "";
    let count = 0;
    rows().forEach((row, place) => {
      row.querySelectorAll("[name]").forEach((input) => {
        const column = input.name.split("-").pop();
        input.name = input.id = `${name}-${place}-${column}`;
        const label = input.parentElement.querySelector("label");
        label.htmlFor = input.id;
        label.querySelector(".read").textContent = `, set ${place + 1}`;
      });
      const exercise = field(row, "exercise").value.trim();
      const same = exercise !== "" && exercise === before;
      if (!row.contains(document.activeElement) || document.activeElement.name === undefined) row.classList.toggle("same", same);
      const warm = field(row, "set_type").value === "warmup";
      count = same ? count : 0;
      count += warm ? 0 : 1;
      row.querySelector(".set-number").textContent = exercise === "" ? "" : warm ? "warm up" : String(count);
      before = exercise;
    });
  }

  function tell() {
    number();
    const sets = rows().filter((row) => !isBlank(row) && field(row, "set_type").value !== "warmup" && field(row, "reps").value.trim() !== "0");
    const moved = sets.reduce((sum, row) => sum + (read(field(row, "load_kg").value) * read(field(row, "reps").value) || 0), 0);
    const amount = Math.round(moved).toLocaleString("en").replaceAll(",", "\u202f");
    const words = `${sets.length} work ${sets.length === 1 ? "set" : "sets"} so far${moved ? `, ${amount} ${list.dataset.unit} moved` : ""}.`;
    document.querySelectorAll("[data-set-count]").forEach((place) => (place.textContent = words));
  }

  function add(values, after) {
    const row = pattern.cloneNode(true);
    row.querySelectorAll("[name]").forEach((input) => {
      const column = input.name.split("-").pop();
      input.value = values[column] ?? (column === "set_type" ? "work" : "");
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    });
    row.classList.remove("same", "blank");
    row.querySelectorAll(".error").forEach((error) => error.remove());
    after ? after.after(row) : list.append(row);
    tell();
    return row;
  }

  // Blank rows beyond the first are for pages without a script.
  const blank = rows().filter(isBlank);
  blank.slice(rows().length > blank.length ? 0 : 1).forEach((row) => row.remove());

  const section = list.parentElement;
  section.querySelector("[data-copy-set]").addEventListener("click", () => {
    const last = rows().filter((row) => !isBlank(row)).pop();
    if (!last) return;
    const values = {};
    for (const column of ["exercise", "set_type", "load_kg", "reps", "rir", "rpe", "rest_s"]) values[column] = field(last, column).value;
    field(add(values, last), "load_kg").focus();
  });
  section.querySelector("[data-add-exercise]").addEventListener("click", () => {
    const waiting = rows().find(isBlank);
    field(waiting ?? add({}), "exercise").focus();
  });
  list.addEventListener("input", tell);
  list.addEventListener("focusout", () => setTimeout(number));
  tell();
}

document.querySelectorAll("[data-sets]").forEach((list) => {
  if (list.querySelector("[data-set]")) start(list);
});
