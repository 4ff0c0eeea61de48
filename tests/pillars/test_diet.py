"""The food list and its scores, against the worked days of the science notes (herforth2020)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habitlog.errors import Invalid
from habitlog.pillar import read_record
from habitlog.pillars import METRICS
from habitlog.pillars.diet.groups import CORE, GROUPS
from habitlog.pillars.diet.record import FoodList

NUMBERED = [
    "refined_staples",
    "whole_grains",
    "white_roots",
    "pulses",
    "orange_veg",
    "leafy_greens",
    "other_veg",
    "orange_fruit",
    "citrus",
    "other_fruit",
    "baked_sweets",
    "other_sweets",
    "eggs",
    "cheese",
    "yogurt",
    "processed_meat",
    "ruminant_meat",
    "other_red_meat",
    "poultry",
    "fish",
    "nuts_seeds",
    "salty_snacks",
    "instant_noodles",
    "deep_fried",
    "milk",
    "sweet_hot_drinks",
    "juice",
    "soft_drinks",
    "fast_food",
]
SCORES = ("diet.protect", "diet.risk", "diet.gdr", "diet.food_groups")


def food(items: list[str], **changes: Any) -> FoodList:
    raw = {"kind": "list", "zone": "Etc/UTC", "day": "2026-03-12", "form": "full29", "list_complete": True}
    return read_record(FoodList, {**raw, "items": items, **changes})


def numbered(*numbers: int) -> list[str]:
    return [NUMBERED[number - 1] for number in numbers]


def score(metric: str, record: FoodList) -> float | None:
    return METRICS[metric][1].of([record])


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((1, 2, 4, 6, 7, 10, 12, 15, 19, 21, 28), (6, 2, 13, 8)),
        ((1, 3, 11, 12, 16, 17, 22, 23, 24, 28, 29), (0, 9, 0, 2)),
        (tuple(range(1, 30)), (9, 9, 9, 10)),
        ((), (0, 0, 9, 0)),
        ((2, 4, 5, 6, 7, 8, 9, 10, 21), (9, 0, 18, 7)),
        ((1, 2, 5, 7, 8, 9, 13, 14, 16, 20, 25, 26, 27), (5, 2, 12, 7)),
    ],
    ids="ABCDEF",
)
def test_the_worked_days_score_as_published(numbers: tuple[int, ...], told: tuple[int, ...]) -> None:
    record = food(numbered(*numbers))
    assert tuple(score(metric, record) for metric in SCORES) == told


def test_nineteen_groups_are_core() -> None:
    assert len(CORE) == 19
    assert [group.key for group in GROUPS] == NUMBERED


@pytest.mark.parametrize(("items", "points"), [([16], 2), ([17], 1), ([18], 1), ([17, 18], 1), ([23, 29], 1)])
def test_processed_meat_counts_two_and_pairs_share_a_point(items: list[int], points: int) -> None:
    assert score("diet.risk", food(numbered(*items))) == points


@pytest.mark.parametrize(("items", "families"), [([5, 6, 7], 1), ([2, 4, 5, 8, 21], 5), ([1, 3], 0), ([9, 10], 1)])
def test_fibre_groups_are_families(items: list[int], families: int) -> None:
    assert score("diet.fibre_groups", food(numbered(*items))) == families


@pytest.mark.parametrize("metric", [*SCORES, "diet.fibre_groups"])
def test_an_unfinished_list_has_no_score(metric: str) -> None:
    assert score(metric, food([], list_complete=False)) is None


def test_the_short_list_gives_no_food_group_count() -> None:
    assert score("diet.food_groups", food(["pulses"], form="core19")) is None


def test_items_are_kept_once_and_in_table_order() -> None:
    assert food(["fast_food", "pulses", "fast_food", "whole_grains"]).items == ["whole_grains", "pulses", "fast_food"]


@pytest.mark.parametrize(
    ("form", "items", "field"), [("core19", ["eggs"], "items.0"), ("full29", ["pizza"], "items.0")]
)
def test_a_group_outside_the_form_is_named(form: str, items: list[str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        food(items, form=form)
    assert refused.value.problems[0].field == field


@given(st.sets(st.sampled_from(NUMBERED)))
def test_scores_keep_to_their_ranges_and_add_up(items: set[str]) -> None:
    protect, risk, gdr, groups = (score(metric, food(sorted(items))) or 0 for metric in SCORES)
    assert 0 <= protect <= 9
    assert 0 <= risk <= 9
    assert gdr == protect - risk + 9
    assert 0 <= groups <= 10
