"""A coach's pages: what is granted and nothing else, a code to take, and the way out."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from tests.conftest import NOW, Clock
from tests.pages.conftest import Keep
from tests.support.factor import switched_on
from tests.support.people import Browser
from tests.support.sharing import Two

from habitlog.sharing import consent
from habitlog.usecases.identity import accounts
from habitlog.web.dates import medium_day

MONDAY = consent.last_finished_week(NOW.date())
EARLY = {"history_from": str(MONDAY - timedelta(weeks=20)), "label": "A. Client"}


@pytest.fixture
def cyd(cyd: Browser, clock: Clock) -> Browser:
    """Cyd, a coach: her session has passed a second step."""
    switched_on(cyd, clock)
    return cyd


@pytest.fixture
def two(app: FastAPI, ada: Browser, cyd: Browser) -> Two:
    database = app.state.context.database
    with database.begin_read() as transaction:
        people = [accounts.find_person_by_email(transaction, one.email) for one in (ada, cyd)]
    return Two(database, *people)


def practise(keep: Keep, monday: date, days: int, minutes: int) -> None:
    for at in range(days):
        day = str(monday + timedelta(days=at))
        keep("stress", {"kind": "practice", "practice": "breathing", "day": day, "minutes": minutes})


def walk(keep: Keep, monday: date, days: int, minutes: int, **more: Any) -> None:
    for at in range(days):
        day = str(monday + timedelta(days=at))
        keep("training", {"kind": "other", "activity": "Walk", "day": day, "session_min": minutes, **more})


def rests(coach: Browser) -> tuple[str, ...]:
    """Return what the one cell of the list rests on: days of the last week, and weeks of the eight."""
    found = re.search(r"<span>(\d of 7 \w+)</span>.*?<p>(\d of \d weeks?), ", coach.get("/coach").text)
    assert found
    return found.groups()


def test_a_coach_without_clients_is_told_so(cyd: Browser) -> None:
    assert "Nobody shares with you now." in cyd.get("/coach").text


def test_a_code_is_previewed_taken_and_shows_nothing_until_it_is_confirmed(two: Two, cyd: Browser) -> None:
    code = two.code(NOW, **EARLY)
    assert "A. Client offers to show you" in cyd.post("/coach/code", {"code": code}).text
    assert cyd.post("/coach/accept", {"code": code}).status_code in (200, 303)
    listed = cyd.get("/coach").text
    assert "Waiting to be confirmed" in listed
    assert "not shown to you" not in listed


def test_a_used_and_a_wrong_code_get_one_answer(two: Two, cyd: Browser) -> None:
    used = two.code(NOW, **EARLY)
    cyd.post("/coach/accept", {"code": used})
    answers = [
        cyd.post(f"/coach/{way}", {"code": code}) for way in ("code", "accept") for code in (used, "x" * len(used))
    ]
    assert {one.status_code for one in answers} == {404}
    assert len({one.text.replace(used, "x" * len(used)) for one in answers}) == 1


def test_one_pillar_is_shown_and_the_others_are_not(two: Two, cyd: Browser) -> None:
    grant = two.active(NOW, **EARLY)
    for address in ("/coach", f"/coach/{grant}"):
        assert cyd.get(address).text.count("not shown to you") == 3


def test_an_ended_grant_is_as_missing_as_one_that_never_was(two: Two, cyd: Browser) -> None:
    grant = two.active(NOW, **EARLY)
    assert cyd.get(f"/coach/{grant}").status_code == 200
    two.revoke(grant, NOW)
    gone, never = cyd.get(f"/coach/{grant}"), cyd.get("/coach/never")
    assert (gone.status_code, gone.text.replace(grant, "never")) == (404, never.text)
    assert "A. Client" not in cyd.get("/coach").text


def test_a_coach_can_leave(two: Two, cyd: Browser) -> None:
    grant = two.active(NOW, **EARLY)
    cyd.post(f"/coach/{grant}/leave", {})
    assert cyd.get(f"/coach/{grant}").status_code == 404


def test_nobody_is_led_to_the_sign_in(two: Two, anyone: Browser) -> None:
    """Whatever is behind the address: a grant that is open, one that never was, or the list."""
    grant, code = two.active(NOW, **EARLY), two.code(NOW, **EARLY)
    for address in ("/coach", "/coach?name=client", f"/coach/{grant}", f"/coach/{grant}?weeks=4", "/coach/some"):
        answer, way = anyone.get(address), "" if "/coach/" in address else "?to=%2Fcoach"
        assert (answer.status_code, answer.headers["location"], answer.text) == (303, f"/sign-in{way}", "")
    sent = [anyone.post(address, {"code": code}, csrf="") for address in ("/coach/code", f"/coach/{grant}/leave")]
    assert [answer.status_code for answer in sent] == [401, 401]
    assert not any("A. Client" in answer.text for answer in sent)
    assert list(two.seen(NOW)) == ["A. Client"]


def test_filters_are_by_name_and_by_what_is_shown(two: Two, cyd: Browser) -> None:
    two.active(NOW, **EARLY)
    assert "0 of 1 people." in cyd.get("/coach?name=zed").text
    assert "0 of 1 people." in cyd.get("/coach?pillar=diet").text
    assert ">1 person<" in cyd.get("/coach?pillar=sleep&name=client").text


def test_a_week_with_three_days_tells_no_value_and_one_with_four_does(two: Two, cyd: Browser, keep: Keep) -> None:
    walk(keep, MONDAY, 3, 41)
    grant = two.active(NOW, **EARLY | {"pillars": ["training"]})
    assert rests(cyd) == ("3 of 7 days", "0 of 8 weeks")
    assert "41 min" not in cyd.get(f"/coach/{grant}").text
    walk(keep, MONDAY + timedelta(days=3), 1, 41)
    assert rests(cyd) == ("4 of 7 days", "1 of 8 weeks")


def test_the_days_of_a_thin_week_are_in_no_number(two: Two, cyd: Browser, keep: Keep) -> None:
    """A thin week could otherwise be reckoned from the mean of four weeks and the three that are shown."""
    for back in (0, 1, 2, 3):
        walk(keep, MONDAY - timedelta(weeks=back), 7, 30)
    thin = MONDAY - timedelta(weeks=4)
    walk(keep, thin, 1, 20)
    two.active(NOW, **EARLY | {"pillars": ["training"]})
    before = cyd.get("/coach").text
    walk(keep, thin, 1, 500)
    assert cyd.get("/coach").text == before


def test_a_weekly_measure_says_how_many_weeks_a_trend_takes(two: Two, cyd: Browser, keep: Keep) -> None:
    for back in range(12):
        walk(keep, MONDAY - timedelta(weeks=back), 7, 30 + back, effort=5)
    grant = two.active(NOW, **EARLY | {"pillars": ["training"]})
    for weeks in (4, 12):
        assert f"A trend takes 14 weeks; here are {weeks}." in cyd.get(f"/coach/{grant}?weeks={weeks}").text


def test_without_a_second_step_there_is_no_page_and_a_way_to_one(ada: Browser) -> None:
    answer = ada.get("/coach")
    assert answer.status_code == 403
    assert "/settings/two-factor" in answer.text


def test_each_look_is_named_as_the_page_it_was(two: Two, ada: Browser, cyd: Browser) -> None:
    grant = two.active(NOW, **EARLY)
    cyd.get("/coach")
    assert "on the list of clients" in ada.get("/sharing/access-log").text
    assert "on the page about you" not in ada.get("/sharing/access-log").text
    cyd.get(f"/coach/{grant}")
    assert ada.get("/sharing/access-log").text.count("on the page about you") == 1


@pytest.mark.parametrize(("first", "week"), [(0, 0), (1, 7), (6, 7)])
def test_an_invitation_names_the_first_week_it_shows(two: Two, cyd: Browser, first: int, week: int) -> None:
    code = two.code(NOW, history_from=str(MONDAY + timedelta(days=first)), label="A. Client")
    told = cyd.post("/coach/code", {"code": code}).text
    assert f"Whole weeks from {medium_day(MONDAY + timedelta(days=week))} on." in told


def test_the_weeks_that_are_shown_are_marked(two: Two, cyd: Browser) -> None:
    grant = two.active(NOW, **EARLY)
    for query, marked in (("", "12"), ("?weeks=4", "4"), ("?weeks=12", "12"), ("?weeks=52", "12")):
        page = cyd.get(f"/coach/{grant}{query}").text
        assert re.findall(r'<a href="\?weeks=(\d+)" aria-current="true">', page) == [marked]
