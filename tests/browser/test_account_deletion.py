"""Leaving in a real browser on a phone, with and without scripts: asked for, come back from, done for good."""

from __future__ import annotations

import pytest
from tests.support.browser_pages import PageOpener, Server, find_accessibility_faults
from tests.support.playwright_api import Page
from tests.support.served_accounts import sign_in_new_person

PASSWORD = "four plant dyes and a needle"


def request_deletion(page: Page) -> None:
    page.goto("/data")
    page.get_by_role("link", name="Delete my account").click()
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account").click()
    page.get_by_text("You are signed out everywhere").wait_for()


def cancel_deletion(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Your account is to be deleted on").wait_for()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_account_deletion_is_requested_cancelled_and_completed(
    server: Server, open_page: PageOpener, scripts: bool
) -> None:
    page = open_page(server, java_script_enabled=scripts)
    email = sign_in_new_person(page, server)
    request_deletion(page)
    cancel_deletion(page, email)
    page.goto("/trends")
    page.get_by_role("button", name="Keep my account").click()
    page.wait_for_url("**/")
    request_deletion(page)
    cancel_deletion(page, email)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Delete it now").click()
    page.get_by_role("heading", name="Your account is deleted").wait_for()


def test_account_deletion_pages_are_accessible(server: Server, open_page: PageOpener) -> None:
    page = open_page(server)
    email = sign_in_new_person(page, server)
    page.goto("/account/deletion/new")
    assert find_accessibility_faults(page) == []
    page.locator("#password").fill("not the one")
    page.get_by_role("button", name="Delete my account").click()
    page.get_by_role("alert").wait_for()
    assert find_accessibility_faults(page) == []
    request_deletion(page)
    assert find_accessibility_faults(page) == []
    cancel_deletion(page, email)
    assert find_accessibility_faults(page) == []
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Delete it now").click()
    page.get_by_role("heading", name="Your account is deleted").wait_for()
    assert find_accessibility_faults(page) == []
