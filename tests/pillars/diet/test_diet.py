"""The food list and its scores, against the worked days of the science notes (herforth2020)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import for_each_case

from habitlog.errors import Invalid
from habitlog.pillars import DAILY_METRICS
from habitlog.pillars.diet.food_groups import ALL_GROUP_KEYS, CORE_GROUP_KEYS, FOOD_GROUPS, FORM_SECTIONS
from habitlog.pillars.diet.record import FoodList
from habitlog.pillars.diet.scores import ALL_FIVE_FAMILIES, list_missing_families
from habitlog.pillars.diet.summary import explain_food_list
from habitlog.pillars.diet.summary import summarize_food_list as tell_in
from habitlog.tracking import EntryRecord, Style, parse_record

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


def summarize_record(record: EntryRecord) -> tuple[str, str]:
    return tell_in(record, Style())


def food(items: list[str], **changes: Any) -> FoodList:
    raw = {"kind": "list", "zone": "Etc/UTC", "day": "2026-03-12", "form": "full29", "list_complete": True}
    return parse_record(FoodList, {**raw, "items": items, **changes})


def items_by_number(*numbers: int) -> list[str]:
    return [NUMBERED[number - 1] for number in numbers]


def score(metric: str, record: FoodList) -> float | None:
    return DAILY_METRICS[metric].compute([record])


@for_each_case(
    ("numbers", "told", "left_out"),
    [
        ((1, 2, 4, 6, 7, 10, 12, 15, 19, 21, 28), (6, 2, 13, 8), []),
        ((1, 3, 11, 12, 16, 17, 22, 23, 24, 28, 29), (0, 9, 0, 2), ["vegetable", "fruit", "pulse_or_nut"]),
        (tuple(range(1, 30)), (9, 9, 9, 10), []),
        ((), (0, 0, 9, 0), list(ALL_FIVE_FAMILIES)),
        ((2, 4, 5, 6, 7, 8, 9, 10, 21), (9, 0, 18, 7), ["animal_food"]),
        ((1, 2, 5, 7, 8, 9, 13, 14, 16, 20, 25, 26, 27), (5, 2, 12, 7), ["pulse_or_nut"]),
    ],
    ids="ABCDEF",
)
def test_diet_scores_match_published_days(numbers: tuple[int, ...], told: tuple[int, ...], left_out: list[str]) -> None:
    record = food(items_by_number(*numbers))
    assert tuple(score(metric, record) for metric in SCORES) == told
    items = set(record.items)
    assert list_missing_families(items) == left_out
    assert summarize_record(record)[0] == f"Diet score {told[2]} of 18"
    sentences = explain_food_list(record)
    protect, risk, gdr, groups = told
    sum_text = f"9 + {protect} protective groups \N{MINUS SIGN} {risk} groups to limit = {gdr}."
    assert sentences[0] == f"Global Dietary Recommendations: {sum_text}"
    kinds = f". Kinds of food not on the list: {', '.join(left_out).replace('_', ' ')}."
    assert sentences[-1] == f"{groups} of 10 food groups{kinds if left_out else ', all five kinds of food.'}"


def test_food_kinds_are_five() -> None:
    members = [key for kind in ALL_FIVE_FAMILIES.values() for key in kind]
    without = {"baked_sweets", "other_sweets", "salty_snacks", "instant_noodles", "deep_fried", "sweet_hot_drinks"}
    assert len(members) == len(set(members))
    assert set(NUMBERED) - set(members) == without | {"juice", "soft_drinks", "fast_food"}
    assert list(ALL_FIVE_FAMILIES) == ["starchy_staple", "vegetable", "fruit", "pulse_or_nut", "animal_food"]


@given(st.sets(st.sampled_from(NUMBERED)))
def test_five_food_kinds_count_eaten_groups(items: set[str]) -> None:
    assert len(list_missing_families(items)) == 5 - sum(bool(items & members) for members in ALL_FIVE_FAMILIES.values())


def test_core_list_gives_no_five_kinds() -> None:
    record = food(["whole_grains", "pulses"], form="core19")
    assert summarize_record(record) == ("Diet score 11 of 18", "2 of 19 groups.")
    assert explain_food_list(record)[-1] == "2 of 5 groups with fibre."


@for_each_case("context", [["fasting"], ["ill"], ["fasting", "travelling"], ["fasting", "ill", "travelling"]])
@for_each_case("metric", [*SCORES, "diet.fibre_groups"])
def test_food_list_of_fasting_or_ill_day_has_no_score(metric: str, context: list[str]) -> None:
    record = food(items_by_number(1, 2, 4), context=context)
    assert score(metric, record) is None
    headline, line = summarize_record(record)
    assert headline == "3 of 29 groups"
    assert line == f"{', '.join(context).capitalize()}. The list is kept and gives no score."
    assert explain_food_list(record) == []


@pytest.mark.parametrize("metric", [*SCORES, "diet.fibre_groups"])
def test_food_list_of_travelling_day_has_score(metric: str) -> None:
    at_home, away = (food(items_by_number(1, 2, 4, 16), context=context) for context in ([], ["travelling"]))
    assert score(metric, at_home) == score(metric, away) is not None
    assert summarize_record(away) == (summarize_record(at_home)[0], f"Travelling. {summarize_record(at_home)[1]}")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([], []),
        (["travelling", "fasting"], ["fasting", "travelling"]),
        (["ill", "ill", "fasting", "ill"], ["fasting", "ill"]),
    ],
)
def test_food_list_context_is_unique_and_ordered(given: list[str], kept: list[str]) -> None:
    assert food([], context=given).context == kept
    assert food([]).context == []


@pytest.mark.parametrize(
    ("context", "field"),
    [(["tired"], "context.0"), (["ill", ""], "context.1"), ("ill", "context"), (None, "context"), ([3], "context.0")],
)
def test_food_list_refuses_unknown_context(context: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        food([], context=context)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_form_shows_every_group_once() -> None:
    shown = [option.value for section in FORM_SECTIONS for option in section.options]
    assert len(shown) == len(set(shown)) == 29
    assert set(shown) == ALL_GROUP_KEYS


def test_core_form_has_nineteen_groups() -> None:
    assert len(CORE_GROUP_KEYS) == 19
    assert [group.key for group in FOOD_GROUPS] == NUMBERED


@pytest.mark.parametrize(("items", "points"), [([16], 2), ([17], 1), ([18], 1), ([17, 18], 1), ([23, 29], 1)])
def test_ncd_risk_score_weights(items: list[int], points: int) -> None:
    assert score("diet.risk", food(items_by_number(*items))) == points


@pytest.mark.parametrize(("items", "families"), [([5, 6, 7], 1), ([2, 4, 5, 8, 21], 5), ([1, 3], 0), ([9, 10], 1)])
def test_fibre_families_are_counted(items: list[int], families: int) -> None:
    assert score("diet.fibre_groups", food(items_by_number(*items))) == families


@pytest.mark.parametrize("metric", [*SCORES, "diet.fibre_groups"])
def test_unfinished_food_list_has_no_score(metric: str) -> None:
    assert score(metric, food([], list_complete=False)) is None
    assert explain_food_list(food([], list_complete=False)) == []


def test_core_list_gives_no_group_count() -> None:
    assert score("diet.food_groups", food(["pulses"], form="core19")) is None


def test_food_items_are_unique_and_ordered() -> None:
    assert food(["fast_food", "pulses", "fast_food", "whole_grains"]).items == ["whole_grains", "pulses", "fast_food"]


@pytest.mark.parametrize(
    ("form", "items", "field"), [("core19", ["eggs"], "items.0"), ("full29", ["pizza"], "items.0")]
)
def test_food_list_refuses_group_outside_form(form: str, items: list[str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        food(items, form=form)
    assert refused.value.problems[0].field == field


@given(st.sets(st.sampled_from(NUMBERED)))
def test_diet_scores_stay_in_range(items: set[str]) -> None:
    protect, risk, gdr, groups = (score(metric, food(sorted(items))) or 0 for metric in SCORES)
    assert 0 <= protect <= 9
    assert 0 <= risk <= 9
    assert gdr == protect - risk + 9
    assert 0 <= groups <= 10
