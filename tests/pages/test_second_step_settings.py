"""Setting up the second step, renewing its recovery codes, switching it off, and passing it again within a session."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI, Request
from httpx2 import Response as Answer
from starlette.responses import PlainTextResponse, Response
from tests.conftest import Clock
from tests.pages.reading import error_at, form_of, forms, send, words
from tests.pages.test_people import holding, knows, session_of
from tests.support.factor import HERE, App, begin, confirm, half_way, recovery_codes, second, switched_on
from tests.support.people import PASSWORD, Browser, Program

from habitlog.web.dependencies import require_coach_session, require_visitor

AGAIN = "/sign-in/confirm"


def test_switching_it_on(ada: Browser, other_ada: Browser, program: Program, clock: Clock) -> None:
    before = session_of(ada)
    assert "It is off" in words(ada.get(HERE).text)
    assert "Set up a second step" in words(ada.get("/settings").text)
    app, answer = begin(ada, clock)
    assert f"otpauth://totp/habitlog:ada%40example.org?secret={app.text}&amp;issuer=habitlog" in answer.text
    assert "<svg" in answer.text
    plain = Browser(ada.app, "Ada").post("/sign-in", {"email": ada.email, "password": PASSWORD}, csrf="")
    assert plain.headers["location"] == "/"
    shown = confirm(answer, ada, app.code())
    codes = recovery_codes(shown)
    assert len(set(codes)) == 10
    assert session_of(ada) != before
    assert knows(ada)
    assert not knows(holding(ada.app, before))
    assert not knows(other_ada)
    assert program.get("/pillars").status_code == 200
    state = ada.get(HERE)
    assert "10 of 10 recovery codes are left." in words(state.text)
    assert not any(secret in state.text for secret in (app.text, *codes))
    half_way(ada)


def test_a_wrong_password_begins_nothing(ada: Browser) -> None:
    answer = send(ada, form_of(ada.get(HERE).text, HERE), password="not the one she has")
    assert (answer.status_code, error_at(answer.text, "password")) == (422, "This is not the current password.")
    assert "otpauth" not in answer.text
    assert ada.post(f"{HERE}/confirm", {"code": "123456"}).headers["location"] == HERE


def test_a_first_code_that_does_not_fit_leaves_it_off(ada: Browser, clock: Clock) -> None:
    app, answer = begin(ada, clock)
    wrong = confirm(answer, ada, app.wrong())
    assert wrong.status_code == 422
    assert error_at(wrong.text, "code")
    assert app.text in wrong.text.replace(" ", "")
    assert "It is off" in words(ada.get(HERE).text)
    assert recovery_codes(confirm(wrong, ada, app.code()))


def test_beginning_again_takes_the_place_of_the_first(ada: Browser, clock: Clock) -> None:
    first, _ = begin(ada, clock)
    app, answer = begin(ada, clock)
    assert app.text != first.text
    assert confirm(answer, ada, first.code()).status_code == 422
    assert recovery_codes(confirm(answer, ada, app.code()))


def test_a_first_code_is_waited_for_half_an_hour(ada: Browser, clock: Clock) -> None:
    app, answer = begin(ada, clock)
    clock.now += timedelta(minutes=30)
    assert confirm(answer, ada, app.code()).headers["location"] == HERE
    assert "It is off" in words(ada.get(HERE).text)


def test_one_that_is_on_is_not_begun_again(ada: Browser, clock: Clock) -> None:
    app, _ = switched_on(ada, clock)
    assert ada.post(HERE, {"password": PASSWORD}).headers["location"] == HERE
    assert ada.post(f"{HERE}/confirm", {"code": app.code()}).headers["location"] == HERE
    assert second(half_way(ada), app.code()).status_code == 303


def test_first_codes_are_not_guessed(ada: Browser, clock: Clock) -> None:
    app, answer = begin(ada, clock)
    assert [confirm(answer, ada, app.wrong()).status_code for _ in range(10)] == [422] * 10
    assert confirm(answer, ada, app.code()).status_code == 429


def test_passwords_are_not_guessed_within_a_session(ada: Browser, clock: Clock) -> None:
    tried = [ada.post(HERE, {"password": f"not the one {n}"}).status_code for n in range(10)]
    assert tried == [422] * 10
    for address, name in ((HERE, "password"), ("/settings/password", "current")):
        refused = ada.post(address, {name: PASSWORD, "new": "seven quiet looms at dusk"})
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
    clock.now += timedelta(minutes=15)
    begin(ada, clock)


def test_new_recovery_codes(ada: Browser, clock: Clock) -> None:
    app, old = switched_on(ada, clock)
    answer = ada.post(f"{HERE}/codes", {"password": PASSWORD, "code": old[0]})
    fresh = recovery_codes(answer)
    assert len(set(fresh)) == 10
    assert not set(fresh) & set(old)
    browser = half_way(ada)
    assert second(browser, old[1]).status_code == 401
    assert second(browser, fresh[1]).status_code == 303
    assert "9 of 10 recovery codes are left." in words(ada.get(HERE).text)
    assert ada.post(f"{HERE}/codes", {"password": PASSWORD, "code": app.code()}).status_code == 200


@pytest.mark.parametrize("what", ["codes", "off"])
def test_password_and_code_are_asked_for(ada: Browser, clock: Clock, what: str) -> None:
    app, _ = switched_on(ada, clock)
    for password, code, field in (("wrong", app.code(), "password"), (PASSWORD, app.wrong(), "code")):
        answer = ada.post(f"{HERE}/{what}", {"password": password, "code": code})
        assert answer.status_code == 422
        assert error_at(answer.text, field)
    assert ada.post(f"{HERE}/{what}", {"password": PASSWORD, "code": app.code()}).status_code in {200, 303}


@pytest.mark.parametrize("by", ["app", "paper"])
def test_switching_it_off(ada: Browser, clock: Clock, by: str) -> None:
    app, codes = switched_on(ada, clock)
    other = half_way(ada)
    second(other, codes[9])
    waiting, before = half_way(ada), session_of(ada)
    answer = ada.post(f"{HERE}/off", {"password": PASSWORD, "code": app.code() if by == "app" else codes[0]})
    assert answer.headers["location"] == f"{HERE}?done=off"
    assert "It is off" in words(ada.get(HERE).text)
    assert knows(ada)
    assert not knows(other)
    assert not knows(holding(ada.app, before))
    assert second(waiting, codes[1]).status_code == 401
    plain = Browser(ada.app, "Ada").post("/sign-in", {"email": ada.email, "password": PASSWORD}, csrf="")
    assert plain.headers["location"] == "/"


@pytest.mark.parametrize("what", ["codes", "off"])
def test_nothing_is_changed_where_it_is_off(ada: Browser, what: str) -> None:
    answer = ada.post(f"{HERE}/{what}", {"password": PASSWORD, "code": "123456"})
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


def pass_again(browser: Browser, app: App, to: str, **other: str) -> Answer:
    form = form_of(browser.get(to).text, AGAIN)
    return send(browser, form, **({"password": PASSWORD, "code": app.code()} | other))


def test_who_has_none_is_shown_where_it_is_set_up(ada: Browser, coach_page: str) -> None:
    for answer in (ada.get(coach_page), ada.post(coach_page, {})):
        assert answer.status_code == 403
        assert f'href="{HERE}"' in answer.text
        assert "second step" in words(answer.text)
    assert ada.get(f"{AGAIN}?to={coach_page}").headers["location"] == HERE
    assert Browser(ada.app).get(coach_page).headers["location"] == "/sign-in"


def test_a_session_that_passed_it_may_look_for_twelve_hours(ada: Browser, coach_page: str, clock: Clock) -> None:
    app, _ = switched_on(ada, clock)
    fresh = half_way(ada)
    second(fresh, app.code())
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
    answer = pass_again(fresh, app, asked.headers["location"])
    assert answer.headers["location"] == f"{coach_page}?sort=name&page=2"
    assert fresh.get(coach_page).text == "clients"
    assert session_of(fresh) != before
    assert not knows(holding(ada.app, before))


def test_passing_it_again_takes_both(ada: Browser, coach_page: str, clock: Clock) -> None:
    app, codes = switched_on(ada, clock)
    clock.now += timedelta(hours=12)
    asked = ada.get(coach_page).headers["location"]
    for wrong, field in (({"password": "not hers"}, "password"), ({"code": app.wrong()}, "code")):
        answer = pass_again(ada, app, asked, **wrong)
        assert answer.status_code == 422
        assert error_at(answer.text, field)
        assert form_of(answer.text, AGAIN).get("to") == coach_page
        assert PASSWORD not in answer.text
    assert pass_again(ada, app, asked).status_code == 303
    assert pass_again(ada, app, f"{AGAIN}?to=/").status_code == 422
    assert pass_again(ada, app, f"{AGAIN}?to=/", code=codes[0]).status_code == 303


@pytest.mark.parametrize(
    "to", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "javascript:alert(1)", "/\n/evil", ""]
)
def test_the_way_back_stays_on_this_site(ada: Browser, clock: Clock, to: str) -> None:
    app, _ = switched_on(ada, clock)
    page = ada.client.get(AGAIN, params={"to": to})
    assert form_of(page.text, AGAIN).get("to") == "/"
    answer = send(ada, form_of(page.text, AGAIN), to=to, password=PASSWORD, code=app.code())
    assert answer.headers["location"] == "/"


def test_switching_it_off_takes_the_twelve_hours_away(ada: Browser, coach_page: str, clock: Clock) -> None:
    app, _ = switched_on(ada, clock)
    assert ada.get(coach_page).text == "clients"
    ada.post(f"{HERE}/off", {"password": PASSWORD, "code": app.code()})
    assert ada.get(coach_page).status_code == 403


def test_a_database_holds_neither_secret_nor_codes(ada: Browser, clock: Clock, app: FastAPI) -> None:
    from sqlalchemy import select

    from habitlog.models import metadata

    phone, codes = switched_on(ada, clock)
    with app.state.context.database.begin_read() as transaction:
        kept = " ".join(str(dict(row)) for table in metadata.sorted_tables for row in transaction.fetch_rows(select(table)))
    bare = [code.replace(" ", "") for code in codes]
    assert not [secret for secret in (phone.text, *codes, *bare) if secret in kept]
    key = app.state.context.config.data_dir / "secret.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_text().strip() not in kept
    assert list(key.parent.glob(".password-field.key*")) == []


def test_every_field_for_a_code_helps_the_phone(ada: Browser, clock: Clock) -> None:
    _, answer = begin(ada, clock)
    assert 'autocomplete="one-time-code" inputmode="numeric"' in answer.text
    assert {form.action for form in forms(answer.text)} >= {f"{HERE}/confirm"}
