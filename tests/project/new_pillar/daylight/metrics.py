"""Minutes outdoors: of a day, of a week and of a window."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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


def total_minutes(records: Sequence[EntryRecord]) -> float:
    """Return minutes of all outings of the day."""
    return sum(record.minutes for record in cast("Sequence[Outing]", records))


def whole_week_minutes(days: Sequence[float | None]) -> float | None:
    """Return the minutes of seven known days."""
    known = [value for value in days if value is not None]
    return sum(known) if len(known) == 7 else None


def longest_outing(records: Sequence[EntryRecord], _days: DayRange) -> WindowResult:
    """Return the longest outing of a window in minutes."""
    lengths = [record.minutes for record in cast("Sequence[Outing]", records)]
    if not lengths:
        return WindowResult(None, 0, 1, 0, MissingValueReason("no_outing"))
    return WindowResult(
        max(lengths), len(lengths), 1, len(lengths), None, (WindowDetail("outings", "Outings", len(lengths)),)
    )


def describe_missing(_reason: MissingValueReason) -> str:
    """Return why a window has no outing."""
    return gettext("No outing in this window.")


def _method() -> dict[str, Any]:
    return {"name": "daylight", "version": "1.0", "formula": "minutes as they are entered", "sources": []}


METRICS = (
    DailyMetric(
        "daylight.minutes",
        "Time outdoors",
        "min",
        "total",
        total_minutes,
        value_when_none=0,
        explained="Minutes outdoors.",
    ),
)
WEEKLY_METRICS = (
    WeeklyMetric(
        "daylight.week_minutes",
        "Whole weeks outdoors",
        "min",
        "daylight.minutes",
        whole_week_minutes,
        _method,
        "Minutes as they are entered.",
    ),
)
WINDOW_METRICS = (
    WindowMetric(
        "daylight.longest",
        "Longest outing",
        "min",
        ("outing",),
        longest_outing,
        _method,
        describe_missing,
        "minutes as they are entered.",
    ),
)


def summarize_outing(record: EntryRecord, style: Style, _off: Collection[str] = ()) -> tuple[str, str]:
    """Return where and how long an outing was, and when it began."""
    outing = cast("Outing", record)
    started = f"From {style.format_local_time(outing.started_at, outing.zone)}." if outing.started_at else ""
    return f"{outing.place or 'Outdoors'}, {outing.minutes} min", started
