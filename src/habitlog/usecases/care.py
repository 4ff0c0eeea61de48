"""The doctor: looks at the database, the derived numbers and the library, and rebuilds what is derived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from habitlog import bookkeeping, derived
from habitlog.db import Database
from habitlog.people.model import person
from habitlog.pillars import PILLARS
from habitlog.usecases.learning import load_library


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, line by line, and whether all is well."""

    lines: tuple[str, ...]
    well: bool


def examine(database: Database, now: datetime, *, rebuild: bool) -> Findings:
    """Check the database, compare derived numbers with a fresh computation, count reviews that are due.

    Copies of deleted entries whose hour is over are removed. With `rebuild` every person's metrics are written again,
    one person a transaction.
    """
    lines, well = [], True
    whole = _integrity(database)
    lines.append(f"Database: {whole}")
    well &= whole == "ok"
    with database.read() as unit:
        people = [key for (key,) in unit.tuples(select(person.c.id).order_by(person.c.id))]
    differing = 0
    for person_id in people:
        with database.write() as writing:
            writing.hold(person_id)
            before = derived.stored(writing, person_id)
            fresh = derived.computed(writing, person_id, PILLARS.values())
            if before != fresh:
                differing += 1
                if rebuild:
                    derived.rebuild(writing, person_id, PILLARS.values())
    lines.append(f"Derived numbers: {len(people)} people, {differing} differ{', rebuilt' if rebuild else ''}")
    well &= rebuild or not differing
    with database.write() as writing:
        forgotten = bookkeeping.forget_withdrawn(writing, now)
    lines.append(f"Deleted entries: {forgotten} past their hour, removed for good")
    overdue = load_library().overdue(now.date())
    lines.append(f"Library: {len(overdue)} pieces past their review date")
    return Findings(tuple(lines), well)


def _integrity(database: Database) -> str:
    if not database.is_sqlite:
        return "ok"
    with database.read() as unit:
        broken = unit.check("PRAGMA integrity_check")
        links = unit.check("PRAGMA foreign_key_check")
    return "ok" if broken == ["ok"] and not links else "damaged: a backup can be put in its place"
