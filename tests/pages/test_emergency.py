"""The urgent card comes first and names the emergency number of the person's zone, where it is certain."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from tests.pages.reading import entry_form, send, words
from tests.support.people import Browser, sign_in

from habitlog.web.presenters.emergency_numbers import list_emergency_numbers

pytestmark = pytest.mark.one_database

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
def test_numbers(zone: str, told: tuple[str, ...]) -> None:
    assert list_emergency_numbers(zone) == told


@pytest.mark.parametrize("zone", ["Europe/Stockholm", "America/New_York", "Asia/Tokyo"])
def test_the_card_names_it_before_anything_else(app: FastAPI, zone: str) -> None:
    browser = sign_in(app, "Eva", zone)
    page = words(browser.get("/clinician?card=urgent").text)
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
    assert told in words(browser.get("/clinician").text)


def test_beside_a_saved_and_a_refused_note(ada: Browser) -> None:
    form = entry_form(ada.get("/stress/new?kind=level"))
    refused = send(ada, form, stress_now="9", note="I took 40 mg of zopiclone and want to die")
    assert refused.status_code == 422
    page = refused.text
    assert page.index("Help is there now") < page.index(HERE) < page.index("<h1")
    saved = send(ada, form, stress_now="9", note="I want to die")
    after = words(ada.get(saved.headers["location"]).text)
    assert after.index("Help is there now") < after.index(f"{HERE}: 112") < after.index("Saved for")
    assert HERE not in words(ada.get("/").text)


def test_a_crisis_in_a_note_goes_before_a_dose_in_a_name(ada: Browser) -> None:
    form = entry_form(ada.get("/training/new?kind=other"))
    refused = send(ada, form, activity="zopiclone 10 mg", note="I want to die")
    assert refused.status_code == 422
    assert f"{HERE}: 112" in words(refused.text)
    assert "For a doctor or pharmacist" not in words(refused.text)


def test_a_crisis_in_a_name_brings_the_card_with_the_number(ada: Browser, anyone: Browser) -> None:
    zone = {"zone": "Europe/Stockholm"}
    doors = [
        ada.post("/settings", {"name": "I want to die", "day_start": "0", **zone}),
        ada.post("/data/tokens", {"name": "I want to die", "scope": "read"}),
        anyone.post(
            "/sign-up", {"name": "I want to die", "email": "e@example.org", "password": "four plant dyes", **zone}
        ),
    ]
    for answer in doors:
        page = words(answer.text)
        assert answer.status_code == 422
        assert (
            page.index("Help is there now") < page.index(f"{HERE}: 112") < page.index("This was not saved as written.")
        )
