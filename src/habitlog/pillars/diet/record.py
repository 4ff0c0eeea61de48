"""The record of a food-group list of one day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from habitlog.errors import FieldProblem
from habitlog.pillars.diet.food_groups import ALL_GROUP_KEYS, CORE_GROUP_KEYS, DAY_CONTEXTS, FOOD_GROUPS
from habitlog.tracking import EntryRecord

DayContext = Literal["fasting", "ill", "travelling"]
"""What can be noted of the day of a list."""

_GROUP_ORDER = {group.key: place for place, group in enumerate(FOOD_GROUPS)}
_CONTEXT_ORDER = {key: place for place, key in enumerate(DAY_CONTEXTS)}
_UNSCORED_CONTEXTS = frozenset[DayContext]({"fasting", "ill"})


def _sort_by_order(order: Mapping[str, int]) -> BeforeValidator:
    def sorted_once(value: Any) -> Any:
        if isinstance(value, list) and all(isinstance(key, str) for key in value):
            return sorted(dict.fromkeys(value), key=lambda key: order.get(key, len(order)))
        return value

    return BeforeValidator(sorted_once)


class FoodList(EntryRecord):
    """Which groups were eaten or drunk, any amount beyond a trace.

    With `list_complete`, every group of the form that is not in `items` is a no. Without it the rest is unknown and
    the day has no score. Nor has a day fasting or ill, whose list is kept whole.
    """

    kind: Literal["list"]
    items: Annotated[
        list[Annotated[str, StringConstraints(max_length=40)]],
        _sort_by_order(_GROUP_ORDER),
        Field(max_length=len(FOOD_GROUPS)),
    ]
    list_complete: bool
    form: Literal["core19", "full29"]
    context: Annotated[
        list[DayContext], _sort_by_order(_CONTEXT_ORDER), Field(default_factory=list, max_length=len(DAY_CONTEXTS))
    ]

    @property
    def is_scored(self) -> bool:
        """Whether the list has a score: it is complete, and of a day neither fasting nor ill."""
        return self.list_complete and not _UNSCORED_CONTEXTS.intersection(self.context)

    def find_problems(self) -> Iterator[FieldProblem]:
        """Yield the keys that are not part of the chosen form."""
        yield from super().find_problems()
        for place, key in enumerate(self.items):
            if key not in ALL_GROUP_KEYS:
                yield FieldProblem(f"items.{place}", "food_group_unknown")
            elif key not in CORE_GROUP_KEYS and self.form == "core19":
                yield FieldProblem(f"items.{place}", "food_group_of_long_list")
