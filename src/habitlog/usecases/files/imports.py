"""Importing files: everything is parsed and screened first, then compared, and written in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import ClinicianTopic, ClinicianTopicUnsure, HabitlogError, Malformed
from habitlog.importers import IMPORTERS
from habitlog.importers.base import EntryDraft, ImportRefusal, ParsedFile
from habitlog.importers.habitlog_json import read_record_file
from habitlog.importers.habitlog_tables import read_record_tables
from habitlog.importers.source_files import ImportSource
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics
from habitlog.tracking import EntryKind, EntryRecord, Pillar
from habitlog.usecases.dose_screening import screen_record
from habitlog.usecases.entries.entries import parse_entry, refuse_future_day
from habitlog.usecases.files.file_formats import open_files
from habitlog.usecases.files.import_comparison import ComparedRow, FileRow, build_entry_row, compare_rows
from habitlog.usecases.files.import_progress import ITEMS_PER_STEP, ImportProgress, count_reading
from habitlog.usecases.files.import_report import MAX_ENTRIES, ImportReport, ValidFile, build_report
from habitlog.usecases.files.import_writing import write_rows
from habitlog.usecases.files.imported_tags import check_tags, compare_tags, write_tags
from habitlog.usecases.files.restore_export import (
    RECORD_FORMAT,
    validate_record,
)
from habitlog.usecases.files.restore_tables import TABLES_FORMAT, validate_tables
from habitlog.usecases.remembered_words import list_words

_UNREAD_FILES = "other files of the archive"


class Preview(NamedTuple):
    """What an import would do, the rows it is about, and the words for which notes are left out that are in doubt."""

    report: ImportReport
    rows: tuple[ComparedRow, ...]
    doubted_words: frozenset[str]


def read_file(
    format_key: str,
    contents: bytes | Path,
    person: Person,
    zone: str,
    now: datetime,
    *,
    accepted: AbstractSet[str] = frozenset(),
    mapping: Mapping[str, Any] | None = None,
    progress: ImportProgress | None = None,
) -> ValidFile:
    """Parse, validate and screen a file; local times without a zone are those of `zone`.

    `accepted` are words of which the person said that they are not about a medicine; `mapping` is what they say of a
    file whose format asks for it.

    Raises `Malformed` for a file that is not of this format, and for a zone that does not exist.
    Raises `Invalid` for a mapping that does not fit the file.
    """
    with open_files(contents, format_key) as found:
        files = count_reading(found.files, progress) if progress else found.files
        if format_key == RECORD_FORMAT:
            return validate_record(person, read_record_file(files[0]), now, progress)
        if format_key == TABLES_FORMAT:
            return validate_tables(person, read_record_tables(files), now, progress)
        parsed = IMPORTERS[format_key].parse(ImportSource(files, zone, person.style.weight, mapping))
    if found.unread:
        parsed = replace(parsed, unsupported={**parsed.unsupported, _UNREAD_FILES: found.unread})
    return validate_drafts(person, parsed, zone, now, accepted=accepted, progress=progress)


def validate_drafts(
    person: Person,
    parsed: ParsedFile,
    zone: str,
    now: datetime,
    *,
    accepted: AbstractSet[str] = frozenset(),
    progress: ImportProgress | None = None,
) -> ValidFile:
    """Validate and screen the entries of a parsed file.

    A note that is left to a clinician, or may be, is left out of its entry, which is kept: its other fields are facts
    of their own. A name that may be a medicine is kept. Raises `Malformed` for more entries than `MAX_ENTRIES`.
    """
    if len(parsed.drafts) > MAX_ENTRIES:
        raise Malformed("file_has_too_many_entries", count=len(parsed.drafts), most=MAX_ENTRIES)
    progress = progress or ImportProgress()
    progress.begin("checking", len(parsed.drafts))
    rows: list[FileRow] = []
    refused, texts = list(parsed.refusals), _ScreenedNotes(accepted, list(parsed.left_out), set())
    stamps = {"created_at": now, "updated_at": now, "version": 1}
    for number, draft in enumerate(parsed.drafts, start=1):
        if number % ITEMS_PER_STEP == 0:
            progress.advance(ITEMS_PER_STEP)
        pillar = PILLARS[draft.pillar]
        try:
            kind, record = _parse_draft(pillar, draft, person, now, texts)
        except HabitlogError as error:
            refused.append(ImportRefusal.from_error(draft.location, error))
        else:
            rows.append(
                FileRow(draft.location, pillar, kind, build_entry_row(pillar, person, draft.id, record, stamps))
            )
    tagged_days = check_tags(parsed.tagged_days, now.astimezone(ZoneInfo(person.zone)).date(), refused)
    return ValidFile(
        format=parsed.format,
        zone=zone,
        items_read=parsed.items_read,
        duplicates=parsed.duplicates,
        rows=tuple(rows),
        refused=tuple(refused),
        left_out=tuple(texts.left_out),
        unsupported=parsed.unsupported,
        doubted_words=frozenset(texts.doubted_words),
        tagged_days=tagged_days,
    )


class _ScreenedNotes(Struct):
    """The words that are accepted, the notes that are left out, and the words for which some of them are in doubt."""

    accepted: AbstractSet[str]
    left_out: list[ImportRefusal]
    doubted_words: set[str]


def _parse_draft(
    pillar: Pillar,
    draft: EntryDraft,
    person: Person,
    now: datetime,
    notes: _ScreenedNotes,
) -> tuple[EntryKind, EntryRecord]:
    kind, record = parse_entry(pillar, draft.fields, person)
    refuse_future_day(record, now)
    try:
        screen_record(record, accepted=notes.accepted)
    except (ClinicianTopic, ClinicianTopicUnsure) as error:
        if isinstance(error, ClinicianTopic) and error.field != "note":
            raise
        if isinstance(error, ClinicianTopic) or any(text.field == "note" for text in error.texts):
            without_note = {name: value for name, value in draft.fields.items() if name != "note"}
            kind, record = parse_entry(pillar, without_note, person)
            notes.left_out.append(ImportRefusal.from_error(draft.location, error))
            notes.doubted_words |= error.words if isinstance(error, ClinicianTopicUnsure) else frozenset()
        screen_record(record, asks=False)
    return kind, record


def preview_file(transaction: ReadTransaction, person: Person, file: ValidFile, now: datetime) -> Preview:
    """Return what an import of the file would do if every valid entry is taken and none is replaced."""
    compared = compare_rows(transaction, person, file.rows)
    tags = compare_tags(transaction, person, file.tagged_days, now)
    return Preview(build_report(file, compared, tags, replace=False, partial=True), tuple(compared), file.doubted_words)


def rehearse_import(
    transaction: ReadTransaction, person: Person, file: ValidFile, now: datetime, *, replace: bool, partial: bool
) -> ImportReport:
    """Return the report that an import with these choices would have."""
    compared = compare_rows(transaction, person, file.rows)
    tags = compare_tags(transaction, person, file.tagged_days, now)
    return build_report(file, compared, tags, replace=replace, partial=partial)


def import_drafts(
    transaction: WriteTransaction,
    person: Person,
    parsed: ParsedFile,
    now: datetime,
) -> ImportReport:
    """Add the entries of a parsed file in one transaction, without the undo of an import; refused ones are left out.

    Local times are in the person's zone.
    """
    accepted = frozenset(list_words(transaction, person))
    file = validate_drafts(person, parsed, person.zone, now, accepted=accepted)
    transaction.lock_person(person.id)
    compared = compare_rows(transaction, person, file.rows)
    tags = compare_tags(transaction, person, file.tagged_days, now)
    write_rows(transaction, person, compared, replace=False)
    write_tags(transaction, person, tags.tags, now)
    daily_metrics.rebuild_daily_metrics(transaction, person.id, PILLARS.values())
    return build_report(file, compared, tags, replace=False, partial=True)
