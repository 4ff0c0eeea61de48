// A timer that measures by the clock, not by counted ticks: a page that slept is right again when it wakes.

import { breath, completed, cues, marks, measured, place, plan } from "./timer-clock.js";
import { Awake, Sound, buzz, canBuzz, canStayAwake } from "./timer-signals.js";
import { setUp } from "./timer-setup.js";
import { announced, clock, heading, heldWords, spoken, summary, whereabouts } from "./timer-text.js";
import { fill, onClock, textsOf } from "./texts.js";

const LAST_TONE_MS = 2000;
const page = document.querySelector("[data-timer]");
const texts = textsOf(page);
const at = (name) => page.querySelector(`[data-${name}]`);
const sound = new Sound();
const awake = new Awake();
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// What is running, as it is kept for a page that is opened again: `since` is the moment it last went on, null while it
// stands; `before` the ms that ran until then; `begun` the blocks that were begun; `waited` the ms between blocks.
let state = null;
let phases, tones, words, next, heard;

const keep = () => sessionStorage.setItem(page.dataset.key, JSON.stringify(state));
const ran = () => state.before + (state.since === null ? 0 : Math.max(0, Date.now() - state.since));

// Where the timer is; the start of the first round, or of the stillness, is written down when it is passed.
function here() {
  const opening = phases[0].name === "lead" ? phases[0].ends : 0;
  const now = place(phases, ran(), state.begun);
  if (state.since !== null && now.ran >= opening) state.started ??= state.since + opening - state.before;
  return now;
}

function say(sentence) {
  at("live").textContent = sentence;
}

function show(when) {
  page.querySelectorAll("[data-visible-when]").forEach((part) => (part.hidden = part.dataset.visibleWhen !== when));
}

function begin(newState) {
  state = newState;
  [phases, heard] = [plan(state.set), state.over ? Infinity : -1];
  [tones, words] = [state.sound ? cues(phases, state.pace) : [], marks(phases)];
  at("breath").hidden = !state.pace;
  show(state.over ? "end" : "run");
  if (state.over) showResult();
  else turn();
}

// One turn of the page: settle where the timer is, draw it, and come again with the next second.
function turn() {
  clearTimeout(next);
  const now = here();
  if (now.over) return finish();
  if (now.held && state.since !== null) hold(now);
  announce(now);
  draw(now);
  signal(now);
  if (state.since !== null) next = setTimeout(turn, now.left % 1000 || 1000);
  return undefined;
}

// The end of a block: the timer stands, and how long is the person's to say.
function hold(now) {
  state.heldFrom = state.since + now.ran - state.before;
  Object.assign(state, { before: now.ran, since: null });
  keep();
  say(heldWords(texts, state.set, now));
  if (state.buzz) buzz("end");
}

function announce(now) {
  if (now.held) return;
  const reached = words.findLastIndex((mark) => mark.at <= now.ran);
  if (reached <= heard) return;
  heard = reached;
  say(announced(texts, state.set, { ...words[reached], left: words[reached].what === "phase" ? now.left : words[reached].left }));
  if (state.buzz && words[reached].what === "phase") buzz(now.name);
}

function signal(now) {
  const running = state.since !== null;
  if (running) sound.follow(tones.filter((tone) => tone.at <= now.ran + now.blockLeft), now.ran);
  else if (!now.held) sound.stop();
  awake.want(state.awake && running);
  at("sound-blocked").hidden = !(state.sound && running && !sound.ready);
}

function draw(now) {
  const running = state.since !== null;
  const left = clock(now.held ? 0 : now.left);
  at("phase").textContent = heading(texts, now) || at("phase").dataset.what;
  at("time-left").textContent = left;
  at("time-left").classList.toggle("long", left.length > 5);
  at("progress").textContent = whereabouts(texts, state.set, now);
  at("pause").textContent = running ? texts.pause : texts.go_on;
  at("state").textContent = running ? texts.running : now.held ? heldWords(texts, state.set, now) : texts.paused;
  drawRounds(now);
  drawBreath();
}

function drawRounds(now) {
  const done = completed(phases, now.ran);
  if (state.set.manner === "still" || at("rounds").dataset.done === String(done)) return;
  at("rounds").dataset.done = done;
  const rounds = phases.filter((phase) => phase.name === "work");
  const parts = rounds.flatMap((phase, index) => {
    const mark = page.querySelector(`template[data-state-icon=${index < done ? "done" : "open"}]`).content.cloneNode(true);
    const gap = document.createElement("span");
    gap.className = "gap";
    return phase.round === 1 && phase.block > 1 ? [gap, mark] : [mark];
  });
  at("rounds").replaceChildren(...parts);
}

// The word of the breath follows a clock of its own; the line moves where motion is welcome.
function drawBreath() {
  if (!state?.pace || state.over) return;
  const now = breath(ran(), state.pace);
  const word = now.word === "in" ? texts.breathe_in : texts.breathe_out;
  if (at("breath-word").textContent !== word) at("breath-word").textContent = word;
  if (!calm.matches) at("breath-line").style.transform = `scaleX(${0.1 + 0.9 * now.full})`;
}

function follow() {
  if (!state?.pace || state.over || state.since === null) return;
  drawBreath();
  if (calm.matches) setTimeout(follow, 250);
  else requestAnimationFrame(follow);
}

function start(event) {
  event.preventDefault();
  const chosen = setUp(page);
  if (!chosen) return;
  if (chosen.sound) sound.open();
  const now = Date.now();
  nameIt(chosen.set);
  begin({ ...chosen, day: page.dataset.day, started: null, since: now, before: 0, begun: 1, waited: 0, over: false });
  keep();
  at("pause").focus();
  follow();
}

function nameIt(set) {
  const field = set.what && document.getElementById(page.dataset.what);
  const chosen = field && [...field.options].find((option) => option.value === set.what);
  at("phase").dataset.what = chosen ? chosen.textContent : texts.time_left;
}

function pause() {
  const now = here();
  if (now.over) return finish();
  if (state.since !== null && !now.held) {
    Object.assign(state, { before: now.ran, since: null });
    say(fill(texts.paused_left, { time: spoken(texts, now.left) }));
  } else {
    goOn(now);
  }
  keep();
  turn();
  return follow();
}

function goOn(now) {
  if (now.held) {
    state.waited += Date.now() - state.heldFrom;
    state.begun += 1;
  } else {
    say(texts.going_on);
  }
  state.since = Date.now();
  if (state.sound) sound.open();
}

function finish() {
  clearTimeout(next);
  const now = here();
  Object.assign(state, { before: now.ran, since: null, over: true });
  keep();
  setTimeout(() => sound.stop(), now.over ? LAST_TONE_MS : 0);
  if (state.buzz) buzz("end");
  awake.want(false);
  const hadFocus = document.activeElement === document.body || page.contains(document.activeElement);
  show("end");
  showResult();
  if (hadFocus) page.querySelector(at("fill-form").hidden ? "[data-restart]" : "[data-fill-form]").focus();
}

function showResult() {
  const most = Number(document.getElementById(page.dataset.rounds)?.dataset.high ?? Infinity);
  const result = measured(state.set, state.before, state.waited, most);
  const clockTime = startedAt();
  const started = onClock(texts, clockTime, page.dataset.clock);
  const sentence = summary(texts, state.set, result, completed(phases, state.before), started);
  at("result").textContent = sentence;
  at("result-note").textContent = result ? texts.unsaved : texts.nothing;
  at("fill-form").hidden = !result;
  at("restart").classList.toggle("solid", !result);
  if (result) at("fill-form").href = address({ ...result, what: state.set.what, started: clockTime });
  say(fill(texts.ended, { result: sentence }));
}

// The clock time of the start where the person lives, if it lies on the entry's day; else it is left out.
function startedAt() {
  if (state.started === null) return "";
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: page.dataset.zone, hourCycle: "h23",
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  }).formatToParts(state.started);
  const one = (type) => parts.find((part) => part.type === type).value;
  return `${one("year")}-${one("month")}-${one("day")}` === state.day ? `${one("hour")}:${one("minute")}` : "";
}

function address(answers) {
  const query = new URLSearchParams({ kind: page.dataset.kind, day: state.day });
  Object.entries(answers).forEach(([role, value]) => {
    if (value !== undefined && value !== "") query.set(page.dataset[role], value);
  });
  return `${page.dataset.form}?${query}`;
}

function again() {
  sound.stop();
  sessionStorage.removeItem(page.dataset.key);
  state = null;
  say("");
  show("set");
  document.querySelector("#set-up :is(input, select)").focus();
}

// A result that was handed to the form waits for a way back to it, and is gone for who opens the timer anew.
function loadState() {
  const found = JSON.parse(sessionStorage.getItem(page.dataset.key));
  const back = ["back_forward", "reload"].includes(performance.getEntriesByType("navigation")[0]?.type);
  return found?.handedOn && !back ? null : found;
}

function wake() {
  if (state && !state.over) turn();
}

page.querySelectorAll("[data-requires]").forEach((option) => {
  option.hidden = !{ buzz: canBuzz, awake: canStayAwake }[option.dataset.requires];
});
document.getElementById("set-up").addEventListener("submit", start);
at("pause").addEventListener("click", pause);
at("end").addEventListener("click", finish);
at("restart").addEventListener("click", again);
at("fill-form").addEventListener("click", () => {
  state.handedOn = true;
  keep();
});
document.addEventListener("visibilitychange", wake);
addEventListener("pageshow", wake);
["pointerdown", "keydown"].forEach((touch) =>
  document.addEventListener(touch, () => {
    if (state?.sound && state.since !== null && !sound.ready) sound.open();
  }),
);

const found = loadState();
if (found) {
  nameIt(found.set);
  begin(found);
  follow();
}
