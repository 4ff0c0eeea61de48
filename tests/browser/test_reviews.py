"""The week and the year in review on paper and without script."""

from __future__ import annotations

import re

import pytest
from tests.browser.conftest import Open, Server, let_in, looks_around


def pages_of(pdf: bytes) -> int:
    """Count the pages of a PDF that Chromium made."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_on_paper(demo: Server, open_page: Open, paper: str) -> None:
    page = let_in(open_page(demo))
    page.goto("/weeks")
    assert page.locator(".metric-table tbody tr").count() > 15
    assert pages_of(page.pdf(format=paper)) == 1
    page.goto("/years")
    assert 2 <= pages_of(page.pdf(format=paper)) <= 4
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert not page.get_by_role("link", name="Settings").is_visible()


def test_without_script(demo: Server, open_page: Open) -> None:
    page = looks_around(open_page(demo, java_script_enabled=False))
    page.get_by_role("link", name=re.compile("^week \\d+$")).click()
    page.wait_for_url("**/weeks/*")
    assert "still running" in page.locator("main").inner_text()
    page.get_by_label("The week before").click()
    page.get_by_role("heading", name="The numbers of the week").wait_for()
    page.get_by_role("link", name="Year in review").click()
    page.get_by_role("heading", name="The numbers of the year").wait_for()
    page.get_by_text("Logged days of each week").click()
    page.locator("details tbody a").first.click()
    page.get_by_role("heading", name="What was logged").wait_for()


def test_on_the_smallest_phone(demo: Server, open_page: Open) -> None:
    page = let_in(open_page(demo))
    page.set_viewport_size({"width": 320, "height": 640})
    for address in ("/weeks", "/weeks/2025-09-29", "/weeks/2024-12-30", "/years"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
