"""The chart under a hand: dragging, arrow keys, plain links without script, what is taken along, and paper."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.support.browser_pages import (
    DESKTOP,
    PHONE,
    PageOpener,
    Server,
    find_accessibility_faults,
    sign_in_demo_without_page,
)
from tests.support.playwright_api import Locator, Page, expect

DRAGGED = re.compile(r"from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d")


def days_of(page: Page) -> Locator:
    return page.get_by_role("application", name="Days of the chart").first


def drag_over_chart(page: Page, start: float, end: float) -> None:
    box = days_of(page).bounding_box()
    assert box
    y = box["y"] + 90
    page.mouse.move(box["x"] + start * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + (start + end) / 2 * box["width"], y)
    page.mouse.move(box["x"] + end * box["width"], y)


def first_and_days(page: Page) -> tuple[str, int]:
    figure = page.locator(".chart-part").first
    return str(figure.get_attribute("data-first")), int(figure.get_attribute("data-days") or 0)


def test_chart_drag_zooms_and_escape_cancels(demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo_without_page(open_page(demo, viewport=DESKTOP))
    page.goto("/trends/training.e1rm")
    before = first_and_days(page)
    drag_over_chart(page, 0.25, 0.75)
    expect(page.locator(".chart-chosen")).to_be_visible()
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".chart-chosen")).to_be_hidden()
    assert first_and_days(page) == before
    drag_over_chart(page, 0.75, 0.25)
    page.mouse.up()
    page.wait_for_url(DRAGGED)
    assert "exercise=" in page.url
    assert first_and_days(page)[1] in {42, 43}


def test_chart_drag_over_weekly_metric_selects_whole_weeks(demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo_without_page(open_page(demo, viewport=DESKTOP))
    page.goto("/trends/training.week_load")
    drag_over_chart(page, 0.29, 0.7)
    page.mouse.up()
    page.wait_for_url(DRAGGED)
    assert first_and_days(page)[1] % 7 == 0


def test_chart_touch_drag_leaves_vertical_scrolling(demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo_without_page(open_page(demo, has_touch=True, is_mobile=True))
    page.goto("/trends/sleep.duration")
    assert days_of(page).evaluate("(over) => getComputedStyle(over).touchAction") == "pan-y"
    days_of(page).scroll_into_view_if_needed()
    box = days_of(page).bounding_box()
    assert box
    touch = page.context.new_cdp_session(page)
    y = box["y"] + 60
    for kind, share in (("touchStart", 0.2), ("touchMove", 0.4), ("touchMove", 0.7), ("touchEnd", None)):
        points = [] if share is None else [{"x": box["x"] + share * box["width"], "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_url(DRAGGED)
    assert 40 <= first_and_days(page)[1] <= 45
    expect(page.get_by_text("A period picked by hand")).to_be_visible()


def test_chart_arrow_keys_read_out_days(demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo_without_page(open_page(demo, viewport=DESKTOP))
    page.goto("/trends/sleep.duration")
    line = page.locator("[data-readout]").first
    said = line.locator("span")
    assert line.get_attribute("aria-live") == "polite"
    days_of(page).focus()
    told = []
    for key in ("End", "ArrowLeft", "ArrowLeft", "ArrowRight", "Home", "ArrowLeft"):
        page.keyboard.press(key)
        told.append(said.inner_text())
    assert re.fullmatch(r"Sun \d+ \w{3}: .+, 7-day mean .+, from \d of 7\.", told[0])
    assert told[1] == told[3]
    assert len({told[0], told[1], told[2]}) == 3
    assert told[4].startswith("Mon ")
    assert told[5] == told[4]
    days_of(page).click(position={"x": 200, "y": 100})
    kept = said.inner_text()
    page.mouse.move(600, 400)
    assert said.inner_text() == kept
    line.get_by_role("link", name="Open this day").click()
    page.wait_for_url(re.compile(r"/days/\d{4}-\d\d-\d\d$"))
    page.go_back()
    calendar = page.locator("svg.calendar[data-grid]")
    first = date.fromisoformat(calendar.get_attribute("data-first") or "")
    calendar.click(position={"x": 26 + 26 + 10, "y": 20 + 26 + 10})
    page.wait_for_url(f"**/days/{first + timedelta(days=8)}")
    page.goto("/years")
    year = page.locator("svg.heatmap").first
    monday = date.fromisoformat(year.get_attribute("data-first") or "")
    box = year.bounding_box()
    assert box is not None
    width = box["height"] / 7
    year.click(position={"x": 2.5 * width, "y": 3.5 * width})
    page.wait_for_url(f"**/days/{monday + timedelta(days=17)}")


def test_trend_page_without_script_changes_period(demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo_without_page(open_page(demo, java_script_enabled=False))
    page.goto("/trends/sleep.duration")
    assert days_of(page).count() == 0
    expect(page.locator("[data-readout]").first).to_be_hidden()
    page.get_by_role("link", name=re.compile(r"^Earlier: 12 weeks, ")).click()
    earlier = first_and_days(page)
    assert earlier[1] == 84
    page.get_by_role("link", name=re.compile("^Zoom in: 6 weeks, ")).click()
    closer = first_and_days(page)
    assert closer[1] == 42
    assert closer[0] > earlier[0]
    page.get_by_label("From", exact=True).fill(earlier[0])
    page.locator("#stretch").get_by_role("button", name="Show").click()
    assert first_and_days(page)[0] == earlier[0]


def test_trend_page_downloads_values_and_chart(demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo_without_page(open_page(demo, viewport=DESKTOP))
    page.goto("/trends/sleep.midpoint")
    kept = {}
    for role, name in (("link", "Values (CSV)"), ("link", "Chart (SVG)"), ("button", "Chart (PNG)")):
        with page.expect_download() as coming:
            page.get_by_role(role, name=name).click()  # type: ignore[arg-type]  # two roles out of many
        kept[coming.value.suggested_filename.rpartition(".")[2]] = Path(coming.value.path()).read_bytes()
    assert kept["csv"].startswith(b"day,state,value,value_time,")
    assert kept["svg"].startswith(b"<svg ")
    assert kept["png"].startswith(b"\x89PNG")
    assert int.from_bytes(kept["png"][16:20]) == 1920
    drawn = open_page(demo, viewport=DESKTOP)
    drawn.set_content(kept["svg"].decode())
    assert drawn.locator("svg").bounding_box() is not None
    for text in drawn.locator("text").all():
        box = text.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 960 + 8


def test_trend_page_in_print_opens_disclosures(demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo_without_page(
        open_page(demo, viewport={"width": 720, "height": 1000}, java_script_enabled=False)
    )
    page.goto("/trends/training.minutes")
    for title in ("All values", "How this is computed"):
        page.locator("summary").filter(has_text=title).click()
    expect(page.get_by_text("When there is no verdict")).to_be_hidden()
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_text("When there is no verdict")).to_be_visible()
    expect(page.locator("tbody tr").first).to_be_visible()
    expect(page.get_by_text("The strip below the chart")).to_be_visible()
    for gone in ("#stretch", ".download-links", ".period-links", ".masthead", ".ranges"):
        expect(page.locator(gone)).to_be_hidden()
    colours = page.locator(".chart-part .column").first.evaluate("(mean) => getComputedStyle(mean).fill")
    assert colours == "rgb(0, 0, 0)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 720


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_trend_page_with_chosen_and_invalid_period_is_accessible(
    demo: Server, open_page: PageOpener, size: dict[str, int]
) -> None:
    page = sign_in_demo_without_page(open_page(demo, viewport=size))
    for query in ("from=2026-01-01&to=2026-05-01", "from=2026-05-01&to=2026-01-01", "to=soon"):
        page.goto(f"/trends/sleep.duration?{query}")
        assert find_accessibility_faults(page) == []
