"""A copy of a whole database into an empty one, of the same or of the other kind, compared row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from msgspec import Struct
from sqlalchemy import Connection, Engine, MetaData, Table, insert, make_url, select, text
from sqlalchemy.exc import DBAPIError

from habitlog.db.engine import make_postgres_engine, make_sqlite_engine
from habitlog.db.migrate import fetch_current_revision, list_revisions, make_migration_engine, migrate_schema
from habitlog.db.sqlite_file import build_beside, is_new_sqlite_file, require_habitlog_database, sqlite_path_from_url
from habitlog.errors import StartRefused

BLOCK_ROWS = 1000
"""Rows that are held in memory at a time."""
DIGEST_RANGE = 2**256


class CopiedTable(Struct, frozen=True):
    """A table of both databases: its rows, and the sum of their SHA-256 digests, which no order of rows changes."""

    name: str
    rows: int
    checksum: int


def copy_database(source: str, target: str, metadata: MetaData, scripts: Path, now: datetime) -> Sequence[CopiedTable]:
    """Copy all tables of `metadata` as they are at one moment, and compare both databases before the copy counts.

    The source is not changed and may be in use. The target is a PostgreSQL database without rows of habitlog, or a
    SQLite file that does not exist yet; it gets this program's schema. Raises `StartRefused` where either cannot be
    opened, the schema of the source is not this program's, the target has rows, or a row does not fit; the target
    then has no rows, and may be used again.
    """
    try:
        _require_current_schema(source, scripts)
        with _open_target(target, scripts, now) as address:
            reading, writing = _make_source_engine(source), make_migration_engine(address)
            try:
                with reading.connect() as read, writing.begin() as write:
                    _require_no_rows(write, metadata)
                    copied = [_copy_table(read, write, table) for table in metadata.sorted_tables]
                    _copy_last_person_id(read, write)
                    _check_foreign_keys(write)
            finally:
                reading.dispose()
                writing.dispose()
    except DBAPIError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise StartRefused(f"The database cannot be copied: {reason}. Nothing was copied.") from None
    return copied


def _require_current_schema(source: str, scripts: Path) -> None:
    path = sqlite_path_from_url(source)
    if path is not None:
        if is_new_sqlite_file(path):
            raise StartRefused(f"There is no database at {path}.")
        require_habitlog_database(path)
    engine = _make_source_engine(source)
    try:
        with engine.connect() as connection:
            revision = fetch_current_revision(connection)
    finally:
        engine.dispose()
    if revision != list_revisions(scripts)[-1]:
        raise StartRefused(
            "The database to copy does not have this program's schema. `habitlog serve` or `habitlog doctor` brings it "
            "up to date. Nothing was copied."
        )


def _make_source_engine(url: str) -> Engine:
    if make_url(url).get_backend_name() == "sqlite":
        return make_sqlite_engine(url, query_only=True, pool_size=1, max_overflow=0)
    engine = make_postgres_engine(url, pooled=False)
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


@contextmanager
def _open_target(url: str, scripts: Path, now: datetime) -> Iterator[str]:
    """Yield the address to write to, with this program's schema: a SQLite file gets its name once it is whole."""
    path = sqlite_path_from_url(url)
    if path is not None:
        if not is_new_sqlite_file(path):
            raise StartRefused(f"{path} exists already. Nothing was copied.")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with build_beside(path) as part:
                migrate_schema(f"sqlite:///{part}", scripts, now)
                yield f"sqlite:///{part}"
        except OSError as error:
            raise StartRefused(f"{path} cannot be written: {error.strerror}. Nothing was copied.") from None
        return
    engine = make_migration_engine(url)
    try:
        with engine.connect() as connection:
            revision = fetch_current_revision(connection)
    finally:
        engine.dispose()
    if revision not in {None, list_revisions(scripts)[-1]}:
        raise StartRefused("The database to copy to has another schema. Nothing was copied.")
    migrate_schema(url, scripts, now)
    yield url


def _require_no_rows(connection: Connection, metadata: MetaData) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(table).limit(1)).first() is not None:
            raise StartRefused(f"The database to copy to has rows already, in {table.name}. Nothing was copied.")


def _copy_table(source: Connection, target: Connection, table: Table) -> CopiedTable:
    rows, checksum = 0, 0
    for block in _read_blocks(source, table):
        target.execute(insert(table), [row._asdict() for row in block])
        rows, checksum = rows + len(block), (checksum + sum(map(_digest_row, block))) % DIGEST_RANGE
    found_rows, found_checksum = 0, 0
    for block in _read_blocks(target, table):
        found_rows, found_checksum = found_rows + len(block), (found_checksum + sum(map(_digest_row, block)))
    if (found_rows, found_checksum % DIGEST_RANGE) != (rows, checksum):
        raise StartRefused(f"The rows of {table.name} were not stored as they were read. Nothing was copied.")
    return CopiedTable(table.name, rows, checksum)


def _read_blocks(connection: Connection, table: Table) -> Iterator[Sequence[Any]]:
    with connection.execute(select(table), execution_options={"yield_per": BLOCK_ROWS}) as found:
        yield from found.partitions()


def _digest_row(row: Sequence[Any]) -> int:
    """Return a number of a row's values, as the types of columns make them the same on every database."""
    encoded = orjson.dumps(tuple(row), default=lambda value: bytes(value).hex(), option=orjson.OPT_SORT_KEYS)
    return int.from_bytes(hashlib.sha256(encoded).digest())


def _copy_last_person_id(source: Connection, target: Connection) -> None:
    """Let the target go on after the last id that was ever given, also to an account that is deleted since."""
    if source.dialect.name == "sqlite":
        last = source.execute(text("SELECT seq FROM sqlite_sequence WHERE name = 'person'")).scalar()
    else:
        last = source.execute(text("SELECT last_value FROM person_id_seq WHERE is_called")).scalar()
    if not last:
        return
    if target.dialect.name == "sqlite":
        target.execute(text("DELETE FROM sqlite_sequence WHERE name = 'person'"))
        target.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES ('person', :last)"), {"last": last})
    else:
        target.execute(text("SELECT setval('person_id_seq', :last)"), {"last": last})


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise StartRefused("A row refers to one that is not there. Nothing was copied.")
