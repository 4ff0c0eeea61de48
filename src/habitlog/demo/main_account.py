"""Mara's year as drafts of entries, and the marks of days without any."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from habitlog.demo import food, sleep, stress, training
from habitlog.demo.calendar import HOME_ZONE, DemoDay, iterate_year
from habitlog.importers.base import EntryDraft, make_source_id
from habitlog.storage.day_marks import Mark


def build_drafts(today: date, now: datetime) -> Iterator[EntryDraft]:
    """Yield the entries of the 365 days up to today, oldest first; of today only what has happened by `now`."""
    for day in iterate_year(today):
        entries = _entries_of_today(day, now) if day.date == today else _entries_of_day(day)
        for number, (pillar, fields) in enumerate(entries):
            key = f"{day.date.isoformat()} {number}"
            yield EntryDraft(pillar, make_source_id("demo", key), dict(fields), key)


def _entries_of_day(day: DemoDay) -> Iterator[tuple[str, dict[str, Any]]]:
    night = sleep.make_night(day)
    quality = (night or {}).get("quality", 3)
    yield from _entries_with_pillar("sleep", night, sleep.make_nap(day))
    yield from _entries_with_pillar("diet", food.make_food_list(day))
    yield from _entries_with_pillar("training", *training.make_sessions(day))
    yield from _entries_with_pillar(
        "stress", stress.make_practice_entry(day, quality), stress.make_level_entry(day, quality)
    )


def _entries_with_pillar(pillar: str, *entries: dict[str, Any] | None) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((pillar, fields) for fields in entries if fields is not None)


def _entries_of_today(day: DemoDay, now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    local_now = now.astimezone(ZoneInfo(HOME_ZONE)).replace(tzinfo=None)
    night = sleep.make_full_night(day, day.random_source("night"))
    if datetime.fromisoformat(night["out_at"]) <= local_now:
        yield "sleep", night
    practice = {
        "kind": "practice",
        "zone": day.zone,
        "day": day.date.isoformat(),
        "practice": "breathing",
        "minutes": 10,
    }
    if datetime.fromisoformat(started_at := sleep.format_local_time(day, 8 * 60 + 10)) <= local_now:
        yield "stress", {**practice, "started_at": started_at, "stress_before": 5, "stress_after": 4}


def build_marks(today: date, logged: set[tuple[str, str]]) -> Iterator[tuple[str, date, Mark]]:
    """Yield (pillar, day, mark): an ill week skipped, most days of rest marked; `logged` holds (pillar, ISO day)."""
    for day in iterate_year(today):
        for pillar, mark in _marks_of_day(day, today):
            if (pillar, day.date.isoformat()) not in logged:
                yield pillar, day.date, mark


def _marks_of_day(day: DemoDay, today: date) -> Iterator[tuple[str, Mark]]:
    random = day.random_source("marks")
    if day.date == today:
        yield "training", "none"
    elif day.phase == "ill":
        yield from ((pillar, "skipped") for pillar in ("sleep", "diet", "training", "stress"))
    elif day.phase != "unlogged":
        if random.random() < 0.97:
            yield "training", "none"
        if random.random() < 0.3:
            yield "stress", "none"
