"""The doctor: looks at the database, the derived numbers and the library, and rebuilds what is derived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from habitlog.accounts.person import person_table
from habitlog.db import Database
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics, idempotency
from habitlog.usecases.education import load_library


@dataclass(frozen=True, slots=True)
class MaintenanceReport:
    """What was found, line by line, and whether all is well."""

    lines: tuple[str, ...]
    is_healthy: bool


def run_checks(database: Database, now: datetime, *, rebuild: bool) -> MaintenanceReport:
    """Check the database, compare derived numbers with a fresh computation, count reviews that are due.

    Copies of deleted entries whose hour is over are removed. With `rebuild` every person's metrics are written again,
    one person a transaction.
    """
    lines, well = [], True
    whole = _check_integrity(database)
    lines.append(f"Database: {whole}")
    well &= whole == "ok"
    with database.begin_read() as transaction:
        people = [key for (key,) in transaction.fetch_tuples(select(person_table.c.id).order_by(person_table.c.id))]
    differing = 0
    for person_id in people:
        with database.begin_write() as writing:
            writing.lock_person(person_id)
            before = daily_metrics.load_daily_metrics(writing, person_id)
            fresh = daily_metrics.compute_daily_metrics(writing, person_id, PILLARS.values())
            if before != fresh:
                differing += 1
                if rebuild:
                    daily_metrics.rebuild_daily_metrics(writing, person_id, PILLARS.values())
    lines.append(f"Derived numbers: {len(people)} people, {differing} differ{', rebuilt' if rebuild else ''}")
    well &= rebuild or not differing
    with database.begin_write() as writing:
        forgotten = idempotency.purge_deleted_entries(writing, now)
    lines.append(f"Deleted entries: {forgotten} past their hour, removed for good")
    overdue = load_library().overdue_snippets(now.date())
    lines.append(f"Library: {len(overdue)} pieces past their review date")
    return MaintenanceReport(tuple(lines), well)


def _check_integrity(database: Database) -> str:
    if not database.is_sqlite:
        return "ok"
    with database.begin_read() as transaction:
        broken = transaction.run_pragma("PRAGMA integrity_check")
        links = transaction.run_pragma("PRAGMA foreign_key_check")
    return "ok" if broken == ["ok"] and not links else "damaged: a backup can be put in its place"
