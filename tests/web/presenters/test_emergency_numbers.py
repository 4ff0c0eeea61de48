"""The urgent card comes first and names the emergency number of the person's zone, where it is certain."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib import resources

import pytest
from fastapi import FastAPI
from tests.support.cases import for_each_case
from tests.support.html import find_entry_form, main_text, submit_form
from tests.support.people import Browser, sign_in

from habitlog.web.presenters.emergency_numbers import find_regional_help

HERE = "Emergency number in the region of your time zone"


@for_each_case(
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
    assert find_regional_help(zone).emergency_numbers == told


@pytest.mark.parametrize("zone", ["Europe/Stockholm", "America/New_York", "Asia/Tokyo"])
def test_urgent_card_names_number_first(app: FastAPI, zone: str) -> None:
    browser = sign_in(app, "Eva", zone)
    page = main_text(browser.get("/clinician?card=urgent").text)
    told = (
        f"{HERE}: {find_regional_help(zone).emergency_numbers[0]} ."
        if find_regional_help(zone).emergency_numbers
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
    assert after.index("Help is there now") < after.index(f"{HERE}: 112") < after.index("Stress 9 of 10")
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
        assert page.index("Help is there now") < page.index(f"{HERE}: 112") < page.index("This was not saved.")


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("Europe/London", ["116 123"]),
        ("America/New_York", ["988"]),
        ("Europe/Brussels", ["1813", "0800 32 123"]),
        ("Europe/Vaduz", ["143"]),
        ("Pacific/Auckland", ["1737"]),
        ("Asia/Tokyo", []),
        ("nowhere", []),
    ],
)
def test_crisis_lines_by_timezone(zone: str, told: list[str]) -> None:
    assert [line.number for line in find_regional_help(zone).crisis_lines] == told


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("Europe/Stockholm", "To talk, at any hour: Mind Självmordslinjen, 90101 ."),
        ("Europe/Copenhagen", "To talk, during its hours: Livslinien, 70 201 201 ."),
        ("Asia/Tokyo", "habitlog knows no crisis line for your region. findahelpline.com lists them by country."),
    ],
)
def test_card_names_a_crisis_line_or_says_that_none_is_known(app: FastAPI, zone: str, told: str) -> None:
    assert told in main_text(sign_in(app, "Eva", zone).get("/clinician?card=urgent").text)


def test_numbers_have_source_and_date() -> None:
    data = resources.files("habitlog.web.presenters").joinpath("help_numbers.toml").read_text(encoding="utf-8")
    rows = [row for rows in tomllib.loads(data).values() for row in rows]
    for row in rows:
        assert row["source"].startswith("https://")
        assert date(2026, 11, 30) <= row["checked"] <= date(2030, 1, 1)
        assert row.get("seen_at", "https://").startswith("http")
        assert all(len(country) == 2 and country.isupper() for country in row["countries"].split())
