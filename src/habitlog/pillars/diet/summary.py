"""Food lists in sentences."""

from __future__ import annotations

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


def summarize_food_list(record: EntryRecord, _style: Style) -> tuple[str, str]:
    """Return how much of a list was eaten, and its scores or why it has none."""
    food_list = cast("FoodList", record)
    eaten, groups = len(food_list.items), len(ALL_GROUP_KEYS if food_list.form == "full29" else CORE_GROUP_KEYS)
    if food_list.list_complete:
        headline = gettext("%(eaten)s of %(groups)s groups", eaten=eaten, groups=groups)
    else:
        headline = gettext("%(eaten)s of %(groups)s groups so far", eaten=eaten, groups=groups)
    return headline, " ".join(sentence for sentence in _list_sentences(food_list) if sentence)


def _list_sentences(food_list: FoodList) -> list[str]:
    context = find_message(_CONTEXT_SENTENCES[tuple(food_list.context)])
    if not food_list.list_complete:
        return [context, gettext("A list kept open gives no score.")]
    if not food_list.is_scored:
        return [context, gettext("The list is kept whole and gives no score.")]
    items = set(food_list.items)
    return [context, *_list_score_sentences(items), _describe_long_list(items) if food_list.form == "full29" else ""]


def _list_score_sentences(items: set[str]) -> list[str]:
    return [
        gettext(
            "Protect %(protect)s of 9, Risk %(risk)s of 9, so %(score)s of 18 by the GDR rules.",
            protect=score_protect(items),
            risk=score_risk(items),
            score=score_gdr(items),
        ),
        gettext("%(count)s of 5 fibre groups.", count=count_fibre_groups(items)),
    ]


def _describe_long_list(items: set[str]) -> str:
    count, missing = count_food_groups(items), list_missing_families(items)
    if not missing:
        return gettext("%(count)s of 10 food groups; all five kinds of food among them.", count=count)
    return gettext(
        "%(count)s of 10 food groups; of the five kinds of food, not among them: %(kinds)s.",
        count=count,
        kinds=", ".join(find_message(_FAMILY_WORDS[family]) for family in missing),
    )
