"""Days without a session read as rest: a coach gets whole weeks of it, by shared days alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from tests.support.clock import NOW, STOCKHOLM
from tests.support.people import ensure_account
from tests.support.sharing import SharingPair

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.usecases.entries import entries
from habitlog.usecases.entries.days import mark_day
from habitlog.usecases.identity import accounts
from habitlog.usecases.sharing import client_list, client_summary
from habitlog.usecases.trends import trends
from habitlog.usecases.trends.periods import Span
from habitlog.web.presenters.coach import describe_rest_days_of_rows, present_client_page, present_client_row

TODAY, DAY, WEEK = NOW.date(), timedelta(days=1), consent.WEEK
MONDAYS = [consent.last_finished_week(TODAY) - back * WEEK for back in range(7, -1, -1)]
SESSIONS = {0: [], 1: [2], 2: [4], 3: [0, 3], 4: [], 5: [0, 1, 2, 3, 4, 5, 6], 6: [0, 1, 2, 4], 7: [5]}
"""Days of the week with a session, by shared week."""
LEFT_OUT = MONDAYS[3] + 6 * DAY


def train(database: Database, person: Person, *days: Any) -> None:
    session = {"kind": "other", "activity": "Walk", "session_min": 40, "effort": 5}
    with database.begin_write() as transaction:
        for day in days:
            entries.put_entry(transaction, person, PILLARS["training"], str(uuid4()), {**session, "day": str(day)}, NOW)


def make_client(app: FastAPI, name: str, coach: Person, *hidden_days: Any, **setting: str) -> tuple[Person, str]:
    """Make a client whose shared weeks are `SESSIONS`, and return them with the grant."""
    database = app.state.context.database
    person = ensure_account(app, name, STOCKHOLM)
    shared = [MONDAYS[week] + number * DAY for week, numbers in SESSIONS.items() for number in numbers]
    train(database, person, *shared, *hidden_days)
    with database.begin_write() as transaction:
        mark_day(transaction, person, PILLARS["training"], LEFT_OUT, "skipped", NOW)
        accounts.change_profile(transaction, person, {"name": name, "zone": STOCKHOLM, "day_start": 0, **setting})
    two = SharingPair(database, person, coach)
    told = {"pillars": ["training"], "history_from": str(MONDAYS[0]), "label": "Twin"}
    with database.begin_read() as transaction:
        person = accounts.find_person_by_email(transaction, person.email)
    return person, two.create_active_grant(NOW, **told)


def read_weeks(database: Database, coach: Person, grant: str) -> dict[str, tuple[Any, Any]]:
    summary = client_summary.read_client_summary(database, coach, grant, 12, NOW)
    return {
        shared.overview.metric.id: (shared.overview.weekly_values, shared.days_per_week)
        for shared in summary.metrics_by_pillar["training"]
    }


def test_coach_gets_whole_weeks_by_shared_days_alone(app: FastAPI) -> None:
    database, coach = app.state.context.database, ensure_account(app, "Ben", STOCKHOLM)
    _, without = make_client(app, "Wim", coach)
    ada, first = make_client(app, "Ada", coach, rest_days_from="2020-01-01")
    # Equal in what is shared: sessions before the grant, in the running week, and a longer setting.
    hidden = [MONDAYS[0] - 9 * DAY, MONDAYS[0] - DAY, MONDAYS[-1] + WEEK + DAY]
    _, twin = make_client(app, "Ida", coach, *hidden, rest_days_from="2019-07-01")

    assert read_weeks(database, coach, without)["training.minutes"] == (
        (None, None, None, None, None, 280, 160, None),
        (0, 1, 1, 2, 0, 7, 4, 1),
    )
    found = read_weeks(database, coach, first)
    # Nothing before the first shared session, nor in its week, nor in a week with a day that was left out.
    minutes = (None, None, 40, None, 0, 280, 160, 40)
    assert found["training.minutes"] == (minutes, (0, 1, 7, 2, 7, 7, 7, 7))
    assert found["training.week_load"][0] == (None, None, 200, None, 0, 1400, 800, 200)
    assert found == read_weeks(database, coach, twin)

    pages = [client_summary.read_client_summary(database, coach, grant, 12, NOW) for grant in (first, twin)]
    words = [present_client_page(page, coach, TODAY).sections for page in pages]
    assert words[0] == words[1]
    assert "Days without a session count as rest." in words[0][2].rest_days
    clients = client_list.read_client_list(database, coach, NOW).items
    rows = {client.view.grant_id: present_client_row(client, coach, TODAY) for client in clients}
    assert rows[first].cells == rows[twin].cells != rows[without].cells
    weeks_by_grant = {
        client.view.grant_id: summary.week_values
        for client in clients
        if (summary := client.weekly_summaries["training"]) is not None
    }
    assert weeks_by_grant[first] == minutes
    assert "For 2 people here" in describe_rest_days_of_rows(list(rows.values()))

    span = Span(MONDAYS[0], MONDAYS[-1] + 6 * DAY, TODAY)
    with database.begin_read() as transaction:
        own = trends.compute_trend(transaction, ada, PILLARS["training"].daily_metrics[0], span)
    weeks = [week.value for week in own.analysis.weeks]
    assert [value for value, seen in zip(weeks, minutes, strict=True) if seen is not None] == [40, 0, 280, 160, 40]


def test_coach_gets_no_week_that_the_setting_cuts(app: FastAPI) -> None:
    database, coach = app.state.context.database, ensure_account(app, "Ben", STOCKHOLM)
    dates = {"rest_days_from": str(MONDAYS[2] + DAY), "rest_days_until": str(MONDAYS[6] + 5 * DAY)}
    _, grant = make_client(app, "Ada", coach, **dates)
    values, known = read_weeks(database, coach, grant)["training.minutes"]
    assert values == (None, None, None, None, 0, 280, 160, None)
    assert known == (0, 1, 1, 2, 7, 7, 4, 1)
    page = client_summary.read_client_summary(database, coach, grant, 12, NOW)
    said = present_client_page(page, coach, TODAY).sections[2].rest_days
    assert said.startswith("Days without a session count as rest from ")
