"""The whole record of a person as one stream of bytes; nothing derived, no time of export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select

from habitlog.bookkeeping import snippet_choice
from habitlog.db import Database, Reading
from habitlog.interop.record_file import Writer
from habitlog.marks import day_mark
from habitlog.people.model import Person
from habitlog.pillar import Weekly, Windowed
from habitlog.pillar.wire import stamp, wire
from habitlog.pillars import MEASURES, PILLARS
from habitlog.usecases import patterns
from habitlog.usecases.listing import BEGINNING, END, of_range


def export_json(database: Database, person: Person) -> Iterator[bytes]:
    """Yield the document in pieces of about 1000 entries, all of one moment, in constant memory.

    Items are ordered by pillar, day and id. Saved in a file and imported into an empty account, it comes back
    byte-identical.
    """
    from habitlog.stats.method import method  # noqa: PLC0415 - numpy is loaded by the first export, not by the start

    writer = Writer()
    with database.read() as unit:
        yield writer.head(person.settings())
        methods = [method(summary) for summary in ("mean", "total", "median", "clock")] + _methods()
        yield from writer.section("methods", iter([methods]))
        yield from writer.section("entries", _entries(unit, person))
        yield from writer.section("marks", _marks(unit, person))
        yield from writer.section("snippets", _snippets(unit, person))
    yield writer.tail()


def _methods() -> list[dict[str, Any]]:
    """Return how weeks and windows are reckoned, by the measure it makes, and how patterns are found."""
    made = ((key, one) for key, (_, one) in sorted(MEASURES.items()) if isinstance(one, Weekly | Windowed))
    return [*({"metric": key, **one.method()} for key, one in made), patterns.method()]


def _entries(unit: Reading, person: Person) -> Iterator[list[dict[str, Any]]]:
    for _, pillar in sorted(PILLARS.items()):
        for chunk in _chunks(unit, of_range(pillar), person=person.id, first=BEGINNING, last=END):
            yield [wire(pillar, row) for row in chunk]


def _chunks(unit: Reading, query: Select[Any], **values: Any) -> Iterator[Any]:
    return unit.stream(query, **values).mappings().partitions()


def _marks(unit: Reading, person: Person) -> Iterator[list[dict[str, Any]]]:
    query = select(day_mark.c.pillar, day_mark.c.day, day_mark.c.mark).where(day_mark.c.person_id == person.id)
    for chunk in _chunks(unit, query.order_by(day_mark.c.pillar, day_mark.c.day)):
        yield [{"pillar": row["pillar"], "day": row["day"].isoformat(), "mark": row["mark"]} for row in chunk]


def _snippets(unit: Reading, person: Person) -> Iterator[list[dict[str, Any]]]:
    c = snippet_choice.c
    query = select(c.snippet, c.choice, c.chosen_at).where(c.person_id == person.id).order_by(c.snippet)
    for chunk in _chunks(unit, query):
        yield [
            {"snippet": row["snippet"], "choice": row["choice"], "chosen_at": stamp(row["chosen_at"])} for row in chunk
        ]
