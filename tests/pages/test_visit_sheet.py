"""The visit sheet by page: chosen weeks and pillars with what they rest on, and questions that are kept nowhere."""

from __future__ import annotations

import logging
from datetime import date, timedelta

import pytest
from tests.pages.conftest import Keep, Record
from tests.pages.reading import error_at, form_of, send, words
from tests.support.entries import LEVEL
from tests.support.people import Browser

SHEET = "/clinician/summary"
DOSE = "Slept badly since the move. I take zopiclone 7.5 mg every night."


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What the sheet counts is tested with the trends, on both databases."""
    return sqlite_url


@pytest.fixture
def levels(keep: Keep) -> None:
    """A level on 20 of the 28 days up to 8 March 2026, a Sunday, and one in the running week."""
    for back in range(20):
        keep("stress", {**LEVEL, "day": str(date(2026, 3, 8) - timedelta(days=back)), "stress_now": 4})
    keep("stress", {**LEVEL, "day": "2026-03-10", "stress_now": 9})


def test_whole_weeks_with_coverage(ada: Browser, levels: None) -> None:
    page = words(ada.get(f"{SHEET}?weeks=4&pillar=stress").text)
    assert "9 February to 8 March 2026, 4 weeks" in page
    assert "Stress level 20 of 28 days median 4 of 10" in page
    assert "Nothing logged" not in page
    page = words(ada.get(f"{SHEET}?weeks=12").text)
    assert "20 of 84 days too few" in page
    assert page.count("Nothing logged in these weeks.") == 3


@pytest.mark.parametrize("query", ["weeks=5", "weeks=x", "pillar=nothing", "weeks=4&pillar=stress&pillar=<b>"])
def test_what_there_is_not(ada: Browser, query: str) -> None:
    assert ada.get(f"{SHEET}?{query}").status_code == 404


def test_questions_are_drawn_and_kept_nowhere(ada: Browser, record: Record) -> None:
    before = record()
    form = form_of(ada.get("/clinician").text, SHEET)
    typed = ["What  is behind\twaking at four?", "", "<b>why</b>"]
    page = send(ada, form, weeks="12", pillar=["sleep"], opener=["1"], question=typed)
    assert page.status_code == 200
    for asked in ("What is behind waking at four?", "Which tests would tell us more?", "&lt;b&gt;why&lt;/b&gt;"):
        assert f'<li dir="auto">{asked}</li>' in page.text
    again = form_of(page.text, SHEET)
    assert (again.get("weeks"), again.all("pillar"), again.all("opener")) == ("12", ["sleep"], ["1"])
    assert again.all("question") == ["What is behind waking at four?", "", "<b>why</b>"]
    assert record() == before
    assert "waking at four" not in ada.get("/clinician").text


def test_a_refused_question_stays_and_is_offered_without_amounts(
    ada: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    form = form_of(ada.get("/clinician").text, SHEET)
    refused = send(ada, form, pillar=["diet"], opener=["0"], question=["Why at four?", DOSE, ""])
    assert refused.status_code == 422
    kept = form_of(refused.text, SHEET)
    assert (kept.all("pillar"), kept.all("opener")) == (["diet"], ["0"])
    assert kept.all("question") == ["Why at four?", DOSE, ""]
    assert error_at(refused.text, "question-1")
    assert not error_at(refused.text, "question-0")
    assert "For a doctor or pharmacist" in words(refused.text)
    assert "Notes from the visit" not in refused.text
    drawn = send(ada, kept, lighter="1")
    assert drawn.status_code == 200
    assert "Slept badly since the move." in drawn.text
    assert "7.5 mg" not in drawn.text
    assert "zopiclone" not in " ".join(one.getMessage() for one in caplog.records).casefold()


def test_a_long_question_and_too_many(ada: Browser) -> None:
    form = form_of(ada.get("/clinician").text, SHEET)
    refused = send(ada, form, question=["x" * 141, "", ""])
    assert refused.status_code == 422
    assert "At most 140 characters" in error_at(refused.text, "question-0")
    assert form_of(refused.text, SHEET).all("question")[0] == "x" * 141
    assert send(ada, form, question=["a", "b", "c", "d"]).status_code == 422
    assert ada.post(SHEET, {"weeks": "4"}, csrf="nobody's").status_code == 403


def test_a_crisis_in_a_question(ada: Browser) -> None:
    form = form_of(ada.get("/clinician").text, SHEET)
    page = send(ada, form, question=["I want to die", DOSE, ""])
    assert page.status_code == 422
    assert "Help is there now" in words(page.text)
    assert "region of your time zone: 112" in words(page.text)
