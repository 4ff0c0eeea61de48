"""The second step at sign-in: passed once by each code, refused alike, throttled, and nothing is reached before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from tests.conftest import Clock
from tests.pages.reading import form_of, words
from tests.pages.test_people import NEW, holding, knows, session_of
from tests.support.factor import SECOND, half_of, half_way, second, switched_on, with_half
from tests.support.people import PASSWORD, Browser, account, sign_in

from habitlog.accounts.credentials import make_csrf_key
from habitlog.errors import NotSignedIn, RateLimited
from habitlog.usecases.identity import two_factor

WRONG = [
    "",
    "12345",
    "1234567",
    "abcdef",
    "\u0661\u0662\u0663\u0664\u0665\u0666",
    "0" * 20,
    "9" * 5000,
    "'; --",
    "\ud800",
]


def told(answer: Response) -> tuple[int, dict[str, str], str]:
    """Return what an answer says, apart from the key of the form."""
    return answer.status_code, dict(answer.headers), re.sub(r'name="csrf" value="\w+"', "", answer.text)


def test_the_code_signs_in_and_the_half_session_ends(ada: Browser, clock: Clock) -> None:
    app, _ = switched_on(ada, clock)
    fresh = half_way(ada)
    assert not knows(fresh)
    form = form_of(fresh.get(SECOND).text, SECOND)
    half = half_of(fresh)
    passed = fresh.post(SECOND, {"code": app.code()}, csrf=form.get("csrf"))
    assert (passed.status_code, passed.headers["location"]) == (303, "/")
    assert knows(fresh)
    assert session_of(fresh) != half
    assert "habitlog-half" not in fresh.client.cookies
    assert not knows(holding(ada.app, half))
    assert fresh.get(SECOND).headers["location"] == "/"
    clock.now += timedelta(seconds=30)
    again = with_half(ada, half)
    assert again.get(SECOND).headers["location"] == "/sign-in"
    assert second(again, app.code()).status_code == 401


@pytest.mark.parametrize("off", [-30, 30])
def test_a_phone_may_be_half_a_minute_off(ada: Browser, clock: Clock, off: int) -> None:
    app, _ = switched_on(ada, clock)
    clock.now += timedelta(seconds=30)
    assert second(half_way(ada), app.code(off)).status_code == 303


@pytest.mark.parametrize("off", [-60, 60])
def test_a_phone_a_minute_off_is_refused(ada: Browser, clock: Clock, off: int) -> None:
    app, _ = switched_on(ada, clock)
    clock.now += timedelta(seconds=60)
    assert second(half_way(ada), app.code(off)).status_code == 401


def test_a_code_works_once(ada: Browser, clock: Clock) -> None:
    app, _ = switched_on(ada, clock)
    first, other = half_way(ada), half_way(ada)
    code = app.code()
    assert second(first, code).status_code == 303
    assert second(other, code).status_code == 401
    assert second(other, app.code(-30)).status_code == 401
    assert second(other, app.code(30)).status_code == 303


def test_the_code_that_switched_it_on_does_not_sign_in(ada: Browser, clock: Clock) -> None:
    app, _ = switched_on(ada, clock)
    assert second(half_way(ada), app.code(-30)).status_code == 401


@pytest.mark.parametrize(
    "write", [str, lambda code: code.replace(" ", ""), lambda code: f" {code.replace(' ', '-')}\n"]
)
def test_a_recovery_code_works_once(ada: Browser, clock: Clock, write: object) -> None:
    _, codes = switched_on(ada, clock)
    typed = write(codes[3])  # type: ignore[operator]  # one of the functions above
    assert second(half_way(ada), typed).status_code == 303
    late = half_way(ada)
    assert second(late, typed).status_code == 401
    assert second(late, codes[4]).status_code == 303
    assert "8 of 10 recovery codes are left." in words(late.get("/settings/two-factor").text)


def test_codes_belong_to_one_person(ada: Browser, cyd: Browser, clock: Clock) -> None:
    app, codes = switched_on(ada, clock)
    switched_on(cyd, clock)
    hers = half_way(cyd)
    assert second(hers, app.code()).status_code == 401
    assert second(hers, codes[0]).status_code == 401
    assert second(half_way(ada), codes[0]).status_code == 303


@pytest.mark.parametrize("typed", WRONG)
def test_what_is_no_code_is_refused(ada: Browser, clock: Clock, typed: str) -> None:
    switched_on(ada, clock)
    fresh = half_way(ada)
    assert second(fresh, typed.encode("utf-8", "surrogatepass")).status_code in {400, 401}  # type: ignore[arg-type]
    assert not knows(fresh)


def test_a_wrong_code_a_used_one_and_an_expired_step_look_the_same(ada: Browser, clock: Clock) -> None:
    app, codes = switched_on(ada, clock)
    fresh = half_way(ada)
    second(half_way(ada), codes[0])
    used_app = app.code()
    second(half_way(ada), used_app)
    wrong = told(second(fresh, app.wrong()))
    assert wrong[0] == 401
    assert told(second(fresh, codes[0])) == wrong
    assert told(second(fresh, used_app)) == wrong
    assert told(second(with_half(ada, "a" * 43), app.code(30))) == wrong
    clock.now += timedelta(minutes=10)
    assert told(second(fresh, app.code())) == wrong
    assert fresh.get(SECOND).headers["location"] == "/sign-in"


def test_a_step_waits_ten_minutes(ada: Browser, clock: Clock) -> None:
    app, _ = switched_on(ada, clock)
    fresh = half_way(ada)
    clock.now += timedelta(minutes=9, seconds=59)
    assert second(fresh, app.code()).status_code == 303


FILLED = {
    "day": "2026-03-12",
    "pillar": "sleep",
    "metric": "sleep.duration",
    "year": "2026",
    "entry_id": "7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11",
    "token": "7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11",
    "grant": "7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11",
    "grant_id": "7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11",
    "invite_id": "7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11",
    "snippet": "a-piece",
    "choice": "saved",
}
OPEN = ("/api/", "/sign-in", "/sign-up", "/static", "/healthz", "/readyz")


def addresses(browser: Browser) -> Iterator[tuple[str, str]]:
    """Yield the method and address of every page that belongs to somebody, `/sign-in/confirm` among them."""
    yield from (("GET", "/sign-in/confirm?to=/"), ("POST", "/sign-in/confirm"))
    for route in iter_route_contexts(browser.app.routes):
        path = re.sub(r"\{(\w+)\}", lambda name: FILLED[name[1]], route.path or "")
        if not path.startswith(OPEN):
            yield from ((method, path) for method in route.methods or ())


def test_half_a_session_reaches_nothing(ada: Browser, clock: Clock) -> None:
    switched_on(ada, clock)
    fresh = half_way(ada)
    half = half_of(fresh)
    both = holding(ada.app, half)
    both.client.cookies.set("habitlog-half", half)
    asked = 0
    for method, path in addresses(ada):
        for browser in (fresh, both):
            asked += 1
            body = f"csrf={make_csrf_key(half)}".encode() if method == "POST" else None
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            got = browser.client.request(method, path, content=body, headers=form if body else {})
            refused = got.status_code in {401, 403} or got.headers.get("location", "").partition("?")[0] == "/sign-in"
            assert refused, (method, path, got.status_code)
    assert fresh.get("/api/v1/pillars").status_code == 401
    assert asked > 60


def test_a_form_of_another_sign_in_is_refused(ada: Browser, clock: Clock) -> None:
    app, _ = switched_on(ada, clock)
    fresh = half_way(ada)
    for key in ("", make_csrf_key(session_of(ada)), make_csrf_key(half_of(half_way(ada)))):
        assert fresh.post(SECOND, {"code": app.code()}, csrf=key).status_code == 403
    assert second(fresh, app.code()).status_code == 303


def test_without_a_password_before_it_there_is_no_second_step(ada: Browser, clock: Clock) -> None:
    app, _ = switched_on(ada, clock)
    nobody = Browser(ada.app, "Ada")
    assert nobody.get(SECOND).headers["location"] == "/sign-in"
    assert nobody.post(SECOND, {"code": app.code()}, csrf=make_csrf_key("")).status_code == 401
    assert not knows(nobody)


def test_a_right_password_is_told_by_nothing_but_the_way_on(ada: Browser, cyd: Browser, clock: Clock) -> None:
    switched_on(ada, clock)
    tried = Browser(ada.app)
    answers = []
    for email in (ada.email, cyd.email, "eve@example.org"):
        answer = tried.post("/sign-in", {"email": email, "password": "x" * 20}, csrf="")
        answers.append((answer.status_code, dict(answer.headers), answer.text.replace(email, "")))
    sizes = [headers.pop("content-length") for _, headers, _ in answers]
    assert len(sizes) == 3
    assert answers[0] == answers[1] == answers[2]
    assert "habitlog-half" not in tried.client.cookies


def test_trying_codes_has_to_wait(ada: Browser, clock: Clock) -> None:
    app, codes = switched_on(ada, clock)
    fresh = half_way(ada)
    assert [second(fresh, app.wrong()).status_code for _ in range(5)] == [401] * 5
    for code in (app.code(), codes[0]):
        refused = second(fresh, code)
        assert refused.status_code == 429
        assert 0 < int(refused.headers["retry-after"]) <= 15 * 60
    other = half_way(ada)
    assert second(other, app.code()).status_code == 429
    assert knows(ada)
    clock.now += timedelta(minutes=15)
    assert second(half_way(ada), codes[0]).status_code == 303


def test_trying_codes_from_many_places_has_to_wait(ada: Browser, clock: Clock) -> None:
    app, _ = switched_on(ada, clock)
    house, half = ada.app.state.context, half_of(half_way(ada))
    key, tried = house.config.load_secret_key(), []
    for place in range(12):
        try:
            two_factor.verify_pending_login(house.database, key, half, app.wrong(), f"192.0.2.{place}", clock.now)
        except NotSignedIn:
            tried.append("looked at")
        except RateLimited:
            tried.append("not looked at")
    assert tried == ["looked at"] * 10 + ["not looked at"] * 2


def test_one_of_twenty_with_the_same_code_gets_in(ada: Browser, clock: Clock) -> None:
    app, codes = switched_on(ada, clock)
    house, person = ada.app.state.context, account(ada.app, "Ada", "Europe/Stockholm")
    with house.database.begin_read() as transaction:
        salt = two_factor.find_salt(transaction, person.id)
    assert salt is not None
    for typed in (app.code(), codes[7]):
        proof, together = two_factor.parse_code(house.config.load_secret_key(), salt, typed, clock.now), Barrier(20)

        def spend(_: int, proof: two_factor.CodeProof = proof, together: Barrier = together) -> bool:
            together.wait()
            with house.database.begin_write() as transaction:
                return two_factor.use_code(transaction, person.id, proof)

        with ThreadPoolExecutor(20) as pool:
            assert sum(pool.map(spend, range(20))) == 1


def test_one_of_twenty_forms_with_the_same_code_gets_in(ada: Browser, clock: Clock) -> None:
    app, _ = switched_on(ada, clock)
    fresh, code, together = [half_way(ada) for _ in range(20)], app.code(), Barrier(20)

    def send(browser: Browser) -> int:
        together.wait()
        return second(browser, code).status_code

    with ThreadPoolExecutor(20) as pool:
        answers = sorted(pool.map(send, fresh))
    assert answers.count(303) == 1
    assert set(answers) <= {303, 401, 429}


@pytest.mark.parametrize("how", ["password", "sessions"])
def test_a_step_that_waits_ends_with_every_session(ada: Browser, clock: Clock, how: str) -> None:
    app, _ = switched_on(ada, clock)
    fresh = half_way(ada)
    if how == "password":
        ada.post("/settings/password", {"current": PASSWORD, "new": NEW})
    else:
        ada.post("/settings/sessions/end", {})
    assert second(fresh, app.code()).status_code == 401


def test_the_cookie_of_a_step_is_as_guarded_as_a_session(ada: Browser, clock: Clock) -> None:
    switched_on(ada, clock)
    answer = Browser(ada.app).post("/sign-in", {"email": ada.email, "password": PASSWORD}, csrf="")
    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.startswith("habitlog-half=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=600"} <= set(cookie.split("; "))


def test_somebody_without_it_signs_in_by_password(ada: Browser, cyd: Browser, clock: Clock) -> None:
    switched_on(ada, clock)
    fresh = Browser(cyd.app, "Cyd")
    assert fresh.post("/sign-in", {"email": cyd.email, "password": PASSWORD}, csrf="").headers["location"] == "/"
    assert knows(sign_in(cyd.app, "Cyd", "America/New_York"))
