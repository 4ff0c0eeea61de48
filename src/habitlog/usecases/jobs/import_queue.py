"""Reading and writing of files beside the requests: one after the other, in a thread that ends with the last one."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Condition, Thread

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from habitlog.accounts.person import Person, person_table
from habitlog.background import STOP_TIMEOUT, run_periodically
from habitlog.db import Database
from habitlog.errors import HabitlogError
from habitlog.storage import import_files
from habitlog.storage.import_files import request_stop
from habitlog.usecases.files.import_claims import (
    CLAIM_PERIOD,
    REPORT_SECONDS,
    build_claim,
    is_claim_held,
    report_progress,
)
from habitlog.usecases.files.import_files import ImportFile, find_import
from habitlog.usecases.files.import_jobs import INTERRUPTED, Job, make_reading
from habitlog.usecases.files.import_progress import ImportProgress, ProgressCounts
from habitlog.usecases.jobs.finish_imports import finish_interrupted_imports

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
SWEEP_SECONDS = CLAIM_PERIOD.total_seconds()
STOP_SECONDS = 1.0
"""How long a stop waits for the import, so that the next page mostly says that it ended."""
LONGEST_UPLOAD = timedelta(hours=1)
"""After this time a file without a row is taken for one whose upload was broken off: another process may write it."""


class ImportQueue:
    """Jobs by the id of their import, first come, first served."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._jobs: OrderedDict[str, tuple[Job, ImportProgress]] = OrderedDict()
        self._is_running = False

    def submit(self, import_id: str, job: Job) -> None:
        """Let a job run once those before it have ended; one of the same import that waits stays."""
        with self._changed:
            self._jobs.setdefault(import_id, (job, ImportProgress()))
            if not self._is_running:
                self._is_running = True
                Thread(target=self._run_jobs, name="imports", daemon=True).start()

    def _run_jobs(self) -> None:
        has_ended = False
        try:
            while not has_ended:
                has_ended = self._run_next_job()
        finally:
            if not has_ended:
                # A fault of the program: what waits goes on with the next job that is submitted.
                with self._changed:
                    self._is_running = False

    def _run_next_job(self) -> bool:
        """Run the job that waits longest; return whether there was none, so that the thread ends."""
        with self._changed:
            if not self._jobs:
                self._is_running = False
                return True
            import_id, (job, progress) = next(iter(self._jobs.items()))
        try:
            job(progress)
        finally:
            with self._changed:
                del self._jobs[import_id]
                self._changed.notify_all()
        return False

    def find_progress(self, import_id: str) -> ImportProgress | None:
        """Return how far the job of an import is, None where there is none."""
        with self._changed:
            found = self._jobs.get(import_id)
        return found[1] if found else None

    def list_progress(self) -> dict[str, ImportProgress]:
        """Return how far every import is that has a job here."""
        with self._changed:
            return {import_id: progress for import_id, (_, progress) in self._jobs.items()}

    def stop(self, import_id: str) -> None:
        """Let the job of an import end without a result; what it wrote is taken back."""
        if progress := self.find_progress(import_id):
            progress.stop()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until every job has ended; return whether they have."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._jobs, seconds)

    def interrupt(self, seconds: float) -> None:
        """Let every job end at its next step, and wait for it."""
        with self._changed:
            for _, progress in self._jobs.values():
                progress.stop(INTERRUPTED)
        self.wait(seconds)


@contextmanager
def run_in_background(upload_dir: Path, database: Database, queue: ImportQueue, clock: Clock) -> Iterator[None]:
    """Read the files that wait for it, and look every minute after what was broken off, while the block runs."""
    run_once(upload_dir, database, queue, clock)
    with (
        run_periodically("uploads", lambda: run_once(upload_dir, database, queue, clock), SWEEP_SECONDS),
        run_periodically("import progress", lambda: report_once(database, queue, clock), REPORT_SECONDS),
    ):
        yield
    queue.interrupt(STOP_TIMEOUT)


def run_once(upload_dir: Path, database: Database, queue: ImportQueue, clock: Clock) -> None:
    """Delete files that belong to no import, and go on with what another process left in the middle."""
    try:
        finish_interrupted_imports(database, clock())
        resume_reading(database, queue, clock())
        delete_stray_files(upload_dir, database, clock(), LONGEST_UPLOAD)
    except (HabitlogError, SQLAlchemyError, OSError) as error:
        log.warning("uploads were not looked after in this run: %s", type(error).__name__)


def report_once(database: Database, queue: ImportQueue, clock: Clock) -> None:
    """Let other processes know how far the imports of this one are."""
    try:
        report_progress(database, queue.list_progress(), clock())
    except (HabitlogError, SQLAlchemyError) as error:
        log.warning("how far imports are was not noted: %s", type(error).__name__)


def find_progress(queue: ImportQueue, file: ImportFile) -> ProgressCounts | None:
    """Return how far an import is, in this process or as another one said; None where nothing is done with it."""
    if file.work is None:
        return None
    progress = queue.find_progress(file.id)
    return ProgressCounts(progress.stage, progress.done, progress.total) if progress else file.progress


def stop_import(database: Database, queue: ImportQueue, person: Person, import_id: str, now: datetime) -> None:
    """Let an import end, in whatever process it goes on, and wait a moment for that; raises `NotFound`."""
    with database.begin_write() as transaction:
        find_import(transaction, person, import_id, now)
        request_stop(transaction, person.id, import_id)
    queue.stop(import_id)
    queue.wait(STOP_SECONDS)


def delete_stray_files(upload_dir: Path, database: Database, now: datetime, min_age: timedelta) -> int:
    """Delete files of the folder that belong to no waiting import and were not written lately; return how many."""
    if not upload_dir.is_dir():
        return 0
    with database.begin_read() as transaction:
        kept = import_files.list_stored_files(transaction)
    stray = [
        path
        for path in upload_dir.iterdir()
        if path not in kept and path.stat().st_mtime <= (now - min_age).timestamp()
    ]
    for path in stray:
        path.unlink(missing_ok=True)
    return len(stray)


def resume_reading(database: Database, queue: ImportQueue, now: datetime) -> None:
    """Read the files again whose reading the end of a process interrupted."""
    with database.begin_read() as transaction:
        unfinished = import_files.list_unfinished_imports(transaction)
        waiting = [row for row in unfinished if row["work"] == "read" and not is_claim_held(row, now)]
        owners = sorted({row["person_id"] for row in waiting})
        rows = transaction.fetch_rows(select(person_table).where(person_table.c.id.in_(owners))) if owners else ()
        people = {row["id"]: Person.from_row(row) for row in rows}
    for row in waiting:
        with database.begin_write() as transaction:
            is_taken = import_files.take_claim(transaction, row, build_claim("read", now))
        if is_taken:
            queue.submit(row["id"], make_reading(database, people[row["person_id"]], row["id"], now))
