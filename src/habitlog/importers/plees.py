"""Plees Tracker (CSV): sleeps from start to stop, with comments."""

from __future__ import annotations

import re

from habitlog.errors import Malformed
from habitlog.importers.activities import check_instant
from habitlog.importers.base import Importer, ImportFindings, ParsedFile
from habitlog.importers.file_zones import FileZones, parse_file_zones
from habitlog.importers.recorded_sleeps import build_sleep_drafts
from habitlog.importers.sleep_segments import RecordedSleep
from habitlog.importers.source_files import ImportSource
from habitlog.importers.source_notes import build_note_fields
from habitlog.importers.strength_sets import read_rows
from habitlog.importers.tables import TableRow, read_header

_KEY = "plees"
_COLUMNS = ["sid", "start", "stop", "rating"]
_MAX_SLEEPS = 100_000


def matches(data: bytes) -> bool:
    """Return whether the columns are those of Plees Tracker, with times in milliseconds."""
    return read_header(data)[:4] == _COLUMNS


def parse_source(source: ImportSource) -> ParsedFile:
    """Read the sleeps of a file; their times are instants, expressed in the zones of the source.

    Raises `Malformed` for another table.
    """
    zones, findings = parse_file_zones(source.zone), ImportFindings()
    data = source.file.read_bytes()
    if not matches(data):
        raise Malformed("not_a_plees_file")
    rows, count = read_rows(data, findings)
    if count > _MAX_SLEEPS:
        raise Malformed("file_has_too_many_items", most=_MAX_SLEEPS)
    sleeps: dict[int, RecordedSleep] = {}
    comments: dict[str, str] = {}
    duplicates = 0
    for row in rows:
        try:
            sleep = _read_sleep(row, zones)
        except Malformed as problem:
            findings.refuse(row.location, problem)
            continue
        duplicates += sleep.start in sleeps
        if sleeps.setdefault(sleep.start, sleep) is sleep:
            comments[row.location] = row.get_cell("comment")
            if row.get_cell("rating") not in {"", "0"}:
                findings.unsupported["rating of a sleep"] += 1
    by_start = sorted(sleeps.values(), key=lambda sleep: (sleep.start, sleep.end))
    drafts = build_sleep_drafts(_KEY, by_start, findings, "row")
    for draft in drafts:
        draft.fields.update(build_note_fields(comments[draft.location], findings))
    return ParsedFile(_KEY, count, duplicates, drafts, findings.refusals, dict(findings.unsupported))


def _read_sleep(row: TableRow, zones: FileZones) -> RecordedSleep:
    start, end = (_parse_instant(row, column) for column in ("start", "stop"))
    if end < start:
        raise Malformed("sleep_ends_before_start")
    zone, line = zones.find_zone_of_instant(start), int(row.location.partition(" ")[2])
    return RecordedSleep("", int(start), int(end), zone, line, None, has_stages=False, has_time_in_bed=True)


def _parse_instant(row: TableRow, column: str) -> float:
    text = row.get_cell(column)
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise Malformed("not_a_timestamp", name=column)
    check_instant(int(text) / 1000)
    return int(text) / 1000


IMPORTER = Importer(_KEY, "Plees Tracker", "plees-tracker.csv", matches, parse_source)
