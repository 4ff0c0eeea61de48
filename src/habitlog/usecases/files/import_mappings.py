"""What a person says of a file whose format asks for it: looked up by its headings, checked, and remembered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import FieldProblem, Invalid
from habitlog.importers import IMPORTERS
from habitlog.importers.table_mapping import DATE_ORDERS, MAPPED_FIELDS, NIGHT_DATES, MappedField, parse_mapping
from habitlog.importers.tables import read_named_table
from habitlog.storage import import_mappings
from habitlog.usecases.files.file_formats import open_files

__all__ = ["DATE_ORDERS", "MAPPED_FIELDS", "NIGHT_DATES", "MappedField"]

MAX_SAMPLE_ROWS = 5
_MAX_ROWS = 1_000_000


class TableSample(Struct, frozen=True):
    """The headings of a table and its first rows."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def asks_for_mapping(format_key: str) -> bool:
    """Whether a person has to say what is in files of this format."""
    return format_key in IMPORTERS and IMPORTERS[format_key].needs_mapping


def read_sample(format_key: str, contents: bytes | Path) -> TableSample:
    """Return the beginning of a table; raises `Malformed` for what is none."""
    with open_files(contents, format_key) as found:
        table = read_named_table(found.files[0].read_bytes(), _MAX_ROWS)
    return TableSample(tuple(table.headings), tuple(tuple(row.cells.values()) for row in table.rows[:MAX_SAMPLE_ROWS]))


def find_mapping(
    transaction: ReadTransaction, person: Person, format_key: str, contents: bytes | Path
) -> Mapping[str, Any] | None:
    """Return what the person said of an earlier file with the same headings, if anything."""
    if not asks_for_mapping(format_key):
        return None
    headings = read_sample(format_key, contents).headings
    return import_mappings.fetch_mapping(transaction, person.id, format_key, headings)


def read_mapping_text(text: str) -> Mapping[str, Any]:
    """Return the mapping of a JSON text as programs send it; raises `Invalid` for another text."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict):
        raise Invalid([FieldProblem("mapping", "mapping_not_an_object")])
    return raw


def check_mapping(format_key: str, contents: bytes | Path, raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a mapping as it is stored; raises `Invalid` naming what is wrong with it for this file."""
    return parse_mapping(raw, read_sample(format_key, contents).headings).to_json()


def remember_mapping(
    transaction: WriteTransaction,
    person: Person,
    format_key: str,
    contents: bytes | Path,
    mapping: Mapping[str, Any],
    now: datetime,
) -> None:
    """Remember a mapping for files with the same headings."""
    headings = read_sample(format_key, contents).headings
    import_mappings.store_mapping(transaction, person.id, format_key, headings, mapping, now)
