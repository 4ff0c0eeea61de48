"""What is in the database: every row of every table, to see that a refusal left nothing behind."""

from __future__ import annotations

from sqlalchemy import select

from habitlog.db import Database
from habitlog.db.base import metadata


def read_all_rows(database: Database, but: str | tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Return every row of every table but those named."""
    left_out = {but} if isinstance(but, str) else set(but)
    with database.begin_read() as transaction:
        return {
            name: sorted(str(tuple(row)) for row in transaction.fetch_tuples(select(table)))
            for name, table in metadata.tables.items()
            if name not in left_out
        }
