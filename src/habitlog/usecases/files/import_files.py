"""Uploaded files: looked at before anything is written, imported as a whole, and taken back within thirty days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.db import Database, ReadTransaction
from habitlog.db.types import make_time_ordered_id
from habitlog.errors import Conflict, HabitlogError, Invalid, Malformed, NotFound
from habitlog.importers.file_zones import SPAN_SEPARATOR, join_zones, parse_file_zones
from habitlog.storage import import_files
from habitlog.storage.import_files import IMPORT_UNDO_PERIOD, ImportWork
from habitlog.usecases.files.file_formats import recognize_format
from habitlog.usecases.files.import_claims import build_claim
from habitlog.usecases.files.import_comparison import Replacement
from habitlog.usecases.files.import_mappings import (
    asks_for_mapping,
    check_mapping,
    find_mapping,
    remember_mapping,
)
from habitlog.usecases.files.import_progress import ImportProgress, ProgressCounts
from habitlog.usecases.files.import_report import ImportReport, ValidFile
from habitlog.usecases.files.import_saving import save_valid_file
from habitlog.usecases.files.imports import preview_file, read_file, rehearse_import
from habitlog.usecases.files.report_json import decode_report, decode_value, encode_report
from habitlog.usecases.files.stored_preview import PreviewSummary, decode_preview, summarize_preview
from habitlog.usecases.remembered_words import list_words, remember_words

MAX_WAITING_FILES = 20
MAX_WAITING_BYTES = 2**30
"""How many bytes the large files of a person may take that wait."""
MAX_MAPPED_BYTES = 16 * 2**20
"""How large a file may be whose person has to say what is in it: it is read while they wait."""
MAX_FILE_NAME_LENGTH = 200

ImportState = Literal["prepared", "saved", "undone"]


class ImportFile(Struct, frozen=True):
    """An uploaded file; `report` is what its import did, once it is `saved`, also when it is `undone` later.

    `work` is what is being done with it, and `progress` how far that was a moment ago.
    `problem` is the code and parameters of why that came to nothing last time.
    """

    id: str
    file_name: str
    format: str
    zone: str
    state: ImportState
    uploaded_at: datetime
    saved_at: datetime | None
    undone_at: datetime | None
    report: ImportReport | None
    can_be_undone: bool
    mapping: Mapping[str, Any] | None = None
    work: ImportWork | None = None
    progress: ProgressCounts | None = None
    problem: tuple[str, Mapping[str, Any]] | None = None
    file_path: str | None = None
    has_contents: bool = True

    @property
    def is_large(self) -> bool:
        """Whether it lies outside of the database, and is read beside the requests."""
        return self.file_path is not None

    @property
    def needs_mapping(self) -> bool:
        """Whether the person has yet to say what is in it."""
        return self.mapping is None and asks_for_mapping(self.format)


def prepare_import(
    database: Database, person: Person, file_name: str, contents: bytes | Path, zone: str, now: datetime
) -> str:
    """Store a file of a known format until it is imported, and return its id.

    It is read before the transaction that stores it: writes of other people wait for that. One that is given by its
    path is moved within its folder and is to be read in the background (`import_jobs`). Raises `Malformed` for a file
    of no known format or an unknown zone, and `Conflict` where too many wait already. A file whose format asks the
    person what is in it waits for that, unless they said it of one with the same headings.
    """
    format_key = recognize_format(contents)
    if isinstance(contents, Path) and asks_for_mapping(format_key) and contents.stat().st_size > MAX_MAPPED_BYTES:
        raise Malformed("table_too_large", most_mb=MAX_MAPPED_BYTES // 2**20)
    with database.begin_read() as transaction:
        mapping = find_mapping(transaction, person, format_key, contents)
    is_known = mapping is not None or not asks_for_mapping(format_key)
    if is_known and isinstance(contents, bytes):
        try:
            read_file(format_key, contents, person, zone, now, mapping=mapping)
        except Invalid:
            mapping = None
    parse_file_zones(zone)
    row = build_file_row(person, file_name, format_key, zone, mapping, now)
    if isinstance(contents, Path) and is_known:
        row |= build_claim("read", now)
    store_waiting_file(database, person, row, contents)
    return str(row["id"])


def store_waiting_file(database: Database, person: Person, row: Mapping[str, Any], contents: bytes | Path) -> None:
    """Store a file with its row; one that is given by its path is moved within its folder.

    Raises `Conflict` where too many files of the person wait, or too many bytes.
    """
    kept = contents.rename(contents.with_name(row["id"])) if isinstance(contents, Path) else contents
    try:
        with database.begin_write() as transaction:
            transaction.lock_person(person.id)
            if import_files.count_waiting_files(transaction, person.id) >= MAX_WAITING_FILES:
                raise Conflict("too_many_waiting_imports", most=MAX_WAITING_FILES)
            size = kept.stat().st_size if isinstance(kept, Path) else 0
            if size and import_files.sum_stored_bytes(transaction, person.id) + size > MAX_WAITING_BYTES:
                raise Conflict("waiting_imports_too_large", most_mb=MAX_WAITING_BYTES // 2**20)
            import_files.store_file(transaction, row, kept)
    except HabitlogError:
        if isinstance(kept, Path):
            kept.unlink(missing_ok=True)
        raise


def build_file_row(
    person: Person,
    file_name: str,
    format_key: str,
    zone: str,
    mapping: Mapping[str, Any] | None,
    now: datetime,
) -> dict[str, Any]:
    """Return the row of a new file."""
    return {
        "person_id": person.id,
        "id": make_time_ordered_id(now),
        "file_name": _shorten_file_name(file_name),
        "format": format_key,
        **_split_zones(zone),
        "mapping": mapping,
        "uploaded_at": now,
    }


def _split_zones(zone: str) -> dict[str, str | None]:
    """Return the columns of the time zones of a file: that of its latest days, and those of the days before."""
    earlier, _, last = zone.rpartition(SPAN_SEPARATOR)
    return {"earlier_zones": earlier or None, "zone": last}


def _shorten_file_name(file_name: str) -> str:
    """Return the last part of a path without control characters, as it can be stored and shown."""
    last_part = file_name.replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in last_part if character.isprintable())[:MAX_FILE_NAME_LENGTH] or "file"


def list_imports(transaction: ReadTransaction, person: Person, now: datetime) -> list[ImportFile]:
    """Return a person's imports, latest first."""
    return [_build_import_file(row, now) for row in import_files.list_files(transaction, person.id)]


def find_import(transaction: ReadTransaction, person: Person, import_id: str, now: datetime) -> ImportFile:
    """Return one import of a person; raises `NotFound`."""
    row = import_files.find_file(transaction, person.id, import_id)
    if row is None:
        raise NotFound("import_unknown")
    return _build_import_file(row, now)


def _build_import_file(row: Mapping[str, Any], now: datetime) -> ImportFile:
    is_recent = row["saved_at"] is not None and now < row["saved_at"] + IMPORT_UNDO_PERIOD
    return ImportFile(
        id=row["id"],
        file_name=row["file_name"],
        format=row["format"],
        zone=join_zones((row["earlier_zones"] or "", row["zone"])),
        state=row["state"],
        uploaded_at=row["uploaded_at"],
        saved_at=row["saved_at"] if row["state"] != "prepared" else None,
        undone_at=row["undone_at"],
        report=None if row["report"] is None else decode_report(row["report"]),
        can_be_undone=row["state"] == "saved" and row.get("work") is None and is_recent,
        mapping=row["mapping"],
        work=row.get("work"),
        progress=ProgressCounts(*row["progress"]) if row.get("progress") else None,
        problem=(problem["code"], decode_value(problem["parameters"])) if (problem := row.get("problem")) else None,
        file_path=row.get("file_path"),
        has_contents=bool(row.get("has_content") or row.get("file_path")),
    )


def preview_import(database: Database, person: Person, import_id: str, now: datetime) -> PreviewSummary | None:
    """Return what importing a waiting file would do; None for a large one that was not read yet.

    That of a large file is as old as its reading. Raises `NotFound` where the file does not wait.
    """
    with database.begin_read() as transaction:
        if find_import(transaction, person, import_id, now).is_large:
            return find_stored_preview(transaction, person, import_id)
    file = read_waiting_file(database, person, import_id, now)
    with database.begin_read() as transaction:
        return summarize_preview(preview_file(transaction, person, file, now))


def find_stored_preview(transaction: ReadTransaction, person: Person, import_id: str) -> PreviewSummary | None:
    """Return the preview of a file that was read in the background, as old as its reading."""
    stored = import_files.load_preview(transaction, person.id, import_id)
    return None if stored is None else decode_preview(stored)


def read_waiting_file(
    database: Database, person: Person, import_id: str, now: datetime, progress: ImportProgress | None = None
) -> ValidFile:
    """Return the valid contents of a waiting file: parsed and screened outside of any transaction."""
    with database.begin_read() as transaction:
        waiting = find_import(transaction, person, import_id, now)
        contents = import_files.load_content(transaction, person.id, import_id)
        accepted = frozenset(list_words(transaction, person))
    if contents is None:
        raise NotFound("import_unknown")
    mapping = waiting.mapping
    return read_file(
        waiting.format, contents, person, waiting.zone, now, accepted=accepted, mapping=mapping, progress=progress
    )


def change_zone(database: Database, person: Person, import_id: str, zone: str, now: datetime) -> None:
    """Read the local times of a waiting file in another zone, or in several by spans of days, from now on.

    Raises `Malformed` for a zone that does not exist, and `NotFound` where the file does not wait.
    """
    waiting, contents = load_waiting_file(database, person, import_id, now)
    if waiting.is_large:
        parse_file_zones(zone)
    else:
        read_file(waiting.format, contents, person, zone, now, mapping=waiting.mapping)
    with database.begin_write() as transaction:
        import_files.update_file(transaction, person.id, import_id, _split_zones(zone))


def load_waiting_file(
    database: Database, person: Person, import_id: str, now: datetime
) -> tuple[ImportFile, bytes | Path]:
    """Return a file that waits and its bytes, or where they lie; raises `NotFound` where it does not wait."""
    with database.begin_read() as transaction:
        waiting = find_import(transaction, person, import_id, now)
        content = import_files.load_content(transaction, person.id, import_id)
    if content is None:
        raise NotFound("import_unknown")
    return waiting, content


def map_columns(database: Database, person: Person, import_id: str, raw: Mapping[str, Any], now: datetime) -> None:
    """Read a waiting file as its person says from now on, and remember it for files with the same headings.

    Raises `Invalid` for a mapping that does not fit the file, and `NotFound` where it does not wait.
    """
    waiting, content = load_waiting_file(database, person, import_id, now)
    if not asks_for_mapping(waiting.format):
        raise NotFound("import_unknown")
    mapping = check_mapping(waiting.format, content, raw)
    if not waiting.is_large:
        read_file(waiting.format, content, person, waiting.zone, now, mapping=mapping)
    with database.begin_write() as transaction:
        transaction.lock_person(person.id)
        import_files.update_file(transaction, person.id, import_id, {"mapping": mapping})
        remember_mapping(transaction, person, waiting.format, content, mapping, now)


def accept_words(database: Database, person: Person, import_id: str, now: datetime) -> None:
    """Remember that the words for which notes of a waiting file are in doubt are not about a medicine.

    The notes come in with their entries then. Raises `NotFound` where the file does not wait.
    """
    preview = preview_import(database, person, import_id, now)
    with database.begin_write() as transaction:
        remember_words(transaction, person, preview.doubted_words if preview else (), now)


def discard_import(database: Database, person: Person, import_id: str, now: datetime) -> None:
    """Delete a waiting file; raises `NotFound` where it does not wait, `Conflict` while something is done with it."""
    with database.begin_write() as transaction:
        transaction.lock_person(person.id)
        file = find_import(transaction, person, import_id, now)
        if file.state != "prepared":
            raise NotFound("import_unknown")
        if file.work is not None:
            raise Conflict("import_is_running")
        import_files.delete_file(transaction, person.id, import_id)
    if file.file_path:
        Path(file.file_path).unlink(missing_ok=True)


def save_import(
    database: Database, person: Person, import_id: str, now: datetime, *, replace: Replacement, partial: bool
) -> ImportReport:
    """Import a waiting file and return the report; a file that is saved already returns its report again.

    `replace` says where the file is taken that differs from the log.
    Where something is refused and `partial` is false nothing is written, and the file waits on.
    """
    with database.begin_read() as transaction:
        if (earlier := find_import(transaction, person, import_id, now).report) is not None:
            return earlier
    file = read_waiting_file(database, person, import_id, now)
    row = {"id": import_id, "state": "prepared"}
    try:
        return save_valid_file(database, person, row, file, now, replace=replace, partial=partial)
    except Conflict:
        with database.begin_read() as transaction:
            if (earlier := find_import(transaction, person, import_id, now).report) is not None:
                return earlier
        raise


def import_now(
    database: Database,
    person: Person,
    file_name: str,
    contents: bytes | Path,
    zone: str,
    now: datetime,
    *,
    replace: bool = False,
    partial: bool = False,
    dry_run: bool = False,
    mapping: Mapping[str, Any] | None = None,
    format_key: str | None = None,
    progress: ImportProgress | None = None,
) -> ImportFile:
    """Import a file without a preview. With `dry_run`, and where it is refused, it is stored nowhere.

    Where the format asks for one, a `mapping` that is given is remembered, otherwise the remembered one is used.
    Raises `Malformed` for a file of no known format, an unknown zone or a mapping that is missing, and `Invalid` for
    one that does not fit.
    """
    format_key = format_key or recognize_format(contents)
    with database.begin_read() as transaction:
        accepted = frozenset(list_words(transaction, person))
        remembered = find_mapping(transaction, person, format_key, contents)
    if mapping is not None and asks_for_mapping(format_key):
        mapping = check_mapping(format_key, contents, mapping)
    used = mapping or remembered
    file = read_file(format_key, contents, person, zone, now, accepted=accepted, mapping=used, progress=progress)
    row = build_file_row(person, file_name, format_key, zone, used, now)
    if dry_run:
        with database.begin_read() as transaction:
            report = rehearse_import(transaction, person, file, now, replace=replace, partial=partial)
    else:
        report = save_valid_file(database, person, row, file, now, replace=replace, partial=partial, progress=progress)
    if dry_run or report.is_refused:
        return _build_import_file({**row, **_NOT_SAVED, "report": encode_report(report)}, now)
    if mapping is not None and used is mapping and asks_for_mapping(format_key):
        with database.begin_write() as transaction:
            transaction.lock_person(person.id)
            remember_mapping(transaction, person, format_key, contents, mapping, now)
    with database.begin_read() as transaction:
        return find_import(transaction, person, row["id"], now)


_NOT_SAVED = {"state": "prepared", "saved_at": None, "undone_at": None}
