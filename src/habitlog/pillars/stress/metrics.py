"""Minutes practised and the day's stress level."""

from __future__ import annotations

from collections.abc import Sequence

from habitlog.pillars.stress.record import Practice, StressLevel
from habitlog.tracking import DailyMetric, EntryRecord


def sum_practice_minutes(records: Sequence[EntryRecord]) -> float | None:
    """Return minutes of all practices of the day, None for a day with a level alone."""
    minutes = [record.minutes for record in records if isinstance(record, Practice)]
    return sum(minutes) if minutes else None


def find_stress_level(records: Sequence[EntryRecord]) -> float | None:
    """Return the day's stress level, 0 to 10."""
    return next((record.stress_now for record in records if isinstance(record, StressLevel)), None)


DAILY_METRICS = (
    DailyMetric(
        "stress.practice",
        "Practice",
        "min",
        "total",
        sum_practice_minutes,
        value_when_none=0,
        explained="Minutes of all stress practices of the day.",
    ),
    DailyMetric(
        "stress.level",
        "Stress level",
        "of 10",
        "median",
        find_stress_level,
        value_range=(0, 10),
        explained="Stress as rated once that day, from 0, none at all, to 10, as much as one can imagine.",
    ),
)
