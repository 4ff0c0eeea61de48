"""All clients at once: what each client's own page says, in as many queries for many as for one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, event
from tests.support.clock import NOW, STOCKHOLM
from tests.support.people import ensure_account
from tests.support.sharing import SharingPair

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.importers.base import EntryDraft, ParsedFile, make_source_id
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.usecases.files import imports
from habitlog.usecases.margins import find_largest_margin, set_margin
from habitlog.usecases.sharing import client_list, client_summary

MONDAY = consent.last_finished_week(NOW.date()) - 23 * consent.WEEK
SHARES = {"pillars": [*PILLARS], "history_from": str(MONDAY)}


@pytest.fixture
def ben(app: FastAPI) -> Person:
    return ensure_account(app, "Ben", STOCKHOLM)


def client(app: FastAPI, database: Database, coach: Person, name: str, **raw: Any) -> str:
    """Make somebody with 25 weeks of days, fewer from week to week, who shares with the coach."""
    two = SharingPair(database, ensure_account(app, name, STOCKHOLM), coach)
    dice = Random(name)
    days = [MONDAY - consent.WEEK + timedelta(days=at) for at in range(25 * 7) if dice.random() < 1 - at / 300]
    drafts = [
        EntryDraft(pillar, make_source_id("test", pillar, str(day)), fields, str(day))
        for at, day in enumerate(days)
        for pillar, fields in random_entries_of_day(day, at, dice)
    ]
    with database.begin_write() as transaction:
        report = imports.import_drafts(transaction, two.client, ParsedFile("test", len(drafts), 0, drafts, [], {}), NOW)
    assert not report.refused
    return two.create_active_grant(NOW, **SHARES | {"label": name} | raw)


def random_entries_of_day(day: date, at: int, dice: Random) -> Iterator[tuple[str, dict[str, Any]]]:
    before, hour = day - timedelta(days=1), dice.randint(5, 7)
    times = {"bed_at": f"{before}T22:30", "try_at": f"{before}T23:00", "out_at": f"{day}T08:30"}
    night = {"final_wake_at": f"{day}T0{hour}:{dice.randint(10, 59)}", "sol_min": 10, "wakes": 0, "waso_min": 0}
    items = ["pulses", "nuts_seeds"][: dice.randint(0, 2)]
    yield "sleep", {"kind": "night", **times, **night, "quality": dice.randint(1, 5)}
    yield (
        "stress",
        {"kind": "practice", "practice": "nature", "day": str(day), "minutes": 5 + at // 2 + dice.randint(0, 5)},
    )
    yield "diet", {"kind": "list", "day": str(day), "items": items, "list_complete": True, "form": "core19"}
    if dice.random() < 0.6:
        yield "training", {"kind": "other", "activity": "Walk", "day": str(day), "session_min": dice.randint(20, 90)}


def test_client_list_equals_client_pages(app: FastAPI, database: Database, ben: Person) -> None:
    grants = [client(app, database, ben, name) for name in ("Ada", "Cyd", "Dan")]
    cyd = ensure_account(app, "Cyd", STOCKHOLM)
    with database.begin_write() as transaction:
        for pillar in PILLARS.values():
            set_margin(transaction, cyd, pillar.primary_metric, find_largest_margin(pillar.primary_metric) / 2)

    shown = client_list.read_client_list(database, ben, NOW).items

    assert [one.view.grant_id for one in shown] == grants
    for one in shown:
        page = client_summary.read_client_summary(database, ben, one.view.grant_id, client_list.WEEKS_JUDGED, NOW)
        for key, pillar in PILLARS.items():
            brief = one.weekly_summaries[key]
            told = next(each for each in page.metrics_by_pillar[key] if each.overview.metric is pillar.primary_metric)
            assert brief is not None
            assert brief.week_values == told.overview.weekly_values[-client_list.WEEKS :]
            assert brief.known_days == told.days_per_week[-client_list.WEEKS :]
            assert brief.verdict == told.overview.summary.trend.verdict
            assert told.overview.period_before is not None
            assert brief.previous_value == pytest.approx(told.overview.period_before.value, abs=1e-9)
    assert {brief.verdict for one in shown for brief in one.weekly_summaries.values() if brief} >= {
        "more",
        "steady",
        "no_clear_change",
    }


def test_client_list_of_short_grant_shows_its_weeks(app: FastAPI, database: Database, ben: Person) -> None:
    first = consent.last_finished_week(NOW.date()) - consent.WEEK
    client(app, database, ben, "Ada", history_from=str(first), pillars=["stress"])

    (one,) = client_list.read_client_list(database, ben, NOW).items

    assert one.view.weeks == (first, first + consent.WEEK)
    assert list(one.weekly_summaries) == ["stress"]
    brief = one.weekly_summaries["stress"]
    assert brief is not None
    assert (len(brief.week_values), len(brief.known_days), brief.previous_value) == (2, 2, None)
    assert brief.verdict == "not_enough_data"


def test_client_list_of_grant_without_whole_week(app: FastAPI, database: Database, ben: Person) -> None:
    client(app, database, ben, "Ada", history_from=str(NOW.date()), pillars=["stress"])

    (one,) = client_list.read_client_list(database, ben, NOW).items

    assert one.weekly_summaries == {"stress": None}


@contextmanager
def count_queries() -> Iterator[list[str]]:
    """Note every statement that any engine is handed."""
    told: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        told.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("later", [0, 40, 84], ids=["soon", "after 30 quiet days", "within the last week"])
def test_client_list_query_count_is_constant(app: FastAPI, database: Database, ben: Person, later: int) -> None:
    at = NOW + timedelta(days=later)
    for name in ("Ada", "Cyd"):
        two = SharingPair(database, ensure_account(app, name, STOCKHOLM), ben)
        two.create_active_grant(NOW, **SHARES)
    with count_queries() as few:
        assert len(client_list.read_client_list(database, ben, at).items) == 2
    for number in range(8):
        SharingPair(database, ensure_account(app, f"More{number}", STOCKHOLM), ben).create_active_grant(
            at - timedelta(days=later), **SHARES
        )
    with count_queries() as many:
        assert len(client_list.read_client_list(database, ben, at).items) == 10

    assert len(many) <= len(few)
