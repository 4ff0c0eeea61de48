"""Tove Hallberg's twelve weeks: she sleeps late, lifts a little more each week, and was away for one of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from habitlog.interop.parsed import Draft, source_id
from habitlog.marks import Mark

NAME, ADDRESS, ZONE = "Tove Hallberg", "tove@example.org", "Europe/Helsinki"
DAYS = 12 * 7
AWAY = range(42, 47)
"""Days on which she wrote nothing down."""
LIFTS = (("Goblet squat", 12, 4), ("Kettlebell swing", 16, 4), ("Push-up", 0, 0))
"""(exercise, kg in the first week, kg gained up to the last one)."""
GYM, SWIM = {1, 4}, {6}


def drafts(today: date) -> Iterator[Draft]:
    """Yield the entries of the 84 days before today, oldest first: always the same for the same date."""
    for number, day in _days(today):
        for place, (pillar, fields) in enumerate(_of(number, day)):
            key = f"{day.isoformat()} {place}"
            yield Draft(pillar, source_id("demo second", key), {"zone": ZONE, **fields}, key)


def marks(today: date) -> Iterator[tuple[str, date, Mark]]:
    """Yield (pillar, day, mark): days without a session are mostly marked so."""
    for number, day in _days(today):
        if number not in AWAY and not _trains(number, day) and _dice(number, "mark").random() < 0.9:
            yield "training", day, "none"


def _days(today: date) -> Iterator[tuple[int, date]]:
    return ((number, today - timedelta(days=DAYS - number)) for number in range(DAYS))


def _dice(number: int, what: str) -> Random:
    return Random(f"{NAME} {number} {what}")  # noqa: S311 - made-up weeks keep no secret


def _of(number: int, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    if number in AWAY:
        return
    if _dice(number, "night").random() < 0.9:
        yield "sleep", _night(number, day)
    if _trains(number, day):
        yield "training", _session(number, day)
    if _dice(number, "level").random() < 0.6:
        yield "stress", {"kind": "level", "day": day.isoformat(), "stress_now": _dice(number, "felt").randint(2, 6)}


def _night(number: int, day: date) -> dict[str, Any]:
    dice, late = _dice(number, "times"), 40 if day.weekday() >= 5 else 0
    midnight = datetime.combine(day, time())
    bed, out = (round(dice.gauss(mean, spread) / 5) * 5 + late for mean, spread in ((20, 25), (465, 20)))
    bed_at, out_at = ((midnight + timedelta(minutes=minutes)).isoformat(timespec="minutes") for minutes in (bed, out))
    asleep = out - bed - dice.randrange(25, 70, 5)
    return {"kind": "night", "bed_at": bed_at, "out_at": out_at, "asleep_min": asleep, "quality": dice.randint(2, 5)}


def _trains(number: int, day: date) -> bool:
    return number not in AWAY and day.weekday() in GYM | SWIM and _dice(number, "trains").random() < 0.85


def _session(number: int, day: date) -> dict[str, Any]:
    dice = _dice(number, "session")
    told = {"day": day.isoformat(), "session_min": dice.randrange(35, 65, 5), "effort": dice.randint(4, 7)}
    if day.weekday() in SWIM:
        return {**told, "kind": "other", "activity": "Swim"}
    rounds = 2 + number // 28
    sets = [
        {"exercise": exercise, "reps": dice.randint(8, 12), "load_kg": first + gain * (number // 42), "rest_s": 90}
        for exercise, first, gain in LIFTS
        for _ in range(rounds)
    ]
    return {**told, "kind": "resistance", "sets": sets}
