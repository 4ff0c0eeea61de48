"""Mara's sessions: sets on Mondays, Thursdays and every second Saturday, intervals in some weeks, walks."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from habitlog.demo.calendar import DEPARTURE_DAY, ILL_DAYS, RETURN_DAY, DemoDay
from habitlog.demo.sleep import format_local_time

LIFT_PROGRESSIONS: tuple[tuple[tuple[str, float, float, float], ...], ...] = (
    (("Back squat", 45, 17.5, 2.5), ("Bench press", 30, 10, 2.5), ("Seated row", 30, 12, 2)),
    (("Deadlift", 55, 22.5, 2.5), ("Overhead press", 20, 7.5, 2.5), ("Lat pulldown", 30, 10, 5)),
)
"""Two alternating sessions: (exercise, kg at the start of the year, kg gained over it, smallest step in kg)."""
OTHER_ACTIVITIES = ("Walk", "Walk in the woods", "Walk round the lake", "Cycling to work", "Swim")
TRAINING_NOTES = (
    "Last set felt light.",
    "Gym full, waited for the rack.",
    "New shoes.",
    "Out early, frost on the grass.",
)


def make_sessions(day: DemoDay) -> Iterator[dict[str, Any]]:
    """Yield the day's sessions, most days one or none."""
    random = day.random_source("training")
    if day.phase in {"unlogged", "ill"} or random.random() < 0.06:
        return
    weekday, week = day.date.weekday(), day.number // 7
    lifts = weekday in {0, 3} or (weekday == 5 and week % 2 == 0)
    if lifts and day.phase == "home":
        yield _make_resistance_session(day, random, week)
    elif weekday == 0:
        yield _make_travel_session(day, random)
    if weekday == 1 and week % 4 in {1, 2} and day.phase == "home":
        yield _make_hiit_session(day, random)
    if random.random() < {2: 0.35, 5: 0.25, 6: 0.5}.get(weekday, 0.1) + (0.35 if day.phase == "away" else 0):
        yield _make_walk_session(day, random)


def _session_fields(
    day: DemoDay, random: Random, kind: str, earliest_minute: int, length: int, effort: int
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "kind": kind,
        "zone": day.zone,
        "day": day.date.isoformat(),
        "started_at": format_local_time(day, earliest_minute + random.randint(0, 50)),
        "session_min": length,
        "effort": effort,
    }
    if random.random() < 0.03:
        fields["note"] = random.choice(TRAINING_NOTES)
    return fields


def _make_resistance_session(day: DemoDay, random: Random, week: int) -> dict[str, Any]:
    lifts = LIFT_PROGRESSIONS[(week + day.date.weekday() // 2) % 2]
    sets = [fields for place, lift in enumerate(lifts) for fields in _make_sets(day, random, place, *lift)]
    return {
        **_session_fields(day, random, "resistance", 17 * 60, random.randint(44, 66), random.randint(5, 8)),
        "sets": sets,
    }


def _make_sets(
    day: DemoDay, random: Random, place: int, exercise: str, start: float, gain: float, step: float
) -> Iterator[dict[str, Any]]:
    load = _load_on_day(day, start, gain, step)
    if place < 2:
        yield {
            "exercise": exercise,
            "set_type": "warmup",
            "reps": 10,
            "load_kg": _load_on_day(day, start * 0.6, 0, step),
        }
    reps_in_reserve = random.randint(2, 3)
    for _ in range(3 if day.year_fraction < 0.6 else random.choice((3, 4))):
        reps = random.randint(7, 9)
        yield {
            "exercise": exercise,
            "reps": reps,
            "load_kg": load,
            "rir": reps_in_reserve,
            "rest_s": random.choice((90, 120, 150)),
        }
        reps_in_reserve = max(0, reps_in_reserve - random.randint(0, 1))


def _load_on_day(day: DemoDay, start: float, yearly_gain: float, step: float) -> float:
    is_eased = any(0 <= day.number - end < 10 for end in (RETURN_DAY, ILL_DAYS.stop))
    return round((start + yearly_gain * day.year_fraction) * (0.9 if is_eased else 1) / step) * step


def _make_travel_session(day: DemoDay, random: Random) -> dict[str, Any]:
    sets = [
        {"exercise": exercise, "reps": random.randint(9, 14), "load_kg": 0, "rir": random.randint(1, 3), "rest_s": 60}
        for exercise in ("Push-up", "Split squat")
        for _ in range(3)
    ]
    return {**_session_fields(day, random, "resistance", 7 * 60, 25, 5), "sets": sets}


def _make_hiit_session(day: DemoDay, random: Random) -> dict[str, Any]:
    rounds = 6 + round(4 * day.year_fraction)
    fields = _session_fields(day, random, "hiit", 17 * 60 + 30, 20 + 2 * rounds, random.randint(7, 9))
    fields |= {"modality": random.choice(("row", "row", "run")), "work_s": 60, "rest_s": 60, "rounds": rounds}
    fields |= {"warmup_min": 8, "cooldown_min": 5}
    if random.random() < 0.6:
        average = random.randint(148, 158)
        fields |= {"hr_avg": average, "hr_max": average + random.randint(18, 26)}
    return fields


def _make_walk_session(day: DemoDay, random: Random) -> dict[str, Any]:
    activity = "Walk" if day.number - DEPARTURE_DAY in range(14) else random.choice(OTHER_ACTIVITIES)
    length = random.randrange(25, 95 if day.is_free else 50, 5)
    return {**_session_fields(day, random, "other", 12 * 60, length, random.randint(1, 3)), "activity": activity}
