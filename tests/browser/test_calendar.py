"""The logging calendar of a year: on a phone it begins at its last weeks, on paper all of it is there."""

from __future__ import annotations

from tests.browser.conftest import PHONE, Open, Server, let_in


def test_a_year_on_a_phone_and_on_paper(demo: Server, open_page: Open) -> None:
    page = let_in(open_page(demo, viewport=PHONE, java_script_enabled=False))
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
