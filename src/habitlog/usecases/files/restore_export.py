"""Bringing a person's own export back: all of it or nothing, with ids, versions and times kept."""

from __future__ import annotations

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
from habitlog.storage import daily_metrics, idempotency
from habitlog.storage.day_marks import day_mark_table, set_day_mark
from habitlog.storage.idempotency import snippet_choice_table
from habitlog.usecases.dose_screening import screen_name, screen_record
from habitlog.usecases.entries.entries import find_pillar, parse_entry, refuse_future_day
from habitlog.usecases.files.import_batch import ImportBatch, ImportReport, build_entry_row, format_refusal_reason
from habitlog.validation import Day, Moment

Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class ExportedStamps(AccountInput):
    """What the server adds to an entry, as an export carries it."""

    id: Uuid
    created_at: Moment
    updated_at: Moment
    version: Annotated[int, Field(ge=1, le=2_000_000_000)]


class ExportedMark(AccountInput):
    """One mark of an export."""

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
    """Bring an export back. One refusal and nothing is written; the report lists every one.

    Settings are taken only into an account without entries.
    """
    transaction.lock_person(person.id)
    shelf = ImportBatch(transaction, person)
    was_empty = shelf.is_empty
    refused: list[ImportRefusal] = []
    added: dict[str, int] = {}
    already = 0
    for place, item in enumerate(file.entries, start=1):
        try:
            where = _add_entry(shelf, person, item, now, replace=replace)
        except HabitlogError as error:
            refused.append(ImportRefusal(f"entry {place}", format_refusal_reason(error)))
            continue
        if where[1] == "taken":
            refused.append(ImportRefusal(f"entry {place}", f"there is already a {where[0]} on {item['day']}"))
        already += where[1] == "there"
        if where[1] == "new":
            added[where[0]] = added.get(where[0], 0) + 1
    marks = list(_parse_marks(file, refused))
    choices = list(_parse_choices(file, refused))
    profile = _parse_profile(file, refused)
    if not dry_run and not refused:
        shelf.write_rows()
        _write_marks_and_choices(transaction, person, marks, choices)
        if was_empty and profile is not None:
            transaction.execute(
                update(person_table)
                .where(person_table.c.id == person.id)
                .values(**profile.model_dump(exclude_unset=True))
            )
    read = len(file.entries) + len(file.marks) + len(file.snippets)
    counted = {} if refused else added
    return ImportReport("json", read, 0, counted, 0 if refused else shelf.replaced, already, tuple(refused))


def _add_entry(
    batch: ImportBatch, person: Person, item: dict[str, Any], now: datetime, *, replace: bool
) -> tuple[str, str]:
    pillar = find_pillar(str(item.get("pillar")))
    fields = dict(item)
    fields.pop("pillar")
    stamps = parse_input(ExportedStamps, {name: fields.pop(name, None) for name in ExportedStamps.model_fields})
    known = pillar.find_kind(str(fields.get("kind")))
    own = {name: value for name, value in fields.items() if known is None or value is not None or name == "kind"}
    kind, record = parse_entry(pillar, own, person)
    refuse_future_day(record, now)
    screen_record(record)
    row = build_entry_row(pillar, person, stamps.id, record, stamps.model_dump(exclude={"id"}))
    return f"{pillar.key} {kind.key}", batch.add_row(pillar, kind, row, replace=replace)


def _parse_marks(file: RecordFile, refused: list[ImportRefusal]) -> Iterator[ExportedMark]:
    for place, item in enumerate(file.marks, start=1):
        try:
            line = parse_input(ExportedMark, item)
            find_pillar(line.pillar)
        except HabitlogError as error:
            refused.append(ImportRefusal(f"mark {place}", format_refusal_reason(error)))
        else:
            yield line


def _parse_choices(file: RecordFile, refused: list[ImportRefusal]) -> Iterator[ExportedChoice]:
    for place, item in enumerate(file.snippets, start=1):
        try:
            yield parse_input(ExportedChoice, item)
        except Invalid as error:
            refused.append(ImportRefusal(f"snippet {place}", format_refusal_reason(error)))


def _parse_profile(file: RecordFile, refused: list[ImportRefusal]) -> ProfileInput | None:
    try:
        profile = parse_input(ProfileInput, file.person)
        screen_name("name", profile.name)
    except HabitlogError as error:
        refused.append(ImportRefusal("person", format_refusal_reason(error)))
        return None
    return profile


def _write_marks_and_choices(
    transaction: WriteTransaction, person: Person, marks: list[ExportedMark], choices: list[ExportedChoice]
) -> None:
    c = day_mark_table.c
    have = {
        (row.pillar, row.day)
        for row in transaction.fetch_tuples(select(c.pillar, c.day).where(c.person_id == person.id))
    }
    for line in marks:
        if (line.pillar, line.day) not in have and not _has_conflicting_entry(transaction, person, line):
            set_day_mark(transaction, person.id, line.pillar, line.day, line.mark)
            daily_metrics.refresh_day(transaction, person.id, PILLARS[line.pillar], line.day, line.mark)
    chosen = idempotency.fetch_snippet_choices(transaction, person.id)
    rows = [{"person_id": person.id, **line.model_dump()} for line in choices if line.snippet not in chosen]
    if rows:
        transaction.execute(insert(snippet_choice_table), rows)


def _has_conflicting_entry(transaction: WriteTransaction, person: Person, line: ExportedMark) -> bool:
    pillar = PILLARS[line.pillar]
    standing = [kind.key for kind in pillar.kinds if kind.allowed_with_none_mark] if line.mark == "none" else []
    c = pillar.table.c
    beside = select(c.id).where(c.person_id == person.id, c.day == line.day, c.kind.not_in(standing)).limit(1)
    return transaction.fetch_value(beside) is not None
