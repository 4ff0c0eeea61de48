"""Usual times on a phone: dashed until taken over, by tap, key or all at once; what is not taken over is not sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.support.browser_pages import PHONE, PageOpener, Server, find_accessibility_faults, sign_in_demo_without_page
from tests.support.playwright_api import Page, expect

TIMES = ("bed_at", "try_at", "final_wake_at", "out_at")


def open_unlogged_night(page: Page) -> Page:
    """Open the form of the demonstration's last night that is not logged: that of today is, after getting up."""
    day = datetime.now(UTC).date()
    while "data-accept-usual-times" not in page.request.get(f"/sleep/new?kind=night&day={day}").text():
        day -= timedelta(days=1)
    page.goto(f"/sleep/new?kind=night&day={day}")
    return page


@pytest.fixture
def night(own_demo: Server, open_page: PageOpener) -> Page:
    """The form of a night of the demonstration that nobody wrote down yet."""
    return open_unlogged_night(sign_in_demo_without_page(open_page(own_demo, viewport=PHONE)))


def submitted_values(page: Page) -> dict[str, str]:
    """Send the form and return the times that went over the wire; nothing is saved: every test has this night."""
    page.route("**/sleep/new", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    with page.expect_request(lambda request: request.method == "POST") as caught:
        page.get_by_role("button", name="Log the night").click()
    told = caught.value.post_data_json
    assert isinstance(told, dict)
    return {name: told[name] for name in TIMES if name in told}


def suggested_values(page: Page) -> list[str]:
    return [name for name in TIMES if "offered" in str(page.locator(f"#{name}").get_attribute("class"))]


def test_usual_times_are_not_sent_until_accepted(night: Page) -> None:
    usual = {name: night.locator(f"#{name}").input_value() for name in TIMES}
    assert len(suggested_values(night)) == 4
    assert all(usual.values())
    night.locator("#out_at").click()
    expect(night.locator("#out_at")).not_to_have_class("field offered")
    expect(night.locator("#out_at-usual")).to_have_count(0)
    night.locator("#bed_at").fill("22:45")
    assert submitted_values(night) == {"bed_at": "22:45", "out_at": usual["out_at"]}


def test_usual_times_are_skipped_or_accepted_by_keyboard(night: Page) -> None:
    night.locator("[data-accept-usual-times]").focus()
    night.keyboard.press("Tab")
    expect(night.locator("#bed_at")).to_be_focused()
    for _ in range(12):
        night.keyboard.press("Tab")
    assert len(suggested_values(night)) == 4
    night.locator("#bed_at").focus()
    night.keyboard.press("ArrowUp")
    night.keyboard.press("ArrowDown")
    assert len(suggested_values(night)) == 3


def test_usual_times_are_accepted_at_once_and_editable(night: Page) -> None:
    usual = {name: night.locator(f"#{name}").input_value() for name in TIMES}
    told = night.locator("[data-night-summary]")
    expect(told).to_be_empty()
    night.get_by_role("button", name="Use my usual times").click()
    assert suggested_values(night) == []
    expect(night.get_by_text("All usual times are filled in.")).to_be_focused()
    expect(told).to_contain_text("in bed.")
    night.locator("#out_at").fill("07:15")
    assert submitted_values(night) == usual | {"out_at": "07:15"}


def test_save_bar_shows_what_would_be_saved(night: Page) -> None:
    typed = {"bed_at": "22:45", "try_at": "23:10", "sol_min": "25", "waso_min": "35", "final_wake_at": "06:50",
             "out_at": "07:15"}  # fmt: skip
    for name, value in typed.items():
        night.locator(f"#{name}").fill(value)
    told = night.locator("[data-night-summary]")
    expect(told).to_have_text("6 h 40 min asleep, 8 h 30 min in bed. That is 78 % of the time in bed.")
    expect(night.locator("[data-night] svg")).to_contain_text("asleep 23:35 to 06:50, less 35 min")
    night.locator("#sol_min").fill("ten")
    expect(told).to_have_text("8 h 30 min in bed.")
    night.locator("#final_wake_at").fill("07:30")
    expect(told).to_be_empty()


@pytest.mark.parametrize(
    ("day", "bed", "said"),
    [
        ("2015-03-29", "23:00", "7 h 0 min in bed."),
        ("2015-10-25", "23:00", "9 h 0 min in bed."),
        ("2015-10-25", "02:30", ""),
        ("2015-06-01", "23:00", "8 h 0 min in bed."),
    ],
)
def test_night_duration_is_elapsed_across_clock_change(night: Page, day: str, bed: str, said: str) -> None:
    night.goto(f"/sleep/new?kind=night&day={day}")
    night.locator("#bed_at").fill(bed)
    night.locator("#out_at").fill("07:00")
    expect(night.locator("[data-night-summary]")).to_have_text(said)


def test_usual_times_are_filled_by_link_without_scripts(own_demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo_without_page(open_page(own_demo, java_script_enabled=False, viewport=PHONE))
    open_unlogged_night(page)
    expect(page.locator("#bed_at")).to_have_value("")
    expect(page.get_by_text("usually ").first).to_be_visible()
    expect(page.get_by_role("button", name="Use my usual times")).to_be_hidden()
    page.get_by_role("link", name="Fill in my usual times").click()
    expect(page.locator("#bed_at")).not_to_have_value("")


def test_night_form_with_usual_times_is_accessible(night: Page) -> None:
    assert find_accessibility_faults(night) == []
    night.get_by_role("button", name="Use my usual times").click()
    assert find_accessibility_faults(night) == []


def test_ambiguous_time_question_is_accessible(night: Page) -> None:
    night.goto("/sleep/new?kind=night&day=2015-10-25")
    night.locator("#bed_at").fill("02:30")
    night.locator("#out_at").fill("07:00")
    night.get_by_role("button", name="Log the night").click()
    night.get_by_role("alert").wait_for()
    assert find_accessibility_faults(night) == []
    night.get_by_role("radio", name="second 02:30 (an hour later)").check()
    expect(night.locator("[data-night-summary]")).to_have_text("4 h 30 min in bed.")


def test_invalid_typed_times_are_not_shown_as_usual(night: Page) -> None:
    drawn = night.locator("[data-night] svg")
    expect(drawn).to_contain_text("in bed usually ")
    for name, typed in {"bed_at": "22:45", "try_at": "23:10", "sol_min": "25", "final_wake_at": "06:50"}.items():
        night.locator(f"#{name}").fill(typed)
    night.locator("#out_at").fill("07:15")
    night.locator("#waso_min").fill("600")
    expect(drawn).to_contain_text("in bed 22:45")
    expect(drawn).not_to_contain_text("usually")
