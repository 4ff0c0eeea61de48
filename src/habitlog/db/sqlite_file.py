"""The SQLite file itself: is it ours, is it whole, may we write it; and a copy of it before a migration."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
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
    """Make the folder, and check a file that is there, before anything opens it for writing.

    Raises `StartRefused` with one sentence for a folder that cannot be written and for a file that is damaged or not
    habitlog's. The file is opened read-only here and stays as it is, unless SQLite has to roll back what a power cut
    interrupted.
    """
    path = sqlite_path_from_url(url)
    if path is None:
        return
    _require_writable(path)
    if not is_new_sqlite_file(path):
        require_habitlog_database(path)


def is_new_sqlite_file(path: Path) -> bool:
    """Whether there is no database file yet, or an empty one."""
    return not path.exists() or not path.stat().st_size


@contextmanager
def build_beside(path: Path) -> Iterator[Path]:
    """Yield where to build a new SQLite file; at the end of the block it is moved to `path`, whole and durable.

    A power cut before that leaves nothing at `path`. Raises `StartRefused` where another process was faster.
    """
    with TemporaryDirectory(prefix=f".{path.name}.new-", dir=path.parent) as folder:
        part = Path(folder) / path.name
        part.touch(mode=0o600)
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        for ending in ("-journal", "-wal", "-shm"):
            # Of a file that is gone: SQLite would take them for those of the new one.
            path.with_name(path.name + ending).unlink(missing_ok=True)
        if not is_new_sqlite_file(path):
            raise StartRefused(f"Another process made {path} at this moment. It was left untouched.")
        part.replace(path)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names of files in a folder durable."""
    with suppress(OSError):  # there are systems that open no folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def require_no_write_ahead_log(url: str) -> None:
    """Raise `StartRefused` where a write-ahead log lies beside the SQLite file: SQLite would apply it to the file."""
    path = sqlite_path_from_url(url)
    if path is None:
        return
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise StartRefused(
            f"Beside {path} lies {log.name}, which would undo the restore if it is of another file. This goes on once "
            f"habitlog is stopped and {log.name} and {path.name}-shm are removed. Where they were backed up together "
            "with the database, --with-wal says so. Nothing was changed."
        )


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


def require_habitlog_database(path: Path) -> None:
    """Raise `StartRefused` for a file that is damaged or of another program; it is not changed."""
    journal = path.with_name(f"{path.name}-journal")
    is_interrupted = journal.exists() and journal.stat().st_size > 0
    with path.open("rb") as file:
        if not is_interrupted and file.read(len(_SQLITE_HEADER)) != _SQLITE_HEADER:
            raise StartRefused(f"{path} is not a habitlog database, or it is damaged. It was left untouched.")
    mode = "rw" if is_interrupted else "ro"
    try:
        with closing(sqlite_driver.connect(f"file:{quote(str(path))}?mode={mode}", uri=True)) as connection:
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
