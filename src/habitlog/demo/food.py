"""Mara's food lists: ordinary weeks, sweeter weekends, a little more pulses as the year goes."""

from __future__ import annotations

from random import Random
from typing import Any

from habitlog.demo.calendar import DemoDay
from habitlog.pillars.diet.food_groups import CORE_GROUP_KEYS

USUAL_CHANCES = {
    "refined_staples": 0.7, "whole_grains": 0.72, "white_roots": 0.5, "pulses": 0.24, "orange_veg": 0.45,
    "leafy_greens": 0.4, "other_veg": 0.88, "orange_fruit": 0.12, "citrus": 0.35, "other_fruit": 0.7,
    "baked_sweets": 0.38, "other_sweets": 0.42, "eggs": 0.4, "cheese": 0.7, "yogurt": 0.55, "processed_meat": 0.24,
    "ruminant_meat": 0.22, "other_red_meat": 0.14, "poultry": 0.3, "fish": 0.28, "nuts_seeds": 0.42,
    "salty_snacks": 0.2, "instant_noodles": 0.03, "deep_fried": 0.1, "milk": 0.6, "sweet_hot_drinks": 0.2,
    "juice": 0.25, "soft_drinks": 0.1, "fast_food": 0.07,
}  # fmt: skip
YEARLY_CHANGE = {
    "pulses": 0.36,
    "leafy_greens": 0.26,
    "nuts_seeds": 0.24,
    "processed_meat": -0.14,
    "other_sweets": -0.2,
    "baked_sweets": -0.12,
}
"""The change of a chance from the first day of the year to the last."""
WEEKEND_CHANGE = {
    "baked_sweets": 0.25,
    "other_sweets": 0.2,
    "salty_snacks": 0.25,
    "soft_drinks": 0.1,
    "whole_grains": -0.15,
}
AWAY_CHANGE = {"fast_food": 0.3, "deep_fried": 0.25, "whole_grains": -0.3, "baked_sweets": 0.2, "soft_drinks": 0.2}
CONTEXT_BY_PHASE = {"away": ["travelling"], "ill": ["ill"]}
FOOD_NOTES = (
    "Soup from the freezer.",
    "Crayfish party.",
    "Birthday cake at work.",
    "Market day, first asparagus.",
    "Leftovers, twice.",
    "Lunch by the canal.",
)


def make_food_list(day: DemoDay) -> dict[str, Any] | None:
    """Return the food list of a day, or None where it was not logged."""
    random = day.random_source("food")
    is_weekend = day.date.weekday() >= 5
    skip_chance = {"unlogged": 1, "ill": 0.75}.get(day.phase, 0.3 if is_weekend else 0.08)
    if random.random() < skip_chance:
        return None
    is_long_list = day.date.weekday() == 2 and random.random() < 0.85
    is_open = not is_long_list and random.random() < 0.06
    items = [key for key in _choose_foods(day, random, is_weekend=is_weekend) if is_long_list or key in CORE_GROUP_KEYS]
    fields = {
        "kind": "list",
        "zone": day.zone,
        "day": day.date.isoformat(),
        "items": items[: len(items) // 2] if is_open else items,
        "list_complete": not is_open,
        "form": "full29" if is_long_list else "core19",
        "context": CONTEXT_BY_PHASE.get(day.phase, []),
    }
    if random.random() < 0.03:
        fields["note"] = random.choice(FOOD_NOTES)
    return fields


def _choose_foods(day: DemoDay, random: Random, *, is_weekend: bool) -> list[str]:
    keys = []
    for key, usual in USUAL_CHANCES.items():
        chance = usual + YEARLY_CHANGE.get(key, 0) * day.year_fraction
        chance += WEEKEND_CHANGE.get(key, 0) if is_weekend else 0
        chance += AWAY_CHANGE.get(key, 0) if day.phase == "away" else 0
        chance *= 0.4 if day.phase == "ill" else 1
        if random.random() < chance:
            keys.append(key)
    return keys
