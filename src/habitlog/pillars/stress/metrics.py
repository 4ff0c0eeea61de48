"""Minutes practised and the day's stress level, and the words for them on a day page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from habitlog.pillars.stress.record import Practice, StressLevel
from habitlog.tracking import DailyMetric, EntryRecord, Style

PRACTICE_LABELS = {
    "breathing": "Slow breathing",
    "meditation": "Meditation",
    "nature": "Time in nature",
    "journaling": "Journaling",
    "yoga_tai_chi": "Yoga or tai chi",
    "prayer_reflection": "Prayer or reflection",
    "music": "Music",
    "social": "Time with people",
    "creative": "Making something",
    "rest": "Rest",
    "other": "Something else",
}


def sum_practice_minutes(records: Sequence[EntryRecord]) -> float | None:
    """Return minutes of all practices of the day; a day with only a level says nothing about practice."""
    told = [record.minutes for record in records if isinstance(record, Practice)]
    return sum(told) if told else None


def find_stress_level(records: Sequence[EntryRecord]) -> float | None:
    """Return the day's stress level, 0 to 10."""
    return next((record.stress_now for record in records if isinstance(record, StressLevel)), None)


DAILY_METRICS = (
    DailyMetric("stress.practice", "Practice", "min", "total", sum_practice_minutes, value_when_none=0,
           explained="Minutes of all stress practices of the day."),
    DailyMetric("stress.level", "Stress level", "of 10", "median", find_stress_level, value_range=(0, 10),
           explained="Stress as rated once that day, 0 none at all to 10 as much as one can imagine."),
)  # fmt: skip


def summarize_stress_entry(record: EntryRecord, _style: Style) -> tuple[str, str]:
    """Say what was practised and for how long, or the level."""
    if isinstance(record, StressLevel):
        return f"Stress {record.stress_now} of 10", ""
    practice = cast("Practice", record)
    name = practice.practice_text or PRACTICE_LABELS[practice.practice]
    pair = ""
    if practice.stress_before is not None:
        pair = f"Stress before {practice.stress_before}, after {practice.stress_after}."
    return f"{name}, {practice.minutes} min", pair
