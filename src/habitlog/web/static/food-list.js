// A food list: every tap is saved in the background, and the list is finished by its button.

import { draftOf } from "./food-list-draft.js";
import { fill, textsOf } from "./texts.js";

const PAUSE = 400;
const RETRIES = [2000, 4000, 8000, 15000, 30000];
const KEEPALIVE_BYTES = 60000;

const bound = new WeakSet();

export function bindFoodList(form) {
  if (bound.has(form)) return;
  bound.add(form);
  const texts = textsOf(form);
  showCounts(form, texts);
  if (form.dataset.saveUrl) saveTaps(form, texts);
}

function showCounts(form, texts) {
  const tiles = [...form.querySelectorAll("[data-tiles] input[type=checkbox]")];
  const count = form.querySelector("[data-count]");
  const show = () => {
    const chosen = tiles.filter((tile) => tile.checked).length;
    count.textContent = fill(texts.count, { chosen, total: tiles.length });
  };
  form.addEventListener("change", show);
  show();
}

function saveTaps(form, texts) {
  const state = form.querySelector("[data-save-state]");
  const problem = form.querySelector("[data-save-problem]");
  const decision = problem.querySelector("button");
  const note = form.querySelector("textarea[name=note]");
  const draft = draftOf(form);

  // The request whose answer is missing. It is sent again as it was: until its answer is there, nobody knows whether
  // it was saved, and thus which version the next one replaces.
  let sent = null;
  let saved = content();
  let busy = false;
  let stopped = false;
  let failures = 0;
  let timer = 0;
  let submitter = null;

  // What the form sends in the background: finished or not, as it was loaded, and with the note that is saved. A note
  // is saved by the buttons alone, since half of one is nothing to keep.
  function content() {
    const pairs = new FormData(form);
    pairs.delete("version");
    pairs.set(decision.name, decision.value);
    if (note) pairs.set(note.name, note.defaultValue);
    return new URLSearchParams(pairs).toString();
  }

  const hasNewNote = () => Boolean(note) && note.value !== note.defaultValue;
  const isUnsaved = () => sent !== null || content() !== saved;

  function show(words) {
    if (state.textContent !== words) state.textContent = words;
  }

  function keepDraft() {
    if (isUnsaved() || hasNewNote()) draft.keep();
    else draft.remove();
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  }

  async function send() {
    clearTimeout(timer);
    timer = 0;
    if (busy || stopped) return;
    if (!navigator.onLine) {
      if (submitter || isUnsaved()) show(texts.waiting);
      return;
    }
    if (!isUnsaved()) {
      settle();
      return;
    }
    const version = form.elements.version?.value;
    sent ??= { content: content(), body: content() + (version ? `&version=${version}` : "") };
    busy = true;
    if (failures === 0) show(texts.saving);
    const [status, answer] = await post(sent.body);
    busy = false;
    if (status === 200) {
      failures = 0;
      saved = sent.content;
      sent = null;
      follow(answer.version);
      keepDraft();
      send();
    } else if (status === 0 || status === 429 || status >= 500) {
      show(texts.waiting);
      later(RETRIES[Math.min(failures, RETRIES.length - 1)]);
      failures += 1;
    } else {
      stop(status, answer);
    }
  }

  // A status of 0 stands for no answer.
  async function post(body) {
    try {
      const answer = await fetch(form.dataset.saveUrl, {
        method: "POST",
        body: new URLSearchParams(body),
        redirect: "error",
        keepalive: body.length < KEEPALIVE_BYTES,
      });
      // A page of an error is no JSON, and says no more than its status.
      const words = answer.ok ? await answer.json() : await answer.json().catch(() => ({}));
      return [answer.status, words];
    } catch {
      return [0, {}];
    }
  }

  function setVersion(version) {
    const field = form.elements.version ?? Object.assign(document.createElement("input"), { type: "hidden", name: "version" });
    field.value = version;
    form.prepend(field);
  }

  // From the first answer on the form is that of a saved entry, for its buttons and for a reload.
  function follow(version) {
    setVersion(version);
    form.action = form.dataset.editUrl;
    if (location.pathname.endsWith("/new")) history.replaceState(history.state, "", form.dataset.editUrl);
    form.dispatchEvent(new CustomEvent("habitlog:saved", { bubbles: true }));
  }

  // Nothing is left to send: say so, and send the form whose button was pressed meanwhile.
  function settle() {
    if (submitter) {
      const button = submitter;
      submitter = null;
      form.requestSubmit(button);
    } else {
      show(hasNewNote() ? texts.saved_without_note : texts.saved);
    }
  }

  // Only the person can decide: the button sends the form as without a script, to the page that shows both versions.
  function stop(status, answer) {
    stopped = true;
    submitter = null;
    if (answer.entry) {
      form.action = form.dataset.editUrl.replace(/[^/]+(?=\/edit$)/, answer.entry);
      setVersion("0");
    }
    const isSignedOut = status === 401 || status === 403;
    problem.querySelector("p").textContent = isSignedOut ? texts.signed_out : answer.message;
    decision.textContent = isSignedOut ? texts.send : texts.compare;
    problem.hidden = false;
    show(texts.refused);
  }

  form.addEventListener("change", (event) => {
    keepDraft();
    if (!stopped && event.target !== note) later(PAUSE);
  });
  note?.addEventListener("input", () => {
    keepDraft();
    if (!busy && !sent && !timer && !stopped) settle();
  });
  form.addEventListener(
    "submit",
    (event) => {
      clearTimeout(timer);
      timer = 0;
      if (stopped || (!busy && !sent && navigator.onLine)) {
        draft.keep(true);
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      submitter = event.submitter;
      if (!busy) send();
    },
    { capture: true },
  );

  // These listen as long as the form is on the page.
  const whileThere = (target, name, does) => {
    const listener = () => (form.isConnected ? does() : target.removeEventListener(name, listener));
    target.addEventListener(name, listener);
  };
  whileThere(window, "online", () => later(0));
  whileThere(document, "visibilitychange", () => {
    if (document.hidden && timer && failures === 0) send();
  });

  if (draft.restore(setVersion)) {
    form.dispatchEvent(new Event("change", { bubbles: true }));
    later(0);
  }
}

const bindAll = (root) => {
  if (root.matches?.("form[data-food-list]")) bindFoodList(root);
  root.querySelectorAll("form[data-food-list]").forEach(bindFoodList);
};

bindAll(document);
document.addEventListener("habitlog:inserted", (event) => bindAll(event.target));
