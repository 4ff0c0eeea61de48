"""How many taps a food list takes on a phone: one for each group that was eaten, and one that saves."""

from __future__ import annotations

import re
from dataclasses import astuple
from typing import Any

import pytest
from tests.support.browser_pages import (
    FIVE,
    PHONE,
    PageOpener,
    Server,
    find_row,
    sign_in_demo_without_page,
    sign_in_new_person,
)
from tests.support.keystroke_model import ActionCounts, KeystrokeModel
from tests.support.playwright_api import Locator, Page, expect


@pytest.mark.parametrize(("scripts", "year"), [(True, 2013), (False, 2014)], ids=["with scripts", "without scripts"])
def test_food_list_takes_one_tap_per_group_and_one_to_save(
    own_demo: Server, open_page: PageOpener, scripts: bool, year: int
) -> None:
    phone = sign_in_demo_without_page(open_page(own_demo, viewport=PHONE, has_touch=True, java_script_enabled=scripts))
    for number, groups in enumerate((0, 1, 5, 8, 12, 29), start=1):
        day = f"{year}-02-{number:02d}"
        phone.goto(f"/diet/new?day={day}")
        tiles = phone.locator("[data-tiles] .tile")
        expect(tiles).to_have_count(29)
        tapped = 0
        for place in range(groups):
            tiles.nth(place).tap()
            tapped += 1
        expect(phone.locator("[data-tiles] input:checked")).to_have_count(groups)
        phone.get_by_role("button", name="That was everything").tap()
        tapped += 1
        phone.wait_for_url(f"**/days/{day}*")
        row = phone.locator("section.day-card.pillar-diet")
        expect(row).to_contain_text(re.compile(rf"\b{groups} of 29 groups\b(?! so far)"))
        expect(row.locator(".state")).to_contain_text("logged")
        print(f"{groups} groups: {tapped} taps")
        assert tapped <= groups + 1


DAY = "2015-02-10"
NIGHT = {"sol_min": 15, "wakes": 1, "waso_min": 10, "quality": 4}
SESSION = {
    "kind": "resistance",
    "day": "2015-02-07",
    "session_min": 60,
    "effort": 6,
    "sets": [{"exercise": name, "reps": 8, "load_kg": 60, "rir": 2} for name, _ in FIVE for _ in range(3)],
}
PRACTICE = {"kind": "practice", "day": "2015-02-09", "practice": "breathing", "minutes": 10}


def type_night_of(number: int) -> dict[str, Any]:
    before, after = f"2015-02-{number - 1:02d}T", f"2015-02-{number:02d}T"
    times = {"bed_at": f"{before}22:45", "try_at": f"{before}23:10", "final_wake_at": f"{after}06:50"}
    return {"kind": "night", "out_at": f"{after}07:15"} | times | NIGHT


@pytest.fixture
def page(server: Server, open_page: PageOpener) -> Page:
    """The day page of a phone whose owner logged five nights, a session of five exercises and a practice before."""
    page = open_page(server, viewport=PHONE, has_touch=True)
    email = sign_in_new_person(page, server)
    bearer = {"Authorization": f"Bearer {server.run('token', 'add', email, '--scope', 'write').strip()}"}
    written = [("sleep", type_night_of(number)) for number in range(5, 10)] + [
        ("training", SESSION),
        ("stress", PRACTICE),
    ]
    for pillar, entry in written:
        answer = page.request.post(f"/api/v1/{pillar}/entries", data=entry, headers=bearer)
        assert answer.status == 201, answer.text()
    page.goto(f"/days/{DAY}")
    return page


def pillar_row(page: Page, pillar: str) -> Locator:
    return find_row(page, pillar)


def log_night(thumb: KeystrokeModel) -> None:
    page = thumb.page
    thumb.tap_link(page.get_by_role("link", name="Night", exact=True), "**/sleep/new*")
    thumb.count_thought()
    thumb.tap(page.get_by_role("button", name="Use my usual times"))
    thumb.fill_field(page.locator("#sol_min"), "20")
    thumb.fill_field(page.get_by_role("button", name="Times awake in the night: one more"))
    thumb.tap(page.get_by_role("button", name="Times awake in the night: one more"))
    thumb.fill_field(page.locator("#waso_min"), "15")
    thumb.set_clock(page.locator("#out_at"), "07:05")
    thumb.fill_field(page.locator("label.choice", has_text="fair"))
    expect(page.locator("#wakes")).to_have_value("2")
    thumb.tap_link(page.get_by_role("button", name="Log the night"), f"**/days/{DAY}*")
    expect(pillar_row(page, "sleep")).to_contain_text("logged")


def log_food_list(thumb: KeystrokeModel, groups: int) -> None:
    """Tap 10 groups, every third one from the first to the last, or 19, every third one left out."""
    page = thumb.page
    thumb.tap_link(page.get_by_role("link", name="Food list", exact=True), "**/diet/new*")
    parts = page.locator("[data-tiles] fieldset")
    places = iter(range(29))
    for part in range(parts.count()):
        thumb.count_thought()
        for tile in parts.nth(part).locator(".tile").all():
            if (next(places) % 3 == 0) == (groups == 10):
                thumb.tap(tile)
    thumb.tap_link(page.get_by_role("button", name="That was everything"), "**/days/*")
    expect(pillar_row(page, "diet")).to_contain_text(f"{groups} of 29 groups")


def copy_last_session(thumb: KeystrokeModel) -> None:
    page = thumb.page
    thumb.tap_link(pillar_row(page, "training").get_by_role("link", name="Same as last time"), "**/training/new*")
    thumb.count_thought()
    thumb.fill_field(page.locator("#sets-3-load_kg"), "65")
    thumb.fill_field(page.locator("#sets-11-reps"), "7")
    thumb.fill_field(page.locator("#session_min"), "55")
    thumb.fill_field(page.locator("#effort label.choice", has_text="7"))
    thumb.tap_link(page.get_by_role("button", name="Log sets"), f"**/days/{DAY}*")
    expect(pillar_row(page, "training")).to_contain_text("15 work sets")


def copy_last_practice(thumb: KeystrokeModel) -> None:
    page = thumb.page
    thumb.tap_link(page.get_by_role("link", name="Practice", exact=True), "**/stress/new*")
    thumb.count_thought()
    thumb.tap_link(page.get_by_role("link", name="Same as last time"), "**like=*")
    thumb.tap_link(page.get_by_role("button", name="Log a practice"), f"**/days/{DAY}*")
    expect(pillar_row(page, "stress")).to_contain_text("10 min")


def format_table(did: dict[str, ActionCounts]) -> str:
    kinds = "".join(f"{name:>8}" for name in ("thinks", "taps", "keys", "swipes", "pages"))
    return "\n".join([f"\n{'on a phone':17}{kinds}  seconds", *(f"{name:17}{doings}" for name, doings in did.items())])


def test_logging_typical_day_takes_under_a_minute(page: Page) -> None:
    thumb, did = KeystrokeModel(page), {}
    log_night(thumb)
    did["sleep"] = thumb.take_counts()
    log_food_list(thumb, 10)
    did["food, 10 groups"] = thumb.take_counts()
    copy_last_session(thumb)
    did["training"] = thumb.take_counts()
    copy_last_practice(thumb)
    did["stress practice"] = thumb.take_counts()
    day = sum(did.values(), ActionCounts())
    page.goto("/days/2015-02-11")
    log_food_list(thumb, 19)
    did["food, 19 groups"] = thumb.take_counts()
    longest = sum(did.values(), ActionCounts(*(-count for count in astuple(did["food, 10 groups"]))))
    print(format_table(did | {"day, 10 groups": day, "day, 19 groups": longest}))
    assert max(day.seconds, longest.seconds) < 60
    assert day.taps <= 35
    assert longest.taps <= 44
    assert day.keys <= 14
    assert longest.swipes <= 9
