"""WHOOP (CSV, as in the zip file of an account): sleeps with minutes asleep, and workouts as other movement."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from habitlog.errors import Malformed
from habitlog.importers.activities import (
    RecordedActivity,
    build_activity_draft,
    check_instant,
    describe_activity,
)
from habitlog.importers.base import (
    EntryDraft,
    Importer,
    ImportFindings,
    ParsedFile,
    make_source_id,
)
from habitlog.importers.cells import parse_number
from habitlog.importers.file_zones import FileZones, parse_file_zones
from habitlog.importers.recorded_sleeps import express_sleep_times
from habitlog.importers.source_files import ImportSource
from habitlog.importers.strength_sets import read_rows
from habitlog.importers.tables import TableRow, read_header
from habitlog.timezones import is_known_time_zone

_KEY = "whoop"
_SLEEP_COLUMNS = {"cycle timezone", "sleep onset", "wake onset", "asleep duration (min)", "nap"}
_WORKOUT_COLUMNS = {"cycle timezone", "workout start time", "workout end time", "activity name"}
_ZONE_PATTERN = re.compile(r"UTC([+-])([0-9]{2}):([0-9]{2})|UTC|Z")


def matches(data: bytes) -> bool:
    """Return whether the columns are those of sleeps or workouts of WHOOP."""
    header = set(read_header(data))
    return header >= _SLEEP_COLUMNS or header >= _WORKOUT_COLUMNS


def parse_source(source: ImportSource) -> ParsedFile:
    """Read the sleeps and workouts of an account as one.

    Times are local ones of the offset in their row, so their instants are known; they are expressed in the zones of the
    source. Raises `Malformed` for another table.
    """
    zones, findings = parse_file_zones(source.zone), ImportFindings()
    drafts: dict[str, EntryDraft] = {}
    read = duplicates = 0
    for file in source.files:
        data = file.read_bytes()
        if not matches(data):
            raise Malformed("whoop_columns_missing")
        rows, count = read_rows(data, findings)
        read += count
        for row in rows:
            try:
                is_sleep = "sleep onset" in row.cells
                draft = _build_sleep(row, zones, findings) if is_sleep else _build_workout(row, zones, findings)
            except Malformed as problem:
                findings.refuse(row.location, problem)
                continue
            duplicates += draft.id in drafts
            drafts.setdefault(draft.id, draft)
    return ParsedFile(
        _KEY, read, duplicates, list(drafts.values()), findings.refusals, dict(findings.unsupported), findings.left_out
    )


def _build_sleep(row: TableRow, zones: FileZones, findings: ImportFindings) -> EntryDraft:
    start, end = (_parse_instant(row, column) for column in ("sleep onset", "wake onset"))
    zone, first, last = express_sleep_times(start, end, zones)
    source_id = make_source_id(_KEY, "sleep", str(int(start)))
    if row.get_cell("nap").lower() == "true":
        return EntryDraft(
            "sleep", source_id, {"kind": "nap", "zone": zone.key, "start_at": first, "end_at": last}, row.location
        )
    fields: dict[str, object] = {"kind": "night", "zone": zone.key, "bed_at": first, "out_at": last}
    try:
        asleep = parse_number(row.get_cell("asleep duration (min)"), "Asleep duration (min)")
    except Malformed as problem:
        findings.leave_out(f"{row.location}, Asleep duration (min)", problem)
        asleep = None
    if asleep is not None:
        fields["asleep_min"] = min(round(asleep), int(end - start) // 60)
    findings.unsupported["sleep stages, scores and need of the device"] += 1
    return EntryDraft("sleep", source_id, fields, row.location)


def _build_workout(row: TableRow, zones: FileZones, findings: ImportFindings) -> EntryDraft:
    start, end = (_parse_instant(row, column) for column in ("workout start time", "workout end time"))
    if end <= start:
        raise Malformed("item_ends_before_start")
    name = row.get_cell("activity name")
    activity = RecordedActivity(f"{int(start)} {name}", describe_activity(name), start, end - start, row.location)
    findings.unsupported["strain, heart rate and energy of a workout"] += 1
    return build_activity_draft(_KEY, activity, zones, findings)


def _parse_instant(row: TableRow, column: str) -> float:
    """Return the instant of a local time in the zone of its row, or of one with an offset of its own."""
    try:
        local_time = datetime.fromisoformat(row.get_cell(column))
    except ValueError:
        raise Malformed("not_a_timestamp", name=column) from None
    if not 1901 <= local_time.year <= 2099:
        raise Malformed("file_year_out_of_range", first=1901, last=2099)
    if local_time.tzinfo is None:
        local_time = local_time.replace(tzinfo=_parse_offset(row.get_cell("cycle timezone")))
    check_instant(local_time.timestamp())
    return local_time.timestamp()


def _parse_offset(text: str) -> timezone | ZoneInfo:
    match = _ZONE_PATTERN.fullmatch(text)
    if match is None:
        if not is_known_time_zone(text):
            raise Malformed("not_an_offset", name="Cycle timezone")
        return ZoneInfo(text)
    offset = timedelta(hours=int(match[2] or 0), minutes=int(match[3] or 0))
    if offset >= timedelta(days=1):
        raise Malformed("not_an_offset", name="Cycle timezone")
    return (timezone(-offset) if match[1] == "-" else timezone(offset)) if offset else UTC


IMPORTER = Importer(_KEY, "WHOOP account", "my_whoop_data.zip", matches, parse_source, joins_files=True)
