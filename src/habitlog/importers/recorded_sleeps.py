"""Sleeps of a device as entries: the night of a date, naps, and further main sleeps."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from habitlog.errors import Malformed
from habitlog.importers.base import EntryDraft, ImportFindings, format_local_time, make_source_id
from habitlog.importers.file_zones import FileZones
from habitlog.importers.sleep_segments import RecordedSleep, choose_sources, find_nights

MAX_NAP_SECONDS = 8 * 3600
MAX_SLEEP_SECONDS = 24 * 3600


def express_sleep_times(start: float, end: float, zones: FileZones) -> tuple[ZoneInfo, str, str]:
    """Return the zone of a sleep, and its first and last local time there, of its instants in seconds since 1970.

    Raises `Malformed` for a sleep that ends before it starts, or is longer than a day.
    """
    if end <= start:
        raise Malformed("sleep_ends_before_start")
    if end - start > MAX_SLEEP_SECONDS:
        raise Malformed("sleep_too_long")
    zone = zones.find_zone_of_instant(start)
    first, last = (format_local_time(datetime.fromtimestamp(int(seconds), zone)) for seconds in (start, end))
    return zone, first, last


def build_sleep_drafts(
    format_key: str, sleeps: list[RecordedSleep], findings: ImportFindings, place: str = "line"
) -> list[EntryDraft]:
    """Return the drafts of sleeps: of several sources at the same time those of one, the longest of a date as night.

    A location is `place` with the line of the sleep.
    """
    kept, left_out = choose_sources(sleeps)
    for sleep in left_out:
        findings.unsupported[f"sleep of another source at the same time: {sleep.source or 'unnamed'}"] += 1
    nights = find_nights(kept)
    drafts = []
    for sleep in kept:
        if sleep.length > MAX_SLEEP_SECONDS:
            findings.refuse(f"{place} {sleep.line}", Malformed("sleep_too_long"))
            continue
        if sleep.length < 60:
            findings.unsupported["sleep shorter than a minute"] += 1
            continue
        is_longest = nights.get(sleep.local_end.date()) is sleep
        is_further = not is_longest and sleep.length > MAX_NAP_SECONDS
        if is_further:
            findings.unsupported["further main sleep of a date, kept as another main sleep"] += 1
        is_night = is_longest or is_further
        findings.unsupported.update(_describe_unsupported_sleep(sleep, is_night=is_night))
        drafts.append(
            _build_sleep_draft(format_key, sleep, f"{place} {sleep.line}", is_night=is_night, is_further=is_further)
        )
    return drafts


def _describe_unsupported_sleep(sleep: RecordedSleep, *, is_night: bool) -> list[str]:
    phrases = ["sleep stages of the device"] if sleep.has_stages else []
    if not is_night and sleep.asleep_seconds is not None:
        phrases.append("minutes asleep of a nap")
    if is_night and sleep.asleep_seconds is None:
        phrases.append("night without minutes asleep, kept with its times")
    if is_night and not sleep.has_time_in_bed:
        phrases.append("night without time in bed, whose first and last times of sleep are kept as those in bed")
    return phrases


def _build_sleep_draft(
    format_key: str, sleep: RecordedSleep, location: str, *, is_night: bool, is_further: bool
) -> EntryDraft:
    start, end = format_local_time(sleep.local_start), format_local_time(sleep.local_end)
    if is_night:
        fields: dict[str, object] = {"kind": "night", "zone": sleep.zone.key, "bed_at": start, "out_at": end}
        if sleep.asleep_seconds is not None:
            fields["asleep_min"] = min(round(sleep.asleep_seconds / 60), sleep.length // 60)
        if is_further:
            fields["additional"] = True
    else:
        fields = {"kind": "nap", "zone": sleep.zone.key, "start_at": start, "end_at": end}
    entry_id = make_source_id(format_key, "sleep", format_utc_second(sleep.start))
    return EntryDraft("sleep", entry_id, fields, location)


def format_utc_second(seconds: int) -> str:
    """Write an instant in seconds since 1970 as UTC, as ids of entries hold it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()
