"""Timers in a real browser whose clock a test moves: what is said, what is measured, and what a form is handed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.support.browser_pages import PageOpener, Server, find_accessibility_faults, find_row, sign_in_demo
from tests.support.playwright_api import Locator, Page, expect

MORNING = datetime(2015, 2, 3, 6, 5, tzinfo=UTC)
"""07:05 in Stockholm, on a day that is in no one's record."""
INTERVALS = "/training/timer?kind=hiit&day=2015-02-03"
STILL = "/stress/timer?kind=practice&day=2015-02-03"


@pytest.fixture
def page(own_demo: Server, open_page: PageOpener) -> Page:
    """A phone whose clock stands still; its own zone is not the person's."""
    return set_clock_to_seven(sign_in_demo(open_page(own_demo, timezone_id="America/New_York")))


def set_clock_to_seven(page: Page) -> Page:
    page.clock.install(time=MORNING)
    page.clock.pause_at(MORNING.replace(second=1))
    return page


def start(page: Page, address: str, **typed: str) -> None:
    page.goto(address)
    for name, value in typed.items():
        field = page.locator(f"#{name}")
        field.select_option(value) if name == "practice" else field.fill(value)
    page.get_by_role("button", name="Start").click()


def read_status(page: Page) -> Locator:
    return page.locator("[aria-live=polite]")


def read_remaining_time(page: Page) -> Locator:
    return page.get_by_role("timer")


def advance_clock(page: Page, seconds: float) -> None:
    page.clock.run_for(int(seconds * 1000))


def open_filled_form(page: Page) -> dict[str, str]:
    """Follow the way to the form and return what it shows."""
    page.get_by_role("link", name=re.compile("^Fill in the ")).click()
    page.wait_for_url("**/new?*")
    fields = page.locator("#entry :is(input:not([type=hidden], [type=radio]), select)")
    shown: dict[str, str] = fields.evaluate_all("all => Object.fromEntries(all.map((one) => [one.name, one.value]))")
    return {name: value for name, value in shown.items() if value}


def test_interval_timer_runs_from_start_to_saved_entry(page: Page) -> None:
    start(page, INTERVALS, work_s="60", rest_s="60", rounds="10")
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    expect(read_status(page)).to_have_text("Starts in 5 seconds")
    expect(read_remaining_time(page)).to_have_text("0:05")
    advance_clock(page, 5)
    expect(read_status(page)).to_have_text("Round 1 of 10, work")
    expect(read_remaining_time(page)).to_have_text("1:00")
    expect(page.get_by_text("Round 1 of 10, 19:00 left in total")).to_be_visible()
    advance_clock(page, 25)
    expect(read_status(page)).to_have_text("Round 1 of 10, work")
    expect(read_remaining_time(page)).to_have_text("0:35")
    advance_clock(page, 35)
    expect(read_status(page)).to_have_text("Round 1 of 10, rest")
    advance_clock(page, 60)
    expect(read_status(page)).to_have_text("Round 2 of 10, work")
    advance_clock(page, 1140 - 120 - 1)
    expect(read_status(page)).to_have_text("Round 10 of 10, work")
    expect(read_remaining_time(page)).to_have_text("0:01")
    advance_clock(page, 1)
    expect(read_status(page)).to_have_text("Ended. 10 rounds completed, 19 minutes in total, from 07:05.")
    expect(page.get_by_role("link", name="Fill in the form")).to_be_focused()
    assert open_filled_form(page) == {
        "work_s": "60", "rest_s": "60", "rounds": "10", "blocks": "1", "session_min": "19", "started_at": "07:05",
    }  # fmt: skip
    expect(page.get_by_role("status")).to_have_text("Some fields are filled in already. Nothing is saved yet.")
    page.locator("#modality").select_option("row")
    page.get_by_role("button", name="Log intervals").click()
    page.clock.run_for(100)
    page.wait_for_url("**/days/2015-02-03*")
    expect(find_row(page, "training")).to_contain_text("10")


@pytest.mark.parametrize(
    ("typed", "seconds", "told", "filled"),
    [
        (("60", "60", "10", ""), 5 + 59, "No round was completed.", None),
        (("60", "60", "10", ""), 5 + 61, "1 of 10 rounds completed, 1 minute in total", ("1", "1", "1")),
        (("60", "60", "10", ""), 5 + 300, "3 of 10 rounds completed, 5 minutes in total", ("3", "1", "5")),
        (("30", "0", "4", ""), 5 + 90, "3 of 4 rounds completed, 2 minutes in total", ("3", "1", "2")),
    ],
)
def test_interval_timer_stopped_early_fills_done_rounds(
    page: Page, typed: tuple[str, ...], seconds: int, told: str, filled: tuple[str, str, str] | None
) -> None:
    start(page, INTERVALS, **dict(zip(("work_s", "rest_s", "rounds", "blocks"), typed, strict=True)))
    advance_clock(page, seconds)
    page.get_by_role("button", name="End", exact=True).click()
    expect(read_status(page)).to_contain_text(told)
    if filled is None:
        expect(page.get_by_text("Nothing to fill in yet.")).to_be_visible()
        expect(page.get_by_role("link", name="Fill in the form")).to_be_hidden()
        expect(page.get_by_role("button", name="Time another")).to_be_focused()
        return
    shown = open_filled_form(page)
    assert (shown["rounds"], shown["blocks"], shown["session_min"]) == filled


def test_interval_timer_waits_between_blocks(page: Page) -> None:
    start(page, INTERVALS, work_s="60", rest_s="30", rounds="3", blocks="2")
    expect(read_status(page)).to_have_text("Block 1 of 2 starts in 5 seconds")
    advance_clock(page, 5 + 240)
    expect(read_status(page)).to_have_text("Block 1 of 2 is done. Continue starts the next one.")
    advance_clock(page, 120)
    expect(page.get_by_text("Block 1 of 2, round 3 of 3")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(read_status(page)).to_have_text("Block 2 of 2 starts in 5 seconds")
    advance_clock(page, 5 + 100)
    page.get_by_role("button", name="End", exact=True).click()
    expect(read_status(page)).to_contain_text("4 of 6 rounds completed, 8 minutes in total")
    shown = open_filled_form(page)
    assert (shown["rounds"], shown["blocks"], shown["session_min"]) == ("4", "1", "8")


def test_timer_does_not_count_pause(page: Page) -> None:
    start(page, STILL, minutes="10")
    advance_clock(page, 60)
    page.get_by_role("button", name="Pause").click()
    expect(read_status(page)).to_have_text("Paused. 9 minutes left")
    button = page.get_by_role("button", name="Continue")
    expect(button).to_be_focused()
    advance_clock(page, 600)
    expect(read_remaining_time(page)).to_have_text("9:00")
    button.click()
    advance_clock(page, 120)
    page.get_by_role("button", name="End", exact=True).click()
    expect(read_status(page)).to_have_text("Ended. 3 minutes, from 07:05.")


def test_practice_timer_fills_minutes_and_start(page: Page) -> None:
    start(page, STILL, practice="meditation", minutes="10")
    expect(read_status(page)).to_have_text("10 minutes left")
    expect(page.get_by_role("region", name="Timer").get_by_text("Meditation")).to_be_visible()
    advance_clock(page, 299)
    expect(read_status(page)).to_have_text("10 minutes left")
    advance_clock(page, 1)
    expect(read_status(page)).to_have_text("5 minutes left")
    advance_clock(page, 300)
    expect(read_status(page)).to_have_text("Ended. 10 minutes, from 07:05.")
    assert open_filled_form(page) == {"practice": "meditation", "minutes": "10", "started_at": "07:05"}
    page.get_by_role("button", name="Log a practice").click()
    page.clock.run_for(100)
    page.wait_for_url("**/days/2015-02-03*")


def test_timer_omits_start_on_another_date(page: Page) -> None:
    start(page, STILL.replace("02-03", "02-02"), practice="rest", minutes="5")
    advance_clock(page, 300)
    expect(read_status(page)).to_have_text("Ended. 5 minutes.")
    assert open_filled_form(page) == {"practice": "rest", "minutes": "5"}


def test_timer_is_correct_after_page_was_suspended(page: Page) -> None:
    start(page, INTERVALS, work_s="60", rest_s="60", rounds="10")
    advance_clock(page, 10)
    page.clock.fast_forward(600_000)
    expect(read_status(page)).to_have_text("Round 6 of 10, work")
    expect(read_remaining_time(page)).to_have_text("0:55")
    page.clock.fast_forward(3_600_000)
    expect(read_status(page)).to_have_text("Ended. 10 rounds completed, 19 minutes in total, from 07:05.")


def test_timer_resumes_after_page_was_discarded(page: Page) -> None:
    start(page, INTERVALS, work_s="60", rest_s="60", rounds="10")
    advance_clock(page, 5 + 130)
    page.reload()
    expect(read_status(page)).to_have_text("Round 2 of 10, work")
    expect(read_remaining_time(page)).to_have_text("0:50")
    advance_clock(page, 60)
    page.get_by_role("button", name="Pause").click()
    page.reload()
    advance_clock(page, 600)
    expect(read_remaining_time(page)).to_have_text("0:50")
    page.get_by_role("button", name="Continue").click()
    advance_clock(page, 10)
    expect(read_remaining_time(page)).to_have_text("0:40")
    page.get_by_role("button", name="End", exact=True).click()
    page.reload()
    expect(page.get_by_text("2 of 10 rounds completed, 3 minutes in total, from 07:05.").last).to_be_visible()
    assert open_filled_form(page)["rounds"] == "2"


def test_timer_result_is_cleared_after_use(page: Page) -> None:
    start(page, STILL, minutes="5")
    advance_clock(page, 300)
    open_filled_form(page)
    page.goto(STILL)
    expect(page.get_by_role("button", name="Start")).to_be_visible()


def test_timer_refuses_invalid_setting_at_its_field(page: Page) -> None:
    start(page, INTERVALS, work_s="4", rest_s="60", rounds="ten")
    work = page.locator("#work_s")
    expect(work).to_be_focused()
    expect(work).to_have_accessible_description("Enter a whole number from 5 to 600.")
    expect(page.locator("#rounds")).to_have_accessible_description("Enter a whole number from 1 to 60.")
    work.fill("20")
    page.locator("#rounds").fill("3")
    page.locator("#rounds").press("Enter")
    expect(read_status(page)).to_have_text("Starts in 5 seconds")


def test_timer_works_by_keyboard(page: Page) -> None:
    page.goto(INTERVALS)
    page.locator("#work_s").focus()
    for value in ("20", "10"):
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    page.locator("#rounds").focus()
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    expect(read_status(page)).to_have_text("Paused. 5 seconds left")
    page.keyboard.press("Enter")
    advance_clock(page, 30)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="End", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Fill in the form")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/training/new?*")
    expect(page.locator("#rounds")).to_have_value("1")


def start_breathing_pace(page: Page, **typed: str) -> None:
    page.goto(STILL)
    page.locator("#minutes").fill("5")
    page.get_by_text("Breathing pace (optional)").click()
    page.get_by_label("Show a breathing pace").check()
    for label, value in typed.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Start").click()


def test_breathing_pace_is_shown(page: Page) -> None:
    start_breathing_pace(page, In="4,5", Out="5.5")
    word, line = page.locator("[data-breath-word]"), page.locator("[data-breath-line]")
    for seconds, told in ((0.1, "in"), (4, "in"), (0.6, "out"), (5, "out"), (0.5, "in")):
        advance_clock(page, seconds)
        expect(word).to_have_text(told)
    expect(line).to_be_visible()
    assert line.evaluate("(one) => one.style.transform")


def test_breathing_pace_respects_reduced_motion(own_demo: Server, open_page: PageOpener) -> None:
    page = set_clock_to_seven(sign_in_demo(open_page(own_demo, reduced_motion="reduce")))
    start_breathing_pace(page)
    advance_clock(page, 4.5)
    expect(page.locator("[data-breath-word]")).to_have_text("out")
    expect(page.locator(".timer-line")).to_be_hidden()
    assert page.locator("[data-breath-line]").evaluate("(one) => one.style.transform") == ""


LISTEN = """
window.tones = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (when) {
  tones.push([Math.round(this.frequency.value), Math.round(when - this.context.currentTime)]);
  return start.call(this, when);
};
"""


def test_timer_schedules_tones_on_audio_clock(page: Page) -> None:
    page.add_init_script(LISTEN)
    start(page, INTERVALS, work_s="20", rest_s="10", rounds="2")
    advance_clock(page, 0.1)
    ahead = page.evaluate("tones.slice(0, 11)")
    work, rest, tick, end = 880, 440, 660, 523
    assert sorted(ahead) == sorted(
        [[30, 0], [tick, 2], [tick, 3], [tick, 4], [work, 5], [rest, 25], [tick, 32], [tick, 33], [tick, 34],
         [work, 35], [end, 55]]
    )  # fmt: skip


def test_practice_timer_makes_no_sound_unless_asked(page: Page) -> None:
    page.add_init_script(LISTEN)
    start(page, STILL, minutes="5")
    advance_clock(page, 300)
    assert page.evaluate("tones") == []


SCREEN = """
window.asked = [];
WakeLock.prototype.request = async (what) => {
  asked.push(what);
  return { released: false, release() { this.released = true; asked.push("let go"); } };
};
"""


def test_timer_holds_wake_lock_while_running(page: Page) -> None:
    page.add_init_script(SCREEN)
    start(page, STILL, minutes="5")
    assert page.evaluate("asked") == ["screen"]
    page.get_by_role("button", name="Pause").click()
    assert page.evaluate("asked") == ["screen", "let go"]
    page.get_by_role("button", name="Continue").click()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.evaluate("asked") == ["screen", "let go", "screen"]
    advance_clock(page, 300)
    assert page.evaluate("asked") == ["screen", "let go", "screen", "let go"]


def finish_timer(page: Page) -> None:
    start(page, STILL, minutes="5")
    advance_clock(page, 320)
    page.get_by_text("Nothing is saved yet.").wait_for()


STATES: dict[str, tuple[str, Callable[[Page], Any] | None]] = {
    "set up": (INTERVALS, None),
    "wrong": (INTERVALS, lambda page: page.get_by_role("button", name="Start").click()),
    "intervals": (INTERVALS, lambda page: start(page, INTERVALS, work_s="60", rest_s="60", rounds="60", blocks="2")),
    "still": (STILL, None),
    "breathing": (STILL, start_breathing_pace),
    "ended": (STILL, finish_timer),
}


@pytest.mark.parametrize("state", STATES)
def test_timer_page_is_accessible(page: Page, state: str) -> None:
    address, use = STATES[state]
    page.goto(address)
    if use:
        use(page)
    page.clock.resume()
    assert find_accessibility_faults(page) == []


def test_timer_page_without_script_links_to_form(own_demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo(open_page(own_demo, java_script_enabled=False))
    page.goto(STILL)
    expect(page.get_by_text("The timer needs JavaScript, which is off in this browser.")).to_be_visible()
    expect(page.get_by_role("button", name="Start")).to_be_hidden()
    page.get_by_role("link", name="Fill in the form by hand").click()
    expect(page.locator("#minutes")).to_be_visible()
