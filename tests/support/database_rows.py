"""What is in the database: every row of every table, to see that a refusal left nothing behind."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Table, select

from habitlog.db import Database
from habitlog.db.base import metadata


def read_all_rows(database: Database, but: str | tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Return every row of every table but those named; a change counter follows from other rows and is left out."""
    left_out = {but} if isinstance(but, str) else set(but)
    with database.begin_read() as transaction:
        return {
            name: sorted(str(tuple(row)) for row in transaction.fetch_tuples(_select_all(table)))
            for name, table in metadata.tables.items()
            if name not in left_out
        }


def _select_all(table: Table) -> Select[Any]:
    return select(*(column for column in table.c if column.name != "change_number"))
