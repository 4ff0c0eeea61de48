"""The page of patterns: a switch that is off, sentences that claim no cause, and everything that did not pass."""

from __future__ import annotations

from datetime import timedelta

from fastapi import FastAPI
from tests.support import diaries
from tests.support.cases import for_each_case
from tests.support.html import find_form, main_text, submit_form
from tests.support.people import ApiClient, Browser
from tests.support.records import ExportRecord

from habitlog.education.linter import lint_text
from habitlog.pillars.correlation_pairs import CORRELATION_PAIRS
from habitlog.web.presenters.patterns import describe_pattern, format_pair_name


def fetch_patterns_page(browser: Browser) -> str:
    answer = browser.get("/patterns")
    assert answer.status_code == 200
    return main_text(answer.text)


def switch_patterns_on(browser: Browser) -> str:
    form = find_form(browser.get("/patterns").text, "/patterns")
    assert submit_form(browser, form, patterns="on").headers["location"] == "/patterns"
    return fetch_patterns_page(browser)


def test_patterns_page_while_off_explains(ada: Browser) -> None:
    page = fetch_patterns_page(ada)
    assert "Patterns are off. Nothing is computed." in page
    assert "What this cannot show" in page
    assert all(format_pair_name(pair) in page for pair in CORRELATION_PAIRS)
    assert "Not enough data" not in page


def test_patterns_page_shows_planted_pattern(app: FastAPI, ada: Browser) -> None:
    diaries.import_diary(app, "Ada", 200, planted=1)
    page = switch_patterns_on(ada)
    assert "1 of 20 pairs went together in your log." in page
    assert "In your log, longer nights went together with a lower stress level on the day of getting up." in page
    assert "This can be chance, or both can have a third cause." in page
    assert "200 paired days" in page
    assert "Tested: no clear pattern" in page
    assert "With a night one hour longer, stress level on the day of getting up was " in page
    assert " lower on average, between " in page
    assert "habitlog-patterns 2.1" in page
    assert "seed 1994" in page


def test_patterns_page_without_pattern(app: FastAPI, ada: Browser) -> None:
    diaries.import_diary(app, "Ada", 120)
    page = switch_patterns_on(ada)
    assert "No clear pattern in 119 to 120 paired days. That is a common answer." in page
    assert "20 of 20 pairs could be tested." in page
    assert "went together with" not in page


def test_patterns_page_of_empty_log(ada: Browser) -> None:
    page = switch_patterns_on(ada)
    assert "Not enough data: 0 paired days, 30 needed." in page
    assert "0 of 20 pairs could be tested." in page


def test_patterns_page_lists_untested_pairs_with_reason(ada: Browser, program: ApiClient) -> None:
    for back in range(60):
        day = diaries.SUNDAY - timedelta(days=back)
        raw = {"kind": "night", "day": str(day), "asleep_min": 400 + 7 * (back % 11)}
        assert program.post("/sleep/entries", raw).status_code == 201
        level = {"kind": "level", "day": str(day), "stress_now": 3}
        assert program.post("/stress/entries", level).status_code == 201
    page = switch_patterns_on(ada)
    assert "Not enough variety: one of the two was the same on 60 of 60 paired days, 50 at most." in page
    assert "NaN" not in page
    assert "nan" not in page


def test_patterns_page_reports_missing_weekends(app: FastAPI, ada: Browser) -> None:
    diaries.import_diary(app, "Ada", 63, weekends=False)
    assert "Time asleep: weekends are mostly missing." in switch_patterns_on(ada)


def test_patterns_switch_in_settings_changes_no_day(app: FastAPI, ada: Browser, exported_record: ExportRecord) -> None:
    diaries.import_diary(app, "Ada", 10)
    before = exported_record()
    form = find_form(ada.get("/settings").text, "/settings")
    assert form.get("patterns") == "off"
    submit_form(ada, form, patterns="on")
    assert "could be tested" in fetch_patterns_page(ada)
    after = exported_record()
    assert (before.pop("person")["patterns"], after.pop("person")["patterns"]) == ("off", "on")
    assert before.pop("sha256") != after.pop("sha256")
    assert before == after
    off = find_form(ada.get("/patterns").text, "/patterns")
    submit_form(ada, off, patterns="off")
    assert "Patterns are off" in fetch_patterns_page(ada)


@for_each_case("given", ["", "maybe", "ON", "1", "on\x00", "a" * 5000])
def test_invalid_patterns_switch_is_refused(ada: Browser, given: str) -> None:
    answer = ada.post("/patterns", {"patterns": given})
    assert answer.status_code == 422
    assert "Nothing was changed." in main_text(answer.text)
    assert "Patterns are off" in fetch_patterns_page(ada)
    assert ada.post("/patterns", {}).status_code == 422


def test_patterns_switch_without_csrf_token_is_refused(ada: Browser) -> None:
    assert ada.post("/patterns", {"patterns": "on"}, csrf="0" * 64).status_code == 403
    assert "Patterns are off" in fetch_patterns_page(ada)


def test_patterns_page_redirects_to_sign_in(anyone: Browser) -> None:
    assert anyone.get("/patterns").headers["location"].startswith("/sign-in")
    assert anyone.post("/patterns", {"patterns": "on"}).status_code == 401


@for_each_case("pair", CORRELATION_PAIRS, ids=str)
@for_each_case("correlation", [-0.4, 0.4])
def test_pattern_sentence_claims_no_cause(pair: tuple[str, str, int, str], correlation: float) -> None:
    from habitlog.pillars.correlation_pairs import CorrelationPair

    said = describe_pattern(CorrelationPair(*pair), correlation)
    assert " went together with " in said
    assert not {"because", "cause", "causes", "leads", "makes", "helps", "better", "worse", "due"} & set(said.split())
    assert lint_text(said) == []
