"""Checks of the database, the derived numbers and the library; derived numbers can be rebuilt."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import select

from habitlog.accounts.person import person_table
from habitlog.db import Database
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics, deleted_entries, idempotency
from habitlog.usecases.education import load_library


class MaintenanceReport(Struct, frozen=True):
    """What the checks found: counts of people, of undo copies past their hour and of snippets past their review."""

    is_database_intact: bool
    people: int
    people_with_stale_metrics: int
    has_rebuilt: bool
    purged_entries: int
    overdue_snippets: int

    @property
    def is_healthy(self) -> bool:
        """Whether nothing needs the operator: the database is intact and no derived number is wrong any more."""
        return self.is_database_intact and (self.has_rebuilt or not self.people_with_stale_metrics)


def run_checks(database: Database, now: datetime, *, rebuild: bool) -> MaintenanceReport:
    """Check the database, compare stored metrics with computed ones, and count snippets whose review is overdue.

    Copies of deleted entries whose hour is over are removed. With `rebuild`, metrics that differ are written again,
    one person a transaction.
    """
    is_intact = _is_database_intact(database)
    with database.begin_read() as transaction:
        people = [key for (key,) in transaction.fetch_tuples(select(person_table.c.id).order_by(person_table.c.id))]
    stale = sum(_has_stale_metrics(database, person_id, rebuild=rebuild) for person_id in people)
    with database.begin_write() as transaction:
        purged = deleted_entries.purge_deleted_entries(transaction, now)
        idempotency.clear_deleted_bodies(transaction)
    overdue = load_library().overdue_snippets(now.date())
    return MaintenanceReport(is_intact, len(people), stale, rebuild, purged, len(overdue))


def _has_stale_metrics(database: Database, person_id: int, *, rebuild: bool) -> bool:
    """Return whether stored metrics differed from computed ones, and with `rebuild` store the computed ones."""
    with database.begin_write() as transaction:
        transaction.lock_person(person_id)
        stored = daily_metrics.load_daily_metrics(transaction, person_id)
        is_stale = stored != daily_metrics.compute_daily_metrics(transaction, person_id, PILLARS.values())
        if is_stale and rebuild:
            daily_metrics.rebuild_daily_metrics(transaction, person_id, PILLARS.values())
    return is_stale


def _is_database_intact(database: Database) -> bool:
    if not database.is_sqlite:
        return True
    with database.begin_read() as transaction:
        problems = transaction.run_pragma("PRAGMA integrity_check")
        broken_links = transaction.run_pragma("PRAGMA foreign_key_check")
    return problems == ["ok"] and not broken_links
