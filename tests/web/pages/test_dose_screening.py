"""The guard by page: what is refused is kept on the page alone, and what is saved leaves the amounts out."""

from __future__ import annotations

import logging
import re
from urllib.parse import unquote

import pytest
from tests.support.html import field_error, find_entry_form, find_form, main_text, submit_form
from tests.support.people import Browser
from tests.support.records import ExportRecord

from habitlog.education.linter import lint_text
from habitlog.guard import check_text
from habitlog.web.presenters.clinician_topics import EXCLUDED_TOPICS, names_excluded_topic

NOTE = "Slept badly. Took semaglutide 1 mg yesterday.\nThe wind was loud."
SECRET = "semaglutide"
NIGHT = {"bed_at": "22:45", "out_at": "07:15", "quality": "4", "alarm": "yes"}


def test_refused_note_keeps_typed_form(
    ada: Browser, exported_record: ExportRecord, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    form = find_entry_form(ada.get("/sleep/new?kind=night"))
    answer = submit_form(ada, form, **NIGHT, note=NOTE)
    assert answer.status_code == 422
    assert exported_record()["entries"] == []
    shown = find_entry_form(answer)
    assert {name: shown.get(name) for name in NIGHT} == NIGHT
    assert shown.get("note") == NOTE
    assert field_error(answer.text, "note")
    assert "A doctor or pharmacist can talk this through with you." in main_text(answer.text)
    assert "Your note without the amount" in answer.text
    assert 'name="without_amounts" value="1" form="entry"' in answer.text
    assert SECRET not in " ".join(exported_record.getMessage() for exported_record in caplog.records).casefold()


def test_suggested_note_is_saved(ada: Browser, exported_record: ExportRecord) -> None:
    refused = submit_form(ada, find_entry_form(ada.get("/sleep/new?kind=night")), **NIGHT, note=NOTE)
    answer = submit_form(ada, find_entry_form(refused), without_amounts="1")
    assert answer.status_code == 303
    [entry] = exported_record()["entries"]
    assert "1 mg" not in entry["note"]
    assert "The wind was loud." in entry["note"]
    assert entry["quality"] == 4
    assert answer.headers["location"].startswith("/days/2026-03-12?saved=")
    assert SECRET not in unquote(answer.headers["location"]).casefold()


def test_safety_card_is_shown_after_saving(ada: Browser) -> None:
    form = find_entry_form(ada.get("/stress/new?kind=level"))
    answer = submit_form(ada, form, stress_now="3", note="took my semaglutide today")
    assert answer.status_code == 303, main_text(answer.text)
    assert SECRET not in answer.headers["location"]
    assert "For a doctor or pharmacist" in main_text(ada.get(answer.headers["location"]).text)
    assert "For a doctor or pharmacist" not in main_text(ada.get("/").text)


@pytest.mark.parametrize(
    ("address", "typed", "field"),
    [
        ("/training/new?kind=other", {"activity": "semaglutide 1 mg"}, "activity"),
        ("/stress/new?kind=practice", {"practice": "other", "practice_text": "10mg zopiclone", "minutes": "5"},
         "practice_text"),
        ("/training/new?kind=resistance", {"sets__1__exercise": "semaglutide 1 mg", "sets__1__reps": "1"}, "sets-0"),
    ],
)  # fmt: skip
def test_dose_in_name_field_is_refused(
    ada: Browser, exported_record: ExportRecord, address: str, typed: dict[str, str], field: str
) -> None:
    answer = submit_form(ada, find_entry_form(ada.get(address)), **typed)
    assert answer.status_code == 422
    assert exported_record()["entries"] == []
    assert "For a doctor or pharmacist" in main_text(answer.text)
    shown = find_entry_form(answer)
    for name, value in typed.items():
        assert shown.get(name.replace("__", "-")) == value
    assert "Save this version" not in answer.text
    assert 'class="error"' in answer.text, field


def test_refused_edit_leaves_entry_unchanged(ada: Browser, exported_record: ExportRecord) -> None:
    submit_form(ada, find_entry_form(ada.get("/stress/new?kind=level")), stress_now="3", note="calm")
    [entry] = exported_record()["entries"]
    form = find_entry_form(ada.get(f"/stress/{entry['id']}/edit"))
    refused = submit_form(ada, form, note=NOTE)
    assert refused.status_code == 422
    assert exported_record()["entries"] == [entry]
    assert submit_form(ada, find_entry_form(refused), without_amounts="1").status_code == 303
    assert exported_record()["entries"][0]["version"] == 2


@pytest.mark.parametrize(("address", "name"), [("/settings", "name"), ("/data/tokens", "name")])
def test_dose_in_other_names_is_refused(ada: Browser, address: str, name: str) -> None:
    typed = {name: "testosterone 100 mg weekly", "zone": "Europe/Stockholm", "day_start": "0", "scope": "read"}
    answer = ada.post(address, typed)
    assert answer.status_code == 422
    assert field_error(answer.text, name)
    page = address.removesuffix("/tokens")
    assert "100 mg" not in ada.get(page).text


def test_clinician_page_is_shown(ada: Browser) -> None:
    page = main_text(ada.get("/clinician?card=urgent").text)
    assert "Help is there now" in page
    assert "Questions to bring" in page
    assert "Help is there now" not in main_text(ada.get("/clinician?card=nothing").text)


def test_crisis_card_is_shown_first(ada: Browser) -> None:
    form = find_form(ada.get("/stress/new?kind=level").text, "/stress/new")
    answer = submit_form(ada, form, stress_now="9", note="I want to die")
    page = answer if answer.status_code == 422 else ada.get(answer.headers["location"])
    assert "Help is there now" in main_text(page.text)


def test_clinician_topic_has_text_and_question(ada: Browser) -> None:
    page = ada.get("/clinician").text
    for topic in EXCLUDED_TOPICS:
        assert topic.name in page
        assert topic.contents in page
        assert topic.reason in page
        assert topic.questions
        for name in (*topic.questions, *topic.substances):
            assert name in page
        texts = (topic.contents, topic.reason, *topic.questions)
        assert not [text for text in texts if check_text(text).refused or lint_text(text)]
        if topic.library_search_term:
            found = ada.get(f"/library?q={topic.library_search_term}").text
            assert "Nothing found" not in found
            assert "found</h2>" in found


def test_substances_of_the_seed_are_named_under_their_topics() -> None:
    """Those that are often named beside insulin resistance."""
    named = " ".join(name for topic in EXCLUDED_TOPICS for name in topic.substances).casefold()
    for substance in (
        *("testosterone cypionate", "gonadorelin", "anastrozole", "enclomiphene", "progesterone", "pellets"),
        *("sermorelin", "ipamorelin", "cjc-1295", "tesamorelin", "hexarelin", "mk-677"),
        *("pt-141", "pentadeca arginate", "pda"),
    ):
        assert substance in named, substance


@pytest.mark.parametrize(
    ("typed", "is_left"),
    [("Progesterone", True), ("hot flashes", True), ("peptides", True), ("libido", True),
     ("GLP-1", True), ("hormones", True), ("insulin", False), ("sleep", False), ("spelled", False)],
)  # fmt: skip
def test_search_for_what_is_left_out_leads_to_the_clinician_page(
    shared_ada: Browser, typed: str, is_left: bool
) -> None:
    assert names_excluded_topic(typed) is is_left
    page = shared_ada.client.get("/library", params={"q": typed}, follow_redirects=True).text
    assert (re.search(r'prepare a visit: <a href="/clinician">', page) is not None) is is_left


def test_search_without_result_leads_to_the_clinician_page(shared_ada: Browser) -> None:
    page = shared_ada.get("/library?q=qwzx").text
    assert re.search(r'named on the page <a href="/clinician">For a clinician</a>', page)
