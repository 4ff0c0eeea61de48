"""A second step as a person has it: an app that is an implementation of its own, and a sheet of recovery codes."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
from httpx2 import Response
from tests.conftest import Clock
from tests.pages.reading import form_of, send
from tests.support.people import PASSWORD, Browser

from habitlog.accounts.credentials import make_csrf_key

HERE, SECOND = "/settings/two-factor", "/sign-in/two-factor"


class App:
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


def begin(browser: Browser, clock: Clock) -> tuple[App, Response]:
    """Begin a second step by its page, and put it into an app."""
    answer = send(browser, form_of(browser.get(HERE).text, HERE), password=PASSWORD)
    found = re.search(r'in-fours" tabindex="0">([A-Z2-7 ]+)<', answer.text)
    assert found, answer.text
    return App(found[1], clock), answer


def confirm(answer: Response, browser: Browser, code: str) -> Response:
    """Send the first code on the page that shows what the app takes."""
    return send(browser, form_of(answer.text, f"{HERE}/confirm"), code=code)


def recovery_codes(answer: Response) -> list[str]:
    """Return the recovery codes a page shows."""
    return re.findall(r"<li><code>([\d ]+)</code></li>", answer.text)


def switched_on(browser: Browser, clock: Clock) -> tuple[App, list[str]]:
    """Switch a second step on, and wait until the app shows a fresh code."""
    app, answer = begin(browser, clock)
    codes = recovery_codes(confirm(answer, browser, app.code()))
    assert len(codes) == 10
    clock.now += timedelta(seconds=30)
    return app, codes


def half_way(of: Browser) -> Browser:
    """Return a fresh browser of the same person, between password and code."""
    fresh = Browser(of.app, of.name)
    answer = fresh.post("/sign-in", {"email": fresh.email, "password": PASSWORD}, csrf="")
    assert answer.headers.get("location") == SECOND, answer.text
    return fresh


def half_of(browser: Browser) -> str:
    """Return the secret of a sign-in that waits for its second step."""
    return browser.client.cookies["habitlog-half"]


def with_half(of: Browser, half: str) -> Browser:
    """Return a fresh browser that holds the secret of such a sign-in."""
    found = Browser(of.app, of.name)
    found.client.cookies.set("habitlog-half", half)
    return found


def second(browser: Browser, code: str) -> Response:
    """Send a code for the second step."""
    return browser.post(SECOND, {"code": code}, csrf=make_csrf_key(half_of(browser)))
