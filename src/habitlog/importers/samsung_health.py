"""Samsung Health (CSV, as in the zip file of an account): sleeps with the time in each stage, and activities.

Every table begins with a line of its own type; the second line names the columns. Times are read as UTC, lengths of
activities as milliseconds; both are what independent readers of these files agree about. Where they do not, such as
about the length of a sleep beside its times, a column is not read.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct, field

from habitlog.errors import Malformed
from habitlog.importers.activities import RecordedActivity, build_activity_draft, check_instant
from habitlog.importers.base import EntryDraft, Importer, ImportFindings, ImportRefusal, ParsedFile
from habitlog.importers.cells import is_missing, parse_number
from habitlog.importers.file_zones import FileZones, parse_file_zones
from habitlog.importers.recorded_sleeps import build_sleep_drafts
from habitlog.importers.sleep_segments import SegmentKind, SleepSegment, drop_repeated, join_segments
from habitlog.importers.source_files import ImportSource
from habitlog.importers.tables import TableRow, decode_text

_KEY = "samsung_health"
_SLEEP, _STAGE, _EXERCISE = "sleep", "sleep_stage", "exercise"
_TABLES = {
    f"com.samsung.{app}.{table}": table for app in ("health", "shealth") for table in (_SLEEP, _STAGE, _EXERCISE)
}
_STAGES = {
    "40001": SegmentKind.AWAKE,
    "40002": SegmentKind.STAGE,
    "40003": SegmentKind.STAGE,
    "40004": SegmentKind.STAGE,
}
_ACTIVITIES = {"1001": "Walking", "1002": "Running", "11007": "Cycling", "14001": "Swimming", "0": "Other workout"}
_TIME_PATTERN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?")
_EPOCH_PATTERN = re.compile(r"[0-9]{12,13}")
_OFFSET_PATTERN = re.compile(r"UTC([+-])([0-9]{2}):?([0-9]{2})")
_MAX_ROWS = 500_000


class _Rows(Struct):
    """What was read of the tables so far; `sources` are the apps of sleeps, by their ids."""

    zones: FileZones
    findings: ImportFindings
    segments: list[SleepSegment] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    activities: dict[str, EntryDraft] = field(default_factory=dict)
    duplicates: int = 0


def matches(data: bytes) -> bool:
    """Return whether the first line names one of the tables that are read."""
    return _find_table(data) is not None


def _find_table(data: bytes) -> str | None:
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    first = data[:400].decode(encoding, "replace").removeprefix("\ufeff").partition(",")[0]
    return _TABLES.get(first.strip().strip('"'))


def parse_source(source: ImportSource) -> ParsedFile:
    """Read the tables of sleeps, of their stages and of activities as one; times are expressed in the source's zones.

    A sleep has the minutes asleep that its stages say. Raises `Malformed` for another file.
    """
    rows = _Rows(parse_file_zones(source.zone), ImportFindings())
    tables: dict[str, list[TableRow]] = {_SLEEP: [], _STAGE: [], _EXERCISE: []}
    for file in source.files:
        data = file.read_bytes()
        table = _find_table(data)
        if table is None:
            raise Malformed("not_a_samsung_health_file")
        tables[table] += _read_table(data, rows.findings)
    if sum(map(len, tables.values())) > _MAX_ROWS:
        raise Malformed("file_has_too_many_items", most=_MAX_ROWS)
    for table, add_row in ((_SLEEP, _add_sleep), (_STAGE, _add_stage), (_EXERCISE, _add_activity)):
        for row in tables[table]:
            try:
                add_row(row, rows)
            except Malformed as problem:
                rows.findings.refuse(f"{table}, {row.location}", problem)
    segments, repeated = drop_repeated(rows.segments)
    drafts = build_sleep_drafts(_KEY, join_segments(segments), rows.findings, "sleep, row")
    read = len(tables[_SLEEP]) + len(tables[_EXERCISE])
    findings = rows.findings
    return ParsedFile(
        format=_KEY,
        items_read=read,
        duplicates=rows.duplicates + repeated,
        drafts=[*drafts, *rows.activities.values()],
        refusals=findings.refusals,
        unsupported=dict(findings.unsupported),
        left_out=findings.left_out,
    )


def _read_table(data: bytes, findings: ImportFindings) -> list[TableRow]:
    """Return the rows after the first two lines; the names of columns are without what they begin with."""
    try:
        text = decode_text(data).removeprefix("\ufeff")
        lines = list(csv.reader(io.StringIO(text, newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise Malformed("not_a_table") from None
    names = [name.strip() for name in lines[1]] if len(lines) > 1 else []
    if "start_time" not in {name.rpartition(".")[2] for name in names}:
        raise Malformed("not_a_samsung_health_file")
    rows = []
    for number, line in enumerate(lines[2:], start=3):
        if not any(line):
            continue
        if len(line) < len(names) or any(line[len(names) :]):
            findings.refusals.append(ImportRefusal(f"row {number}", "row_field_count_wrong"))
            continue
        rows.append(TableRow(f"row {number}", dict(_name_cells(names, line))))
    return rows


def _name_cells(names: list[str], line: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each cell by the last part of its column's name; of two that are the same, the one with more parts."""
    for name, cell in sorted(zip(names, line, strict=False), key=lambda pair: pair[0].count(".")):
        if name:
            yield name.rpartition(".")[2], cell.strip()


def _add_sleep(row: TableRow, rows: _Rows) -> None:
    start, end = _parse_span(row)
    source = row.get_cell("pkg_name") or "Samsung Health"
    rows.sources[row.get_cell("datauuid")] = source
    rows.segments.append(_build_segment(row, rows, source, SegmentKind.IN_BED, start, end))
    _compare_offset(row, start, rows)


def _add_stage(row: TableRow, rows: _Rows) -> None:
    source = rows.sources.get(row.get_cell("sleep_id"))
    kind = _STAGES.get(row.get_cell("stage"))
    if source is None or kind is None:
        phrase = "sleep stage of a kind that is not known" if source else "sleep stage without its sleep"
        rows.findings.unsupported[phrase] += 1
        return
    start, end = _parse_span(row)
    rows.segments.append(_build_segment(row, rows, source, kind, start, end))


def _build_segment(
    row: TableRow, rows: _Rows, source: str, kind: SegmentKind, start: float, end: float
) -> SleepSegment:
    line = int(row.location.partition(" ")[2])
    return SleepSegment(source, kind, int(start), int(end), rows.zones.find_zone_of_instant(start), line)


def _add_activity(row: TableRow, rows: _Rows) -> None:
    start, kind, findings = _parse_instant(row, "start_time"), row.get_cell("exercise_type"), rows.findings
    name = row.get_cell("title") or _ACTIVITIES.get(kind, "")
    if not name:
        findings.unsupported[f"activity of kind {kind[:10]}, kept as other workout"] += 1
    try:
        milliseconds = parse_number(row.get_cell("duration"), "duration")
    except Malformed as problem:
        findings.leave_out(f"exercise, {row.location}, duration", problem)
        milliseconds = None
    activity = RecordedActivity(
        source_key=row.get_cell("datauuid") or f"{int(start)} {kind}",
        name=name or "Other workout",
        start=start,
        seconds=None if milliseconds is None else milliseconds / 1000,
        location=f"exercise, {row.location}",
    )
    draft = build_activity_draft(_KEY, activity, rows.zones, findings)
    if draft.id in rows.activities:
        rows.duplicates += 1
        return
    rows.activities[draft.id] = draft
    _compare_offset(row, start, rows)
    if any(not is_missing(row.get_cell(column)) for column in ("distance", "calorie", "mean_heart_rate")):
        findings.unsupported["distance, energy and heart rate of an activity"] += 1


def _compare_offset(row: TableRow, start: float, rows: _Rows) -> None:
    """Count a time that was recorded at another distance from UTC than that of the zone in which it is expressed."""
    match = _OFFSET_PATTERN.fullmatch(row.get_cell("time_offset"))
    if match is None:
        return
    seconds = (int(match[2]) * 60 + int(match[3])) * (-60 if match[1] == "-" else 60)
    zone = rows.zones.find_zone_of_instant(start)
    offset = datetime.fromtimestamp(start, zone).utcoffset()
    if offset is None or offset.total_seconds() != seconds:
        rows.findings.unsupported["time recorded in another time zone, expressed in yours"] += 1


def _parse_span(row: TableRow) -> tuple[float, float]:
    start, end = (_parse_instant(row, column) for column in ("start_time", "end_time"))
    if end <= start:
        raise Malformed("sleep_ends_before_start")
    return start, end


def _parse_instant(row: TableRow, column: str) -> float:
    """Return seconds since 1970 of "2026-09-04 02:53:00.000" in UTC, or of milliseconds."""
    text = row.get_cell(column)
    if _EPOCH_PATTERN.fullmatch(text):
        seconds = int(text) / 1000
    elif _TIME_PATTERN.fullmatch(text):
        try:
            seconds = datetime.fromisoformat(text[:19]).replace(tzinfo=UTC).timestamp()
        except ValueError:
            raise Malformed("file_date_or_time_does_not_exist", name=column) from None
    else:
        raise Malformed("not_a_timestamp", name=column)
    check_instant(seconds)
    return seconds


IMPORTER = Importer(_KEY, "Samsung Health", "samsunghealth.zip", matches, parse_source, joins_files=True)
