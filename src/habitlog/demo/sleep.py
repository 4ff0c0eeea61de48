"""Mara's nights and naps: earlier to bed as the year goes, later on free days, out of step after a flight."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from habitlog.demo.calendar import COMES_BACK, LEAVES, Day

NOTES = (
    "Window open all night.",
    "Rain on the roof, slept through it.",
    "A late dinner at Jonas's place.",
    "The neighbour's drill at seven.",
    "Read far too long, a good book.",
    "First warm night of the year.",
    "Woke up before the alarm.",
)


def wall(day: Day, minutes: float) -> str:
    """Write a clock time, given in minutes from the midnight that begins the day, as wall time."""
    return (datetime.combine(day.date, time()) + timedelta(minutes=round(minutes))).isoformat(timespec="minutes")


def night(day: Day) -> dict[str, Any] | None:
    """Return the night that ended on this day, or nothing where it was not written down."""
    dice = day.dice("night")
    if day.number == COMES_BACK:
        return {"kind": "night", "zone": day.zone, "day": day.date.isoformat(), "asleep_min": 195, "quality": 2,
                "note": "On the plane."}  # fmt: skip
    bare = 0.5 if day.phase == "ill" else 0.14 if day.date.weekday() >= 5 else 0.04
    if day.phase == "bare" or dice.random() < bare:
        return None
    if day.phase == "home" and dice.random() < 0.03:
        return {"kind": "night", "zone": day.zone, "day": day.date.isoformat(), "asleep_min": dice.randint(380, 470)}
    return diary(day, dice)


def diary(day: Day, dice: Random) -> dict[str, Any]:
    """Return a night written down in full."""
    bed = _bedtime(day, dice)
    trying = bed + dice.choice((0, 5, 10, 10, 15, 20, 30))
    latency = max(4, round(dice.gauss(19 - 5 * day.share, 8) + _out_of_step(day)))
    wakes = dice.choices((0, 1, 2, 3), (30, 38, 22, 10 if day.phase != "ill" else 60))[0]
    awake = sum(dice.randint(3, 16) for _ in range(wakes))
    last = _waking(day, dice)
    asleep = last - trying - latency - awake
    told: dict[str, Any] = {
        "kind": "night",
        "zone": day.woke_in,
        "bed_at": wall(day, bed),
        "try_at": wall(day, trying),
        "sol_min": latency,
        "wakes": wakes,
        "waso_min": awake,
        "final_wake_at": wall(day, last),
        "out_at": wall(day, last + dice.choice((2, 5, 5, 10, 15)) + (15 if day.free else 0)),
        "quality": _quality(day, dice, asleep, awake + latency),
        "day_kind": "free" if day.free or day.phase == "ill" else "work",
        "alarm": not day.free and day.phase != "ill" and dice.random() < 0.85,
    }
    if dice.random() < 0.03:
        told["note"] = dice.choice(NOTES)
    return told


def _bedtime(day: Day, dice: Random) -> float:
    evening_before_free = day.free and day.date.weekday() != 0
    usual = -35 - 34 * day.share + (48 if evening_before_free else 0)
    return min(75.0, dice.gauss(usual - (40 if day.phase == "ill" else 0), 17) - 1.2 * _out_of_step(day))


def _waking(day: Day, dice: Random) -> float:
    if day.phase == "ill":
        return dice.gauss(500, 30)
    if day.free:
        return dice.gauss(470 - 10 * day.share, 28) - _out_of_step(day)
    return dice.gauss(383, 6) - 0.6 * _out_of_step(day)


def _out_of_step(day: Day) -> float:
    """Return minutes that fade over the days after a flight."""
    away, back = day.number - LEAVES, day.number - COMES_BACK
    since = back if back >= 0 else away
    return 70 * 0.7**since if 0 < since < 12 else 0.0


def _quality(day: Day, dice: Random, asleep: float, awake: float) -> int:
    felt = 3.6 + (asleep - 420) / 70 - awake / 45 + dice.gauss(0, 0.5) - (1.2 if day.phase == "ill" else 0)
    return max(1, min(5, round(felt)))


def nap(day: Day) -> dict[str, Any] | None:
    """Return a nap of the afternoon, where there was one."""
    dice = day.dice("nap")
    if day.phase == "bare" or dice.random() > (0.16 if day.free else 0.03):
        return None
    begin = 14 * 60 + dice.randint(0, 90)
    return {
        "kind": "nap",
        "zone": day.zone,
        "start_at": wall(day, begin),
        "end_at": wall(day, begin + dice.randint(15, 50)),
    }
