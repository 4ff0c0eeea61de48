"""Twins with drawn diaries: what a coach is told of two people is equal where what is granted is, to the last digit.

What is granted are the days of the weeks that are shown, of the granted pillars, where a week has four of them; of a
thinner week it is how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import delete
from tests.support.clock import NOW
from tests.support.people import PASSWORD
from tests.support.sharing import SharingPair

from habitlog.accounts.person import Person, person_table
from habitlog.accounts.schema import SignUpInput, parse_input
from habitlog.db import Database
from habitlog.importers.base import EntryDraft, ParsedFile, make_source_id
from habitlog.usecases.files import imports
from habitlog.usecases.identity import accounts
from habitlog.usecases.sharing import client_list, client_summary
from habitlog.usecases.sharing.access_log import SharedView
from habitlog.web.presenters.coach import present_client_page, present_client_row

TODAY, DAY = NOW.date(), timedelta(days=1)
PILLARS = ("diet", "sleep", "stress", "training")
ITEMS = ("whole_grains", "pulses", "other_veg", "other_sweets")

Days = dict[tuple[str, date], int]
"""A value from 0 to 99 by pillar and day."""

days = st.dictionaries(
    st.tuples(st.sampled_from(PILLARS), st.integers(0, 90).map(lambda back: TODAY - back * DAY)),
    st.integers(0, 99),
    max_size=40,
)
dense = st.dictionaries(
    st.tuples(st.sampled_from(PILLARS), st.integers(4, 46).map(lambda back: TODAY - back * DAY)),
    st.integers(0, 99),
    min_size=60,
    max_size=120,
)


def raw(pillar: str, day: date, value: int) -> dict[str, Any]:
    """Return an entry that gives every number of its kind a value."""
    if pillar == "diet":
        told = {
            "kind": "list",
            "items": sorted(ITEMS[: value % 5]),
            "list_complete": True,
            "form": "core19",
            "context": [],
        }
    elif pillar == "stress":
        told = {"kind": "level", "stress_now": value % 11}
    elif pillar == "training":
        told = {"kind": "other", "activity": f"Walk {value}", "session_min": 1 + value, "effort": value % 11}
    else:
        times = {"bed_at": f"{day - DAY}T22:{value % 60:02d}", "out_at": f"{day}T08:{value % 50:02d}"}
        return {"kind": "night", **times, "asleep_min": 300 + value, "quality": 1 + value % 5}
    return {**told, "day": str(day), "note": f"It was {value}."}


def add_person(database: Database, zone: str = "Europe/Stockholm") -> Person:
    raw = {"name": "Twin", "email": f"{uuid4()}@example.org", "password": PASSWORD, "zone": zone}
    told = parse_input(SignUpInput, raw)
    with database.begin_write() as transaction:
        accounts.create_account(
            transaction, {**told.to_columns(exclude={"password"}), "password_hash": "x", "created_at": NOW}
        )
        return accounts.find_person_by_email(transaction, told.email)


def sharing(two: SharingPair, diary: Days, **told: Any) -> str:
    """Keep a diary for a client, and grant what is told; return the grant's id."""
    drafts = [
        EntryDraft(pillar, make_source_id("twin", str(two.client.id), pillar, str(day)), raw(pillar, day, value), "")
        for (pillar, day), value in sorted(diary.items())
    ]
    with two.database.begin_write() as transaction:
        report = imports.import_drafts(transaction, two.client, ParsedFile("test", len(drafts), 0, drafts, [], {}), NOW)
    assert report.refused == ()
    return two.create_active_grant(NOW, **told)


def open_to(place: tuple[str, date], pillars: set[str], since: date) -> bool:
    """Whether a day lies in what is granted: a finished week that begins on the first day or after it."""
    pillar, day = place
    return pillar in pillars and since <= monday(day) < monday(TODAY)


def monday(day: date) -> date:
    return day - day.weekday() * DAY


def week_of(place: tuple[str, date]) -> tuple[str, date]:
    return place[0], monday(place[1])


def by_weeks(diary: Days) -> tuple[Days, Days]:
    """Return the days of weeks that tell a value, and those of weeks that are too thin to."""
    full: Days = {}
    thin: Days = {}
    for _, places in groupby(sorted(diary, key=week_of), key=week_of):
        of_week = [*places]
        (full if len(of_week) >= 4 else thin).update({place: diary[place] for place in of_week})
    return full, thin


def move_thin_weeks(thin: Days, shift: int) -> Days:
    """Return as many days in the same weeks, with other values on other days."""
    return {(pillar, _moved(day, shift)): 99 - value for (pillar, day), value in thin.items()}


def _moved(day: date, shift: int) -> date:
    return monday(day) + (day.weekday() + shift) % 7 * DAY


def without_identity(client: client_summary.ClientSummary, coach: Person) -> tuple[Any, ...]:
    """Return what the page of a client shows, in numbers and in words, without ids."""
    words = present_client_page(client, coach, TODAY)
    return without_name(client.view), client.metrics_by_pillar, replace(words, grant_id="")


def line_without_identity(client: client_list.ClientListItem, coach: Person) -> tuple[Any, ...]:
    """Return what the list shows of a client, in numbers and in words, without ids."""
    words = present_client_row(client, coach, TODAY)
    return without_name(client.view), client.weekly_summaries, replace(words, grant_id="")


def without_name(look: SharedView) -> SharedView:
    return replace(look, grant_id="", client=replace(look.client, id=0))


def numbers(client: client_summary.ClientSummary) -> list[Any]:
    """Return every number and verdict that the page of a client shows, but for how many days there are."""
    glances = [told.overview for of_pillar in client.metrics_by_pillar.values() for told in of_pillar]
    return [(one.weekly_values, one.summary.weeks, one.summary.trend, one.period, one.period_before) for one in glances]


def numbers_of_line(client: client_list.ClientListItem) -> list[Any]:
    """Return every number and verdict that the list shows, but for how many days there are."""
    return [one and (one.week_values, one.previous_value, one.verdict) for one in client.weekly_summaries.values()]


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    made = Database(sqlite_url)
    yield made
    made.close_connections()


@given(
    common=dense,
    one=days,
    other=days,
    pillars=st.sets(st.sampled_from(PILLARS), min_size=1, max_size=3),
    back=st.integers(21, 60),
    shift=st.integers(0, 6),
    weeks=st.sampled_from([4, 12]),
)
@settings(
    max_examples=10,
    suppress_health_check=[*HealthCheck],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an example takes so long that a smaller one is not awaited
)
def test_coach_views_of_equal_granted_diaries_are_equal(
    database: Database, common: Days, one: Days, other: Days, pillars: set[str], back: int, shift: int, weeks: int
) -> None:
    since = TODAY - back * DAY

    def hidden(diary: Days) -> Days:
        return {place: value for place, value in diary.items() if not open_to(place, pillars, since)}

    full, thin = by_weeks({place: value for place, value in common.items() if open_to(place, pillars, since)})
    diaries = [{**full, **thin, **hidden(one)}, {**full, **move_thin_weeks(thin, shift), **hidden(other)}, full]
    coach = add_person(database)
    told = {"pillars": sorted(pillars), "history_from": str(since)}
    grants = [sharing(SharingPair(database, add_person(database), coach), diary, **told) for diary in diaries]
    first, twin, without_thin_weeks = [
        client_summary.read_client_summary(database, coach, grant, weeks, NOW) for grant in grants
    ]
    listed = {client.view.grant_id: client for client in client_list.read_client_list(database, coach, NOW).items}
    with database.begin_write() as transaction:
        transaction.execute_uncounted(delete(person_table))
    assert without_identity(first, coach) == without_identity(twin, coach)
    assert line_without_identity(listed[grants[0]], coach) == line_without_identity(listed[grants[1]], coach)
    assert numbers(first) == numbers(without_thin_weeks)
    assert numbers_of_line(listed[grants[0]]) == numbers_of_line(listed[grants[2]])
