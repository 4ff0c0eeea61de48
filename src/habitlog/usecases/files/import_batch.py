"""What every import shares: the rows of a person before and after the import, and its report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from typing import Any

from sqlalchemy import insert, select, update

from habitlog.accounts.person import Person
from habitlog.db import WriteTransaction
from habitlog.db.base import entry_table
from habitlog.importers.base import ImportRefusal
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics
from habitlog.storage.day_marks import Mark, day_mark_table, delete_day_mark
from habitlog.tracking import EntryKind, EntryRecord, Pillar
from habitlog.usecases.entries.entries import SYSTEM_COLUMNS, build_table_row


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or a dry run would do; `added` and `unsupported` count by a phrase for people."""

    format: str
    items_read: int
    duplicates: int
    added: Mapping[str, int]
    replaced: int
    already_there: int
    refused: tuple[ImportRefusal, ...]
    unsupported: Mapping[str, int] = field(default_factory=dict)

    @property
    def has_failed(self) -> bool:
        """Whether the file held something and none of it is in the record now."""
        return bool(self.refused) and not (sum(self.added.values()) + self.replaced + self.already_there)


class RowPlacement(Enum):
    """What becomes of a row in an `ImportBatch`; `TAKEN` is a once-a-day kind whose day has another entry."""

    NEW = auto()
    REPLACED = auto()
    ALREADY_THERE = auto()
    TAKEN = auto()


def build_entry_row(
    pillar: Pillar, person: Person, entry_id: str, record: EntryRecord, stamps: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the complete table row of a validated record."""
    return {**build_table_row(pillar, record.to_row()), **stamps, "person_id": person.id, "id": entry_id}


class ImportBatch:
    """The entries a person has and the rows to be written beside them, all of them at the end."""

    def __init__(self, transaction: WriteTransaction, person: Person) -> None:
        self._transaction = transaction
        self._person = person
        self._new: dict[str, list[dict[str, Any]]] = {key: [] for key in PILLARS}
        self._changed: dict[str, list[dict[str, Any]]] = {key: [] for key in PILLARS}
        self._rows_by_id: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._once_a_day: set[tuple[str, str, date]] = set()
        for key, pillar in PILLARS.items():
            once_a_day = {kind.key for kind in pillar.kinds if kind.once_a_day}
            for row in transaction.fetch_rows(select(pillar.table).where(pillar.table.c.person_id == person.id)):
                self._rows_by_id[key, row["id"]] = row
                if row["kind"] in once_a_day:
                    self._once_a_day.add((key, row["kind"], row["day"]))

    @property
    def is_empty(self) -> bool:
        """Whether there is no entry, neither before nor to be written."""
        return not self._rows_by_id

    @property
    def replaced(self) -> int:
        """How many entries are to be replaced."""
        return sum(map(len, self._changed.values()))

    def add_row(self, pillar: Pillar, kind: EntryKind, row: dict[str, Any], *, replace: bool) -> RowPlacement:
        """Plan a row; one whose id is there is replaced if `replace` is true and it differs."""
        old = self._rows_by_id.get((pillar.key, row["id"]))
        same = old is not None and all(old[name] == row[name] for name in row if name not in SYSTEM_COLUMNS)
        if old is not None and (same or not replace):
            return RowPlacement.ALREADY_THERE
        slot = (pillar.key, kind.key, row["day"])
        moves = old is None or (old["kind"], old["day"]) != (row["kind"], row["day"])
        if kind.once_a_day and moves and slot in self._once_a_day:
            return RowPlacement.TAKEN
        if kind.once_a_day:
            self._once_a_day.add(slot)
        if old is None:
            self._new[pillar.key].append(row)
            self._rows_by_id[pillar.key, row["id"]] = row
            return RowPlacement.NEW
        self._changed[pillar.key].append({**row, "created_at": old["created_at"], "version": old["version"] + 1})
        return RowPlacement.REPLACED

    def write_rows(self) -> None:
        """Write every row, delete the day marks it contradicts, and compute the person's metrics again."""
        for key, pillar in PILLARS.items():
            if self._new[key]:
                reserved = [{"person_id": row["person_id"], "id": row["id"], "pillar": key} for row in self._new[key]]
                self._transaction.execute(insert(entry_table), reserved)
                self._transaction.execute(insert(pillar.table), self._new[key])
            for row in self._changed[key]:
                c = pillar.table.c
                same_entry = (c.person_id == self._person.id, c.id == row["id"])
                self._transaction.execute(update(pillar.table).where(*same_entry).values(**row))
            self._delete_marks(pillar)
        daily_metrics.rebuild_daily_metrics(self._transaction, self._person.id, PILLARS.values())

    def _delete_marks(self, pillar: Pillar) -> None:
        rows = (*self._new[pillar.key], *self._changed[pillar.key])
        harmless = {kind.key for kind in pillar.kinds if kind.allowed_with_none_mark}
        contradicted_days = {row["day"] for row in rows if row["kind"] not in harmless}
        c = day_mark_table.c
        marks_query = select(c.day, c.mark).where(c.person_id == self._person.id, c.pillar == pillar.key)
        marks: dict[date, Mark] = dict(self._transaction.fetch_tuples(marks_query))
        for day in sorted({row["day"] for row in rows}):
            if day in marks and (day in contradicted_days or marks[day] == "skipped"):
                delete_day_mark(self._transaction, self._person.id, pillar.key, day)
