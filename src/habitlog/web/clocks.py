"""The clock times of a form as instants: back from the last one, asking where a time came twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from habitlog.pillar.style import read_clock
from habitlog.pillar.wall import latest, on_day, passes, placed
from habitlog.web.words import day_month

NOON = time(12)
NOT_A_CLOCK = "A clock time is written like 22:45."


@dataclass(frozen=True, slots=True)
class Twice:
    """A clock time that came twice: what the clock showed, and which pass was chosen: "1", "2" or "" for none yet."""

    wall: datetime
    chosen: str


@dataclass(frozen=True, slots=True)
class Read:
    """A time as it is handed to the record. `said` is a page's sentence for one the record is going to refuse."""

    raw: str
    said: str = ""
    twice: Twice | None = None


def read_times(
    names: Sequence[str], given: Mapping[str, str], day: date, zone: str, before: Mapping[str, Any]
) -> dict[str, Read]:
    """Read the times of a form that were typed, by name; `names` are in the order of the form.

    The last lies on `day`. Each before it is the latest moment not after the next; where the last is not told, times
    go back from noon of the day. `before` is the entry that is edited: a time that nobody touched, and none after it,
    stays the same instant, and so does the pass of a clock time that came twice.
    """
    found: dict[str, Read] = {}
    following: datetime | None = None
    untouched = before.get("day") == day.isoformat()
    for name in reversed(names):
        text = given.get(name, "").strip()
        clock, stored = read_clock(text), _stored(before, name)
        untouched = untouched and (clock == stored.time() if stored else not text)
        if clock is None:
            found |= {name: Read(text, NOT_A_CLOCK)} if text else {}
            continue
        wall: datetime
        there: tuple[datetime, ...]
        if untouched and stored:
            wall, there = stored.replace(tzinfo=None), (stored,)
        elif following is None and name == names[-1]:
            wall, there = on_day(clock, day, zone)
        else:
            wall, there = latest(clock, following or placed(datetime.combine(day, NOON), zone), zone)
        found[name], following = _settled(wall, there, stored, given.get(f"{name}-pass", ""), zone)
    return found


def _settled(
    wall: datetime, there: tuple[datetime, ...], stored: datetime | None, chosen: str, zone: str
) -> tuple[Read, datetime]:
    """Return a time and the instant from which those before it go back; it is asked for where two passes fit."""
    if not there:
        return Read(wall.isoformat()), placed(wall, zone)
    both = passes(wall, zone)
    twice: Twice | None = None
    if len(both) == 2 and chosen in {"1", "2"}:
        there, twice = (both[int(chosen) - 1],), Twice(wall, chosen)
    elif stored is not None and stored in there:
        there = (stored,)
    if len(there) == 2:
        return Read("which of two", _which(wall, zone), Twice(wall, "")), there[-1]
    return Read(there[0].astimezone(ZoneInfo(zone)).isoformat(), twice=twice), there[0].astimezone(UTC)


def _which(wall: datetime, zone: str) -> str:
    return f"On {day_month(wall.date())} the clocks in {zone} went back, and {wall:%H:%M} came twice. Which one was it?"


def _stored(before: Mapping[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(before[name]) if before.get(name) else None
