"""Suggestions of exercises: the names of past sessions with their sets, and the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def list_exercise_loads(sessions: Iterable[StoredSets]) -> dict[str, list[float]]:
    """Return the different loads of each exercise in kg, by its normalized name, lightest first; warm-ups left out."""
    loads: dict[str, set[float]] = {}
    for stored_set in (stored_set for sets in sessions for stored_set in sets):
        if stored_set["load_kg"] is not None and stored_set["set_type"] != "warmup":
            loads.setdefault(stored_set["exercise"], set()).add(stored_set["load_kg"])
    by_key: dict[str, set[float]] = {}
    for name, loads_of_name in loads.items():
        by_key.setdefault(normalize_name(name), set()).update(loads_of_name)
    return {key: sorted(loads_of_key) for key, loads_of_key in by_key.items()}


SUGGESTION_SOURCE = SuggestionSource(
    kind="resistance",
    column="sets",
    extract_names=iter_exercise_names,
    extract_last_use=list_exercise_sets,
    extract_history=list_exercise_loads,
    catalogue=tuple(CommonName(exercise.name, exercise.detail, exercise.counted) for exercise in EXERCISES),
)
