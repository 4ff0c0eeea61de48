"""Importing habitlog's own export: all of it or nothing, with ids, versions and times as exported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import insert, select, update

from habitlog.accounts.person import Person, person_table
from habitlog.accounts.schema import AccountInput, ProfileInput, parse_input
from habitlog.db import WriteTransaction
from habitlog.errors import HabitlogError, Invalid
from habitlog.importers.base import ImportRefusal
from habitlog.importers.habitlog_json import RecordFile
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics
from habitlog.storage.day_marks import day_mark_table, set_day_mark
from habitlog.storage.snippet_choices import fetch_snippet_choices, snippet_choice_table
from habitlog.tracking import EntryKind, Pillar
from habitlog.usecases.dose_screening import screen_name, screen_record
from habitlog.usecases.entries.entries import find_pillar, parse_entry, refuse_future_day
from habitlog.usecases.files.import_batch import (
    ImportBatch,
    ImportReport,
    RowPlacement,
    build_entry_row,
)
from habitlog.validation import Day, Moment

Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class ExportedStamps(AccountInput):
    """The members of an exported entry that the server sets."""

    id: Uuid
    created_at: Moment
    updated_at: Moment
    version: Annotated[int, Field(ge=1, le=2_000_000_000)]


class ExportedMark(AccountInput):
    """One day mark of an export."""

    pillar: str
    day: Day
    mark: Literal["none", "skipped"]


class ExportedChoice(AccountInput):
    """One saved or dismissed snippet of an export."""

    snippet: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")]
    choice: Literal["saved", "dismissed"]
    chosen_at: Moment


def restore_record(
    transaction: WriteTransaction,
    person: Person,
    file: RecordFile,
    now: datetime,
    *,
    replace: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Import an export of habitlog: all of it, or nothing where one item is refused; the report lists every refusal.

    Settings are taken only into an account without entries.
    """
    transaction.lock_person(person.id)
    batch = ImportBatch(transaction, person)
    was_empty = batch.is_empty
    refused: list[ImportRefusal] = []
    added, already_there = _add_entries(batch, person, file, now, refused, replace=replace)
    marks = list(_parse_marks(file, refused))
    choices = list(_parse_choices(file, refused))
    profile = _parse_profile(file, refused)
    if not dry_run and not refused:
        batch.write_rows()
        _write_marks(transaction, person, marks)
        _write_choices(transaction, person, choices)
        if was_empty and profile is not None:
            c = person_table.c
            settings = profile.to_columns(exclude_unset=True)
            transaction.execute(update(person_table).where(c.id == person.id).values(**settings))
    return ImportReport(
        format="json",
        items_read=len(file.entries) + len(file.marks) + len(file.snippets),
        duplicates=0,
        added={} if refused else added,
        replaced=0 if refused else batch.replaced,
        already_there=already_there,
        refused=tuple(refused),
    )


def _add_entries(
    batch: ImportBatch,
    person: Person,
    file: RecordFile,
    now: datetime,
    refused: list[ImportRefusal],
    *,
    replace: bool,
) -> tuple[Counter[str], int]:
    """Return how many entries are new, by "pillar kind", and how many were already there."""
    added: Counter[str] = Counter()
    already_there = 0
    for number, item in enumerate(file.entries, start=1):
        try:
            pillar, kind, row = _build_row(person, item, now)
            placement = batch.add_row(pillar, kind, row, replace=replace)
        except HabitlogError as error:
            refused.append(ImportRefusal.from_error(f"entry {number}", error))
            continue
        name = f"{pillar.key} {kind.key}"
        if placement is RowPlacement.TAKEN:
            parameters = {"entry": name, "day": item["day"]}
            refused.append(ImportRefusal(f"entry {number}", "day_already_has_entry", parameters))
        added[name] += placement is RowPlacement.NEW
        already_there += placement is RowPlacement.ALREADY_THERE
    return +added, already_there


def _build_row(person: Person, item: dict[str, Any], now: datetime) -> tuple[Pillar, EntryKind, dict[str, Any]]:
    pillar = find_pillar(str(item.get("pillar")))
    fields = dict(item)
    fields.pop("pillar")
    stamps = parse_input(ExportedStamps, {name: fields.pop(name, None) for name in ExportedStamps.model_fields})
    exported_kind = pillar.find_kind(str(fields.get("kind")))
    given = {
        name: value for name, value in fields.items() if exported_kind is None or value is not None or name == "kind"
    }
    kind, record = parse_entry(pillar, given, person)
    refuse_future_day(record, now)
    screen_record(record)
    return pillar, kind, build_entry_row(pillar, person, stamps.id, record, stamps.model_dump(exclude={"id"}))


def _parse_marks(file: RecordFile, refused: list[ImportRefusal]) -> Iterator[ExportedMark]:
    for number, item in enumerate(file.marks, start=1):
        try:
            mark = parse_input(ExportedMark, item)
            find_pillar(mark.pillar)
        except HabitlogError as error:
            refused.append(ImportRefusal.from_error(f"mark {number}", error))
        else:
            yield mark


def _parse_choices(file: RecordFile, refused: list[ImportRefusal]) -> Iterator[ExportedChoice]:
    for number, item in enumerate(file.snippets, start=1):
        try:
            yield parse_input(ExportedChoice, item)
        except Invalid as error:
            refused.append(ImportRefusal.from_error(f"snippet {number}", error))


def _parse_profile(file: RecordFile, refused: list[ImportRefusal]) -> ProfileInput | None:
    try:
        profile = parse_input(ProfileInput, file.person)
        screen_name("name", profile.name)
    except HabitlogError as error:
        refused.append(ImportRefusal.from_error("person", error))
        return None
    return profile


def _write_marks(transaction: WriteTransaction, person: Person, marks: list[ExportedMark]) -> None:
    """Write the marks of days that have neither a mark nor an entry the mark contradicts."""
    c = day_mark_table.c
    marked = set(transaction.fetch_tuples(select(c.pillar, c.day).where(c.person_id == person.id)))
    for mark in marks:
        if (mark.pillar, mark.day) not in marked and not _has_conflicting_entry(transaction, person, mark):
            set_day_mark(transaction, person.id, mark.pillar, mark.day, mark.mark)
            daily_metrics.refresh_day(transaction, person.id, PILLARS[mark.pillar], mark.day, mark.mark)


def _write_choices(transaction: WriteTransaction, person: Person, choices: list[ExportedChoice]) -> None:
    chosen = fetch_snippet_choices(transaction, person.id)
    rows = [{"person_id": person.id, **choice.model_dump()} for choice in choices if choice.snippet not in chosen]
    if rows:
        transaction.execute(insert(snippet_choice_table), rows)


def _has_conflicting_entry(transaction: WriteTransaction, person: Person, mark: ExportedMark) -> bool:
    pillar = PILLARS[mark.pillar]
    harmless = [kind.key for kind in pillar.kinds if kind.allowed_with_none_mark] if mark.mark == "none" else []
    c = pillar.table.c
    query = select(c.id).where(c.person_id == person.id, c.day == mark.day, c.kind.not_in(harmless)).limit(1)
    return transaction.fetch_value(query) is not None
