"""A backup of a SQLite database is put in its place, with what ended since it was made ended."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from habitlog.db import Database
from habitlog.db.migrate import migrate_schema
from habitlog.db.sqlite_backup import copy_sqlite, replace_sqlite, require_sqlite_path
from habitlog.db.sqlite_file import is_new_sqlite_file, require_habitlog_database
from habitlog.errors import StartRefused
from habitlog.usecases.account_lifecycle.after_restore import RestoreResult, end_restored_access


def restore_backup(url: str, backup: Path, scripts: Path, erasure_list: Path, now: datetime) -> RestoreResult:
    """Put a backup in the place of the database at `url`, which is moved aside; the backup stays as it is.

    The copy is checked, migrated with the `scripts`, and held to what is true today as by `end_restored_access`, before
    it is moved into place. Raises `StartRefused`, and changes nothing, for a backup that is damaged, foreign or of a
    schema this program cannot open, for a database that is in use, and for another kind of database.
    """
    path = require_sqlite_path(url, "pg_restore, and then `habitlog restored`,")
    if is_new_sqlite_file(backup):
        raise StartRefused(f"There is no backup at {backup}.")
    require_habitlog_database(backup)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with replace_sqlite(path, now) as part:
        copy_sqlite(backup, part)
        migrate_schema(f"sqlite:///{part}", scripts, now)
        database = Database(f"sqlite:///{part}")
        try:
            return end_restored_access(database, erasure_list, now)
        finally:
            database.close_connections()
