"""Another main sleep of a date, and sleeps at the same time, on pages."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

from tests.support.clock import Clock
from tests.support.entries import NAP, NIGHT
from tests.support.html import DAY, field_error, find_entry_form, find_form, main_text, open_form, submit_form
from tests.support.people import Browser
from tests.support.records import ExportRecord, PutEntry

BY_DAY = {"bed_at": "14:00", "out_at": "18:10"}


def nights(record: dict[str, Any]) -> list[tuple[str, bool | None]]:
    return [(entry["out_at"][11:16], entry["additional"]) for entry in record["entries"] if entry["kind"] == "night"]


def test_another_main_sleep_is_asked_for_and_logged(
    ada: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    assert "Another main sleep" not in main_text(ada.get("/sleep/new").text)
    put_entry("sleep", NIGHT)
    answer = submit_form(ada, open_form(ada, "sleep", "night"), **BY_DAY)
    assert (answer.status_code, "If this is a further one, say yes here" in answer.text) == (409, True)
    assert "Open that entry" in answer.text
    again = find_entry_form(answer)
    assert again.get("bed_at") == "14:00"
    saved = submit_form(ada, again, additional="yes")
    assert saved.status_code == 303, field_error(saved.text, "additional")
    assert sorted(nights(exported_record())) == [("07:15", None), ("18:10", True)]


def test_day_offers_another_main_sleep(ada: Browser, put_entry: PutEntry, exported_record: ExportRecord) -> None:
    put_entry("sleep", NIGHT)
    address = "/sleep/new?kind=night&day=2026-03-12&additional=yes"
    assert address in unescape(ada.get(f"/days/{DAY}").text)
    answer = submit_form(ada, find_entry_form(ada.get(address)), **BY_DAY)
    page = ada.get(answer.headers["location"].partition("#")[0]).text
    assert "Another main sleep. In bed 14:00 to 18:10." in main_text(page)
    edited = submit_form(ada, find_entry_form(ada.get(edit_url(page, exported_record))), out_at="18:20")
    assert edited.status_code == 303
    assert sorted(nights(exported_record())) == [("07:15", None), ("18:20", True)]


def edit_url(page: str, exported_record: ExportRecord) -> str:
    [further] = [entry for entry in exported_record()["entries"] if entry["additional"]]
    assert further["id"] in page
    return f"/sleep/{further['id']}/edit"


def test_overlap_is_named_with_its_entry(ada: Browser, put_entry: PutEntry, exported_record: ExportRecord) -> None:
    night = put_entry("sleep", NIGHT)
    answer = submit_form(ada, open_form(ada, "sleep", "nap"), start_at="06:00", end_at="06:30", note="On the sofa")
    assert answer.status_code == 409
    said = "The night of 2026-03-12, 22:45 to 07:15, covers a part of this time. Please correct one of the two."
    assert said in field_error(answer.text, "end_at")
    assert f"/sleep/{night['id']}/edit" in answer.text
    assert find_entry_form(answer).get("note") == "On the sofa"
    assert len(exported_record()["entries"]) == 1


def test_undo_does_not_bring_back_an_overlap(
    ada: Browser, put_entry: PutEntry, exported_record: ExportRecord, clock: Clock
) -> None:
    nap = put_entry("sleep", {**NAP, "start_at": "2026-03-12T06:00", "end_at": "2026-03-12T06:30"})
    deletion = find_form(ada.get(f"/sleep/{nap['id']}/edit").text, f"/sleep/{nap['id']}/delete")
    page = ada.get(submit_form(ada, deletion).headers["location"])
    clock.now += timedelta(minutes=1)
    answer = submit_form(ada, open_form(ada, "sleep", "night"), bed_at="22:45", out_at="07:15")
    assert answer.status_code == 303
    [night] = exported_record()["entries"]
    undo = find_form(page.text, f"/sleep/{nap['id']}/undo")
    answer = submit_form(ada, undo)
    assert (answer.status_code, "at a part of the same time" in main_text(answer.text)) == (409, True)
    assert [entry["id"] for entry in exported_record()["entries"]] == [night["id"]]
    deletion = find_form(ada.get(f"/sleep/{night['id']}/edit").text, f"/sleep/{night['id']}/delete")
    submit_form(ada, deletion)
    assert submit_form(ada, undo).status_code == 303
    assert [entry["id"] for entry in exported_record()["entries"]] == [nap["id"]]
