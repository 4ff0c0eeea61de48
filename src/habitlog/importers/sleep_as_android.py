"""Sleep as Android (CSV): every recording has a header of its own; the longest of a date is its night."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from zoneinfo import ZoneInfo

from habitlog.errors import Malformed
from habitlog.importers.activities import check_instant
from habitlog.importers.base import Importer, ImportFindings, ParsedFile, resolve_file_time
from habitlog.importers.recorded_sleeps import build_sleep_drafts
from habitlog.importers.sleep_segments import RecordedSleep
from habitlog.importers.source_files import ImportSource
from habitlog.importers.tables import decode_text
from habitlog.timezones import is_known_time_zone

_KEY = "sleep_as_android"
_FIRST_COLUMNS = ["Id", "Tz", "From", "To", "Sched", "Hours"]
_HEADER = ",".join(_FIRST_COLUMNS)
_TIME_PATTERN = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4}) ([0-9]{1,2}):([0-9]{2})")
_MAX_RECORDINGS = 100_000


def matches(data: bytes) -> bool:
    """Return whether the columns are those of Sleep as Android."""
    return data.removeprefix(b"\xef\xbb\xbf").startswith((_HEADER.encode(), b'"Id","Tz","From","To"'))


def parse_source(source: ImportSource) -> ParsedFile:
    """Read an export: recordings begin at the instant of their id, and end at their local time in their own zone.

    A recording of the same id counts once. Raises `Malformed` for another file.
    """
    findings = ImportFindings()
    try:
        lines = list(csv.reader(io.StringIO(decode_text(source.file.read_bytes()).removeprefix("\ufeff"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise Malformed("not_a_table") from None
    if not lines or lines[0][:6] != _FIRST_COLUMNS:
        raise Malformed("not_a_sleep_as_android_file")
    header: list[str] = []
    sleeps: dict[int, RecordedSleep] = {}
    read = duplicates = 0
    for number, line in enumerate(lines, start=1):
        if line[:6] == _FIRST_COLUMNS:
            header = line
            continue
        if not line or not line[0]:
            continue  # the noise that was recorded, as a line of numbers
        read += 1
        if read > _MAX_RECORDINGS:
            raise Malformed("file_has_too_many_items", most=_MAX_RECORDINGS)
        try:
            sleep = _read_sleep(dict(zip(header, line, strict=False)), number)
        except Malformed as problem:
            findings.refuse(f"row {number}", problem)
            continue
        duplicates += sleep.start in sleeps
        if sleeps.setdefault(sleep.start, sleep) is sleep:
            _count_fields(line, header, findings)
    drafts = build_sleep_drafts(_KEY, list(sleeps.values()), findings, "row")
    return ParsedFile(_KEY, read, duplicates, drafts, findings.refusals, dict(findings.unsupported))


def _read_sleep(cells: dict[str, str], number: int) -> RecordedSleep:
    if not re.fullmatch(r"[0-9]{1,14}", cells["Id"]):
        raise Malformed("not_a_timestamp", name="Id")
    start = int(cells["Id"]) // 1000
    check_instant(start)
    if not is_known_time_zone(cells.get("Tz", "")):
        raise Malformed("zone_format")
    zone = ZoneInfo(cells["Tz"])
    end = _read_end(cells.get("To", ""), zone, start + _read_hours(cells.get("Hours", "")) * 3600)
    if end + 60 <= start:
        raise Malformed("sleep_ends_before_start")
    # The end has no seconds, so one within the minute of the start is a recording that was stopped at once.
    return RecordedSleep("", start, max(start, end), zone, number, None, has_stages=False, has_time_in_bed=True)


def _read_hours(text: str) -> float:
    return float(text) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", text) else 0


def _read_end(text: str, zone: ZoneInfo, expected: float) -> int:
    """Return the instant of a local time; of a repeated hour the one that lies nearer to the expected instant."""
    match = _TIME_PATTERN.fullmatch(text)
    if match is None:
        raise Malformed("not_a_timestamp", name="To")
    day, month, year, hour, minute = map(int, match.groups())
    try:
        local_time = datetime(year, month, day, hour, minute)  # noqa: DTZ001 - its zone is applied below
    except ValueError:
        raise Malformed("file_date_or_time_does_not_exist", name="To") from None
    ends = (int(one.timestamp()) for one in resolve_file_time(local_time, zone))
    return min(ends, key=lambda end: abs(end - expected))


def _count_fields(line: list[str], header: list[str], findings: ImportFindings) -> None:
    cells = dict(zip(header, line, strict=False))
    if cells.get("Comment", "").replace("\\n", "").strip():
        findings.unsupported["comment of a sleep, with its tags"] += 1
    if cells.get("Rating", "0").strip("0."):
        findings.unsupported["rating of a sleep"] += 1


IMPORTER = Importer(_KEY, "Sleep as Android", "sleep-export.csv", matches, parse_source)
