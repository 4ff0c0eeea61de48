"""The week and the year in review on paper and without script."""

from __future__ import annotations

import re

import pytest
from tests.support.browser_pages import PageOpener, Server, count_pdf_pages, sign_in_demo, sign_in_demo_without_page


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_review_prints_on_its_pages(demo: Server, open_page: PageOpener, paper: str) -> None:
    page = sign_in_demo_without_page(open_page(demo))
    page.goto("/weeks")
    assert page.locator(".metric-table tbody tr").count() > 15
    assert count_pdf_pages(page.pdf(format=paper)) == 1
    page.goto("/years")
    assert 2 <= count_pdf_pages(page.pdf(format=paper)) <= 4
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert not page.get_by_role("link", name="Settings").is_visible()


def test_review_works_without_script(demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo(open_page(demo, java_script_enabled=False))
    page.set_viewport_size({"width": 1200, "height": 900})
    page.get_by_role("link", name=re.compile("^week \\d+$")).click()
    page.wait_for_url("**/weeks/*")
    assert "not over yet" in page.locator("main").inner_text()
    page.get_by_label("The week before").click()
    page.get_by_role("heading", name="The numbers of the week").wait_for()
    page.get_by_role("link", name="Year in review").click()
    page.get_by_role("heading", name="The numbers of the year").wait_for()
    page.get_by_text("Logged days of each week").click()
    page.locator("details tbody a").first.click()
    page.get_by_role("heading", name="What was logged").wait_for()


def test_review_fits_smallest_phone(demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo_without_page(open_page(demo))
    page.set_viewport_size({"width": 320, "height": 640})
    for address in ("/weeks", "/weeks/2025-09-29", "/weeks/2024-12-30", "/years"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
