"""Where signing in leads on to: an address of this very site, kept by every form on the way."""

from __future__ import annotations

import pytest
from tests.conftest import Clock
from tests.pages.reading import find_form, submit_form
from tests.support.factor import SIGN_IN_PATH, pending_login_secret, enrol
from tests.support.people import PASSWORD, Browser

from habitlog.accounts.credentials import make_csrf_key

ELSEWHERE = (
    "//elsewhere.example",
    "https://elsewhere.example/coach",
    "/\\elsewhere.example",
    "javascript:alert(1)",
    "",
)


def signed_out_browser(of: Browser) -> Browser:
    return Browser(of.app, of.name)


def test_sign_in_returns_to_requested_page(ada: Browser) -> None:
    fresh = signed_out_browser(ada)
    door = fresh.get("/coach").headers["location"]
    assert door == "/sign-in?to=%2Fcoach"
    page = fresh.get(door).text
    assert 'href="/sign-up?to=%2Fcoach"' in page
    answer = submit_form(fresh, find_form(page, "/sign-in"), email=ada.email, password=PASSWORD)
    assert answer.headers["location"] == "/coach"
    assert fresh.get(door).headers["location"] == "/coach"


def test_wrong_password_keeps_return_target(ada: Browser) -> None:
    fresh = signed_out_browser(ada)
    again = submit_form(
        fresh, find_form(fresh.get("/sign-in?to=/coach").text, "/sign-in"), email=ada.email, password="no"
    )
    assert submit_form(fresh, find_form(again.text, "/sign-in"), password=PASSWORD).headers["location"] == "/coach"


def test_two_factor_keeps_return_target(ada: Browser, clock: Clock) -> None:
    app, _ = enrol(ada, clock)
    fresh = signed_out_browser(ada)
    form = find_form(fresh.get("/sign-in?to=/coach").text, "/sign-in")
    second = submit_form(fresh, form, email=ada.email, password=PASSWORD).headers["location"]
    assert second == f"{SIGN_IN_PATH}?to=%2Fcoach"
    wrong = submit_form(fresh, find_form(fresh.get(second).text, SIGN_IN_PATH), code=app.wrong())
    assert 'href="/sign-in?to=%2Fcoach"' in wrong.text
    assert submit_form(fresh, find_form(wrong.text, SIGN_IN_PATH), code=app.code()).headers["location"] == "/coach"


def test_sign_up_keeps_return_target(ada: Browser) -> None:
    fresh = Browser(ada.app, "Zoe")
    page = fresh.get("/sign-up?to=/coach").text
    assert 'href="/sign-in?to=%2Fcoach"' in page
    wrong = submit_form(fresh, find_form(page, "/sign-up"), name="Zoe", email=fresh.email, password="short")
    assert wrong.status_code == 422
    done = submit_form(fresh, find_form(wrong.text, "/sign-up"), password=PASSWORD, zone="Europe/Stockholm")
    assert done.headers["location"] == "/coach"


@pytest.mark.parametrize("to", ELSEWHERE)
def test_return_target_stays_on_this_site(ada: Browser, clock: Clock, to: str) -> None:
    given = {"email": ada.email, "password": PASSWORD, "to": to}
    assert signed_out_browser(ada).post("/sign-in", given, csrf="").headers["location"] == "/"
    assert ada.get(f"/sign-in?to={to}").headers["location"] == "/"
    assert ada.get(f"/sign-up?to={to}").headers["location"] == "/"
    app, _ = enrol(ada, clock)
    fresh = signed_out_browser(ada)
    assert fresh.post("/sign-in", given, csrf="").headers["location"] == SIGN_IN_PATH
    answer = fresh.post(SIGN_IN_PATH, {"code": app.code(), "to": to}, csrf=make_csrf_key(pending_login_secret(fresh)))
    assert answer.headers["location"] == "/"
