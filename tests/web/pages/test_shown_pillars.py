"""A pillar that is switched off is on no page, and nothing of it is lost."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from tests.support import diaries
from tests.support.api_answers import created_entry
from tests.support.entries import FOOD, GOOD, LEVEL, NIGHT, OTHER
from tests.support.html import find_entry_form, find_form, main_text, submit_form
from tests.support.people import ApiClient, Browser
from tests.support.records import ExportRecord


def show_pillars(browser: Browser, *keys: str) -> Any:
    return submit_form(browser, find_form(browser.get("/settings").text, "/settings"), shown=["", *keys])


def content_of(browser: Browser, address: str) -> str:
    """Return a page without what stands in its head: the symbols of every pillar."""
    return browser.get(address).text.partition('id="content"')[2]


def test_switched_off_pillar_is_on_no_page(ada: Browser, app: FastAPI) -> None:
    diaries.import_diary(app, "Ada", 40)
    addresses = ["/", "/days/2026-03-11", "/months/2026-03", "/trends", "/weeks/2026-03-02", "/years/2026"]
    addresses += ["/clinician", "/clinician/summary"]
    names = ("pillar-stress", "Stress", "/stress/", "stress.", 'value="stress"')
    for address in addresses:
        assert any(name in content_of(ada, address) for name in names), address
    assert show_pillars(ada, "sleep", "diet", "training").headers["location"] == "/settings?done=saved"
    for address in addresses:
        page = content_of(ada, address)
        assert [name for name in names if name in page] == [], address
        assert "Sleep" in page, address


@pytest.mark.parametrize(
    "address",
    [
        "/stress/new",
        "/stress/timer?kind=practice",
        "/stress/suggestions",
        "/trends/stress.level",
        "/trends/stress.level/values.csv",
    ],
)
def test_address_of_switched_off_pillar_is_not_found(ada: Browser, address: str) -> None:
    show_pillars(ada, "sleep", "diet", "training")
    answer = ada.get(address)
    assert answer.status_code == 404
    assert "Stress practice is switched off" in main_text(answer.text)


def test_entries_of_switched_off_pillar_stay(ada: Browser, program: ApiClient, exported_record: ExportRecord) -> None:
    for pillar, entry in GOOD:
        created_entry(program.post(f"/{pillar}/entries", entry))
    ada.post("/days/2026-03-10/marks/training", {"mark": "none"})
    form = find_entry_form(ada.get("/training/new?kind=other&day=2026-03-11"))
    before, day = exported_record(), program.get("/days/2026-03-12").json()
    show_pillars(ada, "sleep")
    after = exported_record()
    assert after["person"]["hidden_pillars"] == ["diet", "training", "stress"]
    assert (after["entries"], after["marks"]) == (before["entries"], before["marks"])
    assert program.get("/days/2026-03-12").json() == day
    assert {one["pillar"] for one in program.get("/pillars").json()["items"]} >= {"diet", "training", "stress"}
    assert "Walk in the woods" not in ada.get("/days/2026-03-12").text
    # A form that was open when its pillar was switched off is saved.
    assert submit_form(ada, form, activity="Swim", session_min="30").status_code == 303
    assert len(exported_record()["entries"]) == len(before["entries"]) + 1
    show_pillars(ada, "sleep", "diet", "training", "stress")
    assert "Walk in the woods" in ada.get("/days/2026-03-12").text
    assert "Swim" in ada.get("/days/2026-03-11").text


def test_one_pillar_stays_on(ada: Browser, exported_record: ExportRecord) -> None:
    answer = show_pillars(ada)
    assert answer.status_code == 422
    assert "Keep at least one." in main_text(answer.text)
    assert exported_record()["person"]["hidden_pillars"] == []


def test_days_are_left_out_in_shown_pillars(ada: Browser, exported_record: ExportRecord) -> None:
    show_pillars(ada, "sleep", "diet")
    form = find_form(ada.get("/months/2026-03").text, "/marks/range")
    submit_form(ada, form, first="2026-03-02", last="2026-03-02")
    assert {mark["pillar"] for mark in exported_record()["marks"]} == {"sleep", "diet"}


def test_unlogged_days_and_snippet_are_of_shown_pillars(ada: Browser, program: ApiClient) -> None:
    for pillar, entry in (("sleep", NIGHT), ("diet", FOOD), ("training", OTHER), ("stress", LEVEL)):
        created_entry(program.post(f"/{pillar}/entries", entry | ({} if pillar == "sleep" else {"day": "2026-03-10"})))
    assert "2026-03-11.stress" in ada.get("/").text
    show_pillars(ada, "sleep", "training")
    page = ada.get("/").text
    assert "2026-03-11.stress" not in page
    assert "2026-03-11.training" in page


def test_patterns_are_between_shown_pillars(ada: Browser, app: FastAPI) -> None:
    diaries.import_diary(app, "Ada", 120)
    assert "stress level" in ada.get("/patterns").text
    show_pillars(ada, "sleep", "training")
    submit_form(ada, find_form(ada.get("/patterns").text, "/patterns"), patterns="on")
    page = main_text(ada.get("/patterns").text)
    assert "pairs could be tested." in page
    assert "20 pairs could be tested" not in page
    assert "stress level" not in page
    show_pillars(ada, "diet")
    assert "Patterns compare two pillars." in main_text(ada.get("/patterns").text)
