"""The page of patterns: a switch that is off, sentences that claim no cause, and everything that did not pass."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi import FastAPI
from tests.pages.conftest import Record
from tests.pages.reading import form_of, send, words
from tests.support import diaries
from tests.support.people import Browser, Program

from habitlog.education import lint_text
from habitlog.pillars.correlation_pairs import CORRELATION_PAIRS
from habitlog.web.presenters.patterns import describe_pattern, format_pair_name


def look(browser: Browser) -> str:
    answer = browser.get("/patterns")
    assert answer.status_code == 200
    return words(answer.text)


def switched_on(browser: Browser) -> str:
    form = form_of(browser.get("/patterns").text, "/patterns")
    assert send(browser, form, patterns="on").headers["location"] == "/patterns"
    return look(browser)


def test_off_the_page_says_what_would_be_looked_at_and_what_that_cannot_say(ada: Browser) -> None:
    page = look(ada)
    assert "Patterns are off. Nothing is computed." in page
    assert "What it cannot say" in page
    assert all(format_pair_name(pair) in page for pair in CORRELATION_PAIRS)
    assert "Not enough data" not in page


def test_a_planted_pattern_is_one_sentence_with_what_it_rests_on(app: FastAPI, ada: Browser) -> None:
    diaries.keep(app, "Ada", 200, planted=1)
    page = switched_on(ada)
    assert "1 of 20 pairs went together in your log." in page
    assert "In your log, longer nights went together with a lower stress level on the day of getting up." in page
    assert "This can be chance or a third thing." in page
    assert "200 paired days" in page
    assert "Tested, and no clear pattern" in page
    assert "habitlog-patterns 1.0" in page
    assert "seed 1994" in page


def test_nothing_planted_is_a_common_answer(app: FastAPI, ada: Browser) -> None:
    diaries.keep(app, "Ada", 120)
    page = switched_on(ada)
    assert "No clear pattern in 118 to 120 paired days. That is a common answer." in page
    assert "20 of 20 pairs could be tested." in page
    assert "went together with" not in page


def test_a_log_without_days_is_told_why(ada: Browser) -> None:
    page = switched_on(ada)
    assert "Not enough data: 0 paired days, 30 needed." in page
    assert "0 of 20 pairs could be tested." in page


def test_what_could_not_be_tested_stands_beside_its_reason(ada: Browser, program: Program) -> None:
    for back in range(60):
        day = diaries.SUNDAY - timedelta(days=back)
        raw = {"kind": "night", "day": str(day), "asleep_min": 400 + 7 * (back % 11)}
        assert program.post("/sleep/entries", raw).status_code == 201
        level = {"kind": "level", "day": str(day), "stress_now": 3}
        assert program.post("/stress/entries", level).status_code == 201
    page = switched_on(ada)
    assert "Not enough variety: one of the two was the same on 60 of 60 paired days, 50 at most." in page
    assert "NaN" not in page
    assert "nan" not in page


def test_weekends_that_are_mostly_missing_are_said(app: FastAPI, ada: Browser) -> None:
    diaries.keep(app, "Ada", 63, weekends=False)
    assert "Time asleep: weekends are mostly missing." in switched_on(ada)


def test_the_switch_is_in_the_settings_too_and_changes_no_day(app: FastAPI, ada: Browser, record: Record) -> None:
    diaries.keep(app, "Ada", 10)
    before = record()
    form = form_of(ada.get("/settings").text, "/settings")
    assert form.get("patterns") == "off"
    send(ada, form, patterns="on")
    assert "could be tested" in look(ada)
    after = record()
    assert (before.pop("person")["patterns"], after.pop("person")["patterns"]) == ("off", "on")
    assert before.pop("sha256") != after.pop("sha256")
    assert before == after
    off = form_of(ada.get("/patterns").text, "/patterns")
    send(ada, off, patterns="off")
    assert "Patterns are off" in look(ada)


@pytest.mark.parametrize("given", ["", "maybe", "ON", "1", "on\x00", "a" * 5000])
def test_a_switch_that_is_neither_is_refused_and_changes_nothing(ada: Browser, given: str) -> None:
    answer = ada.post("/patterns", {"patterns": given})
    assert answer.status_code == 422
    assert "Nothing was changed." in words(answer.text)
    assert "Patterns are off" in look(ada)
    assert ada.post("/patterns", {}).status_code == 422


def test_a_forged_switch_is_refused(ada: Browser) -> None:
    assert ada.post("/patterns", {"patterns": "on"}, csrf="0" * 64).status_code == 403
    assert "Patterns are off" in look(ada)


def test_nobody_signed_in_is_led_to_the_door(anyone: Browser) -> None:
    assert anyone.get("/patterns").headers["location"].startswith("/sign-in")
    assert anyone.post("/patterns", {"patterns": "on"}).status_code == 401


@pytest.mark.parametrize("pair", CORRELATION_PAIRS, ids=str)
@pytest.mark.parametrize("correlation", [-0.4, 0.4])
def test_no_sentence_claims_a_cause_or_judges(pair: tuple[str, str, int, str], correlation: float) -> None:
    from habitlog.pillars.correlation_pairs import CorrelationPair

    said = describe_pattern(CorrelationPair(*pair), correlation)
    assert " went together with " in said
    assert not {"because", "cause", "causes", "leads", "makes", "helps", "better", "worse", "due"} & set(said.split())
    assert lint_text(said) == []
