"""A diary of everything that is hard to reckon with, the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from habitlog.importers.base import EntryDraft, ParsedFile, make_source_id
from habitlog.pillars.diet.food_groups import ALL_GROUP_KEYS, CORE_GROUP_KEYS
from habitlog.storage.day_marks import Mark

TODAY = date(2026, 3, 12)
FIRST = date(2025, 9, 1)
LONG_AGO = date(1996, 2, 25), date(1996, 6, 3)
"""A Sunday and a Monday: twenty days from there are in four weeks, and in three."""
ZONES = ("Europe/London", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu", "Europe/Berlin")
EXERCISES = ("Bench press", "bench press ", "Bankdrücken", "Straße", "STRASSE", "Pull-up")
MARKS: tuple[Mark | None, ...] = ("none", "none", "skipped", None)
Told = dict[str, Any]
REPEATED: Told = {
    "day": date(2025, 10, 26),
    "night": {
        "kind": "night",
        "zone": "Europe/London",
        "bed_at": "2025-10-26T00:30:00+01:00",
        "try_at": "2025-10-26T01:30:00+01:00",
        "sol_min": 15,
        "wakes": 0,
        "final_wake_at": "2025-10-26T08:00:00+00:00",
        "out_at": "2025-10-26T08:10:00+00:00",
    },
}
"""A night that begins in an hour that came twice, the first time."""


def days() -> Iterator[date]:
    """Yield half a year of days up to today, and twice twenty of thirty years before."""
    for begin in LONG_AGO:
        yield from (begin + timedelta(days=place) for place in range(20))
    yield from (FIRST + timedelta(days=place) for place in range((TODAY - FIRST).days + 1))


def parsed() -> ParsedFile:
    """Return the diary as an importer would."""
    drafts = []
    for day in days():
        dice = Random(day.toordinal())
        for number, (pillar, fields) in enumerate(told(day, dice)):
            key = f"{day} {number}"
            drafts.append(EntryDraft(pillar, make_source_id("hostile", key), fields, key))
    return ParsedFile("hostile", len(drafts), 0, drafts, [], {})


def told(day: date, dice: Random) -> Iterator[tuple[str, Told]]:
    """Yield what is logged on a day: each part on some days alone."""
    zone = ZONES[(day.toordinal() // 23) % len(ZONES)] if day.month != 10 else "Europe/London"
    common: Told = {"zone": zone, "day": day.isoformat()}
    if day == REPEATED["day"]:
        yield "sleep", REPEATED["night"]
    elif dice.random() < 0.8:
        yield "sleep", night(day, zone, dice)
        if day.toordinal() % 5 == 0:
            yield "sleep", further_night(day, zone)
    if dice.random() < 0.3:
        start = datetime.combine(day, datetime.min.time()) + timedelta(hours=dice.choice([0, 11.5, 12, 15, 19]))
        end = start + timedelta(minutes=dice.randint(5, 200))
        yield "sleep", {"kind": "nap", "zone": zone, "start_at": start.isoformat(), "end_at": end.isoformat()}
    if dice.random() < 0.7:
        yield "diet", {**common, **food(dice)}
    for _ in range(dice.choice([0, 0, 1, 1, 2])):
        yield "training", {**common, **session(dice)}
    for _ in range(dice.choice([0, 1, 2])):
        pair = {"stress_before": dice.randint(0, 10), "stress_after": dice.randint(0, 10)}
        yield (
            "stress",
            {**common, "kind": "practice", "practice": "rest", "minutes": dice.randint(1, 60)}
            | (pair if dice.random() < 0.5 else {}),
        )
    if dice.random() < 0.6:
        yield "stress", {**common, "kind": "level", "stress_now": dice.choice([3, 3, 3, 4, 5])}


def night(day: date, zone: str, dice: Random) -> Told:
    """Return a night around midnight, in autumn anywhere on the clock: a diary, times and minutes, or minutes alone."""
    around = {9: 0, 11: 0, 12: dice.randint(-720, 400)}.get(day.month, dice.randint(-90, 90))
    midnight = datetime.combine(day, datetime.min.time())
    opened = midnight + timedelta(minutes=around - 240, seconds=dice.choice([0, 0, 7]))
    closed = opened + timedelta(minutes=dice.randint(420, 560))
    known: Told = {"kind": "night", "zone": zone, "bed_at": opened.isoformat(), "out_at": closed.isoformat()}
    if dice.random() < 0.8:
        known |= {"day_kind": dice.choice(["work", "work", "free"]), "quality": dice.choice([2, 4, 4, 5])}
        known |= {"alarm": dice.choice([True, False]) if day.month == 12 else False}
    kind = dice.random()
    if kind < 0.15:
        return {"kind": "night", "zone": zone, "day": day.isoformat(), "asleep_min": dice.randint(0, 600)}
    if kind < 0.3:
        return {**known, "asleep_min": dice.randint(0, 300)}
    if kind < 0.35:
        return known
    tried = opened + timedelta(minutes=dice.randint(0, 30))
    woken = {"wakes": 0} if kind < 0.6 else {"wakes": 2, "waso_min": dice.randint(0, 60)} if kind < 0.9 else {}
    woke = closed - timedelta(minutes=dice.randint(0, 40), seconds=dice.choice([0, 1]))
    return {**known, "try_at": tried.isoformat(), "sol_min": 15, "final_wake_at": woke.isoformat(), **woken}


def further_night(day: date, zone: str) -> Told:
    """Return another main sleep of the day, by day or in the evening, sometimes without its sleep period."""
    dice = Random(f"further {day}")
    opened = datetime.combine(day, datetime.min.time()) + timedelta(hours=dice.choice([10, 12, 17]))
    closed = opened + timedelta(minutes=dice.choice([90, 240, 360]))
    times = {"bed_at": opened.isoformat(), "out_at": closed.isoformat()}
    known: Told = {"quality": dice.choice([1, 3]), "day_kind": dice.choice(["work", "free"]), "alarm": False}
    asleep = dice.choice([{}, {"asleep_min": dice.choice([60, 85])}])
    return {"kind": "night", "zone": zone, "additional": True, **times, **known, **asleep}


def food(dice: Random) -> Told:
    """Return a list: short or long, complete or open, on a day fasting, ill or neither."""
    form = dice.choice(["core19", "full29"])
    eaten = [key for key in sorted(ALL_GROUP_KEYS if form == "full29" else CORE_GROUP_KEYS) if dice.random() < 0.4]
    context = dice.choice([[], [], [], ["fasting"], ["ill", "travelling"], ["travelling"]])
    return {"kind": "list", "items": eaten, "list_complete": dice.random() < 0.8, "form": form, "context": context}


def session(dice: Random) -> Told:
    """Return sets, intervals or a walk, not always with minutes and effort."""
    common: Told = {"effort": dice.randint(0, 10), "session_min": dice.choice([30, 45, 45, 60])}
    if dice.random() < 0.2:
        del common[dice.choice(["effort", "session_min"])]
    kind = dice.choice(["resistance", "resistance", "hiit", "other"])
    if kind == "hiit":
        rounds = {"work_s": 25, "rest_s": 0, "rounds": dice.randint(1, 12), "blocks": dice.randint(1, 3)}
        return {**common, "kind": "hiit", "modality": "row", **rounds}
    if kind == "other":
        return {**common, "kind": "other", "activity": "Walk"}
    return {**common, "kind": "resistance", "sets": [one_set(dice) for _ in range(dice.randint(1, 5))]}


TIMED_AMOUNTS: list[Told] = [{"seconds": 45}, {"distance_m": 20.5}, {"reps": 4, "seconds": 30, "distance_m": 40}]


def one_set(dice: Random) -> Told:
    """Return a set: warm-up, work or to failure; RPE, RIR, both or neither; failed, timed or with help."""
    found: Told = {"exercise": dice.choice(EXERCISES), "set_type": dice.choice(["warmup", "work", "work", "amrap"])}
    found |= dice.choice([{"reps": reps} for reps in (0, 1, 1, 3, 5, 8, 10, 12)] + TIMED_AMOUNTS)
    found["load_kg"] = dice.choice([None, -20, 0, 20, 42.5, 45.359, 80])
    left = dice.choice([None, {"rir": 0}, {"rir": 2}, {"rpe": 9.5}, {"rpe": 7}, {"rpe": 6.5}, {"rpe": 8, "rir": 2}])
    return found | (left or {})


def marks() -> Iterator[tuple[str, date, Mark]]:
    """Yield (pillar, day, mark): nothing, skipped, or neither; habitlog keeps those that no entry stands against."""
    for day in days():
        for pillar in ("sleep", "diet", "training", "stress"):
            mark = Random(f"{day}{pillar}").choice(MARKS)
            if mark is not None:
                yield pillar, day, mark
