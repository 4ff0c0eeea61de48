// The night while it is typed: a sentence in the dock and a drawing above. The server judges; this one says nothing in doubt.

import { fill, onClock, textsOf } from "./texts.js";

const HOUR = 3600000;
/** Clocks of one zone: what they show at an instant, and when they showed something. */
function clocks(zone) {
  const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" };
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, hourCycle: "h23", ...fields });
  const shown = (instant) => {
    const part = Object.fromEntries(format.formatToParts(instant).map((one) => [one.type, Number(one.value)]));
    return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  };
  const passes = (wall) => {
    const guesses = [-24, 24].map((hours) => wall - (shown(wall + hours * HOUR) - (wall + hours * HOUR)));
    return [...new Set(guesses)].filter((instant) => shown(instant) === wall).sort((a, b) => a - b);
  };
  return { shown, passes };
}

function start(bar) {
  const texts = textsOf(bar);
  const words = (ms) => {
    const whole = Math.round(ms / 60000);
    if (whole < 60) return fill(texts.minutes, { minutes: whole });
    return fill(texts.hours, { hours: Math.floor(whole / 60), minutes: whole % 60 });
  };
  const { shown, passes } = clocks(bar.dataset.zone);
  const midnight = Date.parse(`${bar.dataset.day}T00:00:00Z`);
  const form = bar.closest("form");
  const field = (name) => form.querySelector(`#${name}`);
  const number = (name) => {
    const text = field(name).value.trim();
    return /^\d+$/.test(text) ? Number(text) : null;
  };

  /** The instants of the times that are in no doubt, going back from getting up: typed ones, or offered ones too. */
  function times(offered = false) {
    const instants = {};
    let following = null;
    for (const name of ["out_at", "final_wake_at", "try_at", "bed_at"]) {
      const [, hours, minutes] = /^(\d\d):(\d\d)/.exec(field(name).name || offered ? field(name).value : "") ?? [];
      if (hours === undefined) continue;
      if (following === null && name !== "out_at") return {};
      const of = (day) => {
        const all = passes(day + hours * HOUR + minutes * 60000);
        const chosen = form.querySelector(`input[name="${name}-pass"]:checked`);
        return (all.length === 2 && chosen ? [all[chosen.value - 1]] : all).filter((one) => following === null || one <= following);
      };
      const last = following === null ? midnight : Math.floor(shown(following) / (24 * HOUR)) * 24 * HOUR;
      const found = [of(last), following === null ? [] : of(last - 24 * HOUR)].find((some) => some.length);
      if (!found || found.length !== 1) return {};
      instants[name] = following = found[0];
    }
    return instants;
  }

  function night() {
    const { bed_at: bed, try_at: tried, final_wake_at: woke, out_at: out } = times();
    const latency = number("sol_min");
    const awake = number("wakes") === 0 ? 0 : number("waso_min");
    const onset = tried === undefined || latency === null ? undefined : tried + latency * 60000;
    const alone = number("asleep_min") === null ? null : number("asleep_min") * 60000;
    const slept = onset === undefined || woke === undefined || awake === null ? alone : woke - onset - awake * 60000;
    const inBed = bed === undefined || out === undefined ? null : out - bed;
    const fits = inBed === null || (inBed > 0 && inBed <= 24 * HOUR && !(slept < 0) && !(onset >= woke));
    return fits ? { bed, out, onset, woke, awake, slept, inBed } : { inBed: null, slept: null };
  }

  function summary(slept, inBed) {
    if (slept === null) return inBed === null ? "" : fill(texts.in_bed, { in_bed: words(inBed) });
    if (inBed === null) return fill(texts.asleep, { asleep: words(slept) });
    const percent = Math.round((100 * slept) / inBed);
    return fill(texts.both, { asleep: words(slept), in_bed: words(inBed), percent });
  }

  function update() {
    const { inBed, slept } = night();
    const text = summary(slept, inBed);
    document.querySelectorAll("[data-night-summary]").forEach((place) => {
      if (place.textContent !== text) place.textContent = text;
    });
    draw(night());
  }

  const clock = (instant) => onClock(texts, new Date(shown(instant)).toISOString().slice(11, 16), bar.dataset.clock);
  const part = (name, attributes, text = "") => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.textContent = text;
    return made;
  };

  function draw({ onset, woke, awake, inBed, ...ends }) {
    const width = bar.clientWidth;
    const sure = inBed !== null;
    const { bed, out } = sure ? ends : { bed: times(true).bed_at, out: times(true).out_at };
    const whole = bed !== undefined && out !== undefined && out > bed && out - bed <= 24 * HOUR;
    const first = whole ? bed : passes(midnight - 2 * HOUR)[0];
    const last = whole ? out : passes(midnight + 8 * HOUR)[0];
    if (!width || first === undefined || last === undefined) return;
    const even = (instant, way) => instant + way * (((way * -shown(instant)) % (2 * HOUR) + 2 * HOUR) % (2 * HOUR));
    const [from, to] = [even(first, -1), even(last, 1)];
    const x = (instant) => 8 + ((width - 24) * (instant - from)) / (to - from);
    const svg = part("svg", { width, height: 92, viewBox: `0 0 ${width} 92` });
    svg.append(part("line", { class: "axis", x1: 0, x2: width, y1: 66.5, y2: 66.5 }));
    const every = (to - from) / (2 * HOUR) > width / 40 ? 4 : 2;
    for (let at = from; at <= to; at += every * HOUR) {
      svg.append(part("line", { class: "tick-line", x1: x(at), x2: x(at), y1: 66, y2: 72 }));
      svg.append(part("text", { x: x(at), y: 88, "text-anchor": "middle" }, clock(at).replace(/:00/, "")));
    }
    if (whole) {
      const end = (name, instant) => fill(texts[field(name).name ? name : `${name}_usually`], { time: clock(instant) });
      const room = x(out) - x(bed) > 230;
      svg.append(part("text", { x: room ? x(bed) : 0, y: 14 }, end("bed_at", bed)));
      svg.append(part("text", { x: room ? x(out) : width, y: 14, "text-anchor": "end" }, end("out_at", out)));
      svg.append(part("rect", { class: sure ? "in-bed" : "in-bed offered", x: x(bed), y: 42, width: x(out) - x(bed), height: 20, rx: 2 }));
      if (sure && onset !== undefined && woke !== undefined) {
        const asleep = fill(awake ? texts.sleep_less : texts.sleep, { first: clock(onset), last: clock(woke), minutes: awake });
        const middle = Math.min(width - 120, Math.max(120, (x(bed) + x(out)) / 2));
        svg.append(part("text", { class: "asleep-words", x: middle, y: 34, "text-anchor": "middle" }, asleep));
        svg.append(part("rect", { class: "asleep", x: x(onset), y: 42, width: x(woke) - x(onset), height: 20 }));
        for (const y of [49, 55]) svg.append(part("line", { class: "asleep-line", x1: x(onset), x2: x(woke), y1: y, y2: y }));
      }
    }
    bar.replaceChildren(svg);
  }

  form.addEventListener("input", update);
  form.addEventListener("click", (event) => event.target.closest(".stepper") && update());
  new ResizeObserver(update).observe(bar);
}

const bind = (root) => root.querySelectorAll("[data-night]").forEach(start);
bind(document);
document.addEventListener("habitlog:inserted", (event) => bind(event.target));
