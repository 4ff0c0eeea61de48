"""How many taps a food list takes on a phone: one for each group that was eaten, and one that saves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import PHONE, PageOpener, Server, sign_in_demo_without_page


@pytest.mark.parametrize(("scripts", "year"), [(True, 2013), (False, 2014)], ids=["with scripts", "without scripts"])
def test_food_list_takes_one_tap_per_group_and_one_to_save(
    own_demo: Server, open_page: PageOpener, scripts: bool, year: int
) -> None:
    phone = sign_in_demo_without_page(open_page(own_demo, viewport=PHONE, has_touch=True, java_script_enabled=scripts))
    for number, groups in enumerate((0, 1, 5, 8, 12, 19), start=1):
        day = f"{year}-02-{number:02d}"
        phone.goto(f"/diet/new?day={day}")
        tiles = phone.locator("[data-tiles] .tile")
        expect(tiles).to_have_count(19)
        tapped = 0
        for place in range(groups):
            tiles.nth(place).tap()
            tapped += 1
        expect(phone.locator("[data-tiles] input:checked")).to_have_count(groups)
        phone.get_by_role("button", name="List is complete").tap()
        tapped += 1
        phone.wait_for_url(f"**/days/{day}*")
        row = phone.locator("section.row.pillar-diet")
        expect(row).to_contain_text(re.compile(rf"\b{groups} of 19 groups\b(?! so far)"))
        expect(row.locator(".state")).to_contain_text("logged")
        print(f"{groups} groups: {tapped} taps")
        assert tapped <= groups + 1
