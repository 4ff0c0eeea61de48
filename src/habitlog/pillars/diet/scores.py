"""The scores of a set of food groups (herforth2020)."""

from __future__ import annotations

from habitlog.pillars.diet.food_groups import FOOD_GROUPS_BY_KEY

PROTECT_GROUPS = (
    "whole_grains", "pulses", "nuts_seeds", "orange_veg", "leafy_greens",
    "other_veg", "orange_fruit", "citrus", "other_fruit",
)  # fmt: skip
SINGLE_POINT_RISK_GROUPS = ("soft_drinks", "baked_sweets", "other_sweets", "deep_fried", "salty_snacks")
FIBRE_FAMILIES = (
    {"whole_grains"},
    {"pulses"},
    {"orange_veg", "leafy_greens", "other_veg"},
    {"orange_fruit", "citrus", "other_fruit"},
    {"nuts_seeds"},
)


def score_protect(items: set[str]) -> int:
    """Return the Protect part, 0 to 9: one point for each of nine groups."""
    return len(items.intersection(PROTECT_GROUPS))


def score_risk(items: set[str]) -> int:
    """Return the Risk part, 0 to 9: processed meat counts two, two pairs of groups share a point each."""
    return (
        len(items.intersection(SINGLE_POINT_RISK_GROUPS))
        + 2 * ("processed_meat" in items)
        + bool(items & {"ruminant_meat", "other_red_meat"})
        + bool(items & {"instant_noodles", "fast_food"})
    )


def score_gdr(items: set[str]) -> int:
    """Return the score, 0 to 18: Protect minus Risk plus 9."""
    return score_protect(items) - score_risk(items) + 9


def count_fibre_groups(items: set[str]) -> int:
    """Return how many of five fibre-rich families were eaten, 0 to 5."""
    return sum(bool(items & family) for family in FIBRE_FAMILIES)


def count_food_groups(items: set[str]) -> int:
    """Return how many of the ten counted food groups were eaten, 0 to 10; needs the long list."""
    return len({FOOD_GROUPS_BY_KEY[key].family for key in items} - {None})


ALL_FIVE_FAMILIES = {
    "starchy_staple": {"refined_staples", "whole_grains", "white_roots"},
    "vegetable": {"orange_veg", "leafy_greens", "other_veg"},
    "fruit": {"orange_fruit", "citrus", "other_fruit"},
    "pulse_or_nut": {"pulses", "nuts_seeds"},
    "animal_food": {
        "eggs", "cheese", "yogurt", "processed_meat", "ruminant_meat", "other_red_meat", "poultry", "fish", "milk",
    },
}  # fmt: skip
"""The five kinds of food of the All-5 indicator."""


def list_missing_families(items: set[str]) -> list[str]:
    """Return which of the five kinds had no yes, in the order of `ALL_FIVE_FAMILIES`; needs the long list."""
    return [kind for kind, members in ALL_FIVE_FAMILIES.items() if not items & members]
