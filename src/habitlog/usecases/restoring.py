"""Bringing a person's own export back: all of it or nothing, with ids, versions and times kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import insert, select, update

from habitlog import bookkeeping, derived
from habitlog.bookkeeping import snippet_choice
from habitlog.db import Writing
from habitlog.errors import HabitlogError, Invalid
from habitlog.interop.parsed import Refusal
from habitlog.interop.record_file import RecordFile
from habitlog.marks import day_mark, put_mark
from habitlog.people.model import Person, person
from habitlog.people.schema import Profile, Sent, read_sent
from habitlog.pillar.values import Day, Moment
from habitlog.pillars import PILLARS
from habitlog.usecases.entries import pillar_called, read_entry, refuse_future
from habitlog.usecases.importing import Report, Shelf, reason, row_of
from habitlog.usecases.screening import screen, screen_name

Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class Stamps(Sent):
    """What the server adds to an entry, as an export carries it."""

    id: Uuid
    created_at: Moment
    updated_at: Moment
    version: Annotated[int, Field(ge=1, le=2_000_000_000)]


class MarkLine(Sent):
    """One mark of an export."""

    pillar: str
    day: Day
    mark: Literal["none", "skipped"]


class ChoiceLine(Sent):
    """One saved or dismissed snippet of an export."""

    snippet: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")]
    choice: Literal["saved", "dismissed"]
    chosen_at: Moment


def restore(
    unit: Writing, someone: Person, file: RecordFile, now: datetime, *, replace: bool = False, dry_run: bool = False
) -> Report:
    """Bring an export back. One refusal and nothing is written; the report lists every one.

    Settings are taken only into an account without entries.
    """
    unit.hold(someone.id)
    shelf = Shelf(unit, someone)
    was_empty = shelf.is_empty
    refused: list[Refusal] = []
    added: dict[str, int] = {}
    already = 0
    for place, item in enumerate(file.entries, start=1):
        try:
            where = _place_entry(shelf, someone, item, now, replace=replace)
        except HabitlogError as error:
            refused.append(Refusal(f"entry {place}", reason(error)))
            continue
        if where[1] == "taken":
            refused.append(Refusal(f"entry {place}", f"there is already a {where[0]} on {item['day']}"))
        already += where[1] == "there"
        if where[1] == "new":
            added[where[0]] = added.get(where[0], 0) + 1
    marks = list(_marks(file, refused))
    choices = list(_choices(file, refused))
    profile = _profile(file, refused)
    if not dry_run and not refused:
        shelf.write()
        _write_rest(unit, someone, marks, choices)
        if was_empty and profile is not None:
            unit.run(update(person).where(person.c.id == someone.id).values(**profile.model_dump(exclude_unset=True)))
    read = len(file.entries) + len(file.marks) + len(file.snippets)
    counted = {} if refused else added
    return Report("json", read, 0, counted, 0 if refused else shelf.replaced, already, tuple(refused))


def _place_entry(
    shelf: Shelf, someone: Person, item: dict[str, Any], now: datetime, *, replace: bool
) -> tuple[str, str]:
    pillar = pillar_called(str(item.get("pillar")))
    fields = dict(item)
    fields.pop("pillar")
    stamps = read_sent(Stamps, {name: fields.pop(name, None) for name in Stamps.model_fields})
    known = pillar.kind(str(fields.get("kind")))
    own = {name: value for name, value in fields.items() if known is None or value is not None or name == "kind"}
    kind, record = read_entry(pillar, own, someone)
    refuse_future(record, now)
    screen(record)
    row = row_of(pillar, someone, stamps.id, record, stamps.model_dump(exclude={"id"}))
    return f"{pillar.key} {kind.key}", shelf.place(pillar, kind, row, replace=replace)


def _marks(file: RecordFile, refused: list[Refusal]) -> Iterator[MarkLine]:
    for place, item in enumerate(file.marks, start=1):
        try:
            line = read_sent(MarkLine, item)
            pillar_called(line.pillar)
        except HabitlogError as error:
            refused.append(Refusal(f"mark {place}", reason(error)))
        else:
            yield line


def _choices(file: RecordFile, refused: list[Refusal]) -> Iterator[ChoiceLine]:
    for place, item in enumerate(file.snippets, start=1):
        try:
            yield read_sent(ChoiceLine, item)
        except Invalid as error:
            refused.append(Refusal(f"snippet {place}", reason(error)))


def _profile(file: RecordFile, refused: list[Refusal]) -> Profile | None:
    try:
        profile = read_sent(Profile, file.person)
        screen_name("name", profile.name)
    except HabitlogError as error:
        refused.append(Refusal("person", reason(error)))
        return None
    return profile


def _write_rest(unit: Writing, someone: Person, marks: list[MarkLine], choices: list[ChoiceLine]) -> None:
    c = day_mark.c
    have = {(row.pillar, row.day) for row in unit.tuples(select(c.pillar, c.day).where(c.person_id == someone.id))}
    for line in marks:
        if (line.pillar, line.day) not in have and not _stands_in_the_way(unit, someone, line):
            put_mark(unit, someone.id, line.pillar, line.day, line.mark)
            derived.refresh(unit, someone.id, PILLARS[line.pillar], line.day, line.mark)
    chosen = bookkeeping.choices(unit, someone.id)
    rows = [{"person_id": someone.id, **line.model_dump()} for line in choices if line.snippet not in chosen]
    if rows:
        unit.run(insert(snippet_choice), rows)


def _stands_in_the_way(unit: Writing, someone: Person, line: MarkLine) -> bool:
    pillar = PILLARS[line.pillar]
    standing = [kind.key for kind in pillar.kinds if kind.beside_none] if line.mark == "none" else []
    c = pillar.table.c
    beside = select(c.id).where(c.person_id == someone.id, c.day == line.day, c.kind.not_in(standing)).limit(1)
    return unit.value(beside) is not None
