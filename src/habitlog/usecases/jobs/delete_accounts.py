"""The hourly deletion of accounts whose seven days are over, and the detection of a restored backup."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from habitlog.accounts.person import DELETION_GRACE_PERIOD, Person, person_table
from habitlog.background import run_periodically
from habitlog.config import Config
from habitlog.db import Database
from habitlog.errors import HabitlogError
from habitlog.usecases.account_lifecycle import after_restore, deletion

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
INTERVAL_SECONDS = 3600.0
"""Seconds between two runs."""


@contextmanager
def run_in_background(settings: Config, database: Database, now: Clock) -> Iterator[None]:
    """Run hourly while the block runs, first after an hour: a start deletes due accounts before it serves."""
    with run_periodically("sweeps", lambda: run_once(database, settings.erasure_list_path, now), INTERVAL_SECONDS):
        yield


def run_once(database: Database, path: Path, now: Clock) -> None:
    """Delete due accounts; a failure is logged, and the next run tries again."""
    try:
        delete_due_accounts(database, path, now())
    except (HabitlogError, SQLAlchemyError) as error:
        log.warning("accounts that are due were not deleted in this turn: %s", type(error).__name__)


def delete_due_accounts(database: Database, path: Path, now: datetime) -> int:
    """Delete every account whose deletion was requested seven days ago or more; return the count.

    Each account has a transaction of its own.

    An account that the erasure list at `path` says is gone can be there by a restored backup alone, so that everything
    in it is ended first, as `habitlog restored` does. Raises `StartRefused` for a list that cannot be read or written.
    """
    with database.begin_read() as transaction:
        was_restored = bool(deletion.find_erased_people(transaction, path))
    if was_restored:
        ended = after_restore.end_restored_access(database, path, now)
        log.warning(
            "this is a restored backup: %d accounts erased again; all sessions and grants ended", ended.accounts
        )
    due = person_table.c.deletion_requested_at <= now - DELETION_GRACE_PERIOD
    with database.begin_read() as transaction:
        people = [
            Person.from_row(row)
            for row in transaction.fetch_rows(select(person_table).where(due).order_by(person_table.c.id))
        ]
    deleted_count = sum(_delete_if_due(database, person, now) for person in people)
    deletion.update_erasure_list(database, path)
    return deleted_count


def _delete_if_due(database: Database, person: Person, now: datetime) -> bool:
    with database.begin_write() as transaction:
        transaction.lock_person(person.id)
        still = select(person_table.c.id).where(
            person_table.c.id == person.id, person_table.c.deletion_requested_at <= now - DELETION_GRACE_PERIOD
        )
        if transaction.fetch_value(still) is None:
            return False
        deletion.delete_account(transaction, person, now)
        return True
