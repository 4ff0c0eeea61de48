"""Bringing entries in from files: all is read, checked and guarded first, and written last, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from habitlog.accounts.person import Person
from habitlog.db import WriteTransaction
from habitlog.errors import ClinicianTopic, HabitlogError, Invalid
from habitlog.importers.base import EntryDraft, ImportRefusal, ParsedFile
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics
from habitlog.storage.day_marks import Mark, day_mark_table, delete_day_mark
from habitlog.tracking import EntryKind, EntryRecord, Pillar
from habitlog.usecases.dose_screening import screen_record
from habitlog.usecases.entries.entries import SYSTEM_COLUMNS, build_table_row, parse_entry, refuse_future_day


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do: pieces read, entries added, replaced and already there, refusals."""

    format: str
    items_read: int
    duplicates: int
    added: Mapping[str, int]
    replaced: int
    already_there: int
    refused: tuple[ImportRefusal, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _ReadyDraft:
    """A draft that holds: its row, and where it came from."""

    draft: EntryDraft
    pillar: Pillar
    kind: EntryKind
    row: dict[str, Any]


def import_drafts(
    transaction: WriteTransaction,
    person: Person,
    parsed: ParsedFile,
    now: datetime,
    *,
    replace: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Add what a foreign file holds; what is refused is left out and listed, the rest comes in.

    An entry that is already there stays as it is, even where it was changed since, unless `replace` is asked for.
    """
    transaction.lock_person(person.id)
    refused = list(parsed.refusals)
    ready = [one for draft in parsed.drafts if (one := _check_draft(draft, person, now, refused))]
    return _write_drafts(transaction, person, parsed, ready, refused, replace=replace, dry_run=dry_run)


def _check_draft(draft: EntryDraft, person: Person, now: datetime, refused: list[ImportRefusal]) -> _ReadyDraft | None:
    pillar = PILLARS[draft.pillar]
    try:
        kind, record = parse_entry(pillar, draft.fields, person)
        refuse_future_day(record, now)
        screen_record(record)
    except ClinicianTopic as topic:
        refused.append(
            ImportRefusal(draft.location, f"left to a clinician (class {topic.extra['class']}, {topic.field})")
        )
    except HabitlogError as error:
        refused.append(ImportRefusal(draft.location, format_refusal_reason(error)))
    else:
        stamps = {"created_at": now, "updated_at": now, "version": 1}
        return _ReadyDraft(draft, pillar, kind, build_entry_row(pillar, person, draft.id, record, stamps))
    return None


def format_refusal_reason(error: HabitlogError) -> str:
    """Say in one line why something did not hold."""
    if isinstance(error, Invalid):
        return " ".join(f"{problem.field}: {problem.message}" for problem in error.problems)
    return error.detail


def build_entry_row(
    pillar: Pillar, person: Person, entry_id: str, record: EntryRecord, stamps: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the whole row of a checked record."""
    return {**build_table_row(pillar, record.to_row()), **stamps, "person_id": person.id, "id": entry_id}


def _write_drafts(
    transaction: WriteTransaction,
    person: Person,
    parsed: ParsedFile,
    ready_drafts: Iterable[_ReadyDraft],
    refused: list[ImportRefusal],
    *,
    replace: bool,
    dry_run: bool,
) -> ImportReport:
    shelf = ImportBatch(transaction, person)
    added: dict[str, int] = {}
    already = 0
    for one in ready_drafts:
        place = shelf.add_row(one.pillar, one.kind, one.row, replace=replace)
        if place == "new":
            added[f"{one.pillar.key} {one.kind.key}"] = added.get(f"{one.pillar.key} {one.kind.key}", 0) + 1
        elif place == "there":
            already += 1
        elif place == "taken":
            refused.append(ImportRefusal(one.draft.location, f"there is already a {one.kind.key} on {one.row['day']}"))
    if not dry_run:
        shelf.write_rows()
    return ImportReport(
        format=parsed.format,
        items_read=parsed.items_read,
        duplicates=parsed.duplicates,
        added=added,
        replaced=shelf.replaced,
        already_there=already,
        refused=tuple(refused),
        left_out=parsed.unsupported,
    )


class ImportBatch:
    """What a person already has, and what is to be written beside it, all at the end."""

    def __init__(self, transaction: WriteTransaction, person: Person) -> None:
        self._unit = transaction
        self._person = person
        self._new: dict[str, list[dict[str, Any]]] = {key: [] for key in PILLARS}
        self._changed: dict[str, list[dict[str, Any]]] = {key: [] for key in PILLARS}
        self._there: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._once: set[tuple[str, str, Any]] = set()
        for key, pillar in PILLARS.items():
            once = {kind.key for kind in pillar.kinds if kind.once_a_day}
            for row in transaction.fetch_rows(select(pillar.table).where(pillar.table.c.person_id == person.id)):
                self._there[key, row["id"]] = row
                if row["kind"] in once:
                    self._once.add((key, row["kind"], row["day"]))

    @property
    def is_empty(self) -> bool:
        """Whether there is no entry, neither before nor to be written."""
        return not self._there

    @property
    def replaced(self) -> int:
        """How many entries are to be replaced."""
        return sum(map(len, self._changed.values()))

    def add_row(self, pillar: Pillar, kind: EntryKind, row: dict[str, Any], *, replace: bool) -> str:
        """Take a row in: "new", "replaced", already "there", or its once-a-day place is "taken"."""
        old = self._there.get((pillar.key, row["id"]))
        same = old is not None and all(old[name] == row[name] for name in row if name not in SYSTEM_COLUMNS)
        if old is not None and (same or not replace):
            return "there"
        slot = (pillar.key, kind.key, row["day"])
        moves = old is None or (old["kind"], old["day"]) != (row["kind"], row["day"])
        if kind.once_a_day and moves and slot in self._once:
            return "taken"
        if kind.once_a_day:
            self._once.add(slot)
        if old is None:
            self._new[pillar.key].append(row)
            self._there[pillar.key, row["id"]] = row
            return "new"
        self._changed[pillar.key].append({**row, "created_at": old["created_at"], "version": old["version"] + 1})
        return "replaced"

    def write_rows(self) -> None:
        """Write every row, lift the marks they stand on, and compute the person's metrics again."""
        for key, pillar in PILLARS.items():
            if self._new[key]:
                self._unit.execute(insert(pillar.table), self._new[key])
            for row in self._changed[key]:
                at = (pillar.table.c.person_id == self._person.id, pillar.table.c.id == row["id"])
                self._unit.execute(update(pillar.table).where(*at).values(**row))
            days = sorted({row["day"] for row in (*self._new[key], *self._changed[key])})
            self._remove_marks(pillar, days)
        daily_metrics.rebuild_daily_metrics(self._unit, self._person.id, PILLARS.values())

    def _remove_marks(self, pillar: Pillar, days: list[Any]) -> None:
        beside = {kind.key for kind in pillar.kinds if kind.allowed_with_none_mark}
        rows = {row["day"] for row in (*self._new[pillar.key], *self._changed[pillar.key]) if row["kind"] not in beside}
        c = day_mark_table.c
        here = (c.person_id == self._person.id, c.pillar == pillar.key)
        marked: dict[Any, Mark] = dict(self._unit.fetch_tuples(select(c.day, c.mark).where(*here)))
        for day in days:
            if day in marked and (day in rows or marked[day] == "skipped"):
                delete_day_mark(self._unit, self._person.id, pillar.key, day)
