"""Where signing in leads on to: an address of this very site, kept by every form on the way."""

from __future__ import annotations

import pytest
from tests.conftest import Clock
from tests.pages.reading import form_of, send
from tests.support.factor import SECOND, half_of, switched_on
from tests.support.people import PASSWORD, Browser

from habitlog.accounts.credentials import make_csrf_key

ELSEWHERE = (
    "//elsewhere.example",
    "https://elsewhere.example/coach",
    "/\\elsewhere.example",
    "javascript:alert(1)",
    "",
)


def at_the_door(of: Browser) -> Browser:
    return Browser(of.app, of.name)


def test_who_asks_for_the_clients_is_led_there(ada: Browser) -> None:
    fresh = at_the_door(ada)
    door = fresh.get("/coach").headers["location"]
    assert door == "/sign-in?to=%2Fcoach"
    page = fresh.get(door).text
    assert 'href="/sign-up?to=%2Fcoach"' in page
    answer = send(fresh, form_of(page, "/sign-in"), email=ada.email, password=PASSWORD)
    assert answer.headers["location"] == "/coach"
    assert fresh.get(door).headers["location"] == "/coach"


def test_a_password_that_does_not_fit_keeps_the_way(ada: Browser) -> None:
    fresh = at_the_door(ada)
    again = send(fresh, form_of(fresh.get("/sign-in?to=/coach").text, "/sign-in"), email=ada.email, password="no")
    assert send(fresh, form_of(again.text, "/sign-in"), password=PASSWORD).headers["location"] == "/coach"


def test_the_second_step_keeps_the_way(ada: Browser, clock: Clock) -> None:
    app, _ = switched_on(ada, clock)
    fresh = at_the_door(ada)
    form = form_of(fresh.get("/sign-in?to=/coach").text, "/sign-in")
    second = send(fresh, form, email=ada.email, password=PASSWORD).headers["location"]
    assert second == f"{SECOND}?to=%2Fcoach"
    wrong = send(fresh, form_of(fresh.get(second).text, SECOND), code=app.wrong())
    assert 'href="/sign-in?to=%2Fcoach"' in wrong.text
    assert send(fresh, form_of(wrong.text, SECOND), code=app.code()).headers["location"] == "/coach"


def test_signing_up_keeps_the_way(ada: Browser) -> None:
    fresh = Browser(ada.app, "Zoe")
    page = fresh.get("/sign-up?to=/coach").text
    assert 'href="/sign-in?to=%2Fcoach"' in page
    wrong = send(fresh, form_of(page, "/sign-up"), name="Zoe", email=fresh.email, password="short")
    assert wrong.status_code == 422
    done = send(fresh, form_of(wrong.text, "/sign-up"), password=PASSWORD, zone="Europe/Stockholm")
    assert done.headers["location"] == "/coach"


@pytest.mark.parametrize("to", ELSEWHERE)
def test_nothing_leads_elsewhere(ada: Browser, clock: Clock, to: str) -> None:
    given = {"email": ada.email, "password": PASSWORD, "to": to}
    assert at_the_door(ada).post("/sign-in", given, csrf="").headers["location"] == "/"
    assert ada.get(f"/sign-in?to={to}").headers["location"] == "/"
    assert ada.get(f"/sign-up?to={to}").headers["location"] == "/"
    app, _ = switched_on(ada, clock)
    fresh = at_the_door(ada)
    assert fresh.post("/sign-in", given, csrf="").headers["location"] == SECOND
    answer = fresh.post(SECOND, {"code": app.code(), "to": to}, csrf=make_csrf_key(half_of(fresh)))
    assert answer.headers["location"] == "/"
