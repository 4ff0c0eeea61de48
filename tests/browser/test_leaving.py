"""Leaving in a real browser on a phone, with and without scripts: asked for, come back from, done for good."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Open, Server, signs_in_anew
from tests.browser.test_looks import look

PASSWORD = "four plant dyes and a needle"


def begins(page: Page) -> None:
    page.goto("/data")
    page.get_by_role("link", name="Delete my account").click()
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account").click()
    page.get_by_text("You are signed out everywhere").wait_for()


def comes_back(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Your account is to be deleted on").wait_for()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_leave_come_back_and_leave_for_good(server: Server, open_page: Open, scripts: bool) -> None:
    page = open_page(server, java_script_enabled=scripts)
    email = signs_in_anew(page, server)
    begins(page)
    comes_back(page, email)
    page.goto("/trends")
    page.get_by_role("button", name="Keep my account").click()
    page.wait_for_url("**/")
    begins(page)
    comes_back(page, email)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Delete it now").click()
    page.get_by_role("heading", name="Your account is deleted").wait_for()


def test_every_page_of_it_looks_right(server: Server, open_page: Open) -> None:
    page = open_page(server)
    email = signs_in_anew(page, server)
    page.goto("/account/deletion/new")
    assert look(page) == []
    page.locator("#password").fill("not the one")
    page.get_by_role("button", name="Delete my account").click()
    page.get_by_role("alert").wait_for()
    assert look(page) == []
    begins(page)
    assert look(page) == []
    comes_back(page, email)
    assert look(page) == []
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Delete it now").click()
    page.get_by_role("heading", name="Your account is deleted").wait_for()
    assert look(page) == []
