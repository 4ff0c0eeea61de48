"""A backup of either database, put back in place: every row as it was, and none that came later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from habitlog.db import Database
from habitlog.models import metadata

Backup = Mapping[str, Sequence[Mapping[str, Any]]]


def take_backup(database: Database) -> Backup:
    """Return every row of every table."""
    with database.begin_read() as transaction:
        return {
            table.name: [dict(row) for row in transaction.fetch_rows(select(table))] for table in metadata.sorted_tables
        }


def restore_backup(database: Database, kept: Backup) -> None:
    """Make the database what it was."""
    with database.begin_write() as transaction:
        for table in reversed(metadata.sorted_tables):
            transaction.execute_uncounted(delete(table))
        for table in metadata.sorted_tables:
            if kept[table.name]:
                transaction.execute(insert(table), [dict(row) for row in kept[table.name]])
