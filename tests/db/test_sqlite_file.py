"""What a start does to the SQLite file: a damaged or foreign one is left as it is, an interrupted one is recovered."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.support.clock import NOW

from habitlog import server
from habitlog.config import Config, resource_dir
from habitlog.db.engine import sqlite_driver
from habitlog.db.migrate import list_revisions
from habitlog.errors import StartRefused
from habitlog.server import migrate_database


def truncate_file(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def cut_file_in_header(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:60])


def flip_bytes(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(4096, len(data), 257):
        data[place] ^= 0xFF
    path.write_bytes(data)


def write_text_file(path: Path) -> None:
    path.write_text("Dear diary, today I walked.\n")


def write_zero_file(path: Path) -> None:
    path.write_bytes(bytes(8192))


def write_foreign_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite_driver.connect(str(path))) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
        other.commit()


@pytest.mark.parametrize(
    "harm", [truncate_file, cut_file_in_header, flip_bytes, write_text_file, write_zero_file, write_foreign_database]
)
def test_damaged_or_foreign_file_is_refused_and_unchanged(
    sqlite_template: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    path = tmp_path / "habitlog.sqlite3"
    shutil.copyfile(sqlite_template, path)
    harm(path)
    before = path.read_bytes()
    with pytest.raises(StartRefused, match="left untouched"):
        migrate_database(Config(f"sqlite:///{path}", tmp_path), NOW)
    assert path.read_bytes() == before
    beside = {file.name for file in tmp_path.iterdir()} - {path.name, f"{path.name}-wal", f"{path.name}-shm"}
    assert not beside


def test_first_start_that_is_interrupted_leaves_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts, data = tmp_path / "migrations", tmp_path / "data"
    shutil.copytree(resource_dir("migrations"), scripts)
    last = list_revisions(scripts)[-1]
    ids = f"revision, down_revision = '2999_01_01_0000', '{last}'"
    failing = f"{ids}\n\n\ndef upgrade():\n    raise OSError('the power is gone')\n"
    (scripts / "versions" / "2999-01-01-0000_fail.py").write_text(failing)
    config = Config(f"sqlite:///{data}/habitlog.sqlite3", data)
    with monkeypatch.context() as patch:
        patch.setattr(server, "resource_dir", lambda _: scripts)
        with pytest.raises(OSError, match="the power is gone"):
            migrate_database(config, NOW)
    assert list(data.iterdir()) == []
    assert migrate_database(config, NOW) == (None, last)
    assert [path.name for path in data.iterdir()] == ["habitlog.sqlite3"]


def test_empty_file_becomes_database_and_journals_of_an_earlier_one_are_removed(tmp_path: Path) -> None:
    path = tmp_path / "habitlog.sqlite3"
    path.touch()
    for ending in ("-journal", "-wal", "-shm"):
        path.with_name(path.name + ending).write_bytes(b"of an earlier file")
    migrate_database(Config(f"sqlite:///{path}", tmp_path), NOW)
    assert [found.name for found in tmp_path.iterdir()] == [path.name]
    with closing(sqlite_driver.connect(str(path))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_file_with_hot_journal_is_rolled_back(sqlite_template: Path, tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.sqlite3", tmp_path / "habitlog.sqlite3"
    shutil.copyfile(sqlite_template, whole)
    with closing(sqlite_driver.connect(str(whole), isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").close()
        connection.execute("PRAGMA cache_size=5").close()
        connection.execute("BEGIN IMMEDIATE").close()
        for number in range(200):
            connection.execute("INSERT INTO erased_account VALUES (?, '2026-03-01')", (f"{number:036}",)).close()
            connection.execute("INSERT INTO rate_limit VALUES (?, 1, '2026-03-01')", (f"{number:0>100}",)).close()
        shutil.copyfile(whole, cut)
        shutil.copyfile(f"{whole}-journal", f"{cut}-journal")
    assert Path(f"{cut}-journal").read_bytes()[:8] == bytes.fromhex("d9d505f920a163d7")
    migrate_database(Config(f"sqlite:///{cut}", tmp_path), NOW)
    with closing(sqlite_driver.connect(str(cut))) as connection:
        assert connection.execute("SELECT count(*) FROM erased_account").fetchone() == (0,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
