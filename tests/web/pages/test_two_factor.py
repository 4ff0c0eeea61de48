"""Two-step sign-in at sign-in: passed once by each code, refused alike, throttled, and nothing is reached before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from tests.support.clock import Clock
from tests.support.html import find_form, main_text
from tests.support.people import (
    NEW,
    PASSWORD,
    Browser,
    browser_with_session,
    ensure_account,
    is_signed_in,
    session_of,
    sign_in,
)
from tests.support.two_factor import (
    SIGN_IN_PATH,
    browser_with_pending_login,
    enrol,
    pending_login_secret,
    start_sign_in,
    submit_code,
)

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


def error_text(answer: Response) -> tuple[int, dict[str, str], str]:
    """Return what an answer says, apart from the key of the form and how well it is compressed with that key."""
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    return answer.status_code, headers, re.sub(r'name="csrf" value="\w+"', "", answer.text)


def test_two_factor_code_signs_in_and_ends_pending_login(ada: Browser, clock: Clock) -> None:
    app, _ = enrol(ada, clock)
    fresh = start_sign_in(ada)
    assert not is_signed_in(fresh)
    form = find_form(fresh.get(SIGN_IN_PATH).text, SIGN_IN_PATH)
    half = pending_login_secret(fresh)
    passed = fresh.post(SIGN_IN_PATH, {"code": app.code()}, csrf=form.get("csrf"))
    assert (passed.status_code, passed.headers["location"]) == (303, "/")
    assert is_signed_in(fresh)
    assert session_of(fresh) != half
    assert "habitlog-half" not in fresh.client.cookies
    assert not is_signed_in(browser_with_session(ada.app, half))
    assert fresh.get(SIGN_IN_PATH).headers["location"] == "/"
    clock.now += timedelta(seconds=30)
    again = browser_with_pending_login(ada, half)
    assert again.get(SIGN_IN_PATH).headers["location"] == "/sign-in"
    assert submit_code(again, app.code()).status_code == 401


@pytest.mark.parametrize("off", [-30, 30])
def test_two_factor_code_tolerates_half_a_minute(ada: Browser, clock: Clock, off: int) -> None:
    app, _ = enrol(ada, clock)
    clock.now += timedelta(seconds=30)
    assert submit_code(start_sign_in(ada), app.code(off)).status_code == 303


@pytest.mark.parametrize("off", [-60, 60])
def test_two_factor_code_a_minute_off_is_refused(ada: Browser, clock: Clock, off: int) -> None:
    app, _ = enrol(ada, clock)
    clock.now += timedelta(seconds=60)
    assert submit_code(start_sign_in(ada), app.code(off)).status_code == 401


def test_two_factor_code_works_once(ada: Browser, clock: Clock) -> None:
    app, _ = enrol(ada, clock)
    first, other = start_sign_in(ada), start_sign_in(ada)
    code = app.code()
    assert submit_code(first, code).status_code == 303
    assert submit_code(other, code).status_code == 401
    assert submit_code(other, app.code(-30)).status_code == 401
    assert submit_code(other, app.code(30)).status_code == 303


def test_two_factor_enrolment_code_does_not_sign_in(ada: Browser, clock: Clock) -> None:
    app, _ = enrol(ada, clock)
    assert submit_code(start_sign_in(ada), app.code(-30)).status_code == 401


@pytest.mark.parametrize(
    "write", [str, lambda code: code.replace(" ", ""), lambda code: f" {code.replace(' ', '-')}\n"]
)
def test_recovery_code_works_once(ada: Browser, clock: Clock, write: object) -> None:
    _, codes = enrol(ada, clock)
    typed = write(codes[3])  # type: ignore[operator]  # one of the functions above
    assert submit_code(start_sign_in(ada), typed).status_code == 303
    late = start_sign_in(ada)
    assert submit_code(late, typed).status_code == 401
    assert submit_code(late, codes[4]).status_code == 303
    assert "8 of 10 recovery codes are left." in main_text(late.get("/settings/two-factor").text)


def test_two_factor_codes_are_per_person(ada: Browser, cyd: Browser, clock: Clock) -> None:
    app, codes = enrol(ada, clock)
    enrol(cyd, clock)
    hers = start_sign_in(cyd)
    assert submit_code(hers, app.code()).status_code == 401
    assert submit_code(hers, codes[0]).status_code == 401
    assert submit_code(start_sign_in(ada), codes[0]).status_code == 303


@pytest.mark.parametrize("typed", WRONG)
def test_malformed_two_factor_code_is_refused(ada: Browser, clock: Clock, typed: str) -> None:
    enrol(ada, clock)
    fresh = start_sign_in(ada)
    assert submit_code(fresh, typed.encode("utf-8", "surrogatepass")).status_code in {400, 401}  # type: ignore[arg-type]
    assert not is_signed_in(fresh)


def test_two_factor_failures_have_same_response(ada: Browser, clock: Clock) -> None:
    app, codes = enrol(ada, clock)
    fresh = start_sign_in(ada)
    submit_code(start_sign_in(ada), codes[0])
    used_app = app.code()
    submit_code(start_sign_in(ada), used_app)
    wrong = error_text(submit_code(fresh, app.wrong()))
    assert wrong[0] == 401
    assert error_text(submit_code(fresh, codes[0])) == wrong
    assert error_text(submit_code(fresh, used_app)) == wrong
    assert error_text(submit_code(browser_with_pending_login(ada, "a" * 43), app.code(30))) == wrong
    clock.now += timedelta(minutes=10)
    assert error_text(submit_code(fresh, app.code())) == wrong
    assert fresh.get(SIGN_IN_PATH).headers["location"] == "/sign-in"


def test_pending_login_expires_after_ten_minutes(ada: Browser, clock: Clock) -> None:
    app, _ = enrol(ada, clock)
    fresh = start_sign_in(ada)
    clock.now += timedelta(minutes=9, seconds=59)
    assert submit_code(fresh, app.code()).status_code == 303


FILLED = {
    "day": "2026-03-12",
    "pillar": "sleep",
    "metric": "sleep.duration",
    "year": "2026",
    "month": "2026-03",
    "entry_id": "7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11",
    "token": "7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11",
    "grant_id": "7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11",
    "invitation_id": "7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11",
    "import_id": "7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11",
    "experiment_id": "7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11",
    "session_id": "7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11",
    "tag_id": "7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11",
    "snippet": "a-piece",
    "step": "days",
    "choice": "saved",
}
OPEN = (
    "/api/",
    "/sign-in",
    "/sign-up",
    "/password-reset",
    "/static",
    "/healthz",
    "/readyz",
    "/manifest",
    "/offline",
    "/service-",
)


def page_addresses(browser: Browser) -> Iterator[tuple[str, str]]:
    """Yield the method and address of every page that belongs to somebody, `/sign-in/confirm` among them."""
    yield from (("GET", "/sign-in/confirm?to=/"), ("POST", "/sign-in/confirm"))
    for route in iter_route_contexts(browser.app.routes):
        path = re.sub(r"\{(\w+)\}", lambda name: FILLED[name[1]], route.path or "")
        if not path.startswith(OPEN):
            yield from ((method, path) for method in route.methods or ())


def test_pending_login_opens_no_page(ada: Browser, clock: Clock) -> None:
    enrol(ada, clock)
    fresh = start_sign_in(ada)
    half = pending_login_secret(fresh)
    both = browser_with_session(ada.app, half)
    both.client.cookies.set("habitlog-half", half)
    asked = 0
    for method, path in page_addresses(ada):
        for browser in (fresh, both):
            asked += 1
            body = f"csrf={make_csrf_key(half)}".encode() if method == "POST" else None
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            got = browser.client.request(method, path, content=body, headers=form if body else {})
            refused = got.status_code in {401, 403} or got.headers.get("location", "").partition("?")[0] == "/sign-in"
            assert refused, (method, path, got.status_code)
    assert fresh.get("/api/v1/pillars").status_code == 401
    assert asked > 60


def test_two_factor_form_of_other_pending_login_is_refused(ada: Browser, clock: Clock) -> None:
    app, _ = enrol(ada, clock)
    fresh = start_sign_in(ada)
    for key in ("", make_csrf_key(session_of(ada)), make_csrf_key(pending_login_secret(start_sign_in(ada)))):
        assert fresh.post(SIGN_IN_PATH, {"code": app.code()}, csrf=key).status_code == 403
    assert submit_code(fresh, app.code()).status_code == 303


def test_two_factor_page_requires_pending_login(ada: Browser, clock: Clock) -> None:
    app, _ = enrol(ada, clock)
    nobody = Browser(ada.app, "Ada")
    assert nobody.get(SIGN_IN_PATH).headers["location"] == "/sign-in"
    assert nobody.post(SIGN_IN_PATH, {"code": app.code()}, csrf=make_csrf_key("")).status_code == 401
    assert not is_signed_in(nobody)


def test_two_factor_redirect_is_only_sign_of_right_password(ada: Browser, cyd: Browser, clock: Clock) -> None:
    enrol(ada, clock)
    tried = Browser(ada.app)
    answers = []
    for email in (ada.email, cyd.email, "eve@example.org"):
        answer = tried.post("/sign-in", {"email": email, "password": "x" * 20}, csrf="")
        answers.append((answer.status_code, dict(answer.headers), answer.text.replace(email, "")))
    sizes = [headers.pop("content-length") for _, headers, _ in answers]
    assert len(sizes) == 3
    assert answers[0] == answers[1] == answers[2]
    assert "habitlog-half" not in tried.client.cookies


def test_two_factor_codes_are_rate_limited(ada: Browser, clock: Clock) -> None:
    app, codes = enrol(ada, clock)
    fresh = start_sign_in(ada)
    assert [submit_code(fresh, app.wrong()).status_code for _ in range(5)] == [401] * 5
    for code in (app.code(), codes[0]):
        refused = submit_code(fresh, code)
        assert refused.status_code == 429
        assert 0 < int(refused.headers["retry-after"]) <= 15 * 60
    other = start_sign_in(ada)
    assert submit_code(other, app.code()).status_code == 429
    assert is_signed_in(ada)
    clock.now += timedelta(minutes=15)
    assert submit_code(start_sign_in(ada), codes[0]).status_code == 303


def test_two_factor_codes_are_rate_limited_over_addresses(ada: Browser, clock: Clock) -> None:
    app, _ = enrol(ada, clock)
    app_context, half = ada.app.state.context, pending_login_secret(start_sign_in(ada))
    key, tried = app_context.config.load_secret_key(), []
    for place in range(12):
        try:
            two_factor.verify_pending_login(app_context.database, key, half, app.wrong(), f"192.0.2.{place}", clock.now)
        except NotSignedIn:
            tried.append("looked at")
        except RateLimited:
            tried.append("not looked at")
    assert tried == ["looked at"] * 10 + ["not looked at"] * 2


def test_twenty_pending_logins_with_one_code_sign_in_once(ada: Browser, clock: Clock) -> None:
    app, codes = enrol(ada, clock)
    app_context, person = ada.app.state.context, ensure_account(ada.app, "Ada", "Europe/Stockholm")
    with app_context.database.begin_read() as transaction:
        salt = two_factor.find_salt(transaction, person.id)
    assert salt is not None
    for typed in (app.code(), codes[7]):
        proof, together = (
            two_factor.parse_code(app_context.config.load_secret_key(), salt, typed, clock.now),
            Barrier(20),
        )

        def spend(_: int, proof: two_factor.CodeProof = proof, together: Barrier = together) -> bool:
            together.wait()
            with app_context.database.begin_write() as transaction:
                return two_factor.use_code(transaction, person.id, proof)

        with ThreadPoolExecutor(20) as pool:
            assert sum(pool.map(spend, range(20))) == 1


def test_twenty_forms_with_one_code_sign_in_once(ada: Browser, clock: Clock) -> None:
    app, _ = enrol(ada, clock)
    fresh, code, together = [start_sign_in(ada) for _ in range(20)], app.code(), Barrier(20)

    def send(browser: Browser) -> int:
        together.wait()
        return submit_code(browser, code).status_code

    with ThreadPoolExecutor(20) as pool:
        answers = sorted(pool.map(send, fresh))
    assert answers.count(303) == 1
    assert set(answers) <= {303, 401, 429}


@pytest.mark.parametrize("how", ["password", "sessions"])
def test_pending_login_ends_with_all_sessions(ada: Browser, clock: Clock, how: str) -> None:
    app, _ = enrol(ada, clock)
    fresh = start_sign_in(ada)
    if how == "password":
        ada.post("/settings/password", {"current": PASSWORD, "new": NEW})
    else:
        ada.post("/settings/sessions/end", {})
    assert submit_code(fresh, app.code()).status_code == 401


def test_pending_login_cookie_attributes(ada: Browser, clock: Clock) -> None:
    enrol(ada, clock)
    answer = Browser(ada.app).post("/sign-in", {"email": ada.email, "password": PASSWORD}, csrf="")
    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.startswith("habitlog-half=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=600"} <= set(cookie.split("; "))


def test_person_without_two_factor_signs_in_by_password(ada: Browser, cyd: Browser, clock: Clock) -> None:
    enrol(ada, clock)
    fresh = Browser(cyd.app, "Cyd")
    assert fresh.post("/sign-in", {"email": cyd.email, "password": PASSWORD}, csrf="").headers["location"] == "/"
    assert is_signed_in(sign_in(cyd.app, "Cyd", "America/New_York"))
