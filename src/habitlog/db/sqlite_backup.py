"""Copies of a SQLite database while it is used, and a copy put in its place once nobody uses it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from habitlog.db.engine import sqlite_driver
from habitlog.db.sqlite_file import (
    is_new_sqlite_file,
    require_habitlog_database,
    sqlite_path_from_url,
    sync_folder,
)
from habitlog.errors import StartRefused


def back_up_sqlite(url: str, target: Path) -> None:
    """Copy the database, as it is at one moment, to a new file that its owner alone can read; others go on writing.

    Raises `StartRefused` for another kind of database, for one that is damaged or not there, and for a target that
    exists or cannot be written; nothing is left at the target then.
    """
    source = require_sqlite_path(url, "pg_dump")
    if is_new_sqlite_file(source):
        raise StartRefused(f"There is no database at {source}.")
    require_habitlog_database(source)
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        # The empty file reserves the name, without a link: drives for backups often have a file system without links.
        _create_private_file(target)
    except FileExistsError:
        raise StartRefused(f"{target} exists already. Nothing was written.") from None
    except OSError as error:
        raise StartRefused(f"{target} cannot be written: {error.strerror}.") from None
    try:
        _create_private_file(part)
        copy_sqlite(source, part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, OSError | sqlite_driver.Error):
            raise StartRefused(f"The database cannot be copied to {target}: {error}.") from None
        raise
    finally:
        part.unlink(missing_ok=True)


def _create_private_file(path: Path) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database to an empty file, without a log beside it; a log beside the source is part of the copy."""
    address = f"file:{quote(str(source))}?mode=ro"
    with (
        closing(sqlite_driver.connect(address, uri=True)) as read,
        closing(sqlite_driver.connect(str(target))) as write,
    ):
        read.backup(write)
    _leave_write_ahead_log(target)


def require_sqlite_path(url: str, other: str) -> Path:
    """Return the file of a SQLite address; for another kind of database, `StartRefused` names the `other` program."""
    path = sqlite_path_from_url(url)
    if path is None:
        raise StartRefused(f"This is no SQLite database: {other} does that for it.")
    return path


@contextmanager
def replace_sqlite(path: Path, now: datetime) -> Iterator[Path]:
    """Yield where to build the database that replaces the one at `path`, which is moved aside under the time.

    Until the block ends, other processes cannot write the one at `path`. Raises `StartRefused` where one has it open,
    as a running service does.
    """
    with TemporaryDirectory(prefix=f".{path.name}.new-", dir=path.parent) as folder, _hold_alone(path):
        part = Path(folder) / path.name
        part.touch(mode=0o600)
        yield part
        _leave_write_ahead_log(part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        aside = path_aside(path, now)
        for ending in ("", "-journal", "-wal", "-shm"):
            if (beside := path.with_name(path.name + ending)).exists():
                beside.replace(aside.with_name(aside.name + ending))
        part.replace(path)
        sync_folder(path.parent)


def path_aside(path: Path, now: datetime) -> Path:
    """Return where `replace_sqlite` moves the database before."""
    return path.with_name(f"{path.name}.before-restore-{now:%Y%m%dT%H%M%SZ}")


@contextmanager
def _hold_alone(path: Path) -> Iterator[None]:
    if is_new_sqlite_file(path):
        yield
        return
    with closing(sqlite_driver.connect(str(path), timeout=0, isolation_level=None)) as connection:
        try:
            # Only the one connection of a file can leave the mode of the write-ahead log.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite_driver.OperationalError:
            raise StartRefused(f"{path} is in use. Stop habitlog first. Nothing was changed.") from None
        except sqlite_driver.DatabaseError:
            pass  # a damaged file is what a backup is put in the place of
        yield


def _leave_write_ahead_log(path: Path) -> None:
    with closing(sqlite_driver.connect(str(path))) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
