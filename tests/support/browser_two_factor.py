"""A second sign-in step, enrolled on a page of a real browser."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pyotp
from tests.support.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page


class App:
    """An authenticator app that knows which half minutes it showed already."""

    def __init__(self, text: str) -> None:
        self.totp = pyotp.TOTP(text.replace(" ", ""))
        self.last = 0

    def code(self) -> str:
        """Return a code that was not shown yet, of this half minute or the next, which fits early; else wait."""
        while (step := max(self.last + 1, int(time.time()) // 30)) > int(time.time()) // 30 + 1:
            time.sleep(0.5)
        self.last = step
        return str(self.totp.generate_otp(step))


def start_enrolment(page: Page) -> App:
    page.goto("/settings")
    page.get_by_role("link", name="Set up two-step sign-in").click()
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Set up two-step sign-in").click()
    page.get_by_role("img", name="QR code for the authenticator").wait_for()
    return App(page.locator(".recovery-text").inner_text())
