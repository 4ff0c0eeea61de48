"""What is suggested while an exercise is typed: the names of past sessions with their sets, and the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from habitlog.pillars.training.exercise_catalogue import EXERCISES
from habitlog.pillars.training.record import Set
from habitlog.tracking import CommonName, SuggestionSource
from habitlog.tracking.fields import normalize_name

StoredSets = Sequence[Mapping[str, Any]]
"""The sets of a session as they are stored."""


def iter_exercise_names(sets: StoredSets) -> Iterator[str]:
    """Yield the exercises of a session in the order done, once for every run of sets."""
    before = None
    for one in sets:
        if (name := one["exercise"]) != before:
            yield name
        before = name


def list_exercise_sets(sets: StoredSets, exercise: str) -> dict[str, Any]:
    """Return the sets of one exercise in a session, in the order done; null where a set does not tell."""
    found = [Set.from_stored(one) for one in sets if normalize_name(one["exercise"]) == normalize_name(exercise)]
    return {"sets": [one.model_dump(exclude={"exercise"}) for one in found]}


SUGGESTION_SOURCE = SuggestionSource(
    kind="resistance",
    column="sets",
    extract_names=iter_exercise_names,
    extract_last_use=list_exercise_sets,
    catalogue=tuple(CommonName(one.name, one.detail) for one in EXERCISES),
)
