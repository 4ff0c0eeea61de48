"""A record that has everything an export can hold, and what a person's record is in bytes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from fastapi import FastAPI
from tests.support.api_answers import created_entry
from tests.support.clock import NOW
from tests.support.entries import GOOD, LEVEL, OTHER
from tests.support.people import ApiClient

from habitlog.accounts.person import Person
from habitlog.db import Database, WriteTransaction
from habitlog.storage import experiments
from habitlog.usecases import education
from habitlog.usecases.entries import day_tags, week_notes
from habitlog.usecases.files.record_export import export_record

ExportRecord = Callable[..., dict[str, Any]]
"""Exports the record of a person, Ada unless another name is given."""
PutEntry = Callable[..., dict[str, Any]]
"""Stores an entry of a pillar, for Ada unless another name is given, and returns it."""


def export_whole_record(database: Database, someone: Person) -> bytes:
    """Return a person's whole record."""
    return b"".join(export_record(database, someone))


def log_full_record(app: FastAPI, program: ApiClient, someone: Person) -> None:
    """Log every kind, marks, snippets, experiments, tags and lines of weeks, a repeated hour, and versions above 1."""
    saved = {raw["kind"]: created_entry(program.post(f"/{pillar}/entries", raw)) for pillar, raw in GOOD}
    for note in ("Woods, wet", "Woods – snö, 雪, \u202fthin\nand a second line"):
        program.put(f"/training/entries/{saved['other']['id']}", {**OTHER, "note": note})
    fold = {
        "kind": "night",
        "zone": "Europe/London",
        "bed_at": "2025-10-26T01:30:00+00:00",
        "out_at": "2025-10-26T09:00",
    }
    created_entry(program.post("/sleep/entries", fold))
    west = {"kind": "night", "zone": "America/New_York", "bed_at": "2026-03-07T22:30", "out_at": "2026-03-08T06:30"}
    created_entry(program.post("/sleep/entries", {**west, "note": "Hotel"}))
    created_entry(program.post("/sleep/entries", {"kind": "night", "day": "2026-02-01", "asleep_min": 431}))
    by_day = {"kind": "night", "bed_at": "2026-02-01T14:00", "out_at": "2026-02-01T18:30", "asleep_min": 250}
    created_entry(program.post("/sleep/entries", {**by_day, "additional": True}))
    created_entry(program.post("/stress/entries", {**LEVEL, "zone": "Pacific/Kiritimati", "day": "2026-03-13"}))
    for place in ("2026-02-20/marks/stress", "2026-01-05/marks/training"):
        assert program.put(f"/days/{place}", {"mark": "none"}).status_code == 200
    assert program.put("/days/2026-03-01/marks/diet", {"mark": "skipped"}).status_code == 200
    created_entry(program.post("/stress/entries", {**LEVEL, "day": "2026-02-20"}))
    app_context = app.state.context
    first, second = app_context.library.snippets[:2]
    with app_context.database.begin_write() as transaction:
        education.toggle_snippet_choice(transaction, someone, first, "saved", app_context.now())
        education.toggle_snippet_choice(transaction, someone, second, "dismissed", app_context.now())
        add_experiment(transaction, someone, first_day=date(2025, 11, 3), stopped_on=date(2025, 11, 20))
        running = add_experiment(transaction, someone, first_day=date(2026, 3, 2), metric="stress.level", lag_days=0)
        said: list[tuple[date, experiments.Said | None]] = [
            (date(2026, 3, 2), "as_drawn"),
            (date(2026, 3, 3), "neither"),
        ]
        experiments.set_said_days(transaction, someone.id, running, said)
        for number, name in ((1, "New job"), (2, "Travelling, 旅")):
            day_tags.save_tag(transaction, someone, f"1d1e2f3a-4b5c-4d6e-8f70-00000000000{number}", {"name": name}, NOW)
        for day in (date(2026, 2, 2), date(2026, 2, 3)):
            day_tags.tag_day(transaction, someone, "1d1e2f3a-4b5c-4d6e-8f70-000000000001", day, NOW, is_tagged=True)
        for week, note in ((date(2025, 12, 29), "Snö, and early nights"), (date(2026, 3, 2), "Moved house")):
            week_notes.save_week_note(transaction, someone, week, note, NOW, is_not_a_medicine=False)


def add_experiment(transaction: WriteTransaction, someone: Person, first_day: date, **columns: Any) -> str:
    """Store an experiment with a known seed, begun at any time, and return its id."""
    row: dict[str, Any] = {
        "id": f"0d1e2f3a-4b5c-4d6e-8f70-{first_day:%Y%m%d}0000",
        "arm_a": "phone outside the bedroom",
        "arm_b": "as usual",
        "metric": "sleep.duration",
        "lag_days": 1,
        "first_day": first_day,
        "weeks": 4,
        "seed": f"{first_day:%Y%m%d}" * 8,
        "planned_at": datetime.combine(first_day, time(8), UTC) - timedelta(days=1),
        "stopped_on": None,
    }
    row |= columns
    experiments.insert_experiment(transaction, row | {"person_id": someone.id})
    return str(row["id"])
