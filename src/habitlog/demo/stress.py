"""Mara's stress level once a day, leaning on the night before, and what she did for quiet."""

from __future__ import annotations

from typing import Any

from habitlog.demo.calendar import DemoDay
from habitlog.demo.sleep import format_local_time

PRACTICES = (
    "breathing",
    "breathing",
    "breathing",
    "meditation",
    "nature",
    "journaling",
    "yoga_tai_chi",
    "music",
    "creative",
)
STRESS_NOTES = (
    "On the balcony.",
    "Deadline on Friday.",
    "A good talk with Elin.",
    "Knitting, finally.",
    "Quiet house.",
)


def make_stress_level(day: DemoDay, quality: int) -> int:
    """Return how stressed the day was, 0 to 10: more on work days, in a busy season, after a poor night."""
    busy = 1.5 if 0.68 < day.year_fraction < 0.8 else 0.0
    level = 3.9 + (0 if day.is_free else 0.9) + busy - 0.7 * (quality - 3) + day.random_source("felt").gauss(0, 1.0)
    return max(0, min(10, round(level)))


def make_level_entry(day: DemoDay, quality: int) -> dict[str, Any] | None:
    """Return the level of a day, or nothing where it was not noted."""
    dice = day.random_source("level")
    if day.phase in {"bare", "ill"} or dice.random() < (0.5 if day.date.weekday() >= 5 else 0.2):
        return None
    return {
        "kind": "level",
        "zone": day.zone,
        "day": day.date.isoformat(),
        "stress_now": make_stress_level(day, quality),
    }


def make_practice_entry(day: DemoDay, quality: int) -> dict[str, Any] | None:
    """Return the day's practice, more often on a stressed day; before and after come as a pair or not at all."""
    dice, before = day.random_source("practice"), make_stress_level(day, quality)
    if day.phase in {"bare", "ill"} or dice.random() > 0.3 + 0.045 * before:
        return None
    morning = dice.random() < 0.55
    told: dict[str, Any] = {
        "kind": "practice",
        "zone": day.zone,
        "day": day.date.isoformat(),
        "practice": dice.choice(PRACTICES),
        "minutes": dice.choice((5, 8, 10, 10, 12, 15, 20)),
        "started_at": format_local_time(day, (7 * 60 + 15 if morning else 20 * 60) + dice.randint(0, 60)),
    }
    if dice.random() < 0.45:
        told |= {"stress_before": before, "stress_after": max(0, before - dice.choice((0, 1, 1, 2)))}
    if dice.random() < 0.05:
        told["note"] = dice.choice(STRESS_NOTES)
    return told
