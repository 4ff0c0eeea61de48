// What a timer says: figures on the page, and sentences for who listens.

import { fill, plural } from "./texts.js";

const two = (number) => String(number).padStart(2, "0");

// 271000 ms is "4:32" while any of its last second is left.
export function clock(ms) {
  const seconds = Math.ceil(ms / 1000);
  const [hours, rest] = [Math.floor(seconds / 3600), seconds % 3600];
  const tail = `${two(rest % 60)}`;
  return hours ? `${hours}:${two(Math.floor(rest / 60))}:${tail}` : `${Math.floor(rest / 60)}:${tail}`;
}

export function spoken(texts, ms) {
  const all = Math.round(ms / 1000);
  const minutes = all >= 60 ? plural(texts.minutes, Math.floor(all / 60)) : "";
  const seconds = all % 60 ? plural(texts.seconds, all % 60) : "";
  return minutes && seconds ? fill(texts.minutes_seconds, { minutes, seconds }) : minutes || seconds;
}

export function heading(texts, place) {
  if (place.held) return texts.block_done;
  return { lead: texts.lead, work: texts.work, rest: texts.rest, still: "" }[place.name];
}

export function whereabouts(texts, set, place) {
  if (set.manner === "still") return "";
  const values = { block: place.block, blocks: set.blocks, round: place.round, rounds: set.rounds, time: clock(place.blockLeft) };
  if (place.held) return fill(texts.block_round, values);
  return fill(set.blocks > 1 ? texts.block_round_left : texts.round_left, values);
}

export function announced(texts, set, mark) {
  const { name, round, block } = mark.phase;
  const values = { block, blocks: set.blocks, round, rounds: set.rounds, time: spoken(texts, mark.left) };
  if (mark.what === "half" || name === "still") return fill(texts.left, values);
  if (name === "lead") return fill(set.blocks > 1 ? texts.block_starts : texts.starts, values);
  return fill({ work: texts.round_work, rest: texts.round_rest }[name], values);
}

export const heldWords = (texts, set, place) => fill(texts.held, { block: place.block, blocks: set.blocks });

// What was measured, and what of it the form can take.
export function summary(texts, set, measured, rounds, started) {
  if (!measured) return texts.no_round;
  const sentence = (parts) => fill(texts.list, { list: parts.filter(Boolean).join(", ") });
  const from = started && fill(texts.from, { time: started });
  const minutes = plural(texts.minutes, measured.minutes);
  if (set.manner === "still") return sentence([minutes, from]);
  const all = set.rounds * set.blocks;
  const counted = rounds === all ? plural(texts.all_rounds, rounds) : fill(texts.some_rounds, { rounds, all });
  const blocks = measured.blocks > 1 && fill(texts.in_blocks, { blocks: measured.blocks });
  const result = sentence([counted, blocks, fill(texts.in_all, { minutes }), from]);
  return measured.rounds === undefined ? `${result} ${texts.uneven}` : result;
}
