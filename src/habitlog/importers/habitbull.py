"""HabitBull (CSV): days on which habits were done, with amounts and comments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from habitlog.errors import Malformed
from habitlog.importers.base import Importer, ImportFindings, NameSummary, ParsedFile
from habitlog.importers.cells import find_date_orders, parse_date, parse_number
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

_KEY = "habitbull"
_NAME, _DAY = "habitname", "calendardate"
_REQUIRED_COLUMNS = frozenset({_NAME, "habitdescription", _DAY, "value"})


def matches(data: bytes) -> bool:
    """Return whether the columns are those of HabitBull."""
    return not find_missing_columns(read_header(data), _REQUIRED_COLUMNS)


def parse_source(source: ImportSource) -> ParsedFile:
    """Read the days of habits, as the mapping of the source says what each habit is.

    A habit has amounts where one of its values is above 1; 0 is not done. Raises `Malformed` for another table.
    """
    findings = ImportFindings()
    series, read, duplicates = _read_habits(source.file, findings)
    return build_named_file(_KEY, source, series, findings, items_read=read, duplicates=duplicates)


def list_names(files: Sequence[SourceFile]) -> list[NameSummary]:
    """Return the habits of a file."""
    return summarize_names(_read_habits(files[0], ImportFindings())[0])


def _read_habits(file: SourceFile, findings: ImportFindings) -> tuple[list[NamedSeries], int, int]:
    """Return the habits with their days, how many rows there are, and how many repeat the day of their habit."""
    data = file.read_bytes()
    if not matches(data):
        missing = find_missing_columns(read_header(data), _REQUIRED_COLUMNS)
        raise Malformed("habitbull_columns_missing", columns=missing)
    rows, count = read_rows(data, findings)
    if count > MAX_NAMED_DAYS:
        raise Malformed("file_has_too_many_items", most=MAX_NAMED_DAYS)
    order = _find_date_order(rows)
    habits: dict[str, dict[date, NamedDay]] = {}
    duplicates = 0
    for row in rows:
        name = " ".join(row.get_cell(_NAME).split()) or "unnamed habit"
        try:
            day = parse_date(row.get_cell(_DAY), order)
            if not 1901 <= day.year <= 2099:
                raise Malformed("file_year_out_of_range", first=1901, last=2099)  # noqa: TRY301 - one of the faults
            amount = parse_number(row.get_cell("value"), "Value")
        except Malformed as problem:
            findings.refuse(f"{row.location}, {name}", problem)
            continue
        days = habits.setdefault(name, {})
        duplicates += day in days
        days.setdefault(day, NamedDay(day, row.location, amount, row.get_cell("commenttext")))
    return [_build_series(name, list(days.values())) for name, days in habits.items()], count, duplicates


def _find_date_order(rows: Sequence[TableRow]) -> str | None:
    orders = [found for row in rows if (found := find_date_orders(row.get_cell(_DAY)))]
    possible = frozenset.intersection(*orders) if orders else frozenset[str]()
    return next(iter(possible)) if len(possible) == 1 else None


def _build_series(name: str, days: list[NamedDay]) -> NamedSeries:
    if any((day.amount or 0) > 1 for day in days):
        return NamedSeries(name, days=days)
    done = [NamedDay(day.day, day.location, None, day.note) for day in days if day.amount]
    return NamedSeries(name, days=done)


IMPORTER = Importer(
    _KEY, "HabitBull", "habitbull.csv", matches, parse_source, needs_mapping=True, list_names=list_names
)
