"""Diaries of twelve weeks with an obvious reading: a level that jumps, and sessions without days of rest between."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from fastapi import FastAPI
from tests.support.clock import NOW
from tests.support.html import main_text
from tests.support.nights import DAY, SUNDAY, night, trend_rows
from tests.support.people import ApiClient, Browser, create_api_client, ensure_account, sign_in

from habitlog.importers.base import EntryDraft, ParsedFile
from habitlog.usecases.files import imports

MONDAY, DAYS = SUNDAY - timedelta(days=83), 84
LAST_DAY_OF_FILES = date(2026, 11, 29)
NOT_ENTERED = {"id", "pillar", "version", "zone", "created_at", "updated_at"}
RANGE = {"from": MONDAY.isoformat(), "to": SUNDAY.isoformat()}

Entries = list[tuple[str, dict[str, Any]]]


def make_step() -> Entries:
    """Return 42 nights of 6 hours and 42 of 8, five minutes more or less, with practices of 5 and of 20 minutes."""
    dice, entries = Random(3), []
    for place in range(DAYS):
        day, is_later = MONDAY + place * DAY, place >= DAYS // 2
        entries.append(("sleep", night(day, round(dice.gauss(480 if is_later else 360, 5)))))
        practice = {"kind": "practice", "practice": "breathing", "minutes": 20 if is_later else 5}
        entries.append(("stress", {**practice, "day": day.isoformat()}))
    return entries


def make_sessions(weekdays: tuple[int, ...]) -> Entries:
    """Return a session of about an hour on the same days of each of twelve weeks, and no mark between."""
    dice = Random(3)
    days = [MONDAY + (7 * week + weekday) * DAY for week in range(12) for weekday in weekdays]
    walk = {"kind": "other", "activity": "walking", "effort": 5}
    return [("training", {**walk, "day": day.isoformat(), "session_min": dice.randint(55, 65)}) for day in days]


def read_file(file: Path) -> Entries:
    """Return the entries of a diary kept as an export, moved by whole weeks to end on the last Sunday."""
    moved = re.sub(
        r"\d{4}-\d\d-\d\d",
        lambda found: (date.fromisoformat(found[0]) + (SUNDAY - LAST_DAY_OF_FILES)).isoformat(),
        file.read_text(encoding="utf-8"),
    )
    return [
        (entry["pillar"], {name: value for name, value in entry.items() if name not in NOT_ENTERED})
        for entry in json.loads(moved)["entries"]
    ]


MADE: dict[str, Callable[[], Entries]] = {
    "step": make_step,
    "four": lambda: make_sessions((0, 1, 3, 5)),
    "three": lambda: make_sessions((0, 2, 4)),
}


@pytest.fixture(scope="module", params=["made", "kept as a file"])
def diaries(request: pytest.FixtureRequest, shared_app: FastAPI) -> dict[str, tuple[Browser, ApiClient]]:
    """The browser and the program of a person with each diary, by its name."""
    if request.param == "made":
        entries = {name: make() for name, make in MADE.items()}
    else:
        folder: Path = request.getfixturevalue("real_data") / "trends"
        entries = {name: read_file(folder / f"{name}.json") for name in MADE}
    found = {}
    for name, each in entries.items():
        someone = ensure_account(shared_app, f"{name} {request.param}".replace(" ", "-"), "Etc/UTC")
        drafts = [EntryDraft(pillar, str(place), fields, "") for place, (pillar, fields) in enumerate(each)]
        with shared_app.state.context.database.begin_write() as transaction:
            parsed = ParsedFile("test", len(drafts), 0, drafts, [], {})
            assert imports.import_drafts(transaction, someone, parsed, NOW).refused == ()
        found[name] = sign_in(shared_app, someone.name, "Etc/UTC"), create_api_client(shared_app, someone, "read")
    return found


def test_step_of_two_hours_is_named_with_its_size(diaries: dict[str, tuple[Browser, ApiClient]]) -> None:
    browser, program = diaries["step"]
    told = {
        metric: program.get(f"/trends/{metric}", **RANGE).json() for metric in ("sleep.duration", "stress.practice")
    }
    assert [one["verdict"] for one in told.values()] == ["more", "more"]
    change = told["sleep.duration"]["change"]
    assert change["value"] == pytest.approx(120, abs=4)
    assert 110 < change["low"] < change["value"] < change["high"] < 130
    practice = told["stress.practice"]["change"]
    assert practice["after"]["value"] / practice["before"]["value"] == pytest.approx(4, abs=1)
    assert practice["low"] > 0
    rows = trend_rows(browser.get("/trends").text)
    amount = r"(?:1 h 5\d|2 h \d) min"
    assert re.fullmatch(
        rf"(7 h 5\d|8 h \d) min week of 2 Mar {amount} longer between {amount} and {amount} \| "
        rf".* the last 6 weeks, .* the 6 before: {amount} longer, between {amount} and {amount}\. 84 of 84 nights\.",
        rows["Time asleep"],
    )
    assert " more" in rows["Practice"].partition("|")[0]
    page = main_text(browser.get("/trends/sleep.duration").text)
    assert re.search(rf"Time asleep became longer, by {amount}\.", page)
    assert re.search(rf"Between {amount} and {amount} longer \(95 % interval\)\.", page)


def test_sessions_are_added_up_and_never_scaled(diaries: dict[str, tuple[Browser, ApiClient]]) -> None:
    for name, sessions in {"four": 4, "three": 3}.items():
        browser, program = diaries[name]
        told = program.get("/trends/training.minutes", **RANGE).json()
        assert told["verdict"] == "no_clear_change"
        change = told["change"]
        assert [change[period]["value"] for period in ("before", "after")] == pytest.approx(
            [60 * sessions] * 2, rel=0.05
        )
        assert change["low"] < 0 < change["high"]
        row = trend_rows(browser.get("/trends").text)["Training minutes"]
        hours = rf"{sessions - 1} h 5\d min|{sessions} h \d{{1,2}} min"
        assert re.search(
            rf"\d min less to \d+ more \| ({hours}) a week the last 6 weeks, ({hours}) a week the 6 before: "
            rf"no clear change\. A change under about \d+ minutes could not be seen\. {12 * sessions} of 84 days\.",
            row,
        )
        page = main_text(browser.get("/trends/training.minutes").text)
        assert f"{12 * sessions} of 84 days." in page
        assert "A day without an entry adds nothing, a week without any is left out." in page
