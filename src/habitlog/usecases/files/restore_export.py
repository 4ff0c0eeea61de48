"""Importing habitlog's own export, with ids, versions and times as exported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import func, insert, select, update

from habitlog.accounts.person import Person, person_table
from habitlog.accounts.schema import AccountInput, ProfileInput, parse_input
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.base import entry_table
from habitlog.errors import HabitlogError, Invalid, Malformed
from habitlog.importers.base import ImportRefusal
from habitlog.importers.habitlog_json import RecordFile
from habitlog.pillars import PILLARS
from habitlog.storage import daily_metrics
from habitlog.storage.snippet_choices import fetch_snippet_choices, snippet_choice_table
from habitlog.usecases.dose_screening import screen_name, screen_record
from habitlog.usecases.entries.entries import find_pillar, parse_entry, refuse_future_day
from habitlog.usecases.files.day_tag_records import ExportedDayTag, parse_tags, write_tags
from habitlog.usecases.files.experiment_records import parse_experiments, write_experiments
from habitlog.usecases.files.import_comparison import FileRow, build_entry_row
from habitlog.usecases.files.import_progress import ITEMS_PER_STEP, ImportProgress
from habitlog.usecases.files.import_report import MAX_ENTRIES, ValidFile
from habitlog.usecases.files.import_writing import CHUNK_ROWS, set_mark_of_free_day
from habitlog.usecases.files.week_note_records import ExportedWeekNote, parse_week_notes, write_week_notes
from habitlog.usecases.margins import check_margins
from habitlog.usecases.shown_pillars import check_shown_parts
from habitlog.usecases.trends.experiments import Experiment
from habitlog.validation import Day, Moment

RECORD_FORMAT = "json"
Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class ExportedStamps(AccountInput):
    """The members of an exported entry that the server sets."""

    id: Uuid
    created_at: Moment
    updated_at: Moment
    version: Annotated[int, Field(ge=1, le=2_000_000_000)]


class ExportedMark(AccountInput):
    """One day mark of an export."""

    pillar: str
    day: Day
    mark: Literal["none", "skipped"]


class ExportedChoice(AccountInput):
    """One saved or dismissed snippet of an export."""

    snippet: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")]
    choice: Literal["saved", "dismissed"]
    chosen_at: Moment


class ValidRecord(ValidFile, frozen=True, kw_only=True):
    """A valid export: besides its entries the marks, saved snippets, experiments, tags, lines of weeks and settings."""

    marks: tuple[ExportedMark, ...]
    choices: tuple[ExportedChoice, ...]
    experiments: tuple[Experiment, ...]
    tags: tuple[ExportedDayTag, ...]
    week_notes: tuple[ExportedWeekNote, ...]
    today: date
    profile: ProfileInput | None


def validate_record(
    person: Person, file: RecordFile, now: datetime, progress: ImportProgress | None = None
) -> ValidRecord:
    """Validate and screen an export; the report lists everything that is refused.

    Raises `Malformed` for more entries than `MAX_ENTRIES`.
    """
    if len(file.entries) > MAX_ENTRIES:
        raise Malformed("file_has_too_many_entries", count=len(file.entries), most=MAX_ENTRIES)
    refused: list[ImportRefusal] = []
    rows = tuple(_build_rows(person, file, now, refused, progress or ImportProgress()))
    marks = tuple(_parse_marks(file, refused))
    choices = tuple(_parse_choices(file, refused))
    today = person.local_today(now)
    experiments = tuple(parse_experiments(file.experiments, today, refused))
    tags = tuple(parse_tags(file.day_tags, refused))
    week_notes = tuple(parse_week_notes(file.week_notes, refused))
    profile = _parse_profile(file, refused) if file.person else None
    return ValidRecord(
        format=RECORD_FORMAT,
        zone=person.zone,
        items_read=file.count_items(),
        duplicates=0,
        rows=rows,
        refused=tuple(refused),
        marks=marks,
        choices=choices,
        experiments=experiments,
        tags=tags,
        week_notes=week_notes,
        today=today,
        profile=profile,
    )


def _build_rows(
    person: Person, file: RecordFile, now: datetime, refused: list[ImportRefusal], progress: ImportProgress
) -> Iterator[FileRow]:
    progress.begin("checking", len(file.entries))
    for number, item in enumerate(file.entries, start=1):
        if number % ITEMS_PER_STEP == 0:
            progress.advance(ITEMS_PER_STEP)
        location = f"entry {number}"
        try:
            yield _build_row(person, location, item, now)
        except HabitlogError as error:
            refused.append(ImportRefusal.from_error(location, error))


def _build_row(person: Person, location: str, item: dict[str, Any], now: datetime) -> FileRow:
    pillar = find_pillar(str(item.get("pillar")))
    fields = dict(item)
    fields.pop("pillar")
    stamps = parse_input(ExportedStamps, {name: fields.pop(name, None) for name in ExportedStamps.model_fields})
    exported_kind = pillar.find_kind(str(fields.get("kind")))
    given = {
        name: value for name, value in fields.items() if exported_kind is None or value is not None or name == "kind"
    }
    kind, record = parse_entry(pillar, given, person, is_exported=True)
    refuse_future_day(record, now)
    screen_record(record, asks=False)  # its person was asked when it was saved
    row = build_entry_row(pillar, person, stamps.id, record, stamps.model_dump(exclude={"id"}))
    return FileRow(location, pillar, kind, row, is_exported=True)


def _parse_marks(file: RecordFile, refused: list[ImportRefusal]) -> Iterator[ExportedMark]:
    for number, item in enumerate(file.marks, start=1):
        try:
            mark = parse_input(ExportedMark, item)
            find_pillar(mark.pillar)
        except HabitlogError as error:
            refused.append(ImportRefusal.from_error(f"mark {number}", error))
        else:
            yield mark


def _parse_choices(file: RecordFile, refused: list[ImportRefusal]) -> Iterator[ExportedChoice]:
    for number, item in enumerate(file.snippets, start=1):
        try:
            yield parse_input(ExportedChoice, item)
        except Invalid as error:
            refused.append(ImportRefusal.from_error(f"snippet {number}", error))


def _parse_profile(file: RecordFile, refused: list[ImportRefusal]) -> ProfileInput | None:
    try:
        profile = parse_input(ProfileInput, file.person)
        check_shown_parts(profile.hidden_pillars, profile.hidden_measures)
        profile.require_ordered_rest_days()
        check_margins(profile.margins)
        screen_name("name", profile.name)
    except HabitlogError as error:
        refused.append(ImportRefusal.from_error("person", error))
        return None
    return profile


def write_record_parts(transaction: WriteTransaction, person: Person, record: ValidRecord, *, into_empty: bool) -> None:
    """Write marks, saved snippets and experiments, and the settings where the account had no entries before."""
    for mark in record.marks:
        set_mark_of_free_day(transaction, person, PILLARS[mark.pillar], mark.day, mark.mark)
    for key, pillar in PILLARS.items():
        days = [mark.day for mark in record.marks if mark.pillar == key]
        for start in range(0, len(days), CHUNK_ROWS):
            daily_metrics.refresh_days(transaction, person.id, pillar, set(days[start : start + CHUNK_ROWS]))
    _write_choices(transaction, person, record.choices)
    write_experiments(transaction, person, record.experiments, record.today)
    write_tags(transaction, person, record.tags)
    write_week_notes(transaction, person, record.week_notes)
    if into_empty and record.profile is not None:
        settings = record.profile.to_columns(exclude_unset=True)
        transaction.execute(update(person_table).where(person_table.c.id == person.id).values(**settings))


def has_entries(transaction: ReadTransaction, person: Person) -> bool:
    """Whether a person has any entry."""
    counted = select(func.count()).select_from(entry_table).where(entry_table.c.person_id == person.id)
    return bool(transaction.fetch_value(counted))


def _write_choices(transaction: WriteTransaction, person: Person, choices: tuple[ExportedChoice, ...]) -> None:
    chosen = fetch_snippet_choices(transaction, person.id)
    rows = [{"person_id": person.id, **choice.model_dump()} for choice in choices if choice.snippet not in chosen]
    if rows:
        transaction.execute(insert(snippet_choice_table), rows)
