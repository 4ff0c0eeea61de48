// The draft of a food list: what its background requests and its button did not save yet stays on the device, under the
// person of the page, for the next visit. Without storage the list works without a draft.

const PREFIX = "habitlog-draft:";
const OWN_FIELDS = ["csrf", "entry_id", "version"];

function attempt(does) {
  try {
    return does() ?? null;
  } catch {
    return null;
  }
}

export function draftOf(form) {
  const person = document.body.dataset.person ?? "";
  const fields = form.elements;
  // A day has one list, whose form is that of a new entry until its first request is answered.
  const key = `${PREFIX}${person}:${form.dataset.saveUrl.split("/")[1]}:${fields.kind.value}:${fields.day.value}`;
  const pairs = () => [...new FormData(form)].filter(([name]) => !OWN_FIELDS.includes(name));

  const remove = () => attempt(() => localStorage.removeItem(key));

  const keep = (sent = false) => {
    if (!person) return;
    const draft = { entry: fields.entry_id.value, version: fields.version?.value ?? "", pairs: pairs(), sent };
    attempt(() => localStorage.setItem(key, JSON.stringify(draft)));
  };

  // Put the answers of the draft into the form. The form then stands for the version that they were given in: whatever
  // came in between is shown as a conflict.
  function restore(useVersion) {
    const draft = attempt(() => JSON.parse(localStorage.getItem(key)));
    if (!draft || JSON.stringify(draft.pairs) === JSON.stringify(pairs())) {
      remove();
      return false;
    }
    for (const field of form.querySelectorAll("input[type=checkbox], textarea")) {
      const values = draft.pairs.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
      const fold = field.closest("details");
      if (fold && (field.type === "checkbox" ? field.checked : field.value)) fold.open = true;
    }
    if (fields.version) useVersion(draft.entry === fields.entry_id.value ? draft.version || "1" : "0");
    else if (!draft.version) useEntry(draft.entry);
    return true;
  }

  // A request on the way out may have no answer yet: under its id the same list is saved once.
  function useEntry(entry) {
    for (const name of ["data-save-url", "data-edit-url"]) {
      form.setAttribute(name, form.getAttribute(name).replace(fields.entry_id.value, entry));
    }
    fields.entry_id.value = entry;
  }

  return { keep, remove, restore };
}
