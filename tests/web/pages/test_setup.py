"""The three steps after signing up: each is saved or skipped, and today then says what habitlog is."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from tests.support.entries import LEVEL
from tests.support.html import field_error, find_form, main_text, submit_form
from tests.support.people import ApiClient, Browser, sign_up
from tests.support.records import ExportRecord

INTRODUCTION = "habitlog is a private log of sleep, food, training and stress practice: a few taps a day"


def test_setup_saves_each_step_and_leads_to_today(ada: Browser, exported_record: ExportRecord) -> None:
    page = ada.get("/setup/days").text
    assert "Step 1 of 3" in main_text(page)
    answer = submit_form(ada, find_form(page, "/setup/days"), zone="America/New_York", day_start="4")
    assert answer.headers["location"] == "/setup/pillars"
    answer = submit_form(ada, find_form(ada.get("/setup/pillars").text, "/setup/pillars"), shown=["", "sleep", "diet"])
    assert answer.headers["location"] == "/setup/notation"
    form = find_form(ada.get("/setup/notation").text, "/setup/notation")
    answer = submit_form(ada, form, weight_unit="lb", clock="12", decimal_mark="comma")
    assert answer.headers["location"] == "/"
    settings = exported_record()["person"]
    assert (settings["zone"], settings["day_start"]) == ("America/New_York", 4)
    assert settings["hidden_pillars"] == ["training", "stress"]
    assert (settings["weight_unit"], settings["clock"], settings["decimal_mark"]) == ("lb", "12", "comma")


def test_skipped_setup_changes_nothing(ada: Browser, exported_record: ExportRecord) -> None:
    before = exported_record()["person"]
    for step, following in (("days", "/setup/pillars"), ("pillars", "/setup/notation"), ("notation", "/")):
        assert f'<a class="link-button" href="{following}">Skip</a>' in ada.get(f"/setup/{step}").text
    assert exported_record()["person"] == before
    assert ada.get("/setup/elsewhere").status_code == 404


@pytest.mark.parametrize(
    ("step", "typed", "field"),
    [
        ("days", {"zone": "Mars/Olympus"}, "zone"),
        ("days", {"day_start": "24"}, "day_start"),
        ("pillars", {"shown": [""]}, "hidden_pillars"),
        ("notation", {"clock": "13"}, "clock"),
    ],
)
def test_setup_refuses_what_does_not_hold(
    ada: Browser, exported_record: ExportRecord, step: str, typed: dict[str, str | list[str]], field: str
) -> None:
    before = exported_record()["person"]
    answer = submit_form(ada, find_form(ada.get(f"/setup/{step}").text, f"/setup/{step}"), **typed)
    assert answer.status_code == 422
    assert "Please check one field." in main_text(answer.text)
    assert f'id="{field}-' in answer.text or field_error(answer.text, field)
    assert exported_record()["person"] == before


def test_today_introduces_habitlog_until_first_entry(app: FastAPI, ada: Browser, program: ApiClient) -> None:
    assert INTRODUCTION in main_text(ada.get("/").text)
    assert INTRODUCTION not in main_text(ada.get("/days/2026-03-11").text)
    program.post("/stress/entries", LEVEL | {"day": "2025-03-12"})
    assert INTRODUCTION not in main_text(ada.get("/").text)
    eva = sign_up(app, "Eva", "Europe/Stockholm")
    form = find_form(eva.get("/setup/pillars").text, "/setup/pillars")
    submit_form(eva, form, shown=["", "sleep"])
    assert "habitlog is a private log of sleep: a few taps a day" in main_text(eva.get("/").text)
