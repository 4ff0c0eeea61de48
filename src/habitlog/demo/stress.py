"""Mara's daily stress level, which depends on the night before, and her practices."""

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
    """Return the stress of the day, 0 to 10: higher on work days, in a busy season and after a poor night."""
    busy = 1.5 if 0.68 < day.year_fraction < 0.8 else 0.0
    level = 3.9 + (0 if day.is_free else 0.9) + busy - 0.7 * (quality - 3) + day.random_source("felt").gauss(0, 1.0)
    return max(0, min(10, round(level)))


def make_level_entry(day: DemoDay, quality: int) -> dict[str, Any] | None:
    """Return the stress level of a day, or None where it was not logged."""
    random = day.random_source("level")
    if day.phase in {"unlogged", "ill"} or random.random() < (0.5 if day.date.weekday() >= 5 else 0.2):
        return None
    return {
        "kind": "level",
        "zone": day.zone,
        "day": day.date.isoformat(),
        "stress_now": make_stress_level(day, quality),
    }


def make_practice_entry(day: DemoDay, quality: int) -> dict[str, Any] | None:
    """Return the practice of the day or None: more often on a stressed day, and with before and after or neither."""
    random, before = day.random_source("practice"), make_stress_level(day, quality)
    if day.phase in {"unlogged", "ill"} or random.random() > 0.3 + 0.045 * before:
        return None
    morning = random.random() < 0.55
    fields: dict[str, Any] = {
        "kind": "practice",
        "zone": day.zone,
        "day": day.date.isoformat(),
        "practice": random.choice(PRACTICES),
        "minutes": random.choice((5, 8, 10, 10, 12, 15, 20)),
        "started_at": format_local_time(day, (7 * 60 + 15 if morning else 20 * 60) + random.randint(0, 60)),
    }
    if random.random() < 0.45:
        fields |= {"stress_before": before, "stress_after": max(0, before - random.choice((0, 1, 1, 2)))}
    if random.random() < 0.05:
        fields["note"] = random.choice(STRESS_NOTES)
    return fields
