"""Days that no experiment compares: ill or travelling, by what a food list or a tag of the person says of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any, Literal

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.pillars import PILLARS
from habitlog.pillars.diet.record import FoodList
from habitlog.text_folding import fold_text
from habitlog.usecases.entries.day_tags import list_tagged_days, list_tags
from habitlog.usecases.entries.queries import list_records_by_day

DayContext = Literal["ill", "travelling"]
DAY_CONTEXTS: tuple[DayContext, ...] = ("ill", "travelling")
"""Of several the first one is the reason why a pair does not count."""
TAG_WORDS: Mapping[DayContext, tuple[str, ...]] = {
    "ill": (
        *("ill", "illness", "sick", "sickness", "cold", "flu", "fever", "covid", "krank", "erkältung", "fieber"),
        *("malade", "enfermo", "enferma", "malato", "malata", "ziek", "doente", "sjuk", "chory", "chora"),
    ),
    "travelling": (
        *("travel", "travelling", "traveling", "travels", "trip", "journey", "jetlag", "jet lag", "away"),
        *("reise", "reisen", "unterwegs", "voyage", "viaje", "viaggio", "reis", "viagem", "resa", "podróż"),
    ),
}
"""A tag whose name has one of these words says so of its days; letter case and accents make no difference."""


def load_contexts(
    transaction: ReadTransaction, person: Person, first: date, last: date
) -> Mapping[date, AbstractSet[DayContext]]:
    """Return the days between two days that are ill or travelling."""
    found: defaultdict[date, set[DayContext]] = defaultdict(set)
    lists = list_records_by_day(transaction, person, PILLARS["diet"], first, last, ("list",))
    for day, records in lists.items():
        said = {context for record in records if isinstance(record, FoodList) for context in record.context}
        found[day].update(context for context in DAY_CONTEXTS if context in said)
    contexts_by_tag = {tag.id: find_contexts_of_name(tag.name) for tag in list_tags(transaction, person)}
    for tag_id, days in list_tagged_days(transaction, person, first, last).items():
        for day in days:
            found[day].update(contexts_by_tag.get(tag_id, ()))
    return found


def find_contexts_of_name(name: str) -> list[DayContext]:
    """Return what the name of a tag says of its days."""
    folded = fold_text(name)
    return [
        context
        for context, words in TAG_WORDS.items()
        if any(re.search(rf"\b{re.escape(fold_text(word))}\b", folded) for word in words)
    ]


def describe_method() -> dict[str, Any]:
    """Return how experiments are drawn and judged as plain JSON values, with the words that leave days out."""
    from habitlog.stats.experiment_method import describe_experiment_method  # noqa: PLC0415 - numpy is loaded by the first trend, not by the start

    words = {context: [fold_text(word) for word in words] for context, words in TAG_WORDS.items()}
    return {**describe_experiment_method(), "tag_words": words}
