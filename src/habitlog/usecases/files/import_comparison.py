"""The entries of a file beside those a person has: new, the same, different, or without a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import select

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.importers.base import ImportRefusal
from habitlog.pillars import PILLARS
from habitlog.tracking import EntryKind, EntryRecord, Pillar
from habitlog.usecases.entries.entries import SYSTEM_COLUMNS, build_table_row


class Comparison(StrEnum):
    """What an entry of a file is beside the entries a person has; `TAKEN` has no place beside another one."""

    NEW = "new"
    SAME = "same"
    DIFFERENT = "different"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class FileRow:
    """A valid entry of a file: its complete table row, and where it stands in the file."""

    location: str
    pillar: Pillar
    kind: EntryKind
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A row of a file and the saved one it is the same as or different from; `refusal` says why it has no place."""

    file_row: FileRow
    comparison: Comparison
    saved: Mapping[str, Any] | None = None
    refusal: ImportRefusal | None = None


class _Slot(NamedTuple):
    """The place of the one entry of its kind that a day can have."""

    pillar: str
    kind: str
    day: date


def build_entry_row(
    pillar: Pillar, person: Person, entry_id: str, record: EntryRecord, stamps: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the complete table row of a validated record."""
    return {**build_table_row(pillar, record.to_row()), **stamps, "person_id": person.id, "id": entry_id}


def compare_rows(transaction: ReadTransaction, person: Person, rows: Sequence[FileRow]) -> list[ComparedRow]:
    """Return each row with the saved entry of its id, or the one that holds its place of the day.

    A day's only entry of its kind that came from elsewhere, such as a night typed by hand or exported too early, is
    offered as a difference, unless the file holds that entry, too.
    """
    return list(_Comparer(transaction, person, rows).compare())


class _Comparer:
    def __init__(self, transaction: ReadTransaction, person: Person, rows: Sequence[FileRow]) -> None:
        self._rows = rows
        self._ids_of_file = {file_row.row["id"] for file_row in rows}
        self._saved: dict[str, Mapping[str, Any]] = {}
        self._pillars_of_ids: dict[str, str] = {}
        self._slots: dict[_Slot, Mapping[str, Any]] = {}
        for pillar in PILLARS.values():
            for row in transaction.fetch_rows(select(pillar.table).where(pillar.table.c.person_id == person.id)):
                self._saved[row["id"]] = row
                self._pillars_of_ids[row["id"]] = pillar.key
                if (kind := pillar.find_kind(row["kind"])) and kind.once_a_day:
                    self._slots[_Slot(pillar.key, kind.key, row["day"])] = row

    def compare(self) -> Iterable[ComparedRow]:
        for file_row in self._rows:
            compared = self._compare_row(file_row)
            if compared.comparison is not Comparison.TAKEN:
                self._remember(compared)
            yield compared

    def _compare_row(self, file_row: FileRow) -> ComparedRow:
        row, pillar = file_row.row, file_row.pillar.key
        if self._pillars_of_ids.get(row["id"], pillar) != pillar:
            return _refuse(file_row, "entry_id_taken", pillar=self._pillars_of_ids[row["id"]])
        saved = self._saved.get(row["id"])
        if saved is not None and _has_same_content(saved, row):
            return ComparedRow(file_row, Comparison.SAME, saved)
        holder = self._slots.get(_Slot(pillar, row["kind"], row["day"])) if file_row.kind.once_a_day else None
        if holder is None or holder["id"] == row["id"]:
            return ComparedRow(file_row, Comparison.NEW if saved is None else Comparison.DIFFERENT, saved)
        if saved is not None or holder["id"] in self._ids_of_file:
            return _refuse(file_row, "day_already_has_entry", entry=file_row.kind.key, day=row["day"])
        return ComparedRow(file_row, _compare_content(holder, row), holder)

    def _remember(self, compared: ComparedRow) -> None:
        file_row = compared.file_row
        if compared.saved is None:
            self._saved[file_row.row["id"]] = file_row.row
            self._pillars_of_ids[file_row.row["id"]] = file_row.pillar.key
        if file_row.kind.once_a_day:
            self._slots[_Slot(file_row.pillar.key, file_row.kind.key, file_row.row["day"])] = file_row.row


def _compare_content(saved: Mapping[str, Any], row: Mapping[str, Any]) -> Comparison:
    return Comparison.SAME if _has_same_content(saved, row) else Comparison.DIFFERENT


def _has_same_content(saved: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    return all(saved[name] == row[name] for name in row if name not in SYSTEM_COLUMNS)


def _refuse(file_row: FileRow, code: str, **parameters: Any) -> ComparedRow:
    return ComparedRow(file_row, Comparison.TAKEN, refusal=ImportRefusal(file_row.location, code, parameters))
