"""Two-step sign-in in a real browser on a phone, with and without scripts: set up, signed in with, switched off."""

from __future__ import annotations

import pytest
from tests.support.browser_pages import PageOpener, Server, find_accessibility_faults
from tests.support.browser_two_factor import start_enrolment
from tests.support.people import PASSWORD
from tests.support.playwright_api import Page
from tests.support.served_accounts import sign_in_new_person


def submit_password(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/sign-in/two-factor")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_two_factor_is_enrolled_used_and_switched_off(server: Server, open_page: PageOpener, scripts: bool) -> None:
    page = open_page(server, java_script_enabled=scripts)
    email = sign_in_new_person(page, server)
    app = start_enrolment(page)
    page.get_by_label("Code from the app").fill(app.code())
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_role("heading", name="Ten recovery codes").wait_for()
    codes = page.locator("#recovery code").all_inner_texts()
    assert len(codes) == 10
    assert page.get_by_role("button", name="Print").is_visible() is scripts
    page.get_by_role("link", name="I saved them").click()
    page.get_by_role("button", name="Sign out").or_(page.get_by_text("More")).first.wait_for()
    page.context.clear_cookies()
    submit_password(page, email)
    page.get_by_label("Code", exact=True).fill(app.code())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{server.address}/")
    page.context.clear_cookies()
    submit_password(page, email)
    page.get_by_label("Code", exact=True).fill(codes[0])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.address}/")
    page.goto("/settings/two-factor")
    page.get_by_text("9 of 10 recovery codes are left.").wait_for()
    page.locator("#password").fill(PASSWORD)
    page.get_by_label("Code", exact=True).fill(codes[1])
    page.get_by_role("button", name="Switch it off").click()
    page.get_by_text("Two-step sign-in is off").wait_for()
    page.get_by_role("heading", name="It is off").wait_for()


def test_recovery_codes_are_copied(server: Server, open_page: PageOpener) -> None:
    page = open_page(server, permissions=["clipboard-read", "clipboard-write"])
    sign_in_new_person(page, server)
    page.get_by_role("heading", name="Sleep").wait_for()
    app = start_enrolment(page)
    page.get_by_label("Code from the app").fill(app.code())
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert (
        page.evaluate("navigator.clipboard.readText()").split("\n") == page.locator("#recovery code").all_inner_texts()
    )


def test_qr_code_is_decodable(server: Server, open_page: PageOpener) -> None:
    page = open_page(server)
    sign_in_new_person(page, server)
    start_enrolment(page)
    frame = page.get_by_role("img", name="QR code for the authenticator")
    box = frame.bounding_box()
    assert box is not None
    assert box["width"] >= 200
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert frame.evaluate("(one) => getComputedStyle(one).backgroundColor") == "rgb(255, 255, 255)"
    assert frame.locator("path").last.get_attribute("stroke") == "#000"


def test_two_factor_pages_are_accessible(server: Server, open_page: PageOpener) -> None:
    page = open_page(server)
    email = sign_in_new_person(page, server)
    app = start_enrolment(page)
    assert find_accessibility_faults(page) == []
    page.get_by_label("Code from the app").fill("no code")
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_role("alert").wait_for()
    assert find_accessibility_faults(page) == []
    page.get_by_label("Code from the app").fill(app.code())
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_role("heading", name="Ten recovery codes").wait_for()
    assert find_accessibility_faults(page) == []
    for address in ("/settings", "/settings/two-factor", "/sign-in/confirm?to=/trends"):
        page.goto(address)
        assert find_accessibility_faults(page) == []
    page.locator("#password").fill("not the one")
    page.get_by_label("Code", exact=True).fill("no code")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("alert").wait_for()
    assert find_accessibility_faults(page) == []
    page.context.clear_cookies()
    submit_password(page, email)
    assert find_accessibility_faults(page) == []
    page.get_by_label("Code", exact=True).fill("no code")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    assert find_accessibility_faults(page) == []
