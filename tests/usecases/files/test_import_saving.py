"""Long files, which are written in several transactions: all or nothing, whatever happens in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from tests.support.clock import NOW, STOCKHOLM
from tests.support.people import ensure_account
from tests.support.records import export_whole_record

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.errors import StorageFull
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics
from habitlog.usecases.entries import days, entries
from habitlog.usecases.files import import_files, undo_import
from habitlog.usecases.files.import_files import ImportFile
from habitlog.usecases.files.import_progress import ImportProgress, ImportStopped
from habitlog.usecases.files.import_writing import CHUNK_ROWS
from habitlog.usecases.jobs.finish_imports import finish_interrupted_imports

ROWS = 2 * CHUNK_ROWS + 100
FIRST = date(2020, 1, 1)
MAPPING = {"entries": "levels", "columns": {"day": "Day", "level": "Stress"}}
TABLE = "\n".join(["Day,Stress", *(f"{FIRST + timedelta(days=n)},{n % 11}" for n in range(ROWS))]).encode()


class ProgressAt(ImportProgress):
    """Calls a function once when so many entries are written."""

    def __init__(self, count: int, call: Callable[[], None]) -> None:
        super().__init__()
        self._count, self._call = count, call

    def advance(self, count: int = 1) -> None:
        super().advance(count)
        if self.stage == "writing" and self.done == self._count:
            self._call()


def import_table(database: Database, someone: Person, progress: ImportProgress | None = None) -> ImportFile:
    return import_files.import_now(
        database, someone, "days.csv", TABLE, STOCKHOLM, NOW, mapping=MAPPING, replace=True, progress=progress
    )


def log_level(database: Database, someone: Person, day: date, level: int) -> None:
    raw = {"kind": "level", "day": str(day), "stress_now": level}
    with database.begin_write() as transaction:
        entries.put_entry(transaction, someone, PILLARS["stress"], str(uuid4()), raw, NOW)


def read_contents(database: Database, someone: Person) -> list[dict[str, Any]]:
    """Return entries and marks without what a change and its return leave behind; and look at the metrics."""
    with database.begin_read() as transaction:
        stored = daily_metrics.load_daily_metrics(transaction, someone.id)
        assert stored == daily_metrics.compute_daily_metrics(transaction, someone.id, PILLARS.values())
    record = json.loads(export_whole_record(database, someone))
    changing = {"version", "updated_at"}
    items = [*record["entries"], *record["marks"]]
    return [{name: value for name, value in item.items() if name not in changing} for item in items]


@pytest.fixture
def diary(app: FastAPI, database: Database) -> Person:
    """Somebody with a mark, an entry and a level on days of the table."""
    someone = ensure_account(app, "Ada", STOCKHOLM)
    with database.begin_write() as transaction:
        days.mark_day(transaction, someone, PILLARS["stress"], FIRST + timedelta(days=3), "skipped", NOW)
    import_files.import_now(
        database, someone, "first.csv", b"Day,Stress\n2020-01-05,9\n", STOCKHOLM, NOW, mapping=MAPPING
    )
    return someone


def test_long_import_is_whole_and_is_undone_as_whole(diary: Person, database: Database) -> None:
    before = read_contents(database, diary)
    other_day = FIRST + timedelta(days=ROWS - 1)
    progress = ProgressAt(CHUNK_ROWS, lambda: log_level(database, diary, other_day, 3))
    file = import_table(database, diary, progress)
    assert file.report is not None
    assert (sum(file.report.added.values()), file.report.replaced, file.state) == (ROWS - 2, 2, "saved")
    assert len(read_contents(database, diary)) == ROWS
    undone = undo_import.undo_import(database, diary, file.id, NOW)
    assert undone == (ROWS - 2, 2, 0)
    left = read_contents(database, diary)
    assert [item for item in left if item["day"] != str(other_day)] == before
    assert [item["stress_now"] for item in left if item["day"] == str(other_day)] == [3]


def test_stopped_import_leaves_nothing(diary: Person, database: Database) -> None:
    before = read_contents(database, diary)
    progress = ProgressAt(CHUNK_ROWS, lambda: progress.stop())  # noqa: PLW0108 - it is assigned here
    with pytest.raises(ImportStopped):
        import_table(database, diary, progress)
    assert read_contents(database, diary) == before
    assert finish_interrupted_imports(database, NOW) == 0


KILLED = f"""
import os, signal, sys
from habitlog.db import Database
from habitlog.usecases.identity.accounts import find_person_by_email
from tests.usecases.files.test_import_saving import CHUNK_ROWS, ProgressAt, import_table
database = Database(sys.argv[1])
with database.begin_read() as transaction:
    someone = find_person_by_email(transaction, "ada@example.org")
import_table(database, someone, ProgressAt(CHUNK_ROWS, lambda: os.kill(os.getpid(), signal.{signal.SIGKILL.name})))
"""


@pytest.mark.sqlite_only
def test_killed_process_leaves_nothing_after_next_start(diary: Person, database: Database) -> None:
    before = read_contents(database, diary)
    url = database.url.render_as_string(hide_password=False)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", KILLED, url], check=False, env=environment, capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert len(read_contents(database, diary)) >= CHUNK_ROWS
    assert finish_interrupted_imports(database, NOW) == 1
    assert read_contents(database, diary) == before
    with database.begin_read() as transaction:
        said = {
            (file.state, file.problem and file.problem[0])
            for file in import_files.list_imports(transaction, diary, NOW)
        }
    assert said == {("saved", None), ("prepared", "import_interrupted")}


@pytest.mark.sqlite_only
def test_full_disk_leaves_nothing(diary: Person, database: Database, tmp_path: Path) -> None:
    before = read_contents(database, diary)

    def fill_disk() -> None:
        with database.begin_write() as transaction:
            transaction.run_pragma("PRAGMA max_page_count=1")

    with pytest.raises(StorageFull):
        import_table(database, diary, ProgressAt(CHUNK_ROWS, fill_disk))
    with database.begin_write() as transaction:
        transaction.run_pragma("PRAGMA max_page_count=1000000")
    finish_interrupted_imports(database, NOW + timedelta(minutes=2))
    assert read_contents(database, diary) == before
