"""Clock times and instants: on a day a clock time occurs once, twice or never."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

DAY = timedelta(days=1)
_KNOWN_ZONES = frozenset(available_timezones()) - {"localtime", "Factory"}


def is_known_time_zone(name: str) -> bool:
    """Whether this machine knows an IANA time zone of this name, so that an entry can have it."""
    return name in _KNOWN_ZONES


def list_time_zones() -> list[str]:
    """Return the time zones a person can choose from."""
    places = (zone for zone in _KNOWN_ZONES if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/")))
    return [*sorted(places), "Etc/UTC"]


def find_instants(wall: datetime, zone: str) -> tuple[datetime, ...]:
    """Return the instants in UTC, in order, at which the clocks of `zone` showed this naive time: none, one or two."""
    instants: list[datetime] = []
    for fold in (0, 1):
        instant = wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
        if to_wall_time(instant, zone) == wall and instant not in instants:
            instants.append(instant)
    return tuple(instants)


def to_wall_time(instant: datetime, zone: str) -> datetime:
    """Return what the clocks of `zone` showed at an instant, as a naive time."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def find_latest_wall_time(clock: time, following: datetime, zone: str) -> tuple[datetime, tuple[datetime, ...]]:
    """Return the last wall time of `clock` that is not after the instant `following`, and its instants.

    There is no instant where the clocks went forward over it. Instants after `following` are left out.
    """
    end = to_wall_time(following, zone)
    wall = datetime.combine(end.date(), clock)
    instants = find_instants(wall, zone)
    if (wall > end or instants) and not any(instant <= following for instant in instants):
        wall -= DAY
        instants = find_instants(wall, zone)
    return wall, tuple(instant for instant in instants if instant <= following)


def find_wall_time_on_day(clock: time, day: date, zone: str) -> tuple[datetime, tuple[datetime, ...]]:
    """Return the wall time of `clock` on a day, and its instants."""
    wall = datetime.combine(day, clock)
    return wall, find_instants(wall, zone)


def resolve_wall_time(wall: datetime, zone: str) -> datetime:
    """Return one instant for any naive time: the first of two, and for a skipped time that of the clock before."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
