"""The logging calendar of a year: on a phone it begins at its last weeks, on paper all of it is there."""

from __future__ import annotations

from tests.browser.conftest import PHONE, PageOpener, Server, sign_in_demo_without_page


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
