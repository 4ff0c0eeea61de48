"""Pages with a browser font size of 200 %, and in a low window: everything is larger, nothing is cut or covered."""

from __future__ import annotations

import pytest
from tests.support.browser_pages import PageOpener, Server, overflow_width, sign_in_demo_without_page
from tests.support.playwright_api import Page

PAGES = ["/", "/trends", "/library", "/settings", "/sleep/new?kind=night", "/training/new?kind=resistance", "/weeks"]
FONT_SIZE = "([selector]) => parseFloat(getComputedStyle(document.querySelector(selector)).fontSize)"
COVERED = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return ["fixed", "sticky"].includes(style.position) && box.height > 0 && style.bottom !== "auto";
}).reduce((covered, element) => covered + element.getBoundingClientRect().height, 0)"""


def set_font_size(page: Page, pixels: int) -> None:
    """Set what a person sets in the preferences of the browser."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.setFontSizes", {"fontSizes": {"standard": pixels, "fixed": pixels}})


def test_font_size_of_the_browser_counts(open_page: PageOpener, demo: Server) -> None:
    page = sign_in_demo_without_page(open_page(demo, viewport={"width": 360, "height": 740}))
    selectors = ["body", "h1", ".nav-bar a", ".row-text"]
    page.goto("/")
    before = [page.evaluate(FONT_SIZE, [selector]) for selector in selectors]
    set_font_size(page, 32)
    assert [page.evaluate(FONT_SIZE, [selector]) for selector in selectors] == [2 * size for size in before]


@pytest.mark.parametrize("address", PAGES)
def test_large_type_and_narrow_window_need_no_sideways_scrolling(
    open_page: PageOpener, demo: Server, address: str
) -> None:
    page = sign_in_demo_without_page(open_page(demo, viewport={"width": 320, "height": 640}))
    page.goto(address)
    assert overflow_width(page) == 0
    set_font_size(page, 32)
    page.set_viewport_size({"width": 360, "height": 740})
    assert overflow_width(page) == 0


@pytest.mark.parametrize("address", PAGES)
def test_no_bar_covers_a_low_window(open_page: PageOpener, demo: Server, address: str) -> None:
    """A window of 1280 x 1024 at 400 % is 320 x 256."""
    page = sign_in_demo_without_page(open_page(demo, viewport={"width": 320, "height": 256}))
    page.goto(address)
    assert page.evaluate(COVERED) == 0
