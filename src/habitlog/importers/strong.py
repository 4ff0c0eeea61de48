"""Strong workouts (CSV, one line a set): every date and workout name is one session."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from habitlog.errors import Malformed
from habitlog.importers.base import (
    EntryDraft,
    Importer,
    ImportFindings,
    ParsedFile,
    resolve_file_time,
)
from habitlog.importers.cells import parse_local_time, parse_number
from habitlog.importers.file_zones import parse_file_zones
from habitlog.importers.source_files import ImportSource
from habitlog.importers.strength_sets import (
    DROP_SET,
    MAX_SESSION_MINUTES,
    METRES_PER_UNIT,
    UNITLESS_DISTANCE,
    UNUSABLE_LENGTH,
    AppSession,
    SessionKey,
    SetRow,
    SetType,
    build_drafts,
    check_seconds,
    describe_assumed_unit,
    find_missing_columns,
    group_sessions,
    is_cardio_row,
    parse_distance,
    parse_exercise,
    parse_load,
    parse_reps,
    parse_rpe,
    parse_sets,
    read_rows,
)
from habitlog.importers.tables import TableRow, read_header

_KEY = "strong"
_REQUIRED_COLUMNS = frozenset({"date", "workout name", "exercise name", "set order", "reps"})
_WEIGHT_COLUMNS = {"weight": "", "weight (kg)": "kg", "weight (kgs)": "kg", "weight (lb)": "lb", "weight (lbs)": "lb"}
"""The columns a weight can be in, and the unit that the name of the column says."""
_ISO_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_LENGTH_PATTERN = re.compile(r"(?:(\d{1,3}) ?h(?:r|rs)?)? ?(?:(\d{1,4}) ?m(?:in)?)? ?(?:(\d{1,5}) ?s)?", re.ASCII)
_CLOCK_LENGTH_PATTERN = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?", re.ASCII)
_SET_TYPES: dict[str, SetType] = {"w": "warmup", "d": "work", "f": "amrap"}
_OTHER_ROWS = {"rest timer": "rest timer of a set", "note": "row of a note"}


def matches(data: bytes) -> bool:
    """Return whether the columns are those of a Strong export."""
    return not find_missing_columns(read_header(data), _REQUIRED_COLUMNS)


def parse_source(source: ImportSource) -> ParsedFile:
    """Read a Strong export; weights without a unit are in that of the source, and are counted.

    An invalid row is refused alone and the rest of its session kept. Raises `Malformed` when the file is no such
    table.
    """
    zones, findings = parse_file_zones(source.zone), ImportFindings()
    data = source.file.read_bytes()
    rows, row_count = read_rows(data, findings)
    if missing := find_missing_columns(read_header(data), _REQUIRED_COLUMNS):
        raise Malformed("strong_columns_missing", columns=missing)
    sessions, duplicates = group_sessions(_drop_other_rows(rows, findings), _parse_key, findings)
    drafts: list[EntryDraft] = []
    for key, of_session in sessions.items():
        zone = zones.find_zone(key.started)
        try:
            drafts += build_drafts(_KEY, _build_session(key, of_session, zone, source, findings), findings)
        except Malformed as problem:
            findings.refuse(of_session[0].location, problem, session_rows=len(of_session))
    return ParsedFile(_KEY, row_count, duplicates, drafts, findings.refusals, dict(findings.unsupported))


def _drop_other_rows(rows: list[TableRow], findings: ImportFindings) -> list[TableRow]:
    """Return the rows that are sets, and count the others."""
    findings.unsupported.update(phrase for row in rows if (phrase := _get_other_kind(row)))
    return [row for row in rows if not _get_other_kind(row)]


def _get_other_kind(row: TableRow) -> str:
    return _OTHER_ROWS.get(row.get_cell("set order").lower(), "")


def _parse_key(row: TableRow) -> SessionKey:
    return SessionKey(row.get_cell("workout name"), _parse_start(row.get_cell("date")))


def _build_session(
    key: SessionKey, rows: list[TableRow], zone: ZoneInfo, source: ImportSource, findings: ImportFindings
) -> AppSession:
    minutes = _parse_minutes(rows)
    return AppSession(
        key=(key.name, key.started.isoformat()),
        zone=zone.key,
        day=key.started.date(),
        started_at=resolve_file_time(key.started, zone)[0],
        minutes=minutes,
        note="\n".join(dict.fromkeys(note for row in rows if (note := row.get_cell("workout notes")))),
        rows=parse_sets(rows, lambda row: _parse_set(row, source), findings),
        phrases=(("workout title",) if key.name else ()) + ((UNUSABLE_LENGTH,) if minutes is None else ()),
    )


def _parse_start(text: str) -> datetime:
    if not _ISO_TIME.fullmatch(text):
        return parse_local_time(text)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Malformed("date_or_time_does_not_exist") from None


def _parse_minutes(rows: list[TableRow]) -> int | None:
    """Return the length of a session where all of its rows agree on a usable one."""
    texts = {row.get_cell("duration", "workout duration") for row in rows}
    seconds = _parse_length(texts.pop())
    if texts or seconds is None or not 1 <= seconds // 60 <= MAX_SESSION_MINUTES:
        return None
    return seconds // 60


def _parse_length(text: str) -> int | None:
    """Return the seconds of "1h 50m", "35m", "45s" or "1:05:00"."""
    if (match := _CLOCK_LENGTH_PATTERN.fullmatch(text)) or (text and (match := _LENGTH_PATTERN.fullmatch(text))):
        hours, minutes, seconds = match.groups()
    else:
        return None
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)


def _parse_set(row: TableRow, source: ImportSource) -> SetRow:
    exercise = parse_exercise(row.get_cell("exercise name"))
    order = row.get_cell("set order").lower()
    if order not in _SET_TYPES and not order.isdecimal():
        raise Malformed("set_type_unknown")
    seconds = check_seconds(parse_number(row.get_cell("seconds"), "seconds"), "seconds")
    distance_m, distance_phrases = _parse_distance(row)
    reps = parse_reps(row.get_cell("reps"), is_timed=bool(seconds or distance_m or distance_phrases))
    load_kg, phrases = _parse_weight(row, source, exercise)
    rpe, rpe_phrases = parse_rpe(row.get_cell("rpe"))
    return SetRow(
        location=row.location,
        exercise=exercise,
        set_type=_SET_TYPES.get(order, "work"),
        reps=reps,
        seconds=seconds,
        distance_m=distance_m,
        load_kg=load_kg,
        rpe=rpe,
        note=row.get_cell("notes"),
        is_cardio=is_cardio_row(exercise, reps, load_kg),
        phrases=(*phrases, *rpe_phrases, *distance_phrases, *((DROP_SET,) if order == "d" else ())),
    )


def _parse_distance(row: TableRow) -> tuple[float | None, tuple[str, ...]]:
    """Return metres, and a phrase where the file has no unit of the distance, which is then left out."""
    metres_per_unit = METRES_PER_UNIT.get(row.get_cell("distance unit").lower().rstrip("."))
    metres = parse_distance(row.get_cell("distance"), metres_per_unit or 1, "distance")
    return (metres, ()) if metres_per_unit or metres is None else (None, (UNITLESS_DISTANCE,))


def _parse_weight(row: TableRow, source: ImportSource, exercise: str) -> tuple[float | None, tuple[str, ...]]:
    """Return the load, and a phrase where its unit is that of the settings."""
    column = next((name for name in _WEIGHT_COLUMNS if row.get_cell(name)), "weight")
    unit = _WEIGHT_COLUMNS[column] or row.get_cell("weight unit")
    load_kg = parse_load(row.get_cell(column), unit or source.weight_unit, column, exercise)
    return load_kg, (describe_assumed_unit(source.weight_unit),) if load_kg and not unit else ()


IMPORTER = Importer(_KEY, "Strong workouts", "strong.csv", matches, parse_source)
