"""Setting up the second step, renewing its recovery codes, switching it off, and passing it again within a session."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI, Request
from httpx2 import Response as Answer
from starlette.responses import PlainTextResponse, Response
from tests.support.clock import Clock
from tests.support.html import field_error, find_form, main_text, parse_forms, submit_form
from tests.support.people import PASSWORD, ApiClient, Browser, browser_with_session, is_signed_in, session_of
from tests.support.two_factor import (
    SETTINGS_PATH,
    AuthenticatorApp,
    confirm_enrolment,
    enrol,
    recovery_codes,
    start_enrolment,
    start_sign_in,
    submit_code,
)

from habitlog.web.dependencies import require_coach_session, require_visitor

AGAIN = "/sign-in/confirm"


def test_two_factor_is_switched_on(ada: Browser, other_ada: Browser, program: ApiClient, clock: Clock) -> None:
    before = session_of(ada)
    assert "It is off" in main_text(ada.get(SETTINGS_PATH).text)
    assert "Set up two-step sign-in" in main_text(ada.get("/settings").text)
    app, answer = start_enrolment(ada, clock)
    assert f"otpauth://totp/habitlog:ada%40example.org?secret={app.text}&amp;issuer=habitlog" in answer.text
    assert "<svg" in answer.text
    plain = Browser(ada.app, "Ada").post("/sign-in", {"email": ada.email, "password": PASSWORD}, csrf="")
    assert plain.headers["location"] == "/"
    shown = confirm_enrolment(answer, ada, app.code())
    codes = recovery_codes(shown)
    assert len(set(codes)) == 10
    assert session_of(ada) != before
    assert is_signed_in(ada)
    assert not is_signed_in(browser_with_session(ada.app, before))
    assert not is_signed_in(other_ada)
    assert program.get("/pillars").status_code == 200
    state = ada.get(SETTINGS_PATH)
    assert "10 of 10 recovery codes are left." in main_text(state.text)
    assert not any(secret in state.text for secret in (app.text, *codes))
    start_sign_in(ada)


def test_two_factor_enrolment_refuses_wrong_password(ada: Browser) -> None:
    answer = submit_form(ada, find_form(ada.get(SETTINGS_PATH).text, SETTINGS_PATH), password="not the one she has")
    assert (answer.status_code, field_error(answer.text, "password")) == (422, "This is not the current password.")
    assert "otpauth" not in answer.text
    assert ada.post(f"{SETTINGS_PATH}/confirm", {"code": "123456"}).headers["location"] == SETTINGS_PATH


def test_two_factor_stays_off_with_wrong_first_code(ada: Browser, clock: Clock) -> None:
    app, answer = start_enrolment(ada, clock)
    wrong = confirm_enrolment(answer, ada, app.wrong())
    assert wrong.status_code == 422
    assert field_error(wrong.text, "code")
    assert app.text in wrong.text.replace(" ", "")
    assert "It is off" in main_text(ada.get(SETTINGS_PATH).text)
    assert recovery_codes(confirm_enrolment(wrong, ada, app.code()))


def test_second_enrolment_replaces_first(ada: Browser, clock: Clock) -> None:
    first, _ = start_enrolment(ada, clock)
    app, answer = start_enrolment(ada, clock)
    assert app.text != first.text
    assert confirm_enrolment(answer, ada, first.code()).status_code == 422
    assert recovery_codes(confirm_enrolment(answer, ada, app.code()))


def test_enrolment_expires_after_half_an_hour(ada: Browser, clock: Clock) -> None:
    app, answer = start_enrolment(ada, clock)
    clock.now += timedelta(minutes=30)
    assert confirm_enrolment(answer, ada, app.code()).headers["location"] == SETTINGS_PATH
    assert "It is off" in main_text(ada.get(SETTINGS_PATH).text)


def test_enrolment_is_refused_while_on(ada: Browser, clock: Clock) -> None:
    app, _ = enrol(ada, clock)
    assert ada.post(SETTINGS_PATH, {"password": PASSWORD}).headers["location"] == SETTINGS_PATH
    assert ada.post(f"{SETTINGS_PATH}/confirm", {"code": app.code()}).headers["location"] == SETTINGS_PATH
    assert submit_code(start_sign_in(ada), app.code()).status_code == 303


def test_enrolment_codes_are_rate_limited(ada: Browser, clock: Clock) -> None:
    app, answer = start_enrolment(ada, clock)
    assert [confirm_enrolment(answer, ada, app.wrong()).status_code for _ in range(10)] == [422] * 10
    assert confirm_enrolment(answer, ada, app.code()).status_code == 429


def test_enrolment_password_is_rate_limited(ada: Browser, clock: Clock) -> None:
    tried = [ada.post(SETTINGS_PATH, {"password": f"not the one {n}"}).status_code for n in range(10)]
    assert tried == [422] * 10
    for address, name in ((SETTINGS_PATH, "password"), ("/settings/password", "current")):
        refused = ada.post(address, {name: PASSWORD, "new": "seven quiet looms at dusk"})
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
    clock.now += timedelta(minutes=15)
    start_enrolment(ada, clock)


def test_recovery_codes_are_renewed(ada: Browser, clock: Clock) -> None:
    app, old = enrol(ada, clock)
    answer = ada.post(f"{SETTINGS_PATH}/codes", {"password": PASSWORD, "code": old[0]})
    fresh = recovery_codes(answer)
    assert len(set(fresh)) == 10
    assert not set(fresh) & set(old)
    browser = start_sign_in(ada)
    assert submit_code(browser, old[1]).status_code == 401
    assert submit_code(browser, fresh[1]).status_code == 303
    assert "9 of 10 recovery codes are left." in main_text(ada.get(SETTINGS_PATH).text)
    assert ada.post(f"{SETTINGS_PATH}/codes", {"password": PASSWORD, "code": app.code()}).status_code == 200


@pytest.mark.parametrize("what", ["codes", "off"])
def test_two_factor_change_requires_password_and_code(ada: Browser, clock: Clock, what: str) -> None:
    app, _ = enrol(ada, clock)
    for password, code, field in (("wrong", app.code(), "password"), (PASSWORD, app.wrong(), "code")):
        answer = ada.post(f"{SETTINGS_PATH}/{what}", {"password": password, "code": code})
        assert answer.status_code == 422
        assert field_error(answer.text, field)
    assert ada.post(f"{SETTINGS_PATH}/{what}", {"password": PASSWORD, "code": app.code()}).status_code in {200, 303}


@pytest.mark.parametrize("by", ["app", "paper"])
def test_two_factor_is_switched_off(ada: Browser, clock: Clock, by: str) -> None:
    app, codes = enrol(ada, clock)
    other = start_sign_in(ada)
    submit_code(other, codes[9])
    waiting, before = start_sign_in(ada), session_of(ada)
    answer = ada.post(f"{SETTINGS_PATH}/off", {"password": PASSWORD, "code": app.code() if by == "app" else codes[0]})
    assert answer.headers["location"] == f"{SETTINGS_PATH}?done=off"
    assert "It is off" in main_text(ada.get(SETTINGS_PATH).text)
    assert is_signed_in(ada)
    assert not is_signed_in(other)
    assert not is_signed_in(browser_with_session(ada.app, before))
    assert submit_code(waiting, codes[1]).status_code == 401
    plain = Browser(ada.app, "Ada").post("/sign-in", {"email": ada.email, "password": PASSWORD}, csrf="")
    assert plain.headers["location"] == "/"


@pytest.mark.parametrize("what", ["codes", "off"])
def test_two_factor_change_is_refused_while_off(ada: Browser, what: str) -> None:
    answer = ada.post(f"{SETTINGS_PATH}/{what}", {"password": PASSWORD, "code": "123456"})
    assert answer.status_code == 422


@pytest.fixture
def coach_page(app: FastAPI) -> Iterator[str]:
    """A page that asks for a second step within twelve hours, as those of a coach do."""

    def looked_at(request: Request) -> Response:
        require_coach_session(require_visitor(request), app.state.context.now())
        return PlainTextResponse("clients")

    app.add_api_route("/coaching/list", looked_at, methods=["GET", "POST"])
    app.router.routes.insert(0, app.router.routes.pop())
    yield "/coaching/list"
    app.router.routes.pop(0)


def confirm_again(browser: Browser, app: AuthenticatorApp, to: str, **other: str) -> Answer:
    form = find_form(browser.get(to).text, AGAIN)
    return submit_form(browser, form, **({"password": PASSWORD, "code": app.code()} | other))


def test_coach_page_without_two_factor_links_to_enrolment(ada: Browser, coach_page: str) -> None:
    for answer in (ada.get(coach_page), ada.post(coach_page, {})):
        assert answer.status_code == 403
        assert f'href="{SETTINGS_PATH}"' in answer.text
        assert "two-step sign-in" in main_text(answer.text)
    assert ada.get(f"{AGAIN}?to={coach_page}").headers["location"] == SETTINGS_PATH
    assert Browser(ada.app).get(coach_page).headers["location"] == "/sign-in"


def test_two_factor_is_valid_for_twelve_hours(ada: Browser, coach_page: str, clock: Clock) -> None:
    app, _ = enrol(ada, clock)
    fresh = start_sign_in(ada)
    submit_code(fresh, app.code())
    assert fresh.get(coach_page).text == "clients"
    clock.now += timedelta(hours=11, minutes=59)
    assert fresh.get(coach_page).text == "clients"
    clock.now += timedelta(minutes=1)
    asked = fresh.get(f"{coach_page}?sort=name&page=2")
    assert asked.status_code == 303
    assert asked.headers["location"] == f"{AGAIN}?to=%2Fcoaching%2Flist%3Fsort%3Dname%26page%3D2"
    posted = fresh.post(coach_page, {})
    assert posted.status_code == 403
    assert f'href="{AGAIN}?to=%2Fcoaching"' in posted.text
    before = session_of(fresh)
    answer = confirm_again(fresh, app, asked.headers["location"])
    assert answer.headers["location"] == f"{coach_page}?sort=name&page=2"
    assert fresh.get(coach_page).text == "clients"
    assert session_of(fresh) != before
    assert not is_signed_in(browser_with_session(ada.app, before))


def test_confirm_again_requires_password_and_code(ada: Browser, coach_page: str, clock: Clock) -> None:
    app, codes = enrol(ada, clock)
    clock.now += timedelta(hours=12)
    asked = ada.get(coach_page).headers["location"]
    for wrong, field in (({"password": "not hers"}, "password"), ({"code": app.wrong()}, "code")):
        answer = confirm_again(ada, app, asked, **wrong)
        assert answer.status_code == 422
        assert field_error(answer.text, field)
        assert find_form(answer.text, AGAIN).get("to") == coach_page
        assert PASSWORD not in answer.text
    assert confirm_again(ada, app, asked).status_code == 303
    assert confirm_again(ada, app, f"{AGAIN}?to=/").status_code == 422
    assert confirm_again(ada, app, f"{AGAIN}?to=/", code=codes[0]).status_code == 303


@pytest.mark.parametrize(
    "to", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "javascript:alert(1)", "/\n/evil", ""]
)
def test_confirm_again_does_not_redirect_to_other_site(ada: Browser, clock: Clock, to: str) -> None:
    app, _ = enrol(ada, clock)
    page = ada.client.get(AGAIN, params={"to": to})
    assert find_form(page.text, AGAIN).get("to") == "/"
    answer = submit_form(ada, find_form(page.text, AGAIN), to=to, password=PASSWORD, code=app.code())
    assert answer.headers["location"] == "/"


def test_switching_two_factor_off_ends_twelve_hours(ada: Browser, coach_page: str, clock: Clock) -> None:
    app, _ = enrol(ada, clock)
    assert ada.get(coach_page).text == "clients"
    ada.post(f"{SETTINGS_PATH}/off", {"password": PASSWORD, "code": app.code()})
    assert ada.get(coach_page).status_code == 403


def test_database_contains_no_two_factor_secret(ada: Browser, clock: Clock, app: FastAPI) -> None:
    from sqlalchemy import select

    from habitlog.models import metadata

    phone, codes = enrol(ada, clock)
    with app.state.context.database.begin_read() as transaction:
        kept = " ".join(
            str(dict(row)) for table in metadata.sorted_tables for row in transaction.fetch_rows(select(table))
        )
    bare = [code.replace(" ", "") for code in codes]
    assert not [secret for secret in (phone.text, *codes, *bare) if secret in kept]
    key = app.state.context.config.data_dir / "secret.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_text().strip() not in kept
    assert list(key.parent.glob(".password-field.key*")) == []


def test_code_fields_have_one_time_code_autocomplete(ada: Browser, clock: Clock) -> None:
    _, answer = start_enrolment(ada, clock)
    assert 'autocomplete="one-time-code" inputmode="numeric"' in answer.text
    assert {form.action for form in parse_forms(answer.text)} >= {f"{SETTINGS_PATH}/confirm"}
