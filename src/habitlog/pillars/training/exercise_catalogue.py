"""Common exercises with their movement pattern and the muscles that do most of the work; staples first."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

MovementPattern = Literal[
    "squat", "hinge", "lunge", "horizontal push", "vertical push", "horizontal pull", "vertical pull", "carry", "core",
    "rotation", "isolation", "whole body",
]  # fmt: skip

Muscle = Literal[
    "chest", "upper back", "lats", "traps", "front shoulders", "side shoulders", "rear shoulders", "biceps", "triceps",
    "forearms", "abs", "obliques", "lower back", "hip flexors", "glutes", "quads", "hamstrings", "inner thighs",
    "outer hips", "calves", "shins",
]  # fmt: skip


class Exercise(Struct, frozen=True):
    """A common exercise: its movement pattern, and the muscles that do most of the work and those that help.

    `counted` is the field of a set that says how much was done.
    """

    name: str
    pattern: MovementPattern
    primary: tuple[Muscle, ...]
    secondary: tuple[Muscle, ...] = ()
    counted: Literal["reps", "seconds", "distance_m"] = "reps"

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
    Exercise("Plank", "core", ("abs",), ("obliques", "lower back"), counted="seconds"),
)

SQUATS = (
    Exercise("Front squat", "squat", ("quads", "glutes"), ("abs", "upper back")),
    Exercise("Goblet squat", "squat", ("quads", "glutes"), ("abs", "upper back")),
    Exercise("Bodyweight squat", "squat", ("quads", "glutes")),
    Exercise("Box squat", "squat", ("glutes", "quads"), ("hamstrings", "lower back")),
    Exercise("Hack squat", "squat", ("quads",), ("glutes",)),
    Exercise("Smith machine squat", "squat", ("quads", "glutes"), ("hamstrings",)),
    Exercise("Belt squat", "squat", ("quads", "glutes"), ("inner thighs",)),
    Exercise("Jump squat", "squat", ("quads", "glutes"), ("calves",)),
    Exercise("Single-leg squat", "squat", ("quads", "glutes"), ("outer hips",)),
    Exercise("Wall sit", "squat", ("quads",), ("glutes",), counted="seconds"),
)

HINGES = (
    Exercise("Sumo deadlift", "hinge", ("glutes", "inner thighs"), ("hamstrings", "quads", "lower back")),
    Exercise("Trap bar deadlift", "hinge", ("glutes", "quads"), ("hamstrings", "lower back", "traps")),
    Exercise("Stiff-leg deadlift", "hinge", ("hamstrings",), ("glutes", "lower back")),
    Exercise("Single-leg deadlift", "hinge", ("hamstrings", "glutes"), ("outer hips",)),
    Exercise("Dumbbell Romanian deadlift", "hinge", ("hamstrings", "glutes"), ("lower back", "forearms")),
    Exercise("Good morning", "hinge", ("hamstrings", "lower back"), ("glutes",)),
    Exercise("Kettlebell swing", "hinge", ("glutes", "hamstrings"), ("lower back", "abs")),
    Exercise("Hip thrust", "hinge", ("glutes",), ("hamstrings",)),
    Exercise("Glute bridge", "hinge", ("glutes",), ("hamstrings",)),
    Exercise("Cable pull-through", "hinge", ("glutes", "hamstrings"), ("lower back",)),
    Exercise("Back extension", "hinge", ("lower back",), ("glutes", "hamstrings")),
)

LUNGES = (
    Exercise("Lunge", "lunge", ("quads", "glutes"), ("hamstrings",)),
    Exercise("Walking lunge", "lunge", ("quads", "glutes"), ("hamstrings",)),
    Exercise("Reverse lunge", "lunge", ("glutes", "quads"), ("hamstrings",)),
    Exercise("Lateral lunge", "lunge", ("inner thighs", "glutes"), ("quads",)),
    Exercise("Split squat", "lunge", ("quads", "glutes"), ("hamstrings",)),
    Exercise("Bulgarian split squat", "lunge", ("quads", "glutes"), ("hamstrings", "outer hips")),
    Exercise("Step-up", "lunge", ("quads", "glutes"), ("hamstrings",)),
)

PUSHES = (
    Exercise("Incline bench press", "horizontal push", ("chest", "front shoulders"), ("triceps",)),
    Exercise("Decline bench press", "horizontal push", ("chest",), ("triceps",)),
    Exercise("Close-grip bench press", "horizontal push", ("triceps",), ("chest", "front shoulders")),
    Exercise("Dumbbell bench press", "horizontal push", ("chest",), ("triceps", "front shoulders")),
    Exercise("Incline dumbbell press", "horizontal push", ("chest", "front shoulders"), ("triceps",)),
    Exercise("Floor press", "horizontal push", ("triceps", "chest"), ("front shoulders",)),
    Exercise("Chest press machine", "horizontal push", ("chest",), ("triceps", "front shoulders")),
    Exercise("Incline push-up", "horizontal push", ("chest",), ("triceps", "front shoulders")),
    Exercise("Knee push-up", "horizontal push", ("chest",), ("triceps", "front shoulders")),
    Exercise("Diamond push-up", "horizontal push", ("triceps",), ("chest", "front shoulders")),
    Exercise("Dips", "vertical push", ("chest", "triceps"), ("front shoulders",)),
    Exercise("Assisted dips", "vertical push", ("chest", "triceps"), ("front shoulders",)),
    Exercise("Bench dips", "vertical push", ("triceps",), ("front shoulders", "chest")),
    Exercise("Dumbbell shoulder press", "vertical push", ("front shoulders", "side shoulders"), ("triceps",)),
    Exercise("Seated shoulder press", "vertical push", ("front shoulders", "side shoulders"), ("triceps",)),
    Exercise("Shoulder press machine", "vertical push", ("front shoulders", "side shoulders"), ("triceps",)),
    Exercise("Arnold press", "vertical push", ("front shoulders", "side shoulders"), ("triceps",)),
    Exercise("Push press", "vertical push", ("front shoulders", "side shoulders"), ("triceps", "quads", "glutes")),
    Exercise("Landmine press", "vertical push", ("front shoulders", "chest"), ("triceps", "abs")),
    Exercise("Pike push-up", "vertical push", ("front shoulders",), ("triceps", "side shoulders")),
    Exercise("Handstand push-up", "vertical push", ("front shoulders", "triceps"), ("side shoulders", "traps")),
)

PULLS = (
    Exercise("Dumbbell row", "horizontal pull", ("lats", "upper back"), ("biceps", "rear shoulders")),
    Exercise("T-bar row", "horizontal pull", ("upper back", "lats"), ("biceps", "lower back")),
    Exercise("Cable row", "horizontal pull", ("upper back", "lats"), ("biceps", "rear shoulders")),
    Exercise("Chest-supported row", "horizontal pull", ("upper back", "lats"), ("biceps", "rear shoulders")),
    Exercise("Inverted row", "horizontal pull", ("upper back", "lats"), ("biceps", "abs")),
    Exercise("Face pull", "horizontal pull", ("rear shoulders", "upper back"), ("traps",)),
    Exercise("Chin-up", "vertical pull", ("lats", "biceps"), ("upper back", "forearms")),
    Exercise("Assisted pull-up", "vertical pull", ("lats", "upper back"), ("biceps",)),
    Exercise("Close-grip pulldown", "vertical pull", ("lats",), ("biceps", "upper back")),
    Exercise("Straight-arm pulldown", "vertical pull", ("lats",), ("triceps", "abs")),
    Exercise("Dumbbell pullover", "vertical pull", ("lats", "chest"), ("triceps",)),
    Exercise("Upright row", "vertical pull", ("side shoulders", "traps"), ("biceps",)),
    Exercise("Dead hang", "vertical pull", ("forearms",), ("lats",), counted="seconds"),
)

CARRIES = (
    Exercise("Farmer's carry", "carry", ("forearms", "traps"), ("abs", "glutes"), counted="distance_m"),
    Exercise("Suitcase carry", "carry", ("obliques", "forearms"), ("traps", "outer hips"), counted="distance_m"),
    Exercise("Sled push", "carry", ("quads", "glutes"), ("calves", "triceps"), counted="distance_m"),
)

TRUNK = (
    Exercise("Side plank", "core", ("obliques",), ("abs", "outer hips"), counted="seconds"),
    Exercise("Crunch", "core", ("abs",)),
    Exercise("Sit-up", "core", ("abs", "hip flexors")),
    Exercise("Hanging leg raise", "core", ("abs", "hip flexors"), ("forearms",)),
    Exercise("Lying leg raise", "core", ("abs", "hip flexors")),
    Exercise("Hollow hold", "core", ("abs",), ("hip flexors",), counted="seconds"),
    Exercise("Dead bug", "core", ("abs",), ("hip flexors",)),
    Exercise("Bird dog", "core", ("lower back", "abs"), ("glutes",)),
    Exercise("Ab wheel rollout", "core", ("abs",), ("lats", "front shoulders")),
    Exercise("Mountain climber", "core", ("abs", "hip flexors"), ("front shoulders",)),
    Exercise("Cable crunch", "core", ("abs",), ("obliques",)),
    Exercise("Russian twist", "rotation", ("obliques", "abs"), ("hip flexors",)),
    Exercise("Cable woodchop", "rotation", ("obliques",), ("abs", "front shoulders")),
    Exercise("Pallof press", "rotation", ("obliques", "abs"), ("front shoulders",)),
    Exercise("Bicycle crunch", "rotation", ("abs", "obliques"), ("hip flexors",)),
)

ISOLATIONS = (
    Exercise("Barbell curl", "isolation", ("biceps",), ("forearms",)),
    Exercise("Dumbbell curl", "isolation", ("biceps",), ("forearms",)),
    Exercise("Hammer curl", "isolation", ("biceps", "forearms")),
    Exercise("Preacher curl", "isolation", ("biceps",), ("forearms",)),
    Exercise("Wrist curl", "isolation", ("forearms",)),
    Exercise("Triceps pushdown", "isolation", ("triceps",)),
    Exercise("Overhead triceps extension", "isolation", ("triceps",)),
    Exercise("Lying triceps extension", "isolation", ("triceps",)),
    Exercise("Lateral raise", "isolation", ("side shoulders",), ("traps",)),
    Exercise("Front raise", "isolation", ("front shoulders",), ("side shoulders",)),
    Exercise("Reverse fly", "isolation", ("rear shoulders",), ("upper back",)),
    Exercise("Dumbbell fly", "isolation", ("chest",), ("front shoulders",)),
    Exercise("Cable fly", "isolation", ("chest",), ("front shoulders",)),
    Exercise("Chest fly machine", "isolation", ("chest",), ("front shoulders",)),
    Exercise("Shrug", "isolation", ("traps",), ("forearms",)),
    Exercise("Leg extension", "isolation", ("quads",)),
    Exercise("Leg curl", "isolation", ("hamstrings",), ("calves",)),
    Exercise("Nordic curl", "isolation", ("hamstrings",), ("glutes",)),
    Exercise("Glute kickback", "isolation", ("glutes",), ("hamstrings",)),
    Exercise("Hip abduction", "isolation", ("outer hips",), ("glutes",)),
    Exercise("Hip adduction", "isolation", ("inner thighs",)),
    Exercise("Standing calf raise", "isolation", ("calves",)),
    Exercise("Seated calf raise", "isolation", ("calves",)),
    Exercise("Tibialis raise", "isolation", ("shins",)),
)

WHOLE_BODY = (
    Exercise("Power clean", "whole body", ("glutes", "quads", "traps"), ("hamstrings", "forearms")),
    Exercise("Clean and jerk", "whole body", ("quads", "glutes", "front shoulders"), ("traps", "triceps")),
    Exercise("Snatch", "whole body", ("glutes", "quads", "traps"), ("front shoulders", "hamstrings")),
    Exercise("Kettlebell clean", "whole body", ("glutes", "hamstrings"), ("biceps", "forearms")),
    Exercise("Turkish get-up", "whole body", ("abs", "front shoulders"), ("glutes", "obliques")),
    Exercise("Thruster", "whole body", ("quads", "front shoulders"), ("glutes", "triceps")),
    Exercise("Burpee", "whole body", ("chest", "quads"), ("abs", "front shoulders")),
)

EXERCISES = (
    *STAPLES, *SQUATS, *HINGES, *LUNGES, *PUSHES, *PULLS, *CARRIES, *TRUNK, *ISOLATIONS, *WHOLE_BODY,
)  # fmt: skip
"""Every exercise of the catalogue; no two names are the same without letter case and hyphens."""
