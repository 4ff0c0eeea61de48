"""Diet quality: one food-group list a day, scored by published rules once it is complete."""

from habitlog.pillars.diet.form import COMPLETION, FIELDS, HIDDEN_FIELDS, INTRO, METHOD_TEXT, REFERENCE_ID
from habitlog.pillars.diet.measures import MEASURES
from habitlog.pillars.diet.metrics import DAILY_METRICS, is_list_incomplete, score_day
from habitlog.pillars.diet.record import FoodList
from habitlog.pillars.diet.summary import explain_food_list, summarize_food_list
from habitlog.pillars.diet.table import diet_entry
from habitlog.pillars.diet.theme import THEME
from habitlog.tracking import DayStrip, EntryKind, Pillar

DAY_QUESTION = "What did you eat and drink?"

PILLAR = Pillar(
    key="diet",
    name="Food",
    noun="food",
    order=2,
    table=diet_entry,
    kinds=(
        EntryKind(
            "list",
            "Food list",
            "food list",
            "Log food",
            DAY_QUESTION,
            FoodList,
            FIELDS,
            INTRO,
            hidden_fields=HIDDEN_FIELDS,
            completion=COMPLETION,
            once_a_day=True,
            method_text=METHOD_TEXT,
            reference_id=REFERENCE_ID,
        ),
    ),
    daily_metrics=DAILY_METRICS,
    headline_metric_ids=frozenset({"diet.gdr", "diet.food_groups"}),
    theme=THEME,
    summarize=summarize_food_list,
    explain=explain_food_list,
    empty_day_question=DAY_QUESTION,
    empty_day_hint="One tap for each food group. Every tap is saved.",
    shortcut="f",
    none_button="Ate nothing",
    none_state="ate nothing",
    none_title="Ate nothing",
    none_line="No score, and not part of any average.",
    is_incomplete=is_list_incomplete,
    day_strip=DayStrip(point=score_day, point_range=(0, 18)),
    measures=MEASURES,
)
