"""FitNotes workouts (CSV of Android and iOS, one line a set): every date is one session, without a time of day."""

from __future__ import annotations

import re
from datetime import date

from habitlog.errors import Malformed
from habitlog.importers.base import EntryDraft, Importer, ImportFindings, ParsedFile
from habitlog.importers.file_zones import parse_file_zones
from habitlog.importers.source_files import ImportSource
from habitlog.importers.strength_sets import (
    METRES_PER_UNIT,
    UNITLESS_DISTANCE,
    AppSession,
    SetRow,
    SetType,
    build_drafts,
    check_seconds,
    describe_assumed_unit,
    find_missing_columns,
    is_cardio_row,
    parse_distance,
    parse_exercise,
    parse_load,
    parse_reps,
    parse_sets,
    read_rows,
)
from habitlog.importers.tables import TableRow, read_header

_KEY = "fitnotes"
_REQUIRED_COLUMNS = frozenset({"date", "exercise", "category", "reps"})
_WEIGHT_COLUMNS = {"weight (kg)": "kg", "weight (kgs)": "kg", "weight (lb)": "lb", "weight (lbs)": "lb", "weight": ""}
"""The columns a weight can be in, and the unit that the name of the column says."""
_DATE_PATTERN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LENGTH_PATTERN = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{2})")
_FIRST_YEAR, _LAST_YEAR = 1901, 2099
_SET_TYPES: dict[str, SetType] = {"": "work", "working": "work", "work": "work", "normal": "work"}
_SET_TYPES |= {"warmup": "warmup", "warm-up": "warmup", "warm up": "warmup", "failure": "amrap"}
_UNKNOWN_KIND = "kind of a set that habitlog does not know, kept as a work set"


def matches(data: bytes) -> bool:
    """Return whether the columns are those of a FitNotes export."""
    return not _find_missing_columns(read_header(data))


def parse_source(source: ImportSource) -> ParsedFile:
    """Read a FitNotes export; weights without a unit are in that of the source, and are counted.

    An invalid row is refused alone and the rest of its day kept. Raises `Malformed` when the file is no such table.
    """
    zones, findings = parse_file_zones(source.zone), ImportFindings()
    data = source.file.read_bytes()
    rows, row_count = read_rows(data, findings)
    if missing := _find_missing_columns(read_header(data)):
        raise Malformed("fitnotes_columns_missing", columns=missing)
    drafts: list[EntryDraft] = []
    for day, of_day in _group_days(rows, findings).items():
        session = AppSession(
            key=(day.isoformat(),),
            zone=zones.find_zone(day).key,
            day=day,
            started_at=None,
            minutes=None,
            note="",
            rows=parse_sets(of_day, lambda row: _parse_set(row, source), findings),
        )
        try:
            drafts += build_drafts(_KEY, session, findings)
        except Malformed as problem:
            findings.refuse(of_day[0].location, problem, session_rows=len(of_day))
    return ParsedFile(_KEY, row_count, 0, drafts, findings.refusals, dict(findings.unsupported))


def _find_missing_columns(header: list[str]) -> list[str]:
    missing = find_missing_columns(header, _REQUIRED_COLUMNS)
    return missing + ([] if set(header) & _WEIGHT_COLUMNS.keys() else ["weight"])


def _group_days(rows: list[TableRow], findings: ImportFindings) -> dict[date, list[TableRow]]:
    days: dict[date, list[TableRow]] = {}
    for row in rows:
        try:
            days.setdefault(_parse_day(row.get_cell("date")), []).append(row)
        except Malformed as problem:
            findings.refuse(row.location, problem)
    return days


def _parse_day(text: str) -> date:
    """Return the day; 03/04/2026 could be two days, and is refused."""
    if not _DATE_PATTERN.fullmatch(text):
        raise Malformed("file_day_format")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Malformed("date_or_time_does_not_exist") from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise Malformed("file_year_out_of_range", first=_FIRST_YEAR, last=_LAST_YEAR)
    return day


def _parse_set(row: TableRow, source: ImportSource) -> SetRow:
    exercise = parse_exercise(row.get_cell("exercise"))
    kind = row.get_cell("kind").lower()
    seconds = check_seconds(_parse_seconds(row.get_cell("time")), "time")
    distance_m, distance_phrases = _parse_distance(row)
    reps = parse_reps(row.get_cell("reps"), is_timed=bool(seconds or distance_m or distance_phrases))
    load_kg, phrases = _parse_weight(row, source, exercise)
    is_cardio = row.get_cell("category").lower() == "cardio" and not reps and not load_kg
    return SetRow(
        location=row.location,
        exercise=exercise,
        set_type=_SET_TYPES.get(kind, "work"),
        reps=reps,
        seconds=seconds,
        distance_m=distance_m,
        load_kg=load_kg,
        rpe=None,
        note=row.get_cell("comment", "notes"),
        is_cardio=is_cardio or is_cardio_row(exercise, reps, load_kg),
        phrases=(*phrases, *distance_phrases, *(() if kind in _SET_TYPES else (_UNKNOWN_KIND,))),
    )


def _parse_distance(row: TableRow) -> tuple[float | None, tuple[str, ...]]:
    """Return metres, and a phrase where the file has no unit of the distance, which is then left out."""
    metres_per_unit = METRES_PER_UNIT.get(row.get_cell("distance unit", "distanceunit").lower())
    metres = parse_distance(row.get_cell("distance"), metres_per_unit or 1, "distance")
    return (metres, ()) if metres_per_unit or metres is None else (None, (UNITLESS_DISTANCE,))


def _parse_seconds(text: str) -> int:
    """Return the seconds of "0:01:30" or "1:30", 0 for an empty cell."""
    if not text:
        return 0
    match = _LENGTH_PATTERN.fullmatch(text)
    if match is None:
        raise Malformed("set_time_format")
    return int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])


def _parse_weight(row: TableRow, source: ImportSource, exercise: str) -> tuple[float | None, tuple[str, ...]]:
    """Return the load, and a phrase where its unit is that of the settings."""
    column = next((name for name in _WEIGHT_COLUMNS if row.get_cell(name)), "weight")
    unit = _WEIGHT_COLUMNS[column] or row.get_cell("weight unit", "weightunit")
    load_kg = parse_load(row.get_cell(column), unit or source.weight_unit, column, exercise)
    return load_kg, (describe_assumed_unit(source.weight_unit),) if load_kg and not unit else ()


IMPORTER = Importer(_KEY, "FitNotes workouts", "FitNotes_Export.csv", matches, parse_source)
