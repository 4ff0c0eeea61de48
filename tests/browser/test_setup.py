"""The first run on a phone: sign up, three steps, the first day; with scripts and without."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.support.browser_pages import NARROW_PHONE, PageOpener, Server, find_accessibility_faults, find_row
from tests.support.playwright_api import Page, expect


def sign_up(page: Page) -> None:
    page.goto("/sign-up")
    page.get_by_label("Name").fill("Lia")
    page.get_by_label("Email").fill(f"{uuid4().hex}@example.org")
    page.locator("#password").fill("four plant dyes and a needle")
    page.locator("#zone").select_option("Europe/Stockholm")
    page.get_by_role("button", name="Start your log").click()
    page.wait_for_url("**/setup/days")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_first_run_sets_up_in_three_steps(server: Server, open_page: PageOpener, scripts: bool) -> None:
    page = open_page(server, viewport=NARROW_PHONE, has_touch=True, java_script_enabled=scripts)
    sign_up(page)
    page.get_by_label("A day begins at").select_option("4")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/setup/pillars")
    page.get_by_role("checkbox", name="Food").uncheck()
    if scripts:
        assert find_accessibility_faults(page) == []
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/setup/notation")
    page.get_by_role("link", name="Skip", exact=True).click()
    page.wait_for_url(f"{server.address}/")
    expect(page.get_by_text("habitlog is a private log of sleep, training and stress practice")).to_be_visible()
    expect(find_row(page, "sleep")).to_be_visible()
    expect(find_row(page, "diet")).to_have_count(0)
    page.get_by_role("button", name="Stress now 4").click()
    expect(find_row(page, "stress").locator(".state")).to_have_text("logged")
    expect(page.get_by_text("habitlog is a private log")).to_have_count(0)
