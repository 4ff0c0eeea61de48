"""The table of sets under a thumb: like last time with two changes, exercises and sets by button, keys alone."""

from __future__ import annotations

import re
from datetime import date

import pytest
from tests.support.browser_pages import (
    FIVE,
    PHONE,
    PageOpener,
    Server,
    find_accessibility_faults,
    find_row,
    sign_in_demo,
    sign_in_new_person,
)
from tests.support.playwright_api import Dialog, Locator, Page, expect


@pytest.fixture
def page(own_demo: Server, open_page: PageOpener) -> Page:
    return sign_in_demo(open_page(own_demo, viewport=PHONE, has_touch=True))


@pytest.fixture
def empty_log_page(server: Server, open_page: PageOpener) -> Page:
    """A phone with a log of its own that nothing is in yet."""
    page = open_page(server, viewport=PHONE, has_touch=True)
    sign_in_new_person(page, server)
    return page


def open_new_session(page: Page, day: str) -> None:
    page.goto(f"/training/new?kind=resistance&day={day}")


def find_exercise_block(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def read_set_values(within: Locator) -> list[list[str]]:
    """Return the kg, reps and reserve of every row, as typed."""
    read: list[list[str]] = within.locator("[data-set]").evaluate_all(
        "rows => rows.map(row => ['load_kg', 'reps', 'rir'].map(one => row.querySelector(`[name$='-${one}']`).value))"
    )
    return read


def read_announcement(page: Page) -> Locator:
    return page.locator("[data-set-count]")


def save_session(page: Page, day: str) -> None:
    page.get_by_role("button", name=re.compile("^(Log sets|Save changes)$")).tap()
    page.wait_for_url(f"**/days/{day}*")


def log_five_exercises(page: Page, day: str) -> None:
    """Save a session of five exercises by the form of a page without a script, so that nothing here is under test."""
    fields: dict[str, str | float | bool] = {"kind": "resistance", "day": day}
    fields["csrf"] = page.locator("input[name=csrf]").first.input_value()
    place = 0
    for exercise, sets in FIVE:
        for nth in range(sets):
            fields |= {f"sets-{place}-load_kg": "60", f"sets-{place}-reps": "8", f"sets-{place}-rir": "2"}
            if nth == 0:
                fields[f"sets-{place}-exercise"] = exercise
            place += 1
    assert page.request.post("/training/new", form=fields).ok


def test_set_table_copies_last_session_with_two_changes(page: Page) -> None:
    open_new_session(page, "2015-02-03")
    log_five_exercises(page, "2015-02-03")
    page.goto("/days/2015-02-05")
    find_row(page, "training").get_by_role("link", name="Change").tap()
    expect(page.get_by_text("Filled in as on Tue 3 February")).to_be_visible()
    for exercise, _ in FIVE:
        expect(page.get_by_role("heading", name=exercise, exact=True)).to_be_visible()
    page.locator("#sets-3-load_kg").tap()
    page.keyboard.type("65")
    page.locator("#sets-8-reps").tap()
    page.keyboard.type("7")
    expect(read_announcement(page)).to_have_text("12 work sets so far, 5\u202f740 kg in total.")
    save_session(page, "2015-02-05")
    find_row(page, "training").get_by_role("link", name="Edit").tap()
    expect(page.locator("#sets-3-load_kg")).to_have_value("65")
    expect(page.locator("#sets-8-reps")).to_have_value("7")
    assert read_set_values(page.locator("[data-sets]")).count(["60", "8", "2"]) == 10


def test_set_table_shows_suggested_values_until_accepted(empty_log_page: Page) -> None:
    page = empty_log_page
    open_new_session(page, "2015-03-03")
    expect(page.get_by_role("button", name="Add an exercise")).to_be_visible()
    log_five_exercises(page, "2015-03-03")
    open_new_session(page, "2015-03-05")
    page.get_by_role("button", name="Bench press", exact=True).tap()
    page.get_by_role("button", name="Face pull", exact=True).tap()
    bench, face = find_exercise_block(page, "Bench press"), find_exercise_block(page, "Face pull")
    expect(bench).to_contain_text("Last time, Tue 3 March")
    expect(page.get_by_role("button", name="Bench press", exact=True)).to_be_hidden()
    expect(bench.locator("[data-set]")).to_have_count(3)
    assert read_set_values(bench) == [["", "", ""]] * 3
    expect(read_announcement(page)).to_have_text("0 work sets so far.")
    face.get_by_role("button", name="Same as last time").tap()
    expect(read_announcement(page)).to_have_text("2 work sets so far, 960 kg in total.")
    assert read_set_values(face) == [["60", "8", "2"]] * 2
    assert find_accessibility_faults(page) == []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # width and height
    save_session(page, "2015-03-05")
    expect(find_row(page, "training")).to_contain_text("Face pull: 2 work sets")
    expect(find_row(page, "training")).not_to_contain_text("Bench press")


def test_set_table_warns_before_leaving_with_unsaved_values(page: Page) -> None:
    open_new_session(page, date.today().isoformat())  # noqa: DTZ011 - the demonstration runs on the clock of this machine
    page.locator("#sets-0-reps").fill("8")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="Same as last time").tap()
    expect(page.locator("#sets-0-reps")).to_have_value("8")
    assert asked == ["What you typed here so far would be replaced."]
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Same as last time").tap()
    page.get_by_text("Filled in as on").wait_for()


def test_full_set_table_fits_every_viewport(page: Page) -> None:
    open_new_session(page, date.today().isoformat())  # noqa: DTZ011 - the demonstration runs on the clock of this machine
    page.get_by_role("link", name="Same as last time").tap()
    page.get_by_text("Filled in as on").wait_for()
    page.get_by_role("button", name="Change").first.tap()
    page.get_by_label("RPE, rest and kind of set").check()
    assert find_accessibility_faults(page) == []


def test_set_table_suggestion_can_be_cleared(page: Page) -> None:
    open_new_session(page, date.today().isoformat())  # noqa: DTZ011 - the demonstration runs on the clock of this machine
    page.get_by_role("button", name="Deadlift", exact=True).tap()
    lift = find_exercise_block(page, "Deadlift")
    lift.get_by_role("button", name="Clear").tap()
    expect(lift.locator("[data-set]")).to_have_count(1)
    expect(lift.locator("#sets-0-load_kg")).to_be_focused()
    expect(lift.get_by_role("button", name="Copy last set")).to_be_disabled()


def test_set_table_copies_adds_warmups_and_removes_sets(page: Page) -> None:
    open_new_session(page, "2015-01-02")
    rows = page.locator("[data-set]")
    expect(rows).to_have_count(1)
    page.locator("#sets-0-exercise").fill("Bench press")
    page.locator("#sets-0-load_kg").fill("62,5")
    page.locator("#sets-0-reps").fill("8")
    expect(read_announcement(page)).to_have_text("1 work set so far, 500 kg in total.")
    bench = find_exercise_block(page, "Bench press")
    bench.get_by_role("button", name="Copy last set").tap()
    expect(rows).to_have_count(2)
    expect(page.locator("#sets-1-load_kg")).to_be_focused()
    expect(page.locator("#sets-1-load_kg")).to_have_value("62,5")
    bench.get_by_role("button", name="Warm-up").tap()
    expect(page.locator("#sets-0-load_kg")).to_be_focused()
    page.keyboard.type("40")
    expect(bench.locator(".set-number")).to_have_text(["warm up", "1", "2"])
    expect(page.get_by_label("kg, Bench press, warm-up")).to_have_value("40")
    expect(read_announcement(page)).to_have_text("2 work sets so far, 1\u202f000 kg in total.")
    bench.get_by_role("button", name="Copy last set").tap()
    bench.get_by_role("button", name="Change").tap()
    bench.get_by_role("button", name=re.compile("Remove.*set 1$")).tap()
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="Other …").tap()
    expect(page.locator("#sets-3-exercise")).to_be_focused()
    page.keyboard.type("Row")
    page.locator("#sets-3-reps").fill("12")
    expect(read_announcement(page)).to_contain_text("3 work sets so far")
    save_session(page, "2015-01-02")
    expect(find_row(page, "training")).to_contain_text("Bench press, Row: 3 work sets")


def test_set_table_renames_and_removes_exercise(page: Page) -> None:
    open_new_session(page, "2015-04-03")
    log_five_exercises(page, "2015-04-03")
    page.goto("/days/2015-04-03")
    find_row(page, "training").get_by_role("link", name="Edit").tap()
    row = find_exercise_block(page, "Seated row")
    row.get_by_role("button", name="Change").tap()
    row.get_by_label("Exercise", exact=True).fill("Cable row")
    find_exercise_block(page, "Cable row").get_by_role("button", name="Done").tap()
    expect(page.get_by_role("heading", name="Cable row", exact=True)).to_be_visible()
    squat = find_exercise_block(page, "Back squat")
    squat.get_by_role("button", name="Change").tap()
    squat.get_by_role("button", name="Remove this exercise").tap()
    expect(read_announcement(page)).to_contain_text("9 work sets so far")
    save_session(page, "2015-04-03")
    find_row(page, "training").get_by_role("link", name="Edit").tap()
    expect(page.locator("#sets-0-exercise")).to_have_value("Bench press")
    expect(page.locator("#sets-3-exercise")).to_have_value("Cable row")


def test_set_table_works_by_keyboard(page: Page) -> None:
    open_new_session(page, "2015-01-06")
    page.locator("#sets-0-exercise").focus()
    keys = page.keyboard
    for typed in ("Overhead press", "30", "10", "2"):
        keys.type(typed)
        keys.press("Tab")
    expect(page.get_by_role("button", name="Copy last set")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#sets-1-load_kg")).to_be_focused()
    keys.type("32,5")
    for _ in range(3):
        keys.press("Tab")
    keys.press("Tab")
    expect(page.get_by_role("button", name="Warm-up")).to_be_focused()
    keys.press("Enter")
    keys.type("20")
    expect(read_announcement(page)).to_have_text("2 work sets so far, 625 kg in total.")
    assert read_set_values(find_exercise_block(page, "Overhead press")) == [
        ["20", "", ""],
        ["30", "10", "2"],
        ["32,5", "10", "2"],
    ]
    page.get_by_role("button", name="Log sets").focus()
    keys.press("Enter")
    page.wait_for_url("**/days/2015-01-06*")


def test_set_table_keeps_row_with_invalid_value(page: Page) -> None:
    open_new_session(page, "2015-01-07")
    page.locator("#sets-0-exercise").fill("Bench press")
    page.locator("#sets-0-reps").fill("8")
    find_exercise_block(page, "Bench press").get_by_role("button", name="Copy last set").tap()
    page.locator("#sets-1-reps").fill("eight")
    page.get_by_role("button", name=re.compile("^(Log sets|Save changes)$")).tap()
    page.get_by_role("alert").get_by_role("link", name="Reps").tap()
    expect(page.locator("#sets-1-reps")).to_be_in_viewport()
    expect(page.locator("#sets-1-reps")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#sets-1-error")).to_contain_text("A whole number")
    assert read_set_values(find_exercise_block(page, "Bench press")) == [["", "8", ""], ["", "eight", ""]]
    page.locator("#sets-1-reps").fill("7")
    save_session(page, "2015-01-07")
