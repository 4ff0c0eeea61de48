"""Migrations: from nothing, up and down on populated data, once, after a copy, and never from a newer schema."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Date, bindparam, func, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from habitlog.accounts.person import Person, person_table
from habitlog.config import resource_dir
from habitlog.db import Database
from habitlog.db.engine import sqlite_driver
from habitlog.db.migrate import list_revisions, make_migration_engine, migrate_schema
from habitlog.db.sqlite_file import prepare_sqlite_file, sqlite_path_from_url
from habitlog.errors import StartRefused
from habitlog.models import metadata
from habitlog.storage import daily_metrics
from habitlog.storage.day_marks import day_mark_table
from habitlog.tracking import Style

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


def test_people_of_before_keep_writing_numbers_as_they_did(blank_url: str) -> None:
    migrate_schema(blank_url, SCRIPTS, WHEN, target="2026_11_23_1200")
    engine = make_migration_engine(blank_url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO person (email, name, password_hash, zone, day_start, created_at) "
                "VALUES ('ada@example.org', 'Ada', 'x', 'Etc/UTC', 4, '2026-03-12 18:30:00')"
            )
        )
    migrate_schema(blank_url, SCRIPTS, WHEN.replace(minute=40))
    floor = Database(blank_url)
    with floor.begin_write() as transaction:
        (row,) = transaction.fetch_rows(select(person_table))
        ada = Person.from_row(row)
        assert (ada.name, ada.day_start, ada.style, ada.patterns_enabled) == ("Ada", 4, Style(), "off")
        transaction.execute(update(person_table).values(weight_unit="lb", clock="12", decimal_mark="comma"))
    for wrong in (
        {"weight_unit": "st"},
        {"clock": "13"},
        {"decimal_mark": "dot"},
        {"patterns": "yes"},
        {"mails": "yes"},
    ):
        with pytest.raises(IntegrityError), floor.begin_write() as transaction:
            transaction.execute(update(person_table).values(**wrong))
    floor.close_connections()
    migrate_schema(blank_url, SCRIPTS, WHEN.replace(minute=50), target="2026_11_23_1200")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name, day_start FROM person")).one() == ("Ada", 4)
    engine.dispose()


def test_numbers_of_days_become_months_and_days_again(blank_url: str) -> None:
    migrate_schema(blank_url, SCRIPTS, WHEN, target="2026_11_25_0930")
    engine = make_migration_engine(blank_url)
    told = [("diet.gdr", "2024-02-29", 0.0), ("diet.gdr", "2024-03-01", 11.0), ("diet.gdr", "2024-03-31", -0.1),
            ("sleep.duration", "2024-03-02", 432.25)]  # fmt: skip
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO person (email, name, password_hash, zone, day_start, created_at, weight_unit, clock, "
                "decimal_mark) VALUES ('ada@example.org', 'Ada', 'x', 'Etc/UTC', 4, '2026-03-12 18:30:00', "
                "'kg', '24', 'point')"
            )
        )
        for metric, day, value in told:
            row = {"metric": metric, "day": date.fromisoformat(day), "value": value}
            connection.execute(
                text("INSERT INTO day_metric SELECT id, :metric, :day, :value FROM person").bindparams(
                    bindparam("day", type_=Date)
                ),
                row,
            )
    migrate_schema(blank_url, SCRIPTS, WHEN.replace(minute=40))
    floor = Database(blank_url)
    with floor.begin_read() as transaction:
        found = daily_metrics.load_daily_metrics(transaction, transaction.fetch_value(select(person_table.c.id)))
    floor.close_connections()
    assert found == {(metric, date.fromisoformat(day)): value for metric, day, value in told}
    migrate_schema(blank_url, SCRIPTS, WHEN.replace(minute=50), target="2026_11_25_0930")
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT metric, day, value FROM day_metric ORDER BY metric, day")).all()
    assert [(metric, str(day), value) for metric, day, value in rows] == told
    engine.dispose()


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
    url = f"sqlite:///{tmp_path}/new folder/habitlog.sqlite3"
    prepare_sqlite_file(url)
    path = sqlite_path_from_url(url)
    assert path is not None
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
