"""Common exercises with their movement pattern and the muscles that do most of the work; staples first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Pattern = Literal[
    "squat",
    "hinge",
    "lunge",
    "horizontal push",
    "vertical push",
    "horizontal pull",
    "vertical pull",
    "carry",
    "core",
    "rotation",
    "isolation",
    "whole body",
]

Muscle = Literal[
    "chest",
    "upper back",
    "lats",
    "traps",
    "front shoulders",
    "side shoulders",
    "rear shoulders",
    "biceps",
    "triceps",
    "forearms",
    "abs",
    "obliques",
    "lower back",
    "hip flexors",
    "glutes",
    "quads",
    "hamstrings",
    "inner thighs",
    "outer hips",
    "calves",
    "shins",
    "neck",
]


@dataclass(frozen=True, slots=True)
class Exercise:
    """A common exercise: its pattern, the muscles it is done for, and those that help."""

    name: str
    pattern: Pattern
    primary: tuple[Muscle, ...]
    secondary: tuple[Muscle, ...] = ()

    @property
    def detail(self) -> str:
        """Pattern and muscles in words, like "horizontal push; chest, triceps"."""
        return f"{self.pattern}; {', '.join((*self.primary, *self.secondary))}"


STAPLES = (
    Exercise("Back squat", "squat", ("quads", "glutes"), ("hamstrings", "lower back")),
    Exercise("Bench press", "horizontal push", ("chest",), ("triceps", "front shoulders")),
    Exercise("Deadlift", "hinge", ("glutes", "hamstrings", "lower back"), ("traps", "forearms")),
    Exercise("Overhead press", "vertical push", ("front shoulders", "side shoulders"), ("triceps",)),
    Exercise("Pull-up", "vertical pull", ("lats", "upper back"), ("biceps", "forearms")),
    Exercise("Push-up", "horizontal push", ("chest",), ("triceps", "front shoulders", "abs")),
    Exercise("Barbell row", "horizontal pull", ("upper back", "lats"), ("biceps", "rear shoulders", "lower back")),
    Exercise("Lat pulldown", "vertical pull", ("lats",), ("upper back", "biceps")),
    Exercise("Seated row", "horizontal pull", ("upper back", "lats"), ("biceps", "rear shoulders")),
    Exercise("Leg press", "squat", ("quads", "glutes"), ("hamstrings",)),
    Exercise("Romanian deadlift", "hinge", ("hamstrings", "glutes"), ("lower back", "forearms")),
    Exercise("Plank", "core", ("abs",), ("obliques", "lower back")),
)

CATALOGUE = STAPLES
"""Every exercise of the catalogue; names are told apart whatever their letter case and hyphens."""
