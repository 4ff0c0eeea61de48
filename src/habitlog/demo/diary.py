"""Mara's year as a program would send it: drafts of entries, and the marks of days without any."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from habitlog.demo import food, sleep, stress, training
from habitlog.demo.calendar import HOME, Day, year
from habitlog.interop.parsed import Draft, source_id
from habitlog.marks import Mark


def drafts(today: date, now: datetime) -> Iterator[Draft]:
    """Yield the entries of the 365 days up to today, oldest first; of today only what has happened by `now`."""
    for day in year(today):
        told = _of_today(day, now) if day.date == today else _of(day)
        for number, (pillar, fields) in enumerate(told):
            key = f"{day.date.isoformat()} {number}"
            yield Draft(pillar, source_id("demo", key), dict(fields), key)


def _of(day: Day) -> Iterator[tuple[str, dict[str, Any]]]:
    night = sleep.night(day)
    quality = (night or {}).get("quality", 3)
    yield from _told("sleep", night, sleep.nap(day))
    yield from _told("diet", food.food(day))
    yield from _told("training", *training.sessions(day))
    yield from _told("stress", stress.practice(day, quality), stress.level(day, quality))


def _told(pillar: str, *found: dict[str, Any] | None) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((pillar, fields) for fields in found if fields is not None)


def _of_today(day: Day, now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    here = now.astimezone(ZoneInfo(HOME)).replace(tzinfo=None)
    night = sleep.diary(day, day.dice("night"))
    if datetime.fromisoformat(night["out_at"]) <= here:
        yield "sleep", night
    quiet = {"kind": "practice", "zone": day.zone, "day": day.date.isoformat(), "practice": "breathing", "minutes": 10}
    if datetime.fromisoformat(begun := sleep.wall(day, 8 * 60 + 10)) <= here:
        yield "stress", {**quiet, "started_at": begun, "stress_before": 5, "stress_after": 4}


def marks(today: date, logged: set[tuple[str, str]]) -> Iterator[tuple[str, date, Mark]]:
    """Yield (pillar, day, mark): an ill week skipped, most days of rest marked; `logged` holds (pillar, ISO day)."""
    for day in year(today):
        for pillar, mark in _marks(day, today):
            if (pillar, day.date.isoformat()) not in logged:
                yield pillar, day.date, mark


def _marks(day: Day, today: date) -> Iterator[tuple[str, Mark]]:
    dice = day.dice("marks")
    if day.date == today:
        yield "training", "none"
    elif day.phase == "ill":
        yield from ((pillar, "skipped") for pillar in ("sleep", "diet", "training", "stress"))
    elif day.phase != "bare":
        if dice.random() < 0.97:
            yield "training", "none"
        if dice.random() < 0.3:
            yield "stress", "none"
