// The outbox: entries that were sent without a network wait on the device, and are sent once each when it is back.
// The service worker puts them in; this shows them, sends them, and asks before a sign-out empties it.

import { today } from "./days.js";
import { fill, plural, textsOf } from "./texts.js";

const person = document.body.dataset.person ?? "";
const bar = document.getElementById("outbox");
const texts = bar && textsOf(bar);
const RETRY_MS = 20_000;
const SAVED_COOKIE = /(?:^|; )(?:__Host-)?habitlog-saved=([\w-]+)/;
let sending = false;
let sent = 0;

function useStore(mode, does) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("habitlog-outbox", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("entry", { keyPath: "key" });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction("entry", mode);
      const request = does(transaction.objectStore("entry"));
      transaction.oncomplete = () => (database.close(), resolve(request.result));
      transaction.onabort = () => (database.close(), reject(transaction.error));
    };
  });
}
const listAll = () => useStore("readonly", (store) => store.getAll());
const listOwn = async () => (await listAll()).filter((entry) => !person || entry.person === person).sort((one, other) => one.added - other.added);
const put = (entry) => useStore("readwrite", (store) => store.put(entry));
const remove = (entry) => useStore("readwrite", (store) => store.delete(entry.key));

function button(label, does) {
  const element = Object.assign(document.createElement("button"), { type: "button", className: "link-button", textContent: label });
  element.addEventListener("click", does);
  return element;
}

async function show(state) {
  const own = await listOwn();
  const waiting = own.filter((entry) => !entry.status).length;
  const refused = own.filter((entry) => entry.status);
  const lines = [];
  if (document.body.dataset.offline) lines.push(fill(texts.offline, { time: new Date(document.body.dataset.offline).toLocaleString(document.documentElement.lang) }));
  if (waiting) lines.push(plural(!person ? texts.sign_in : state === "sending" ? texts.sending : state === "signed-out" ? texts.sign_in : texts.waiting, waiting));
  else if (sent) lines.push(plural(texts.sent, sent));
  if (refused.length) lines.push(plural(texts.refused, refused.length));
  bar.querySelector("[data-outbox-text]").textContent = lines.join(" ");
  const ways = [];
  if (waiting && person && state === "signed-out") ways.push(Object.assign(document.createElement("a"), { href: "/sign-in", className: "link-button", textContent: texts.to_sign_in }));
  if (sent && !waiting) ways.push(button(texts.show, () => location.assign("/")));
  if (refused.length) ways.push(button(texts.look, () => open(refused[0])));
  bar.querySelector("[data-outbox-ways]").replaceChildren(...ways);
  bar.hidden = lines.length === 0;
  bar.dataset.waiting = own.length;
}

// What the server did not save is sent as a form of the page, so that its answer is shown: what does not fit, or both versions.
function open(entry) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = entry.path;
  for (const [name, value] of [["csrf", csrf()], ["person", person], ...new URLSearchParams(entry.body)]) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  sessionStorage.setItem("habitlog-opened", entry.key);
  bar.append(form);
  form.submit();
}
const csrf = () => document.querySelector("input[name=csrf]")?.value ?? "";

// Returns why sending has to stop, or nothing.
async function sendOne(entry) {
  const body = new URLSearchParams(entry.body);
  body.append("csrf", csrf());
  const response = await fetch(entry.path, { method: "POST", body, redirect: "manual" });
  // The answer to a form that was saved is a redirect.
  if (response.type === "opaqueredirect") {
    await remove(entry);
    sent += 1;
  } else if (response.status === 401 || response.status === 403) return "signed-out";
  else if ([404, 409, 412, 422].includes(response.status)) await put({ ...entry, status: response.status });
  else return "later";
  return "";
}

async function sendAll() {
  if (!person || document.body.dataset.offline || sending) return;
  sending = true;
  let stop = "";
  try {
    for (const entry of (await listOwn()).filter((one) => !one.status)) {
      if (sent % 10 === 0) await show("sending");
      stop = await sendOne(entry);
      if (stop) break;
    }
  } catch {
    stop = "offline";
  } finally {
    sending = false;
  }
  await show(stop);
  if (stop === "offline" || stop === "later") setTimeout(sendInTurn, RETRY_MS);
}

// One tab sends at a time.
function sendInTurn() {
  return navigator.locks ? navigator.locks.request("habitlog-outbox", { ifAvailable: true }, (lock) => (lock ? sendAll() : show(""))) : sendAll();
}

// An entry of the outbox that was opened as a form is in the form now, and its draft on the device.
async function settle() {
  const opened = sessionStorage.getItem("habitlog-opened");
  sessionStorage.removeItem("habitlog-opened");
  const saved = document.cookie.match(SAVED_COOKIE)?.[1];
  const isForm = document.querySelector("form[data-submitted]");
  for (const entry of await listAll()) {
    const isShown = isForm || (entry.path.endsWith("/quick") && !document.body.dataset.offline);
    if ((opened === entry.key && isShown) || (saved && saved === entry.entry)) await remove(entry);
  }
  const kept = (await listOwn()).map((entry) => entry.entry);
  document.dispatchEvent(new CustomEvent("habitlog:kept", { detail: kept }));
}

// A form from the device is for any day: the one that was asked for, or today.
function chooseDay() {
  const form = document.querySelector("form#entry");
  const hidden = form?.querySelector("input[type=hidden][name=day]");
  if (!document.body.dataset.offline || !hidden) return;
  const field = Object.assign(document.createElement("input"), { type: "date", name: "day", id: "offline-day", className: "field", max: today(), required: true });
  field.value = new URLSearchParams(location.search).get("day") ?? today();
  const label = Object.assign(document.createElement("label"), { htmlFor: field.id, textContent: texts.day });
  const row = Object.assign(document.createElement("div"), { className: "form-field" });
  row.append(label, field);
  hidden.replaceWith(row);
  document.querySelector(".head .eyebrow")?.remove();
}

// Signing out leaves nothing on the device: it asks first where something waits.
function askBeforeSignOut(event) {
  const form = event.target;
  if (new URL(form.action).pathname !== "/sign-out" || form.dataset.emptied) return;
  const waiting = Number(bar.dataset.waiting ?? 0);
  event.preventDefault();
  event.stopImmediatePropagation();
  if (waiting && !confirm(plural(texts.sign_out, waiting))) return;
  form.dataset.emptied = "yes";
  const emptied = [useStore("readwrite", (store) => store.clear()), deletePages()];
  Promise.allSettled(emptied).then(() => form.requestSubmit());
}

async function deletePages() {
  const names = (await globalThis.caches?.keys()) ?? [];
  await Promise.all(names.filter((name) => name.startsWith("habitlog-pages-")).map((name) => caches.delete(name)));
}

async function start() {
  const workers = navigator.serviceWorker;
  if (!workers || !bar) return;
  chooseDay();
  if (person) document.addEventListener("submit", askBeforeSignOut, true);
  await settle();
  await show("");
  addEventListener("online", sendInTurn);
  addEventListener("offline", () => show(""));
  workers.addEventListener("message", (event) => event.data.outbox && settle().then(() => show("")));
  sendInTurn();
  if (!person || document.body.dataset.offline) return;
  const isControlled = Boolean(workers.controller);
  if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  await workers.register("/service-worker.js");
  const registration = await workers.ready;
  // The page that brought the service worker did not come by it.
  if (!isControlled) registration.active.postMessage({ keep: location.pathname + location.search });
}

// Without storage, or without leave for a service worker, pages work as they do without one.
start().catch(() => {});
