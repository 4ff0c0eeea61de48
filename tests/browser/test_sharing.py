"""Two people and a code: invited, an account made with it, confirmed, looked at, seen in the timeline, and ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.support.browser_pages import (
    DESKTOP,
    PageOpener,
    Server,
    find_accessibility_faults,
    fork_server,
)
from tests.support.browser_two_factor import App
from tests.support.playwright_api import Page, expect
from tests.support.served_accounts import log_entries, sign_in_new_person
from tests.support.server_factory import ServerFactory

PASSWORD = "four plant dyes and a needle"
NORA, IDA = "nora@example.org", "ida@example.org"
CALLED, SLEPT = "N. from the choir", "7 h 30 min"
"""How the client is called towards the coach, and the value of every one of her weeks."""


@pytest.fixture
def server(server_factory: ServerFactory, tmp_path: Path) -> Iterator[Server]:
    """A service of this test's own, which goes by invitation."""
    with fork_server(server_factory, tmp_path / "served", HABITLOG_SIGN_UP="invite") as running:
        yield running


def press_button(page: Page, name: str, *, keys: bool) -> None:
    """Press a button, with a finger or by keyboard."""
    button = page.get_by_role("button", name=name)
    if keys:
        button.focus()
        page.keyboard.press("Enter")
    else:
        button.click()


def signs_up(page: Page, name: str, email: str, button: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("#zone").select_option("Europe/Stockholm")
    page.get_by_role("button", name=button).click()


def log_client_days(server: Server) -> None:
    """Log five weeks of nights for the client, and a level of stress that nobody is shown."""
    days = [date.today() - timedelta(days=number) for number in range(1, 36)]  # noqa: DTZ011 - the service runs on this clock
    level = {"kind": "level", "day": str(days[7]), "stress_now": 9}
    log_entries(server, NORA, *(("sleep", build_night_of_times(day)) for day in days), ("stress", level))


def build_night_of_times(day: date) -> dict[str, Any]:
    times = {"bed_at": f"{day - timedelta(days=1)}T23:00", "out_at": f"{day}T07:00"}
    return {"kind": "night", "asleep_min": 450} | times


def create_invitation(page: Page) -> tuple[str, str]:
    """Invite a coach by the pages; return the link and the code."""
    page.goto("/sharing")
    page.get_by_role("link", name="Invite a coach").click()
    for pillar in ("Sleep", "Training"):
        page.get_by_role("checkbox", name=pillar).check()
    page.get_by_label("First day").fill(str(date.today() - timedelta(days=60)))  # noqa: DTZ011 - as above
    page.get_by_label("Name your coach will see").fill(CALLED)
    page.get_by_role("button", name="Create the code").click()
    return page.locator("#link").inner_text(), page.locator("#code").inner_text()


def register_with_code(page: Page, link: str, code: str, *, scripts: bool) -> None:
    """Open the link without an account; the code comes along by script, and is pasted without."""
    page.goto(link)
    page.wait_for_url("**/sign-in*")
    expect(page.get_by_text(CALLED)).to_have_count(0)
    page.get_by_role("link", name="I have an invitation code").click()
    field = page.locator("input[name=code]")
    expect(field).to_have_value(code if scripts else "")
    field.fill(code)
    if scripts:
        assert find_accessibility_faults(page) == []
    signs_up(page, "Ida Norling", IDA, "Make the account")
    page.wait_for_url("**/coach")


def enrol_two_factor(page: Page) -> None:
    page.get_by_role("link", name="Set up two-step sign-in").click()
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Set up two-step sign-in").click()
    app = App(page.locator(".recovery-text").inner_text())
    page.get_by_label("Code from the app").fill(app.code())
    page.get_by_role("button", name="Switch it on").click()
    expect(page.locator("#recovery code")).to_have_count(10)
    page.get_by_role("link", name="I saved them").click()


def redeem_code(page: Page, code: str, *, scripts: bool) -> None:
    """Come back to the code, see what it opens, and accept."""
    page.goto(f"/coach#{code}" if scripts else "/coach")
    field = page.get_by_label("Invitation code")
    if scripts:
        expect(field).to_have_value(code)
    field.fill(code)
    page.get_by_role("button", name="Open invitation").click()
    offer = page.locator("main")
    expect(offer).to_contain_text(CALLED)
    expect(offer).to_contain_text(re.compile("sleep and training|Sleep, Training", re.IGNORECASE))
    for kept in ("Nora", NORA, SLEPT):
        expect(offer).not_to_contain_text(kept)
    press_button(page, "Accept", keys=not scripts)
    page.wait_for_url("**/coach")
    assert code not in page.url


def confirm_grant(page: Page, *, scripts: bool) -> None:
    page.goto("/sharing")
    expect(page.locator("main")).to_contain_text(f"Ida Norling {IDA}")
    page.get_by_role("link", name="Read and decide").click()
    expect(page.get_by_role("heading", name="What you agree to")).to_be_visible()
    press_button(page, "Confirm Ida Norling", keys=not scripts)
    page.wait_for_url("**/sharing?done=confirmed")


def open_client_summary(page: Page) -> None:
    """Look at the list and at the page of the one client."""
    page.goto("/coach")
    expect(page.locator("main")).to_contain_text(SLEPT)
    page.get_by_role("link", name=CALLED).first.click()
    page.wait_for_url("**/coach/*")
    expect(page.get_by_role("heading", name=CALLED).first).to_be_visible()
    expect(page.locator("main")).to_contain_text(SLEPT)
    expect(page.locator("main")).to_contain_text("not shared with you")


def assert_access_log_lists(page: Page, *told: str) -> None:
    page.goto("/sharing/access-log")
    found = page.locator(".access-log li")
    expect(found).to_have_count(len(told))
    for at, said in enumerate(told):
        expect(found.nth(at)).to_contain_text(f"Ida Norling {said}")


@pytest.mark.parametrize("scripts", [True, False], ids=["phone", "keyboard without scripts"])
def test_sharing_from_invitation_to_revocation(server: Server, open_page: PageOpener, scripts: bool) -> None:
    options = {} if scripts else {"java_script_enabled": False, "viewport": DESKTOP}
    client, coach = open_page(server, **options), open_page(server, **options)
    client.goto("/sign-in")
    signs_up(client, "Nora Berg", NORA, "Start your log")
    client.wait_for_url("**/setup/days")
    log_client_days(server)
    link, code = create_invitation(client)
    register_with_code(coach, link, code, scripts=scripts)
    enrol_two_factor(coach)
    redeem_code(coach, code, scripts=scripts)
    expect(coach.get_by_role("heading", name="Waiting to be confirmed")).to_be_visible()
    expect(coach.locator("main")).not_to_contain_text(SLEPT)
    assert_access_log_lists(client)

    confirm_grant(client, scripts=scripts)
    open_client_summary(coach)
    saw = "viewed sleep and training, weeks of "
    assert_access_log_lists(client, saw, saw)
    client.goto("/sharing")
    press_button(client, "Stop sharing with Ida Norling", keys=not scripts)
    client.wait_for_url("**/sharing?done=stopped")

    gone = coach.reload()
    assert gone is not None
    assert gone.status == 404
    for address in (coach.url, "/coach"):
        coach.goto(address)
        for name_or_value in (CALLED, "Nora", SLEPT):
            expect(coach.locator("body")).not_to_contain_text(name_or_value)
    expect(coach.get_by_text("Nobody shares with you yet.")).to_be_visible()
    refused = "tried to view your log and was refused"
    assert_access_log_lists(client, refused, refused, saw, saw)
    for page in (client, coach):
        assert code not in page.content()


def test_invitation_code_and_link_are_copied_or_selected(server: Server, open_page: PageOpener) -> None:
    for leave in (True, False):
        page = open_page(server, permissions=["clipboard-read", "clipboard-write"] if leave else [])
        if not leave:
            # As over plain http in a home network, where browsers give no clipboard.
            page.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', {get: () => undefined})")
        sign_in_new_person(page, server)
        for name, shown in zip(("Copy the code", "Copy the link"), create_invitation(page)[::-1], strict=True):
            page.get_by_role("button", name=name).click()
            if leave:
                page.get_by_role("button", name="Copied").nth(0 if name.endswith("code") else 1).wait_for()
                assert page.evaluate("navigator.clipboard.readText()") == shown
            else:
                assert page.evaluate("getSelection().toString()") == shown
