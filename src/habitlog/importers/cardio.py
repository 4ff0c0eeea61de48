"""Exercises of strength apps that are no lifting: a run or a ride is other movement, not a set."""

from __future__ import annotations

import re

_CARDIO_NAMES = frozenset(
    {
        "aerobics",
        "air bike",
        "boxing",
        "climbing",
        "cycling",
        "dancing",
        "elliptical",
        "elliptical trainer",
        "hiking",
        "ice skating",
        "indoor cycling",
        "jogging",
        "jump rope",
        "outdoor cycling",
        "outdoor running",
        "pilates",
        "rowing",
        "rowing machine",
        "running",
        "skating",
        "skiing",
        "snowboarding",
        "spinning",
        "stair machine",
        "stair climber",
        "stationary bike",
        "swimming",
        "tennis",
        "treadmill",
        "walking",
        "yoga",
    }
)
_EQUIPMENT = re.compile(r"\s*\([^)]*\)\s*$")


def is_cardio_name(exercise: str) -> bool:
    """Whether an exercise, such as "Running" or "Running (Treadmill)", is other movement."""
    return _EQUIPMENT.sub("", exercise).strip().casefold() in _CARDIO_NAMES
