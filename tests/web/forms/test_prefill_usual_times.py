"""Usual times on the form of a night: offered, never saved by themselves, filled in when a person asks."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from tests.support.clock import NOW
from tests.support.html import field_error, find_entry_form, main_text, submit_form
from tests.support.people import Browser
from tests.support.records import ExportRecord

from habitlog.usecases.entries import entries
from habitlog.usecases.entries.entries import find_pillar
from habitlog.usecases.identity.accounts import find_person_by_email

DAY = date(2026, 3, 12)
NEW = f"/sleep/new?kind=night&day={DAY}"
WAY = f"{NEW}&usual=1"
TIMES = ("bed_at", "try_at", "final_wake_at", "out_at")


@pytest.fixture
def nights(ada: Browser, app: FastAPI) -> None:
    """Keep a week of nights for Ada, the last of them the day before."""
    with app.state.context.database.begin_write() as transaction:
        someone = find_person_by_email(transaction, ada.email)
        for n in range(1, 8):
            day = DAY - timedelta(days=n)
            raw = {"kind": "night", "bed_at": f"{day - timedelta(days=1)}T22:45", "final_wake_at": f"{day}T06:50",
                   "out_at": f"{day}T07:15"}  # fmt: skip
            entries.put_entry(transaction, someone, find_pillar("sleep"), str(uuid4()), raw, NOW)


def usual_times(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input class="field" id="([a-z_]+)"[^>]* data-usual="([\d:]+)"', html))


def test_usual_times_need_enough_nights(ada: Browser) -> None:
    page = ada.get(NEW)
    assert usual_times(page.text) == {}
    assert "usual" not in main_text(page.text)


@pytest.mark.usefixtures("nights")
def test_usual_times_are_shown_beside_empty_fields(ada: Browser, exported_record: ExportRecord) -> None:
    page = ada.get(NEW)
    assert usual_times(page.text) == {"bed_at": "22:45", "final_wake_at": "06:50", "out_at": "07:15"}
    form = find_entry_form(page)
    assert [form.get(name) for name in TIMES] == [""] * 4
    assert "usually 06:50" in main_text(page.text)
    answer = submit_form(ada, form, asleep_min="400")
    assert answer.status_code == 303
    [night] = [one for one in exported_record()["entries"] if one["day"] == str(DAY)]
    assert [night[name] for name in TIMES] == [None] * 4


@pytest.mark.usefixtures("nights")
def test_usual_times_are_filled_by_link(ada: Browser, exported_record: ExportRecord) -> None:
    assert WAY.replace("&", "&amp;") in ada.get(NEW).text
    page = ada.get(WAY)
    assert usual_times(page.text) == {}
    form = find_entry_form(page)
    assert [form.get(name) for name in TIMES] == ["22:45", "", "06:50", "07:15"]
    assert len(exported_record()["entries"]) == 7
    assert submit_form(ada, form, out_at="07:30").status_code == 303
    [night] = [one for one in exported_record()["entries"] if one["day"] == str(DAY)]
    assert (night["bed_at"][11:16], night["out_at"][11:16]) == ("22:45", "07:30")


@pytest.mark.usefixtures("nights")
def test_accepted_usual_times_stay_on_refused_form(ada: Browser) -> None:
    answer = submit_form(ada, find_entry_form(ada.get(NEW)), bed_at="22:45", out_at="07:20", wakes="2")
    assert answer.status_code == 422
    assert field_error(answer.text, "waso_min")
    assert usual_times(answer.text) == {"final_wake_at": "06:50"}
    shown = find_entry_form(answer)
    assert [shown.get(name) for name in TIMES] == ["22:45", "", "", "07:20"]
    assert "usual=1" not in answer.text  # it would lose what was typed


@pytest.mark.usefixtures("nights")
def test_usual_times_are_not_offered_on_edit(ada: Browser, exported_record: ExportRecord) -> None:
    entry = exported_record()["entries"][0]
    page = ada.get(f"/sleep/{entry['id']}/edit")
    assert usual_times(page.text) == {}
    answer = submit_form(ada, find_entry_form(page), final_wake_at="", sol_min="ten")
    assert (answer.status_code, usual_times(answer.text)) == (422, {})


@pytest.mark.usefixtures("nights")
@pytest.mark.parametrize("address", ["/sleep/new?kind=nap", "/stress/new?kind=practice", "/training/new?kind=other"])
def test_usual_times_are_not_offered_for_other_kinds(ada: Browser, address: str) -> None:
    for way in ("", "&usual=1"):
        page = ada.get(address + way)
        assert (page.status_code, usual_times(page.text)) == (200, {})
