"""A file that is damaged, foreign or not to be written is refused and stays byte for byte as it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.support.clock import NOW

from habitlog.config import Config
from habitlog.db.engine import sqlite_driver
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
