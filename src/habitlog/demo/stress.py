"""Mara's stress level once a day, leaning on the night before, and what she did for quiet."""

from __future__ import annotations

from typing import Any

from habitlog.demo.calendar import Day
from habitlog.demo.sleep import wall

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
NOTES = ("On the balcony.", "Deadline on Friday.", "A good talk with Elin.", "Knitting, finally.", "Quiet house.")


def felt(day: Day, quality: int) -> int:
    """Return how stressed the day was, 0 to 10: more on work days, in a busy season, after a poor night."""
    busy = 1.5 if 0.68 < day.share < 0.8 else 0.0
    level = 3.9 + (0 if day.free else 0.9) + busy - 0.7 * (quality - 3) + day.dice("felt").gauss(0, 1.0)
    return max(0, min(10, round(level)))


def level(day: Day, quality: int) -> dict[str, Any] | None:
    """Return the level of a day, or nothing where it was not noted."""
    dice = day.dice("level")
    if day.phase in {"bare", "ill"} or dice.random() < (0.5 if day.date.weekday() >= 5 else 0.2):
        return None
    return {"kind": "level", "zone": day.zone, "day": day.date.isoformat(), "stress_now": felt(day, quality)}


def practice(day: Day, quality: int) -> dict[str, Any] | None:
    """Return the day's practice, more often on a stressed day; before and after come as a pair or not at all."""
    dice, before = day.dice("practice"), felt(day, quality)
    if day.phase in {"bare", "ill"} or dice.random() > 0.3 + 0.045 * before:
        return None
    morning = dice.random() < 0.55
    told: dict[str, Any] = {
        "kind": "practice",
        "zone": day.zone,
        "day": day.date.isoformat(),
        "practice": dice.choice(PRACTICES),
        "minutes": dice.choice((5, 8, 10, 10, 12, 15, 20)),
        "started_at": wall(day, (7 * 60 + 15 if morning else 20 * 60) + dice.randint(0, 60)),
    }
    if dice.random() < 0.45:
        told |= {"stress_before": before, "stress_after": max(0, before - dice.choice((0, 1, 1, 2)))}
    if dice.random() < 0.05:
        told["note"] = dice.choice(NOTES)
    return told
