// Logging on the page of a day without leaving it: a form opens under its row, and what was saved is swapped in.
// Each link and form works without this script, which fetches the same pages and takes their parts.

const ROW_END = 120; // px of a row that begins at the end of the screen are out of sight
const content = document.getElementById("content");
const announcement = document.querySelector("[data-announcement]");

async function load(url, options) {
  const response = await fetch(url, { credentials: "same-origin", ...options });
  if (response.headers.get("habitlog-outbox") === "waiting") return { isWaiting: true };
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { url: response.url, status: response.status, page };
}

// The form of a night names its day, too.
const dayOf = (page) => page.querySelector("[data-day]:has([data-row])")?.dataset.day;
const inserted = (element) => element.dispatchEvent(new CustomEvent("habitlog:inserted", { bubbles: true }));

function closeForm(row) {
  const place = row.querySelector("[data-row-form]");
  place.replaceChildren();
  place.hidden = true;
}

/** Show the form of an entry page under a row; forms of other rows close, as their fields have the same ids. */
function showForm(row, page) {
  const form = document.importNode(page.querySelector("[data-entry-page]"), true);
  const place = row.querySelector("[data-row-form]");
  content.querySelectorAll("[data-row]").forEach(closeForm);
  content.querySelectorAll("details.row-more[open]").forEach((menu) => (menu.open = false));
  const close = Object.assign(document.createElement("button"), {
    type: "button",
    className: "link-button",
    textContent: announcement.dataset.textClose,
  });
  close.addEventListener("click", () => {
    closeForm(row);
    row.querySelector("h2").focus();
    if ("saved" in row.dataset) reload(row);
  });
  place.append(close, form);
  place.hidden = false;
  inserted(form);
  const title = form.querySelector("h1");
  const heading = Object.assign(document.createElement("h3"), { className: title.className });
  heading.append(...title.childNodes);
  title.replaceWith(heading);
  const start = form.querySelector("[role=alert]") ?? heading;
  start.tabIndex = -1;
  start.focus({ preventScroll: true });
  place.scrollIntoView({ block: "nearest" });
}

function visibleText(element) {
  const copy = element?.cloneNode(true);
  copy?.querySelectorAll(".visually-hidden").forEach((hidden) => hidden.remove());
  return copy?.textContent.trim();
}

/** Take over the parts of a newer page of the same day; an open form of another row stays. */
function swapDay(row, page) {
  for (const part of content.querySelectorAll("[data-row], [data-swap]")) {
    const selector = part.id ? `#${part.id}[data-row]` : `[data-swap="${part.dataset.swap}"]`;
    const newer = page.querySelector(selector);
    const hasOpenForm = part !== row && part.querySelector("[data-row-form]:not([hidden])");
    if (!newer || hasOpenForm) continue;
    const replacement = document.importNode(newer, true);
    part.replaceWith(replacement);
    inserted(replacement);
  }
}

const findMessage = (selector) => content.querySelector(`[data-swap="messages"] > ${selector}`);

/** Return the message of the day that matters more than the row: a new card, a problem, and what a whole form led to. */
function findOutcome(row, wasOpenForm, hadCard) {
  const card = findMessage(".clinician");
  if (card && !hadCard) return card;
  return findMessage(".has-error") ?? (wasOpenForm || !row ? findMessage(".alert:not(.notifications)") : null);
}

function focusOn(element) {
  if (!element.matches("button")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  const part = element.closest("[data-row]") ?? element;
  const { top } = part.getBoundingClientRect();
  if (top < 0 || top > innerHeight - ROW_END) part.scrollIntoView({ block: "nearest" });
}

/** Say what a newer page says of a row or of the day, and go on there. */
function showOutcome(row, wasOpenForm, hadCard, action = "") {
  const message = findOutcome(row, wasOpenForm, hadCard);
  const current = row && document.getElementById(row.id);
  const parts = message
    ? [message.querySelector("h2, p") ?? message]
    : [".row-head h2", ".state", ".row-text"].map((selector) => current?.querySelector(selector));
  announcement.textContent = parts.map(visibleText).filter(Boolean).join(", ");
  const undo = message?.matches(".undo") ? message.querySelector("button") : null;
  const place = current?.querySelector(".row-head > form")?.querySelector("button") ?? current?.querySelector("h2");
  const tapped = action ? current?.querySelector(`form[action="${action}"] > button[aria-pressed]`) : null;
  focusOn(undo ?? message ?? tapped ?? place ?? content.querySelector("h1"));
}

// A form that saves what is tapped leaves its row behind, until it is closed.
content.addEventListener("habitlog:saved", (event) => event.target.closest("[data-row]")?.setAttribute("data-saved", ""));

async function reload(row) {
  try {
    swapDay(row, (await load(location.href)).page);
    showOutcome(row, false, true);
  } catch {
    // Without a network the row stays as it is.
  }
}

function showProblem(form, text) {
  const problem = Object.assign(document.createElement("p"), { className: "alert has-error", textContent: text });
  problem.setAttribute("role", "alert");
  form.querySelector(":scope > .alert")?.remove();
  form.prepend(problem);
  form.dispatchEvent(new CustomEvent("habitlog:not-sent", { bubbles: true }));
}

/** Without a network the entry waits in the outbox, which says so itself. */
function leaveWaiting(form, row) {
  form.dispatchEvent(new CustomEvent("habitlog:not-sent", { bubbles: true }));
  if (!row) return;
  closeForm(row);
  row.querySelector("h2").focus({ preventScroll: true });
}

/** Send a form as the browser would, with the value of its button. */
function submitByBrowser(form, button) {
  if (button?.name) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  }
  HTMLFormElement.prototype.submit.call(form);
}

async function send(form, button) {
  const row = form.closest("[data-row]");
  const data = new FormData(form);
  if (button?.name) data.append(button.name, button.value);
  let answer;
  try {
    const headers = { "habitlog-outbox": "keep" };
    answer = await load(form.action, { method: "POST", body: new URLSearchParams(data), headers });
    // What a repeated tap wanted to take back is gone already.
    if (answer.status === 404) answer = await load(location.href);
  } catch {
    showProblem(form, announcement.dataset.textNoNetwork);
    return;
  }
  if (answer.isWaiting) {
    leaveWaiting(form, row);
    return;
  }
  const day = dayOf(answer.page);
  if (day && day === dayOf(content)) {
    const wasOpenForm = Boolean(form.closest("[data-row-form]"));
    const hadCard = Boolean(findMessage(".clinician"));
    swapDay(row, answer.page);
    showOutcome(row, wasOpenForm, hadCard, form.getAttribute("action"));
  } else if (day) location.assign(answer.url);
  else if (row && answer.page.querySelector("[data-entry-page]")) showForm(row, answer.page);
  else submitByBrowser(form, button);
}

content.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || !form.closest("[data-row], [data-swap]")) return;
  event.preventDefault();
  send(form, event.submitter);
});

async function openForm(row, url) {
  try {
    const answer = await load(url);
    if (answer.page.querySelector("[data-entry-page]")) {
      showForm(row, answer.page);
      row.querySelector("[data-row-form]").dataset.url = url;
    } else location.assign(url);
  } catch {
    location.assign(url);
  }
}

content.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-in-place], [data-entry-page] a[href]");
  const row = link?.closest("[data-row]");
  const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) && event.button === 0;
  const leavesPage = link?.origin === location.origin && !link.getAttribute("href").startsWith("#");
  if (!row || !isPlain || event.defaultPrevented || !leavesPage) return;
  event.preventDefault();
  openForm(row, link.href);
});

// A draft that is discarded leaves the form as it was opened.
content.addEventListener("habitlog:discarded", (event) => {
  const place = event.target.closest("[data-row-form]");
  if (!place) return;
  event.preventDefault();
  openForm(place.closest("[data-row]"), place.dataset.url);
});

// The menu of a row closes on a tap beside it and on Escape.
document.addEventListener("click", (event) => {
  for (const menu of content.querySelectorAll("details.row-more[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
content.addEventListener("keydown", (event) => {
  const menu = event.target.closest("details.row-more[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
