"""Stress practices in minutes, and the day's stress level."""

from collections.abc import Sequence

from habitlog.pillars.stress.form import LEVEL_FIELDS, PRACTICE_COPIED_FIELDS, PRACTICE_FIELDS, PRACTICE_TIMER
from habitlog.pillars.stress.measures import MEASURES
from habitlog.pillars.stress.metrics import DAILY_METRICS, find_stress_level, sum_practice_minutes
from habitlog.pillars.stress.record import Practice, StressLevel
from habitlog.pillars.stress.summary import summarize_stress_entry
from habitlog.pillars.stress.table import stress_entry
from habitlog.pillars.stress.theme import THEME
from habitlog.pillars.stress.window_metrics import WINDOW_METRICS
from habitlog.tracking import DayStrip, EntryKind, EntryRecord, Pillar


def _build_minutes_bars(records: Sequence[EntryRecord]) -> list[tuple[float, float]]:
    minutes = sum_practice_minutes(records)
    return [(0, minutes)] if minutes else []


PILLAR = Pillar(
    key="stress",
    name="Stress practice",
    noun="stress practice",
    order=4,
    table=stress_entry,
    kinds=(
        EntryKind(
            "practice",
            "Practice",
            "practice",
            "Log a practice",
            "Stress practice",
            Practice,
            PRACTICE_FIELDS,
            timer=PRACTICE_TIMER,
            copied_fields=PRACTICE_COPIED_FIELDS,
        ),
        EntryKind(
            "level",
            "Stress level",
            "stress level",
            "Log stress level",
            "Stress level now",
            StressLevel,
            LEVEL_FIELDS,
            once_a_day=True,
            allowed_with_none_mark=True,
        ),
    ),
    daily_metrics=DAILY_METRICS,
    headline_metric_ids=frozenset({"stress.level", "stress.practice"}),
    window_metrics=WINDOW_METRICS,
    theme=THEME,
    summarize=summarize_stress_entry,
    empty_day_question="Any stress practice?",
    empty_day_hint="Breathing, time in nature, company, rest.",
    none_title="No practice",
    none_line="Counts as 0 min until a practice is logged.",
    shortcut="p",
    none_button="No practice",
    none_state="no practice",
    allows_bulk_none=True,
    day_strip=DayStrip(bars=_build_minutes_bars, point=find_stress_level, point_range=(0, 10)),
    measures=MEASURES,
)
