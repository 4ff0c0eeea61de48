"""Sleep: one main night a day, under the date of getting up, and naps."""

from collections.abc import Sequence

from habitlog.pillars.sleep.clock_spans import NIGHT_CHART
from habitlog.pillars.sleep.form import NAP_FIELDS, NIGHT_FIELDS
from habitlog.pillars.sleep.metrics import DAILY_METRICS
from habitlog.pillars.sleep.record import Nap, Night
from habitlog.pillars.sleep.summary import summarize_sleep
from habitlog.pillars.sleep.table import sleep_entry
from habitlog.pillars.sleep.theme import THEME
from habitlog.pillars.sleep.usual_night import build_usual_night
from habitlog.pillars.sleep.window_metrics import WINDOW_METRICS
from habitlog.tracking import DayStrip, EntryKind, EntryRecord, Pillar, clock_minutes

NOON = 720


def _build_bed_bar(records: Sequence[EntryRecord]) -> tuple[float, float] | None:
    """Return getting into bed and out of it, in minutes after noon of the day before."""
    night = next((record for record in records if isinstance(record, Night)), None)
    if night is None or night.bed_at is None or night.time_in_bed_min is None:
        return None
    start = (clock_minutes(night.bed_at, night.zone) - NOON) % 1440
    return start, start + night.time_in_bed_min


PILLAR = Pillar(
    key="sleep",
    name="Sleep",
    noun="sleep",
    order=1,
    table=sleep_entry,
    kinds=(
        EntryKind(
            "night",
            "Night",
            "night",
            "Log the night",
            "How did you sleep?",
            Night,
            NIGHT_FIELDS,
            once_a_day=True,
            date_prefix="Night before",
            illustration="night",
            build_usual_record=build_usual_night,
        ),
        EntryKind("nap", "Nap", "nap", "Log the nap", "Nap", Nap, NAP_FIELDS),
    ),
    daily_metrics=DAILY_METRICS,
    headline_metric_ids=frozenset({"sleep.duration", "sleep.midpoint", "sleep.quality", "sleep.regularity"}),
    window_metrics=WINDOW_METRICS,
    theme=THEME,
    summarize=summarize_sleep,
    empty_day_question="How did you sleep?",
    empty_day_hint="Times in and out of bed, or just how long you slept.",
    day_noun="night",
    log_button="Log the night",
    shortcut="n",
    none_button="Did not sleep",
    none_state="did not sleep",
    day_strip=DayStrip(bar=_build_bed_bar),
    clock_chart=NIGHT_CHART,
    none_title="Did not sleep",
    none_line="Logged. No duration, and not part of any average.",
)
