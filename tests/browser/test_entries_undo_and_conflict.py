"""A deletion is undone and two tabs meet, on a phone and a desk, light and dark, with and without scripts."""

from __future__ import annotations

import pytest
from tests.support.browser_pages import (
    PageOpener,
    Server,
    find_accessibility_faults,
    find_row,
    sign_in_demo,
    sign_in_demo_without_page,
)
from tests.support.playwright_api import Page, expect

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])


def save_walk(page: Page, day: str) -> None:
    page.goto(f"/training/new?kind=other&day={day}")
    page.locator("#activity").fill("Walk by the lake")
    page.locator("#session_min").fill("40")
    page.get_by_role("button", name="Log movement").click()
    page.wait_for_url("**/days/*saved=*")


def open_edit_form(page: Page, headline: str) -> str:
    """Tap an entry of the day and return the address of its form, which opens in place where scripts run."""
    link = page.get_by_role("link", name=f"Edit {headline}")
    address = link.get_attribute("href")
    assert address
    link.click()
    return address


@SCRIPTS
def test_deletion_is_undone(own_demo: Server, open_page: PageOpener, *, scripts: bool) -> None:
    page = sign_in_demo(open_page(own_demo, java_script_enabled=scripts))
    day = f"2015-02-{1 + scripts:02}"
    save_walk(page, day)
    edit = page.get_by_role("link", name="Edit Walk by the lake")
    edit.click()
    page.get_by_text("Delete this entry").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".undo", has_text="Deleted: Walk by the lake.")).to_be_visible()
    expect(edit).to_have_count(0)
    undo = page.get_by_role("button", name="Undo")
    if scripts:
        expect(undo).to_be_focused()
    undo.click()
    expect(page.locator(".alert", has_text="The deleted entry is back as it was.")).to_be_visible()
    expect(edit).to_have_count(1)


@SCRIPTS
def test_conflict_of_two_tabs_is_shown(own_demo: Server, open_page: PageOpener, *, scripts: bool) -> None:
    page = sign_in_demo(open_page(own_demo, java_script_enabled=scripts))
    save_walk(page, f"2015-02-{3 + scripts:02}")
    address = open_edit_form(page, "Walk by the lake")
    page.locator("#session_min").wait_for()
    second = page.context.new_page()
    second.goto(address)
    second.locator("#session_min").fill("55")
    second.get_by_role("button", name="Save changes").click()
    second.wait_for_url("**saved=*")
    page.locator("#session_min").fill("45")
    page.locator("#activity").fill("Walk by the sea")
    page.get_by_role("button", name="Save changes").click()
    both = page.get_by_role("alert")
    expect(both).to_contain_text("changed elsewhere")
    expect(both).to_contain_text("55 min")
    expect(both).to_contain_text("45 min")
    page.get_by_role("button", name="Save mine").click()
    expect(find_row(page, "training")).to_contain_text("45 min")


def test_undo_and_conflict_pages_are_accessible(own_demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo_without_page(open_page(own_demo))
    page.goto("/training/new?kind=resistance&day=2015-02-05")
    page.locator("#sets-0-exercise").fill("Bench press")
    page.locator("#sets-0-load_kg").fill("62,5")
    page.locator("#sets-0-reps").fill("8")
    page.get_by_role("button", name="Log sets").click()
    page.wait_for_url("**saved=*")
    address = open_edit_form(page, "Bench press")
    page.locator("#sets-0-reps").wait_for()
    second = page.context.new_page()
    second.goto(address)
    second.locator("#sets-0-reps").fill("6")
    second.locator("#sets-0-load_kg").fill("70")
    second.locator("details:has(#note)").evaluate("(fold) => (fold.open = true)")
    second.locator("#note").fill("The bar was a heavy one.\nTwo people spotted.")
    second.get_by_role("button", name="Save changes").click()
    second.wait_for_url("**saved=*")
    page.locator("#sets-0-reps").fill("9")
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("alert").wait_for()
    assert find_accessibility_faults(page) == []
    page.get_by_role("link", name="Keep the saved version").click()
    expect(page.locator("#sets-0-reps")).to_have_value("6")
    stale = page.context.new_page()
    stale.goto(address)
    page.get_by_text("Delete this entry").click()
    page.get_by_role("button", name="Delete").click()
    page.locator(".undo:not(#outbox)").wait_for()
    assert find_accessibility_faults(page) == []
    stale.locator("#sets-0-reps").fill("10")
    stale.get_by_role("button", name="Save changes").click()
    expect(stale.get_by_role("alert")).to_contain_text("was deleted elsewhere")
    assert find_accessibility_faults(stale) == []
