"""The formats in which the record of a person leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.usecases.files import calendar_export, fhir_export, record_export, strength_export, table_export


class ExportFormat(Struct, frozen=True):
    """A kind of file, and the function that writes one in pieces."""

    file_name: str
    media_type: str
    write: Callable[[Database, Person], Iterable[bytes]]


EXPORT_FORMATS: Mapping[str, ExportFormat] = {
    "json": ExportFormat("habitlog.json", "application/json", record_export.export_record),
    "csv": ExportFormat("habitlog-tables.zip", "application/zip", table_export.export_tables),
    "ical": ExportFormat("habitlog-sessions.ics", "text/calendar; charset=utf-8", calendar_export.export_calendar),
    "hevy": ExportFormat("habitlog-sets.csv", "text/csv; charset=utf-8", strength_export.export_sets),
    "fhir": ExportFormat("habitlog-fhir.json", "application/fhir+json", fhir_export.export_fhir_bundle),
}
"""The formats by the key that `format` takes; the first one is whole, the others are parts or other shapes of it."""
