// The clockwork of a timer: where it is after so many milliseconds. It knows no page and reads no clock.

export const LEAD_S = 5;

// The phases in order, each with its start and end in milliseconds of running time. A block of intervals opens with a
// lead-in and ends with its last round's work: the rest after that round is not counted.
export function plan(set) {
  const phases = [];
  let at = 0;
  const add = (name, seconds, round, block) => {
    if (seconds <= 0) return;
    phases.push({ name, round, block, starts: at, ends: at + seconds * 1000 });
    at += seconds * 1000;
  };
  if (set.manner === "still") add("still", set.minutes * 60, 1, 1);
  for (let block = 1; block <= (set.blocks ?? 0); block += 1) {
    add("lead", LEAD_S, 1, block);
    for (let round = 1; round <= set.rounds; round += 1) {
      add("work", set.work, round, block);
      if (round < set.rounds) add("rest", set.rest, round, block);
    }
  }
  return phases;
}

// Where a timer is. It stays at the end of a block (`held`) until the next one is begun; `over` is the end of all.
export function place(phases, ran, begun = Infinity) {
  const open = phases.filter((phase) => phase.block <= begun);
  const end = open.at(-1).ends;
  const now = Math.min(Math.max(ran, 0), end);
  const phase = open.find((one) => now < one.ends) ?? open.at(-1);
  const block = open.findLast((one) => one.block === phase.block);
  const over = now === phases.at(-1).ends;
  return { ...phase, ran: now, left: phase.ends - now, blockLeft: block.ends - now, over, held: now === end && !over };
}

// Rounds whose work was done to its end.
export const completed = (phases, ran) => phases.filter((phase) => phase.name === "work" && phase.ends <= ran).length;

const minutes = (ms) => Math.max(1, Math.round(ms / 60000));

// What a form can take from a timer that ended after `ran` ms, with `waited` ms between blocks; null for no round.
// Whole blocks stay blocks. Else all rounds are one block, and above `most` they are left to the person.
export function measured(set, ran, waited = 0, most = Infinity) {
  if (set.manner === "still") return { minutes: minutes(ran) };
  const rounds = completed(plan(set), ran);
  if (rounds === 0) return null;
  const result = { work: set.work, rest: set.rest, minutes: minutes(ran - LEAD_S * 1000 + waited) };
  if (rounds % set.rounds === 0) return { ...result, rounds: set.rounds, blocks: rounds / set.rounds };
  return rounds <= most ? { ...result, rounds, blocks: 1 } : result;
}

// The breath at a moment: the word, and how full it is from 0 to 1.
export function breath(ran, pace) {
  const into = (ran / 1000) % (pace.in + pace.out);
  if (into < pace.in) return { word: "in", full: into / pace.in };
  return { word: "out", full: 1 - (into - pace.in) / pace.out };
}

// Moments worth a word: each phase, and the half of one that lasts two minutes or more.
export function marks(phases) {
  return phases.flatMap((phase) => {
    const length = phase.ends - phase.starts;
    const half = { at: phase.starts + length / 2, what: "half", left: length / 2, phase };
    return [{ at: phase.starts, what: "phase", left: length, phase }, ...(length >= 120000 ? [half] : [])];
  });
}

// Moments worth a tone, in order: three ticks before work, the turn of a phase, the end of a block, and each breath.
export function cues(phases, pace) {
  const found = phases.flatMap((phase, index) => {
    const next = phases[index + 1];
    const last = next === undefined || next.block !== phase.block;
    const start = phase.name === "work" || phase.name === "rest" ? [{ at: phase.starts, tone: phase.name }] : [];
    const waits = phase.name === "lead" || (phase.name === "rest" && phase.ends - phase.starts >= LEAD_S * 1000);
    const ticks = waits ? [3, 2, 1].map((seconds) => ({ at: phase.ends - seconds * 1000, tone: "tick" })) : [];
    return [...start, ...ticks, ...(last ? [{ at: phase.ends, tone: "end" }] : [])];
  });
  const end = phases.at(-1).ends;
  for (let at = 0; pace && at < end; at += (pace.in + pace.out) * 1000) {
    found.push({ at, tone: "in" }, { at: at + pace.in * 1000, tone: "out" });
  }
  return found.filter((cue) => cue.at <= end).sort((a, b) => a.at - b.at);
}
