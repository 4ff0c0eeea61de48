"""The SQLite file itself: is it ours, is it whole, may we write it; and a copy of it before a migration."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import make_url

from habitlog.db.engine import sqlite_driver
from habitlog.errors import StartRefused

QUICK_CHECK_MAX_BYTES = 256 * 1024 * 1024
_SQLITE_HEADER = b"SQLite format 3\x00"
_WAL_RESET_FIXED_IN = (3, 51, 3)
_WAL_RESET_BACKPORTS = {(3, 50): 7, (3, 44): 6}


def sqlite_path_from_url(url: str) -> Path | None:
    """Return the file of a SQLite address, or nothing for another kind of database."""
    made = make_url(url)
    return Path(made.database) if made.get_backend_name() == "sqlite" and made.database else None


def prepare_sqlite_file(url: str) -> None:
    """Make the folder and an empty file, or check the file that is there, before anything opens it for writing.

    Raises `StartRefused` with one sentence for a folder that cannot be written and for a file that is damaged or not
    habitlog's. The file is opened read-only here and stays as it is.
    """
    path = sqlite_path_from_url(url)
    if path is None:
        return
    _require_writable(path)
    if path.exists() and path.stat().st_size:
        _require_habitlog_database(path)
    else:
        path.touch(mode=0o600)


def _require_writable(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = path.parent / f".{path.name}.{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StartRefused(f"The folder {path.parent} cannot be written: {error.strerror}.") from None
    if path.exists() and not os.access(path, os.W_OK):
        raise StartRefused(f"The file {path} cannot be written.")


def _require_habitlog_database(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(len(_SQLITE_HEADER)) != _SQLITE_HEADER:
            raise StartRefused(f"{path} is not a habitlog database, or it is damaged. It was left untouched.")
    try:
        with closing(sqlite_driver.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            whole = path.stat().st_size > QUICK_CHECK_MAX_BYTES or (
                connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            )
    except (sqlite_driver.DatabaseError, UnicodeDecodeError):
        whole, tables = False, {"?"}
    if not whole:
        raise StartRefused(
            f"{path} is damaged. It was left untouched; a copy of it or a backup can be put in its place."
        )
    if tables and "alembic_version" not in tables:
        raise StartRefused(f"{path} belongs to another program. It was left untouched.")


def copy_sqlite_before_migration(url: str, now: datetime) -> Path | None:
    """Copy a SQLite database beside itself before its schema changes; return the copy."""
    path = sqlite_path_from_url(url)
    if path is None:
        return None
    copy = path.with_name(f"{path.name}.before-{now:%Y%m%dT%H%M%SZ}")
    with closing(sqlite_driver.connect(str(path))) as source, closing(sqlite_driver.connect(str(copy))) as target:
        source.backup(target)
    copy.chmod(0o600)
    return copy


def describe_wal_reset_bug() -> str | None:
    """Return a warning when this SQLite has the WAL-reset bug, which can lose a committed page."""
    major, minor, patch = (int(part) for part in sqlite_driver.sqlite_version.split("."))
    if (major, minor, patch) >= _WAL_RESET_FIXED_IN or patch >= _WAL_RESET_BACKPORTS.get((major, minor), 1000):
        return None
    return f"SQLite {sqlite_driver.sqlite_version} has a known bug that can lose data; 3.51.3 or later does not."
