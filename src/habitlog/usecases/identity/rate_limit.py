"""Rate limits, counted before any secret is checked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from habitlog.db import Database
from habitlog.errors import RateLimited
from habitlog.storage import rate_limits

QUARTER_HOUR, HOUR = timedelta(minutes=15), timedelta(hours=1)


def count_attempt(database: Database, now: datetime, limits: Iterable[tuple[str, int, timedelta]]) -> None:
    """Count one more try of each (what, most, in which time), durably; raises `RateLimited` at the first full one."""
    too_many = 0
    with database.begin_write() as transaction:
        for what, most, window in limits:
            tried, wait = rate_limits.count_attempt(transaction, what, now, window)
            if tried > most:
                too_many = wait
                break
    if too_many:
        raise RateLimited(too_many)
