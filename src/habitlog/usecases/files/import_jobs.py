"""What is done with a file beside the requests: reading it for its preview, importing it, and taking an import back."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.errors import Conflict, HabitlogError, NotFound
from habitlog.importers.file_zones import parse_file_zones
from habitlog.storage import import_files
from habitlog.storage.import_files import ImportWork
from habitlog.usecases.files.file_formats import recognize_format
from habitlog.usecases.files.import_claims import build_claim
from habitlog.usecases.files.import_comparison import Replacement
from habitlog.usecases.files.import_files import (
    build_file_row,
    find_import,
    read_waiting_file,
    store_waiting_file,
)
from habitlog.usecases.files.import_mappings import asks_for_mapping, check_mapping, find_mapping
from habitlog.usecases.files.import_progress import ImportProgress, ImportStopped
from habitlog.usecases.files.import_removal import take_entries_back
from habitlog.usecases.files.import_saving import save_valid_file
from habitlog.usecases.files.imports import preview_file
from habitlog.usecases.files.report_json import encode_value
from habitlog.usecases.files.stored_preview import encode_preview, summarize_preview

log = logging.getLogger(__name__)

Job = Callable[[ImportProgress], None]
INTERRUPTED = "import_interrupted"
"""The code of work that ends because the process does."""


def claim_import(database: Database, person: Person, import_id: str, work: ImportWork, now: datetime) -> None:
    """Note what is going to be done with a waiting file; raises `NotFound`, and `Conflict` where something is already.

    A file that is claimed for reading has no preview until it was read.
    """
    values: dict[str, Any] = {**build_claim(work, now), "problem": None}
    values |= {"preview": None} if work == "read" else {"saved_at": now}
    with database.begin_write() as transaction:
        transaction.lock_person(person.id)
        file = find_import(transaction, person, import_id, now)
        if file.state != "prepared":
            raise NotFound("import_unknown")
        if file.work is not None:
            raise Conflict("import_is_running")
        import_files.update_file(transaction, person.id, import_id, values)


def make_reading(database: Database, person: Person, import_id: str, now: datetime) -> Job:
    """Return the job that reads a file which is claimed for it, and stores its preview."""

    def read(progress: ImportProgress) -> None:
        file = read_waiting_file(database, person, import_id, now, progress)
        progress.begin("comparing")
        with database.begin_read() as transaction:
            preview = summarize_preview(preview_file(transaction, person, file, now))
        with database.begin_write() as transaction:
            values = {"preview": encode_preview(preview), "work": None}
            import_files.update_file(transaction, person.id, import_id, values)

    return _guard(read, database, person, import_id)


def make_saving(
    database: Database, person: Person, import_id: str, now: datetime, *, replace: Replacement, partial: bool
) -> Job:
    """Return the job that imports a file which is claimed for it."""

    def save(progress: ImportProgress) -> None:
        file = read_waiting_file(database, person, import_id, now, progress)
        row = {"id": import_id, "state": "prepared", "work": "save"}
        report = save_valid_file(database, person, row, file, now, replace=replace, partial=partial, progress=progress)
        if report.is_refused:
            with database.begin_read() as transaction:
                preview = summarize_preview(preview_file(transaction, person, file, now))
            with database.begin_write() as transaction:
                import_files.update_file(transaction, person.id, import_id, {"preview": encode_preview(preview)})
            raise Conflict("import_has_refused_items")
        _delete_contents(database, person, import_id)

    return _guard(save, database, person, import_id)


def make_undoing(database: Database, person: Person, import_id: str, since: datetime, now: datetime) -> Job:
    """Return the job that takes an import back which is claimed for it."""

    def undo(progress: ImportProgress) -> None:
        progress.begin("removing")
        values = {"state": "undone", "undone_at": now, "work": None}
        take_entries_back(database, person, import_id, since, now, values, progress)

    return _guard(undo, database, person, import_id)


def accept_import(
    database: Database,
    person: Person,
    file_name: str,
    contents: bytes | Path,
    zone: str,
    now: datetime,
    *,
    replace: bool,
    partial: bool,
    dry_run: bool,
    mapping: Mapping[str, Any] | None,
) -> tuple[str, Job]:
    """Store a file, and return its id and the job that imports it, or that reads it where it is only looked at.

    Raises `Malformed` for a file of no known format, an unknown zone or a mapping that is missing, `Invalid` for one
    that does not fit, and `Conflict` where too much of the person's waits already.
    """
    format_key = recognize_format(contents)
    parse_file_zones(zone)
    if asks_for_mapping(format_key):
        with database.begin_read() as transaction:
            remembered = find_mapping(transaction, person, format_key, contents)
        mapping = check_mapping(format_key, contents, mapping) if mapping is not None else remembered
    else:
        mapping = None
    row = build_file_row(person, file_name, format_key, zone, mapping, now)
    row |= build_claim("read", now) if dry_run else {**build_claim("save", now), "saved_at": now}
    store_waiting_file(database, person, row, contents)
    if dry_run:
        return row["id"], make_reading(database, person, row["id"], now)
    return row["id"], make_saving(database, person, row["id"], now, replace=replace, partial=partial)


def _guard(job: Job, database: Database, person: Person, import_id: str) -> Job:
    """Return a job that notes why it came to nothing; what it could not take back is left to the next start."""

    def run(progress: ImportProgress) -> None:
        problem: Mapping[str, Any] = {"code": "import_failed", "parameters": {}}
        try:
            job(progress)
        except ImportStopped as stop:
            problem = {"code": stop.code, "parameters": {}}
        except HabitlogError as error:
            problem = {"code": error.code, "parameters": encode_value(error.parameters)}
        except (SQLAlchemyError, OSError) as error:
            log.warning("an import came to nothing: %s", type(error).__name__)
        except Exception as error:  # noqa: BLE001 - otherwise the job would begin again every minute, without an end
            log.error("an import failed by a fault of habitlog: %s", _name_fault(error))  # noqa: TRY400 - see there
        else:
            return
        _note_problem(database, person, import_id, problem)

    return run


def _name_fault(error: Exception) -> str:
    """Return the type of an error and where it was raised; its message may quote what is in the file."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"


def _note_problem(database: Database, person: Person, import_id: str, problem: Mapping[str, Any]) -> None:
    try:
        with database.begin_write() as transaction:
            stored = import_files.find_file(transaction, person.id, import_id)
            if stored is None or stored["state"] != "prepared" or stored["work"] == "remove":
                return
            is_resumed = stored["work"] == "read" and problem["code"] == INTERRUPTED
            values = {"worker": None} if is_resumed else {"work": None, "saved_at": None, "problem": problem}
            import_files.update_file(transaction, person.id, import_id, values)
    except (HabitlogError, SQLAlchemyError) as error:
        log.warning("what became of an import was not noted: %s", type(error).__name__)


def _delete_contents(database: Database, person: Person, import_id: str) -> None:
    with database.begin_read() as transaction:
        stored = import_files.find_file(transaction, person.id, import_id)
    if stored and stored["file_path"]:
        Path(stored["file_path"]).unlink(missing_ok=True)
