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
)
from tests.support.playwright_api import Dialog, Page, expect
from tests.support.served_accounts import sign_in_new_person
from tests.support.set_tables import (
    find_exercise_block,
    find_set_row,
    name_first_exercise,
    open_new_session,
    open_saved_session,
    read_announcement,
    read_offered_values,
    read_saved_sets,
    read_set_values,
    save_session,
    tick_row,
)


@pytest.fixture
def page(own_demo: Server, open_page: PageOpener) -> Page:
    return sign_in_demo(open_page(own_demo, viewport=PHONE, has_touch=True))


@pytest.fixture
def empty_log_page(server: Server, open_page: PageOpener) -> Page:
    """A phone with a log of its own that nothing is in yet."""
    page = open_page(server, viewport=PHONE, has_touch=True)
    sign_in_new_person(page, server)
    return page


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


def test_set_table_copies_last_session_with_two_changes_in_four_taps(page: Page) -> None:
    open_new_session(page, "2015-02-03")
    log_five_exercises(page, "2015-02-03")
    page.goto("/days/2015-02-05")
    find_row(page, "training").get_by_role("link", name="Change").tap()
    expect(page.get_by_text("Filled in as on Tue 3 February")).to_be_visible()
    for exercise, _ in FIVE:
        expect(page.get_by_role("heading", name=exercise, exact=True)).to_be_visible()
    expect(read_announcement(page)).to_have_text("0 work sets so far.")
    assert read_offered_values(page.locator("[data-sets]")) == [["60", "8", "2"]] * 12
    taps = [
        find_set_row(page, 3).get_by_role("button", name="kg: more"),
        find_set_row(page, 8).get_by_role("button", name="reps: less"),
        page.get_by_role("button", name="Tick all"),
    ]
    for button in taps:
        button.tap()
    expect(read_announcement(page)).to_have_text("12 work sets so far, 5\u202f720 kg in total.")
    page.get_by_role("button", name="Log sets").tap()
    expect(find_row(page, "training").locator(".state")).to_have_text("logged")
    saved = read_saved_sets(page, "2015-02-05")
    assert (saved[3], saved[8]) == (["62.5", "8", "2"], ["60", "7", "2"])
    assert saved.count(["60", "8", "2"]) == 10


def test_tick_takes_over_what_last_time_offers(empty_log_page: Page) -> None:
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
    tick_row(face.locator("[data-set]").first)
    assert read_set_values(face) == [["60", "8", "2"], ["", "", ""]]
    tick_row(face.locator("[data-set]").first)
    assert read_set_values(face) == [["", "", ""]] * 2
    face.get_by_role("button", name="Same as last time").tap()
    expect(read_announcement(page)).to_have_text("2 work sets so far, 960 kg in total.")
    expect(face.get_by_role("checkbox", name=re.compile("^Done.*Face pull, set 2$"))).to_be_checked()
    assert find_accessibility_faults(page) == []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # width and height
    save_session(page, "2015-03-05")
    expect(find_row(page, "training")).to_contain_text("Face pull: 2 work sets")
    expect(find_row(page, "training")).not_to_contain_text("Bench press")


def test_tick_without_amount_is_refused_at_the_row(page: Page) -> None:
    open_new_session(page, "2015-01-08")
    name_first_exercise(page, "Plank")
    page.locator("#sets-0-seconds").wait_for()
    tick_row(find_set_row(page, 0))
    expect(find_set_row(page, 0).get_by_role("alert")).to_have_text("Repetitions, seconds or a distance make it a set.")
    expect(page.locator("#sets-0-seconds")).to_be_focused()
    page.locator("#sets-0-seconds").press("ArrowUp")
    expect(page.locator("#sets-0-seconds")).to_have_value("5")
    page.get_by_role("button", name="Log sets").tap()
    page.wait_for_url("**/days/2015-01-08*")
    expect(find_row(page, "training")).to_contain_text("Plank: 1 work set")


def test_removed_set_and_exercise_come_back(page: Page) -> None:
    open_new_session(page, "2015-01-12")
    name_first_exercise(page, "Row")
    page.locator("#sets-0-reps").fill("8")
    expect(read_announcement(page)).to_have_text("1 work set so far.")
    row = find_exercise_block(page, "Row")
    row.get_by_role("button", name=re.compile("^Remove.*Row, set 1$")).click()
    expect(page.get_by_text("Row, set 1 removed.")).to_be_visible()
    assert read_set_values(row) == [["", "", ""]]
    page.get_by_role("button", name="Undo").click()
    assert ["", "8", ""] in read_set_values(row)
    row.get_by_role("button", name="Change").click()
    row.get_by_role("button", name="Remove this exercise").click()
    expect(page.get_by_text("Row removed.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    assert ["", "8", ""] in read_set_values(find_exercise_block(page, "Row"))


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


def test_set_table_adds_and_removes_sets_and_warmups(page: Page) -> None:
    open_new_session(page, "2015-01-02")
    rows = page.locator("[data-set]")
    expect(rows).to_have_count(1)
    name_first_exercise(page, "Bench press")
    page.locator("#sets-0-load_kg").fill("62,5")
    page.locator("#sets-0-reps").fill("8")
    expect(read_announcement(page)).to_have_text("1 work set so far, 500 kg in total.")
    bench = find_exercise_block(page, "Bench press")
    bench.get_by_role("button", name="Add a set").tap()
    expect(rows).to_have_count(2)
    expect(find_set_row(page, 1).locator("[data-tick]")).to_be_focused()
    assert read_offered_values(bench)[1] == ["62,5", "8", "–"]
    tick_row(find_set_row(page, 1))
    bench.get_by_role("button", name="Warm-up").tap()
    expect(page.locator("#sets-0-load_kg")).to_be_focused()
    page.keyboard.type("40")
    expect(bench.locator(".set-number")).to_have_text(["warm up", "1", "2"])
    expect(page.get_by_label("kg, Bench press, warm-up")).to_have_value("40")
    page.locator("#sets-0-reps").fill("10")
    expect(read_announcement(page)).to_have_text("2 work sets so far, 1\u202f000 kg in total.")
    bench.get_by_role("button", name="Add a set").tap()
    find_set_row(page, 3).get_by_role("button", name="reps: less").tap()
    find_set_row(page, 1).locator("#sets-1-reps").focus()
    bench.get_by_role("button", name=re.compile("Remove.*set 1$")).tap()
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="Other …").tap()
    expect(page.locator("#sets-3-exercise")).to_be_focused()
    page.keyboard.type("Row")
    page.locator("#sets-3-reps").fill("12")
    expect(read_announcement(page)).to_contain_text("3 work sets so far")
    page.get_by_role("button", name="Log sets").tap()
    page.get_by_role("button", name="Tick these and save").tap()
    page.wait_for_url("**/days/2015-01-02*")
    expect(find_row(page, "training")).to_contain_text("Bench press, Row: 3 work sets")


def test_set_table_renames_and_removes_exercise(page: Page) -> None:
    open_new_session(page, "2015-04-03")
    log_five_exercises(page, "2015-04-03")
    open_saved_session(page, "2015-04-03")
    row = find_exercise_block(page, "Seated row")
    row.get_by_role("button", name="Change").tap()
    row.get_by_label("Exercise", exact=True).fill("Cable row")
    find_exercise_block(page, "Cable row").get_by_role("button", name="Done").tap()
    expect(page.get_by_role("heading", name="Cable row", exact=True)).to_be_visible()
    squat = find_exercise_block(page, "Back squat")
    squat.get_by_role("button", name="Change").tap()
    squat.get_by_role("button", name="Remove this exercise").tap()
    expect(read_announcement(page)).to_contain_text("9 work sets so far")
    page.get_by_role("button", name="Save changes").tap()
    page.wait_for_url("**/days/2015-04-03*")
    open_saved_session(page, "2015-04-03")
    expect(page.locator("#sets-0-exercise")).to_have_value("Bench press")
    expect(page.locator("#sets-3-exercise")).to_have_value("Cable row")


def test_set_table_works_by_keyboard(page: Page) -> None:
    open_new_session(page, "2015-01-06")
    page.locator("#sets-0-exercise").focus()
    keys = page.keyboard
    keys.type("Overhead press")
    keys.press("Tab")
    keys.press("Tab")
    for typed in ("30", "10"):
        keys.press("Tab")
        keys.type(typed)
    keys.press("Shift+Tab")
    keys.press("Shift+Tab")
    keys.press("Space")
    expect(find_set_row(page, 0).locator("[data-tick]")).to_be_checked()
    page.get_by_role("button", name="Add a set").focus()
    keys.press("Enter")
    expect(find_set_row(page, 1).locator("[data-tick]")).to_be_focused()
    keys.press("Tab")
    keys.press("ArrowUp")
    expect(page.locator("#sets-1-load_kg")).to_have_value("32.5")
    page.get_by_role("button", name="Warm-up").focus()
    keys.press("Enter")
    keys.type("20")
    expect(read_announcement(page)).to_have_text("2 work sets so far, 625 kg in total.")
    assert read_set_values(find_exercise_block(page, "Overhead press")) == [
        ["20", "", ""],
        ["30", "10", ""],
        ["32.5", "10", ""],
    ]
    keys.press("Tab")
    keys.type("5")
    page.get_by_role("button", name="Log sets").focus()
    keys.press("Enter")
    expect(page.get_by_role("button", name="Save the ticked ones")).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_url("**/days/2015-01-06*")


def test_set_table_keeps_row_with_invalid_value(page: Page) -> None:
    open_new_session(page, "2015-01-07")
    name_first_exercise(page, "Bench press")
    page.locator("#sets-0-reps").fill("8")
    find_exercise_block(page, "Bench press").get_by_role("button", name="Add a set").tap()
    page.locator("#sets-1-reps").fill("eight")
    page.get_by_role("button", name=re.compile("^(Log sets|Save changes)$")).tap()
    page.get_by_role("alert").get_by_role("link", name="Reps").tap()
    expect(page.locator("#sets-1-reps")).to_be_in_viewport()
    expect(page.locator("#sets-1-reps")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#sets-1-error")).to_contain_text("A whole number")
    assert read_set_values(find_exercise_block(page, "Bench press")) == [["", "8", ""], ["", "eight", ""]]
    page.locator("#sets-1-reps").fill("7")
    save_session(page, "2015-01-07")
