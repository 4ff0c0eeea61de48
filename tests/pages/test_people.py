"""Signing up, in and out: sessions are born, renewed and end where they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from tests.conftest import Clock
from tests.pages.reading import error_at, form_of, send, words
from tests.support.people import PASSWORD, Browser, Program, account, sign_in, sign_up, with_token

from habitlog.app import create_app
from habitlog.config import Config

GOOD = {"name": "Eva", "email": "eva@example.org", "password": PASSWORD, "zone": "Europe/Stockholm"}
NEW = "seven quiet looms at dusk"


def session_of(browser: Browser) -> str:
    return browser.client.cookies["habitlog"]


def knows(browser: Browser) -> bool:
    """Whether the server takes this browser for someone."""
    return browser.get("/").status_code == 200


def holding(app: FastAPI, session: str) -> Browser:
    """Return a fresh browser that holds a session's cookie."""
    found = Browser(app, "Ada")
    found.client.cookies.set("habitlog", session)
    return found


def test_signing_up_opens_the_first_day(anyone: Browser) -> None:
    form = form_of(anyone.get("/sign-up").text, "/sign-up")
    answer = send(anyone, form, **GOOD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Thursday" in words(anyone.get("/").text)
    assert "Signed in as Eva." in anyone.get("/").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("email", "eva"),
        ("email", "eva@"),
        ("zone", "Mars/Olympus"),
        ("password", "short"),
        ("password", "password password password"),
        ("password", "eva@example.org eva"),
        ("password", "aaaaaaaaaaaaaaaaaaaa"),
        ("password", "x" * 1025),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(anyone: Browser, field: str, value: str) -> None:
    answer = anyone.post("/sign-up", GOOD | {field: value}, csrf="")
    assert answer.status_code == 422
    assert error_at(answer.text, field)
    shown = form_of(answer.text, "/sign-up")
    assert shown.get("password") == ""
    kept = {"name", "email", "zone"} - {field}
    assert {name: shown.get(name) for name in kept} == {name: GOOD[name] for name in kept}
    assert not knows(anyone)


def test_an_address_is_taken_once(anyone: Browser, app: FastAPI) -> None:
    account(app, "Ada", "Europe/Stockholm")
    answer = anyone.post("/sign-up", GOOD | {"email": " ADA@example.org "}, csrf="")
    assert answer.status_code == 422 or answer.status_code == 409
    assert error_at(answer.text, "email")
    assert not knows(anyone)


def test_a_name_with_a_medicine_is_left_to_a_clinician(anyone: Browser) -> None:
    answer = anyone.post("/sign-up", GOOD | {"name": "semaglutide 1 mg"}, csrf="")
    assert answer.status_code == 422
    assert error_at(answer.text, "name")


def test_a_server_that_takes_no_accounts(settings: Config, clock: Clock) -> None:
    app = create_app(replace(settings, sign_up="closed"), clock=clock)
    for name in ("Eva", "Fay"):
        browser = Browser(app, name)
        assert browser.get("/sign-up").status_code == 403
        assert browser.post("/sign-up", GOOD | {"email": browser.email, "code": "x" * 43}, csrf="").status_code == 403
        assert "/sign-up" not in browser.get("/sign-in").text
    app.state.context.database.close_connections()


def test_the_first_visitor_is_shown_the_sign_up_form(anyone: Browser) -> None:
    assert anyone.get("/sign-in").headers["location"] == "/sign-up"


def test_signing_in_and_out(ada: Browser) -> None:
    assert knows(ada)
    session = session_of(ada)
    answer = ada.post("/sign-out", {})
    assert answer.headers["location"] == "/sign-in"
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert "habitlog" not in ada.client.cookies
    assert not knows(holding(ada.app, session))


def test_every_sign_in_makes_a_new_session(ada: Browser) -> None:
    before = session_of(ada)
    ada.client.cookies.clear()
    ada.client.cookies.set("habitlog", "a-session-somebody-planted")
    answer = ada.post("/sign-in", {"email": ada.email, "password": PASSWORD}, csrf="")
    fresh = answer.cookies["habitlog"]
    assert fresh not in {before, "a-session-somebody-planted"}
    assert len(fresh) >= 43
    assert not knows(holding(ada.app, "a-session-somebody-planted"))


def test_addresses_are_read_without_regard_to_case(ada: Browser) -> None:
    other = Browser(ada.app, "Ada")
    assert other.post("/sign-in", {"email": " ADA@Example.org ", "password": PASSWORD}, csrf="").status_code == 303


def test_a_wrong_password_and_an_unknown_account_look_the_same(app: FastAPI) -> None:
    account(app, "Ada", "Europe/Stockholm")
    tried = Browser(app)
    wrong = tried.post("/sign-in", {"email": "ada@example.org", "password": "x" * 20}, csrf="")
    nobody = tried.post("/sign-in", {"email": "eve@example.org", "password": "x" * 20}, csrf="")
    assert wrong.status_code == nobody.status_code == 401
    assert dict(wrong.headers) == dict(nobody.headers)
    assert wrong.text == nobody.text.replace("eve@example.org", "ada@example.org")


def test_trying_too_often_has_to_wait(app: FastAPI, clock: Clock) -> None:
    account(app, "Ada", "Europe/Stockholm")
    tried = Browser(app)
    wrong = {"email": "ada@example.org", "password": "not the one she has"}
    assert [tried.post("/sign-in", wrong, csrf="").status_code for _ in range(10)] == [401] * 10
    right = wrong | {"password": PASSWORD}
    refused = tried.post("/sign-in", right, csrf="")
    assert refused.status_code == 429
    wait = int(refused.headers["retry-after"])
    assert 0 < wait <= 15 * 60
    assert f"{-(-wait // 60)} min" in words(refused.text)
    assert form_of(refused.text, "/sign-in").get("email") == "ada@example.org"
    clock.now += timedelta(seconds=wait)
    assert tried.post("/sign-in", right, csrf="").status_code == 303


def test_another_account_is_not_held_up(app: FastAPI) -> None:
    tried = Browser(app)
    for _ in range(11):
        tried.post("/sign-in", {"email": "ada@example.org", "password": "not the one"}, csrf="")
    assert knows(sign_in(app, "Cyd", "America/New_York"))


@pytest.mark.parametrize(("idle", "alive"), [(29, True), (31, False)])
def test_a_session_ends_by_idleness(ada: Browser, clock: Clock, idle: int, alive: bool) -> None:
    clock.now += timedelta(days=idle)
    assert knows(ada) is alive


def test_a_session_that_is_used_ends_after_ninety_days(ada: Browser, clock: Clock) -> None:
    for _ in range(4):
        clock.now += timedelta(days=22)
        assert knows(ada)
    clock.now += timedelta(days=3)
    assert not knows(ada)


def test_a_new_password_ends_every_other_session_and_token(ada: Browser, other_ada: Browser) -> None:
    program = with_token(ada.app, account(ada.app, "Ada", "Europe/Stockholm"), "write")
    before = session_of(ada)
    assert program.get("/pillars").status_code == 200
    answer = ada.post("/settings/password", {"current": PASSWORD, "new": NEW})
    assert answer.headers["location"] == "/settings?done=password"
    assert knows(ada)
    assert session_of(ada) != before
    assert not knows(holding(ada.app, before))
    assert not knows(other_ada)
    assert program.get("/pillars").status_code == 401
    fresh = Browser(ada.app, "Ada")
    assert fresh.post("/sign-in", {"email": ada.email, "password": PASSWORD}, csrf="").status_code == 401
    assert fresh.post("/sign-in", {"email": ada.email, "password": NEW}, csrf="").status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "field"), [("not the current one", NEW, "current"), (PASSWORD, "short", "new")]
)
def test_a_password_that_is_not_changed(ada: Browser, other_ada: Browser, current: str, new: str, field: str) -> None:
    answer = ada.post("/settings/password", {"current": current, "new": new})
    assert answer.status_code == 422
    assert error_at(answer.text, field)
    assert current not in answer.text
    assert knows(other_ada)
    assert Browser(ada.app).post("/sign-in", {"email": ada.email, "password": PASSWORD}, csrf="").status_code == 303


def test_ending_the_other_sessions(ada: Browser, other_ada: Browser, program: Program) -> None:
    assert ada.post("/settings/sessions/end", {}).headers["location"] == "/settings?done=sessions"
    assert knows(ada)
    assert not knows(other_ada)
    assert program.get("/pillars").status_code == 200


def test_who_is_signed_in_is_sent_on_from_the_doors(app: FastAPI) -> None:
    eva = sign_up(app, "Eva", "Europe/Stockholm")
    assert eva.get("/sign-in").headers["location"] == "/"
    assert eva.get("/sign-up").headers["location"] == "/"


def test_the_demo_door_is_shut_on_a_real_server(anyone: Browser) -> None:
    for address in ("/sign-in/demo", "/sign-in/demo?who=coach"):
        assert anyone.post(address, {}, csrf="").status_code == 404
