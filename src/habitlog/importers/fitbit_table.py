"""Fitbit's export of an account as one table (CSV): the section of sleeps, with minutes asleep."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, time

from habitlog.errors import Malformed
from habitlog.importers.base import Importer, ImportFindings, ImportRefusal, ParsedFile, resolve_file_time
from habitlog.importers.cells import find_date_orders, is_missing, parse_clock, parse_date, parse_number
from habitlog.importers.file_zones import FileZones, parse_file_zones
from habitlog.importers.recorded_sleeps import build_sleep_drafts
from habitlog.importers.sleep_segments import RecordedSleep
from habitlog.importers.source_files import ImportSource
from habitlog.importers.tables import decode_text

_KEY = "fitbit_table"
_COLUMNS = ["Start Time", "End Time", "Minutes Asleep"]
_MARK = ",".join(_COLUMNS).encode()
_GROUPED_NUMBER = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")
_MAX_ROWS = 100_000


def matches(data: bytes) -> bool:
    """Return whether one of the first lines has the columns of Fitbit's sleeps."""
    return _MARK in data and (b"Sleep\n" in data or b"Sleep\r" in data or data.startswith(_MARK))


def parse_source(source: ImportSource) -> ParsedFile:
    """Read the sleeps; their times are local and without a zone. Rows of other sections are counted.

    Whether day or month comes first is what the dates of the file show. Raises `Malformed` for another file.
    """
    zones, findings = parse_file_zones(source.zone), ImportFindings()
    names, lines = _read_sleep_lines(source, findings)
    order = _find_date_order([cell.split(" ")[0] for _, line in lines for cell in line[:2]])
    sleeps: dict[int, RecordedSleep] = {}
    duplicates = 0
    for number, line in lines:
        location = f"row {number}"
        if len(line) != len(names):
            findings.refusals.append(ImportRefusal(location, "row_field_count_wrong"))
            continue
        try:
            sleep = _read_sleep(dict(zip(names, line, strict=True)), zones, order, number, findings)
        except Malformed as problem:
            findings.refuse(location, problem)
            continue
        duplicates += sleep.start in sleeps
        sleeps.setdefault(sleep.start, sleep)
    drafts = build_sleep_drafts(_KEY, sorted(sleeps.values(), key=lambda sleep: sleep.start), findings, "row")
    return ParsedFile(
        format=_KEY,
        items_read=len(lines),
        duplicates=duplicates,
        drafts=drafts,
        refusals=findings.refusals,
        unsupported=dict(findings.unsupported),
        left_out=findings.left_out,
    )


def _read_sleep_lines(source: ImportSource, findings: ImportFindings) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the columns of sleeps and the rows below them, up to an empty line; other sections are counted."""
    try:
        text = decode_text(source.file.read_bytes()).removeprefix("\ufeff")
        lines = list(csv.reader(io.StringIO(text, newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise Malformed("not_a_table") from None
    first = next((place for place, line in enumerate(lines) if line[:3] == _COLUMNS), None)
    if first is None:
        raise Malformed("not_a_fitbit_table")
    last = next((place for place in range(first + 1, len(lines)) if not any(lines[place])), len(lines))
    if last - first > _MAX_ROWS:
        raise Malformed("file_has_too_many_items", most=_MAX_ROWS)
    others = sum(len(line) > 1 for line in (*lines[:first], *lines[last:]))
    if others:
        findings.unsupported["line of a section other than sleep"] += others
    return lines[first], [(number, lines[number - 1]) for number in range(first + 2, last + 1)]


def _find_date_order(texts: list[str]) -> str | None:
    orders = [found for text in set(texts) if (found := find_date_orders(text))]
    possible = frozenset.intersection(*orders) if orders else frozenset[str]()
    return next(iter(possible)) if len(possible) == 1 else None


def _read_sleep(
    cells: dict[str, str], zones: FileZones, order: str | None, number: int, findings: ImportFindings
) -> RecordedSleep:
    start_time, end_time = (_read_time(cells[name], order) for name in ("Start Time", "End Time"))
    zone = zones.find_zone(start_time)
    start = int(resolve_file_time(start_time, zone)[0].timestamp())
    ends = [int(instant.timestamp()) for instant in resolve_file_time(end_time, zone)]
    end = next((instant for instant in ends if instant > start), ends[0])
    if end <= start:
        raise Malformed("sleep_ends_before_start")
    asleep: int | None = None
    try:
        asleep = _read_minutes(cells["Minutes Asleep"], (end - start) / 60)
    except Malformed as problem:
        findings.leave_out(f"row {number}, Minutes Asleep", problem)
    has_stages = not is_missing(cells.get("Minutes REM Sleep", ""))
    return RecordedSleep(
        "", start, end, zone, number, asleep and asleep * 60, has_stages=has_stages, has_time_in_bed=True
    )


def _read_time(text: str, order: str | None) -> datetime:
    day, _, clock = text.strip().partition(" ")
    moment: time = parse_clock(clock)
    return datetime.combine(parse_date(day, order), moment)


def _read_minutes(text: str, elapsed: float) -> int | None:
    plain = text.replace(",", "") if _GROUPED_NUMBER.fullmatch(text) else text
    minutes = None if is_missing(plain) else parse_number(plain, "Minutes Asleep")
    if minutes is not None and minutes > elapsed + 1:
        raise Malformed("more_asleep_than_elapsed")
    return None if minutes is None else round(minutes)


IMPORTER = Importer(_KEY, "Fitbit account table", "fitbit_export.csv", matches, parse_source)
