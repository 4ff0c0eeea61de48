"""Bring a database to this program's schema, once, safely, or refuse to touch it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, make_url, text

from habitlog.db.engine import make_postgres_engine, make_sqlite_engine
from habitlog.db.sqlite_file import copy_sqlite_before_migration
from habitlog.errors import StartRefused

MIGRATION_LOCK_ID = 0x6862_6C67
"""The advisory lock under which PostgreSQL lets one of several starting nodes migrate."""


def make_migration_engine(url: str) -> Engine:
    """Make an engine for schema changes: on SQLite with foreign keys off, so that rebuilding a table keeps its rows."""
    if make_url(url).get_backend_name() == "sqlite":
        return make_sqlite_engine(
            url, begin_statement="BEGIN IMMEDIATE", foreign_keys=False, pool_size=1, max_overflow=0
        )
    return make_postgres_engine(url, pooled=False)


def list_revisions(scripts: Path) -> list[str]:
    """Return all revisions, oldest first: each is the date and time its file's name begins with."""
    return [path.stem[:15].replace("-", "_") for path in sorted((scripts / "versions").glob("2*.py"))]


def migrate_schema(url: str, scripts: Path, now: datetime, *, target: str = "head") -> tuple[str | None, str]:
    """Migrate to this program's schema; return (revision before, revision after).

    A populated SQLite file is copied first. Everything happens in one transaction that ends with a check of every
    foreign key. Raises `StartRefused` for a schema that is newer than this program, or older than its first migration.
    """
    known = list_revisions(scripts)
    engine = make_migration_engine(url)
    try:
        with engine.connect() as connection:
            before = fetch_current_revision(connection)
        if before is not None and before not in known:
            raise _build_unknown_revision_error(before, known)
        if before == known[-1] and target == "head":
            return before, before
        if before is not None:
            copy_sqlite_before_migration(url, now)
        with engine.begin() as connection:
            _run_alembic(connection, scripts, target)
            after = fetch_current_revision(connection)
    finally:
        engine.dispose()
    return before, after or "empty"


def _build_unknown_revision_error(revision: str, known: Sequence[str]) -> StartRefused:
    if revision < known[0]:
        return StartRefused(
            f"This database (schema {revision}) is older than this habitlog can open. Nothing was changed. "
            "The habitlog that made it can export it; the export can be imported here."
        )
    return StartRefused(
        f"This database was made by a newer habitlog (schema {revision}). Nothing was changed. "
        "A program of that version or later opens it."
    )


def fetch_current_revision(connection: Connection) -> str | None:
    """Return the revision a database is at, or nothing for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def _run_alembic(connection: Connection, scripts: Path, target: str) -> None:
    from alembic import command  # noqa: PLC0415 - only a start that migrates pays for this import
    from alembic.config import Config  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK_ID})
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    if target == "head" or (target != "base" and target > (fetch_current_revision(connection) or "")):
        command.upgrade(config, target)
    else:
        command.downgrade(config, target)
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise StartRefused("The migration would have broken a link between tables. It was undone; nothing changed.")
