"""Hevy workouts (CSV, one line a set): every title and start time is one resistance session."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from habitlog.errors import Malformed
from habitlog.formatting import KG_PER_LB
from habitlog.importers.base import (
    EntryDraft,
    Importer,
    ImportFindings,
    ImportRefusal,
    ParsedFile,
    elapsed_minutes,
    format_local_time,
    make_source_id,
    parse_zone,
    resolve_file_time,
)
from habitlog.importers.cardio import is_cardio_name
from habitlog.importers.tables import read_header, read_table

_KEY = "hevy"
MAX_NAME_LENGTH, MAX_SETS, MAX_REPS, MAX_LOAD_KG, MAX_HELP_KG = 80, 200, 100, 1000, 300
MAX_SECONDS, MIN_DISTANCE_M, MAX_DISTANCE_M = 54_000, 0.5, 500_000
"""What an exercise name, a session and a set can hold, as in the record of a session."""
_REQUIRED_COLUMNS = frozenset({"title", "start_time", "end_time", "exercise_title", "set_type", "reps"})
_WEIGHT_COLUMNS = {"weight_kg": 1.0, "weight_lbs": float(KG_PER_LB), "weight_lb": float(KG_PER_LB)}
MAX_SESSION_MINUTES = 900
_DISTANCE_COLUMNS = {"distance_km": 1000, "distance_miles": 1609.344, "distance_meters": 1}
_ASSISTED_SUFFIX = "(assisted)"
"""How Hevy ends the name of an exercise whose weight is the help of a machine or band."""
_SET_TYPES = {"normal": "work", "warmup": "warmup", "failure": "amrap", "dropset": "work"}
_UNUSABLE_LENGTH = "session length that is missing, unreadable or outside 1 to 900 minutes"


@dataclass(frozen=True, slots=True)
class _SetRow:
    location: str
    cells: dict[str, str]

    def get_cell(self, name: str) -> str:
        return self.cells.get(name, "")


_SessionKey = tuple[str, datetime]


def matches(data: bytes) -> bool:
    """Return whether the columns are those of a Hevy export."""
    return not _find_missing_columns(read_header(data))


def parse_file(data: bytes, zone: str) -> ParsedFile:
    """Read a Hevy export whose local times are those of `zone`; loads are in kg, to the gram.

    An invalid row is refused alone and the rest of its session kept. Raises `Malformed` when the file is no such
    table.
    """
    time_zone, findings = parse_zone(zone), ImportFindings()
    rows, row_count = _parse_rows(data, findings)
    sessions, duplicates = _group_sessions(rows, findings)
    drafts: list[EntryDraft] = []
    for (title, start), session in sessions.items():
        try:
            drafts.extend(_build_drafts(title, start, session, time_zone, findings))
        except Malformed as problem:
            findings.refuse(session[0].location, problem, session_rows=len(session))
    return ParsedFile(_KEY, row_count, duplicates, drafts, findings.refusals, dict(findings.unsupported))


def _parse_rows(data: bytes, findings: ImportFindings) -> tuple[list[_SetRow], int]:
    """Return the complete rows, numbered as a spreadsheet shows them, and how many rows there are in all."""
    lines = read_table(data)
    header = [name.strip().lower() for name in lines[0]] if lines else []
    if not any(header):
        raise Malformed("file_empty")
    if missing := _find_missing_columns(header):
        raise Malformed("hevy_columns_missing", columns=missing)
    filled = [(f"row {number}", line) for number, line in enumerate(lines[1:], start=2) if any(line)]
    rows = []
    for location, line in filled:
        if len(line) == len(header):
            rows.append(_SetRow(location, dict(zip(header, (cell.strip() for cell in line), strict=True))))
        else:
            findings.refusals.append(ImportRefusal(location, "row_field_count_wrong"))
    return rows, len(filled)


def _find_missing_columns(header: list[str]) -> list[str]:
    columns = set(header)
    return sorted(_REQUIRED_COLUMNS - columns) + ([] if columns & _WEIGHT_COLUMNS.keys() else ["weight_kg"])


def _group_sessions(rows: list[_SetRow], findings: ImportFindings) -> tuple[dict[_SessionKey, list[_SetRow]], int]:
    """Group rows by title and start; a run of rows that repeats an earlier run of its session is a duplicate."""
    parts: list[tuple[_SessionKey, list[_SetRow]]] = []
    for row in rows:
        try:
            key = (row.get_cell("title"), parse_local_time(row.get_cell("start_time")))
        except Malformed as problem:
            findings.refuse(row.location, problem)
            continue
        if not parts or parts[-1][0] != key:
            parts.append((key, []))
        parts[-1][1].append(row)
    return _join_session_parts(parts, findings.unsupported)


def _join_session_parts(
    session_parts: list[tuple[_SessionKey, list[_SetRow]]], unsupported: Counter[str]
) -> tuple[dict[_SessionKey, list[_SetRow]], int]:
    sessions: dict[_SessionKey, list[_SetRow]] = {}
    seen: dict[_SessionKey, list[list[dict[str, str]]]] = {}
    duplicates = 0
    for key, part in session_parts:
        cells = [row.cells for row in part]
        earlier = seen.setdefault(key, [])
        if cells in earlier:
            duplicates += len(part)
            continue
        if earlier:
            unsupported["session in pieces across the file, joined"] += 1
        earlier.append(cells)
        sessions.setdefault(key, []).extend(part)
    return sessions, duplicates


def _build_drafts(
    title: str,
    local_time: datetime,
    rows: list[_SetRow],
    zone: ZoneInfo,
    findings: ImportFindings,
) -> list[EntryDraft]:
    """Return one session; none when every row of it was refused."""
    start = resolve_file_time(local_time, zone)[0]
    if any(len(row.get_cell("exercise_title")) > MAX_NAME_LENGTH for row in rows):
        raise Malformed("exercise_name_too_long", most=MAX_NAME_LENGTH)
    phrases: Counter[str] = Counter({"workout title": 1} if title else {})
    cardio, rows = [row for row in rows if _is_cardio(row)], [row for row in rows if not _is_cardio(row)]
    drafts = _build_cardio_drafts(title, start, cardio, zone, phrases, is_alone=not rows)
    sets = _parse_sets(rows, findings, phrases)
    if not sets:
        findings.unsupported.update(phrases if drafts else {})
        return drafts
    if len(sets) > MAX_SETS:
        raise Malformed("too_many_sets", most=MAX_SETS)
    fields: dict[str, object] = {"kind": "resistance", "zone": zone.key, "day": local_time.date().isoformat()}
    fields["started_at"] = format_local_time(start)
    fields |= _parse_length(start, rows, zone, phrases) | _build_note(rows, phrases) | {"sets": sets}
    findings.unsupported.update(phrases)
    entry_id = make_source_id(_KEY, title, local_time.isoformat())
    return [EntryDraft("training", entry_id, fields, rows[0].location), *drafts]


def _is_cardio(row: _SetRow) -> bool:
    """Whether a row is a run or ride, with neither repetitions nor a load, that Hevy writes as a set."""
    has_amount = any(row.get_cell(name).strip("0.,") for name in ("reps", *_WEIGHT_COLUMNS))
    return not has_amount and is_cardio_name(row.get_cell("exercise_title"))


def _build_cardio_drafts(
    title: str, start: datetime, rows: list[_SetRow], zone: ZoneInfo, phrases: Counter[str], *, is_alone: bool
) -> list[EntryDraft]:
    """Return one entry of other movement for each exercise; the one that is a whole session has its length."""
    drafts = []
    by_exercise: dict[str, list[_SetRow]] = {}
    for row in rows:
        by_exercise.setdefault(row.get_cell("exercise_title"), []).append(row)
    for exercise, parts in by_exercise.items():
        fields: dict[str, object] = {"kind": "other", "zone": zone.key, "day": start.date().isoformat()}
        fields["activity"] = exercise
        if is_alone and len(by_exercise) == 1:
            fields |= {"started_at": format_local_time(start), **_parse_length(start, parts, zone, phrases)}
        elif minutes := _sum_minutes(parts):
            fields["session_min"] = minutes
        fields |= _build_note(parts, phrases)
        if any(row.get_cell(name) for row in parts for name in _DISTANCE_COLUMNS):
            phrases["distance of other movement"] += 1
        entry_id = make_source_id(_KEY, title, start.replace(tzinfo=None).isoformat(), exercise)
        drafts.append(EntryDraft("training", entry_id, fields, parts[0].location))
    return drafts


def _sum_minutes(rows: list[_SetRow]) -> int:
    """Return the whole minutes of the rows' durations, 0 where they have none that is usable."""
    seconds = [parse_number(row.get_cell("duration_seconds"), "duration_seconds") or 0 for row in rows]
    minutes = round(sum(seconds) / 60)
    return minutes if minutes <= MAX_SESSION_MINUTES else 0


def _parse_length(start: datetime, rows: list[_SetRow], zone: ZoneInfo, unsupported: Counter[str]) -> dict[str, object]:
    """Return the elapsed whole minutes as `session_min`, where all rows agree on a usable end."""
    ends = {row.get_cell("end_time") for row in rows}
    try:
        lengths = [elapsed_minutes(start, end) for end in resolve_file_time(parse_local_time(ends.pop()), zone)]
    except Malformed:
        lengths = []
    usable = [int(length) for length in lengths if 1 <= length < 901]
    if ends or not usable:
        unsupported[_UNUSABLE_LENGTH] += 1
        return {}
    return {"session_min": usable[0]}


def _build_note(rows: list[_SetRow], unsupported: Counter[str]) -> dict[str, object]:
    """Return the description and one "Exercise: note" line for each different note of an exercise."""
    lines = [row.get_cell("description") for row in rows]
    lines += [f"{row.get_cell('exercise_title')}: {note}" for row in rows if (note := row.get_cell("exercise_notes"))]
    note = "\n".join(dict.fromkeys(line for line in lines if line))
    for line_break in ("\r\n", "\r", r"\n"):
        note = note.replace(line_break, "\n")
    if len(note) > 2000:
        unsupported["notes of a session longer than 2000 characters"] += 1
        return {}
    if _has_control_characters(note.replace("\n", "").replace("\t", "")):
        unsupported["notes of a session with characters that cannot be kept"] += 1
        return {}
    return {"note": note} if note else {}


def _has_control_characters(text: str) -> bool:
    return not text.isprintable() and any(unicodedata.category(character) == "Cc" for character in text)


def _parse_sets(rows: list[_SetRow], findings: ImportFindings, phrases: Counter[str]) -> list[dict[str, object]]:
    sets = []
    for row in rows:
        try:
            set_fields, set_phrases = _parse_set(row)
        except Malformed as problem:
            findings.refuse(row.location, problem)
        else:
            sets.append(set_fields)
            phrases.update(set_phrases)
    return sets


def _parse_set(row: _SetRow) -> tuple[dict[str, object], list[str]]:
    """Return the fields of a set, and phrases for what else the row says."""
    exercise, set_type = row.get_cell("exercise_title"), row.get_cell("set_type").lower()
    if not exercise or _has_control_characters(exercise):
        raise Malformed("exercise_name_missing")
    if set_type not in _SET_TYPES:
        raise Malformed("set_type_unknown")
    seconds, distance = _parse_seconds(row), _parse_distance(row)
    reps = _parse_reps(row, is_timed=bool(seconds or distance))
    if reps is None and not seconds and not distance:
        raise Malformed("set_without_amount")
    rpe = row.get_cell("rpe")
    unsupported = {
        "superset grouping of a set": bool(row.get_cell("superset_id")),
        "drop sets kept as work sets": set_type == "dropset",
        "RPE that is not 1 to 10 in halves": bool(rpe) and not is_rpe_value(rpe),
    }
    fields: dict[str, object] = {"exercise": exercise, "set_type": _SET_TYPES[set_type]}
    fields |= {"reps": reps, "seconds": seconds, "distance_m": distance, "load_kg": _parse_load(row)}
    fields["rpe"] = float(rpe.replace(",", ".")) if is_rpe_value(rpe) else None
    return fields, [phrase for phrase, applies in unsupported.items() if applies]


def _parse_seconds(row: _SetRow) -> int | None:
    """Return whole seconds; Hevy writes 0 for a set without a duration."""
    seconds = round(parse_number(row.get_cell("duration_seconds"), "duration_seconds") or 0)
    if seconds > MAX_SECONDS:
        raise Malformed("set_too_long", name="duration_seconds", most=MAX_SECONDS)
    return seconds or None


def _parse_distance(row: _SetRow) -> float | None:
    """Return metres; Hevy writes 0 for a set without a distance."""
    for name, metres_per_unit in _DISTANCE_COLUMNS.items():
        metres = round((parse_number(row.get_cell(name), name) or 0) * metres_per_unit, 3)
        if metres > MAX_DISTANCE_M:
            raise Malformed("set_too_far", name=name, most=MAX_DISTANCE_M)
        if metres >= MIN_DISTANCE_M:
            return metres
    return None


def _parse_reps(row: _SetRow, *, is_timed: bool) -> int | None:
    """Return the count; Hevy writes 0 for a set that is measured by time or distance alone."""
    reps = parse_number(row.get_cell("reps"), "reps")
    if reps is None or (reps == 0 and is_timed):
        return None
    if not reps.is_integer() or reps > MAX_REPS:
        raise Malformed("reps_out_of_range", least=0, most=MAX_REPS)
    return int(reps)


def _parse_load(row: _SetRow) -> float | None:
    """Return kg; below 0 for an assisted exercise, where Hevy writes how much the machine or band takes off."""
    is_assisted = row.get_cell("exercise_title").casefold().endswith(_ASSISTED_SUFFIX)
    most = MAX_HELP_KG if is_assisted else MAX_LOAD_KG
    for name, kg_per_unit in _WEIGHT_COLUMNS.items():
        weight = parse_number(row.get_cell(name), name)
        if weight is not None:
            load = round(weight * kg_per_unit, 3)
            if load > most:
                raise Malformed("load_too_large", name=name, most=most)
            return -load if is_assisted and load else load
    return None


_CLOCK_PATTERN = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(:[0-9]{2})?( ?(?P<half>[AaPp])\.?[Mm]\.?)?"
_DATE_PATTERNS = tuple(
    re.compile(date + r",? " + _CLOCK_PATTERN)
    for date in (
        r"(?P<day>[0-9]{1,2}) (?P<name>[A-Za-z]{3,9})\.? (?P<year>[0-9]{4})",
        r"(?P<name>[A-Za-z]{3,9})\.? (?P<day>[0-9]{1,2}), (?P<year>[0-9]{4})",
        r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})",
        r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})",
    )
)
_MONTH_NAMES = ["january", "february", "march", "april", "may", "june", "july"]
_MONTH_NAMES += ["august", "september", "october", "november", "december"]
_MONTH_NUMBERS = {form: number for number, name in enumerate(_MONTH_NAMES, start=1) for form in (name, name[:3])} | {
    "sept": 9
}
_NUMBER_PATTERN = re.compile(r"(-?)([0-9]{1,9}(?:\.[0-9]{1,9}|,[0-9]{1,2})?)")


def parse_local_time(text: str) -> datetime:
    """Read "30 Jan 2025, 14:06" and its variants, to the minute; raises `Malformed` for anything else."""
    plain = " ".join(text.split())
    match = next(filter(None, (pattern.fullmatch(plain) for pattern in _DATE_PATTERNS)), None)
    if match is None:
        raise Malformed("hevy_date_format")
    groups = match.groupdict()
    try:
        day = date(int(groups["year"]), _parse_month(groups), int(groups["day"]))
        return datetime.combine(day, time(_parse_hour(groups), int(groups["minute"])))
    except ValueError:
        raise Malformed("date_or_time_does_not_exist") from None


def _parse_month(groups: dict[str, str | None]) -> int:
    if number := groups.get("month"):
        return int(number)
    name = (groups["name"] or "").lower()
    if name not in _MONTH_NUMBERS:
        raise Malformed("month_not_english")
    return _MONTH_NUMBERS[name]


def _parse_hour(groups: dict[str, str | None]) -> int:
    hour, half = int(groups["hour"] or ""), (groups["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half == "p" else 0) if half else hour


def parse_number(text: str, column: str) -> float | None:
    """Read a number from 0 up, None where the cell is empty; raises `Malformed` naming the column."""
    if not text:
        return None
    match = _NUMBER_PATTERN.fullmatch(text)
    if match is None:
        raise Malformed("not_a_number", name=column)
    if match[1]:
        raise Malformed("number_below_zero", name=column)
    return float(match[2].replace(",", "."))


def is_rpe_value(text: str) -> bool:
    """Whether this is a value of the RIR-based scale: 1 to 10 in halves (zourdos2016)."""
    match = _NUMBER_PATTERN.fullmatch(text)
    return match is not None and not match[1] and float(match[2].replace(",", ".")) in {n / 2 for n in range(2, 21)}


IMPORTER = Importer(
    _KEY, "Hevy workouts", "workouts.csv", matches, lambda source: parse_file(source.file.read_bytes(), source.zone)
)
