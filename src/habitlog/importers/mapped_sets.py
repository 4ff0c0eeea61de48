"""Sets in the rows of a table of one's own: all rows of a day, or of a start, are one session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar

from habitlog.errors import Malformed
from habitlog.importers.base import EntryDraft, ImportFindings
from habitlog.importers.cells import parse_number
from habitlog.importers.strength_sets import (
    METRES_PER_UNIT,
    AppSession,
    SetRow,
    build_drafts,
    check_seconds,
    is_cardio_row,
    parse_distance,
    parse_exercise,
    parse_load,
    parse_reps,
    parse_rpe,
    parse_sets,
)
from habitlog.importers.table_mapping import TableMapping
from habitlog.importers.tables import TableRow

_Value = TypeVar("_Value")


class CellReader(Protocol):
    """Reads the cells of a row by the fields of a mapping."""

    mapping: TableMapping

    def get_field(self, row: TableRow, name: str) -> str:
        """Return the cell of a field, empty where there is none."""
        ...

    def leave_out(self, row: TableRow, name: str, problem: Malformed) -> None:
        """Count a cell that cannot be read."""
        ...

    def read_times(self, row: TableRow) -> dict[str, object]:
        """Return day, zone and start of the session of a row; raises `Malformed` without a day."""
        ...


def build_set_drafts(
    format_key: str, rows: list[TableRow], reader: CellReader, findings: ImportFindings
) -> list[EntryDraft]:
    """Return a session for each day and start; a set without an amount is refused alone."""
    sessions: dict[tuple[str, str], list[TableRow]] = {}
    zones: dict[tuple[str, str], str] = {}
    for row in rows:
        try:
            times = reader.read_times(row)
        except Malformed as problem:
            findings.refuse(row.location, problem)
            continue
        key = str(times["day"]), str(times.get("started_at", ""))
        zones[key] = str(times["zone"])
        sessions.setdefault(key, []).append(row)
    drafts: list[EntryDraft] = []
    for (day, start), of_session in sessions.items():
        session = AppSession(
            key=("sets", day, start),
            zone=zones[day, start],
            day=datetime.fromisoformat(day).date(),
            started_at=datetime.fromisoformat(start) if start else None,
            minutes=None,
            note="",
            rows=parse_sets(of_session, lambda row: _parse_set(row, reader), findings),
        )
        try:
            drafts += build_drafts(format_key, session, findings)
        except Malformed as problem:
            findings.refuse(of_session[0].location, problem, session_rows=len(of_session))
    return drafts


def _parse_set(row: TableRow, reader: CellReader) -> SetRow:
    exercise = parse_exercise(reader.get_field(row, "exercise"))
    columns, units = reader.mapping.columns, reader.mapping.units
    seconds = _read(
        row, reader, "seconds", lambda text: check_seconds(parse_number(text, columns["seconds"]), columns["seconds"])
    )
    metres_per_unit = METRES_PER_UNIT[units.get("distance", "m")]
    distance_m = _read(row, reader, "distance", lambda text: parse_distance(text, metres_per_unit, columns["distance"]))
    reps = _read(row, reader, "reps", lambda text: parse_reps(text, is_timed=bool(seconds or distance_m)))
    load_kg = _read(row, reader, "load", lambda text: parse_load(text, units["load"], columns["load"], exercise))
    rpe, phrases = parse_rpe(reader.get_field(row, "rpe"))
    return SetRow(
        location=row.location,
        exercise=exercise,
        set_type="work",
        reps=reps,
        seconds=seconds,
        distance_m=distance_m,
        load_kg=load_kg,
        rpe=rpe,
        note=reader.get_field(row, "note"),
        is_cardio=is_cardio_row(exercise, reps, load_kg),
        phrases=phrases,
    )


def _read(row: TableRow, reader: CellReader, name: str, parse: Callable[[str], _Value | None]) -> _Value | None:
    """Return the value of a cell; one that cannot be read is left out and counted."""
    text = reader.get_field(row, name)
    try:
        return parse(text) if text else None
    except Malformed as problem:
        reader.leave_out(row, name, problem)
        return None
