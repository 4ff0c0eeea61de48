// The clocks of a session that is logged live: how long it has lasted since the first tick, and the rest after a tick.
// Both are kept as points in time, so that a locked phone or a reload does not stop them.

import { today } from "./days.js";
import { Sound, buzz } from "./timer-signals.js";
import { fill } from "./texts.js";

const REST_KEY = "habitlog-rest-timer";
const MINUTE = 60000;
const TONE_MS = 1000; // longer than the tone that ends a rest
const LEAST_MINUTES = 10; // ticks closer together than this were made after the session
const MOST_MINUTES = 900;

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(REST_KEY)) ?? {};
  } catch {
    return {};
  }
}

function remember(settings) {
  try {
    localStorage.setItem(REST_KEY, JSON.stringify(settings));
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

// `times` is kept by the caller, and `kept` is called on a change: `first`, `restFrom` and `restUntil` in ms since 1970,
// and the `minutes` that the clock wrote into the form, so that typed ones stay.
export function startClocks(form, section, texts, times, kept) {
  const find = (name) => form.querySelector(`[${name}]`) ?? document.createElement("p");
  const [rest, left, shown, status] = ["data-rest", "data-rest-left", "data-session-clock", "data-session-notice"].map(find);
  const [seconds, loud] = ["[data-rest-seconds]", "[data-rest-sound]"].map((one) => section.querySelector(one));
  const minutes = form.querySelector("[name=session_min]");
  const day = form.querySelector("[name=day]")?.value;
  const sound = new Sound();
  const settings = remembered();
  if ([...seconds.options].some((option) => option.value === String(settings.seconds))) seconds.value = String(settings.seconds);
  loud.checked = settings.sound === true;

  const lasted = (until) => Math.round((until - times.first) / MINUTE);

  function show() {
    if (!section.isConnected) return clearInterval(running);
    const now = Date.now();
    shown.textContent = times.first && day === today() ? fill(texts.clock, { minutes: Math.max(0, lasted(now)) }) : "";
    const remaining = Math.ceil(((times.restUntil ?? 0) - now) / 1000);
    rest.hidden = remaining <= 0;
    if (remaining > 0) {
      left.textContent = clock(remaining);
      if (loud.checked) sound.follow([{ at: times.restUntil - times.restFrom, tone: "work" }], now - times.restFrom);
    } else if (times.restUntil) endRest(now - times.restUntil < 5000);
  }

  function endRest(isOver) {
    times.restUntil = null;
    rest.hidden = true;
    kept();
    if (!isOver) return sound.stop();
    setTimeout(() => times.restUntil || sound.stop(), TONE_MS);
    buzz("work");
    status.textContent = texts.rest_over;
  }

  function rests(until) {
    times.restUntil = until;
    times.restFrom = Date.now();
    sound.stop();
    status.textContent = "";
    kept();
    show();
  }

  section.addEventListener("change", (event) => {
    if (event.target !== seconds && event.target !== loud) return;
    remember({ seconds: Number(seconds.value), sound: loud.checked });
    if (loud.checked) sound.open();
  });
  find("data-rest-longer").addEventListener("click", () => rests(times.restUntil + 30000));
  find("data-rest-end").addEventListener("click", () => endRest(false));
  document.addEventListener("visibilitychange", show);
  const running = setInterval(show, 500);
  show();

  return {
    // A set was ticked by hand.
    ticked() {
      const now = Date.now();
      times.first ??= now;
      if (minutes && day === today() && lasted(now) >= LEAST_MINUTES && ["", times.minutes].includes(minutes.value.trim())) {
        times.minutes = String(Math.min(MOST_MINUTES, lasted(now)));
        minutes.value = times.minutes;
      }
      if (loud.checked) sound.open();
      if (Number(seconds.value)) rests(now + Number(seconds.value) * 1000);
      show();
    },
  };
}
