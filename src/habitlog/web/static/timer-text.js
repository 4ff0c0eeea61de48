// What a timer says: figures on the page, and sentences for who listens.

const two = (number) => String(number).padStart(2, "0");
const many = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

// 271000 ms is "4:32" while any of its last second is left.
export function clock(ms) {
  const seconds = Math.ceil(ms / 1000);
  const [hours, rest] = [Math.floor(seconds / 3600), seconds % 3600];
  const tail = `${two(rest % 60)}`;
  return hours ? `${hours}:${two(Math.floor(rest / 60))}:${tail}` : `${Math.floor(rest / 60)}:${tail}`;
}

export function spoken(ms) {
  const seconds = Math.round(ms / 1000);
  const parts = [seconds >= 60 ? many(Math.floor(seconds / 60), "minute") : "", seconds % 60 ? many(seconds % 60, "second") : ""];
  return parts.filter(Boolean).join(" ");
}

export function heading(place) {
  if (place.held) return "Block done";
  return { lead: "Starts in", work: "Work", rest: "Rest", still: "" }[place.name];
}

const ofBlocks = (set, block) => (set.blocks > 1 ? `Block ${block} of ${set.blocks}` : "");

export function whereabouts(set, place) {
  if (set.manner === "still") return "";
  const left = place.held ? "" : `${clock(place.blockLeft)} left in ${set.blocks > 1 ? "this block" : "all"}`;
  return [ofBlocks(set, place.block), `round ${place.round} of ${set.rounds}`, left].filter(Boolean).join(", ").replace(/^r/, "R");
}

export function announced(set, mark) {
  const { name, round, block } = mark.phase;
  if (mark.what === "half" || name === "still") return `${spoken(mark.left)} left`;
  const opens = ofBlocks(set, block);
  if (name === "lead") return opens ? `${opens} starts in ${spoken(mark.left)}` : `Starts in ${spoken(mark.left)}`;
  return `Round ${round} of ${set.rounds}, ${name}`;
}

export const heldWords = (set, place) => `Block ${place.block} of ${set.blocks} is done. The next one waits for Go on.`;

// "19:05" on the clock a person chose.
export function onClock(time, hours) {
  const [hour, minutes] = time.split(":");
  return hours === "12" && time ? `${hour % 12 || 12}:${minutes} ${hour < 12 ? "am" : "pm"}` : time;
}

// What was measured, and what of it the form can take.
export function summary(set, told, rounds, started) {
  if (!told) return "No round was completed.";
  const from = started ? `, from ${started}` : "";
  if (set.manner === "still") return `${many(told.minutes, "minute")}${from}.`;
  const all = set.rounds * set.blocks;
  const counted = rounds === all ? `${many(rounds, "round")} completed` : `${rounds} of ${all} rounds completed`;
  const blocks = told.blocks > 1 ? `, in ${told.blocks} blocks` : "";
  const uneven = told.rounds === undefined ? " Rounds and blocks are left empty: the form keeps blocks of one length." : "";
  return `${counted}${blocks}, ${many(told.minutes, "minute")} in all${from}.${uneven}`;
}
