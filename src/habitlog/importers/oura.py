"""Oura trends (CSV): the night of each date with the time asleep."""

from __future__ import annotations

from datetime import datetime

from habitlog.errors import Malformed
from habitlog.importers.activities import check_instant
from habitlog.importers.base import (
    EntryDraft,
    Importer,
    ImportFindings,
    ParsedFile,
    make_source_id,
)
from habitlog.importers.cells import is_missing, parse_date, parse_number
from habitlog.importers.file_zones import FileZones, parse_file_zones
from habitlog.importers.recorded_sleeps import express_sleep_times
from habitlog.importers.source_files import ImportSource
from habitlog.importers.strength_sets import find_missing_columns, read_rows
from habitlog.importers.tables import TableRow, read_header

_KEY = "oura"
_ASLEEP = "total sleep duration"
_REQUIRED_COLUMNS = frozenset({"date", "bedtime start", "bedtime end", _ASLEEP})


def matches(data: bytes) -> bool:
    """Return whether the columns are those of Oura trends with times of sleep."""
    return not find_missing_columns(read_header(data), _REQUIRED_COLUMNS)


def parse_source(source: ImportSource) -> ParsedFile:
    """Read the nights of a table of trends; its times are instants, expressed in the zones of the source.

    The time asleep is in seconds. A date that occurs again is a duplicate. Raises `Malformed` for another table.
    """
    zones, findings = parse_file_zones(source.zone), ImportFindings()
    data = source.file.read_bytes()
    if not matches(data):
        raise Malformed("oura_columns_missing", columns=find_missing_columns(read_header(data), _REQUIRED_COLUMNS))
    rows, count = read_rows(data, findings)
    drafts: dict[str, EntryDraft] = {}
    duplicates = 0
    for row in rows:
        if is_missing(row.get_cell("bedtime start")) and is_missing(row.get_cell("bedtime end")):
            findings.unsupported["date without a sleep"] += 1
            continue
        try:
            draft = _build_night(row, zones, findings)
        except Malformed as problem:
            findings.refuse(row.location, problem)
            continue
        duplicates += draft.id in drafts
        drafts.setdefault(draft.id, draft)
    if drafts:
        findings.unsupported["scores, sleep stages, activity and heart rate of a date"] += len(drafts)
    kept = list(drafts.values())
    return ParsedFile(_KEY, count, duplicates, kept, findings.refusals, dict(findings.unsupported), findings.left_out)


def _build_night(row: TableRow, zones: FileZones, findings: ImportFindings) -> EntryDraft:
    day = parse_date(row.get_cell("date"), None)
    start, end = (_parse_instant(row, column) for column in ("bedtime start", "bedtime end"))
    zone, bed, out = express_sleep_times(start, end, zones)
    fields: dict[str, object] = {"kind": "night", "zone": zone.key, "bed_at": bed, "out_at": out}
    text = row.get_cell(_ASLEEP)
    try:
        seconds = None if is_missing(text) else parse_number(text, "Total Sleep Duration")
        if (seconds or 0) > end - start:
            raise Malformed("more_asleep_than_elapsed")  # noqa: TRY301 - one of the faults of this cell
    except Malformed as problem:
        findings.leave_out(f"{row.location}, Total Sleep Duration", problem)
        seconds = None
    if seconds:
        fields["asleep_min"] = round(seconds / 60)
    return EntryDraft("sleep", make_source_id(_KEY, "sleep", day.isoformat()), fields, row.location)


def _parse_instant(row: TableRow, column: str) -> float:
    try:
        instant = datetime.fromisoformat(row.get_cell(column))
    except ValueError:
        raise Malformed("not_a_timestamp_with_offset", name=column) from None
    if instant.tzinfo is None:
        raise Malformed("not_a_timestamp_with_offset", name=column)
    if not 1901 <= instant.year <= 2099:
        raise Malformed("file_year_out_of_range", first=1901, last=2099)
    check_instant(instant.timestamp())
    return instant.timestamp()


IMPORTER = Importer(_KEY, "Oura trends", "oura_trends.csv", matches, parse_source)
