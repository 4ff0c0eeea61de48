"""The food list in a browser: every tap is saved once, whatever the network and other tabs do."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from tests.support.browser_pages import NARROW_PHONE, PageOpener, Server, sign_in_demo_without_page


@pytest.fixture
def page(own_demo: Server, open_page: PageOpener) -> Page:
    return sign_in_demo_without_page(open_page(own_demo, viewport=NARROW_PHONE, has_touch=True))


def tap(page: Page, *groups: str) -> None:
    for group in groups:
        page.locator(f"input[value={group}]").tap()


def expect_state(page: Page, words: str) -> None:
    expect(page.locator("[data-save-state]")).to_have_text(words)


def expect_chosen(page: Page, *groups: str) -> None:
    expect(page.locator("[data-tiles] input:checked")).to_have_count(len(groups))
    for group in groups:
        expect(page.locator(f"input[value={group}]")).to_be_checked()


def expect_saved(page: Page, day: str, *groups: str) -> None:
    """Expect what the server has, which another device would show."""
    html = page.request.get(f"/diet/new?day={day}").text()
    assert sorted(re.findall(r'value="(\w+)" checked', html)) == sorted(groups)


def test_taps_are_there_after_reload(page: Page) -> None:
    page.goto("/diet/new?day=2015-03-01")
    tap(page, "eggs", "pulses", "milk")
    expect(page.locator("[data-count]")).to_have_text("3 of 29 groups.")
    tap(page, "milk")
    expect_state(page, "Saved")
    page.reload()
    expect_chosen(page, "eggs", "pulses")
    expect(page.locator("[data-count]")).to_have_text("2 of 29 groups.")
    page.goto("/days/2015-03-01")
    expect(page.locator("section.pillar-diet")).to_contain_text("2 of 29 groups so far")


def test_tap_on_way_out_is_saved(page: Page) -> None:
    page.goto("/diet/new?day=2015-03-02")
    tap(page, "citrus")
    page.goto("/settings")
    page.goto("/diet/new?day=2015-03-02")
    expect_chosen(page, "citrus")
    page.wait_for_url("**/edit")
    expect_saved(page, "2015-03-02", "citrus")


def test_list_is_finished_with_tap_that_is_still_on_its_way(page: Page) -> None:
    page.goto("/diet/new?day=2015-03-03")
    with page.expect_request("**/save"):
        tap(page, "whole_grains")
    tap(page, "pulses")
    page.get_by_role("button", name="That was everything").tap()
    page.wait_for_url("**/days/2015-03-03?saved=*")
    row = page.locator("section.pillar-diet")
    expect(row).to_contain_text("Diet score 11 of 18")
    expect(row).to_contain_text("2 of 29 groups.")
    row.get_by_text("How it is counted").tap()
    expect(row.get_by_text("9 + 2 protective groups")).to_be_visible()


def test_two_tabs_overwrite_nothing(page: Page) -> None:
    page.goto("/diet/new?day=2015-03-04")
    tap(page, "eggs")
    expect_state(page, "Saved")
    other = page.context.new_page()
    other.goto(page.url)
    tap(page, "fish")
    expect_state(page, "Saved")
    page.wait_for_timeout(500)
    tap(other, "other_red_meat")
    expect_state(other, "Not saved")
    expect(other.get_by_role("alert")).to_contain_text("changed in another tab or on another device")
    expect_saved(page, "2015-03-04", "eggs", "fish")
    other.get_by_role("button", name="Look at both").tap()
    both = other.get_by_role("alert").filter(has_text="Saved version")
    expect(both).to_contain_text("Fish")
    expect(both).to_contain_text("Pork")
    other.get_by_role("button", name="Save mine").tap()
    other.wait_for_url("**saved=*")
    expect_saved(page, "2015-03-04", "eggs", "other_red_meat")


def test_two_tabs_begin_same_list(page: Page) -> None:
    page.goto("/diet/new?day=2015-03-05")
    other = page.context.new_page()
    other.goto(page.url)
    tap(page, "eggs")
    expect_state(page, "Saved")
    tap(other, "fish")
    expect(other.get_by_role("alert")).to_contain_text("This day already has a list")
    other.get_by_role("button", name="Look at both").tap()
    both = other.get_by_role("alert").filter(has_text="Saved version")
    expect(both).to_contain_text("Eggs")
    expect(both).to_contain_text("Fish")
    expect_saved(page, "2015-03-05", "eggs")


def test_taps_without_network_are_saved_once_when_it_is_back(page: Page) -> None:
    sent: list[Any] = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/save") else None)
    page.goto("/diet/new?day=2015-03-06")
    page.context.set_offline(True)
    tap(page, "eggs", "fish")
    expect_state(page, "Not saved yet, trying again")
    tap(page, "pulses", "eggs")
    page.context.set_offline(False)
    expect_state(page, "Saved")
    assert len(sent) == 1
    expect_saved(page, "2015-03-06", "fish", "pulses")


def test_list_finished_without_network_is_sent_when_it_is_back(page: Page) -> None:
    page.goto("/diet/new?day=2015-03-07")
    page.context.set_offline(True)
    tap(page, "pulses")
    page.get_by_role("button", name="That was everything").tap()
    expect_state(page, "Not saved yet, trying again")
    page.context.set_offline(False)
    page.wait_for_url("**/days/2015-03-07?saved=*")
    expect(page.locator("section.pillar-diet")).to_contain_text("Diet score 10 of 18")


def test_lost_answer_is_no_conflict(page: Page) -> None:
    lost = []

    def lose_first_answer(route: Route) -> None:
        route.fetch()
        lost.append(route.request.post_data)
        route.abort()

    page.route("**/save", lose_first_answer, times=1)
    page.goto("/diet/new?day=2015-03-08")
    tap(page, "eggs")
    expect_state(page, "Not saved yet, trying again")
    tap(page, "fish")
    expect_state(page, "Saved")
    assert len(lost) == 1
    expect_saved(page, "2015-03-08", "eggs", "fish")


def test_note_is_saved_by_button(page: Page) -> None:
    page.goto("/diet/new?day=2015-03-09")
    page.locator("summary", has_text="Note").tap()
    page.locator("#note").fill("Soup from the freezer.")
    expect_state(page, "Saved, the note not yet")
    tap(page, "eggs")
    page.wait_for_url("**/edit")
    expect_state(page, "Saved, the note not yet")
    page.reload()
    expect(page.locator("#note")).to_have_value("Soup from the freezer.")
    page.get_by_role("button", name="Save for now").tap()
    page.wait_for_url("**saved=*")
    page.goto("/diet/new?day=2015-03-09")
    expect(page.locator("#note")).to_have_value("Soup from the freezer.")
    expect_chosen(page, "eggs")


def test_list_is_tapped_and_finished_within_today(page: Page) -> None:
    page.goto("/days/2015-03-10")
    address, row = page.url, page.locator("section.pillar-diet")
    row.get_by_role("link", name="Log food").tap()
    tap(page, "eggs", "milk")
    expect(page.locator("[data-count]")).to_have_text("2 of 29 groups.")
    expect_state(page, "Saved")
    expect_saved(page, "2015-03-10", "eggs", "milk")
    row.get_by_role("button", name="Close").tap()
    expect(row).to_contain_text("2 of 29 groups so far")
    row.get_by_role("link", name="2 of 29 groups so far").click(position={"x": 5, "y": 5})
    expect_chosen(page, "eggs", "milk")
    tap(page, "pulses")
    page.get_by_role("button", name="That was everything").tap()
    expect(row).to_contain_text("Diet score 10 of 18")
    row.get_by_text("How it is counted").tap()
    expect(row.get_by_text("9 + 1 protective groups")).to_be_visible()
    assert page.url == address


def test_taps_that_were_not_sent_are_sent_at_next_visit(page: Page) -> None:
    page.goto("/diet/new?day=2015-03-13")
    tap(page, "eggs")
    expect_state(page, "Saved")
    other = page.context.new_page()
    other.goto(page.url)
    page.context.set_offline(True)
    tap(other, "fish")
    expect_state(other, "Not saved yet, trying again")
    other.close()
    page.context.set_offline(False)
    page.goto("/diet/new?day=2015-03-13")
    expect_chosen(page, "eggs", "fish")
    expect_state(page, "Saved")
    expect_saved(page, "2015-03-13", "eggs", "fish")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_draft_does_not_overwrite_what_was_saved_since(page: Page) -> None:
    page.goto("/diet/new?day=2015-03-14")
    tap(page, "eggs")
    expect_state(page, "Saved")
    page.context.set_offline(True)
    tap(page, "fish")
    expect_state(page, "Not saved yet, trying again")
    draft = page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('habitlog-draft'))[0]")
    page.context.set_offline(False)
    expect_state(page, "Saved")
    page.evaluate("([key, text]) => localStorage.setItem(key, text.replace('fish', 'milk'))", draft)
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("changed in another tab or on another device")
    expect_chosen(page, "eggs", "milk")


def test_list_works_without_scripts(own_demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo_without_page(open_page(own_demo, java_script_enabled=False))
    page.goto("/diet/new?day=2015-03-11")
    expect(page.get_by_text("A list saved for now gives no score.")).to_be_visible()
    page.locator("input[value=eggs]").check()
    page.get_by_role("button", name="Save for now").click()
    page.wait_for_url("**saved=*")
    page.goto("/diet/new?day=2015-03-11")
    expect_chosen(page, "eggs")
    page.get_by_role("button", name="That was everything").click()
    expect(page.locator("section.pillar-diet")).to_contain_text("Diet score 9 of 18")


def test_list_fits_one_and_a_half_screens(page: Page) -> None:
    page.goto("/diet/new?day=2015-03-12")
    heights = page.locator(".tile").evaluate_all("tiles => tiles.map((tile) => tile.getBoundingClientRect().height)")
    assert len(heights) == 29
    assert min(heights) >= 44
    list_height: float = page.locator("[data-tiles]").evaluate("list => list.getBoundingClientRect().height")
    assert list_height <= 1.5 * NARROW_PHONE["height"]
