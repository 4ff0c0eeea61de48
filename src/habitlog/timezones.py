"""Clock times and instants: what a clock shows happens once, twice or never on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def find_instants(wall: datetime, zone: str) -> tuple[datetime, ...]:
    """Return the instants, UTC and in order, at which the clocks of `zone` showed this naive time: none, one or two."""
    found: list[datetime] = []
    for fold in (0, 1):
        instant = wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
        if to_wall_time(instant, zone) == wall and instant not in found:
            found.append(instant)
    return tuple(found)


def to_wall_time(instant: datetime, zone: str) -> datetime:
    """Return what the clocks of `zone` showed at an instant, as a naive time."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def find_latest_wall_time(clock: time, following: datetime, zone: str) -> tuple[datetime, tuple[datetime, ...]]:
    """Return the wall time at which the clocks last showed `clock`, not after the instant `following`, and its passes.

    Without a pass it never happened: the clocks went forward over it. A pass after `following` is left out.
    """
    end = to_wall_time(following, zone)
    wall = datetime.combine(end.date(), clock)
    there = find_instants(wall, zone)
    if (wall > end or there) and not any(instant <= following for instant in there):
        wall -= DAY
        there = find_instants(wall, zone)
    return wall, tuple(instant for instant in there if instant <= following)


def find_wall_time_on_day(clock: time, day: date, zone: str) -> tuple[datetime, tuple[datetime, ...]]:
    """Return the wall time of `clock` on a day, and its passes."""
    wall = datetime.combine(day, clock)
    return wall, find_instants(wall, zone)


def resolve_wall_time(wall: datetime, zone: str) -> datetime:
    """Return an instant for any naive time; one that never happened counts on as if the clocks had not moved yet."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
