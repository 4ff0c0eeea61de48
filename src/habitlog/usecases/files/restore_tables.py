"""The tables of a record, read back: what an export as CSV has, without settings, saved snippets and experiments."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from habitlog.accounts.person import Person
from habitlog.importers.habitlog_tables import RecordTables
from habitlog.usecases.files.import_progress import ImportProgress
from habitlog.usecases.files.imported_tags import check_tags
from habitlog.usecases.files.restore_export import ValidRecord, validate_record

TABLES_FORMAT = "csv"


def validate_tables(
    person: Person, tables: RecordTables, now: datetime, progress: ImportProgress | None = None
) -> ValidRecord:
    """Validate and screen tables as `validate_record` does an export; tags are those of the person by their names."""
    record = validate_record(person, tables.record, now, progress)
    refused = [*tables.refused, *record.refused]
    tagged_days = check_tags(tables.tagged_days, record.today, refused)
    return replace(record, format=TABLES_FORMAT, refused=tuple(refused), tagged_days=tagged_days)
