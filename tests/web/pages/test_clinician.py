"""The visit sheet by page: chosen weeks and pillars with what they rest on, and questions that are kept nowhere."""

from __future__ import annotations

import logging
from datetime import date, timedelta

import pytest
from tests.support.entries import LEVEL
from tests.support.html import field_error, find_form, main_text, submit_form
from tests.support.people import Browser
from tests.support.records import ExportRecord, PutEntry

SHEET = "/clinician/summary"
DOSE = "Slept badly since the move. I take zopiclone 7.5 mg every night."


@pytest.fixture
def levels(put_entry: PutEntry) -> None:
    """A level on 20 of the 28 days up to 8 March 2026, a Sunday, and one in the running week."""
    for back in range(20):
        put_entry("stress", {**LEVEL, "day": str(date(2026, 3, 8) - timedelta(days=back)), "stress_now": 4})
    put_entry("stress", {**LEVEL, "day": "2026-03-10", "stress_now": 9})


def test_clinician_sheet_shows_whole_weeks_with_coverage(ada: Browser, levels: None) -> None:
    page = main_text(ada.get(f"{SHEET}?weeks=4&pillar=stress").text)
    assert "9 February to 8 March 2026, 4 weeks" in page
    assert "Stress level 20 of 28 days median 4 of 10" in page
    assert "Nothing logged" not in page
    page = main_text(ada.get(f"{SHEET}?weeks=12").text)
    assert "20 of 84 days too few" in page
    assert page.count("Nothing logged in these weeks.") == 3


@pytest.mark.parametrize("query", ["weeks=5", "weeks=x", "pillar=nothing", "weeks=4&pillar=stress&pillar=<b>"])
def test_clinician_sheet_refuses_invalid_query(ada: Browser, query: str) -> None:
    assert ada.get(f"{SHEET}?{query}").status_code == 404


def test_clinician_sheet_questions_are_not_stored(ada: Browser, exported_record: ExportRecord) -> None:
    before = exported_record()
    form = find_form(ada.get("/clinician").text, SHEET)
    typed = ["What  is behind\twaking at four?", "", "<b>why</b>"]
    page = submit_form(ada, form, weeks="12", pillar=["sleep"], opener=["1"], question=typed)
    assert page.status_code == 200
    for asked in ("What is behind waking at four?", "Which tests would tell us more?", "&lt;b&gt;why&lt;/b&gt;"):
        assert f'<li dir="auto">{asked}</li>' in page.text
    again = find_form(page.text, SHEET)
    assert (again.get("weeks"), again.all("pillar"), again.all("opener")) == ("12", ["sleep"], ["1"])
    assert again.all("question") == ["What is behind waking at four?", "", "<b>why</b>"]
    assert exported_record() == before
    assert "waking at four" not in ada.get("/clinician").text


def test_clinician_sheet_takes_any_question(
    ada: Browser, exported_record: ExportRecord, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = exported_record()
    form = find_form(ada.get("/clinician").text, SHEET)
    asked = ["Can I stop the metformin if I lose 5 kg?", DOSE, "Is my insulin dose too high before runs?"]
    page = submit_form(ada, form, pillar=["diet"], question=asked)
    assert page.status_code == 200
    for question in asked:
        assert f'<li dir="auto">{question}</li>' in page.text
    assert exported_record() == before
    assert "zopiclone" not in " ".join(one.getMessage() for one in caplog.records).casefold()


def test_clinician_sheet_limits_questions(ada: Browser) -> None:
    form = find_form(ada.get("/clinician").text, SHEET)
    refused = submit_form(ada, form, question=["x" * 141, "", ""])
    assert refused.status_code == 422
    assert "At most 140 characters" in field_error(refused.text, "question-0")
    assert find_form(refused.text, SHEET).all("question")[0] == "x" * 141
    assert submit_form(ada, form, question=["a", "b", "c", "d"]).status_code == 422
    assert ada.post(SHEET, {"weeks": "4"}, csrf="nobody's").status_code == 403


def test_clinician_sheet_crisis_question_shows_urgent_card(ada: Browser) -> None:
    form = find_form(ada.get("/clinician").text, SHEET)
    page = submit_form(ada, form, question=["I want to die", DOSE, ""])
    assert page.status_code == 200
    assert "Help is there now" in main_text(page.text)
    assert "region of your time zone: 112" in main_text(page.text)
