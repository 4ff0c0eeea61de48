"""Training: resistance sets, high-intensity intervals and other movement."""

from collections.abc import Sequence

from habitlog.pillars.training.exercise_suggestions import SUGGESTION_SOURCE
from habitlog.pillars.training.form import (
    HIIT_COPIED_FIELDS,
    HIIT_FIELDS,
    INTERVAL_TIMER,
    OTHER_FIELDS,
    RESISTANCE_FIELDS,
)
from habitlog.pillars.training.measures import MEASURES
from habitlog.pillars.training.metrics import DAILY_METRICS, sum_session_minutes
from habitlog.pillars.training.record import Hiit, Other, Resistance
from habitlog.pillars.training.strength import KEYED_METRICS
from habitlog.pillars.training.summary import summarize_session
from habitlog.pillars.training.table import training_entry
from habitlog.pillars.training.theme import THEME
from habitlog.pillars.training.weekly_metrics import WEEKLY_METRICS
from habitlog.tracking import DayStrip, EntryKind, EntryRecord, Pillar


def _build_minutes_bars(records: Sequence[EntryRecord]) -> list[tuple[float, float]]:
    minutes = sum_session_minutes(records)
    return [(0, minutes)] if minutes else []


PILLAR = Pillar(
    key="training",
    name="Training",
    noun="training",
    order=3,
    table=training_entry,
    kinds=(
        EntryKind(
            "resistance",
            "Sets",
            "sets",
            "Log sets",
            "Training session",
            Resistance,
            RESISTANCE_FIELDS,
            copied_fields=("sets",),
        ),
        EntryKind(
            "hiit",
            "Intervals",
            "intervals",
            "Log intervals",
            "Interval session",
            Hiit,
            HIIT_FIELDS,
            timer=INTERVAL_TIMER,
            copied_fields=HIIT_COPIED_FIELDS,
        ),
        EntryKind(
            "other",
            "Other movement",
            "other movement",
            "Log movement",
            "Other movement",
            Other,
            OTHER_FIELDS,
            copied_fields=("activity", "session_min"),
        ),
    ),
    daily_metrics=DAILY_METRICS,
    headline_metric_ids=frozenset({"training.minutes", "training.resistance_sets"}),
    weekly_metrics=WEEKLY_METRICS,
    keyed_metrics=KEYED_METRICS,
    theme=THEME,
    summarize=summarize_session,
    empty_day_question="Any training?",
    empty_day_hint="Sets, intervals or any other movement.",
    none_title="Rest day",
    none_line="Counts as 0 min until a session is logged.",
    allows_bulk_none=True,
    day_strip=DayStrip(bars=_build_minutes_bars),
    suggestion_source=SUGGESTION_SOURCE,
    shortcut="s",
    none_button="Rest day",
    none_state="rest day",
    rest_day_metric_id="training.resistance_sets",
    measures=MEASURES,
)
