"""Migrations: from nothing, up and down on populated data, once, after a copy, and never from a newer schema."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, func, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from habitlog.accounts.person import person_table
from habitlog.config import Config, resource_dir
from habitlog.db import Database
from habitlog.db.base import entry_table
from habitlog.db.engine import sqlite_driver
from habitlog.db.migrate import list_revisions, make_migration_engine, migrate_schema
from habitlog.db.sqlite_file import prepare_sqlite_file
from habitlog.errors import StartRefused
from habitlog.models import metadata
from habitlog.pillars.training.table import training_entry
from habitlog.server import migrate_database
from habitlog.storage.day_marks import day_mark_table

SCRIPTS = resource_dir("migrations")
WHEN = datetime(2026, 3, 12, 18, 30, tzinfo=UTC)


def fill_tables(url: str) -> None:
    floor = Database(url)
    with floor.begin_write() as transaction:
        someone = {"email": "ada@example.org", "name": "Ada", "password_hash": "x", "zone": "Etc/UTC", "day_start": 4}
        transaction.execute(insert(person_table), {**someone, "created_at": WHEN})
        key = transaction.fetch_value(select(person_table.c.id))
        transaction.execute(
            insert(day_mark_table), {"person_id": key, "pillar": "diet", "day": date(2026, 3, 12), "mark": "none"}
        )
    floor.close_connections()


def read_marks(url: str) -> int:
    floor = Database(url)
    with floor.begin_read() as transaction:
        found = int(transaction.fetch_value(select(func.count()).select_from(day_mark_table)))
    floor.close_connections()
    return found


def test_migration_creates_schema_and_second_run_does_nothing(blank_url: str) -> None:
    prepare_sqlite_file(blank_url)
    head = list_revisions(SCRIPTS)[-1]
    assert migrate_schema(blank_url, SCRIPTS, WHEN) == (None, head)
    assert migrate_schema(blank_url, SCRIPTS, WHEN) == (head, head)


def test_migrated_schema_equals_declared_metadata(blank_url: str) -> None:
    migrate_schema(blank_url, SCRIPTS, WHEN)
    engine = make_migration_engine(blank_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        look = inspect(connection)
        for table in metadata.sorted_tables:
            declared = {check.name for check in table.constraints if isinstance(check, CheckConstraint)}
            assert {check["name"] for check in look.get_check_constraints(table.name)} == declared
    engine.dispose()


def test_migration_up_down_up_keeps_rows(blank_url: str) -> None:
    migrate_schema(blank_url, SCRIPTS, WHEN)
    fill_tables(blank_url)
    steps = list_revisions(SCRIPTS)
    for back, revision in enumerate(reversed(steps[:-1]), start=1):
        assert migrate_schema(blank_url, SCRIPTS, WHEN.replace(minute=back), target=revision)[1] == revision
    if len(steps) > 1:
        assert read_marks(blank_url) == 1
    migrate_schema(blank_url, SCRIPTS, WHEN.replace(minute=58), target="base")
    engine = make_migration_engine(blank_url)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    engine.dispose()
    assert migrate_schema(blank_url, SCRIPTS, WHEN)[1] == steps[-1]
    fill_tables(blank_url)
    assert read_marks(blank_url) == 1


STORED_SETS: list[dict[str, Any]] = [
    {"exercise": "Übung", "load_kg": 60, "reps": 8, "rest_s": None, "rir": 2, "rpe": None, "set_type": "work"},
    {"exercise": "Plank", "load_kg": None, "reps": None, "rest_s": None, "rir": None, "rpe": None, "set_type": "work"},
]


def test_stored_sets_get_seconds_and_distance(blank_url: str) -> None:
    migrate_schema(blank_url, SCRIPTS, WHEN)
    fill_tables(blank_url)
    database, entry_ids = Database(blank_url), [str(UUID(int=number)) for number in range(1, 602)]
    with database.begin_write() as transaction:
        stored = {"person_id": transaction.fetch_value(select(person_table.c.id)), "pillar": "training", "version": 1}
        stored |= {"kind": "resistance", "zone": "Etc/UTC", "day": date(2026, 3, 12), "sets": STORED_SETS}
        stamped = {**stored, "created_at": WHEN, "updated_at": WHEN}
        reserved = {name: stored[name] for name in ("person_id", "pillar")}
        transaction.execute(insert(entry_table), [{**reserved, "id": one} for one in entry_ids])
        transaction.execute(insert(training_entry), [{**stamped, "id": one} for one in entry_ids])
    migrate_schema(blank_url, SCRIPTS, WHEN.replace(minute=31), target="2026_11_30_1730")
    migrate_schema(blank_url, SCRIPTS, WHEN.replace(minute=32))
    with database.begin_read() as transaction:
        found = [sets for (sets,) in transaction.fetch_tuples(select(training_entry.c.sets))]
    database.close_connections()
    assert found == [[one | {"seconds": None, "distance_m": None} for one in STORED_SETS]] * len(entry_ids)


@pytest.mark.parametrize(
    "column", ["weight_unit", "clock", "decimal_mark", "patterns_enabled", "emails_enabled", "day_start"]
)
def test_person_column_refuses_unknown_value(database_url: str, column: str) -> None:
    fill_tables(database_url)
    database = Database(database_url)
    value: object = 24 if column == "day_start" else 2 if column.endswith("_enabled") else "x"
    with pytest.raises((IntegrityError, ProgrammingError)), database.begin_write() as transaction:
        transaction.execute(text(f"UPDATE person SET {column} = :value"), {"value": value})
    database.close_connections()


def test_newer_schema_is_refused_and_unchanged(blank_url: str) -> None:
    migrate_schema(blank_url, SCRIPTS, WHEN)
    fill_tables(blank_url)
    engine = make_migration_engine(blank_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '2999_01_01_0000'"))
    with pytest.raises(StartRefused, match="newer habitlog"):
        migrate_schema(blank_url, SCRIPTS, WHEN)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "2999_01_01_0000"
    engine.dispose()
    assert read_marks(blank_url) == 1


def test_schema_before_first_migration_is_refused_and_unchanged(blank_url: str) -> None:
    migrate_schema(blank_url, SCRIPTS, WHEN)
    engine = make_migration_engine(blank_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '2026_11_25_1700'"))
    with pytest.raises(StartRefused, match=r"2026_11_25_1700\) is older than .* export"):
        migrate_schema(blank_url, SCRIPTS, WHEN)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "2026_11_25_1700"
    engine.dispose()


def test_database_file_is_copied_before_migration(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/habitlog.sqlite3"
    migrate_schema(url, SCRIPTS, WHEN)
    fill_tables(url)
    assert list(tmp_path.glob("*before*")) == []
    migrate_schema(url, SCRIPTS, WHEN, target="base")
    (copy,) = tmp_path.glob("*before*")
    assert copy.name == "habitlog.sqlite3.before-20260312T183000Z"
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite_driver.connect(str(copy))) as kept:
        assert kept.execute("SELECT count(*) FROM day_mark").fetchone() == (1,)


def test_new_database_file_is_private_to_owner(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "habitlog.sqlite3"
    migrate_database(Config(f"sqlite:///{path}", path.parent), WHEN)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_rebuilt_table_keeps_referencing_rows(sqlite_url: str) -> None:
    from alembic.operations import Operations

    fill_tables(sqlite_url)
    engine = make_migration_engine(sqlite_url)
    with engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("person", recreate="always") as batch:
            batch.alter_column("name", nullable=False)
    engine.dispose()
    assert read_marks(sqlite_url) == 1
