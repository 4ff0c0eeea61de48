"""Sleep: one main night a day, under the date of getting up, and naps."""

from habitlog.pillars.sleep.form import NAP_FIELDS, NIGHT_FIELDS
from habitlog.pillars.sleep.metrics import DAILY_METRICS
from habitlog.pillars.sleep.record import Nap, Night
from habitlog.pillars.sleep.summary import summarize_sleep
from habitlog.pillars.sleep.table import sleep_entry
from habitlog.pillars.sleep.theme import THEME
from habitlog.pillars.sleep.window_metrics import WINDOW_METRICS
from habitlog.tracking import EntryKind, Pillar

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
            "How the night went",
            Night,
            NIGHT_FIELDS,
            once_a_day=True,
            date_prefix="Night to",
            illustration="night",
        ),
        EntryKind("nap", "Nap", "nap", "A nap", Nap, NAP_FIELDS),
    ),
    daily_metrics=DAILY_METRICS,
    window_metrics=WINDOW_METRICS,
    theme=THEME,
    summarize=summarize_sleep,
    empty_day_question="How was the night?",
    empty_day_hint="Times in and out of bed, or minutes asleep alone.",
    day_noun="night",
    none_title="No sleep that night",
    none_line="It is noted and gives no number.",
)
