"""Hevy workouts (CSV, one line a set): every title and start time is one resistance session."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from habitlog.errors import Malformed
from habitlog.interop.hevy_values import amount, is_rpe, wall_time
from habitlog.interop.parsed import Draft, Parsed, Refusal, source_id
from habitlog.interop.walltime import elapsed_min, passes, written, zone_of

FORMAT = "hevy"
KG_PER_LB = 0.45359237
"""Exact by definition of the international pound."""
_NEEDED = frozenset({"title", "start_time", "end_time", "exercise_title", "set_type", "reps"})
_WEIGHTS = {"weight_kg": 1.0, "weight_lbs": KG_PER_LB, "weight_lb": KG_PER_LB}
_DISTANCES = ("distance_km", "distance_miles", "distance_meters")
_SET_TYPES = {"normal": "work", "warmup": "warmup", "failure": "amrap", "dropset": "work"}
_NO_LENGTH = "session length that is missing, unreadable or outside 1 to 900 minutes"


@dataclass(frozen=True, slots=True)
class _Row:
    where: str
    cells: dict[str, str]

    def cell(self, name: str) -> str:
        return self.cells.get(name, "")


_Key = tuple[str, datetime]


def parse(data: bytes, zone: str) -> Parsed:
    """Read a Hevy export whose wall times are clocks of `zone`; loads in kg, to the gram.

    A row that does not hold is refused alone and the rest of its session kept. Raises `Malformed` when the file is
    no such table.
    """
    place = zone_of(zone)
    refusals: list[Refusal] = []
    rows, read = _rows(data, refusals)
    left_out: Counter[str] = Counter()
    sessions, duplicates = _sessions(rows, refusals, left_out)
    drafts = []
    for (title, start), session in sessions.items():
        try:
            drafts.append(_draft(title, start, session, place, refusals, left_out))
        except Malformed as problem:
            reason = f"{problem.detail} The session of {len(session)} rows stays out."
            refusals.append(Refusal(session[0].where, reason))
    return Parsed(FORMAT, read, duplicates, [one for one in drafts if one], refusals, dict(left_out))


def _rows(data: bytes, refusals: list[Refusal]) -> tuple[list[_Row], int]:
    """Return the whole rows, numbered as a spreadsheet shows them, and how many rows there are in all."""
    try:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise Malformed("This is not a Hevy file: it cannot be read as a table in UTF-8.") from None
    header = [name.strip().lower() for name in lines[0]] if lines else []
    if not any(header):
        raise Malformed("The file is empty.")
    if missing := sorted(_NEEDED - set(header)) + ([] if set(header) & _WEIGHTS.keys() else ["weight_kg"]):
        raise Malformed(f"This is not a Hevy file: it lacks {', '.join(missing)}.")
    filled = [(f"row {number}", line) for number, line in enumerate(lines[1:], start=2) if any(line)]
    rows = []
    for where, line in filled:
        if len(line) == len(header):
            rows.append(_Row(where, dict(zip(header, (cell.strip() for cell in line), strict=True))))
        else:
            refusals.append(Refusal(where, "The row has more or fewer fields than the first line names."))
    return rows, len(filled)


def _sessions(rows: list[_Row], refusals: list[Refusal], left_out: Counter[str]) -> tuple[dict[_Key, list[_Row]], int]:
    """Group rows by title and start; a stretch of rows that comes a second time, all the same, is a duplicate."""
    stretches: list[tuple[_Key, list[_Row]]] = []
    for row in rows:
        try:
            key = (row.cell("title"), wall_time(row.cell("start_time")))
        except Malformed as problem:
            refusals.append(Refusal(row.where, problem.detail))
            continue
        if not stretches or stretches[-1][0] != key:
            stretches.append((key, []))
        stretches[-1][1].append(row)
    return _joined(stretches, left_out)


def _joined(stretches: list[tuple[_Key, list[_Row]]], left_out: Counter[str]) -> tuple[dict[_Key, list[_Row]], int]:
    sessions: dict[_Key, list[_Row]] = {}
    seen: dict[_Key, list[list[dict[str, str]]]] = {}
    duplicates = 0
    for key, stretch in stretches:
        cells = [row.cells for row in stretch]
        before = seen.setdefault(key, [])
        if cells in before:
            duplicates += len(stretch)
            continue
        if before:
            left_out["session in pieces across the file, joined"] += 1
        before.append(cells)
        sessions.setdefault(key, []).extend(stretch)
    return sessions, duplicates


def _draft(
    title: str, wall: datetime, rows: list[_Row], place: ZoneInfo, refusals: list[Refusal], left_out: Counter[str]
) -> Draft | None:
    """Return one session, or None when every row of it was refused."""
    start = passes(wall, place)[0]
    if any(len(row.cell("exercise_title")) > 80 for row in rows):
        raise Malformed("An exercise name is longer than 80 characters.")
    told: Counter[str] = Counter({"workout title": 1} if title else {})
    sets = _sets(rows, refusals, told)
    if not sets:
        return None
    if len(sets) > 200:
        raise Malformed("There are more than 200 sets in one session.")
    fields: dict[str, object] = {"kind": "resistance", "zone": place.key, "day": wall.date().isoformat()}
    fields["started_at"] = written(start)
    fields |= _length(start, rows, place, told) | _note(rows, told) | {"sets": sets}
    left_out.update(told)
    return Draft("training", source_id(FORMAT, title, wall.isoformat()), fields, rows[0].where)


def _length(start: datetime, rows: list[_Row], place: ZoneInfo, told: Counter[str]) -> dict[str, object]:
    """Return the elapsed whole minutes, where all rows agree on an end that makes sense."""
    ends = {row.cell("end_time") for row in rows}
    try:
        lengths = [elapsed_min(start, end) for end in passes(wall_time(ends.pop()), place)]
    except Malformed:
        lengths = []
    usable = [int(length) for length in lengths if 1 <= length < 901]
    if ends or not usable:
        told[_NO_LENGTH] += 1
        return {}
    return {"session_min": usable[0]}


def _note(rows: list[_Row], told: Counter[str]) -> dict[str, object]:
    """Return the description and one "Exercise: note" line for each different note of an exercise."""
    lines = [row.cell("description") for row in rows]
    lines += [f"{row.cell('exercise_title')}: {note}" for row in rows if (note := row.cell("exercise_notes"))]
    note = "\n".join(dict.fromkeys(line for line in lines if line)).replace("\r\n", "\n").replace("\r", "\n")
    if len(note) > 2000:
        told["notes of a session longer than 2000 characters"] += 1
        return {}
    if _has_controls(note.replace("\n", "").replace("\t", "")):
        told["notes of a session with characters that cannot be kept"] += 1
        return {}
    return {"note": note} if note else {}


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(character) == "Cc" for character in text)


def _sets(rows: list[_Row], refusals: list[Refusal], told: Counter[str]) -> list[dict[str, object]]:
    sets = []
    for row in rows:
        try:
            one, phrases = _set(row)
        except Malformed as problem:
            refusals.append(Refusal(row.where, problem.detail))
        else:
            sets.append(one)
            told.update(phrases)
    return sets


def _set(row: _Row) -> tuple[dict[str, object], list[str]]:
    """Return one set and the phrases for what it says beyond that."""
    exercise, set_type = row.cell("exercise_title"), row.cell("set_type").lower()
    if not exercise or _has_controls(exercise):
        raise Malformed("The row has no exercise name that can be kept.")
    if set_type not in _SET_TYPES:
        raise Malformed("habitlog does not know this set type.")
    seconds = amount(row.cell("duration_seconds"), "duration_seconds")
    distance = sum(amount(row.cell(name), name) or 0 for name in _DISTANCES) > 0
    rpe = row.cell("rpe")
    doubts = {
        "set duration in seconds": bool(seconds),
        "distance of a set": distance,
        "superset grouping of a set": bool(row.cell("superset_id")),
        "drop sets kept as work sets": set_type == "dropset",
        "RPE that is not 1 to 10 in halves": bool(rpe) and not is_rpe(rpe),
    }
    one: dict[str, object] = {"exercise": exercise, "set_type": _SET_TYPES[set_type]}
    one["reps"] = _reps(row, timed=bool(seconds) or distance)
    one["load_kg"] = _load(row)
    one["rpe"] = float(rpe.replace(",", ".")) if is_rpe(rpe) else None
    return one, [phrase for phrase, so in doubts.items() if so]


def _reps(row: _Row, *, timed: bool) -> int | None:
    """Return the count; Hevy writes 0 for a set that is measured by time or distance alone."""
    reps = amount(row.cell("reps"), "reps")
    if reps is None or (reps == 0 and timed):
        return None
    if not reps.is_integer() or reps > 100:
        raise Malformed("reps is not a whole number from 0 to 100.")
    return int(reps)


def _load(row: _Row) -> float | None:
    for name, in_kg in _WEIGHTS.items():
        weight = amount(row.cell(name), name)
        if weight is not None:
            load = round(weight * in_kg, 3)
            if load > 1000:
                raise Malformed(f"{name} is more than 1000 kg.")
            return load
    return None
