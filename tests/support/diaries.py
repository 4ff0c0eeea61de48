"""Months of days for one person: nights, food, training, practice and stress, with or without something planted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from fastapi import FastAPI
from tests.support.clock import NOW
from tests.support.people import ensure_account

from habitlog.importers.base import EntryDraft, ParsedFile, make_source_id
from habitlog.pillars.diet.food_groups import CORE_GROUP_KEYS
from habitlog.usecases.files import imports

SUNDAY = date(2026, 3, 8)
"""The last finished Sunday before the day on which the clock of the tests stands."""


def import_diary(
    app: FastAPI, name: str, days: int, *, planted: float = 0.0, last: date = SUNDAY, weekends: bool = True
) -> None:
    """Keep `days` of a person that end on `last`; `planted` is how far a shorter night moves that day's stress."""
    dice = Random(7)
    drafts = [
        draft
        for back in range(days)
        if weekends or (last - timedelta(days=back)).weekday() < 5
        for draft in _day(last - timedelta(days=back), dice, planted)
    ]
    someone = ensure_account(app, name, "Europe/Stockholm")
    with app.state.context.database.begin_write() as transaction:
        report = imports.import_drafts(transaction, someone, ParsedFile("test", len(drafts), 0, drafts, [], {}), NOW)
    assert report.refused == ()


def _day(day: date, dice: Random, planted: float) -> Iterator[EntryDraft]:
    for pillar, fields in _entries_of_day(day, dice, planted):
        key = make_source_id("test", pillar, str(fields["kind"]), day.isoformat())
        yield EntryDraft(
            pillar, key, {**fields, "day": day.isoformat()} if pillar != "sleep" else fields, day.isoformat()
        )


def _entries_of_day(day: date, dice: Random, planted: float) -> Iterator[tuple[str, dict[str, Any]]]:
    sleep, stress = dice.gauss(0, 1), dice.gauss(0, 1)
    bed = f"{day - timedelta(days=1)}T{dice.choice([22, 23])}:{dice.randint(0, 59):02d}"
    yield (
        "sleep",
        {
            "kind": "night",
            "bed_at": bed,
            "out_at": f"{day}T09:30",
            "asleep_min": 400 + round(40 * sleep),
            "quality": dice.randint(1, 5),
        },
    )
    level = min(max(round(5 - 2 * planted * sleep + 1.5 * stress), 0), 10)
    yield "stress", {"kind": "level", "stress_now": level}
    yield "stress", {"kind": "practice", "practice": "breathing", "minutes": dice.randint(1, 30)}
    session = {"session_min": dice.randint(20, 60), "effort": dice.randint(1, 9)}
    yield "training", {"kind": "other", "activity": "Walk", **session}
    items = [key for key in sorted(CORE_GROUP_KEYS) if dice.random() < 0.4]
    yield "diet", {"kind": "list", "items": items, "list_complete": True, "form": "core19"}
