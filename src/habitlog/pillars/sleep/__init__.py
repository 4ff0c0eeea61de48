"""Sleep: a main night a day, under the date of getting up, further main sleeps where there are any, and naps."""

from collections.abc import Sequence

from habitlog.pillars.sleep.clock_spans import NIGHT_CHART
from habitlog.pillars.sleep.form import NAP_FIELDS, NIGHT_FIELDS
from habitlog.pillars.sleep.measures import MEASURES
from habitlog.pillars.sleep.metrics import DAILY_METRICS
from habitlog.pillars.sleep.nights import find_overlap
from habitlog.pillars.sleep.record import Nap, Night
from habitlog.pillars.sleep.summary import summarize_sleep
from habitlog.pillars.sleep.table import sleep_entry
from habitlog.pillars.sleep.theme import THEME
from habitlog.pillars.sleep.usual_night import build_usual_night
from habitlog.pillars.sleep.window_metrics import WINDOW_METRICS
from habitlog.tracking import AdditionalEntry, DayStrip, EntryKind, EntryRecord, Pillar


def _build_bed_bars(records: Sequence[EntryRecord]) -> list[tuple[float, float]]:
    """Return getting into bed and out of it, of each main sleep, in minutes from midnight."""
    return [(span.start, span.end) for span in NIGHT_CHART.find_spans(records)]


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
            additional_entry=AdditionalEntry("additional", "Another main sleep"),
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
    shortcut="n",
    none_button="Did not sleep",
    none_state="did not sleep",
    find_overlap=find_overlap,
    day_strip=DayStrip(bars=_build_bed_bars),
    clock_chart=NIGHT_CHART,
    none_title="Did not sleep",
    none_line="Logged. No duration, and not part of any average.",
    measures=MEASURES,
)
