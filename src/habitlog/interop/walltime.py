"""Wall times without an offset, placed in a zone: missing hours refused, repeated hours named."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from habitlog.errors import Malformed


def parse_zone(name: str) -> ZoneInfo:
    """Return the IANA zone of this name; raises `Malformed` where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Malformed("A time zone is written like Europe/Stockholm.") from None


def resolve_file_time(local_time: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the instants at which clocks in `zone` showed `wall`: one, or both of a repeated hour, earlier first.

    Raises `Malformed` for a time in the hour a clock change left out, and for years outside 1901 to 2099.
    """
    if not 1900 < local_time.year < 2100:
        raise Malformed("The year lies outside 1901 to 2099.")
    both = [local_time.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    real = [one for one in both if one.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) == local_time]
    if not real:
        raise Malformed(
            f"On {local_time:%Y-%m-%d} the clocks in {zone.key} went forward and {local_time:%H:%M} did not happen."
        )
    return real if real[0].utcoffset() != real[-1].utcoffset() else real[:1]


def elapsed_minutes(start: datetime, end: datetime) -> float:
    """Return the minutes that really went by between two aware times, clock changes included."""
    return (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / 60


def format_local_time(instant: datetime) -> str:
    """Write an instant as wall time to the second, with its offset in the second pass of a repeated hour."""
    shown = instant if instant.fold else instant.replace(tzinfo=None)
    return shown.isoformat(timespec="seconds")
