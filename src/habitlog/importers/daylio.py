"""Daylio (CSV): the activities of each entry, as the person says what each of them is; moods have no field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from habitlog.errors import Malformed
from habitlog.importers.base import Importer, ImportFindings, NameSummary, ParsedFile
from habitlog.importers.cells import is_missing, parse_date
from habitlog.importers.named_days import (
    MAX_NAMED_DAYS,
    NamedDay,
    NamedSeries,
    build_named_file,
    summarize_names,
)
from habitlog.importers.source_files import ImportSource, SourceFile
from habitlog.importers.strength_sets import find_missing_columns, read_rows
from habitlog.importers.tables import TableRow, read_header

_KEY = "daylio"
_REQUIRED_COLUMNS = frozenset({"full_date", "mood", "activities"})
_SEPARATOR = "|"
_PHRASES = {
    "mood": "mood of an entry",
    "note_title": "title of a note",
    "note": "note of a day",
    "scales": "scale of an entry",
}


def matches(data: bytes) -> bool:
    """Return whether the columns are those of Daylio."""
    return not find_missing_columns(read_header(data), _REQUIRED_COLUMNS)


def parse_source(source: ImportSource) -> ParsedFile:
    """Read the activities of days, as the mapping of the source says what each is; one counts once a day.

    Raises `Malformed` for another table.
    """
    findings = ImportFindings()
    series, read, duplicates = _read_activities(source.file, findings)
    return build_named_file(_KEY, source, series, findings, items_read=read, duplicates=duplicates)


def list_names(files: Sequence[SourceFile]) -> list[NameSummary]:
    """Return the activities of a file."""
    return summarize_names(_read_activities(files[0], ImportFindings())[0])


def _read_activities(file: SourceFile, findings: ImportFindings) -> tuple[list[NamedSeries], int, int]:
    """Return the activities with their days, and how many rows there are, and how many repeat an earlier one."""
    data = file.read_bytes()
    if not matches(data):
        raise Malformed("daylio_columns_missing", columns=find_missing_columns(read_header(data), _REQUIRED_COLUMNS))
    rows, count = read_rows(data, findings)
    if count > MAX_NAMED_DAYS:
        raise Malformed("file_has_too_many_items", most=MAX_NAMED_DAYS)
    unique = list({tuple(row.cells.values()): row for row in reversed(rows)}.values())[::-1]
    series: dict[str, dict[date, NamedDay]] = {}
    for row in unique:
        try:
            day = _read_day(row)
        except Malformed as problem:
            findings.refuse(row.location, problem)
            continue
        for column, phrase in _PHRASES.items():
            if not is_missing(row.get_cell(column)):
                findings.unsupported[phrase] += 1
        for name in _split_activities(row.get_cell("activities")):
            days = series.setdefault(name, {})
            if day in days:
                findings.unsupported["activity that another entry of its day has too"] += 1
            days.setdefault(day, NamedDay(day, row.location))
    kept = [NamedSeries(name, days=list(days.values())) for name, days in series.items()]
    return kept, count, len(rows) - len(unique)


def _read_day(row: TableRow) -> date:
    day = parse_date(row.get_cell("full_date"), None)
    if not 1901 <= day.year <= 2099:
        raise Malformed("file_year_out_of_range", first=1901, last=2099)
    return day


def _split_activities(cell: str) -> list[str]:
    """Return the activities of an entry, each once."""
    names = (" ".join(part.split()) for part in cell.split(_SEPARATOR))
    return list(dict.fromkeys(name for name in names if name))


IMPORTER = Importer(
    _KEY, "Daylio", "daylio_export.csv", matches, parse_source, needs_mapping=True, list_names=list_names
)
