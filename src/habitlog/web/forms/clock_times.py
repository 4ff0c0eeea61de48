"""The clock times of a form as instants: back from the last one, asking where a time came twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from habitlog.formatting import parse_clock_time
from habitlog.timezones import find_instants, find_latest_wall_time, find_wall_time_on_day, resolve_wall_time
from habitlog.web.dates import day_month

NOON = time(12)
INVALID_TIME_MESSAGE = "A clock time is written like 22:45."


@dataclass(frozen=True, slots=True)
class AmbiguousTime:
    """A clock time that came twice: what the clock showed, and which pass was chosen: "1", "2" or "" for none yet."""

    local_time: datetime
    chosen_repeat: str


@dataclass(frozen=True, slots=True)
class ParsedTime:
    """A time as it is handed to the record. `said` is a page's sentence for one the record is going to refuse."""

    record_value: str
    error_message: str = ""
    ambiguous_time: AmbiguousTime | None = None


def parse_clock_times(
    names: Sequence[str], submitted_values: Mapping[str, str], day: date, zone: str, stored_entry: Mapping[str, Any]
) -> dict[str, ParsedTime]:
    """Read the times of a form that were typed, by name; `names` are in the order of the form.

    The last lies on `day`. Each before it is the latest moment not after the next; where the last is not told, times
    go back from noon of the day. `before` is the entry that is edited: a time that nobody touched, and none after it,
    stays the same instant, and so does the pass of a clock time that came twice.
    """
    found: dict[str, ParsedTime] = {}
    following: datetime | None = None
    untouched = stored_entry.get("day") == day.isoformat()
    for name in reversed(names):
        text = submitted_values.get(name, "").strip()
        clock, stored = parse_clock_time(text), _find_stored_instant(stored_entry, name)
        untouched = untouched and (clock == stored.time() if stored else not text)
        if clock is None:
            found |= {name: ParsedTime(text, INVALID_TIME_MESSAGE)} if text else {}
            continue
        wall: datetime
        there: tuple[datetime, ...]
        if untouched and stored:
            wall, there = stored.replace(tzinfo=None), (stored,)
        elif following is None and name == names[-1]:
            wall, there = find_wall_time_on_day(clock, day, zone)
        else:
            wall, there = find_latest_wall_time(
                clock, following or resolve_wall_time(datetime.combine(day, NOON), zone), zone
            )
        found[name], following = _resolve_instant(wall, there, stored, submitted_values.get(f"{name}-pass", ""), zone)
    return found


def _resolve_instant(
    local_time: datetime,
    candidates: tuple[datetime, ...],
    stored_instant: datetime | None,
    chosen_repeat: str,
    zone: str,
) -> tuple[ParsedTime, datetime]:
    """Return a time and the instant from which those before it go back; it is asked for where two passes fit."""
    if not candidates:
        return ParsedTime(local_time.isoformat()), resolve_wall_time(local_time, zone)
    both = find_instants(local_time, zone)
    twice: AmbiguousTime | None = None
    if len(both) == 2 and chosen_repeat in {"1", "2"}:
        candidates, twice = (both[int(chosen_repeat) - 1],), AmbiguousTime(local_time, chosen_repeat)
    elif stored_instant is not None and stored_instant in candidates:
        candidates = (stored_instant,)
    if len(candidates) == 2:
        return ParsedTime(
            "which of two", _describe_ambiguous_time(local_time, zone), AmbiguousTime(local_time, "")
        ), candidates[-1]
    return ParsedTime(candidates[0].astimezone(ZoneInfo(zone)).isoformat(), ambiguous_time=twice), candidates[
        0
    ].astimezone(UTC)


def _describe_ambiguous_time(local_time: datetime, zone: str) -> str:
    return f"On {day_month(local_time.date())} the clocks in {zone} went back, and {local_time:%H:%M} came twice. Which one was it?"


def _find_stored_instant(stored_entry: Mapping[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(stored_entry[name]) if stored_entry.get(name) else None
