"""Minutes outdoors: of a day, of a week and of a window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from habitlog.tracking import (
    DailyMetric,
    DayRange,
    EntryRecord,
    MissingValueReason,
    Style,
    WeeklyMetric,
    WindowDetail,
    WindowMetric,
    WindowResult,
)
from habitlog.translation import gettext

from .record import Outing


def minutes(records: Sequence[EntryRecord]) -> float:
    """Return minutes of all outings of the day."""
    return sum(record.minutes for record in cast("Sequence[Outing]", records))


def whole_week(days: Sequence[float | None]) -> float | None:
    """Return the minutes of seven known days."""
    known = [value for value in days if value is not None]
    return sum(known) if len(known) == 7 else None


def longest(records: Sequence[EntryRecord], _days: DayRange) -> WindowResult:
    """Return the longest outing of a window in minutes."""
    told = [record.minutes for record in cast("Sequence[Outing]", records)]
    if not told:
        return WindowResult(None, 0, 1, 0, MissingValueReason("no_outing"))
    return WindowResult(max(told), len(told), 1, len(told), None, (WindowDetail("outings", "Outings", len(told)),))


def describe_missing(_reason: MissingValueReason) -> str:
    """Return why a window has no outing."""
    return gettext("No outing in this window.")


def _method() -> dict[str, Any]:
    return {"name": "daylight", "version": "1.0", "formula": "minutes as they are told", "sources": []}


METRICS = (
    DailyMetric(
        "daylight.minutes", "Time outdoors", "min", "total", minutes, value_when_none=0, explained="Minutes outdoors."
    ),
)
WEEKLY = (
    WeeklyMetric("daylight.week_minutes", "Whole weeks outdoors", "min", "daylight.minutes", whole_week, _method),
)
WINDOWED = (WindowMetric("daylight.longest", "Longest outing", "min", ("outing",), longest, _method, describe_missing),)


def tell(record: EntryRecord, style: Style) -> tuple[str, str]:
    """Say how long an outing was, and where."""
    outing = cast("Outing", record)
    begun = f"From {style.format_local_time(outing.started_at, outing.zone)}." if outing.started_at else ""
    return f"{outing.place or 'Outdoors'}, {outing.minutes} min", begun
