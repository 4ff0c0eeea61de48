"""A session ends while a form is filled in: it leads through the sign-in and is sent, with and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.support.browser_pages import PageOpener, Server, find_accessibility_faults
from tests.support.served_accounts import sign_in_new_person


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_form_after_session_end_is_sent_once(server: Server, open_page: PageOpener, *, scripts: bool) -> None:
    page = open_page(server, java_script_enabled=scripts)
    email = sign_in_new_person(page, server)
    page.goto("/training/new?kind=other")
    page.locator("#activity").fill("Walk by the lake")
    page.locator("#session_min").fill("40")
    page.context.clear_cookies()
    page.get_by_role("button", name="Log movement").click()
    expect(page.get_by_role("alert")).to_contain_text("Your session has ended. Sign in, then send what you typed.")
    if scripts:
        assert find_accessibility_faults(page) == []
    page.get_by_label("Email").fill(email)
    page.locator("#password").fill("four plant dyes and a needle")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Send what you typed?")
    expect(page.locator("#session_min")).to_have_value("40")
    page.get_by_role("button", name="Log movement").click()
    page.wait_for_url("**saved=*")
    expect(page.get_by_role("link", name="Edit Walk by the lake")).to_have_count(1)
    page.goto("/training/new?kind=other")
    expect(page.locator("#activity")).to_have_value("")
