"""Sleepmeter (CSV): nights and naps with the time asleep, less the times awake, and notes."""

from __future__ import annotations

import re
from datetime import datetime

from habitlog.errors import Malformed
from habitlog.importers.activities import check_instant
from habitlog.importers.base import EntryDraft, Importer, ImportFindings, ParsedFile, make_source_id
from habitlog.importers.file_zones import FileZones, parse_file_zones
from habitlog.importers.recorded_sleeps import (
    MAX_NAP_SECONDS,
    build_sleep_drafts,
    express_sleep_times,
    format_utc_second,
)
from habitlog.importers.sleep_segments import RecordedSleep
from habitlog.importers.source_files import ImportSource
from habitlog.importers.source_notes import build_note_fields
from habitlog.importers.tables import decode_text

_KEY = "sleepmeter"
_COLUMNS = ["wake", "sleep", "bedtime", "holes", "type", "dreams", "aid", "hindrances", "tags", "quality", "notes"]
_HEADER = ",".join(_COLUMNS)
_RECORD_PATTERN = re.compile(r'^"([^"\n]*)","([^"\n]*)","([^"\n]*)",' + r"([^,\n]*)," * 7, re.MULTILINE)
_TIME_PATTERN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{2}:[0-9]{2})([+-][0-9]{4})")
_HOLE_PATTERN = re.compile(r"([0-9]{1,4})-([0-9]{1,4})")
_MAX_SLEEPS = 100_000


def matches(data: bytes) -> bool:
    """Return whether one of the first lines has the columns of Sleepmeter."""
    return _HEADER.encode() in data


def parse_source(source: ImportSource) -> ParsedFile:
    """Read the sleeps of a file; their times carry an offset and are expressed in the zones of the source.

    A sleep that the file calls a nap is one up to 8 hours. Raises `Malformed` for another file.
    """
    zones, findings = parse_file_zones(source.zone), ImportFindings()
    records = _read_records(source)
    nights: dict[int, RecordedSleep] = {}
    naps: dict[int, RecordedSleep] = {}
    notes: dict[str, str] = {}
    duplicates = 0
    for number, cells in records:
        location = f"row {number}"
        try:
            sleep = _read_sleep(cells, zones, number, findings)
        except Malformed as problem:
            findings.refuse(location, problem)
            continue
        kept = naps if cells["type"] == "NAP" and sleep.length <= MAX_NAP_SECONDS else nights
        duplicates += sleep.start in kept
        if kept.setdefault(sleep.start, sleep) is sleep:
            notes[location] = _read_note(cells["notes"], findings)
            _count_fields(cells, findings)
    drafts = build_sleep_drafts(_KEY, sorted(nights.values(), key=lambda sleep: sleep.start), findings, "row")
    drafts += [_build_nap(sleep, zones) for sleep in naps.values()]
    for draft in drafts:
        draft.fields.update(build_note_fields(notes[draft.location], findings))
    return ParsedFile(
        format=_KEY,
        items_read=len(records),
        duplicates=duplicates,
        drafts=drafts,
        refusals=findings.refusals,
        unsupported=dict(findings.unsupported),
        left_out=findings.left_out,
    )


def _read_records(source: ImportSource) -> list[tuple[int, dict[str, str]]]:
    """Return the cells of each sleep with the number of its line.

    The app writes notes as they are, with quotes and line breaks, so a sleep ends where the next one begins. Lists of
    the person's own come before the names of the columns.
    """
    try:
        text = decode_text(source.file.read_bytes())
    except UnicodeDecodeError:
        raise Malformed("not_a_table") from None
    _, header, body = text.partition(_HEADER)
    if not header:
        raise Malformed("not_a_sleepmeter_file")
    first_line = text.count("\n", 0, len(text) - len(body)) + 1
    found = list(_RECORD_PATTERN.finditer(body))
    if len(found) > _MAX_SLEEPS:
        raise Malformed("file_has_too_many_items", most=_MAX_SLEEPS)
    ends = [*(match.start() for match in found[1:]), len(body)]
    records: list[tuple[int, dict[str, str]]] = []
    line, position = first_line, 0
    for match, end in zip(found, ends, strict=False):
        line += body.count("\n", position, match.start())
        position = match.start()
        notes = body[match.end() : end].strip("\r\n")
        records.append((line, dict(zip(_COLUMNS, (*match.groups(), notes), strict=True))))
    return records


def _read_sleep(cells: dict[str, str], zones: FileZones, number: int, findings: ImportFindings) -> RecordedSleep:
    bed, onset, end = (_parse_instant(cells, name) for name in ("bedtime", "sleep", "wake"))
    if end <= bed:
        raise Malformed("sleep_ends_before_start")
    asleep: int | None = None
    try:
        asleep = _count_asleep(cells["holes"], bed, onset, end)
    except Malformed as problem:
        findings.leave_out(f"row {number}, holes", problem)
    zone = zones.find_zone_of_instant(bed)
    return RecordedSleep("", bed, end, zone, number, asleep, has_stages=False, has_time_in_bed=True)


def _count_asleep(holes: str, bed: int, onset: int, end: int) -> int:
    """Return the seconds from falling asleep to waking, less those of the pieces awake, which are minutes after it."""
    if not bed <= onset <= end:
        raise Malformed("more_asleep_than_elapsed")
    awake = 0
    for hole in filter(None, holes.split("|")):
        match = _HOLE_PATTERN.fullmatch(hole)
        if match is None or int(match[1]) > int(match[2]):
            raise Malformed("times_awake_format")
        awake += (int(match[2]) - int(match[1])) * 60
    if awake > end - onset:
        raise Malformed("more_asleep_than_elapsed")
    return end - onset - awake


def _read_note(cell: str, findings: ImportFindings) -> str:
    """Return the text between the quotes of a note; one without its end is counted."""
    if len(cell) < 2 or cell[0] != '"' or cell[-1] != '"':
        findings.unsupported["note whose end is missing"] += 1
        return ""
    return cell[1:-1]


def _parse_instant(cells: dict[str, str], name: str) -> int:
    match = _TIME_PATTERN.fullmatch(cells[name])
    if match is None:
        raise Malformed("not_a_timestamp_with_offset", name=name)
    try:
        instant = datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3]}")
    except ValueError:
        raise Malformed("file_date_or_time_does_not_exist", name=name) from None
    if not 1901 <= instant.year <= 2099:
        raise Malformed("file_year_out_of_range", first=1901, last=2099)
    check_instant(instant.timestamp())
    return int(instant.timestamp())


def _build_nap(sleep: RecordedSleep, zones: FileZones) -> EntryDraft:
    zone, first, last = express_sleep_times(sleep.start, sleep.end, zones)
    fields: dict[str, object] = {"kind": "nap", "zone": zone.key, "start_at": first, "end_at": last}
    return EntryDraft("sleep", make_source_id(_KEY, "nap", format_utc_second(sleep.start)), fields, f"row {sleep.line}")


def _count_fields(cells: dict[str, str], findings: ImportFindings) -> None:
    if cells["quality"]:
        findings.unsupported["quality of a sleep, on another scale"] += 1
    if any(cells[name] not in {"", "NONE"} for name in ("dreams", "aid", "hindrances", "tags")):
        findings.unsupported["dreams, aids, hindrances and tags of a sleep"] += 1


IMPORTER = Importer(_KEY, "Sleepmeter", "sleep_history.csv", matches, parse_source)
