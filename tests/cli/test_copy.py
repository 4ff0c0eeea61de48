"""A copy of a whole database: to PostgreSQL and back it is the same, and where it fails there is nothing."""

from __future__ import annotations

import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, make_url, select
from tests.support.clock import NOW
from tests.support.command_line import CommandRunner
from tests.support.databases import create_postgres_database

from habitlog.accounts.person import person_table
from habitlog.db import Database
from habitlog.models import metadata


@pytest.fixture
def source(demo_database: Path, tmp_path: Path) -> str:
    """The demonstration, whose last account was deleted."""
    path = Path(shutil.copyfile(demo_database, tmp_path / "source.sqlite3"))
    database = Database(f"sqlite:///{path}")
    add_and_delete_person(database)
    database.close_connections()
    return database.url.render_as_string()


@pytest.fixture
def empty_postgres(postgres: str) -> Iterator[str]:
    """The address of a PostgreSQL database without tables."""
    with create_postgres_database(postgres) as url:
        yield url


def add_and_delete_person(database: Database) -> int:
    someone = {"email": "eve@example.org", "name": "Eve", "password_hash": "x", "zone": "Etc/UTC", "day_start": 0}
    with database.begin_write() as transaction:
        transaction.execute(insert(person_table), {**someone, "created_at": NOW})
        person_id = int(
            transaction.fetch_value(select(person_table.c.id).where(person_table.c.email == someone["email"]))
        )
        transaction.execute(person_table.delete().where(person_table.c.id == person_id))
    return person_id


def read_tables(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every table as SQLite stores them."""
    with closing(sqlite3.connect(make_url(url).database or "")) as connection:
        names = [*(table.name for table in metadata.sorted_tables), "sqlite_sequence", "alembic_version"]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in names}


def test_copy_to_postgresql_and_back_or_to_another_file_is_the_same(
    run: CommandRunner, source: str, empty_postgres: str, tmp_path: Path
) -> None:
    back = f"sqlite:///{tmp_path / 'back' / 'habitlog.sqlite3'}"
    there = run("copy", "--from", source, "--to", empty_postgres)
    assert (there.status, there.err) == (0, "")
    assert re.search(r"^person: 3$", there.out, re.MULTILINE)
    assert "Counts and checksums are the same in both databases." in there.out
    again = run("copy", "--from", source, "--to", empty_postgres)
    assert again.err == "habitlog: The database to copy to has rows already, in person. Nothing was copied.\n"
    assert run("copy", "--from", empty_postgres, "--to", back).out == there.out
    beside = f"sqlite:///{tmp_path / 'beside.sqlite3'}"
    assert run("copy", "--from", source, "--to", beside).out == there.out
    tables = read_tables(source)
    assert read_tables(back) == read_tables(beside) == tables
    assert min(len(tables[name]) for name in ("entry", "consent_grant", "experiment_day", "two_factor")) > 0
    for url in (empty_postgres, back):
        database = Database(url)
        assert add_and_delete_person(database) == tables["sqlite_sequence"][0][1] + 1
        database.close_connections()


def test_copy_that_fails_leaves_an_empty_database(
    run: CommandRunner, source: str, empty_postgres: str, tmp_path: Path
) -> None:
    target = f"sqlite:///{tmp_path / 'target.sqlite3'}"
    with closing(sqlite3.connect(make_url(source).database or "")) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE day_mark SET mark = 'unheard' WHERE mark = 'none'")
        connection.commit()
    for address in (empty_postgres, target):
        said = run("copy", "--from", source, "--to", address)
        assert (said.status, said.out) == (1, "")
        assert "cannot be copied" in said.err
        assert said.err.endswith("Nothing was copied.\n")
    assert [path.name for path in tmp_path.iterdir() if "target" in path.name] == []
    with closing(sqlite3.connect(make_url(source).database or "")) as connection:
        connection.execute("UPDATE day_mark SET mark = 'none' WHERE mark = 'unheard'")
        connection.commit()
    assert run("copy", "--from", source, "--to", empty_postgres).status == 0


def test_copy_that_is_killed_leaves_no_database(run: CommandRunner, source: str, tmp_path: Path) -> None:
    folder = tmp_path / "target"
    target = f"sqlite:///{folder / 'habitlog.sqlite3'}"
    with subprocess.Popen([sys.executable, "-m", "habitlog", "copy", "--from", source, "--to", target]) as copying:
        while not any(path.stat().st_size for path in folder.glob(".*/habitlog.sqlite3")):
            assert copying.poll() is None
            time.sleep(0.001)
        copying.kill()
    assert copying.returncode == -signal.SIGKILL
    assert list(folder.glob("*.sqlite3")) == []
    assert run("copy", "--from", source, "--to", target).status == 0
    assert read_tables(target) == read_tables(source)


def test_copy_says_why_it_is_refused(run: CommandRunner, source: str, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite3"
    target = f"sqlite:///{tmp_path / 'target.sqlite3'}"
    asked = {
        ("mysql://x/y", target): "--from starts with sqlite:/// or postgresql://.",
        (source, "oracle://x"): "--to starts with sqlite:/// or postgresql://.",
        (f"sqlite:///{tmp_path / 'none'}", target): f"There is no database at {tmp_path / 'none'}.",
        (source, source): f"{make_url(source).database} exists already. Nothing was copied.",
        (f"sqlite:///{other}", target): f"{other} belongs to another program. It was left untouched.",
        (source, "postgresql://127.0.0.1:1/x"): "The database cannot be copied: ",
    }
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE recipe (id INTEGER)")
    for (one, another), reason in asked.items():
        said = run("copy", "--from", one, "--to", another)
        assert (said.status, said.out) == (1, "")
        assert said.err.startswith(f"habitlog: {reason}"), said.err
    with closing(sqlite3.connect(make_url(source).database or "")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '2026_12_01_0520'")
        connection.commit()
    assert "does not have this program's schema" in run("copy", "--from", source, "--to", target).err
    assert not (tmp_path / "target.sqlite3").exists()
