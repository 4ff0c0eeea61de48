"""The urgent card comes first and names the emergency number of the person's zone, where it is certain."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from tests.support.html import find_entry_form, main_text, submit_form
from tests.support.people import Browser, sign_in

from habitlog.web.presenters.emergency_numbers import list_emergency_numbers

HERE = "Emergency number in the region of your time zone"


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("Europe/Stockholm", ("112",)),
        ("Atlantic/Canary", ("112",)),
        ("Europe/London", ("999", "112")),
        ("America/New_York", ("911",)),
        ("America/Toronto", ("911",)),
        ("US/Eastern", ("911",)),
        ("America/Indianapolis", ("911",)),
        ("Europe/Belfast", ("999", "112")),
        ("Antarctica/South_Pole", ()),
        ("Australia/Perth", ("000",)),
        ("Pacific/Auckland", ("111",)),
        ("Asia/Tokyo", ()),
        ("UTC", ()),
        ("Etc/GMT+5", ()),
        ("nowhere", ()),
    ],
)
def test_emergency_number_by_timezone(zone: str, told: tuple[str, ...]) -> None:
    assert list_emergency_numbers(zone) == told


@pytest.mark.parametrize("zone", ["Europe/Stockholm", "America/New_York", "Asia/Tokyo"])
def test_urgent_card_names_number_first(app: FastAPI, zone: str) -> None:
    browser = sign_in(app, "Eva", zone)
    page = main_text(browser.get("/clinician?card=urgent").text)
    told = (
        f"{HERE}: {list_emergency_numbers(zone)[0]} ."
        if list_emergency_numbers(zone)
        else "The number to call is your local emergency number."
    )
    assert told in page
    assert page.index("Help is there now") < page.index(told) < page.index("Some topics need someone")
    assert "For a clinician" not in page[page.index(told) : page.index("Some topics need someone")].removesuffix(
        "For a clinician "
    )
    assert page.count(told) == 1
    assert told in main_text(browser.get("/clinician").text)


def test_urgent_card_is_shown_with_saved_and_refused_note(ada: Browser) -> None:
    form = find_entry_form(ada.get("/stress/new?kind=level"))
    refused = submit_form(ada, form, stress_now="9", note="I took 40 mg of zopiclone and want to die")
    assert refused.status_code == 422
    page = refused.text
    assert page.index("Help is there now") < page.index(HERE) < page.index("<h1")
    saved = submit_form(ada, form, stress_now="9", note="I want to die")
    after = main_text(ada.get(saved.headers["location"]).text)
    assert after.index("Help is there now") < after.index(f"{HERE}: 112") < after.index("Saved for")
    assert f"{HERE}: 112" in main_text(ada.get("/").text)


def test_urgent_card_precedes_dose_refusal(ada: Browser) -> None:
    form = find_entry_form(ada.get("/training/new?kind=other"))
    refused = submit_form(ada, form, activity="zopiclone 10 mg", note="I want to die")
    assert refused.status_code == 422
    assert f"{HERE}: 112" in main_text(refused.text)
    assert "For a doctor or pharmacist" not in main_text(refused.text)


def test_urgent_card_is_shown_for_crisis_in_name(ada: Browser, anyone: Browser) -> None:
    zone = {"zone": "Europe/Stockholm"}
    doors = [
        ada.post("/settings", {"name": "I want to die", "day_start": "0", **zone}),
        ada.post("/data/tokens", {"name": "I want to die", "scope": "read"}),
        anyone.post(
            "/sign-up", {"name": "I want to die", "email": "e@example.org", "password": "four plant dyes", **zone}
        ),
    ]
    for answer in doors:
        page = main_text(answer.text)
        assert answer.status_code == 422
        assert (
            page.index("Help is there now") < page.index(f"{HERE}: 112") < page.index("This was not saved as written.")
        )
