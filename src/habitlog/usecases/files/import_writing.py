"""Writing the entries of a file beside or in place of those a person has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from habitlog.accounts.person import Person
from habitlog.db import WriteTransaction
from habitlog.pillars import PILLARS
from habitlog.storage import entry_rows
from habitlog.storage.day_marks import Mark, delete_day_mark, fetch_day_mark, fetch_marks_between, set_day_mark
from habitlog.storage.import_files import RemovedMark
from habitlog.tracking import Pillar
from habitlog.usecases.files.import_comparison import ComparedRow, Comparison

CHUNK_ROWS = 100
"""How many entries one transaction writes of a file that has more, or takes back of one: what it takes is what a write
of somebody else waits."""


class WrittenEntry(Struct, frozen=True):
    """An entry in the version that an import wrote, and the row it replaced; None where it is new."""

    pillar: Pillar
    id: str
    version: int
    replaced: Mapping[str, Any] | None


class WrittenRows(Struct, frozen=True):
    """What an import changed."""

    entries: tuple[WrittenEntry, ...]
    removed_marks: tuple[RemovedMark, ...]


def write_rows(
    transaction: WriteTransaction, person: Person, compared: Iterable[ComparedRow], *, replace: bool
) -> WrittenRows:
    """Write every new row, and with `replace` every different one in place of the saved entry.

    Day marks that the rows contradict are deleted. Metrics are not computed.
    """
    new: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    changed: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    entries: list[WrittenEntry] = []
    for each in compared:
        pillar, row, saved = each.file_row.pillar, each.file_row.row, each.saved
        if each.comparison is Comparison.NEW:
            new[pillar.key].append(row)
            entries.append(WrittenEntry(pillar, row["id"], row["version"], None))
        elif each.comparison is Comparison.DIFFERENT and replace and saved is not None:
            stamps = {"id": saved["id"], "created_at": saved["created_at"], "version": saved["version"] + 1}
            changed[pillar.key].append({**row, **stamps})
            entries.append(WrittenEntry(pillar, saved["id"], saved["version"] + 1, saved))
    removed: list[RemovedMark] = []
    for key, pillar in PILLARS.items():
        entry_rows.insert_entry_rows(transaction, person.id, pillar, new[key])
        for row in changed[key]:
            entry_rows.update_entry_row(transaction, person.id, pillar, row["id"], row)
        removed += _delete_contradicted_marks(transaction, person, pillar, [*new[key], *changed[key]])
    return WrittenRows(tuple(entries), tuple(removed))


def _delete_contradicted_marks(
    transaction: WriteTransaction, person: Person, pillar: Pillar, rows: Sequence[Mapping[str, Any]]
) -> list[RemovedMark]:
    if not rows:
        return []
    harmless = {kind.key for kind in pillar.kinds if kind.allowed_with_none_mark}
    contradicted_days = {row["day"] for row in rows if row["kind"] not in harmless}
    days = sorted({row["day"] for row in rows})
    marks = fetch_marks_between(transaction, person.id, days[0], days[-1])
    removed = [
        RemovedMark(pillar.key, day, mark)
        for day in days
        if (mark := marks.get((pillar.key, day))) and (day in contradicted_days or mark == "skipped")
    ]
    for each in removed:
        delete_day_mark(transaction, person.id, pillar.key, each.day)
    return removed


def set_mark_of_free_day(transaction: WriteTransaction, person: Person, pillar: Pillar, day: date, mark: Mark) -> None:
    """Set a mark where the day has neither a mark nor an entry that contradicts it; metrics are not computed."""
    harmless = [kind.key for kind in pillar.kinds if kind.allowed_with_none_mark] if mark == "none" else []
    c = pillar.table.c
    contradicting = select(c.id).where(c.person_id == person.id, c.day == day, c.kind.not_in(harmless)).limit(1)
    if (
        fetch_day_mark(transaction, person.id, pillar.key, day) is None
        and transaction.fetch_value(contradicting) is None
    ):
        set_day_mark(transaction, person.id, pillar.key, day, mark)
