"""A form of an entry that is sent after its session ended leads through the sign-in, and comes back filled in."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx2 import Response
from tests.support.clock import STOCKHOLM, Clock
from tests.support.database_rows import read_all_rows
from tests.support.entries import LEVEL
from tests.support.html import Form, find_entry_form, find_form, main_text, open_form, parse_forms, submit_form
from tests.support.people import PASSWORD, Browser, is_signed_in, sign_in
from tests.support.records import ExportRecord, PutEntry
from tests.support.two_factor import SIGN_IN_PATH, enrol

from habitlog.db import Database

SENT = "Your session has ended. Sign in, then send what you typed."
QUESTION = "Send what you typed?"
NOTE = 'Wrote until "late" <b>& slept</b> well\nsecond line'


def end_session(browser: Browser) -> None:
    browser.client.cookies.clear()


def sign_in_by_form(browser: Browser, answer: Response, name: str = "ada", password: str = PASSWORD) -> Response:
    form = find_form(answer.text, "/sign-in")
    return submit_form(browser, form, email=f"{name}@example.org", password=password)


def test_new_entry_after_session_end_is_sent_after_sign_in(
    ada: Browser, exported_record: ExportRecord, database: Database
) -> None:
    form = open_form(ada, "stress", "practice")
    end_session(ada)
    before = read_all_rows(database)
    ended = submit_form(ada, form, practice="breathing", minutes="12", note=NOTE)
    assert ended.status_code == 401
    assert SENT in main_text(ended.text)
    assert ended.headers["cache-control"] == "no-store"
    assert read_all_rows(database) == before
    wrong = sign_in_by_form(ada, ended, password="not the password")
    assert wrong.status_code == 401
    back = sign_in_by_form(ada, wrong)
    assert back.status_code == 200
    assert is_signed_in(ada)
    assert QUESTION in main_text(back.text)
    filled = find_entry_form(back)
    assert (filled.get("minutes"), filled.get("note")) == ("12", NOTE)
    assert filled.get("entry_id") == form.get("entry_id")
    assert exported_record()["entries"] == []
    assert submit_form(ada, filled).status_code == 303
    [saved] = exported_record()["entries"]
    assert (saved["minutes"], saved["note"], saved["id"]) == (12, NOTE, form.get("entry_id"))


def test_two_factor_carries_form(ada: Browser, clock: Clock, exported_record: ExportRecord) -> None:
    app, _ = enrol(ada, clock)
    form = open_form(ada, "training", "other")
    end_session(ada)
    second = sign_in_by_form(ada, submit_form(ada, form, activity="Walk", session_min="40"))
    assert second.status_code == 200
    wrong = submit_form(ada, find_form(second.text, SIGN_IN_PATH), code=app.wrong())
    assert wrong.status_code == 401
    again = submit_form(ada, find_form(wrong.text, SIGN_IN_PATH), again="1")
    ada.client.cookies.clear()
    third = sign_in_by_form(ada, again)
    ada.client.cookies.clear()
    expired = submit_form(ada, find_form(third.text, SIGN_IN_PATH), code=app.code())
    assert SENT in main_text(expired.text)
    second = sign_in_by_form(ada, expired)
    back = submit_form(ada, find_form(second.text, SIGN_IN_PATH), code=app.code())
    assert QUESTION in main_text(back.text)
    assert submit_form(ada, find_entry_form(back)).status_code == 303
    [saved] = exported_record()["entries"]
    assert (saved["activity"], saved["session_min"]) == ("Walk", 40)


def test_edit_after_session_end_keeps_version(
    ada: Browser, other_ada: Browser, put_entry: PutEntry, exported_record: ExportRecord
) -> None:
    entry = put_entry("stress", LEVEL)
    address = f"/stress/{entry['id']}/edit"
    form, there = find_entry_form(ada.get(address)), find_entry_form(other_ada.get(address))
    end_session(ada)
    ended = submit_form(ada, form, stress_now="5")
    submit_form(other_ada, there, stress_now="8")
    filled = find_entry_form(sign_in_by_form(ada, ended))
    assert (filled.action, filled.get("stress_now"), filled.get("version")) == (address, "5", "1")
    conflict = submit_form(ada, filled)
    assert conflict.status_code == 412
    assert exported_record()["entries"][0]["stress_now"] == 8


def test_edit_of_deleted_entry_comes_back_as_new(ada: Browser, other_ada: Browser, put_entry: PutEntry) -> None:
    entry = put_entry("stress", LEVEL)
    form = find_entry_form(ada.get(f"/stress/{entry['id']}/edit"))
    end_session(ada)
    ended = submit_form(ada, form, stress_now="5")
    other_ada.post(f"/stress/{entry['id']}/delete", {"version": "1"})
    back = sign_in_by_form(ada, ended)
    filled = find_entry_form(back)
    assert (filled.action, filled.get("stress_now")) == ("/stress/new", "5")


def test_form_is_dropped_when_another_person_signs_in(ada: Browser, app: FastAPI) -> None:
    sign_in(app, "Bea", STOCKHOLM)
    form = open_form(ada, "stress", "practice")
    end_session(ada)
    back = sign_in_by_form(ada, submit_form(ada, form, practice="breathing", minutes="12", note=NOTE), name="bea")
    assert (back.status_code, back.headers["location"], back.text) == (303, "/", "")


def test_form_of_earlier_session_is_shown_again(
    ada: Browser, other_ada: Browser, cyd: Browser, exported_record: ExportRecord
) -> None:
    """Who signed in again in another tab gets the form back, and nobody else does."""
    form = open_form(other_ada, "stress", "practice")
    refused = submit_form(cyd, form, note=NOTE)
    assert refused.status_code == 403
    assert "second line" not in refused.text
    back = submit_form(ada, form, practice="breathing", minutes="12", note=NOTE)
    assert back.status_code == 403
    filled = find_entry_form(back)
    assert filled.get("note") == NOTE
    assert exported_record()["entries"] == []
    assert submit_form(ada, filled).status_code == 303


def test_form_without_owner_is_not_carried(ada: Browser) -> None:
    form = open_form(ada, "stress", "practice")
    bare = Form(form.action, [pair for pair in form.pairs if pair[0] != "person"])
    end_session(ada)
    answer = submit_form(ada, bare, note=NOTE)
    assert answer.status_code == 401
    assert parse_forms(answer.text) == []


def test_too_long_form_is_not_carried(ada: Browser) -> None:
    form = open_form(ada, "stress", "practice")
    end_session(ada)
    answer = submit_form(ada, form, note="x" * 300_000)
    assert answer.status_code == 401
    assert len(answer.text) < 100_000


def unsent(ada: Browser, **more: Any) -> str:
    owner = open_form(ada, "stress", "practice").get("person")
    return json.dumps({"pillar": "stress", "entry_id": "", "owner": owner, "pairs": [["minutes", "12"]]} | more)


@pytest.mark.parametrize(
    "change",
    [
        {"pillar": "settings"},
        {"pillar": 7},
        {"entry_id": "../../settings"},
        {"entry_id": None},
        {"owner": ""},
        {"pairs": {"minutes": "12"}},
        {"pairs": [["minutes"]]},
        {"pairs": [["minutes", 12]]},
        {"pairs": [["kind", "unknown"]]},
        {"pairs": [["day", "yesterday"]]},
        {"pairs": [["x", "y"]] * 2001},
    ],
    ids=str,
)
def test_invalid_unsent_form_is_dropped(ada: Browser, change: dict[str, Any]) -> None:
    typed = {"email": ada.email, "password": PASSWORD, "unsent": unsent(ada, **change)}
    end_session(ada)
    answer = ada.post("/sign-in", typed, csrf="")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert is_signed_in(ada)


@pytest.mark.parametrize("text", ["{", "[]", "7", "null", "[" * 100_000, '{"pairs": null}'], ids=lambda text: text[:9])
def test_unreadable_unsent_form_is_dropped(ada: Browser, text: str) -> None:
    end_session(ada)
    answer = ada.post("/sign-in", {"email": ada.email, "password": PASSWORD, "unsent": text}, csrf="")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_unsent_form_of_unknown_entry_is_offered_as_new(ada: Browser) -> None:
    typed = {"email": ada.email, "password": PASSWORD, "unsent": unsent(ada, entry_id=str(uuid4()))}
    end_session(ada)
    back = ada.post("/sign-in", typed, csrf="")
    assert find_entry_form(back).action == "/stress/new"
