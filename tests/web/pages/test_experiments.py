"""Experiments on pages: planned, drawn, said of, stopped, and judged once they are over."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta
from typing import Any

import pytest
from tests.support.clock import Clock
from tests.support.html import field_error, find_form, main_text
from tests.support.nights import night
from tests.support.people import Browser, ensure_account
from tests.support.records import PutEntry, add_experiment

from habitlog.db import Database
from habitlog.stats.paired_draw import draw_arms
from habitlog.usecases.trends.experiments import find_experiment

DAY = timedelta(days=1)
TODAY = date(2026, 3, 12)
PLAN = {"arm_a": "phone outside the bedroom", "arm_b": "as usual", "metric": "sleep.duration", "weeks": "4"}
PHONE = "phone outside the bedroom"
RESULT_WORDS = ("longer", "shorter", "No clear", "95 % interval", "pairs count")


def plan(browser: Browser, **changes: str) -> str:
    """Plan an experiment that begins today, and return its address."""
    answer = browser.post("/experiments/new", {**PLAN, "first_day": str(TODAY), **changes})
    assert answer.status_code == 303, main_text(answer.text)
    return str(answer.headers["location"])


@pytest.fixture
def begin(ada: Browser, database: Database) -> Any:
    """Return a function that stores an experiment of Ada's, begun at any time, and returns its id."""

    def store(first_day: date, **columns: Any) -> str:
        someone = ensure_account(ada.app, "Ada", "")
        with database.begin_write() as transaction:
            return add_experiment(transaction, someone, first_day, **columns)

    return store


def put_drawn_nights(put: PutEntry, first_day: date, weeks: int, longer: int, left_out: tuple[int, ...] = ()) -> None:
    """Put the night after each drawn day, so much longer after days of the first habit."""
    for place, arm in enumerate(draw_arms(f"{first_day:%Y%m%d}" * 8, weeks * 7 // 2)):
        if place not in left_out and first_day + (place + 1) * DAY <= TODAY:
            minutes = 420 + (place * 7) % 23 + (longer if arm == "a" else 0)
            put("sleep", night(first_day + (place + 1) * DAY, minutes))


def test_plan_is_drawn_and_shown_on_today(ada: Browser, database: Database, clock: Clock) -> None:
    assert "Experiment" in ada.get("/experiments").text
    assert "Drawn for today" not in ada.get("/").text
    form = find_form(ada.get("/experiments/new").text, "/experiments/new")
    assert (form.get("arm_b"), form.get("weeks"), form.get("first_day")) == ("as usual", "12", str(TODAY + DAY))
    address = plan(ada)
    someone = ensure_account(ada.app, "Ada", "")
    with database.begin_read() as transaction:
        stored = find_experiment(transaction, someone, address.rpartition("/")[2])
    assert (stored.lag_days, stored.weeks, stored.last_day) == (1, 4, TODAY + 27 * DAY)
    drawn = {"a": PHONE, "b": "as usual"}
    said = main_text(ada.get("/").text)
    assert f"Drawn for today: {drawn[stored.drawn[0]]}" in said
    page = ada.get(address).text
    shown = main_text(page)
    assert f"Today: {drawn[stored.drawn[0]]}" in shown
    assert hashlib.sha256(stored.seed.encode()).hexdigest() in shown
    assert stored.seed not in page
    assert "The result is kept back until Friday 10 April" in shown
    clock.now += DAY
    assert f"Drawn for today: {drawn[stored.drawn[1]]}" in main_text(ada.get("/").text)
    assert "Drawn for today" not in ada.get(f"/days/{TODAY}").text


def test_what_was_done_is_said_with_one_tap(ada: Browser, clock: Clock) -> None:
    address = plan(ada)
    clock.now += DAY
    for day, said in ((TODAY, "as_drawn"), (TODAY + DAY, "neither"), (TODAY + DAY, "other")):
        assert ada.post(f"{address}/days", {"day": str(day), "said": said}).status_code == 303
    page = ada.get(address).text
    assert re.findall(r'aria-pressed="true">([^<]+)<', page) == ["The other", "As drawn"]
    assert ada.post(f"{address}/days", {"day": str(TODAY), "said": ""}).status_code == 303
    assert ada.get(address).text.count('aria-pressed="true"') == 1
    for wrong in (TODAY - DAY, TODAY + 2 * DAY):
        assert ada.post(f"{address}/days", {"day": str(wrong), "said": "other"}).status_code == 422
    assert ada.post(f"{address}/days", {"day": str(TODAY), "said": "well"}).status_code == 422
    assert ada.post(f"{address}/days", {"day": "today", "said": "other"}).status_code == 422


def test_nothing_of_the_result_is_shown_while_it_runs(ada: Browser, begin: Any, put_entry: PutEntry) -> None:
    first = TODAY - 28 * DAY
    put_drawn_nights(put_entry, first, 4, 60)
    address = f"/experiments/{begin(first)}"
    for page in (ada.get(address).text, ada.get("/experiments").text, ada.get("/").text):
        assert not any(word in main_text(page) for word in RESULT_WORDS)
    assert "All days are drawn." in main_text(ada.get(address).text)
    assert "Stop early" not in ada.get(address).text
    assert ada.post(f"{address}/stop", {}).status_code == 409
    assert ada.post(f"{address}/delete", {}).status_code == 409


def test_result_names_a_difference_and_what_was_left_out(
    ada: Browser, begin: Any, put_entry: PutEntry, clock: Clock
) -> None:
    first = TODAY - 40 * DAY
    put_drawn_nights(put_entry, first, 4, 60, left_out=(4,))
    ill = {"kind": "list", "items": [], "list_complete": False, "form": "core19", "context": ["ill"]}
    put_entry("diet", {**ill, "day": str(first + 10 * DAY)})
    put_entry("diet", {**ill, "day": str(first + 20 * DAY), "context": ["travelling"]})
    address = f"/experiments/{begin(first)}"
    page = ada.get(address).text
    said = main_text(page)
    assert re.search(rf"Time asleep: \d+ minutes longer with “{PHONE}” than with “as usual”\.", said)
    assert "minutes longer (95 % interval)." in said
    # A list is of a drawn day, and of the day of the value of the drawn day before it.
    assert "9 pairs count. 1 left out: no value on a day. 2 left out: ill. 2 left out: travelling." in said
    assert "Nothing was said of what was done. Days count as drawn." in said
    assert f"{first:%Y%m%d}" * 8 in said
    assert "paired-differences pillar-sleep" in page
    assert ada.post(f"{address}/days", {"day": str(first), "said": "other"}).status_code == 409
    assert "Ended on" in main_text(ada.get("/experiments").text)
    assert ada.post(f"{address}/delete", {}).status_code == 303
    assert ada.get(address).status_code == 404


def test_result_without_a_difference_says_what_could_not_be_seen(ada: Browser, begin: Any, put_entry: PutEntry) -> None:
    first = TODAY - 40 * DAY
    put_drawn_nights(put_entry, first, 4, 0)
    said = main_text(ada.get(f"/experiments/{begin(first)}").text)
    assert f"No clear difference in time asleep between “{PHONE}” and “as usual”." in said
    assert re.search(r"A difference under about [\d.]+ minutes could not be seen\.", said)


def test_stopped_experiment_says_so_and_needs_six_pairs(
    ada: Browser, begin: Any, put_entry: PutEntry, clock: Clock
) -> None:
    first = TODAY - 9 * DAY
    put_drawn_nights(put_entry, first, 4, 60)
    address = f"/experiments/{begin(first)}"
    assert ada.post(f"{address}/stop", {}).status_code == 303
    said = main_text(ada.get(address).text)
    assert "Not enough pairs to judge: 4, 6 needed." in said
    assert "Stopped after 4 of 14 pairs." in said
    assert "Stopped on Thursday 12 March, before its planned end." in said
    assert ada.post(f"{address}/stop", {}).status_code == 409
    assert "Drawn for today" not in ada.get("/").text
    # Its last day was drawn, so that a new one cannot begin on it.
    again = ada.post("/experiments/new", {**PLAN, "first_day": str(TODAY)})
    assert (
        field_error(again.text, "first_day") == "A stopped experiment has drawn this day. A new one can begin after it."
    )
    plan(ada, first_day=str(TODAY + DAY))


def test_planned_experiment_shows_when_it_begins_and_can_be_deleted(ada: Browser) -> None:
    address = plan(ada, first_day="2026-04-01", lag_days="0", metric="stress.level")
    said = main_text(ada.get(address).text)
    assert "Begins on Wednesday 1 April." in said
    assert "Stress level, of each drawn day itself." in said
    assert "Drawn for today" not in ada.get("/").text
    second = ada.post("/experiments/new", PLAN)
    assert (second.status_code, "One experiment at a time" in second.text) == (409, True)
    assert f"{address}" in ada.get("/experiments/new").text
    assert ada.post(f"{address}/stop", {}).status_code == 409
    assert ada.post(f"{address}/delete", {}).status_code == 303
    plan(ada)


WRONG = {
    "arm_a": (
        ("", "This is needed."),
        ("x" * 81, "At most 80 characters."),
        ("36 h fast", "Drawn days can follow each other, and habitlog plans no fasting beyond a day."),
        ("training with a fever", "habitlog plans no training while ill."),
        ("melatonin before bed", "This was not saved."),
        ("ibuprofen 400 mg", "This was not saved."),
    ),
    "arm_b": (("Phone  outside the BEDROOM", "Two different habits are compared. These are the same."),),
    "weeks": (("2", "From 4 to 26 weeks"), ("5", "From 4 to 26 weeks"), ("28", "From 4 to 26 weeks"), ("many", "")),
    "first_day": (
        (str(TODAY - DAY), "The first day is today at the earliest."),
        ("2027-06-01", "The first day is at most 366 days ahead."),
        ("soon", ""),
    ),
    "metric": (("sleep.regularity", "Choose one of these"), ("", "")),
}


def test_form_says_what_is_wrong_and_keeps_what_was_typed(ada: Browser) -> None:
    for name, cases in WRONG.items():
        for value, message in cases:
            answer = ada.post("/experiments/new", {**PLAN, name: value})
            assert answer.status_code == 422, (name, value)
            if name != "metric" and name != "weeks":
                assert message in field_error(answer.text, name), (name, value)
            elif message:
                assert message in answer.text, (name, value)
            kept = find_form(answer.text, "/experiments/new")
            assert kept.get("arm_a" if name != "arm_a" else "arm_b") == PLAN["arm_a" if name != "arm_a" else "arm_b"]
    assert "Plan an experiment" in ada.get("/experiments").text


def test_sizes_are_those_of_ones_own_days(ada: Browser, put_entry: PutEntry) -> None:
    assert "Your days say nothing of that yet." in main_text(ada.get("/experiments/new").text)
    for back in range(1, 60):
        put_entry("sleep", night(TODAY - back * DAY, 400 + 40 * (back % 2)))
    said = main_text(ada.get("/experiments/new").text)
    assert re.search(r"Time asleep \d+.min \d+.min \d+.min", said)
    assert "Not known yet: " in said


def test_experiments_of_others_are_not_found(ada: Browser, cyd: Browser, begin: Any) -> None:
    address = f"/experiments/{begin(TODAY)}"
    assert ada.get(address).status_code == 200
    assert cyd.get(address).status_code == 404
    for part, form in (("/days", {"day": str(TODAY), "said": "other"}), ("/stop", {}), ("/delete", {})):
        assert cyd.post(f"{address}{part}", form).status_code == 404
    assert ada.get("/experiments/no-id").status_code == 404
