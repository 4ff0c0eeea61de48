"""A session logged live: ticks, clocks, a reload, a dead network, and a form that a script inserted."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from tests.support.browser_pages import (
    PHONE,
    PageOpener,
    Server,
    find_accessibility_faults,
    find_row,
    sign_in_demo,
    wait_for_service_worker,
)
from tests.support.playwright_api import Page, expect
from tests.support.set_tables import (
    find_exercise_block,
    find_set_row,
    name_first_exercise,
    open_new_session,
    read_announcement,
    read_offered_values,
    read_saved_sets,
    save_session,
    tick_row,
)


@pytest.fixture
def page(own_demo: Server, open_page: PageOpener) -> Page:
    return sign_in_demo(open_page(own_demo, viewport=PHONE, has_touch=True))


def test_session_asks_about_sets_with_figures_and_no_tick(page: Page) -> None:
    open_new_session(page, "2015-01-09")
    name_first_exercise(page, "Row")
    page.locator("#sets-0-reps").fill("8")
    tick_row(find_set_row(page, 0))
    find_exercise_block(page, "Row").get_by_role("button", name="Add a set").click()
    find_set_row(page, 1).get_by_role("button", name="reps: more").click()
    page.get_by_role("button", name="Log sets").click()
    expect(page.get_by_text("1 set has numbers and no tick.")).to_be_visible()
    expect(page.get_by_role("button", name="Log sets")).to_be_hidden()
    assert find_accessibility_faults(page) == []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # width and height
    page.get_by_role("button", name="Save the ticked ones").click()
    page.wait_for_url("**/days/2015-01-09*")
    assert read_saved_sets(page, "2015-01-09") == [["", "8", ""]]


def test_session_survives_reload_with_ticks_clock_and_rest(page: Page) -> None:
    # The demonstration runs on the clock of this machine; in the morning half an hour more is no other day.
    morning = datetime.now().replace(hour=9)  # noqa: DTZ005
    today = morning.date().isoformat()
    page.clock.install(time=morning)
    open_new_session(page, today)
    page.get_by_label("Rest timer after a tick").select_option("90")
    name_first_exercise(page, "Row")
    page.locator("#sets-0-reps").fill("8")
    tick_row(find_set_row(page, 0))
    expect(page.get_by_role("timer")).to_have_text(re.compile("^1:(30|2[5-9])$"))
    find_exercise_block(page, "Row").get_by_role("button", name="Add a set").click()
    page.clock.run_for(30_000)
    expect(page.get_by_role("timer")).to_have_text(re.compile("^(1:00|0:[45][0-9])$"))
    page.reload()
    expect(page.get_by_text("What you typed here is back.")).to_be_visible()
    expect(page.get_by_role("timer")).to_be_visible()
    expect(find_set_row(page, 0).locator("[data-tick]")).to_be_checked()
    assert read_offered_values(page.locator("[data-sets]"))[1] == ["–", "8", "–"]
    expect(page.get_by_label("Rest timer after a tick")).to_have_value("90")
    page.clock.run_for(91_000)
    expect(page.get_by_role("timer")).to_be_hidden()
    expect(page.locator("#session_min")).to_have_value("")
    page.clock.run_for(20 * 60_000)
    tick_row(find_set_row(page, 1))
    minutes = int(page.locator("#session_min").input_value())
    assert 21 <= minutes <= 23
    expect(page.locator("[data-session-clock]")).to_have_text(f"Session clock {minutes} min.")
    save_session(page, today)
    page.goto(f"/training/new?kind=resistance&day={today}")
    expect(page.get_by_text("What you typed here is back.")).to_be_hidden()


def test_session_in_the_row_of_its_day_is_saved_once_without_a_network(page: Page) -> None:
    page.goto("/days/2015-01-13")
    find_row(page, "training").locator("summary").click()
    find_row(page, "training").get_by_role("link", name=re.compile("^Sets")).click()
    name_first_exercise(page, "Ring row")
    find_set_row(page, 0).get_by_role("button", name="reps: more").click()
    tick_row(find_set_row(page, 0))
    expect(read_announcement(page)).to_have_text("1 work set so far.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Log sets").click()
    expect(find_row(page, "training").get_by_role("alert")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Log sets").click()
    expect(find_row(page, "training")).to_contain_text("Ring row: 1 work set")
    assert read_saved_sets(page, "2015-01-13") == [["", "1", ""]]


def test_session_without_a_network_waits_and_is_saved_once(own_demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo(open_page(own_demo, viewport=PHONE, has_touch=True, service_workers="allow"))
    wait_for_service_worker(page)
    open_new_session(page, "2015-01-14")
    name_first_exercise(page, "Row")
    page.locator("#sets-0-reps").fill("8")
    tick_row(find_set_row(page, 0))
    page.context.set_offline(True)
    page.get_by_role("button", name="Log sets").click()
    expect(page.locator("#outbox")).to_contain_text("1 entry waits for the network.")
    page.context.set_offline(False)
    page.goto("/")
    expect(page.locator("#outbox")).to_contain_text("1 entry was sent.")
    assert read_saved_sets(page, "2015-01-14") == [["", "8", ""]]


def log_rows(page: Page, day: str) -> None:
    """Save a session of two sets of rows."""
    open_new_session(page, day)
    name_first_exercise(page, "Row")
    page.locator("#sets-0-reps").fill("8")
    find_exercise_block(page, "Row").get_by_role("button", name="Add a set").click()
    page.get_by_role("button", name="Tick all").click()
    save_session(page, day)


def test_session_without_a_tick_asks_about_sets_of_last_time(page: Page) -> None:
    log_rows(page, "2015-04-07")
    for day, answer, saved in (
        ("2015-04-08", "Tick these and save", ["9", "8"]),
        ("2015-04-09", "Save without them", ["10"]),
    ):
        page.goto(f"/days/{day}")
        find_row(page, "training").get_by_role("link", name="Change").click()
        expect(read_announcement(page)).to_have_text("0 work sets so far.")
        find_set_row(page, 0).get_by_role("button", name="reps: more").click()
        page.get_by_role("button", name="Log sets").click()
        expect(page.get_by_role("button", name="Save the ticked ones")).to_be_hidden()
        page.get_by_role("button", name=answer).click()
        expect(find_row(page, "training").locator(".state")).to_have_text("logged")
        assert [reps for _, reps, _ in read_saved_sets(page, day)] == saved


def test_tap_after_typing_over_last_time_counts(page: Page) -> None:
    log_rows(page, "2015-05-05")
    open_new_session(page, "2015-05-06")
    name_first_exercise(page, "Row")
    page.locator("#sets-0-reps").fill("7")
    tick_row(find_set_row(page, 0))
    expect(find_set_row(page, 0).locator("[data-tick]")).to_be_checked()
