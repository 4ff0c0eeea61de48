"""The food-group list of one day, as it is read at every door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from habitlog.errors import FieldProblem
from habitlog.pillar import EntryRecord
from habitlog.pillars.diet.groups import ALL, CORE, GROUPS

_ORDER = {group.key: place for place, group in enumerate(GROUPS)}


def _in_table_order(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(key, str) for key in value):
        return sorted(dict.fromkeys(value), key=lambda key: _ORDER.get(key, len(_ORDER)))
    return value


class FoodList(EntryRecord):
    """Which groups were eaten or drunk, any amount beyond a trace.

    With `list_complete`, every group of the form that is not in `items` is a no. Without it the rest is unknown and
    the day has no score.
    """

    kind: Literal["list"]
    items: Annotated[
        list[Annotated[str, StringConstraints(max_length=40)]],
        BeforeValidator(_in_table_order),
        Field(max_length=len(GROUPS)),
    ]
    list_complete: bool
    form: Literal["core19", "full29"]

    def problems(self) -> Iterator[FieldProblem]:
        """Yield the keys that are not part of the chosen form."""
        yield from super().problems()
        known = ALL if self.form == "full29" else CORE
        for place, key in enumerate(self.items):
            if key not in known:
                yield FieldProblem(f"items.{place}", f"This is not one of the groups of the {self.form} list.")
