"""Uploaded files: looked at before anything is written, imported as a whole, and taken back within thirty days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.db import Database, ReadTransaction, WriteTransaction
from habitlog.db.types import make_time_ordered_id
from habitlog.errors import Conflict, Invalid, NotFound
from habitlog.importers.file_zones import SPAN_SEPARATOR, join_zones, parse_file_zones
from habitlog.storage import import_files
from habitlog.storage.import_files import IMPORT_UNDO_PERIOD, ImportWork
from habitlog.usecases.files.file_formats import recognize_format
from habitlog.usecases.files.import_mappings import (
    asks_for_mapping,
    check_mapping,
    find_mapping,
    remember_mapping,
)
from habitlog.usecases.files.import_progress import ImportProgress
from habitlog.usecases.files.import_report import ImportReport, ValidFile
from habitlog.usecases.files.import_saving import save_valid_file
from habitlog.usecases.files.imports import Preview, preview_file, read_file, rehearse_import
from habitlog.usecases.files.report_json import decode_report, encode_report
from habitlog.usecases.remembered_words import list_words, remember_words

MAX_WAITING_FILES = 20
MAX_FILE_NAME_LENGTH = 200

ImportState = Literal["prepared", "saved", "undone"]


class ImportFile(Struct, frozen=True):
    """An uploaded file; `report` is what its import did, once it is `saved`, also when it is `undone` later.

    `work` is what is being done with it, `problem` the code and parameters of why that came to nothing last time.
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
    problem: tuple[str, Mapping[str, Any]] | None = None

    @property
    def needs_mapping(self) -> bool:
        """Whether the person has yet to say what is in it."""
        return self.mapping is None and asks_for_mapping(self.format)


def prepare_import(database: Database, person: Person, file_name: str, data: bytes, zone: str, now: datetime) -> str:
    """Store a file of a known format until it is imported, and return its id.

    It is read before the transaction that stores it: writes of other people wait for that. Raises `Malformed` for a
    file of no known format or an unknown zone, and `Conflict` where too many wait already. A file whose format asks the
    person what is in it waits for that, unless they said it of one with the same headings.
    """
    format_key = recognize_format(data)
    with database.begin_read() as transaction:
        mapping = find_mapping(transaction, person, format_key, data)
    if mapping is not None or not asks_for_mapping(format_key):
        try:
            read_file(format_key, data, person, zone, now, mapping=mapping)
        except Invalid:
            mapping = None
    parse_file_zones(zone)
    import_id = make_time_ordered_id(now)
    row = _build_file_row(person, import_id, file_name, format_key, zone, mapping, now)
    with database.begin_write() as transaction:
        transaction.lock_person(person.id)
        if import_files.count_waiting_files(transaction, person.id) >= MAX_WAITING_FILES:
            raise Conflict("too_many_waiting_imports", most=MAX_WAITING_FILES)
        import_files.store_file(transaction, row, data)
    return import_id


def _build_file_row(
    person: Person,
    import_id: str,
    file_name: str,
    format_key: str,
    zone: str,
    mapping: Mapping[str, Any] | None,
    now: datetime,
) -> dict[str, Any]:
    return {
        "person_id": person.id,
        "id": import_id,
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
        problem=(problem["code"], problem["parameters"]) if (problem := row.get("problem")) else None,
    )


def preview_import(database: Database, person: Person, import_id: str, now: datetime) -> Preview:
    """Return what importing a waiting file would do; raises `NotFound` where it does not wait."""
    file = _read_waiting_file(database, person, import_id, now)
    with database.begin_read() as transaction:
        return preview_file(transaction, person, file, now)


def _read_waiting_file(database: Database, person: Person, import_id: str, now: datetime) -> ValidFile:
    """Return the valid contents of a waiting file: parsed and screened outside of any transaction."""
    with database.begin_read() as transaction:
        waiting = find_import(transaction, person, import_id, now)
        content = import_files.load_content(transaction, person.id, import_id)
        accepted = frozenset(list_words(transaction, person))
    if content is None:
        raise NotFound("import_unknown")
    return read_file(waiting.format, content, person, waiting.zone, now, accepted=accepted, mapping=waiting.mapping)


def change_zone(database: Database, person: Person, import_id: str, zone: str, now: datetime) -> None:
    """Read the local times of a waiting file in another zone, or in several by spans of days, from now on.

    Raises `Malformed` for a zone that does not exist, and `NotFound` where the file does not wait.
    """
    waiting, content = load_waiting_file(database, person, import_id, now)
    read_file(waiting.format, content, person, zone, now, mapping=waiting.mapping)
    with database.begin_write() as transaction:
        import_files.update_file(transaction, person.id, import_id, _split_zones(zone))


def load_waiting_file(database: Database, person: Person, import_id: str, now: datetime) -> tuple[ImportFile, bytes]:
    """Return a waiting file and its bytes; raises `NotFound` where it does not wait."""
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
    read_file(waiting.format, content, person, waiting.zone, now, mapping=mapping)
    with database.begin_write() as transaction:
        transaction.lock_person(person.id)
        import_files.update_file(transaction, person.id, import_id, {"mapping": mapping})
        remember_mapping(transaction, person, waiting.format, content, mapping, now)


def accept_words(database: Database, person: Person, import_id: str, now: datetime) -> None:
    """Remember that the words for which notes of a waiting file are in doubt are not about a medicine.

    The notes come in with their entries then. Raises `NotFound` where the file does not wait.
    """
    file = _read_waiting_file(database, person, import_id, now)
    with database.begin_write() as transaction:
        remember_words(transaction, person, file.doubted_words, now)


def discard_import(transaction: WriteTransaction, person: Person, import_id: str, now: datetime) -> None:
    """Delete a waiting file; raises `NotFound` where it does not wait."""
    if find_import(transaction, person, import_id, now).state != "prepared":
        raise NotFound("import_unknown")
    import_files.delete_file(transaction, person.id, import_id)


def save_import(
    database: Database, person: Person, import_id: str, now: datetime, *, replace: bool, partial: bool
) -> ImportReport:
    """Import a waiting file and return the report; a file that is saved already returns its report again.

    Where something is refused and `partial` is false nothing is written, and the file waits on.
    """
    with database.begin_read() as transaction:
        if (earlier := find_import(transaction, person, import_id, now).report) is not None:
            return earlier
    file = _read_waiting_file(database, person, import_id, now)
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
    import_id = make_time_ordered_id(now)
    row = _build_file_row(person, import_id, file_name, format_key, zone, used, now)
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
        return find_import(transaction, person, import_id, now)


_NOT_SAVED = {"state": "prepared", "saved_at": None, "undone_at": None}
