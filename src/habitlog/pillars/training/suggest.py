"""What is suggested while an exercise is typed: the names of past sessions with their sets, and the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from habitlog.pillar import Common, Suggests
from habitlog.pillar.names import alike
from habitlog.pillars.training.catalogue import CATALOGUE
from habitlog.pillars.training.record import Set

Kept = Sequence[Mapping[str, Any]]
"""The sets of a session as they are stored."""


def exercises(sets: Kept) -> Iterator[str]:
    """Yield the exercises of a session in the order done, once for every run of sets."""
    before = None
    for one in sets:
        if (name := one["exercise"]) != before:
            yield name
        before = name


def sets_of(sets: Kept, exercise: str) -> dict[str, Any]:
    """Return the sets of one exercise in a session, in the order done; null where a set does not tell."""
    found = [Set.of_stored(one) for one in sets if alike(one["exercise"]) == alike(exercise)]
    return {"sets": [one.model_dump(exclude={"exercise"}) for one in found]}


SUGGESTS = Suggests(
    kind="resistance",
    column="sets",
    names=exercises,
    last=sets_of,
    catalogue=tuple(Common(one.name, one.detail) for one in CATALOGUE),
)
