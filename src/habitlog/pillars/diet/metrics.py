"""When a food list has its scores (herforth2020)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from habitlog.pillars.diet.record import FoodList
from habitlog.pillars.diet.scores import (
    count_fibre_groups,
    count_food_groups,
    score_gdr,
    score_protect,
    score_risk,
)
from habitlog.tracking import DailyMetric, EntryRecord


def _score_complete_list(
    score: Callable[[set[str]], int], *, all_groups: bool = False
) -> Callable[[Sequence[EntryRecord]], float | None]:
    def value(records: Sequence[EntryRecord]) -> float | None:
        for record in cast("Sequence[FoodList]", records):
            if record.is_scored and (record.form == "full29" or not all_groups):
                return score(set(record.items))
        return None

    return value


score_day = _score_complete_list(score_gdr)
"""The diet score of a day, 0 to 18; None where its list has no score."""

DAILY_METRICS = (
    DailyMetric(
        "diet.gdr",
        "Diet score",
        "of 18",
        "mean",
        score_day,
        value_range=(0, 18),
        explained="Global Dietary Recommendations: 9 plus the protective groups, minus the groups to limit; of a "
        "finished list, on a day neither fasting nor ill.",
    ),
    DailyMetric(
        "diet.protect",
        "Protective groups",
        "of 9",
        "mean",
        _score_complete_list(score_protect),
        value_range=(0, 9),
        explained="One point for each of nine groups: whole grain, pulses, nuts, vegetables (3) and fruit (3).",
    ),
    DailyMetric(
        "diet.risk",
        "Groups to limit",
        "of 9",
        "mean",
        _score_complete_list(score_risk),
        value_range=(0, 9),
        explained="Sweet, salty, fried and fast foods and meat, by the published rules; processed meat counts twice.",
    ),
    DailyMetric(
        "diet.food_groups",
        "Food groups eaten",
        "of 10",
        "mean",
        _score_complete_list(count_food_groups, all_groups=True),
        value_range=(0, 10),
        explained="How many of ten food groups were eaten; known where all 29 groups were asked.",
    ),
    DailyMetric(
        "diet.fibre_groups",
        "Fibre groups",
        "of 5",
        "mean",
        _score_complete_list(count_fibre_groups),
        value_range=(0, 5),
        explained="How many of five fibre-rich families were eaten: grain, pulses, vegetables, fruit, nuts.",
    ),
)


def is_list_incomplete(records: Sequence[EntryRecord]) -> bool:
    """Whether the day's list is not complete yet."""
    return any(not record.list_complete for record in cast("Sequence[FoodList]", records))
