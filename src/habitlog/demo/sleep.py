"""Mara's nights and naps: earlier as the year goes on, later on free days, with jet lag after a flight."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from habitlog.demo.calendar import DEPARTURE_DAY, RETURN_DAY, DemoDay

SLEEP_NOTES = (
    "Window open all night.",
    "Rain on the roof, slept through it.",
    "A late dinner at Jonas's place.",
    "The neighbour's drill at seven.",
    "Read far too long, a good book.",
    "First warm night of the year.",
    "Woke up before the alarm.",
)


def format_local_time(day: DemoDay, minutes: float) -> str:
    """Write a time, given in minutes from the midnight that begins the day, as local time."""
    return (datetime.combine(day.date, time()) + timedelta(minutes=round(minutes))).isoformat(timespec="minutes")


def make_night(day: DemoDay) -> dict[str, Any] | None:
    """Return the night that ended on this day, or None where it was not logged."""
    random = day.random_source("night")
    if day.number == RETURN_DAY:
        return {"kind": "night", "zone": day.zone, "day": day.date.isoformat(), "asleep_min": 195, "quality": 2,
                "note": "On the plane."}  # fmt: skip
    skip_chance = 0.5 if day.phase == "ill" else 0.14 if day.date.weekday() >= 5 else 0.04
    if day.phase == "unlogged" or random.random() < skip_chance:
        return None
    if day.phase == "home" and random.random() < 0.03:
        return {"kind": "night", "zone": day.zone, "day": day.date.isoformat(), "asleep_min": random.randint(380, 470)}
    return make_full_night(day, random)


def make_full_night(day: DemoDay, random: Random) -> dict[str, Any]:
    """Return a night with all its times."""
    bed = _choose_bedtime(day, random)
    trying = bed + random.choice((0, 5, 10, 10, 15, 20, 30))
    latency = max(4, round(random.gauss(19 - 5 * day.year_fraction, 8) + _jetlag_minutes(day)))
    wakes = random.choices((0, 1, 2, 3), (30, 38, 22, 10 if day.phase != "ill" else 60))[0]
    awake = sum(random.randint(3, 16) for _ in range(wakes))
    last = _choose_wake_time(day, random)
    asleep = last - trying - latency - awake
    fields: dict[str, Any] = {
        "kind": "night",
        "zone": day.wake_zone,
        "bed_at": format_local_time(day, bed),
        "try_at": format_local_time(day, trying),
        "sol_min": latency,
        "wakes": wakes,
        "waso_min": awake,
        "final_wake_at": format_local_time(day, last),
        "out_at": format_local_time(day, last + random.choice((2, 5, 5, 10, 15)) + (15 if day.is_free else 0)),
        "quality": _choose_quality(day, random, asleep, awake + latency),
        "day_kind": "free" if day.is_free or day.phase == "ill" else "work",
        "alarm": not day.is_free and day.phase != "ill" and random.random() < 0.85,
    }
    if random.random() < 0.03:
        fields["note"] = random.choice(SLEEP_NOTES)
    return fields


def _choose_bedtime(day: DemoDay, random: Random) -> float:
    evening_before_free = day.is_free and day.date.weekday() != 0
    usual = -35 - 34 * day.year_fraction + (48 if evening_before_free else 0)
    return min(75.0, random.gauss(usual - (40 if day.phase == "ill" else 0), 17) - 1.2 * _jetlag_minutes(day))


def _choose_wake_time(day: DemoDay, random: Random) -> float:
    if day.phase == "ill":
        return random.gauss(500, 30)
    if day.is_free:
        return random.gauss(470 - 10 * day.year_fraction, 28) - _jetlag_minutes(day)
    return random.gauss(383, 6) - 0.6 * _jetlag_minutes(day)


def _jetlag_minutes(day: DemoDay) -> float:
    """Return a shift in minutes that decreases over the days after a flight."""
    away, back = day.number - DEPARTURE_DAY, day.number - RETURN_DAY
    since = back if back >= 0 else away
    return 70 * 0.7**since if 0 < since < 12 else 0.0


def _choose_quality(day: DemoDay, random: Random, asleep: float, awake: float) -> int:
    quality = 3.6 + (asleep - 420) / 70 - awake / 45 + random.gauss(0, 0.5) - (1.2 if day.phase == "ill" else 0)
    return max(1, min(5, round(quality)))


def make_nap(day: DemoDay) -> dict[str, Any] | None:
    """Return a nap in the afternoon, or None."""
    random = day.random_source("nap")
    if day.phase == "unlogged" or random.random() > (0.16 if day.is_free else 0.03):
        return None
    begin = 14 * 60 + random.randint(0, 90)
    return {
        "kind": "nap",
        "zone": day.zone,
        "start_at": format_local_time(day, begin),
        "end_at": format_local_time(day, begin + random.randint(15, 50)),
    }
