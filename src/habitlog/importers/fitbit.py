"""Fitbit sleep logs (JSON): main sleeps become nights, the others naps; times are local and without a zone.

A sleep of more than 8 hours is a main one, whatever the file says: no nap is that long.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from habitlog.errors import Malformed
from habitlog.importers.base import (
    EntryDraft,
    Importer,
    ImportFindings,
    ImportRefusal,
    ParsedFile,
    elapsed_minutes,
    format_local_time,
    make_source_id,
    resolve_file_time,
)
from habitlog.importers.file_zones import FileZones, parse_file_zones
from habitlog.importers.json_values import load_json
from habitlog.importers.source_files import ImportSource

_KEY = "fitbit"
_LOCAL_TIME_PATTERN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?")
_TOLERANCE_MINUTES = 2.0
_HOUR_MINUTES = 60.0
MAX_NAP_MINUTES = 8 * 60
_UNSUPPORTED_FIELDS = {
    "efficiency": "efficiency score of the device",
    "levels": "sleep stages of the device",
    "minutesAwake": "minutes awake by the device",
    "minutesToFallAsleep": "minutes to fall asleep by the device",
    "minutesAfterWakeup": "minutes in bed after waking by the device",
    "type": "kind of recording (stages or classic)",
}


class _SleepLog(Struct, frozen=True):
    """One log; minutes are None where the file does not say, lengths are minutes by counting or as the file states."""

    location: str
    log_id: str
    is_main: bool
    is_flagged_main: bool
    start: datetime
    end: datetime
    asleep_minutes: int | None
    counted_lengths: tuple[int, ...]
    stated_lengths: tuple[float, ...]
    raw: dict[str, object]

    @property
    def elapsed_minutes(self) -> float:
        return elapsed_minutes(self.start, self.end)


def matches(data: bytes) -> bool:
    """Return whether this looks like a list of sleep logs."""
    return data.lstrip()[:1] in {b"[", b"{"} and b'"logId"' in data and b'"endTime"' in data


def parse_file(data: bytes, zone: str) -> ParsedFile:
    """Read a Fitbit sleep file whose local times are those of `zone`."""
    return parse_source(ImportSource.from_bytes(data, zone))


def parse_source(source: ImportSource) -> ParsedFile:
    """Read the sleep files of an export as one; a log that several of them hold counts once.

    Nights carry no `day`: it follows from the time of getting up. Raises `Malformed` when a file is no such list.
    """
    zones, findings = parse_file_zones(source.zone), ImportFindings()
    raw = [log for file in source.files for log in _load_logs(file.read_bytes())]
    logs, duplicates = _parse_unique_logs(raw, zones, findings)
    imported = _drop_overlapping(logs, findings)
    further = _find_further_nights(imported)
    for log in imported:
        findings.unsupported.update(_describe_unsupported(log))
    if further:
        findings.unsupported["further main sleep of a date, kept as another main sleep"] += len(further)
    drafts = [_build_draft(log, is_further=log.log_id in further) for log in imported]
    return ParsedFile(_KEY, len(raw), duplicates, drafts, findings.refusals, dict(findings.unsupported))


def _load_logs(data: bytes) -> list[object]:
    if not data.strip():
        raise Malformed("file_empty")
    try:
        raw = load_json(data)
    except (ValueError, RecursionError):
        raise Malformed("not_a_fitbit_file") from None
    if isinstance(raw, dict):
        raw = raw.get("sleep")
    if not isinstance(raw, list) or (raw and not any(_is_sleep_log(item) for item in raw)):
        raise Malformed("not_a_fitbit_file")
    return raw


def _is_sleep_log(item: object) -> bool:
    return isinstance(item, dict) and {"logId", "startTime", "endTime"} <= item.keys()


def _parse_unique_logs(raw: list[object], zones: FileZones, findings: ImportFindings) -> tuple[list[_SleepLog], int]:
    """Read each logId once: copies differ in their thirty-day averages alone, so the first is used."""
    first: dict[str, dict[str, object]] = {}
    logs: list[_SleepLog] = []
    duplicates = 0
    for number, item in enumerate(raw, start=1):
        location = f"log number {number}"
        try:
            log, key = _parse_log_id(item)
            location = f"log {key}"
            if key in first:
                duplicates += 1
                findings.unsupported.update(_describe_changed_copy(first[key], log))
                continue
            first[key] = log
            logs.append(_parse_log(log, key, zones))
        except Malformed as problem:
            findings.refuse(location, problem)
    return logs, duplicates


def _parse_log_id(item: object) -> tuple[dict[str, object], str]:
    if not isinstance(item, dict):
        raise Malformed("not_a_sleep_log")
    key = item.get("logId")
    if isinstance(key, bool) or not isinstance(key, int | str) or not re.fullmatch("[0-9]{1,20}", str(key)):
        raise Malformed("log_id_missing")
    return item, str(key)


def _describe_changed_copy(first: dict[str, object], copy: dict[str, object]) -> list[str]:
    compared = ("startTime", "endTime", "minutesAsleep", "mainSleep", "isMainSleep")
    if all(first.get(name) == copy.get(name) for name in compared):
        return []
    return ["repeated log with other times or minutes, of which the first was kept"]


def _parse_log(raw: dict[str, object], log_id: str, zones: FileZones) -> _SleepLog:
    main = raw.get("mainSleep", raw.get("isMainSleep"))
    if not isinstance(main, bool):
        raise Malformed("main_sleep_unknown")
    asleep, awake = _parse_whole_number(raw, "minutesAsleep"), _parse_whole_number(raw, "minutesAwake")
    around = (_parse_whole_number(raw, "minutesToFallAsleep") or 0) + (
        _parse_whole_number(raw, "minutesAfterWakeup") or 0
    )
    counted = () if asleep is None or awake is None else (asleep + awake, asleep + awake + around)
    in_bed, duration = _parse_whole_number(raw, "timeInBed"), _parse_whole_number(raw, "duration")
    stated = (() if in_bed is None else (float(in_bed),)) + (() if duration is None else (duration / 60_000,))
    local_start = _parse_local_time(raw, "startTime")
    zone = zones.find_zone(local_start)
    start, end = _resolve_times(local_start, _parse_local_time(raw, "endTime"), zone, counted or stated)
    is_main = main or elapsed_minutes(start, end) > MAX_NAP_MINUTES
    log = _SleepLog(f"log {log_id}", log_id, is_main, main, start, end, asleep, counted, stated, raw)
    _check_log(log)
    return log


def _parse_whole_number(raw: dict[str, object], name: str) -> int | None:
    value = raw.get(name)
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10**9:
        raise Malformed("not_a_whole_number_from_zero", name=name)
    return value


def _parse_local_time(raw: dict[str, object], name: str) -> datetime:
    value = raw.get(name)
    if not isinstance(value, str) or not _LOCAL_TIME_PATTERN.fullmatch(value):
        raise Malformed("not_a_timestamp", name=name)
    try:
        return datetime.fromisoformat(value).replace(microsecond=0)
    except ValueError:
        raise Malformed("file_date_or_time_does_not_exist", name=name) from None


def _resolve_times(
    start: datetime, end: datetime, zone: ZoneInfo, lengths: tuple[float, ...]
) -> tuple[datetime, datetime]:
    """Return both instants; of a repeated hour the first occurrence, unless only the second fits a known length."""
    readings = [(first, last) for first in resolve_file_time(start, zone) for last in resolve_file_time(end, zone)]
    readings = [pair for pair in readings if elapsed_minutes(*pair) > 0]
    if not readings:
        raise Malformed("sleep_ends_before_start")
    fitting = [pair for pair in readings if _is_near_any(elapsed_minutes(*pair), lengths)]
    return (fitting or readings)[0]


def _is_near_any(elapsed: float, lengths: tuple[float, ...]) -> bool:
    return any(abs(elapsed - length) <= _TOLERANCE_MINUTES for length in lengths)


def _check_log(log: _SleepLog) -> None:
    if log.elapsed_minutes > 24 * 60:
        raise Malformed("sleep_too_long")
    if log.is_main and log.asleep_minutes is not None and log.asleep_minutes > log.elapsed_minutes:
        raise Malformed("more_asleep_than_elapsed")


def _drop_overlapping(logs: list[_SleepLog], findings: ImportFindings) -> list[_SleepLog]:
    """Refuse each log that lies at the same time as a better one: main before others, then the longer one."""
    kept: dict[date, list[_SleepLog]] = defaultdict(list)
    for log in sorted(logs, key=lambda log: (not log.is_flagged_main, -log.elapsed_minutes, log.start.timestamp())):
        # Neither is longer than a day, so the dates of getting up lie at most one apart.
        near = (other for days in (-1, 0, 1) for other in kept[log.end.date() + timedelta(days)])
        better = next((other for other in near if _overlap(log, other)), None)
        if better is None:
            kept[log.end.date()].append(log)
        else:
            parameters = {"location": better.location}
            findings.refusals.append(ImportRefusal(log.location, "recorded_sleeps_overlap", parameters))
    ids = {log.log_id for of_date in kept.values() for log in of_date}
    return [log for log in logs if log.log_id in ids]


def _overlap(log: _SleepLog, other: _SleepLog) -> bool:
    return elapsed_minutes(log.start, other.end) > 0 and elapsed_minutes(other.start, log.end) > 0


def _find_further_nights(logs: list[_SleepLog]) -> set[str]:
    """Return the ids of main sleeps that are not the first of their date; those the file calls main come first."""
    first: dict[object, str] = {}
    mains = sorted(
        (log for log in logs if log.is_main), key=lambda log: (not log.is_flagged_main, log.start.timestamp())
    )
    return {log.log_id for log in mains if first.setdefault(log.end.date(), log.log_id) != log.log_id}


def _describe_unsupported(log: _SleepLog) -> list[str]:
    """Return phrases for what habitlog has no field for, and for numbers of the log that contradict each other."""
    phrases = [phrase for name, phrase in _UNSUPPORTED_FIELDS.items() if log.raw.get(name) not in (None, 0, "")]
    if not log.is_main and log.asleep_minutes is not None:
        phrases.append("minutes asleep of a nap")
    if log.is_main and log.asleep_minutes is None:
        phrases.append("night without minutes asleep, kept with its times")
    if log.raw.get("dateOfSleep") not in (None, log.end.date().isoformat()):
        phrases.append("Fitbit date other than the date of getting up, which is the one kept")
    return phrases + _describe_length_conflicts(log)


def _describe_length_conflicts(log: _SleepLog) -> list[str]:
    if log.counted_lengths and not _is_near_any(log.elapsed_minutes, log.counted_lengths):
        shifted = tuple(length + sign * _HOUR_MINUTES for length in log.counted_lengths for sign in (-1, 1))
        if _is_near_any(log.elapsed_minutes, shifted):
            return ["sleep an hour off its counted minutes: its time zone or clock change may be another, times kept"]
    local_length = (log.end.replace(tzinfo=None) - log.start.replace(tzinfo=None)).total_seconds() / 60
    if any(not _is_near_any(length, (log.elapsed_minutes, local_length)) for length in log.stated_lengths):
        return ["length by the device other than its two times, which are the ones kept"]
    return []


def _build_draft(log: _SleepLog, *, is_further: bool) -> EntryDraft:
    zone, start, end = str(log.start.tzinfo), format_local_time(log.start), format_local_time(log.end)
    if log.is_main:
        fields: dict[str, object] = {"kind": "night", "zone": zone, "bed_at": start, "out_at": end}
        if log.asleep_minutes is not None:
            fields["asleep_min"] = log.asleep_minutes
        if is_further:
            fields["additional"] = True
    else:
        fields = {"kind": "nap", "zone": zone, "start_at": start, "end_at": end}
    return EntryDraft("sleep", make_source_id(_KEY, "sleep", log.log_id), fields, log.location)


IMPORTER = Importer(_KEY, "Fitbit sleep log", "sleep.json", matches, parse_source, joins_files=True)
