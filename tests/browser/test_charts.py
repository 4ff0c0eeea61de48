"""The calendar of a year: on a phone it begins at its last weeks, on paper all of it is there."""

from __future__ import annotations

from tests.support.browser_pages import PHONE, PageOpener, Server, sign_in_demo_without_page
from tests.support.chart_screenshots import MODES, charts, colours
from tests.support.playwright_api import Browser


def test_calendar_of_a_year_on_phone_and_paper(demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo_without_page(open_page(demo, viewport=PHONE, java_script_enabled=False))
    page.goto("/trends/sleep.duration?range=1y")
    frame, year = page.locator(".scroll-x"), page.locator(".scroll-x .calendar").first
    room, drawn = frame.bounding_box(), year.bounding_box()
    assert room
    assert drawn
    assert drawn["width"] > 2 * room["width"]
    assert abs(drawn["x"] + drawn["width"] - room["x"] - room["width"]) < 1
    names = page.locator(".scroll-x .names").bounding_box()
    assert names
    assert abs(names["x"] - room["x"]) < 1
    page.emulate_media(media="print")
    room, drawn = frame.bounding_box(), year.bounding_box()
    assert room
    assert drawn
    assert drawn["width"] <= room["width"] + 1
    assert page.locator(".scroll-x .names").is_hidden()


LIGHT = {"ground": "#f5efe8", "dye": "#2c3a75"}
LOOKS = {
    "light": LIGHT,
    "no-script": LIGHT,
    "dark": {"ground": "#1f1b25", "dye": "#7685d6"},
    "paper": {"ground": "#ffffff", "dye": "#000000"},
}
"""The colours of face and paper in each mode."""


def test_chart_renders_in_light_dark_print_and_without_script(demo: Server, chromium: Browser) -> None:
    blank = chromium.new_page()
    pictures = dict(charts(chromium, demo.address))
    assert tuple(pictures) == MODES
    for mode, picture in pictures.items():
        found = colours(blank, picture)
        whole = sum(found.values())
        assert found.get(LOOKS[mode]["ground"], 0) > 0.5 * whole, mode
        assert found.get(LOOKS[mode]["dye"], 0) > 0.005 * whole, mode
    assert pictures["light"] != pictures["dark"] != pictures["paper"]
    blank.close()
