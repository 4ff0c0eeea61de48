"""Mara's sessions: sets on Monday, Thursday and every other Saturday, intervals some weeks, walks in between."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from habitlog.demo.calendar import COMES_BACK, ILL, LEAVES, Day
from habitlog.demo.sleep import wall

LIFTS: tuple[tuple[tuple[str, float, float, float], ...], ...] = (
    (("Back squat", 45, 17.5, 2.5), ("Bench press", 30, 10, 2.5), ("Seated row", 30, 12, 2)),
    (("Deadlift", 55, 22.5, 2.5), ("Overhead press", 20, 7.5, 2.5), ("Lat pulldown", 30, 10, 5)),
)
"""Two sessions that take turns: (exercise, kg at the start of the year, kg gained over it, step of the plates)."""
WALKS = ("Walk", "Walk in the woods", "Walk round the lake", "Cycling to work", "Swim")
NOTES = ("Last set felt light.", "Gym full, waited for the rack.", "New shoes.", "Out early, frost on the grass.")


def sessions(day: Day) -> Iterator[dict[str, Any]]:
    """Yield the day's sessions, most days one or none."""
    dice = day.dice("training")
    if day.phase in {"bare", "ill"} or dice.random() < 0.06:
        return
    weekday, week = day.date.weekday(), day.number // 7
    lifts = weekday in {0, 3} or (weekday == 5 and week % 2 == 0)
    if lifts and day.phase == "home":
        yield _resistance(day, dice, week)
    elif weekday == 0:
        yield _hotel(day, dice)
    if weekday == 1 and week % 4 in {1, 2} and day.phase == "home":
        yield _hiit(day, dice)
    if dice.random() < {2: 0.35, 5: 0.25, 6: 0.5}.get(weekday, 0.1) + (0.35 if day.phase == "away" else 0):
        yield _walk(day, dice)


def _told(day: Day, dice: Random, kind: str, begin: int, length: int, effort: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": kind,
        "zone": day.zone,
        "day": day.date.isoformat(),
        "started_at": wall(day, begin + dice.randint(0, 50)),
        "session_min": length,
        "effort": effort,
    }
    if dice.random() < 0.03:
        told["note"] = dice.choice(NOTES)
    return told


def _resistance(day: Day, dice: Random, week: int) -> dict[str, Any]:
    lifts = LIFTS[(week + day.date.weekday() // 2) % 2]
    sets = [one for place, lift in enumerate(lifts) for one in _sets(day, dice, place, *lift)]
    return {**_told(day, dice, "resistance", 17 * 60, dice.randint(44, 66), dice.randint(5, 8)), "sets": sets}


def _sets(
    day: Day, dice: Random, place: int, exercise: str, start: float, gain: float, step: float
) -> Iterator[dict[str, Any]]:
    load = _load(day, start, gain, step)
    if place < 2:
        yield {"exercise": exercise, "set_type": "warmup", "reps": 10, "load_kg": _load(day, start * 0.6, 0, step)}
    left = dice.randint(2, 3)
    for _ in range(3 if day.share < 0.6 else dice.choice((3, 4))):
        reps = dice.randint(7, 9)
        yield {"exercise": exercise, "reps": reps, "load_kg": load, "rir": left, "rest_s": dice.choice((90, 120, 150))}
        left = max(0, left - dice.randint(0, 1))


def _load(day: Day, start: float, gain: float, step: float) -> float:
    eased = any(0 <= day.number - end < 10 for end in (COMES_BACK, ILL.stop))
    return round((start + gain * day.share) * (0.9 if eased else 1) / step) * step


def _hotel(day: Day, dice: Random) -> dict[str, Any]:
    sets = [
        {"exercise": exercise, "reps": dice.randint(9, 14), "load_kg": 0, "rir": dice.randint(1, 3), "rest_s": 60}
        for exercise in ("Push-up", "Split squat")
        for _ in range(3)
    ]
    return {**_told(day, dice, "resistance", 7 * 60, 25, 5), "sets": sets}


def _hiit(day: Day, dice: Random) -> dict[str, Any]:
    rounds = 6 + round(4 * day.share)
    told = _told(day, dice, "hiit", 17 * 60 + 30, 20 + 2 * rounds, dice.randint(7, 9))
    told |= {"modality": dice.choice(("row", "row", "run")), "work_s": 60, "rest_s": 60, "rounds": rounds}
    told |= {"warmup_min": 8, "cooldown_min": 5}
    if dice.random() < 0.6:
        average = dice.randint(148, 158)
        told |= {"hr_avg": average, "hr_max": average + dice.randint(18, 26)}
    return told


def _walk(day: Day, dice: Random) -> dict[str, Any]:
    activity = "Walk" if day.number - LEAVES in range(14) else dice.choice(WALKS)
    length = dice.randrange(25, 95 if day.free else 50, 5)
    return {**_told(day, dice, "other", 12 * 60, length, dice.randint(1, 3)), "activity": activity}
