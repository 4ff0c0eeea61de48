"""Food lists in sentences."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from habitlog.pillars.diet.food_groups import ALL_GROUP_KEYS, CORE_GROUP_KEYS
from habitlog.pillars.diet.record import FoodList
from habitlog.pillars.diet.scores import (
    count_fibre_groups,
    count_food_groups,
    list_missing_families,
    score_gdr,
    score_protect,
    score_risk,
)
from habitlog.tracking import EntryRecord, Style
from habitlog.translation import find_message, gettext, gettext_noop

_CONTEXT_SENTENCES = {
    (): "",
    ("fasting",): gettext_noop("Fasting."),
    ("ill",): gettext_noop("Ill."),
    ("travelling",): gettext_noop("Travelling."),
    ("fasting", "ill"): gettext_noop("Fasting, ill."),
    ("fasting", "travelling"): gettext_noop("Fasting, travelling."),
    ("ill", "travelling"): gettext_noop("Ill, travelling."),
    ("fasting", "ill", "travelling"): gettext_noop("Fasting, ill, travelling."),
}
"""By what is noted of the day, in the order of `DAY_CONTEXTS`."""

_FAMILY_WORDS = {
    "starchy_staple": gettext_noop("starchy staple"),
    "vegetable": gettext_noop("vegetable"),
    "fruit": gettext_noop("fruit"),
    "pulse_or_nut": gettext_noop("pulse or nut"),
    "animal_food": gettext_noop("animal food"),
}
"""The five kinds of food of the All-5 indicator."""


def summarize_food_list(record: EntryRecord, _style: Style, off: Collection[str] = ()) -> tuple[str, str]:
    """Return the score of a list, or how much of it was eaten; and the rest, or why it has no score."""
    food_list, has_score = cast("FoodList", record), "score" not in off
    eaten, groups = len(food_list.items), len(ALL_GROUP_KEYS if food_list.form == "full29" else CORE_GROUP_KEYS)
    context = "" if "context" in off else find_message(_CONTEXT_SENTENCES[tuple(food_list.context)])
    if not food_list.list_complete:
        headline = gettext("%(eaten)s of %(groups)s groups so far", eaten=eaten, groups=groups)
        return headline, _join_sentences(context, gettext("Not finished, so no score yet.") if has_score else "")
    if not (food_list.is_scored and has_score):
        headline = gettext("%(eaten)s of %(groups)s groups", eaten=eaten, groups=groups)
        return headline, _join_sentences(context, gettext("The list is kept and gives no score.") if has_score else "")
    headline = gettext("Diet score %(score)s of 18", score=score_gdr(set(food_list.items)))
    return headline, _join_sentences(context, gettext("%(eaten)s of %(groups)s groups.", eaten=eaten, groups=groups))


def _join_sentences(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def explain_food_list(record: EntryRecord, off: Collection[str] = ()) -> list[str]:
    """Return how the score of a list is counted, and its other counts; nothing for a list without a score."""
    food_list = cast("FoodList", record)
    if not food_list.is_scored or "score" in off:
        return []
    items = set(food_list.items)
    sentences = _explain_score(items)
    if "fibre" not in off:
        sentences.append(gettext("%(count)s of 5 groups with fibre.", count=count_fibre_groups(items)))
    return [*sentences, _describe_food_groups(items)] if food_list.form == "full29" else sentences


def _explain_score(items: set[str]) -> list[str]:
    return [
        gettext(
            "Global Dietary Recommendations: 9 + %(protect)s protective groups \N{MINUS SIGN} %(limit)s groups to "
            "limit = %(score)s.",
            protect=score_protect(items),
            limit=score_risk(items),
            score=score_gdr(items),
        ),
        gettext(
            "Protective: whole grain, pulses, nuts, three groups of vegetables and three of fruit, %(count)s of 9.",
            count=score_protect(items),
        ),
        gettext(
            "To limit: sweets, salty snacks, soft drinks, fried and fast food, red and processed meat, %(count)s of 9; "
            "processed meat counts twice.",
            count=score_risk(items),
        ),
    ]


def _describe_food_groups(items: set[str]) -> str:
    count, missing = count_food_groups(items), list_missing_families(items)
    if not missing:
        return gettext("%(count)s of 10 food groups, all five kinds of food.", count=count)
    return gettext(
        "%(count)s of 10 food groups. Kinds of food not on the list: %(kinds)s.",
        count=count,
        kinds=", ".join(find_message(_FAMILY_WORDS[family]) for family in missing),
    )
