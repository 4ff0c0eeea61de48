"""Diet quality: one food-group list a day, scored by published rules once it is complete."""

from habitlog.pillar import Kind, Pillar
from habitlog.pillars.diet.face import FACE
from habitlog.pillars.diet.form import BASIS, FIELDS, LEAD, SOURCE
from habitlog.pillars.diet.metrics import METRICS, kept_open, tell
from habitlog.pillars.diet.model import food_list
from habitlog.pillars.diet.record import FoodList

ASKS = "What was on the table?"

PILLAR = Pillar(
    key="diet",
    name="Food",
    order=2,
    table=food_list,
    kinds=(Kind("list", "Food list", ASKS, FoodList, FIELDS, LEAD, once_a_day=True, basis=BASIS, source=SOURCE),),
    metrics=METRICS,
    face=FACE,
    tell=tell,
    open_question=ASKS,
    open_hint="19 taps at most, in one visit.",
    none_title="No list for this day",
    none_line="It gives no score and leaves the averages alone.",
    kept_open=kept_open,
)
