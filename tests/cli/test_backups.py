"""A backup while the database is used, and its restore: what ended since it was made stays ended."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.support.command_line import CommandRunner

from habitlog.accounts.person import person_table
from habitlog.db import Database
from habitlog.db.engine import sqlite_driver
from habitlog.db.sqlite_backup import back_up_sqlite

EMAIL = "ada@example.org"


@pytest.fixture
def path(home: Path, ada_email: str) -> Path:
    """The database of Ada, who has an account."""
    assert ada_email == EMAIL
    return home / "habitlog.sqlite3"


def count_rows(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_backup_is_one_private_file_of_one_moment(run: CommandRunner, path: Path, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    with database.begin_write() as transaction:
        transaction.lock_person(1)
        said = run("backup", str(tmp_path / "kept.sqlite3"))
    database.close_connections()
    assert (said.status, said.err) == (0, "")
    kept = tmp_path / "kept.sqlite3"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert count_rows(kept, "person") == 1
    assert sorted(one.name for one in tmp_path.iterdir() if "kept" in one.name) == [kept.name]


def test_backup_overwrites_nothing(run: CommandRunner, path: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite3"
    kept.write_text("mine")
    said = run("backup", str(kept))
    assert (said.status, said.err) == (1, f"habitlog: {kept} exists already. Nothing was written.\n")
    assert kept.read_text() == "mine"
    said = run("backup", str(tmp_path / "no" / "folder"))
    assert (said.status, said.out) == (1, "")
    assert "cannot be written" in said.err


def test_backup_that_fails_leaves_nothing(
    run: CommandRunner, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(source: Path, target: Path) -> None:
        raise sqlite_driver.OperationalError("database or disk is full")

    monkeypatch.setattr("habitlog.db.sqlite_backup.copy_sqlite", fail)
    said = run("backup", str(tmp_path / "kept.sqlite3"))
    assert (said.status, said.out) == (1, "")
    assert "disk is full" in said.err
    assert [one.name for one in tmp_path.iterdir() if "kept" in one.name] == []


def test_backup_that_is_interrupted_leaves_nothing(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(source: Path, target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("habitlog.db.sqlite_backup.copy_sqlite", interrupt)
    with pytest.raises(KeyboardInterrupt):
        back_up_sqlite(f"sqlite:///{path}", tmp_path / "kept.sqlite3")
    assert [one.name for one in tmp_path.iterdir() if "kept" in one.name] == []


def test_backup_of_no_database_is_refused(run: CommandRunner, home: Path, tmp_path: Path) -> None:
    (home / "habitlog.sqlite3").unlink()
    said = run("backup", str(tmp_path / "kept.sqlite3"))
    assert said.err == f"habitlog: There is no database at {home / 'habitlog.sqlite3'}.\n"
    assert not (tmp_path / "kept.sqlite3").exists()


def test_backup_of_other_database_names_its_program(
    run: CommandRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HABITLOG_DATABASE_URL", "postgresql+psycopg://127.0.0.1:1/habitlog")
    assert "pg_dump" in run("backup", str(tmp_path / "kept.sqlite3")).err
    assert "pg_restore" in run("restore", str(tmp_path / "kept.sqlite3")).err


def test_restore_brings_back_rows_and_no_access(run: CommandRunner, path: Path, tmp_path: Path) -> None:
    run("token", "add", EMAIL, "--scope", "read")
    assert run("backup", str(tmp_path / "kept.sqlite3")).status == 0
    run("user", "add", "ben@example.org", "--password-stdin", given="seven slow boats go by\n")
    said = run("restore", str(tmp_path / "kept.sqlite3"))
    assert (said.status, said.err) == (0, "")
    assert "Ended: 0 sessions, 1 tokens, 0 invitations, 0 grants." in said.out
    assert count_rows(path, "person") == 1
    (aside,) = path.parent.glob("habitlog.sqlite3.before-restore-*")
    assert str(aside) in said.out
    assert count_rows(aside, "person") == 2
    assert path.stat().st_mode & 0o777 == 0o600
    assert run("doctor").status == 0


def test_restore_erases_again_who_was_erased(run: CommandRunner, path: Path, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "kept.sqlite3")).status == 0
    assert run("user", "delete", EMAIL, "--yes").status == 0
    assert "Accounts erased again: 1." in run("restore", str(tmp_path / "kept.sqlite3")).out
    assert count_rows(path, "person") == 0


def test_restore_beside_running_service_changes_nothing(run: CommandRunner, path: Path, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "kept.sqlite3")).status == 0
    database = Database(f"sqlite:///{path}")
    with database.begin_read() as transaction:
        transaction.fetch_rows(select(person_table.c.id))
    said = run("restore", str(tmp_path / "kept.sqlite3"))
    database.close_connections()
    assert (said.status, said.err) == (1, f"habitlog: {path} is in use. Stop habitlog first. Nothing was changed.\n")
    assert list(path.parent.glob("*before-restore*")) == []


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\x00" + os.urandom(5000)])
def test_restore_refuses_what_is_no_backup(run: CommandRunner, path: Path, tmp_path: Path, content: bytes) -> None:
    before = path.read_bytes()
    (tmp_path / "kept.sqlite3").write_bytes(content)
    said = run("restore", str(tmp_path / "kept.sqlite3"))
    assert (said.status, said.out, said.err.count("\n")) == (1, "", 1)
    assert path.read_bytes() == before


def test_restore_refuses_schema_of_newer_program(run: CommandRunner, path: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite3"
    assert run("backup", str(kept)).status == 0
    with closing(sqlite3.connect(kept)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '2999_01_01_0000'")
    said = run("restore", str(kept))
    assert (said.status, said.out) == (1, "")
    assert count_rows(path, "person") == 1
    assert list(path.parent.glob("*before-restore*")) == []


def test_restore_replaces_damaged_database(run: CommandRunner, path: Path, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "kept.sqlite3")).status == 0
    path.write_bytes(b"rubbish" * 1000)
    path.with_name(f"{path.name}-wal").write_bytes(b"stale")
    assert run("restore", str(tmp_path / "kept.sqlite3")).status == 0
    assert count_rows(path, "person") == 1
    assert not path.with_name(f"{path.name}-wal").exists()


def test_restore_starts_new_installation(run: CommandRunner, path: Path, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "kept.sqlite3")).status == 0
    shutil.move(path, tmp_path / "gone")
    assert run("restore", str(tmp_path / "kept.sqlite3")).status == 0
    assert count_rows(path, "person") == 1
