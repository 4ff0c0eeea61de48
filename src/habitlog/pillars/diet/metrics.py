"""The scores of a food list (herforth2020) and the words for one on a day page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from habitlog.pillar import EntryRecord, Metric, Style
from habitlog.pillars.diet.groups import ALL, BY_KEY, CORE
from habitlog.pillars.diet.record import FoodList

PROTECT = (
    "whole_grains", "pulses", "nuts_seeds", "orange_veg", "leafy_greens",
    "other_veg", "orange_fruit", "citrus", "other_fruit",
)  # fmt: skip
SINGLE_RISKS = ("soft_drinks", "baked_sweets", "other_sweets", "deep_fried", "salty_snacks")
FIBRE = (
    {"whole_grains"},
    {"pulses"},
    {"orange_veg", "leafy_greens", "other_veg"},
    {"orange_fruit", "citrus", "other_fruit"},
    {"nuts_seeds"},
)


def protect(items: set[str]) -> int:
    """Return the Protect part, 0 to 9: one point for each of nine groups."""
    return len(items.intersection(PROTECT))


def risk(items: set[str]) -> int:
    """Return the Risk part, 0 to 9: processed meat counts two, two pairs of groups share a point each."""
    return (
        len(items.intersection(SINGLE_RISKS))
        + 2 * ("processed_meat" in items)
        + bool(items & {"ruminant_meat", "other_red_meat"})
        + bool(items & {"instant_noodles", "fast_food"})
    )


def gdr(items: set[str]) -> int:
    """Return the score, 0 to 18: Protect minus Risk plus 9."""
    return protect(items) - risk(items) + 9


def fibre_groups(items: set[str]) -> int:
    """Return how many of five fibre-rich families were eaten, 0 to 5."""
    return sum(bool(items & family) for family in FIBRE)


def food_groups(items: set[str]) -> int:
    """Return how many of the ten counted food groups were eaten, 0 to 10; needs the long list."""
    return len({BY_KEY[key].family for key in items} - {None})


def _of_complete(
    score: Callable[[set[str]], int], *, long_list: bool = False
) -> Callable[[Sequence[EntryRecord]], float | None]:
    def value(records: Sequence[EntryRecord]) -> float | None:
        for record in cast("Sequence[FoodList]", records):
            if record.list_complete and (record.form == "full29" or not long_list):
                return score(set(record.items))
        return None

    return value


METRICS = (
    Metric("diet.gdr", "Food groups, GDR", "of 18", "mean", _of_complete(gdr), span=(0, 18),
           explained="Protect minus Risk plus 9, by the published rules for food groups."),
    Metric("diet.protect", "Protect part", "of 9", "mean", _of_complete(protect), span=(0, 9),
           explained="One point for each of nine groups: whole grain, pulses, nuts, vegetables (3) and fruit (3)."),
    Metric("diet.risk", "Risk part", "of 9", "mean", _of_complete(risk), span=(0, 9),
           explained="Sweet, salty, fried and fast foods and meat, by the published rules; processed meat counts two."),
    Metric("diet.food_groups", "Food-group count", "of 10", "mean", _of_complete(food_groups, long_list=True),
           span=(0, 10), explained="How many of ten food groups were eaten; known where the long list was used."),
    Metric("diet.fibre_groups", "Fibre groups", "of 5", "mean", _of_complete(fibre_groups), span=(0, 5),
           explained="How many of five fibre-rich families were eaten: grain, pulses, vegetables, fruit, nuts."),
)  # fmt: skip


def tell(record: EntryRecord, _style: Style) -> tuple[str, str]:
    """Say what a list holds: its parts beside its score, or how far it is."""
    food = cast("FoodList", record)
    items, asked = set(food.items), len(ALL if food.form == "full29" else CORE)
    if not food.list_complete:
        return f"{len(items)} of {asked} groups so far", "A list kept open gives no score."
    parts = f"Protect {protect(items)} of 9, Risk {risk(items)} of 9, so {gdr(items)} of 18 by the GDR rules."
    return f"{len(items)} of {asked} groups", parts


def kept_open(records: Sequence[EntryRecord]) -> bool:
    """Whether the day's list waits for its other groups."""
    return any(not record.list_complete for record in cast("Sequence[FoodList]", records))
