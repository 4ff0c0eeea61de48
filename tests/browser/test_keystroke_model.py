"""How many taps a food list and a typical day take on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from tests.support.browser_pages import (
    NARROW_PHONE,
    PHONE,
    PageOpener,
    Server,
    find_row,
    sign_in_demo_without_page,
)
from tests.support.keystroke_model import ActionCounts, KeystrokeModel
from tests.support.playwright_api import Page, expect
from tests.support.recent_days import open_day_after_recent_entries
from tests.support.set_tables import find_set_row


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
        row = find_row(phone, "diet")
        expect(row).to_contain_text(re.compile(rf"\b{groups} of 29 groups\b(?! so far)"))
        expect(row.locator(".state")).to_contain_text("logged")
        print(f"{groups} groups: {tapped} taps")
        assert tapped <= groups + 1


EATEN = (
    "whole_grains", "pulses", "eggs", "milk", "yogurt", "poultry", "other_veg", "other_fruit", "other_sweets",
    "sweet_hot_drinks",
)  # fmt: skip


@pytest.fixture
def page(server: Server, open_page: PageOpener) -> Page:
    """The day of a phone of 360 px, after days with entries."""
    page = open_page(server, viewport=NARROW_PHONE, has_touch=True)
    open_day_after_recent_entries(page, server)
    return page


def expect_logged(page: Page, pillar: str, *texts: str) -> None:
    expect(find_row(page, pillar).locator(".state")).to_have_text("logged")
    for text in texts:
        expect(find_row(page, pillar)).to_contain_text(text)


def log_usual_night(thumb: KeystrokeModel) -> None:
    thumb.count_thought()
    thumb.tap(find_row(thumb.page, "sleep").get_by_role("button", name="As usual"))
    expect_logged(thumb.page, "sleep", "asleep", "In bed 22:45 to 07:15")


def log_food_list(thumb: KeystrokeModel) -> None:
    """Think once before the first tap in each part of the list, and tap what was eaten of it."""
    row = find_row(thumb.page, "diet")
    thumb.tap(row.get_by_role("link", name="Log food"))
    parts = row.locator("[data-tiles] fieldset")
    parts.first.wait_for()
    tapped = 0
    for part in parts.all():
        eaten = [tile for tile in part.locator(".tile").all() if tile.locator("input").input_value() in EATEN]
        if eaten:
            thumb.count_thought()
        for tile in eaten:
            thumb.tap(tile)
            tapped += 1
    assert tapped == len(EATEN)
    thumb.tap(row.get_by_role("button", name="That was everything"))
    expect_logged(thumb.page, "diet", "10 of 29 groups")


def log_last_session_with_two_changes(thumb: KeystrokeModel) -> None:
    row = find_row(thumb.page, "training")
    thumb.count_thought()
    thumb.tap(row.get_by_role("link", name="Change"))
    for place, button in ((3, "kg: more"), (11, "reps: less")):
        thumb.count_thought()
        thumb.tap(find_set_row(thumb.page, place).get_by_role("button", name=button))
    thumb.tap(row.get_by_role("button", name="Tick all"))
    thumb.tap(row.get_by_role("button", name="Log sets"))
    expect_logged(thumb.page, "training", "15 work sets")


def log_last_practice(thumb: KeystrokeModel) -> None:
    thumb.count_thought()
    thumb.tap(find_row(thumb.page, "stress").get_by_role("button", name="Slow breathing, 10 min"))
    expect_logged(thumb.page, "stress", "10 min")


def log_level(thumb: KeystrokeModel) -> None:
    thumb.count_thought()
    thumb.tap(find_row(thumb.page, "stress").get_by_role("button", name="Stress now 4"))
    expect_logged(thumb.page, "stress", "4 of 10")


def format_table(did: dict[str, ActionCounts]) -> str:
    kinds = "".join(f"{name:>8}" for name in ("thinks", "taps", "keys", "swipes", "pages"))
    return "\n".join([f"\n{'at 360 px':17}{kinds}  seconds", *(f"{name:17}{doings}" for name, doings in did.items())])


PARTS: dict[str, Callable[[KeystrokeModel], None]] = {
    "usual night": log_usual_night,
    "food, 10 groups": log_food_list,
    "training": log_last_session_with_two_changes,
    "stress practice": log_last_practice,
    "stress level": log_level,
}


def test_logging_typical_day_takes_20_taps_and_no_page(page: Page) -> None:
    loaded: list[str] = []
    page.on("framenavigated", lambda frame: loaded.append(frame.url))
    thumb, did = KeystrokeModel(page), {}
    for name, log in PARTS.items():
        log(thumb)
        did[name] = thumb.take_counts()
    day = sum(did.values(), ActionCounts())
    print(format_table(did | {"the day": day}))
    find_row(page, "training").get_by_role("link", name="Edit").click()
    expect(page.locator("#sets-3-load_kg")).to_have_value("62.5")
    expect(page.locator("#sets-11-reps")).to_have_value("7")
    assert loaded == []
    assert day.taps <= 20
    assert day.seconds < 30
