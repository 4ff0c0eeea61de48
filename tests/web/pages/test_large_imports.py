"""Large files by page and API: kept on disk, read and written beside the requests, stopped, swept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from fastapi import FastAPI
from msgspec.structs import replace
from sqlalchemy import select, update
from tests.support.clock import NOW, STOCKHOLM
from tests.support.health_exports import write_health_file, write_mindful, write_record
from tests.support.html import main_text
from tests.support.import_files import write_hevy_file
from tests.support.people import ApiClient, Browser, ensure_account
from tests.support.records import ExportRecord

from habitlog.accounts.person import person_table
from habitlog.config import Config
from habitlog.db import Database
from habitlog.storage.import_files import import_file_table
from habitlog.usecases.files import import_files
from habitlog.usecases.files.import_claims import name_this_process, report_progress
from habitlog.usecases.files.import_progress import ImportProgress
from habitlog.usecases.jobs.import_queue import ImportQueue, delete_stray_files, resume_reading
from habitlog.web import uploads

HEARTBEATS = [
    write_record("HKQuantityTypeIdentifierHeartRate", "2026-02-01 08:00:00 +0100", "2026-02-01 08:00:00 +0100")
]
LARGE = write_health_file(write_mindful("07:00:00", "07:10:00"), *HEARTBEATS * 9000)


@pytest.fixture
def queue(app: FastAPI) -> ImportQueue:
    queue: ImportQueue = app.state.context.import_queue
    return queue


@contextmanager
def another_import(queue: ImportQueue) -> Iterator[None]:
    """Let jobs wait for another one until the block ends."""
    is_over = Event()

    def wait(_progress: ImportProgress) -> None:
        is_over.wait()

    queue.submit("another", wait)
    try:
        yield
    finally:
        is_over.set()
        queue.wait()


def list_uploads(settings: Config) -> list[Path]:
    return list(settings.upload_dir.iterdir())


def test_large_file_is_read_and_imported_beside_requests(
    ada: Browser, queue: ImportQueue, settings: Config, exported_record: ExportRecord
) -> None:
    with another_import(queue):
        address = ada.upload("/imports", [("export.xml", LARGE)]).headers["location"]
        page = ada.get(address)
        assert "Waiting for another import to end." in main_text(page.text)
        assert 'http-equiv="refresh"' in page.text
        assert "The file is being read." in main_text(ada.get("/imports").text)
        assert ada.post(f"{address}/discard", {}).status_code == 409
    said = main_text(ada.get(address).text)
    assert "1 entry is new." in said
    assert "Heart rate (Apple Health)" in said
    assert "9000" in said
    assert exported_record()["entries"] == []
    assert len(list_uploads(settings)) == 1
    assert ada.post(f"{address}/zone", {"zone": "America/New_York"}).headers["location"] == address
    queue.wait()
    assert "read in America/New_York" in main_text(ada.get(address).text)
    assert ada.post(f"{address}/save", {}).headers["location"] == address
    queue.wait()
    assert "1 entry added." in main_text(ada.get(address).text)
    assert len(exported_record()["entries"]) == 1
    assert list_uploads(settings) == []


def test_stopped_file_can_be_read_again_or_deleted(
    ada: Browser, queue: ImportQueue, settings: Config, exported_record: ExportRecord
) -> None:
    with another_import(queue):
        address = ada.upload("/imports", [("export.xml", LARGE)]).headers["location"]
        queue.stop(address.rpartition("/")[2])
    assert "You stopped this import. Nothing was imported." in main_text(ada.get(address).text)
    ada.post(f"{address}/zone", {"zone": "Europe/Stockholm"})
    queue.wait()
    with another_import(queue):
        ada.post(f"{address}/save", {})
        queue.stop(address.rpartition("/")[2])
    said = main_text(ada.get(address).text)
    assert "You stopped this import. Nothing was imported." in said
    assert "1 entry is new." in said
    assert exported_record()["entries"] == []
    assert ada.post(f"{address}/discard", {}).headers["location"] == "/imports"
    assert list_uploads(settings) == []


def test_program_is_answered_before_its_file_is_read(program: ApiClient, queue: ImportQueue) -> None:
    program.client.headers["Prefer"] = "respond-async"
    with another_import(queue):
        accepted = program.upload("/imports", "a.csv", write_hevy_file(40))
        assert (accepted.status_code, accepted.headers["preference-applied"]) == (202, "respond-async")
        assert accepted.json()["progress"] == {"stage": "waiting", "done": 0, "total": 0}
    path = accepted.headers["location"].removeprefix("/api/v1")
    done = program.get(path).json()
    assert (done["state"], done["work"], done["report"]["added"]) == ("saved", None, {"training resistance": 1})
    looked = program.upload("/imports", "b.csv", write_hevy_file(45), dry_run="true").json()
    queue.wait()
    looked = program.get(f"/imports/{looked['id']}").json()
    assert (looked["state"], looked["report"]["different"]) == ("prepared", 1)
    with another_import(queue):
        stopped = program.upload("/imports", "c.csv", write_hevy_file(45), replace="true").json()
        queue.stop(stopped["id"])
    stopped = program.post(f"/imports/{stopped['id']}/stop", None).json()
    assert (stopped["state"], stopped["problem"]["code"]) == ("prepared", "import_stopped")


def test_reading_goes_on_after_restart_and_strays_are_deleted(
    ada: Browser, queue: ImportQueue, settings: Config, database: Database
) -> None:
    with another_import(queue):
        address = ada.upload("/imports", [("export.xml", LARGE)]).headers["location"]
        queue.interrupt(0)
    restarted = ImportQueue()
    resume_reading(database, restarted, NOW)
    restarted.wait()
    assert "1 entry is new." in main_text(ada.get(address).text)
    stray = settings.upload_dir / "broken-off.part"
    stray.write_bytes(b"half a file")
    os.utime(stray, (NOW.timestamp(), NOW.timestamp()))
    assert delete_stray_files(settings.upload_dir, database, NOW, timedelta(hours=1)) == 0
    assert delete_stray_files(settings.upload_dir, database, NOW, timedelta(0)) == 1
    assert len(list_uploads(settings)) == 1


def test_reading_that_fails_unforeseen_is_noted_and_not_repeated(
    ada: Browser, queue: ImportQueue, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def set_zone(zone: str) -> None:
        with database.begin_write() as transaction:
            transaction.execute_uncounted(update(person_table).values(zone=zone))

    with another_import(queue):
        address = ada.upload("/imports", [("export.xml", LARGE)]).headers["location"]
        queue.interrupt(0)
    restarted = ImportQueue()
    set_zone("Europe/Removed")  # as one that a later version of the zone data does not have
    resume_reading(database, restarted, NOW)
    restarted.wait()
    set_zone(STOCKHOLM)
    assert "This import came to nothing." in main_text(ada.get(address).text)
    assert "an import failed by a fault of habitlog: ZoneInfoNotFoundError" in caplog.text
    resume_reading(database, restarted, NOW + timedelta(minutes=2))
    assert restarted.list_progress() == {}
    assert ada.post(f"{address}/discard", {}).headers["location"] == "/imports"


def test_length_is_looked_at_before_anything_is_read(ada: Browser, settings: Config) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(257 * 2**20)}
    assert ada.client.post("/imports", content=b"", headers=headers).status_code == 413
    assert not settings.upload_dir.exists()


def test_upload_that_would_fill_the_disk_is_refused(
    ada: Browser, settings: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(settings.data_dir)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=100 * 2**20))
    refused = ada.upload("/imports", [("export.xml", LARGE)])
    assert refused.status_code == 507
    assert "The disk is full." in refused.text
    assert list_uploads(settings) == []


def test_import_of_another_process_is_shown_and_stopped(
    app: FastAPI, ada: Browser, queue: ImportQueue, database: Database
) -> None:
    with another_import(queue):
        address = ada.upload("/imports", [("export.xml", LARGE)]).headers["location"]
        import_id = address.rpartition("/")[2]
        progress = ImportProgress()
        progress.begin("reading", 20_000_000_000)
        progress.advance(5_000_000)
        report_progress(database, {import_id: progress}, NOW)
        here = app.state.context
        app.state.context = replace(here, import_queue=ImportQueue())
        assert "Reading: 5.0 of 20000.0 MB." in main_text(ada.get(address).text)
        ada.post(f"{address}/stop", {})
        app.state.context = here
        report_progress(database, queue.list_progress(), NOW)
    queue.wait()
    assert "You stopped this import. Nothing was imported." in main_text(ada.get(address).text)


def test_import_is_left_to_the_process_that_works_on_it(ada: Browser, queue: ImportQueue, database: Database) -> None:
    another = ImportQueue()
    with another_import(queue):
        ada.upload("/imports", [("export.xml", LARGE)])
        resume_reading(database, another, NOW)
        assert another.list_progress() == {}
        for worker, later, is_taken in (
            ("another.example/7/x", timedelta(seconds=50), False),
            ("another.example/7/x", timedelta(seconds=60), True),
            (f"{name_this_process().rpartition('/')[0]}/earlier", timedelta(0), True),
        ):
            with database.begin_write() as transaction:
                values = {"worker": worker, "worker_seen_at": NOW}
                transaction.execute_uncounted(update(import_file_table).values(values))
            resume_reading(database, another, NOW + later)
            another.wait()
            with database.begin_read() as transaction:
                [row] = transaction.fetch_rows(select(import_file_table.c.worker, import_file_table.c.work))
            assert (row["work"] is None) is is_taken, worker
            assert (row["worker"] == name_this_process()) is is_taken
            with database.begin_write() as transaction:
                transaction.execute_uncounted(update(import_file_table).values(work="read"))


def test_waiting_files_have_a_size_altogether(
    ada: Browser, queue: ImportQueue, settings: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_files, "MAX_WAITING_BYTES", 2 * len(LARGE) - 1)
    assert ada.upload("/imports", [("first.xml", LARGE)]).status_code == 303
    queue.wait()
    refused = ada.upload("/imports", [("second.xml", LARGE)])
    assert refused.status_code == 422
    assert "Import or delete" in main_text(refused.text)
    assert len(list_uploads(settings)) == 1


def test_third_upload_at_a_time_waits(app: FastAPI, ada: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    someone = ensure_account(app, "Ada", STOCKHOLM)
    monkeypatch.setitem(uploads._arriving, someone.id, uploads.MAX_UPLOADS_OF_PERSON)
    refused = ada.upload("/imports", [("first.xml", LARGE)])
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    monkeypatch.setitem(uploads._arriving, someone.id, uploads.MAX_UPLOADS_OF_PERSON - 1)
    assert ada.upload("/imports", [("first.xml", LARGE)]).status_code == 303
