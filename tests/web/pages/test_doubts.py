"""Words that may be a medicine are asked about once, on the form of the entry, and the answer is remembered."""

from __future__ import annotations

import json
import logging
from uuid import uuid4

import pytest
from httpx2 import Response
from tests.support.entries import PRACTICE
from tests.support.html import field_error, find_entry_form, find_form, main_text, submit_form
from tests.support.people import Browser
from tests.support.records import ExportRecord

UNSURE = "Calm evening, upped my sema to 0.5 with Ayla."
SURE = "Calm evening, sema 0.5 mg weekly."
NEW_LEVEL = "/stress/new?kind=level"


def send_note(ada: Browser, note: str, **more: str) -> Response:
    return submit_form(ada, find_entry_form(ada.get(NEW_LEVEL)), stress_now="3", note=note, **more)


def test_question_keeps_the_form_and_marks_the_words(
    ada: Browser, exported_record: ExportRecord, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = send_note(ada, UNSURE)
    assert page.status_code == 409
    assert exported_record()["entries"] == []
    text = main_text(page.text)
    for part in ("Is this about a medicine?", "Leave it out", "No, save as written", "Edit", "A “no” is remembered"):
        assert part in text
    assert "<mark>sema</mark>" in page.text
    assert "<mark>0.5</mark>" in page.text
    assert "... my sema to ... with Ayla." in text
    assert find_entry_form(page).get("note") == UNSURE
    assert find_entry_form(page).get("stress_now") == "3"
    assert field_error(page.text, "note")
    assert "sema" not in " ".join(record.getMessage() for record in caplog.records)


def test_leaving_out_saves_the_note_as_it_was_shown(ada: Browser, exported_record: ExportRecord) -> None:
    answer = submit_form(ada, find_entry_form(send_note(ada, UNSURE)), without_amounts="1")
    assert answer.status_code == 303
    [entry] = exported_record()["entries"]
    assert entry["note"] == "Calm evening, ... my sema to ... with Ayla."
    assert "Words that are not a medicine" not in ada.get("/settings").text


def test_answer_is_remembered_and_can_be_taken_back(ada: Browser, exported_record: ExportRecord) -> None:
    answer = submit_form(ada, find_entry_form(send_note(ada, UNSURE)), guard="not-a-medicine")
    assert answer.status_code == 303
    [entry] = exported_record()["entries"]
    assert entry["note"] == UNSURE
    edited = submit_form(
        ada, find_entry_form(ada.get(f"/stress/{entry['id']}/edit")), note="Upped Sema to 0.7, said the owner."
    )
    assert edited.status_code == 303
    refused = submit_form(ada, find_entry_form(ada.get(f"/stress/{entry['id']}/edit")), note=SURE)
    assert refused.status_code == 422
    settings = ada.get("/settings")
    assert "Words that are not a medicine" in main_text(settings.text)
    form = find_form(settings.text, "/settings/words/forget")
    assert form.get("word") == "sema"
    assert submit_form(ada, form).headers["location"] == "/settings?done=word#words"
    assert "Words that are not a medicine" not in ada.get("/settings").text
    asked = submit_form(
        ada, find_entry_form(ada.get(f"/stress/{entry['id']}/edit")), note="Upped Sema to 0.9, said the owner."
    )
    assert asked.status_code == 409


def test_unchanged_note_is_not_asked_about_again(ada: Browser, exported_record: ExportRecord) -> None:
    submit_form(ada, find_entry_form(send_note(ada, UNSURE)), guard="not-a-medicine")
    submit_form(ada, find_form(ada.get("/settings").text, "/settings/words/forget"))
    [entry] = exported_record()["entries"]
    edited = submit_form(ada, find_entry_form(ada.get(f"/stress/{entry['id']}/edit")), stress_now="5")
    assert edited.status_code == 303
    assert exported_record()["entries"][0]["stress_now"] == 5
    assert "Words that are not a medicine" not in ada.get("/settings").text


def test_answer_does_not_save_what_is_surely_a_dose(ada: Browser, exported_record: ExportRecord) -> None:
    assert send_note(ada, SURE, guard="not-a-medicine").status_code == 422
    assert send_note(ada, f"{UNSURE} {SURE}", guard="not-a-medicine").status_code == 422
    assert exported_record()["entries"] == []
    assert "Words that are not a medicine" not in ada.get("/settings").text


def test_refused_question_can_go_on_the_visit_sheet(ada: Browser) -> None:
    page = send_note(ada, "Walked 5 km. Should I stop metformin before the race?")
    assert page.status_code == 422
    form = find_form(page.text, "/clinician/summary")
    assert form.get("question") == "Should I stop metformin before the race?"
    sheet = submit_form(ada, form)
    assert sheet.status_code == 200
    assert '<li dir="auto">Should I stop metformin before the race?</li>' in sheet.text


def test_one_tap_does_not_answer_for_a_person(ada: Browser, exported_record: ExportRecord) -> None:
    entry = {**PRACTICE, "practice": "other", "practice_text": "upped sema to 0.5"}
    answer = ada.post("/stress/quick", {"entry": json.dumps(entry), "entry_id": str(uuid4())})
    assert answer.status_code == 409
    assert "Some words may be a medicine or an amount of one." in main_text(answer.text)
    assert exported_record()["entries"] == []


def test_search_takes_plain_words(ada: Browser) -> None:
    for word in ("mindset", "relaxen", "LSD running", "25 kms", "concert a", "Belfast"):
        answer = submit_form(ada, find_form(ada.get("/library").text, "/library"), q=word)
        assert answer.headers["location"].startswith("/library"), word
