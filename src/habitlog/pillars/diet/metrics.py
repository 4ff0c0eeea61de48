"""When a food list has its scores (herforth2020), and the words for one on a day page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from habitlog.pillars.diet.food_groups import ALL_GROUP_KEYS, CORE_GROUP_KEYS, DAY_CONTEXTS
from habitlog.pillars.diet.record import FoodList
from habitlog.pillars.diet.scores import (
    count_fibre_groups,
    count_food_groups,
    has_all_five_families,
    list_missing_families,
    score_gdr,
    score_protect,
    score_risk,
)
from habitlog.tracking import DailyMetric, EntryRecord, Style


def _score_complete_list(
    score: Callable[[set[str]], int], *, long_list: bool = False
) -> Callable[[Sequence[EntryRecord]], float | None]:
    def value(records: Sequence[EntryRecord]) -> float | None:
        for record in cast("Sequence[FoodList]", records):
            if record.is_scored and (record.form == "full29" or not long_list):
                return score(set(record.items))
        return None

    return value


DAILY_METRICS = (
    DailyMetric("diet.gdr", "Food groups, GDR", "of 18", "mean", _score_complete_list(score_gdr), value_range=(0, 18),
           explained="Protect minus Risk plus 9, by the published rules for food groups; of a complete list, on a day "
                     "neither fasting nor ill."),
    DailyMetric("diet.protect", "Protect part", "of 9", "mean", _score_complete_list(score_protect), value_range=(0, 9),
           explained="One point for each of nine groups: whole grain, pulses, nuts, vegetables (3) and fruit (3)."),
    DailyMetric("diet.risk", "Risk part", "of 9", "mean", _score_complete_list(score_risk), value_range=(0, 9),
           explained="Sweet, salty, fried and fast foods and meat, by the published rules; processed meat counts two."),
    DailyMetric("diet.food_groups", "Food-group count", "of 10", "mean", _score_complete_list(count_food_groups, long_list=True),
           value_range=(0, 10), explained="How many of ten food groups were eaten; known where the long list was used."),
    DailyMetric("diet.fibre_groups", "Fibre groups", "of 5", "mean", _score_complete_list(count_fibre_groups), value_range=(0, 5),
           explained="How many of five fibre-rich families were eaten: grain, pulses, vegetables, fruit, nuts."),
)  # fmt: skip


def summarize_food_list(record: EntryRecord, _style: Style) -> tuple[str, str]:
    """Say what a list holds: its parts beside its score, or why there is none."""
    food = cast("FoodList", record)
    items, asked = set(food.items), len(ALL_GROUP_KEYS if food.form == "full29" else CORE_GROUP_KEYS)
    told = ", ".join(DAY_CONTEXTS[one].lower() for one in food.context).capitalize()
    context = f"{told}. " if told else ""
    if not food.list_complete:
        return f"{len(items)} of {asked} groups so far", f"{context}A list kept open gives no score."
    if not food.is_scored:
        return f"{len(items)} of {asked} groups", f"{context}The list is kept whole and gives no score."
    parts = f"Protect {score_protect(items)} of 9, Risk {score_risk(items)} of 9, so {score_gdr(items)} of 18 by the GDR rules."
    long_list = f" {_summarize_long_list(items)}" if food.form == "full29" else ""
    return (
        f"{len(items)} of {asked} groups",
        f"{context}{parts} {count_fibre_groups(items)} of 5 fibre groups.{long_list}",
    )


def _summarize_long_list(items: set[str]) -> str:
    kinds = f"of the five kinds of food, not among them: {', '.join(list_missing_families(items))}"
    if has_all_five_families(items):
        kinds = "all five kinds of food among them"
    return f"{count_food_groups(items)} of 10 food groups; {kinds}."


def is_list_incomplete(records: Sequence[EntryRecord]) -> bool:
    """Whether the day's list waits for its other groups."""
    return any(not record.list_complete for record in cast("Sequence[FoodList]", records))
