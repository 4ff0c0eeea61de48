"""What a person says of a file whose format asks for it: looked up by its headings, checked, and remembered."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import FieldProblem, Invalid
from habitlog.importers import IMPORTERS
from habitlog.importers.base import NameSummary
from habitlog.importers.named_days import NAME_CHOICES, parse_name_mapping
from habitlog.importers.table_mapping import DATE_ORDERS, MAPPED_FIELDS, NIGHT_DATES, MappedField, parse_mapping
from habitlog.importers.tables import read_named_table
from habitlog.storage import import_mappings
from habitlog.usecases.files.file_formats import open_files

__all__ = ["DATE_ORDERS", "MAPPED_FIELDS", "NAME_CHOICES", "NIGHT_DATES", "MappedField", "NameSummary"]

MAX_SAMPLE_ROWS = 5
MAX_REMEMBERED_NAMES = 1000
_MAX_ROWS = 1_000_000


class TableSample(Struct, frozen=True):
    """The headings of a table and its first rows."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def asks_for_mapping(format_key: str) -> bool:
    """Whether a person has to say what is in files of this format."""
    return format_key in IMPORTERS and IMPORTERS[format_key].needs_mapping


def asks_for_names(format_key: str) -> bool:
    """Whether a person has to say what each name in files of this format is, rather than each column."""
    return format_key in IMPORTERS and IMPORTERS[format_key].list_names is not None


def list_names(format_key: str, contents: bytes | Path) -> Sequence[NameSummary]:
    """Return the names in a file of which a person has to say what each is; raises `Malformed` for another file."""
    find_names = IMPORTERS[format_key].list_names
    if find_names is None:
        return ()
    with open_files(contents, format_key) as found:
        return find_names(found.files)


def list_remembered_names(transaction: ReadTransaction, person: Person, format_key: str) -> Mapping[str, str]:
    """Return what the person said of names in earlier files of a format."""
    stored = import_mappings.fetch_mapping(transaction, person.id, format_key, ())
    names: Mapping[str, str] = (stored or {}).get("names", {})
    return names


def read_sample(format_key: str, contents: bytes | Path) -> TableSample:
    """Return the beginning of a table; raises `Malformed` for what is none."""
    with open_files(contents, format_key) as found:
        table = read_named_table(found.files[0].read_bytes(), _MAX_ROWS)
    return TableSample(tuple(table.headings), tuple(tuple(row.cells.values()) for row in table.rows[:MAX_SAMPLE_ROWS]))


def find_mapping(
    transaction: ReadTransaction, person: Person, format_key: str, contents: bytes | Path
) -> Mapping[str, Any] | None:
    """Return what the person said of an earlier file with the same headings, or of all names of this one."""
    if not asks_for_mapping(format_key):
        return None
    if asks_for_names(format_key):
        remembered = list_remembered_names(transaction, person, format_key)
        names = [each.name for each in list_names(format_key, contents)]
        return {"names": {name: remembered[name] for name in names}} if set(names) <= remembered.keys() else None
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
    if asks_for_names(format_key):
        return {"names": parse_name_mapping(raw, list_names(format_key, contents))}
    return parse_mapping(raw, read_sample(format_key, contents).headings).to_json()


def remember_mapping(
    transaction: WriteTransaction,
    person: Person,
    format_key: str,
    contents: bytes | Path,
    mapping: Mapping[str, Any],
    now: datetime,
) -> None:
    """Remember a mapping for files with the same headings, or of names for all files of the format."""
    if asks_for_names(format_key):
        names = {**list_remembered_names(transaction, person, format_key), **mapping["names"]}
        latest = dict(list(names.items())[-MAX_REMEMBERED_NAMES:])
        import_mappings.store_mapping(transaction, person.id, format_key, (), {"names": latest}, now)
        return
    headings = read_sample(format_key, contents).headings
    import_mappings.store_mapping(transaction, person.id, format_key, headings, mapping, now)
