"""Garmin (JSON and FIT, as in the zip file of an account): nights with minutes asleep, and activities."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any, TypeGuard

from habitlog.errors import Malformed
from habitlog.importers import fit
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
from habitlog.importers.file_zones import FileZones, parse_file_zones
from habitlog.importers.json_values import load_json
from habitlog.importers.recorded_sleeps import express_sleep_times
from habitlog.importers.source_files import ImportSource

_KEY = "garmin"
_SLEEP_MARK, _ACTIVITY_MARK = b'"sleepStartTimestampGMT"', b'"summarizedActivitiesExport"'
_STAGES = ("deepSleepSeconds", "lightSleepSeconds", "remSleepSeconds")
_UTC_PATTERN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?")
_MAX_NUMBER = 10**15


def matches(data: bytes) -> bool:
    """Return whether this looks like the sleep or the activities of a Garmin account."""
    return data.lstrip()[:1] in {b"[", b"{"} and (_SLEEP_MARK in data or _ACTIVITY_MARK in data)


def parse_source(source: ImportSource) -> ParsedFile:
    """Read the sleep and activity files of an account as one; of its FIT files those activities that no other file has.

    Times are instants, expressed in the zones of the source. The file names its date for a night, of which it has one:
    where several files hold a date, the night that ends latest counts. Raises `Malformed` for another file.
    """
    zones, findings = parse_file_zones(source.zone), ImportFindings()
    recordings = [file for file in source.files if fit.matches(file.read_head())]
    tables = [file for file in source.files if not fit.matches(file.read_head())]
    items = [item for file in tables for item in _load_items(file.read_bytes())]
    nights: dict[str, tuple[float, EntryDraft]] = {}
    activities: dict[str, EntryDraft] = {}
    duplicates = 0
    for number, item in enumerate(items, start=1):
        try:
            if "activityId" in item:
                draft = _build_activity(item, zones, findings)
                duplicates += draft is not None and draft.id in activities
                activities |= {draft.id: draft} if draft else {}
            elif (found := _build_night(item, zones, findings)) is not None:
                day = str(item["calendarDate"])
                duplicates += day in nights
                nights[day] = max(nights.get(day, found), found, key=lambda each: each[0])
        except Malformed as problem:
            findings.refuse(f"item {number}", problem)
    drafts = [draft for _, draft in nights.values()] + list(activities.values())
    if recordings:
        starts = sorted(filter(None, map(_find_start, items)))
        recorded, _, same = fit.read_activities(recordings, zones, findings, starts)
        drafts += recorded
        if same:
            findings.unsupported["FIT file of an activity that another file has too"] += same
    read = len(items) + len(recordings)
    return ParsedFile(_KEY, read, duplicates, drafts, findings.refusals, dict(findings.unsupported))


def _find_start(item: dict[str, Any]) -> float | None:
    """Return when an activity began, None where it is none or does not say."""
    if "activityId" not in item:
        return None
    try:
        return _parse_instant(item.get("startTimeGmt", item.get("beginTimestamp")))
    except Malformed:
        return None


def _load_items(data: bytes) -> list[dict[str, Any]]:
    """Return the nights or activities of a file."""
    try:
        raw = load_json(data)
    except (ValueError, RecursionError):
        raise Malformed("not_a_garmin_file") from None
    parts = raw if isinstance(raw, list) else [raw]
    if not all(isinstance(part, dict) for part in parts):
        raise Malformed("not_a_garmin_file")
    items: list[Any] = []
    for part in parts:
        exported = part.get("summarizedActivitiesExport")
        items += exported if isinstance(exported, list) else [part.get("dailySleepDTO", part)]
    if not all(isinstance(item, dict) for item in items):
        raise Malformed("not_a_garmin_file")
    return items


def _build_night(item: dict[str, Any], zones: FileZones, findings: ImportFindings) -> tuple[float, EntryDraft] | None:
    times = [item.get(name) for name in ("sleepStartTimestampGMT", "sleepEndTimestampGMT")]
    if None in times:
        findings.unsupported["date without a sleep"] += 1
        return None
    start, end = (_parse_instant(value) for value in times)
    day = item.get("calendarDate")
    if not isinstance(day, str) or not _is_date(day):
        raise Malformed("not_a_timestamp", name="calendarDate")
    zone, bed, out = express_sleep_times(start, end, zones)
    fields: dict[str, object] = {"kind": "night", "zone": zone.key, "bed_at": bed, "out_at": out}
    asleep = [value for name in _STAGES if (value := _read_seconds(item.get(name))) is not None]
    if sum(asleep):
        fields["asleep_min"] = min(round(sum(asleep) / 60), int(end - start) // 60)
        findings.unsupported["sleep stages of the device"] += 1
    else:
        findings.unsupported["night without minutes asleep, kept with its times"] += 1
    if item.get("sleepScores"):
        findings.unsupported["sleep score of the device"] += 1
    return end, EntryDraft("sleep", make_source_id(_KEY, "sleep", day), fields, f"night of {day}")


def _build_activity(item: dict[str, Any], zones: FileZones, findings: ImportFindings) -> EntryDraft | None:
    if item.get("parent") is True:
        findings.unsupported["whole of several activities, which are kept one by one"] += 1
        return None
    start = next((item[name] for name in ("startTimeGmt", "beginTimestamp") if item.get(name) is not None), None)
    number = str(item["activityId"])[:30]
    milliseconds = _read_seconds(item.get("duration"))
    activity = RecordedActivity(
        source_key=f"activity {number}",
        name=describe_activity(str(item.get("activityType") or item.get("sportType") or "")),
        start=_parse_instant(start),
        seconds=None if milliseconds is None else milliseconds / 1000,
        location=f"activity {number}",
    )
    if item.get("distance"):
        findings.unsupported["distance of other movement"] += 1
    return build_activity_draft(_KEY, activity, zones, findings)


def _parse_instant(value: object) -> float:
    """Read milliseconds since 1970, or "2026-01-14T22:00:00.0" in UTC."""
    if _is_number(value):
        seconds = value / 1000
    elif isinstance(value, str) and _UTC_PATTERN.fullmatch(value):
        try:
            seconds = datetime.fromisoformat(value[:19]).replace(tzinfo=UTC).timestamp()
        except ValueError:
            raise Malformed("date_or_time_does_not_exist") from None
    else:
        raise Malformed("not_a_timestamp", name="time")
    check_instant(seconds)
    return seconds


def _read_seconds(value: object) -> float | None:
    """Return a length, None for none and for the -1 and -2 with which Garmin says that there is no value."""
    return value if _is_number(value) and value >= 0 else None


def _is_number(value: object) -> TypeGuard[int | float]:
    """Whether a JSON value is a number that can be a time or a length; JSON as Python reads it has NaN."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _MAX_NUMBER


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


IMPORTER = Importer(
    _KEY,
    "Garmin account",
    "garmin.zip",
    matches,
    parse_source,
    joins_files=True,
    companions=frozenset({"fit"}),
)
