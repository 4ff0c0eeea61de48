"""Suggestions of exercises: the names of past sessions with their sets, and the catalogue."""

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
    """Yield the exercises of a session in the order done, once for consecutive sets of the same one."""
    previous = None
    for stored_set in sets:
        if (name := stored_set["exercise"]) != previous:
            yield name
        previous = name


def list_exercise_sets(sets: StoredSets, exercise: str) -> dict[str, Any]:
    """Return the sets of one exercise in a session, in the order done; null where a set has no value."""
    key = normalize_name(exercise)
    matching = [Set.from_stored(stored_set) for stored_set in sets if normalize_name(stored_set["exercise"]) == key]
    return {"sets": [set_.model_dump(exclude={"exercise"}) for set_ in matching]}


SUGGESTION_SOURCE = SuggestionSource(
    kind="resistance",
    column="sets",
    extract_names=iter_exercise_names,
    extract_last_use=list_exercise_sets,
    catalogue=tuple(CommonName(exercise.name, exercise.detail) for exercise in EXERCISES),
)
