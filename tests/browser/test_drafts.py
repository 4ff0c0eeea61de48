"""What is typed stays on the device until it is saved, discarded or its person signs out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.support.browser_pages import (
    PageOpener,
    Server,
    find_accessibility_faults,
    find_row,
    sign_in_demo,
    sign_in_demo_without_page,
)
from tests.support.served_accounts import sign_in_new_person

BACK = "What you typed here is back."
DRAFTS = "Object.keys(localStorage).filter((key) => key.startsWith('habitlog-draft:'))"


@pytest.fixture
def page(own_demo: Server, open_page: PageOpener) -> Page:
    return sign_in_demo_without_page(open_page(own_demo))


def type_walk(page: Page, day: str, minutes: str = "40") -> None:
    page.goto(f"/training/new?kind=other&day={day}")
    page.locator("#activity").fill("Walk by the lake")
    page.locator("#session_min").fill(minutes)
    page.wait_for_function(f"{DRAFTS}.length > 0")


def save_walk(page: Page) -> None:
    page.get_by_role("button", name="Log movement").click()
    page.wait_for_url("**saved=*")


def test_draft_survives_reload_and_is_removed_once_saved(page: Page) -> None:
    type_walk(page, "2015-03-01")
    entry_id = page.locator("[name=entry_id]").input_value()
    page.reload()
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.locator("#activity")).to_have_value("Walk by the lake")
    assert page.locator("[name=entry_id]").input_value() == entry_id
    assert "lake" not in page.url
    save_walk(page)
    assert page.evaluate(DRAFTS) == []
    page.goto("/training/new?kind=other&day=2015-03-01")
    expect(page.locator("#activity")).to_have_value("")
    expect(page.get_by_text(BACK)).to_have_count(0)


def test_draft_is_back_after_back_and_can_be_discarded(page: Page) -> None:
    page.goto("/days/2015-03-02")
    type_walk(page, "2015-03-02")
    page.goto("/library")
    page.go_back()
    expect(page.locator("#activity")).to_have_value("Walk by the lake")
    page.reload()
    assert find_accessibility_faults(page) == []
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("#activity")).to_have_value("")
    assert page.evaluate(DRAFTS) == []
    page.goto("/training/new?kind=other&day=2015-03-03")
    expect(page.get_by_text(BACK)).to_have_count(0)


def test_draft_is_back_after_lost_network(page: Page) -> None:
    type_walk(page, "2015-03-04")
    page.route("**/training/new", lambda route: route.abort())
    page.get_by_role("button", name="Log movement").click()
    page.wait_for_url("chrome-error://**")
    page.unroute("**/training/new")
    page.goto("/training/new?kind=other&day=2015-03-04")
    expect(page.locator("#session_min")).to_have_value("40")
    save_walk(page)
    assert page.evaluate(DRAFTS) == []


def test_draft_of_answer_that_was_lost_saves_once(page: Page) -> None:
    """The network dies between save and answer: the same entry is sent again under its id."""
    type_walk(page, "2015-03-05")

    def save_without_answer(route: object) -> None:
        route.fetch(max_redirects=0)  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    page.route("**/training/new", save_without_answer)
    page.get_by_role("button", name="Log movement").click()
    page.wait_for_url("chrome-error://**")
    page.unroute("**/training/new")
    page.context.clear_cookies(name="habitlog-saved")
    page.goto("/training/new?kind=other&day=2015-03-05")
    expect(page.get_by_text(BACK)).to_be_visible()
    save_walk(page)
    expect(page.get_by_role("link", name="Edit Walk by the lake")).to_have_count(1)


def test_draft_of_edit_keeps_version_and_shows_both(own_demo: Server, open_page: PageOpener, page: Page) -> None:
    type_walk(page, "2015-03-06")
    save_walk(page)
    link = page.get_by_role("link", name="Edit Walk by the lake")
    address = link.get_attribute("href")
    assert address
    link.click()
    page.locator("#session_min").fill("45")
    page.wait_for_function(f"{DRAFTS}.length > 0")
    page.goto("/library")
    other = sign_in_demo_without_page(open_page(own_demo))
    other.goto(address)
    other.locator("#session_min").fill("55")
    other.get_by_role("button", name="Save changes").click()
    other.wait_for_url("**saved=*")
    page.goto(address)
    expect(page.locator("#session_min")).to_have_value("45")
    page.get_by_role("button", name="Save changes").click()
    both = page.get_by_role("alert")
    expect(both).to_contain_text("55 min")
    expect(both).to_contain_text("45 min")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("45 min")
    page.get_by_role("button", name="Save mine").click()
    page.wait_for_url("**saved=*")
    expect(find_row(page, "training")).to_contain_text("45 min")
    assert page.evaluate(DRAFTS) == []


def test_draft_of_sets_restores_exercises_and_rows(page: Page) -> None:
    page.goto("/training/new?kind=resistance&day=2015-03-07")
    page.locator("#sets-0-exercise").fill("Goblet squat")
    page.locator("#sets-0-load_kg").fill("20")
    page.locator("#sets-0-reps").fill("8")
    page.get_by_role("button", name="Add a set").first.click()
    page.locator(".set-tick").nth(1).click()
    page.get_by_role("button", name=re.compile("^(Other …|Add an exercise)$")).click()
    page.locator("#sets-2-exercise").fill("Farmer walk")
    page.locator("#sets-2-load_kg").fill("32,5")
    page.locator("#sets-2-reps").fill("6")
    page.wait_for_function(f"{DRAFTS}.length > 0")
    page.reload()
    for name, value in {"0-exercise": "Goblet squat", "1-load_kg": "20", "1-reps": "8", "2-load_kg": "32,5"}.items():
        expect(page.locator(f"#sets-{name}")).to_have_value(value)
    expect(page.locator("[data-block]")).to_have_count(2)


def test_draft_of_night_takes_over_typed_times_alone(page: Page) -> None:
    page.goto("/sleep/new?kind=night&day=2015-03-08")
    page.locator("#bed_at").fill("22:40")
    page.wait_for_function(f"{DRAFTS}.length > 0")
    page.reload()
    expect(page.locator("#bed_at")).to_have_value("22:40")
    assert page.locator("#bed_at").get_attribute("name") == "bed_at"


def test_drafts_are_removed_at_sign_out(own_demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo(open_page(own_demo, viewport={"width": 1200, "height": 900}))
    type_walk(page, "2015-03-09")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate("localStorage.length") == 0


def test_draft_is_hidden_from_another_person(own_demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo(open_page(own_demo))
    type_walk(page, "2015-03-10")
    page.context.clear_cookies()
    sign_in_new_person(page, own_demo)
    assert page.evaluate("localStorage.length") == 0
    page.goto("/training/new?kind=other&day=2015-03-10")
    expect(page.locator("#activity")).to_have_value("")


FORBID = """for (const name of ["localStorage", "indexedDB", "caches"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}
Object.defineProperty(navigator, "serviceWorker", { value: undefined });"""
"""A browser that keeps nothing, as some do in a private window."""
FILL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"


@pytest.mark.parametrize("script", [FORBID, FILL], ids=["forbidden", "full"])
def test_forms_work_without_storage(page: Page, script: str) -> None:
    page.context.add_init_script(script)
    page.goto("/training/new?kind=other&day=2015-03-11")
    page.locator("#activity").fill("Walk by the lake")
    page.locator("#session_min").fill("40")
    save_walk(page)
    expect(page.get_by_role("link", name="Edit Walk by the lake").first).to_be_visible()


def test_form_inserted_by_script_gets_draft(page: Page) -> None:
    page.goto("/training/new?kind=other&day=2015-03-12")
    page.evaluate(
        "() => { const form = document.getElementById('entry'); const copy = form.cloneNode(true);"
        " form.replaceWith(copy); copy.dispatchEvent(new CustomEvent('habitlog:inserted', { bubbles: true })); }"
    )
    page.locator("#activity").fill("Swim")
    page.wait_for_function(f"{DRAFTS}.length > 0")
    page.reload()
    expect(page.locator("#activity")).to_have_value("Swim")


def test_form_with_own_draft_is_left_alone(page: Page) -> None:
    page.goto("/training/new?kind=other&day=2015-03-13")
    page.evaluate(
        "() => { const form = document.getElementById('entry'); const copy = form.cloneNode(true);"
        " copy.dataset.ownDraft = ''; form.replaceWith(copy);"
        " copy.dispatchEvent(new CustomEvent('habitlog:inserted', { bubbles: true })); }"
    )
    page.locator("#activity").fill("Swim")
    page.locator("#session_min").fill("40")
    assert page.evaluate(DRAFTS) == []
