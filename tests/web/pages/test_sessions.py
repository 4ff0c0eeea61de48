"""Signing up, in and out: sessions are born, renewed and end where they say."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from msgspec.structs import replace
from tests.support.clock import NEW_YORK, STOCKHOLM, Clock
from tests.support.html import field_error, find_form, main_text, submit_form
from tests.support.people import (
    NEW,
    PASSWORD,
    ApiClient,
    Browser,
    browser_with_session,
    create_api_client,
    ensure_account,
    is_signed_in,
    session_of,
    sign_in,
    sign_up,
)
from tests.support.two_factor import SIGN_IN_PATH, enrol, pending_login_secret

from habitlog.accounts.credentials import make_csrf_key
from habitlog.app import create_app
from habitlog.config import Config

GOOD = {"name": "Eva", "email": "eva@example.org", "password": PASSWORD, "zone": "Europe/Stockholm"}


def test_sign_up_leads_to_setup_and_first_day(anyone: Browser) -> None:
    form = find_form(anyone.get("/sign-up").text, "/sign-up")
    answer = submit_form(anyone, form, **GOOD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/setup/days")
    assert "Thursday" in main_text(anyone.get("/").text)
    assert "Signed in as <bdi>Eva</bdi>." in anyone.get("/").text


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
def test_invalid_sign_up_is_refused_at_field(anyone: Browser, field: str, value: str) -> None:
    answer = anyone.post("/sign-up", GOOD | {field: value}, csrf="")
    assert answer.status_code == 422
    assert field_error(answer.text, field)
    shown = find_form(answer.text, "/sign-up")
    assert shown.get("password") == ""
    kept = {"name", "email", "zone"} - {field}
    assert {name: shown.get(name) for name in kept} == {name: GOOD[name] for name in kept}
    assert not is_signed_in(anyone)


def test_sign_up_refuses_existing_email(anyone: Browser, app: FastAPI) -> None:
    ensure_account(app, "Ada", "Europe/Stockholm")
    answer = anyone.post("/sign-up", GOOD | {"email": " ADA@example.org "}, csrf="")
    assert answer.status_code == 422 or answer.status_code == 409
    assert field_error(answer.text, "email")
    assert not is_signed_in(anyone)


def test_sign_up_refuses_dose_in_name(anyone: Browser) -> None:
    answer = anyone.post("/sign-up", GOOD | {"name": "semaglutide 1 mg"}, csrf="")
    assert answer.status_code == 422
    assert field_error(answer.text, "name")


def test_sign_up_is_closed_by_setting(settings: Config, clock: Clock) -> None:
    app = create_app(replace(settings, sign_up="closed"), clock=clock)
    for name in ("Eva", "Fay"):
        browser = Browser(app, name)
        assert browser.get("/sign-up").status_code == 403
        assert browser.post("/sign-up", GOOD | {"email": browser.email, "code": "x" * 43}, csrf="").status_code == 403
        assert "/sign-up" not in browser.get("/sign-in").text
    app.state.context.database.close_connections()


def test_first_visitor_sees_sign_up_form(anyone: Browser) -> None:
    assert anyone.get("/sign-in").headers["location"] == "/sign-up"


def test_sign_in_page_greets_only_who_was_here(ada: Browser, clock: Clock) -> None:
    newcomer = main_text(Browser(ada.app).get("/sign-in").text)
    assert "habitlog is a private log of sleep, food, training and stress practice" in newcomer
    assert "Good to have you back" not in newcomer
    clock.now += timedelta(days=31)
    assert "Good to have you back" in main_text(ada.get("/sign-in").text)


def test_form_after_end_of_session_says_so(ada: Browser, clock: Clock) -> None:
    ada.csrf_token()
    clock.now += timedelta(days=31)
    answer = ada.post("/training/new", {"kind": "other", "activity": "Walk"})
    assert answer.status_code == 401
    assert "Your session has ended Nothing of this form was saved." in main_text(answer.text)
    assert 'href="/sign-in"' in answer.text


def test_sign_in_and_sign_out(ada: Browser) -> None:
    assert is_signed_in(ada)
    session = session_of(ada)
    answer = ada.post("/sign-out", {})
    assert answer.headers["location"] == "/sign-in"
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert "habitlog" not in ada.client.cookies
    assert not is_signed_in(browser_with_session(ada.app, session))


def test_sign_in_creates_new_session(ada: Browser) -> None:
    before = session_of(ada)
    ada.client.cookies.clear()
    ada.client.cookies.set("habitlog", "a-session-somebody-planted")
    answer = ada.post("/sign-in", {"email": ada.email, "password": PASSWORD}, csrf="")
    fresh = answer.cookies["habitlog"]
    assert fresh not in {before, "a-session-somebody-planted"}
    assert len(fresh) >= 43
    assert not is_signed_in(browser_with_session(ada.app, "a-session-somebody-planted"))


def test_sign_in_email_is_case_insensitive(ada: Browser) -> None:
    other = Browser(ada.app, "Ada")
    assert other.post("/sign-in", {"email": " ADA@Example.org ", "password": PASSWORD}, csrf="").status_code == 303


def test_wrong_password_and_unknown_account_have_same_response(app: FastAPI) -> None:
    ensure_account(app, "Ada", "Europe/Stockholm")
    tried = Browser(app)
    wrong = tried.post("/sign-in", {"email": "ada@example.org", "password": "x" * 20}, csrf="")
    nobody = tried.post("/sign-in", {"email": "eve@example.org", "password": "x" * 20}, csrf="")
    assert wrong.status_code == nobody.status_code == 401
    assert dict(wrong.headers) == dict(nobody.headers)
    assert wrong.text == nobody.text.replace("eve@example.org", "ada@example.org")


def test_sign_in_is_rate_limited(app: FastAPI, clock: Clock) -> None:
    ensure_account(app, "Ada", "Europe/Stockholm")
    tried = Browser(app)
    wrong = {"email": "ada@example.org", "password": "not the one she has"}
    assert [tried.post("/sign-in", wrong, csrf="").status_code for _ in range(10)] == [401] * 10
    right = wrong | {"password": PASSWORD}
    refused = tried.post("/sign-in", right, csrf="")
    assert refused.status_code == 429
    wait = int(refused.headers["retry-after"])
    assert 0 < wait <= 15 * 60
    assert f"{-(-wait // 60)} min" in main_text(refused.text)
    assert find_form(refused.text, "/sign-in").get("email") == "ada@example.org"
    clock.now += timedelta(seconds=wait)
    assert tried.post("/sign-in", right, csrf="").status_code == 303


def test_sign_in_rate_limit_is_per_account(app: FastAPI) -> None:
    tried = Browser(app)
    for _ in range(11):
        tried.post("/sign-in", {"email": "ada@example.org", "password": "not the one"}, csrf="")
    assert is_signed_in(sign_in(app, "Cyd", "America/New_York"))


@pytest.mark.parametrize(("idle", "alive"), [(29, True), (31, False)])
def test_session_expires_when_idle(ada: Browser, clock: Clock, idle: int, alive: bool) -> None:
    clock.now += timedelta(days=idle)
    assert is_signed_in(ada) is alive


def test_session_expires_after_ninety_days(ada: Browser, clock: Clock) -> None:
    for _ in range(4):
        clock.now += timedelta(days=22)
        assert is_signed_in(ada)
    clock.now += timedelta(days=3)
    assert not is_signed_in(ada)


def test_password_change_ends_other_sessions_and_tokens(ada: Browser, other_ada: Browser) -> None:
    program = create_api_client(ada.app, ensure_account(ada.app, "Ada", "Europe/Stockholm"), "write")
    before = session_of(ada)
    assert program.get("/pillars").status_code == 200
    answer = ada.post("/settings/password", {"current": PASSWORD, "new": NEW})
    assert answer.headers["location"] == "/settings?done=password"
    assert is_signed_in(ada)
    assert session_of(ada) != before
    assert not is_signed_in(browser_with_session(ada.app, before))
    assert not is_signed_in(other_ada)
    assert program.get("/pillars").status_code == 401
    fresh = Browser(ada.app, "Ada")
    assert fresh.post("/sign-in", {"email": ada.email, "password": PASSWORD}, csrf="").status_code == 401
    assert fresh.post("/sign-in", {"email": ada.email, "password": NEW}, csrf="").status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "field"), [("not the current one", NEW, "current"), (PASSWORD, "short", "new")]
)
def test_invalid_password_change_is_refused(
    ada: Browser, other_ada: Browser, current: str, new: str, field: str
) -> None:
    answer = ada.post("/settings/password", {"current": current, "new": new})
    assert answer.status_code == 422
    assert field_error(answer.text, field)
    assert current not in answer.text
    assert is_signed_in(other_ada)
    assert Browser(ada.app).post("/sign-in", {"email": ada.email, "password": PASSWORD}, csrf="").status_code == 303


def test_other_sessions_are_ended(ada: Browser, other_ada: Browser, program: ApiClient) -> None:
    assert ada.post("/settings/sessions/end", {}).headers["location"] == "/settings?done=sessions"
    assert is_signed_in(ada)
    assert not is_signed_in(other_ada)
    assert program.get("/pillars").status_code == 200


def test_signed_in_person_is_redirected_from_sign_in(app: FastAPI) -> None:
    eva = sign_up(app, "Eva", "Europe/Stockholm")
    assert eva.get("/sign-in").headers["location"] == "/"
    assert eva.get("/sign-up").headers["location"] == "/"


def test_demo_sign_in_is_absent_on_real_server(anyone: Browser) -> None:
    for address in ("/sign-in/demo", "/sign-in/demo?who=coach"):
        assert anyone.post(address, {}, csrf="").status_code == 404


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


def test_settings_list_sessions_and_end_one(app: FastAPI, ada: Browser, clock: Clock) -> None:
    clock.now += timedelta(days=1)
    phone = sign_in(app, "Ada", STOCKHOLM)
    page = ada.get("/settings").text
    assert main_text(page).count("this browser") == 1
    (other,) = re.findall(r'action="(/settings/sessions/[0-9a-f-]{36}/end)"', page)
    assert ada.post(other, {}).headers["location"] == "/settings?done=session"
    assert not is_signed_in(phone)
    assert is_signed_in(ada)
    assert "That browser is signed out." in ada.get("/settings?done=session").text
    assert ada.post(other, {}).status_code == 404


def test_session_of_someone_else_cannot_be_ended(app: FastAPI, ada: Browser, cyd: Browser) -> None:
    sign_in(app, "Cyd", NEW_YORK)
    (other,) = re.findall(r'action="(/settings/sessions/[0-9a-f-]{36}/end)"', cyd.get("/settings").text)
    assert ada.post(other, {}).status_code == 404
    assert other in cyd.get("/settings").text
