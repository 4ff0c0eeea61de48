"""A second step as a person has it: an app that is an implementation of its own, and a sheet of recovery codes."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
from httpx2 import Response
from tests.support.clock import Clock
from tests.support.html import find_form, submit_form
from tests.support.people import PASSWORD, Browser

from habitlog.accounts.credentials import make_csrf_key

SETTINGS_PATH, SIGN_IN_PATH = "/settings/two-factor", "/sign-in/two-factor"


class AuthenticatorApp:
    """An authenticator app with one account, and the clock of the phone it is on."""

    def __init__(self, text: str, clock: Clock) -> None:
        self.text = text.replace(" ", "")
        self.clock = clock

    def code(self, off: int = 0) -> str:
        """Return what the app shows, on a phone whose clock is `off` seconds ahead."""
        return pyotp.TOTP(self.text).at(self.clock.now + timedelta(seconds=off))

    def wrong(self) -> str:
        """Return six digits that fit nowhere near."""
        near = {self.code(30 * steps) for steps in range(-3, 4)}
        return next(digits for digits in ("000000", "111111", "222222", "333333") if digits not in near)


def start_enrolment(browser: Browser, clock: Clock) -> tuple[AuthenticatorApp, Response]:
    """Begin a second step by its page, and put it into an app."""
    answer = submit_form(browser, find_form(browser.get(SETTINGS_PATH).text, SETTINGS_PATH), password=PASSWORD)
    found = re.search(r'recovery-text" tabindex="0">([A-Z2-7 ]+)<', answer.text)
    assert found, answer.text
    return AuthenticatorApp(found[1], clock), answer


def confirm_enrolment(answer: Response, browser: Browser, code: str) -> Response:
    """Send the first code on the page that shows what the app takes."""
    return submit_form(browser, find_form(answer.text, f"{SETTINGS_PATH}/confirm"), code=code)


def recovery_codes(answer: Response) -> list[str]:
    """Return the recovery codes a page shows."""
    return re.findall(r"<li><code>([\d ]+)</code></li>", answer.text)


def enrol(browser: Browser, clock: Clock) -> tuple[AuthenticatorApp, list[str]]:
    """Switch a second step on, and wait until the app shows a fresh code."""
    app, answer = start_enrolment(browser, clock)
    codes = recovery_codes(confirm_enrolment(answer, browser, app.code()))
    assert len(codes) == 10
    clock.now += timedelta(seconds=30)
    return app, codes


def start_sign_in(of: Browser) -> Browser:
    """Return a fresh browser of the same person, between password and code."""
    fresh = Browser(of.app, of.name)
    answer = fresh.post("/sign-in", {"email": fresh.email, "password": PASSWORD}, csrf="")
    assert answer.headers.get("location") == SIGN_IN_PATH, answer.text
    return fresh


def pending_login_secret(browser: Browser) -> str:
    """Return the secret of a sign-in that waits for its second step."""
    return browser.client.cookies["habitlog-half"]


def browser_with_pending_login(of: Browser, half: str) -> Browser:
    """Return a fresh browser that holds the secret of such a sign-in."""
    found = Browser(of.app, of.name)
    found.client.cookies.set("habitlog-half", half)
    return found


def submit_code(browser: Browser, code: str) -> Response:
    """Send a code for the second step."""
    return browser.post(SIGN_IN_PATH, {"code": code}, csrf=make_csrf_key(pending_login_secret(browser)))
