"""Saving a form in the background: versions are followed, nothing is overwritten, and a refusal says why."""

from __future__ import annotations

from uuid import uuid4

import pytest
from httpx2 import Response
from tests.support.entries import FOOD, OTHER
from tests.support.html import DAY, Form, find_entry_form, open_form
from tests.support.people import ApiClient, Browser
from tests.support.records import ExportRecord, PutEntry


def save(browser: Browser, form: Form, entry_id: str, **values: str | list[str]) -> Response:
    """Send a form as its script does while it is filled in."""
    pairs = form.filled(**({"list_complete": "no"} | values))
    return browser.post(f"/diet/{entry_id}/save", [pair for pair in pairs if pair[0] != "csrf"], csrf=form.get("csrf"))


def test_taps_are_saved_one_after_another(ada: Browser, exported_record: ExportRecord) -> None:
    form = open_form(ada, "diet", "list")
    first = save(ada, form, form.get("entry_id"), items=["eggs"])
    assert (first.status_code, first.json()) == (200, {"version": 1})
    second = save(ada, form, form.get("entry_id"), items=["eggs", "pulses"], version="1")
    assert second.json() == {"version": 2}
    [kept] = exported_record()["entries"]
    assert (kept["id"], kept["items"], kept["version"]) == (form.get("entry_id"), ["pulses", "eggs"], 2)
    assert (kept["list_complete"], kept["form"]) == (False, "full29")


@pytest.mark.parametrize("version", [{}, {"version": "1"}])
def test_request_sent_again_is_saved_once(ada: Browser, exported_record: ExportRecord, version: dict[str, str]) -> None:
    form = open_form(ada, "diet", "list")
    if version:
        save(ada, form, form.get("entry_id"), items=["eggs"])
    answers = [save(ada, form, form.get("entry_id"), items=["milk"], **version) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    [kept] = exported_record()["entries"]
    assert (kept["items"], kept["version"]) == (["milk"], len(version) + 1)


def test_other_version_is_not_overwritten(
    ada: Browser, other_ada: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    entry = put_entry("diet", FOOD)
    here, there = (find_entry_form(one.get(f"/diet/{entry['id']}/edit")) for one in (ada, other_ada))
    assert save(other_ada, there, entry["id"], items=["citrus"]).status_code == 200
    before = exported_record()
    answer = save(ada, here, entry["id"], items=["pulses"])
    assert answer.status_code == 412
    assert answer.json()["message"] == "This was changed in another tab or on another device, and is not overwritten."
    assert exported_record() == before


def test_list_of_day_made_elsewhere_is_named(ada: Browser, exported_record: ExportRecord) -> None:
    here, there = open_form(ada, "diet", "list"), open_form(ada, "diet", "list")
    save(ada, there, there.get("entry_id"), items=["citrus"])
    answer = save(ada, here, here.get("entry_id"), items=["pulses"])
    assert (answer.status_code, answer.json()["entry"]) == (409, there.get("entry_id"))
    assert answer.json()["message"] == "This day already has a list, made in another tab or on another device."
    assert len(exported_record()["entries"]) == 1


def test_deleted_list_is_not_written_again(ada: Browser, put_entry: PutEntry, exported_record: ExportRecord) -> None:
    entry = put_entry("diet", FOOD)
    form = find_entry_form(ada.get(f"/diet/{entry['id']}/edit"))
    assert ada.post(f"/diet/{entry['id']}/delete", [("version", "1")]).status_code == 303
    answer = save(ada, form, entry["id"], items=["pulses"])
    assert (answer.status_code, answer.json()["message"]) == (
        404,
        "This was deleted in another tab or on another device.",
    )
    assert exported_record()["entries"] == []


def test_finished_list_stays_finished(ada: Browser, put_entry: PutEntry, program: ApiClient) -> None:
    entry = put_entry("diet", FOOD)
    form = find_entry_form(ada.get(f"/diet/{entry['id']}/edit"))
    assert save(ada, form, entry["id"], items=["pulses"], list_complete="yes").json() == {"version": 2}
    assert program.get("/trends/diet.gdr").json()["points"] == [{"day": DAY, "value": 10}]


def test_background_save_says_what_does_not_fit(ada: Browser, exported_record: ExportRecord) -> None:
    form = open_form(ada, "diet", "list")
    answer = save(ada, form, form.get("entry_id"), items=["pizza"])
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert exported_record()["entries"] == []


def test_background_save_is_for_every_pillar(ada: Browser, put_entry: PutEntry, exported_record: ExportRecord) -> None:
    entry = put_entry("training", OTHER)
    form = find_entry_form(ada.get(f"/training/{entry['id']}/edit"))
    pairs = [pair for pair in form.filled(session_min="50") if pair[0] != "csrf"]
    assert ada.post(f"/training/{entry['id']}/save", pairs).json() == {"version": 2}
    assert exported_record()["entries"][0]["session_min"] == 50


def test_background_save_of_another_persons_entry_finds_nothing(
    ada: Browser, cyd: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    entry = put_entry("diet", FOOD)
    form = open_form(cyd, "diet", "list")
    answers = [save(cyd, form, one, items=["pulses"], version="1") for one in (entry["id"], str(uuid4()))]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()
    assert exported_record()["entries"] == [entry]
    assert exported_record("Cyd")["entries"] == []
