// Drafts: what is typed into the form of an entry stays on the device until it is saved or discarded, or its person
// signs out. Without storage, or with a full one, forms work as they do without drafts.

const PREFIX = "habitlog-draft:";
const SAVED_COOKIE = /(?:^|; )((?:__Host-)?habitlog-saved)=([\w-]+)/;
const OWN_FIELDS = ["csrf", "person", "entry_id", "version"];
const person = document.body.dataset.person ?? "";
const bound = new WeakSet();

// Storage. A browser may forbid it, and each access may then throw.
function attempt(does) {
  try {
    return does() ?? null;
  } catch {
    return null;
  }
}
const read = (key) => attempt(() => JSON.parse(localStorage.getItem(key)));
const write = (key, draft) => attempt(() => localStorage.setItem(key, JSON.stringify(draft)));
const remove = (key) => attempt(() => localStorage.removeItem(key));
const keys = () => attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) ?? [];

// A new entry has one draft for each kind and day.
function keyOf(form) {
  const path = new URL(form.action).pathname;
  const isNew = path.endsWith("/new");
  return [PREFIX + person, path, ...(isNew ? [valueOf(form, "kind"), valueOf(form, "day")] : [])].join(":");
}
const valueOf = (form, name) => form.querySelector(`[name="${name}"]`)?.value ?? "";
const pairsOf = (form) => [...new FormData(form)].filter(([name]) => !OWN_FIELDS.includes(name));
const draftOf = (form, sent) => ({
  entry: valueOf(form, "entry_id"),
  version: valueOf(form, "version"),
  pairs: pairsOf(form),
  search: location.search,
  sent,
});

// Put typed values into the fields of a form, and show the parts that have some.
function restore(form, draft) {
  for (const name of ["entry_id", "version"]) {
    const field = form.querySelector(`[name="${name}"]`);
    const value = name === "version" ? draft.version : draft.entry;
    if (field && value) field.value = value;
  }
  const own = [...form.querySelectorAll("[data-sets]")].filter(
    (section) => !section.dispatchEvent(new CustomEvent("habitlog:restore", { cancelable: true, detail: draft.pairs })),
  );
  const left = draft.pairs.slice();
  for (const field of [...form.elements]) {
    const name = field.name || field.id;
    if (!name || field.type === "hidden" || field.matches("button, fieldset, output") || own.some((part) => part.contains(field))) continue;
    const isChoice = field.type === "checkbox" || field.type === "radio";
    const place = left.findIndex(([known, value]) => known === name && (!isChoice || value === field.value));
    if (place < 0 && !isChoice) continue;
    const [[, value]] = place < 0 ? [[]] : left.splice(place, 1);
    if (isChoice ? field.checked === place >= 0 : field.value === value) continue;
    if (isChoice) field.checked = place >= 0;
    else field.value = value;
    for (let part = field.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// The notice above a form whose draft is back, or is offered.
function notice(form, kind, does) {
  const element = document.getElementById(`draft-${kind}`).content.firstElementChild.cloneNode(true);
  element.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) does[button.dataset.draft](element);
  });
  form.before(element);
}

function bind(form) {
  const hasFields = [...form.elements].some((field) => field.matches("input:not([type=hidden]), select, textarea"));
  if (bound.has(form) || !hasFields) return;
  bound.add(form);
  const key = keyOf(form);
  const initial = JSON.stringify(pairsOf(form));
  let stored = initial;
  const draft = read(key);

  const save = (sent = false) => {
    stored = JSON.stringify(pairsOf(form));
    write(key, draftOf(form, sent));
  };
  const saveChanged = () => {
    const now = JSON.stringify(pairsOf(form));
    if (!form.isConnected || now === stored) return;
    if (now !== initial || draft) return save();
    stored = now;
    remove(key);
  };
  const bringBack = () => {
    restore(form, draft);
    save();
    notice(form, "restored", { discard });
  };
  const discard = (element) => {
    remove(key);
    stored = null;
    const isHandled = !form.dispatchEvent(new CustomEvent("habitlog:discarded", { bubbles: true, cancelable: true }));
    if (isHandled) element.remove();
    else location.replace(location.pathname + location.search);
  };

  if ("submitted" in form.dataset) save();
  else if (draft && "prefilled" in form.dataset && draft.search !== location.search) {
    const offered = { restore: (element) => (element.remove(), bringBack()), discard: (element) => (remove(key), element.remove()) };
    notice(form, "offered", offered);
  } else if (draft) bringBack();

  for (const kind of ["input", "change", "click"]) form.addEventListener(kind, () => setTimeout(saveChanged));
  form.addEventListener("submit", (event) => event.defaultPrevented || save(true));
  addEventListener("pagehide", () => stored !== null && saveChanged());
}

// The server names the entry that it saved or deleted last: its draft has arrived.
function removeSaved() {
  const [, name, saved] = attempt(() => document.cookie.match(SAVED_COOKIE)) ?? [];
  if (!saved) return;
  document.cookie = `${name}=; path=/; max-age=0; samesite=lax${name.startsWith("__Host-") ? "; secure" : ""}`;
  removeSent([saved]);
}

function removeSent(entries) {
  for (const key of keys()) {
    const draft = read(key);
    if (draft?.sent && entries.includes(draft.entry)) remove(key);
  }
}

// What waits in the outbox is safe there. The service worker names an entry that it just put in.
const waiting = new URLSearchParams(location.search).get("waiting");
if (waiting) {
  removeSent([waiting]);
  history.replaceState(null, "", location.pathname);
}
document.addEventListener("habitlog:kept", (event) => removeSent(event.detail));

function bindAll() {
  if (!person) return;
  removeSaved();
  document.querySelectorAll("form[method=post]:has([name=entry_id]):not([data-own-draft])").forEach(bind);
}

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const path = new URL(event.target.action).pathname;
  if (path === "/sign-out") keys().forEach(remove);
  const edited = `${PREFIX}${person}:${path.replace(/\/delete$/, "/edit")}`;
  const draft = path.endsWith("/delete") && read(edited);
  if (draft) write(edited, { ...draft, sent: true });
});

// Who keeps the saved version gives up the typed one.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-discard-draft]");
  if (link) remove(`${PREFIX}${person}:${link.pathname}`);
});

// Another person on the same device, or an account that ends, leaves nothing of it.
if (person) keys().filter((key) => !key.startsWith(`${PREFIX}${person}:`)).forEach(remove);
if (document.querySelector("[data-forget-device]")) keys().forEach(remove);

addEventListener("habitlog:inserted", bindAll);
addEventListener("pageshow", (event) => event.persisted && bindAll());
bindAll();
