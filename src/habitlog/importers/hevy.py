"""Hevy workouts (CSV, one line a set): every title and start time is one resistance session."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from habitlog.errors import Malformed
from habitlog.importers.base import (
    EntryDraft,
    Importer,
    ImportFindings,
    ParsedFile,
    elapsed_minutes,
    resolve_file_time,
)
from habitlog.importers.cells import parse_local_time, parse_number
from habitlog.importers.file_zones import parse_file_zones
from habitlog.importers.strength_sets import (
    DROP_SET,
    METRES_PER_UNIT,
    UNUSABLE_LENGTH,
    AppSession,
    SessionKey,
    SetRow,
    SetType,
    build_drafts,
    check_seconds,
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

_KEY = "hevy"
_REQUIRED_COLUMNS = frozenset({"title", "start_time", "end_time", "exercise_title", "set_type", "reps"})
_WEIGHT_COLUMNS = {"weight_kg": "kg", "weight_lbs": "lb", "weight_lb": "lb"}
_DISTANCE_COLUMNS = {"distance_km": "km", "distance_miles": "mi", "distance_meters": "m"}
_SET_TYPES: dict[str, SetType] = {"normal": "work", "warmup": "warmup", "failure": "amrap", "dropset": "work"}


def matches(data: bytes) -> bool:
    """Return whether the columns are those of a Hevy export."""
    return not _find_missing_columns(read_header(data))


def parse_file(data: bytes, zone: str) -> ParsedFile:
    """Read a Hevy export whose local times are those of `zone`; loads are in kg, to the gram.

    An invalid row is refused alone and the rest of its session kept. Raises `Malformed` when the file is no such
    table.
    """
    zones, findings = parse_file_zones(zone), ImportFindings()
    rows, row_count = read_rows(data, findings)
    if missing := _find_missing_columns(read_header(data)):
        raise Malformed("hevy_columns_missing", columns=missing)
    sessions, duplicates = group_sessions(rows, _parse_key, findings)
    drafts: list[EntryDraft] = []
    for key, session in sessions.items():
        try:
            drafts += build_drafts(_KEY, _build_session(key, session, zones.find_zone(key.started), findings), findings)
        except Malformed as problem:
            findings.refuse(session[0].location, problem, session_rows=len(session))
    return ParsedFile(_KEY, row_count, duplicates, drafts, findings.refusals, dict(findings.unsupported))


def _find_missing_columns(header: list[str]) -> list[str]:
    missing = find_missing_columns(header, _REQUIRED_COLUMNS)
    return missing + ([] if set(header) & _WEIGHT_COLUMNS.keys() else ["weight_kg"])


def _parse_key(row: TableRow) -> SessionKey:
    return SessionKey(row.get_cell("title"), parse_local_time(row.get_cell("start_time")))


def _build_session(key: SessionKey, rows: list[TableRow], zone: ZoneInfo, findings: ImportFindings) -> AppSession:
    start = resolve_file_time(key.started, zone)[0]
    minutes = _parse_length(start, rows, zone)
    return AppSession(
        key=(key.name, key.started.isoformat()),
        zone=zone.key,
        day=key.started.date(),
        started_at=start,
        minutes=minutes,
        note="\n".join(dict.fromkeys(text for row in rows if (text := row.get_cell("description")))),
        rows=parse_sets(rows, _parse_set, findings),
        phrases=(("workout title",) if key.name else ()) + ((UNUSABLE_LENGTH,) if minutes is None else ()),
    )


def _parse_length(start: datetime, rows: list[TableRow], zone: ZoneInfo) -> int | None:
    """Return the elapsed whole minutes, where all rows agree on a usable end."""
    ends = {row.get_cell("end_time") for row in rows}
    try:
        lengths = [elapsed_minutes(start, end) for end in resolve_file_time(parse_local_time(ends.pop()), zone)]
    except Malformed:
        lengths = []
    usable = [int(length) for length in lengths if 1 <= length < 901]
    return None if ends or not usable else usable[0]


def _parse_set(row: TableRow) -> SetRow:
    exercise, set_type = parse_exercise(row.get_cell("exercise_title")), row.get_cell("set_type").lower()
    if set_type not in _SET_TYPES:
        raise Malformed("set_type_unknown")
    seconds = check_seconds(parse_number(row.get_cell("duration_seconds"), "duration_seconds"), "duration_seconds")
    distance_m = _parse_distance(row)
    reps = parse_reps(row.get_cell("reps"), is_timed=bool(seconds or distance_m))
    column = next((name for name in _WEIGHT_COLUMNS if row.get_cell(name)), "weight_kg")
    load_kg = parse_load(row.get_cell(column), _WEIGHT_COLUMNS[column], column, exercise)
    rpe, phrases = parse_rpe(row.get_cell("rpe"))
    if row.get_cell("superset_id"):
        phrases += ("superset grouping of a set",)
    if set_type == "dropset":
        phrases += (DROP_SET,)
    return SetRow(
        location=row.location,
        exercise=exercise,
        set_type=_SET_TYPES[set_type],
        reps=reps,
        seconds=seconds,
        distance_m=distance_m,
        load_kg=load_kg,
        rpe=rpe,
        note=row.get_cell("exercise_notes"),
        is_cardio=is_cardio_row(exercise, reps, load_kg),
        phrases=phrases,
    )


def _parse_distance(row: TableRow) -> float | None:
    for column, unit in _DISTANCE_COLUMNS.items():
        if metres := parse_distance(row.get_cell(column), METRES_PER_UNIT[unit], column):
            return metres
    return None


IMPORTER = Importer(
    _KEY, "Hevy workouts", "workouts.csv", matches, lambda source: parse_file(source.file.read_bytes(), source.zone)
)
