// The service worker: without a network it serves the day and the entry forms as they were seen last, and keeps entries
// that are sent in an outbox. With a network, every page comes from the server. The server puts a line before this
// file that declares VERSION, ASSETS, FORMS (the paths of the entry forms) and OFFLINE (the page for everything else).

/* global VERSION, ASSETS, FORMS, OFFLINE */

const STATIC_CACHE = `habitlog-static-${VERSION}`;
const PAGES = "habitlog-pages-";
const KEPT_POSTS = /^\/[a-z]+\/(?:quick|[0-9a-f-]{36}\/edit)$/;
const MAX_BODY = 256 * 1024;
const tried = new Set();

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(STATIC_CACHE)
      .then((cache) => cache.addAll([...ASSETS, OFFLINE]))
      .then(() => self.skipWaiting()),
  );
});

// Nothing of an older version stays: its pages may have forms that are no longer read.
self.addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("habitlog-") && name !== STATIC_CACHE && !name.startsWith(`${PAGES}${VERSION}-`);
  event.waitUntil(deleteCaches(isOld).then(() => self.clients.claim()));
});

async function deleteCaches(isUnwanted) {
  await Promise.all((await caches.keys()).filter(isUnwanted).map((name) => caches.delete(name)));
}

// The name under which a page is kept; null for a page that is never kept. A form is kept once for each kind, and not
// with answers from its address.
function nameOf(url) {
  if (url.pathname === "/") return "/";
  const names = [...url.searchParams.keys()];
  if (!FORMS.includes(url.pathname) || names.some((name) => name !== "kind" && name !== "day")) return null;
  return `${url.pathname}?kind=${url.searchParams.get("kind") ?? ""}`;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "GET" && request.mode === "navigate") event.respondWith(answerPage(event, url));
  else if (request.method === "GET" && url.pathname.startsWith("/static/")) event.respondWith(answerAsset(request));
  else if (request.method === "POST" && isKept(request, url)) event.respondWith(sendOrKeep(request, url));
});

// A script that sends an entry itself says with a header whether it may wait in the outbox.
function isKept(request, url) {
  const mayWait = request.mode === "navigate" || request.headers.get("habitlog-outbox") === "keep";
  return mayWait && (FORMS.includes(url.pathname) || KEPT_POSTS.test(url.pathname));
}

self.addEventListener("message", (event) => {
  const url = new URL(event.data.keep, location.origin);
  if (nameOf(url)) event.waitUntil(fetch(url).then((response) => keepPage(url, response)).catch(() => {}));
});

// Modules import each other without the hash in an address.
async function answerAsset(request) {
  const cache = await caches.open(STATIC_CACHE);
  try {
    return (await cache.match(request)) ?? (await fetch(request));
  } catch (lost) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw lost;
  }
}

async function answerPage(event, url) {
  let response;
  try {
    response = await fetch(event.request);
  } catch {
    return (await findPage(url)) ?? (await caches.match(OFFLINE)) ?? Response.error();
  }
  // Today leads to the sign-in: nobody is signed in, and nothing stays readable without a network.
  if (url.pathname === "/" && response.type === "opaqueredirect") event.waitUntil(deleteCaches((name) => name.startsWith(PAGES)));
  else event.waitUntil(keepPage(url, response.clone()).catch(() => {}));
  return response;
}

// A page is kept under its person and version; with it goes what was kept for anybody else. News of sharing are not kept.
async function keepPage(url, response) {
  const name = nameOf(url);
  if (!name || response.status !== 200 || response.redirected) return;
  const html = await response.text();
  const person = findPerson(html);
  if (!person) return;
  const cacheName = `${PAGES}${VERSION}-${person}`;
  await deleteCaches((other) => other.startsWith(PAGES) && other !== cacheName);
  if (html.includes("data-not-offline")) return;
  const cache = await caches.open(cacheName);
  await storePage(cache, name, response, html);
  if (name === "/") await keepForms(cache, html, person);
}

const findPerson = (html) => html.match(/<body[^>]* data-person="(\w+)"/)?.[1];

function storePage(cache, name, response, html) {
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": response.headers.get("content-security-policy"), "referrer-policy": "no-referrer", date: new Date().toUTCString() };
  return cache.put(name, new Response(html, { headers }));
}

// The first form of each pillar and those that today links are kept, too, one after the other, each tried once. What a
// sign-out deletes meanwhile stays deleted: `cache` is then out of reach.
async function keepForms(cache, html, person) {
  for (const path of new Set([...FORMS, ...(html.match(/\/[a-z]+\/new\?kind=[a-z]+/g) ?? [])])) {
    const url = new URL(path, location.origin);
    const attempt = `${person} ${path}`;
    if (tried.has(attempt) || (await cache.match(nameOf(url)))) continue;
    tried.add(attempt);
    const response = await fetch(url);
    const form = await response.text();
    const isForm = response.status === 200 && !response.redirected && findPerson(form) === person;
    if (isForm && !form.includes("data-not-offline")) await storePage(cache, nameOf(url), response, form);
  }
}

// A page that was kept, with fresh ids for new entries, so that what is sent from it twice are two entries.
async function findPage(url) {
  const name = nameOf(url);
  const cacheName = (await caches.keys()).find((one) => one.startsWith(`${PAGES}${VERSION}-`));
  if (!name || !cacheName) return null;
  const kept = await (await caches.open(cacheName)).match(name);
  if (!kept) return null;
  const html = await kept.text();
  const forms = html.match(/<form [^>]*action="\/[a-z]+\/(?:new|quick)"[^]*?<\/form>/g) ?? [];
  const ids = forms.map((form) => form.match(/name="entry_id" value="([^"]+)"/)?.[1]).filter(Boolean);
  const fresh = ids
    .reduce((text, id) => text.replaceAll(id, crypto.randomUUID()), html)
    .replace("<body ", (tag) => `${tag}data-offline="${new Date(kept.headers.get("date")).toISOString()}" `);
  return new Response(fresh, { headers: kept.headers });
}

// An entry that cannot be sent waits in the outbox, and its sender is led to the day.
async function sendOrKeep(request, url) {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch (lost) {
    const body = new URLSearchParams(await copy.text());
    const person = body.get("person");
    if (!person || !body.get("entry_id")) throw lost;
    for (const name of ["csrf", "person"]) body.delete(name);
    const text = body.toString();
    if (text.length > MAX_BODY) throw lost;
    await keepEntry({ key: `${url.pathname}\n${text}`, person, path: url.pathname, entry: body.get("entry_id"), body: text, added: Date.now(), status: 0 });
    for (const client of await self.clients.matchAll()) client.postMessage({ outbox: true });
    if (request.mode === "navigate") return Response.redirect(`/?waiting=${body.get("entry_id")}`, 303);
    return new Response(null, { status: 202, headers: { "habitlog-outbox": "waiting" } });
  }
}

// The same text of the same entry is kept once. `outbox.js` opens the same database.
function keepEntry(entry) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("habitlog-outbox", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("entry", { keyPath: "key" });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction("entry", "readwrite", { durability: "strict" });
      transaction.objectStore("entry").put(entry);
      transaction.oncomplete = () => (database.close(), resolve());
      transaction.onabort = () => (database.close(), reject(transaction.error));
    };
  });
}
