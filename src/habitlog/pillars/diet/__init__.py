"""Diet quality: one food-group list a day, scored by published rules once it is complete."""

from habitlog.pillar import Face, Kind, Pillar
from habitlog.pillars.diet.form import BASIS, FIELDS, LEAD, SOURCE
from habitlog.pillars.diet.metrics import METRICS, kept_open, tell
from habitlog.pillars.diet.model import food_list
from habitlog.pillars.diet.record import FoodList

ASKS = "What was on the table?"
GLYPH = '<path d="M2.5 10.5h17a8.5 8.5 0 0 1-17 0z"/><path d="M12.6 8.8 17 2.2l2 1.3-4.4 6.4z"/>'
STITCH = '<path class="dots" d="M7.5 5.2h.01M14 5.2h.01M20.5 5.2h.01M7.5 10.8h.01M14 10.8h.01M20.5 10.8h.01"/>'

PILLAR = Pillar(
    key="diet",
    name="Food",
    order=2,
    table=food_list,
    kinds=(Kind("list", "Food list", ASKS, FoodList, FIELDS, LEAD, once_a_day=True, basis=BASIS, source=SOURCE),),
    metrics=METRICS,
    face=Face(("#A6730F", "#F2D083"), ("#F0DFBC", "#453A24"), GLYPH, STITCH, "disc"),
    tell=tell,
    open_question=ASKS,
    open_hint="19 taps at most, in one visit.",
    none_title="No list for this day",
    none_line="It gives no score and leaves the averages alone.",
    kept_open=kept_open,
)
