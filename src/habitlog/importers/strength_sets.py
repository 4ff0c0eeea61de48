"""Sessions of strength apps: rows of sets become sessions of resistance training, runs and rides other movement."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Literal, NamedTuple

from msgspec import Struct

from habitlog.errors import Malformed
from habitlog.formatting import KG_PER_LB, WeightUnit
from habitlog.importers.base import EntryDraft, ImportFindings, ImportRefusal, format_local_time, make_source_id
from habitlog.importers.cardio import is_cardio_name
from habitlog.importers.cells import is_rpe_value, parse_number
from habitlog.importers.tables import TableRow, read_table

MAX_NAME_LENGTH, MAX_SETS, MAX_REPS, MAX_LOAD_KG, MAX_HELP_KG = 80, 200, 100, 1000, 300
MAX_SECONDS, MIN_DISTANCE_M, MAX_DISTANCE_M = 54_000, 0.5, 500_000
MAX_SESSION_MINUTES, MAX_NOTE_LENGTH = 900, 2000
"""What an exercise name, a session and a set can hold, as in the record of a session."""
KG_PER_UNIT = {"kg": 1.0, "kgs": 1.0, "lb": float(KG_PER_LB), "lbs": float(KG_PER_LB)}
METRES_PER_UNIT = {"km": 1000.0, "mi": 1609.344, "miles": 1609.344, "m": 1.0, "meters": 1.0, "ft": 0.3048, "yd": 0.9144}
UNUSABLE_LENGTH = "session length that is missing, unreadable or outside 1 to 900 minutes"
DROP_SET, UNITLESS_DISTANCE = "drop sets kept as work sets", "distance without a unit"
_CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ASSISTED_SUFFIX = "(assisted)"
"""How apps end the name of an exercise whose weight is the help of a machine or band."""

SetType = Literal["warmup", "work", "amrap"]


class SetRow(Struct, frozen=True):
    """One set of an app; `phrases` say what is not kept of it. `is_cardio` marks a run or ride, which is no set."""

    location: str
    exercise: str
    set_type: SetType
    reps: int | None
    seconds: int | None
    distance_m: float | None
    load_kg: float | None
    rpe: float | None
    note: str
    is_cardio: bool
    phrases: tuple[str, ...]


class SessionKey(NamedTuple):
    """What tells a session from others: its name, and when it began."""

    name: str
    started: datetime


class AppSession(Struct, frozen=True):
    """A session of an app: `key` tells it from others, `started_at` and `minutes` are None where it does not say."""

    key: tuple[str, ...]
    zone: str
    day: date
    started_at: datetime | None
    minutes: int | None
    note: str
    rows: list[SetRow]
    phrases: tuple[str, ...] = ()


def read_rows(data: bytes, findings: ImportFindings) -> tuple[list[TableRow], int]:
    """Return the complete rows of a table, and how many rows there are; raises `Malformed` for an empty file."""
    lines = read_table(data)
    header = [name.strip().lower() for name in lines[0]] if lines else []
    if not any(header):
        raise Malformed("file_empty")
    filled = [(f"row {number}", line) for number, line in enumerate(lines[1:], start=2) if any(line)]
    rows = []
    for location, line in filled:
        if len(line) == len(header):
            rows.append(TableRow(location, dict(zip(header, map(str.strip, line), strict=True))))
        else:
            findings.refusals.append(ImportRefusal(location, "row_field_count_wrong"))
    return rows, len(filled)


def find_missing_columns(header: Iterable[str], required: Iterable[str]) -> list[str]:
    """Return the required columns that a table lacks."""
    return sorted(set(required) - set(header))


def group_sessions(
    rows: list[TableRow], parse_key: Callable[[TableRow], SessionKey], findings: ImportFindings
) -> tuple[dict[SessionKey, list[TableRow]], int]:
    """Group rows by session; a run of rows that repeats an earlier run of its session is a duplicate."""
    runs: list[tuple[SessionKey, list[TableRow]]] = []
    for row in rows:
        try:
            key = parse_key(row)
        except Malformed as problem:
            findings.refuse(row.location, problem)
            continue
        if not runs or runs[-1][0] != key:
            runs.append((key, []))
        runs[-1][1].append(row)
    sessions: dict[SessionKey, list[TableRow]] = {}
    seen: dict[SessionKey, list[list[dict[str, str]]]] = {}
    duplicates = 0
    for key, run in runs:
        cells = [row.cells for row in run]
        earlier = seen.setdefault(key, [])
        if cells in earlier:
            duplicates += len(run)
            continue
        if earlier:
            findings.unsupported["session in pieces across the file, joined"] += 1
        earlier.append(cells)
        sessions.setdefault(key, []).extend(run)
    return sessions, duplicates


def parse_sets(rows: list[TableRow], parse_set: Callable[[TableRow], SetRow], findings: ImportFindings) -> list[SetRow]:
    """Return the sets of rows; an invalid row, and a set without any amount, is refused alone."""
    sets = []
    for row in rows:
        try:
            one = parse_set(row)
            _check_amount(one)
        except Malformed as problem:
            findings.refuse(row.location, problem)
        else:
            sets.append(one)
    return sets


def _check_amount(row: SetRow) -> None:
    if row.reps is None and row.seconds is None and row.distance_m is None and not row.is_cardio:
        raise Malformed("set_without_amount")


@lru_cache(maxsize=1024)
def parse_exercise(text: str) -> str:
    """Return the name of an exercise; raises `Malformed` for none, and for one that cannot be kept."""
    if not text or _has_control_characters(text):
        raise Malformed("exercise_name_missing")
    if len(text) > MAX_NAME_LENGTH:
        raise Malformed("exercise_name_too_long", most=MAX_NAME_LENGTH)
    return text


def parse_reps(text: str, *, is_timed: bool) -> int | None:
    """Return the repetitions; 0 of a set that is measured by time or distance is none."""
    reps = parse_number(text, "reps")
    if reps is None or (reps == 0 and is_timed):
        return None
    if not reps.is_integer() or reps > MAX_REPS:
        raise Malformed("reps_out_of_range", least=0, most=MAX_REPS)
    return int(reps)


def check_seconds(seconds: float | None, column: str) -> int | None:
    """Return whole seconds, None for 0; raises `Malformed` for more than 15 hours."""
    if (seconds or 0) > MAX_SECONDS:
        raise Malformed("set_too_long", name=column, most=MAX_SECONDS)
    return round(seconds or 0) or None


def parse_distance(text: str, metres_per_unit: float, column: str) -> float | None:
    """Return metres, None for less than half a metre; raises `Malformed` for more than 500 km."""
    if not text:
        return None
    metres = round((parse_number(text, column) or 0) * metres_per_unit, 3)
    if metres > MAX_DISTANCE_M:
        raise Malformed("set_too_far", name=column, most=MAX_DISTANCE_M)
    return metres if metres >= MIN_DISTANCE_M else None


def parse_load(text: str, unit: str, column: str, exercise: str) -> float | None:
    """Return a weight in kg, to the gram; below 0 for an assisted exercise, where it says how much is taken off.

    Raises `Malformed` for another unit than kg and lb.
    """
    weight = parse_number(text, column)
    if weight is None:
        return None
    if unit.lower() not in KG_PER_UNIT:
        raise Malformed("weight_unit_unknown")
    is_assisted = exercise.casefold().endswith(_ASSISTED_SUFFIX)
    load, most = round(weight * KG_PER_UNIT[unit.lower()], 3), MAX_HELP_KG if is_assisted else MAX_LOAD_KG
    if load > most:
        raise Malformed("load_too_large", name=column, most=most)
    return -load if is_assisted and load else load


def parse_rpe(text: str) -> tuple[float | None, tuple[str, ...]]:
    """Return the RPE of the scale of 1 to 10 in halves, and a phrase where there is another one; 0 is none."""
    if is_rpe_value(text):
        return float(text.replace(",", ".")), ()
    return None, () if not text.strip("0.,") else ("RPE that is not 1 to 10 in halves",)


def is_cardio_row(exercise: str, reps: int | None, load_kg: float | None) -> bool:
    """Whether a row is a run or ride, with neither repetitions nor a load, that an app writes as a set."""
    return not reps and not load_kg and is_cardio_name(exercise)


def describe_assumed_unit(unit: WeightUnit) -> str:
    """Return the phrase for a weight whose unit the file does not say."""
    return f"weight without a unit, read in {unit} as in your settings"


def build_drafts(format_key: str, session: AppSession, findings: ImportFindings) -> list[EntryDraft]:
    """Return the drafts of a session: its sets, and one of other movement for each exercise that is a run or ride.

    A session without a single row has none. Raises `Malformed` for more sets than a session can hold.
    """
    if not session.rows:
        return []
    phrases = Counter(session.phrases)
    sets = [row for row in session.rows if not row.is_cardio]
    if len(sets) > MAX_SETS:
        raise Malformed("too_many_sets", most=MAX_SETS)
    cardio: dict[str, list[SetRow]] = {}
    for row in session.rows:
        if row.is_cardio:
            cardio.setdefault(row.exercise, []).append(row)
    drafts = []
    if sets:
        fields = {"kind": "resistance", **_build_session_fields(session), **_build_note(session.note, sets, phrases)}
        fields["sets"] = [_build_set(row) for row in sets]
        phrases.update(phrase for row in sets for phrase in row.phrases)
        drafts.append(EntryDraft("training", make_source_id(format_key, *session.key), fields, sets[0].location))
    for exercise, rows in cardio.items():
        is_whole = not sets and len(cardio) == 1
        fields = {"kind": "other", "activity": exercise}
        fields |= _build_part_fields(session, rows) | (_build_session_fields(session) if is_whole else {})
        fields |= _build_note("" if sets else session.note, rows, phrases)
        if any(row.distance_m or UNITLESS_DISTANCE in row.phrases for row in rows):
            phrases["distance of other movement"] += 1
        entry_id = make_source_id(format_key, *session.key, exercise)
        drafts.append(EntryDraft("training", entry_id, fields, rows[0].location))
    findings.unsupported.update(phrases)
    return drafts


def _build_session_fields(session: AppSession) -> dict[str, object]:
    fields: dict[str, object] = {"zone": session.zone, "day": session.day.isoformat()}
    if session.started_at is not None:
        fields["started_at"] = format_local_time(session.started_at)
    if session.minutes is not None:
        fields["session_min"] = session.minutes
    return fields


def _build_part_fields(session: AppSession, rows: list[SetRow]) -> dict[str, object]:
    """Return the fields of a run or ride that is a part of a session: its own minutes, and no time of its start."""
    fields: dict[str, object] = {"zone": session.zone, "day": session.day.isoformat()}
    minutes = round(sum(row.seconds or 0 for row in rows) / 60)
    return fields | ({"session_min": minutes} if 1 <= minutes <= MAX_SESSION_MINUTES else {})


def _build_set(row: SetRow) -> dict[str, object]:
    return {
        "exercise": row.exercise,
        "set_type": row.set_type,
        "reps": row.reps,
        "seconds": row.seconds,
        "distance_m": row.distance_m,
        "load_kg": row.load_kg,
        "rpe": row.rpe,
    }


def _build_note(note: str, rows: list[SetRow], phrases: Counter[str]) -> dict[str, object]:
    """Return the note of the session and one "Exercise: note" line for each different note of an exercise."""
    lines = [note, *(f"{row.exercise}: {row.note}" for row in rows if row.note)]
    text = "\n".join(dict.fromkeys(line for line in lines if line))
    for line_break in ("\r\n", "\r", r"\n"):
        text = text.replace(line_break, "\n")
    if len(text) > MAX_NOTE_LENGTH:
        phrases["notes of a session longer than 2000 characters"] += 1
        return {}
    if _has_control_characters(text.replace("\n", "").replace("\t", "")):
        phrases["notes of a session with characters that cannot be kept"] += 1
        return {}
    return {"note": text} if text else {}


def _has_control_characters(text: str) -> bool:
    return _CONTROL_CHARACTER.search(text) is not None
