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
from habitlog.usecases.files.import_jobs import INTERRUPTED, Job, make_reading
from habitlog.usecases.files.import_progress import ImportProgress
from habitlog.usecases.jobs.finish_imports import LONGEST_IMPORT, finish_interrupted_imports

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
SWEEP_SECONDS = 3600.0
LONGEST_UPLOAD = timedelta(hours=1)
"""After this time a file without a row is taken for one whose upload was broken off."""


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

    def list_ids(self) -> set[str]:
        """Return the ids of all imports that have a job."""
        with self._changed:
            return set(self._jobs)

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
    """Read the files that wait for it, and look every hour after what was broken off, while the block runs."""
    try:
        # Another process may serve the same PostgreSQL database, and write to the same folder at the moment.
        delete_stray_files(upload_dir, database, clock(), timedelta(0) if database.is_sqlite else LONGEST_UPLOAD)
        resume_reading(database, queue, clock())
    except (HabitlogError, SQLAlchemyError, OSError) as error:
        log.warning("files that wait to be read stay unread until the next start: %s", type(error).__name__)
    with run_periodically("uploads", lambda: run_once(upload_dir, database, queue, clock), SWEEP_SECONDS):
        yield
    queue.interrupt(STOP_TIMEOUT)


def run_once(upload_dir: Path, database: Database, queue: ImportQueue, clock: Clock) -> None:
    """Delete files that belong to no import, and take back what a command left half written."""
    try:
        finish_interrupted_imports(database, clock(), running=queue.list_ids(), min_age=LONGEST_IMPORT)
        delete_stray_files(upload_dir, database, clock(), LONGEST_UPLOAD)
    except (HabitlogError, SQLAlchemyError, OSError) as error:
        log.warning("uploads were not looked after in this run: %s", type(error).__name__)


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
        waiting = [row for row in import_files.list_unfinished_imports(transaction) if row["work"] == "read"]
        owners = sorted({row["person_id"] for row in waiting})
        rows = transaction.fetch_rows(select(person_table).where(person_table.c.id.in_(owners))) if owners else ()
        people = {row["id"]: Person.from_row(row) for row in rows}
    for row in waiting:
        queue.submit(row["id"], make_reading(database, people[row["person_id"]], row["id"], now))
