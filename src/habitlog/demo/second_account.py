"""Tove Hallberg's twelve weeks: late nights, growing loads, and five days without entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from habitlog.importers.base import EntryDraft, make_source_id
from habitlog.storage.day_marks import Mark

SECOND_NAME, SECOND_ADDRESS, SECOND_ZONE = "Tove Hallberg", "tove@example.org", "Europe/Helsinki"
LOGGED_DAYS = 12 * 7
EMPTY_DAYS = range(42, 47)
"""Days without entries, by number."""
LIFT_PROGRESSIONS = (("Goblet squat", 12, 4), ("Kettlebell swing", 16, 4), ("Push-up", 0, 0))
"""(exercise, kg in the first week, kg gained up to the last one)."""
GYM_WEEKDAYS, SWIM_WEEKDAYS = {1, 4}, {6}


def build_drafts(today: date) -> Iterator[EntryDraft]:
    """Yield the entries of the 84 days before today, oldest first; they are the same for the same date."""
    for number, day in _iterate_days(today):
        for place, (pillar, fields) in enumerate(_entries_of_day(number, day)):
            key = f"{day.isoformat()} {place}"
            yield EntryDraft(pillar, make_source_id("demo second", key), {"zone": SECOND_ZONE, **fields}, key)


def build_marks(today: date) -> Iterator[tuple[str, date, Mark]]:
    """Yield (pillar, day, mark): "none" on most days without a session."""
    for number, day in _iterate_days(today):
        if (
            number not in EMPTY_DAYS
            and not _is_training_day(number, day)
            and _random_source(number, "mark").random() < 0.9
        ):
            yield "training", day, "none"


def _iterate_days(today: date) -> Iterator[tuple[int, date]]:
    return ((number, today - timedelta(days=LOGGED_DAYS - number)) for number in range(LOGGED_DAYS))


def _random_source(number: int, purpose: str) -> Random:
    return Random(f"{SECOND_NAME} {number} {purpose}")  # noqa: S311 - generates sample data, no secret


def _entries_of_day(number: int, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    if number in EMPTY_DAYS:
        return
    if _random_source(number, "night").random() < 0.9:
        yield "sleep", _make_night(number, day)
    if _is_training_day(number, day):
        yield "training", _make_session(number, day)
    if _random_source(number, "level").random() < 0.6:
        yield (
            "stress",
            {"kind": "level", "day": day.isoformat(), "stress_now": _random_source(number, "felt").randint(2, 6)},
        )


def _make_night(number: int, day: date) -> dict[str, Any]:
    random, later_minutes = _random_source(number, "times"), 40 if day.weekday() >= 5 else 0
    midnight = datetime.combine(day, time())
    bed, out = (round(random.gauss(mean, spread) / 5) * 5 + later_minutes for mean, spread in ((20, 25), (465, 20)))
    bed_at, out_at = ((midnight + timedelta(minutes=minutes)).isoformat(timespec="minutes") for minutes in (bed, out))
    asleep = out - bed - random.randrange(25, 70, 5)
    return {"kind": "night", "bed_at": bed_at, "out_at": out_at, "asleep_min": asleep, "quality": random.randint(2, 5)}


def _is_training_day(number: int, day: date) -> bool:
    return (
        number not in EMPTY_DAYS
        and day.weekday() in GYM_WEEKDAYS | SWIM_WEEKDAYS
        and _random_source(number, "trains").random() < 0.85
    )


def _make_session(number: int, day: date) -> dict[str, Any]:
    random = _random_source(number, "session")
    fields = {"day": day.isoformat(), "session_min": random.randrange(35, 65, 5), "effort": random.randint(4, 7)}
    if day.weekday() in SWIM_WEEKDAYS:
        return {**fields, "kind": "other", "activity": "Swim"}
    rounds = 2 + number // 28
    sets = [
        {"exercise": exercise, "reps": random.randint(8, 12), "load_kg": first + gain * (number // 42), "rest_s": 90}
        for exercise, first, gain in LIFT_PROGRESSIONS
        for _ in range(rounds)
    ]
    return {**fields, "kind": "resistance", "sets": sets}
