"""Deletes hourly what is stored for a limited time: undo copies, responses, uploaded files, sessions, counters."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import delete, or_
from sqlalchemy.exc import SQLAlchemyError

from habitlog.accounts.person import login_session_table
from habitlog.accounts.two_factor import pending_login_table
from habitlog.background import run_periodically
from habitlog.db import Database, WriteTransaction
from habitlog.errors import HabitlogError
from habitlog.pillars import PILLARS
from habitlog.storage.deleted_entries import purge_deleted_entries
from habitlog.storage.idempotency import clear_deleted_bodies, purge_stored_responses
from habitlog.storage.import_files import purge_import_files
from habitlog.storage.rate_limits import purge_rate_limits
from habitlog.usecases.identity.accounts import PENDING_LOGIN_LIFETIME, SESSION_IDLE_LIMIT, SESSION_MAX_AGE
from habitlog.usecases.identity.password_reset import purge_password_resets

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
INTERVAL_SECONDS = 3600.0


@contextmanager
def run_in_background(database: Database, clock: Clock) -> Iterator[None]:
    """Run the job every hour while the block runs, first after an hour: the server runs it once before it serves."""
    with run_periodically("retention", lambda: run_once(database, clock), INTERVAL_SECONDS):
        yield


def run_once(database: Database, clock: Clock) -> None:
    """Delete what has expired; a failure is logged, and the next run tries again."""
    try:
        delete_expired_rows(database, clock())
    except (HabitlogError, SQLAlchemyError) as error:
        log.warning("expired rows were not deleted in this run: %s", type(error).__name__)


def delete_expired_rows(database: Database, now: datetime) -> int:
    """Delete everybody's rows that have expired, and return how many.

    Afterwards the text of an entry that can no longer be restored stands in no table, and on SQLite nowhere in the
    database file and its write-ahead log (deleted pages are overwritten: `secure_delete`).
    """
    steps: tuple[Callable[[WriteTransaction], int], ...] = (
        lambda transaction: purge_deleted_entries(transaction, now) + clear_deleted_bodies(transaction),
        lambda transaction: purge_stored_responses(transaction, now),
        lambda transaction: purge_import_files(transaction, PILLARS.values(), now),
        lambda transaction: _purge_sessions(transaction, now) + purge_password_resets(transaction, now),
        lambda transaction: purge_rate_limits(transaction, now),
    )
    deleted = 0
    # A transaction a step: each holds the write lock for a short time.
    for step in steps:
        with database.begin_write() as transaction:
            deleted += step(transaction)
    database.truncate_wal()
    return deleted


def _purge_sessions(transaction: WriteTransaction, now: datetime) -> int:
    s, p = login_session_table.c, pending_login_table.c
    ended = or_(s.seen_at <= now - SESSION_IDLE_LIMIT, s.created_at <= now - SESSION_MAX_AGE)
    expired = p.created_at <= now - PENDING_LOGIN_LIFETIME
    sessions = transaction.execute_uncounted(delete(login_session_table).where(ended)).rowcount
    return sessions + transaction.execute(delete(pending_login_table).where(expired)).rowcount
