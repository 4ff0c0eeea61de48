"""The rows of a day under a thumb: saved in place by one tap, forms in place, and no network."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.browser_pages import (
    NARROW_PHONE,
    PageOpener,
    Server,
    find_accessibility_faults,
    find_row,
    overflow_width,
)
from tests.support.playwright_api import Locator, Page, expect
from tests.support.recent_days import DAY, open_day_after_recent_entries
from tests.support.served_accounts import log_entries, sign_in_new_person

PILLARS = ("sleep", "diet", "training", "stress")


@pytest.fixture
def page(server: Server, open_page: PageOpener) -> Page:
    """A small phone, on a day after days with entries; without a service worker, which would keep what is not sent."""
    page = open_page(server, viewport=NARROW_PHONE, has_touch=True, service_workers="block")
    open_day_after_recent_entries(page, server)
    return page


def watch_navigation(page: Page) -> list[str]:
    """Return the addresses that the page goes to, which grow."""
    loaded: list[str] = []
    page.on("framenavigated", lambda frame: loaded.append(frame.url))
    return loaded


def expect_announced(page: Page, text: str) -> None:
    expect(page.locator("[data-announcement][role=status]")).to_contain_text(text)


def test_quick_entry_is_saved_and_undone_in_place(page: Page) -> None:
    loaded, row = watch_navigation(page), find_row(page, "sleep")
    before = page.evaluate("scrollY")
    row.get_by_role("button", name="As usual").tap()
    expect(row.locator(".state")).to_have_text("logged")
    expect(row.get_by_role("button", name="Undo")).to_be_focused()
    expect_announced(page, "Sleep, logged, 7 h 15 min asleep")
    assert page.evaluate("scrollY") == before
    row.get_by_role("button", name="Undo").tap()
    expect(row.locator(".state")).to_have_text("no entry")
    expect(row.get_by_role("heading", name="Sleep")).to_be_focused()
    expect(row.get_by_role("button", name="As usual")).to_be_visible()
    assert loaded == []


def test_mark_is_set_and_undone_in_place(page: Page) -> None:
    loaded, row = watch_navigation(page), find_row(page, "diet")
    row.get_by_role("button", name="Ate nothing").tap()
    expect(row.get_by_role("button", name="Undo")).to_be_focused()
    expect_announced(page, "Food, ")
    row.get_by_role("button", name="Undo").tap()
    expect(row.get_by_role("link", name="Log food")).to_be_visible()
    assert loaded == []


def test_form_with_error_stays_in_place(page: Page) -> None:
    loaded, row = watch_navigation(page), find_row(page, "sleep")
    row.get_by_role("link", name="Change").tap()
    expect(row.get_by_role("heading", level=3)).to_be_focused()
    row.locator("#sol_min").fill("ten")
    row.get_by_role("button", name="Log the night").tap()
    expect(row.get_by_role("alert")).to_be_focused()
    expect(row.locator("#sol_min")).to_have_value("ten")
    expect(row.locator("#sol_min")).to_have_attribute("aria-invalid", "true")
    row.locator("#sol_min").fill("10")
    row.locator("details:has(#note)").evaluate("(fold) => (fold.open = true)")
    row.locator("#note").fill("Upped my sema to 0.5, said the owner.")
    row.get_by_role("button", name="Log the night").tap()
    expect(row.get_by_role("alert")).to_be_focused()
    question = row.get_by_role("group", name="Is this about a medicine?")
    assert find_accessibility_faults(page) == []
    question.get_by_role("button", name="No, save as written").tap()
    expect(row.locator(".state")).to_have_text("logged")
    expect(row.get_by_role("button", name="Undo")).to_be_focused()
    assert loaded == []


def test_form_in_place_is_closed_and_keeps_what_was_typed(page: Page) -> None:
    row = find_row(page, "training")
    row.locator(".row-more summary").tap()
    row.get_by_role("link", name="Other movement").tap()
    row.locator("#activity").fill("Walk by the lake")
    row.get_by_role("button", name="Close").tap()
    expect(row.locator("[data-entry-page]")).to_have_count(0)
    expect(row.get_by_role("heading", name="Training")).to_be_focused()
    row.locator(".row-more summary").tap()
    row.get_by_role("link", name="Other movement").tap()
    expect(row.locator("#activity")).to_have_value("Walk by the lake")
    row.get_by_role("button", name="Discard").tap()
    expect(row.locator("#activity")).to_have_value("")


def test_menu_is_closed_by_escape(page: Page) -> None:
    menu = find_row(page, "stress").locator("details.row-more")
    menu.locator("summary").click()
    expect(menu.get_by_role("link", name="Practice")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="Practice")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_rows_work_without_scripts(server: Server, open_page: PageOpener) -> None:
    page = open_page(server, viewport=NARROW_PHONE, java_script_enabled=False)
    open_day_after_recent_entries(page, server)
    for pillar, button in {"sleep": "As usual", "training": "Same as last time", "stress": "Stress now 4"}.items():
        row = find_row(page, pillar)
        row.get_by_role("button", name=button).click()
        page.wait_for_url(f"**/days/{DAY}?saved=*#{pillar}")
        expect(row.locator(".state")).to_have_text("logged")
        expect(row.get_by_role("button", name="Undo")).to_be_visible()
    find_row(page, "diet").get_by_role("link", name="Log food").click()
    page.locator("input[value=eggs]").check()
    page.get_by_role("button", name="That was everything").click()
    page.wait_for_url(f"**/days/{DAY}?saved=*#diet")
    expect(find_row(page, "diet")).to_contain_text("Diet score")
    find_row(page, "stress").get_by_role("link", name="Edit").click()
    page.get_by_text("Delete this entry").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    expect(find_row(page, "stress").locator(".state")).to_have_text("logged")


def touch(target: Locator) -> None:
    """Tap a button where it stands; a tap of Playwright may scroll to it first."""
    box = target.bounding_box()
    assert box
    target.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def assert_rows_are_above_fold(page: Page) -> None:
    end = min(NARROW_PHONE["height"], page.locator(".nav").bounding_box()["y"])  # type: ignore[index]  # it is drawn
    boxes = [find_row(page, pillar).bounding_box() for pillar in PILLARS]
    assert [box["y"] + box["height"] <= end for box in boxes if box] == [True] * 4, (boxes, end)
    assert page.evaluate("scrollY") == 0


def test_rows_are_above_fold_with_nothing_logged(server: Server, open_page: PageOpener) -> None:
    page = open_page(server, viewport=NARROW_PHONE, has_touch=True)
    sign_in_new_person(page, server)
    assert_rows_are_above_fold(page)


def test_rows_are_above_fold_before_and_after_logging(server: Server, open_page: PageOpener) -> None:
    page = open_page(server, viewport=NARROW_PHONE, has_touch=True)
    today = date.today().isoformat()  # noqa: DTZ011 - the server runs on the clock of this machine
    open_day_after_recent_entries(page, server, today)
    assert_rows_are_above_fold(page)
    buttons = (
        ("sleep", "As usual"),
        ("diet", "Ate nothing"),
        ("training", "Same as last time"),
        ("stress", "Slow breathing, 10 min"),
        ("stress", "Stress now 4"),
    )
    for pillar, button in buttons:
        touch(find_row(page, pillar).get_by_role("button", name=button))
        expect(find_row(page, pillar).get_by_role("button", name="Undo")).to_be_focused()
        assert_rows_are_above_fold(page)
    page.reload()
    assert_rows_are_above_fold(page)


def test_double_tap_saves_once(page: Page) -> None:
    row = find_row(page, "stress")
    row.get_by_role("button", name="Slow breathing, 10 min").dblclick()
    expect(row.get_by_role("button", name="Undo")).to_be_focused()
    page.reload()
    expect(row.get_by_role("link", name="Edit")).to_have_count(1)


@pytest.mark.parametrize("is_saved", [False, True], ids=["before it is saved", "before the answer"])
def test_tap_without_network_saves_once_when_repeated(page: Page, *, is_saved: bool) -> None:
    def lose(route: Any) -> None:
        if is_saved:
            route.fetch(max_redirects=0)
        route.abort()

    row, loaded = find_row(page, "sleep"), watch_navigation(page)
    page.evaluate("console.error = () => {}")
    page.route("**/sleep/quick", lose)
    row.get_by_role("button", name="As usual").tap()
    expect(row.get_by_role("alert")).to_contain_text("No answer from the network")
    page.unroute("**/sleep/quick")
    row.get_by_role("button", name="As usual").tap()
    expect(row.locator(".state")).to_have_text("logged")
    expect(row.get_by_role("alert")).to_have_count(0)
    expect(row.get_by_role("link", name="Edit")).to_have_count(1)
    assert loaded == []


def test_form_without_network_keeps_what_was_typed(page: Page) -> None:
    row = find_row(page, "sleep")
    row.get_by_role("link", name="Change").tap()
    row.locator("#sol_min").fill("10")
    page.route("**/sleep/new", lambda route: route.abort())
    row.get_by_role("button", name="Log the night").tap()
    expect(row.get_by_role("alert")).to_contain_text("No answer from the network")
    page.unroute("**/sleep/new")
    expect(row.locator("#sol_min")).to_have_value("10")
    row.get_by_role("button", name="Log the night").tap()
    expect(row.locator(".state")).to_have_text("logged")
    expect(row.get_by_role("link", name="Edit")).to_have_count(1)


def test_row_shows_what_another_tab_saved(page: Page) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    find_row(other, "sleep").get_by_role("button", name="As usual").tap()
    expect(find_row(other, "sleep").locator(".state")).to_have_text("logged")
    row = find_row(page, "sleep")
    row.get_by_role("button", name="As usual").tap()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(row.locator(".state")).to_have_text("logged")
    expect(row.get_by_role("link", name="Edit")).to_have_count(1)


NAMES = ("W" * 80, "\u05e9" * 80, "\u05e9\u05d7\u05d9\u05d9\u05d4 in the sea, 40")


@pytest.mark.parametrize("name", NAMES, ids=["long", "right to left", "mixed"])
def test_any_name_fits_narrow_page(server: Server, open_page: PageOpener, name: str) -> None:
    page = open_page(server, viewport=NARROW_PHONE, has_touch=True)
    email = sign_in_new_person(page, server)
    sets = [{"exercise": name, "reps": 8, "load_kg": 60}]
    log_entries(
        server,
        email,
        ("training", {"kind": "other", "day": "2015-02-08", "activity": name, "session_min": 30}),
        ("training", {"kind": "resistance", "day": "2015-02-09", "sets": sets}),
        ("training", {"kind": "other", "day": DAY, "activity": name, "session_min": 40}),
    )
    for day in ("2015-02-11", DAY):
        page.goto(f"/days/{day}")
        row = find_row(page, "training")
        row.locator(".row-more summary").tap()
        for width in (360, 320):
            page.set_viewport_size({"width": width, "height": 740})
            assert overflow_width(page) == 0
        page.keyboard.press("Escape")
        row.get_by_role("link").filter(visible=True).first.tap()
        row.locator("[data-entry-page]").wait_for()
        assert overflow_width(page) == 0


@pytest.mark.parametrize("pillar", PILLARS)
def test_day_with_open_form_is_accessible(page: Page, pillar: str) -> None:
    row = find_row(page, pillar)
    row.locator("a[data-in-place]").filter(visible=True).first.tap()
    row.locator("[data-entry-page]").wait_for()
    assert find_accessibility_faults(page) == []


def test_day_with_open_menu_and_saved_row_is_accessible(page: Page) -> None:
    find_row(page, "sleep").get_by_role("button", name="As usual").tap()
    expect(find_row(page, "sleep").get_by_role("button", name="Undo")).to_be_focused()
    find_row(page, "training").locator(".row-more summary").tap()
    assert find_accessibility_faults(page) == []
