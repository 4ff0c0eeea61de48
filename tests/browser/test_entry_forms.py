"""What scripts add to forms, and that the same forms work without any."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.support.browser_pages import PHONE, PageOpener, Server, find_row, sign_in_demo_without_page
from tests.support.playwright_api import Page, expect
from tests.support.served_accounts import sign_in_new_person


@pytest.fixture
def page(own_demo: Server, open_page: PageOpener) -> Page:
    return sign_in_demo_without_page(open_page(own_demo))


def test_save_bar_counts_in_unit_of_form(server: Server, open_page: PageOpener) -> None:
    page = open_page(server)
    page.goto("/sign-up")
    page.get_by_label("Name").fill("Lia")
    page.get_by_label("Email").fill("lia@example.org")
    page.locator("#password").fill("four plant dyes and a needle")
    page.get_by_role("button", name="Start your log").click()
    page.wait_for_url("**/setup/days")
    page.goto("/settings")
    page.get_by_role("radio", name="pounds").check()
    page.get_by_role("radio", name="62,5").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**done=saved")
    page.goto("/training/new?kind=resistance&day=2015-01-02")
    page.locator("#sets-0-exercise").fill("Bench press")
    page.locator("#sets-0-load_kg").fill("102,5")
    page.locator("#sets-0-reps").fill("8")
    expect(page.locator("[data-set-count]")).to_have_text("1 work set so far, 820 lb in total.")
    page.get_by_role("button", name="Log sets").click()
    page.wait_for_url("**/days/2015-01-02*")
    page.get_by_role("link", name="Edit Bench press").click()
    expect(page.get_by_label("lb, Bench press, set 1")).to_have_value("102,5")


def test_charts_and_timers_use_chosen_clock(server: Server, open_page: PageOpener) -> None:
    page = open_page(server)
    sign_in_new_person(page, server)
    page.goto("/settings")
    page.get_by_label("Time zone").select_option("Europe/Stockholm")
    page.get_by_role("radio", name="10:45 pm").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**done=saved")
    page.goto("/sleep/new?kind=night&day=2015-02-03")
    page.locator("#bed_at").fill("22:45")
    page.locator("#out_at").fill("07:15")
    drawn = page.locator("[data-night] svg text")
    expect(drawn.filter(has_text="in bed")).to_have_text("in bed 10:45 pm")
    expect(drawn.first).to_have_text("10 pm")
    page.clock.install(time=datetime(2015, 2, 3, 18, 5, tzinfo=UTC))
    page.goto("/training/timer?kind=hiit&day=2015-02-03")
    for name, value in {"work_s": "20", "rest_s": "0", "rounds": "1"}.items():
        page.locator(f"#{name}").fill(value)
    page.get_by_role("button", name="Start").click()
    page.clock.run_for(30_000)
    expect(page.locator("[data-result]")).to_have_text("1 round completed, 1 minute in total, from 7:05 pm.")


def test_stepper_stays_within_bounds(page: Page) -> None:
    page.goto("/sleep/new?kind=night")
    more = page.get_by_role("button", name="Times awake in the night: one more")
    less = page.get_by_role("button", name="Times awake in the night: one less")
    field = page.locator("#wakes")
    less.click()
    expect(field).to_have_value("0")
    more.click()
    more.click()
    less.click()
    expect(field).to_have_value("1")
    field.fill("")
    more.click()
    expect(field).to_have_value("1")
    field.fill("50")
    more.click()
    expect(field).to_have_value("50")


def test_answer_is_cleared_by_second_tap(page: Page) -> None:
    page.goto("/sleep/new?kind=night")
    good = page.get_by_role("radio", name="good", exact=True)
    good.click()
    expect(good).to_be_checked()
    good.click()
    expect(good).not_to_be_checked()


def test_password_can_be_shown(server: Server, open_page: PageOpener) -> None:
    page = open_page(server)
    page.goto("/sign-up")
    page.locator("#password").fill("four plant dyes")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#password")).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide").click()
    expect(page.locator("#password")).to_have_attribute("type", "password")


def test_double_tap_saves_once(page: Page) -> None:
    page.goto("/training/new?kind=other&day=2015-01-03")
    page.locator("#activity").fill("Walk")
    page.get_by_role("button", name="Log movement").dblclick()
    page.wait_for_url("**/days/2015-01-03*")
    expect(page.get_by_role("link", name="Edit Walk")).to_have_count(1)


def test_menu_closes(page: Page) -> None:
    page.goto("/")
    page.get_by_text("More", exact=True).click()
    menu = page.locator(".more-list")
    expect(menu.get_by_role("link", name="Settings")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_skip_link_is_first_focus(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.fixture
def page_without_scripts(own_demo: Server, open_page: PageOpener) -> Page:
    """A phone that runs no scripts."""
    return sign_in_demo_without_page(open_page(own_demo, java_script_enabled=False, viewport=PHONE))


def test_entry_form_works_without_scripts(page_without_scripts: Page) -> None:
    page_without_scripts.goto("/training/new?kind=resistance&day=2015-01-04")
    expect(page_without_scripts.locator("[data-set]")).to_have_count(9)
    expect(page_without_scripts.get_by_role("button", name="Copy last set")).to_have_count(0)
    page_without_scripts.locator("#sets-0-exercise").fill("Bench press")
    for row, reps in ((0, "8"), (2, "7")):
        page_without_scripts.locator(f"#sets-{row}-load_kg").fill("62,5")
        page_without_scripts.locator(f"#sets-{row}-reps").fill(reps)
    page_without_scripts.get_by_role("button", name="Log sets").click()
    page_without_scripts.wait_for_url("**/days/2015-01-04*")
    expect(find_row(page_without_scripts, "training")).to_contain_text("2 work sets")


def test_answer_is_cleared_without_scripts(page_without_scripts: Page) -> None:
    page_without_scripts.goto("/sleep/new?kind=night&day=2015-01-05")
    page_without_scripts.get_by_role("radio", name="good", exact=True).check()
    page_without_scripts.locator("fieldset:has(input[name=quality])").get_by_role("radio", name="no answer").check()
    expect(page_without_scripts.get_by_role("radio", name="good", exact=True)).not_to_be_checked()


def test_button_says_that_it_saves(page: Page) -> None:
    page.goto("/diet/new?day=2015-01-01")
    page.locator("#entry").evaluate("form => form.addEventListener('submit', (event) => event.preventDefault())")
    page.get_by_role("button", name="Save for now").click()
    expect(page.get_by_role("button", name="Saving")).to_be_disabled()
    expect(page.get_by_role("button", name="That was everything")).to_be_disabled()


def test_script_takes_plural_form_of_last_two_digits(page: Page) -> None:
    page.goto("/diet/new?day=2015-01-01")
    written = page.evaluate(
        """async () => {
          const { plural } = await import("/static/texts.js");
          const forms = { other: "{num} many", 1: "{num} one", 102: "{num} few of {all}" };
          return [0, 1, 102, 201, 302].map((number) => plural(forms, number, { all: 9 }));
        }"""
    )
    assert written == ["0 many", "1 one", "102 few of 9", "201 many", "302 few of 9"]
