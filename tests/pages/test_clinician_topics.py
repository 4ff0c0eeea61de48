"""The guard by page: what is refused is kept on the page alone, and what is saved leaves the amounts out."""

from __future__ import annotations

import logging
from urllib.parse import unquote

import pytest
from tests.pages.conftest import Record
from tests.pages.reading import entry_form, error_at, form_of, send, words
from tests.support.people import Browser

from habitlog.guard import check_text
from habitlog.web.presenters.clinician import EXCLUDED_TOPICS

NOTE = "Slept badly. Took semaglutide 1 mg yesterday.\nThe wind was loud."
SECRET = "semaglutide"
NIGHT = {"bed_at": "22:45", "out_at": "07:15", "quality": "4", "alarm": "yes"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is refused is refused before any database."""
    return sqlite_url


def test_a_refused_note_keeps_everything_typed(ada: Browser, record: Record, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    form = entry_form(ada.get("/sleep/new?kind=night"))
    answer = send(ada, form, **NIGHT, note=NOTE)
    assert answer.status_code == 422
    assert record()["entries"] == []
    shown = entry_form(answer)
    assert {name: shown.get(name) for name in NIGHT} == NIGHT
    assert shown.get("note") == NOTE
    assert error_at(answer.text, "note")
    assert "A doctor or pharmacist can talk this through with you." in words(answer.text)
    assert "Your note without the amount" in answer.text
    assert 'name="without_amounts" value="1" form="entry"' in answer.text
    assert SECRET not in " ".join(record.getMessage() for record in caplog.records).casefold()


def test_save_this_version(ada: Browser, record: Record) -> None:
    refused = send(ada, entry_form(ada.get("/sleep/new?kind=night")), **NIGHT, note=NOTE)
    answer = send(ada, entry_form(refused), without_amounts="1")
    assert answer.status_code == 303
    [entry] = record()["entries"]
    assert "1 mg" not in entry["note"]
    assert "The wind was loud." in entry["note"]
    assert entry["quality"] == 4
    assert answer.headers["location"].startswith("/days/2026-03-12?saved=1")
    assert SECRET not in unquote(answer.headers["location"]).casefold()


def test_a_quiet_card_after_saving(ada: Browser) -> None:
    form = entry_form(ada.get("/stress/new?kind=level"))
    answer = send(ada, form, stress_now="3", note="took my semaglutide today")
    assert answer.status_code == 303, words(answer.text)
    assert SECRET not in answer.headers["location"]
    assert "For a doctor or pharmacist" in words(ada.get(answer.headers["location"]).text)
    assert "For a doctor or pharmacist" not in words(ada.get("/").text)


@pytest.mark.parametrize(
    ("address", "typed", "field"),
    [
        ("/training/new?kind=other", {"activity": "semaglutide 1 mg"}, "activity"),
        ("/stress/new?kind=practice", {"practice": "other", "practice_text": "10mg zopiclone", "minutes": "5"},
         "practice_text"),
        ("/training/new?kind=resistance", {"sets__1__exercise": "semaglutide 1 mg", "sets__1__reps": "1"}, "sets-0"),
    ],
)  # fmt: skip
def test_names_are_read_too(ada: Browser, record: Record, address: str, typed: dict[str, str], field: str) -> None:
    answer = send(ada, entry_form(ada.get(address)), **typed)
    assert answer.status_code == 422
    assert record()["entries"] == []
    assert "For a doctor or pharmacist" in words(answer.text)
    shown = entry_form(answer)
    for name, value in typed.items():
        assert shown.get(name.replace("__", "-")) == value
    assert "Save this version" not in answer.text
    assert 'class="error"' in answer.text, field


def test_an_edit_that_is_refused_leaves_the_entry(ada: Browser, record: Record) -> None:
    send(ada, entry_form(ada.get("/stress/new?kind=level")), stress_now="3", note="calm")
    [entry] = record()["entries"]
    form = entry_form(ada.get(f"/stress/{entry['id']}/edit"))
    refused = send(ada, form, note=NOTE)
    assert refused.status_code == 422
    assert record()["entries"] == [entry]
    assert send(ada, entry_form(refused), without_amounts="1").status_code == 303
    assert record()["entries"][0]["version"] == 2


@pytest.mark.parametrize(("address", "name"), [("/settings", "name"), ("/data/tokens", "name")])
def test_names_of_other_things(ada: Browser, address: str, name: str) -> None:
    typed = {name: "testosterone 100 mg weekly", "zone": "Europe/Stockholm", "day_start": "0", "scope": "read"}
    answer = ada.post(address, typed)
    assert answer.status_code == 422
    assert error_at(answer.text, name)
    page = address.removesuffix("/tokens")
    assert "100 mg" not in ada.get(page).text


def test_the_page_for_a_clinician(ada: Browser) -> None:
    page = words(ada.get("/clinician?card=urgent").text)
    assert "Help is there now" in page
    assert "Questions one could bring" in page
    assert "Help is there now" not in words(ada.get("/clinician?card=nothing").text)


def test_a_crisis_comes_first(ada: Browser) -> None:
    form = form_of(ada.get("/stress/new?kind=level").text, "/stress/new")
    answer = send(ada, form, stress_now="9", note="I want to die")
    page = answer if answer.status_code == 422 else ada.get(answer.headers["location"])
    assert "Help is there now" in words(page.text)


def test_each_topic_says_what_belongs_to_it_and_brings_a_question(ada: Browser) -> None:
    page = ada.get("/clinician").text
    for topic in EXCLUDED_TOPICS:
        assert topic.name in page
        assert topic.contents in page
        assert topic.question in page
        assert not check_text(f"{topic.contents} {topic.question}").refused
        if topic.library_search_term:
            found = ada.get(f"/library?q={topic.library_search_term}").text
            assert "Nothing found" not in found
            assert "found</h2>" in found
