"""A coach's pages: what is granted and nothing else, a code to take, and the way out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from tests.support.clock import NOW, Clock
from tests.support.coaches import EARLY, MONDAY, walk
from tests.support.people import Browser
from tests.support.records import PutEntry
from tests.support.sharing import SharingPair
from tests.support.two_factor import enrol

from habitlog.usecases.identity import accounts
from habitlog.web.dates import medium_day


@pytest.fixture
def cyd(cyd: Browser, clock: Clock) -> Browser:
    """Cyd, a coach: her session has passed a second step."""
    enrol(cyd, clock)
    return cyd


@pytest.fixture
def two(app: FastAPI, ada: Browser, cyd: Browser) -> SharingPair:
    database = app.state.context.database
    with database.begin_read() as transaction:
        people = [accounts.find_person_by_email(transaction, one.email) for one in (ada, cyd)]
    return SharingPair(database, *people)


def read_coverage(coach: Browser) -> tuple[str, int]:
    """Return what the one cell of the list rests on: days of the last week, and how many weeks its line has."""
    page = coach.get("/coach").text
    counted, line = re.search(r"<small>(\d) of 7</small>", page), re.search(r'class="mean"[^>]* d="([^"]*)"', page)
    return counted[1] if counted else "7", len(re.findall(r"[ML]", line[1])) if line else 0


def test_coach_page_without_clients(cyd: Browser) -> None:
    assert "Nobody shares with you yet." in cyd.get("/coach").text


def test_code_is_redeemed_and_shows_nothing_until_confirmed(two: SharingPair, cyd: Browser) -> None:
    code = two.create_code(NOW, **EARLY)
    assert "<bdi>A. Client</bdi> offers to share weekly values" in cyd.post("/coach/code", {"code": code}).text
    assert cyd.post("/coach/accept", {"code": code}).status_code in (200, 303)
    listed = cyd.get("/coach").text
    assert "Waiting to be confirmed" in listed
    assert "not shared with you" not in listed


def test_used_and_wrong_code_have_same_response(two: SharingPair, cyd: Browser) -> None:
    used = two.create_code(NOW, **EARLY)
    cyd.post("/coach/accept", {"code": used})
    answers = [
        cyd.post(f"/coach/{way}", {"code": code}) for way in ("code", "accept") for code in (used, "x" * len(used))
    ]
    assert {one.status_code for one in answers} == {404}
    assert len({one.text.replace(used, "x" * len(used)) for one in answers}) == 1


def test_coach_page_shows_only_granted_pillar(two: SharingPair, cyd: Browser) -> None:
    grant = two.create_active_grant(NOW, **EARLY)
    for address in ("/coach", f"/coach/{grant}"):
        assert cyd.get(address).text.count("not shared with you") == 3


def test_ended_grant_is_not_found(two: SharingPair, cyd: Browser) -> None:
    grant = two.create_active_grant(NOW, **EARLY)
    assert cyd.get(f"/coach/{grant}").status_code == 200
    two.revoke(grant, NOW)
    gone, never = cyd.get(f"/coach/{grant}"), cyd.get("/coach/never")
    assert (gone.status_code, gone.text.replace(grant, "never")) == (404, never.text)
    assert "A. Client" not in cyd.get("/coach").text


def test_coach_can_end_grant(two: SharingPair, cyd: Browser) -> None:
    grant = two.create_active_grant(NOW, **EARLY)
    cyd.post(f"/coach/{grant}/leave", {})
    assert cyd.get(f"/coach/{grant}").status_code == 404


def test_coach_page_redirects_to_sign_in(two: SharingPair, anyone: Browser) -> None:
    """Whatever is behind the address: a grant that is open, one that never was, or the list."""
    grant, code = two.create_active_grant(NOW, **EARLY), two.create_code(NOW, **EARLY)
    for address in ("/coach", "/coach?name=client", f"/coach/{grant}", f"/coach/{grant}?weeks=4", "/coach/some"):
        answer, way = anyone.get(address), "" if "/coach/" in address else "?to=%2Fcoach"
        assert (answer.status_code, answer.headers["location"], answer.text) == (303, f"/sign-in{way}", "")
    sent = [anyone.post(address, {"code": code}, csrf="") for address in ("/coach/code", f"/coach/{grant}/leave")]
    assert [answer.status_code for answer in sent] == [401, 401]
    assert not any("A. Client" in answer.text for answer in sent)
    assert list(two.read_shared_scope(NOW)) == ["A. Client"]


def test_coach_page_filters_by_name_and_pillar(two: SharingPair, cyd: Browser) -> None:
    two.create_active_grant(NOW, **EARLY)
    assert "0 of 1 people." in cyd.get("/coach?name=zed").text
    assert "0 of 1 people." in cyd.get("/coach?pillar=diet").text
    assert ">1 person<" in cyd.get("/coach?pillar=sleep&name=client").text


def test_coach_page_shows_week_from_four_days(two: SharingPair, cyd: Browser, put_entry: PutEntry) -> None:
    walk(put_entry, MONDAY, 3, 41)
    grant = two.create_active_grant(NOW, **EARLY | {"pillars": ["training"]})
    assert read_coverage(cyd) == ("3", 0)
    assert "41 min" not in cyd.get(f"/coach/{grant}").text
    walk(put_entry, MONDAY + timedelta(days=3), 1, 41)
    assert read_coverage(cyd) == ("4", 1)


def test_coach_page_excludes_days_of_thin_week(two: SharingPair, cyd: Browser, put_entry: PutEntry) -> None:
    """A thin week could otherwise be reckoned from the mean of four weeks and the three that are shown."""
    for back in (0, 1, 2, 3):
        walk(put_entry, MONDAY - timedelta(weeks=back), 7, 30)
    thin = MONDAY - timedelta(weeks=4)
    walk(put_entry, thin, 1, 20)
    two.create_active_grant(NOW, **EARLY | {"pillars": ["training"]})
    before = cyd.get("/coach").text
    walk(put_entry, thin, 1, 500)
    assert cyd.get("/coach").text == before


def test_coach_page_says_weeks_needed_for_weekly_trend(two: SharingPair, cyd: Browser, put_entry: PutEntry) -> None:
    for back in range(3):
        walk(put_entry, MONDAY - timedelta(weeks=back), 7, 30 + back, effort=5)
    grant = two.create_active_grant(NOW, **EARLY | {"pillars": ["training"]})
    for weeks in (4, 12):
        assert "Not enough weeks yet: 3 with a value, 12 needed." in cyd.get(f"/coach/{grant}?weeks={weeks}").text


def test_coach_page_says_how_many_numbers_were_judged(two: SharingPair, cyd: Browser, put_entry: PutEntry) -> None:
    for back in range(24):
        walk(put_entry, MONDAY - timedelta(weeks=back), 7, 30 + back % 5, effort=5)
    grant = two.create_active_grant(NOW, **EARLY | {"pillars": ["training"], "history_from": "2025-01-06"})
    judged = re.compile(
        r"(\d+) numbers? (?:was|were) judged here\. If none had changed, chance would still name up to 1"
    )
    found = [judged.search(cyd.get(address).text) for address in ("/coach", f"/coach/{grant}?weeks=12")]
    assert [match and match[1] for match in found] == ["1", "3"]
    assert not judged.search(cyd.get(f"/coach/{grant}?weeks=4").text)


def test_coach_page_requires_two_factor(ada: Browser) -> None:
    answer = ada.get("/coach")
    assert answer.status_code == 403
    assert "/settings/two-factor" in answer.text


def test_access_log_names_viewed_page(two: SharingPair, ada: Browser, cyd: Browser) -> None:
    grant = two.create_active_grant(NOW, **EARLY)
    cyd.get("/coach")
    assert "in the list of clients" in ada.get("/sharing/access-log").text
    assert "on the page about you" not in ada.get("/sharing/access-log").text
    cyd.get(f"/coach/{grant}")
    assert ada.get("/sharing/access-log").text.count("on the page about you") == 1


@pytest.mark.parametrize(("first", "week"), [(0, 0), (1, 7), (6, 7)])
def test_invitation_names_first_visible_week(two: SharingPair, cyd: Browser, first: int, week: int) -> None:
    code = two.create_code(NOW, history_from=str(MONDAY + timedelta(days=first)), label="A. Client")
    told = cyd.post("/coach/code", {"code": code}).text
    assert f"Whole weeks from {medium_day(MONDAY + timedelta(days=week))} on." in told


def test_coach_page_marks_shown_weeks(two: SharingPair, cyd: Browser) -> None:
    grant = two.create_active_grant(NOW, **EARLY)
    for query, marked in (("", "12"), ("?weeks=4", "4"), ("?weeks=12", "12"), ("?weeks=52", "12")):
        page = cyd.get(f"/coach/{grant}{query}").text
        assert re.findall(r'<a href="\?weeks=(\d+)" aria-current="true">', page) == [marked]
