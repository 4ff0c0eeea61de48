"""The export of a record as CSV tables in a ZIP archive, with a table that describes every column."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select

from habitlog.accounts.person import Person
from habitlog.db import Database, ReadTransaction
from habitlog.importers.habitlog_tables import LIST_SEPARATOR, PROTECTED_STARTS
from habitlog.pillars import PILLARS
from habitlog.storage.day_marks import day_mark_table
from habitlog.tracking import EntryKind, Pillar
from habitlog.tracking.entry_json import serialize_entry
from habitlog.usecases.entries.queries import FIRST_DAY, LAST_DAY, entries_query
from habitlog.usecases.files.day_tag_records import list_exported_tags
from habitlog.usecases.files.week_note_records import list_exported_week_notes

_BYTE_ORDER_MARK = "\ufeff"
_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive, so that the same record gives the same bytes."""
_SYSTEM_PROPERTIES: Mapping[str, Mapping[str, Any]] = {
    "id": {"type": "string", "format": "uuid"},
    "created_at": {"type": "string", "format": "date-time"},
    "updated_at": {"type": "string", "format": "date-time"},
    "version": {"type": "integer", "minimum": 1},
}
_COMMON_COLUMNS = ("id", "day", "zone")
_LAST_COLUMNS = ("note", "created_at", "updated_at", "version")


class _Table(NamedTuple):
    """A table of one kind of entry: its columns with their JSON schemas, and the field whose items are its rows.

    `parts_field` is empty where a row is an entry.
    """

    name: str
    pillar: Pillar
    kind: EntryKind
    columns: Mapping[str, Mapping[str, Any]]
    parts_field: str = ""


class _ArchiveBuffer(io.RawIOBase):
    """Collects what an archive writes until it is taken."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """Return that this can be written."""
        return True

    def write(self, data: Any) -> int:
        """Keep a copy of the bytes."""
        self._pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """Return what was written since the last call."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def export_tables(database: Database, person: Person) -> Iterator[bytes]:
    """Yield the archive in pieces of about 1000 rows, in constant memory, from one snapshot of the database.

    Tables follow RFC 4180, in UTF-8 with a byte order mark. Lists are joined by "; ". A text that a spreadsheet would
    take for a formula has an apostrophe before it, and so has one that begins with an apostrophe.
    """
    buffer = _ArchiveBuffer()
    tables = [table for _, pillar in sorted(PILLARS.items()) for table in _list_tables(pillar)]
    with database.begin_read() as transaction, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            yield from _write_table(
                archive, buffer, table.name, list(table.columns), _iter_rows(transaction, person, table)
            )
        marks = _iter_marks(transaction, person)
        yield from _write_table(archive, buffer, "marks", ["pillar", "day", "mark"], marks)
        tags = iter([_list_tagged_days(transaction, person)])
        yield from _write_table(archive, buffer, "day_tags", ["tag", "day"], tags)
        notes = iter([[[note["week"], note["note"]] for note in list_exported_week_notes(transaction, person)]])
        yield from _write_table(archive, buffer, "week_notes", ["week", "note"], notes)
        yield from _write_table(
            archive,
            buffer,
            "columns",
            ["table", "column", "type", "values", "from", "to"],
            iter([_describe_columns(tables)]),
        )
    yield buffer.take()


def _list_tables(pillar: Pillar) -> Iterator[_Table]:
    for kind in pillar.kinds:
        schema = kind.record.model_json_schema()
        properties = {name: _unwrap_optional(each) for name, each in schema["properties"].items()}
        parts = {name: _find_part_schema(each, schema) for name, each in properties.items()}
        own = [
            name for name in properties if name not in {"kind", *_COMMON_COLUMNS, *_LAST_COLUMNS} and not parts[name]
        ]
        columns = {
            name: _SYSTEM_PROPERTIES.get(name) or properties[name] for name in (*_COMMON_COLUMNS, *own, *_LAST_COLUMNS)
        }
        yield _Table(f"{pillar.key}_{kind.key}", pillar, kind, columns)
        for name, part in parts.items():
            if part:
                part_columns = {each: _unwrap_optional(value) for each, value in part["properties"].items()}
                keys = {"entry_id": _SYSTEM_PROPERTIES["id"], "place": {"type": "integer", "minimum": 1}}
                yield _Table(f"{pillar.key}_{kind.key}_{name}", pillar, kind, {**keys, **part_columns}, name)


def _unwrap_optional(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of the value itself where it may also be null."""
    alternatives = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    return alternatives[0] if len(alternatives) == 1 else schema


def _find_part_schema(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of the objects of a list, nothing for any other field."""
    reference: str = schema.get("items", {}).get("$ref", "")
    found: Mapping[str, Any] = whole["$defs"][reference.rpartition("/")[2]] if reference else {}
    return found if found.get("type") == "object" else {}


def _iter_rows(transaction: ReadTransaction, person: Person, table: _Table) -> Iterator[list[list[Any]]]:
    query = entries_query(table.pillar).where(table.pillar.table.c.kind == table.kind.key)
    rows = transaction.stream_rows(query, person=person.id, first=FIRST_DAY, last=LAST_DAY)
    for chunk in rows.mappings().partitions():
        entries = (serialize_entry(table.pillar, dict(row)) for row in chunk)
        yield [row for entry in entries for row in _build_rows(table, entry)]


def _build_rows(table: _Table, entry: Mapping[str, Any]) -> Iterator[list[Any]]:
    if not table.parts_field:
        yield [entry[name] for name in table.columns]
        return
    for place, part in enumerate(entry[table.parts_field] or (), start=1):
        numbered = {**part, "entry_id": entry["id"], "place": place}
        yield [numbered.get(name) for name in table.columns]


def _iter_marks(transaction: ReadTransaction, person: Person) -> Iterator[list[list[Any]]]:
    c = day_mark_table.c
    query = select(c.pillar, c.day, c.mark).where(c.person_id == person.id).order_by(c.pillar, c.day)
    for chunk in transaction.stream_rows(query).mappings().partitions():
        yield [[row["pillar"], row["day"].isoformat(), row["mark"]] for row in chunk]


def _list_tagged_days(transaction: ReadTransaction, person: Person) -> list[list[Any]]:
    return [[tag["name"], day] for tag in list_exported_tags(transaction, person) for day in tag["days"]]


def _describe_columns(tables: Iterable[_Table]) -> list[list[Any]]:
    return [[table.name, name, *_describe_schema(schema)] for table in tables for name, schema in table.columns.items()]


def _describe_schema(schema: Mapping[str, Any]) -> list[Any]:
    """Return type, allowed values, and the smallest and largest value of a column."""
    described = schema.get("items", schema)
    values = "; ".join(map(str, described.get("enum", ())))
    kind = "list" if schema.get("type") == "array" else schema.get("format") or schema.get("type", "")
    return [kind, values, schema.get("minimum"), schema.get("maximum")]


def _write_table(
    archive: zipfile.ZipFile, buffer: _ArchiveBuffer, name: str, header: list[str], chunks: Iterator[list[list[Any]]]
) -> Iterator[bytes]:
    info = zipfile.ZipInfo(f"{name}.csv", _NO_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(info, "w") as member:
        member.write(_BYTE_ORDER_MARK.encode() + _format_lines([header]))
        for chunk in chunks:
            member.write(_format_lines(chunk))
            yield buffer.take()
    yield buffer.take()


def _format_lines(rows: Iterable[list[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[_format_cell(value) for value in row] for row in rows])
    return text.getvalue().encode()


def _format_cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return _protect_text(LIST_SEPARATOR.join(map(str, value)))
        case str():
            return _protect_text(value)
    return str(value)


def _protect_text(text: str) -> str:
    return f"'{text}" if text.startswith(PROTECTED_STARTS) else text
