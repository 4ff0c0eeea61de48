"""habitlog's own CSV tables in a zip archive, which say themselves what type each column has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from operator import itemgetter
from typing import Any

from msgspec import Struct

from habitlog.importers.base import ImportRefusal
from habitlog.importers.habitlog_json import RecordFile
from habitlog.importers.source_files import SourceFile
from habitlog.importers.tables import read_table

PROTECTED_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")
"""A text that begins so has an apostrophe before it: a spreadsheet would take the others for formulas."""
LIST_SEPARATOR = "; "
_DESCRIPTION = "columns"
_DESCRIPTION_HEAD = b"table,column,type,"
_OTHER_TABLES = frozenset({_DESCRIPTION, "marks", "day_tags", "week_notes"})


class RecordTables(Struct, frozen=True):
    """The tables of a record as the items of an export, the days of each tag, and the rows that have too few cells."""

    record: RecordFile
    tagged_days: Mapping[str, Sequence[date]]
    refused: Sequence[ImportRefusal]


def is_table_of_record(name: str, head: bytes) -> bool:
    """Return whether a file of this name and beginning is the table that describes the columns of the others."""
    return _name_table(name) == _DESCRIPTION and head.removeprefix(b"\xef\xbb\xbf").startswith(_DESCRIPTION_HEAD)


def read_record_tables(files: Sequence[SourceFile]) -> RecordTables:
    """Read the tables of an archive; settings, saved snippets and experiments are not among them.

    Raises `Malformed` for a file that is no table.
    """
    tables = {_name_table(file.name): read_table(file.read_bytes()) for file in files}
    types: dict[str, dict[str, str]] = defaultdict(dict)
    for line in tables.get(_DESCRIPTION, [])[1:]:
        if len(line) > 2:
            types[line[0]][line[1]] = line[2]
    refused: list[ImportRefusal] = []
    rows = {name: list(_iter_rows(name, lines, types[name], refused)) for name, lines in tables.items()}
    own = [name for name in rows if name not in _OTHER_TABLES and "_" in name]
    parts_tables = [name for name in own if "entry_id" in types[name]]
    entries: list[dict[str, Any]] = []
    for name in (name for name in own if name not in parts_tables):
        pillar, _, kind = name.partition("_")
        parts = {
            each.removeprefix(f"{name}_"): _group_parts(rows[each])
            for each in parts_tables
            if each.startswith(f"{name}_")
        }
        for row in rows[name]:
            parted = {field: found.get(str(row.get("id")), []) for field, found in parts.items()}
            entries.append({**row, **parted, "pillar": pillar, "kind": kind})
    tagged: dict[str, list[date]] = defaultdict(list)
    for row in rows.get("day_tags", ()):
        with suppress(ValueError, TypeError, KeyError):
            tagged[row["tag"]].append(date.fromisoformat(row["day"]))
    record = RecordFile({}, entries, rows.get("marks", []), [], [], [], rows.get("week_notes", []))
    return RecordTables(record, tagged, refused)


def _name_table(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".csv")


def _iter_rows(
    name: str, lines: Sequence[Sequence[str]], types: Mapping[str, str], refused: list[ImportRefusal]
) -> Iterator[dict[str, Any]]:
    header = [heading.removeprefix("\ufeff") for heading in lines[0]] if lines else []
    for number, line in enumerate(lines[1:], start=2):
        if len(line) == len(header):
            yield {column: _read_cell(cell, types.get(column, "")) for column, cell in zip(header, line, strict=True)}
        elif any(line):
            refused.append(ImportRefusal(f"{name}.csv, row {number}", "row_field_count_wrong"))


def _read_cell(cell: str, kind: str) -> Any:
    """Return the value of a cell; one that does not fit its column's type stays a text, which is refused later."""
    if not cell:
        return None
    text = cell[1:] if cell.startswith("'") and cell[1:].startswith(PROTECTED_STARTS) else cell
    if kind == "list":
        return text.split(LIST_SEPARATOR)
    if kind == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    if kind in {"integer", "number"}:
        for read in (int, float):
            with suppress(ValueError):
                return read(text)
    return text


def _group_parts(rows: Sequence[dict[str, Any]]) -> Mapping[str, list[dict[str, Any]]]:
    """Return the parts of each entry by its id, in the order of their places."""
    found: dict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for row in rows:
        part = {name: value for name, value in row.items() if name not in {"entry_id", "place"}}
        place = row.get("place")
        found[str(row.get("entry_id"))].append((place if isinstance(place, int) else 0, part))
    return {entry_id: [part for _, part in sorted(parts, key=itemgetter(0))] for entry_id, parts in found.items()}
