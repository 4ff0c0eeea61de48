"""Counters of attempts, each over a fixed window of time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, delete, insert, select, update

from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.base import metadata
from habitlog.db.types import UtcDateTime

rate_limit_table = Table(
    "rate_limit",
    metadata,
    Column("counter", String(120), primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("window_ends_at", UtcDateTime, nullable=False),
    CheckConstraint("attempts >= 0", name="attempts"),
    Index(None, "window_ends_at"),
)

_c = rate_limit_table.c


def count_attempt(transaction: WriteTransaction, counter: str, now: datetime, window: timedelta) -> tuple[int, int]:
    """Count one more attempt; return (attempts in this window, whole seconds until it ends, at least 1).

    The first attempt, and the first one after a window has ended, starts a window of this length.
    """
    transaction.lock_person(0)
    transaction.execute(delete(rate_limit_table).where(_c.counter == counter, _c.window_ends_at <= now))
    counted = update(rate_limit_table).where(_c.counter == counter).values(attempts=_c.attempts + 1)
    if not transaction.execute(counted).rowcount:
        row = {"counter": counter, "attempts": 1, "window_ends_at": now + window}
        transaction.execute(insert(rate_limit_table), row)
    [(attempts, window_ends_at)] = transaction.fetch_tuples(
        select(_c.attempts, _c.window_ends_at).where(_c.counter == counter)
    )
    return attempts, max(1, int((window_ends_at - now).total_seconds()))


def find_wait(transaction: ReadTransaction, counter: str, most: int, now: datetime) -> int:
    """Return the whole seconds until a counter that has reached `most` starts anew, or 0 where it has not."""
    full = select(_c.window_ends_at).where(_c.counter == counter, _c.attempts >= most, _c.window_ends_at > now)
    window_ends_at = transaction.fetch_value(full)
    return 0 if window_ends_at is None else max(1, int((window_ends_at - now).total_seconds()))


def uncount_attempt(transaction: WriteTransaction, counter: str) -> None:
    """Take back the count of one attempt, one that turned out to be right."""
    transaction.lock_person(0)
    transaction.execute(
        update(rate_limit_table).where(_c.counter == counter, _c.attempts > 0).values(attempts=_c.attempts - 1)
    )


def reset_counters(transaction: WriteTransaction, *counters: str) -> None:
    """Set counters back to no attempt."""
    transaction.execute(delete(rate_limit_table).where(_c.counter.in_(counters)))


def purge_rate_limits(transaction: WriteTransaction, now: datetime) -> int:
    """Delete the counters whose window has ended; return how many."""
    transaction.lock_person(0)
    return transaction.execute(delete(rate_limit_table).where(_c.window_ends_at <= now)).rowcount
