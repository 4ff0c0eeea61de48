"""Recorded activities of watches and apps, as other movement: what it was, when it began, and how long it took."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from habitlog.errors import Malformed
from habitlog.importers.base import EntryDraft, ImportFindings, format_local_time, make_source_id
from habitlog.importers.file_zones import FileZones

_FIRST_YEAR, _LAST_YEAR = 1901, 2099
_MAX_MINUTES = 900
_MAX_NAME_LENGTH = 60
_SAME_START_SECONDS = 120


class RecordedActivity(Struct, frozen=True):
    """An activity; `start` is seconds since 1970, `seconds` its length, None where the file does not say."""

    source_key: str
    name: str
    start: float
    seconds: float | None
    location: str


def build_activity_draft(
    format_key: str, activity: RecordedActivity, zones: FileZones, findings: ImportFindings
) -> EntryDraft:
    """Return the other movement that an activity is; raises `Malformed` for one outside 1901 to 2099."""
    check_instant(activity.start)
    zone = zones.find_zone_of_instant(activity.start)
    start = datetime.fromtimestamp(int(activity.start), zone)
    fields: dict[str, object] = {"kind": "other", "activity": activity.name, "zone": zone.key}
    fields |= {"day": start.date().isoformat(), "started_at": format_local_time(start)}
    minutes = round((activity.seconds or 0) / 60)
    if 1 <= minutes <= _MAX_MINUTES:
        fields["session_min"] = minutes
    else:
        findings.unsupported["length of an activity outside 1 to 900 minutes"] += 1
    return EntryDraft("training", make_source_id(format_key, activity.source_key), fields, activity.location)


def check_instant(seconds: float) -> None:
    """Raise `Malformed` for an instant outside 1901 to 2099."""
    if not -2_177_452_800 <= seconds <= 4_102_444_000:
        raise Malformed("file_year_out_of_range", first=_FIRST_YEAR, last=_LAST_YEAR)


def is_start_known(seconds: float, known_starts: Sequence[float]) -> bool:
    """Return whether one of the starts, which are in order, lies within two minutes of this one."""
    place = bisect_left(known_starts, seconds - _SAME_START_SECONDS)
    return place < len(known_starts) and known_starts[place] <= seconds + _SAME_START_SECONDS


def describe_activity(kind: str) -> str:
    """Return the words of a kind of activity: "trail_running" is "Trail running"; "Other" and nothing are a workout."""
    words = re.sub(r"[_\W]+", " ", kind).strip()[:_MAX_NAME_LENGTH].lower()
    return words.capitalize() if words not in {"", "other", "generic"} else "Other workout"
