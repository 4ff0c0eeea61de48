"""The urgent card stays until its person closes it, alone: no education is shown on its days."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest
from tests.support.clock import NOW, Clock
from tests.support.database_rows import read_all_rows
from tests.support.entries import LEVEL
from tests.support.html import find_entry_form, find_form, main_text, submit_form
from tests.support.people import ApiClient, Browser

from habitlog.db import Database

TITLE = "Help is there now"
NOTE = "I want to die"
EDUCATION = 'id="snippet-title"'
YESTERDAY = "/days/2026-03-11"
TODAY = "/days/2026-03-12"


def log_level(browser: Browser, note: str, day: str = "2026-03-12") -> str:
    form = find_entry_form(browser.get(f"/stress/new?kind=level&day={day}"))
    answer = submit_form(browser, form, stress_now="9", note=note)
    assert answer.status_code == 303
    return answer.headers["location"]


def close(browser: Browser, page: str) -> None:
    answer = submit_form(browser, find_form(browser.get(page).text, "/urgent-cards/close"))
    assert answer.status_code == 303


def test_card_stays_until_it_is_closed(ada: Browser, clock: Clock) -> None:
    saved = log_level(ada, NOTE)
    for page in (saved, "/", TODAY, "/stress/new?kind=level"):
        assert main_text(ada.get(page).text).count(TITLE) == 1
    clock.now += timedelta(days=3)
    assert TITLE in ada.get("/").text
    assert TITLE in ada.get(TODAY).text
    close(ada, "/")
    for page in (saved, "/", TODAY, "/stress/new?kind=level", f"{TODAY}?card=urgent"):
        assert TITLE not in ada.get(page).text


def test_no_education_on_days_of_the_card(ada: Browser, clock: Clock) -> None:
    log_level(ada, "calm", "2026-03-10")
    log_level(ada, "calm", "2026-03-11")
    assert EDUCATION in ada.get(YESTERDAY).text
    log_level(ada, NOTE)
    for page in ("/", TODAY, YESTERDAY, "/days/2026-03-10"):
        assert EDUCATION not in ada.get(page).text
    close(ada, "/")
    for page in ("/", TODAY, YESTERDAY):
        assert EDUCATION not in ada.get(page).text
    clock.now += timedelta(days=1)
    assert EDUCATION not in ada.get(TODAY).text
    assert EDUCATION in ada.get(YESTERDAY).text


def test_card_for_an_earlier_day_is_shown_today_too(ada: Browser) -> None:
    log_level(ada, NOTE, "2026-03-11")
    assert TITLE in ada.get("/").text
    assert TITLE in ada.get(YESTERDAY).text
    assert TITLE not in ada.get("/days/2026-03-10").text


def test_refused_text_opens_the_card_of_today(ada: Browser, database: Database) -> None:
    form = find_entry_form(ada.get("/stress/new?kind=level"))
    refused = submit_form(ada, form, stress_now="9", note="I took 40 mg of zopiclone and want to die")
    assert refused.status_code == 422
    assert refused.text.count(f">{TITLE}<") == 1
    assert TITLE in ada.get("/").text
    rows = read_all_rows(database)
    assert "zopiclone" not in str(rows)
    assert len(rows["urgent_card"]) == 1


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/settings", {"name": NOTE, "zone": "Europe/Stockholm", "day_start": "0"}),
        ("/data/tokens", {"name": NOTE, "scope": "read"}),
        ("/library", {"q": NOTE}),
    ],
)
def test_refused_name_opens_the_card(ada: Browser, database: Database, address: str, typed: dict[str, str]) -> None:
    assert ada.post(address, typed).status_code in {303, 422}
    assert TITLE in ada.get("/").text
    assert NOTE not in str(read_all_rows(database))


def test_search_by_address_changes_nothing(ada: Browser) -> None:
    assert ada.get("/library?q=I+want+to+die").status_code == 303
    assert TITLE not in ada.get("/").text


def test_closed_card_is_opened_by_a_new_text_alone(ada: Browser, program: ApiClient) -> None:
    log_level(ada, NOTE)
    close(ada, "/")
    [entry] = program.get("/stress/entries").json()["items"]
    form = find_entry_form(ada.get(f"/stress/{entry['id']}/edit"))
    assert submit_form(ada, form, stress_now="8").status_code == 303
    assert TITLE not in ada.get("/").text
    form = find_entry_form(ada.get(f"/stress/{entry['id']}/edit"))
    assert submit_form(ada, form, note="I still want to die").status_code == 303
    assert TITLE in ada.get("/").text


def test_card_by_api_has_no_snippet_beside_it(program: ApiClient, ada: Browser) -> None:
    program.post("/stress/entries", {**LEVEL, "day": "2026-03-11"})
    saved = program.post("/stress/entries", {**LEVEL, "note": NOTE}).json()
    assert (saved["snippets"], saved["referral"]["kind"]) == ([], "urgent")
    assert program.post("/stress/entries", {**LEVEL, "stress_now": 2, "day": "2026-03-09"}).json()["snippets"] == []
    assert TITLE in ada.get("/").text


def test_text_refused_by_api_opens_the_card(program: ApiClient, ada: Browser) -> None:
    text = "want to die, took 20 mg xanax"
    assert program.post("/stress/entries", {**LEVEL, "note": text}).status_code == 422
    assert TITLE in ada.get("/").text


def test_nobody_else_is_shown_the_card(ada: Browser, cyd: Browser) -> None:
    log_level(ada, NOTE)
    assert TITLE not in cyd.get("/").text
    assert cyd.post("/urgent-cards/close", {"back": "/"}).status_code == 303
    assert TITLE in ada.get("/").text


def test_account_file_holds_the_card_and_no_word(ada: Browser, clock: Clock) -> None:
    log_level(ada, NOTE)
    clock.now += timedelta(minutes=5)
    close(ada, "/")
    document = orjson.loads(ada.get("/data/account").content)
    assert document["urgent_cards"] == [
        {
            "day": "2026-03-12",
            "kind": "self_harm",
            "opened_at": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "closed_at": "2026-03-12T18:35:00Z",
        }
    ]
    assert document["counts"]["urgent_cards"] == 1
    assert NOTE not in orjson.dumps(document).decode()


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_closing_leads_to_no_other_site(ada: Browser, back: str) -> None:
    assert ada.post("/urgent-cards/close", {"back": back}).headers["location"] == "/"
