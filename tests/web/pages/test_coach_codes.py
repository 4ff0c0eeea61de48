"""Codes of invitations that open nothing: one answer to all of them, limits of tries, and fifty who come at once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import select
from tests.support.clock import NOW, STOCKHOLM, Clock
from tests.support.coaches import sign_in_coach
from tests.support.database_rows import read_all_rows
from tests.support.html import as_browsers_read, find_form
from tests.support.people import Browser, ensure_account
from tests.support.sharing import SharingPair

from habitlog.accounts import credentials
from habitlog.db import Database
from habitlog.sharing.tables import consent_grant_table, invitation_table
from habitlog.storage import rate_limits
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.identity import two_factor
from habitlog.usecases.sharing import invitations

WAYS = ("/coach/code", "/coach/accept")
WRONG = "wrong" * 8 + "x" * 3
"""As long as a code is, so that answers which repeat what was typed are of one length."""


@pytest.fixture
def two(app: FastAPI, database: Database) -> SharingPair:
    return SharingPair(database, ensure_account(app, "Ada", STOCKHOLM), ensure_account(app, "Cyd", STOCKHOLM))


@pytest.fixture
def coach(app: FastAPI) -> Browser:
    return sign_in_coach(app, "Cyd")


def refusal_text(answer: Response, code: str) -> tuple[int, list[tuple[str, str]], str]:
    """Return status, headers and body of an answer, the typed code and the reader's id left out."""
    page = re.sub(r' data-person="[^"]*"', "", answer.text.replace(code, ""))
    return answer.status_code, sorted(answer.headers.items()), page


def assert_code_refused(coach: Browser, code: str) -> set[str]:
    """Return what both ways tell of a code, as one thing where it is one."""
    key = coach.csrf_token()
    return {str(refusal_text(coach.post(way, {"code": code}, csrf=key), code)) for way in WAYS}


def withdrawn_code(two: SharingPair) -> str:
    code = two.create_code(NOW)
    with two.database.begin_write() as transaction:
        newest = invitations.list_open_invitations(transaction, two.client, NOW)[-1]
        invitations.withdraw_invitation(transaction, two.client, newest.id, NOW)
    return code


def redeemed_code(two: SharingPair, other: SharingPair) -> str:
    code = two.create_code(NOW)
    invitations.redeem_invitation(two.database, other.coach, code, NOW)
    return code


def code_of_disabled_client(app: FastAPI, two: SharingPair) -> str:
    gus = SharingPair(two.database, ensure_account(app, "Gus", STOCKHOLM), two.coach)
    code = gus.create_code(NOW)
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, gus.client, NOW)
    return code


def code_of_deleted_client(app: FastAPI, two: SharingPair) -> str:
    hal = SharingPair(two.database, ensure_account(app, "Hal", STOCKHOLM), two.coach)
    code = hal.create_code(NOW)
    with two.database.begin_write() as transaction:
        deletion.delete_account(transaction, hal.client, NOW)
    return code


def test_invalid_codes_have_identical_responses(app: FastAPI, two: SharingPair, coach: Browser, clock: Clock) -> None:
    """Wrong, used by another and by oneself, withdrawn, out of date, one's own, of a client who is disabled or gone."""
    dan = SharingPair(two.database, two.client, ensure_account(app, "Dan", STOCKHOLM))
    own = SharingPair(two.database, two.coach, two.client)
    codes = [
        WRONG,
        credentials.make_session_secret(),
        redeemed_code(two, dan),
        withdrawn_code(two),
        two.create_code(NOW - timedelta(hours=72)),
        own.create_code(NOW),
        code_of_disabled_client(app, two),
        code_of_deleted_client(app, two),
    ]
    before, answers = read_all_rows(two.database, but="rate_limit"), set()
    for number, code in enumerate(codes):
        answers |= assert_code_refused(coach, code)
        clock.now += timedelta(hours=number % 4 == 3)  # eight tries, and the next ones in another hour
    assert len(answers) == 1
    assert next(iter(answers)).startswith("(404,")
    assert read_all_rows(two.database, but="rate_limit") == before


def test_code_redeemed_twice_by_same_coach(two: SharingPair, coach: Browser) -> None:
    code = two.create_code(NOW)
    assert coach.post("/coach/accept", {"code": code}).headers["location"] == "/coach"
    before = read_all_rows(two.database, but="rate_limit")
    assert assert_code_refused(coach, code) == {
        answer.replace(WRONG, "") for answer in assert_code_refused(coach, WRONG)
    }
    assert read_all_rows(two.database, but="rate_limit") == before


NO_CODES = ("", " ", "\x00", "x" * 10_000, "ö" * 43, "' OR 1=1 --", "<script>", "\u202e")


def test_malformed_code_is_wrong_code(two: SharingPair, coach: Browser, clock: Clock) -> None:
    before, key = read_all_rows(two.database, but="rate_limit"), coach.csrf_token()
    for number, code in enumerate(NO_CODES):
        for way in WAYS:
            answer = coach.post(way, {"code": code}, csrf=key)
            assert answer.status_code == 404
            assert "This code does not work." in answer.text
            assert find_form(answer.text, "/coach/code").get("code") == as_browsers_read(code[:200])
        clock.now += timedelta(hours=number % 4 == 3)
    assert read_all_rows(two.database, but="rate_limit") == before


def test_fifty_concurrent_redemptions_give_one_grant(app: FastAPI, two: SharingPair) -> None:
    code, coaches = two.create_code(NOW), [sign_in_coach(app, f"Coach{number}") for number in range(10, 60)]
    keys = [credentials.make_csrf_key(coach.client.cookies["habitlog"]) for coach in coaches]
    with ThreadPoolExecutor(16) as pool:
        answers = [*pool.map(lambda one, key: one.post("/coach/accept", {"code": code}, csrf=key), coaches, keys)]
    [won] = [place for place, answer in enumerate(answers) if answer.status_code == 303]
    lost = {
        str(refusal_text(answer, key)).replace(coach.name, "")
        for answer, key, coach in zip(answers, keys, coaches, strict=True)
        if coach is not coaches[won]
    }
    assert len(lost) == 1
    assert next(iter(lost)).startswith("(404,")
    with two.database.begin_read() as transaction:
        [grant] = transaction.fetch_rows(select(consent_grant_table))
        [invite] = transaction.fetch_rows(select(invitation_table))
    assert grant["coach_label"] == coaches[won].name
    assert grant["coach_id"] == invite["redeemed_by_id"]


def test_wrong_codes_are_rate_limited(two: SharingPair, coach: Browser, clock: Clock) -> None:
    """Both ways count together; a code that fits is no try; what was typed is still there when it is too many."""
    code, key = two.create_code(NOW), coach.csrf_token()
    for _ in range(12):
        assert coach.post("/coach/code", {"code": code}, csrf=key).status_code == 200
    for number in range(10):
        assert coach.post(WAYS[number % 2], {"code": WRONG}, csrf=key).status_code == 404
    before = read_all_rows(two.database, but="rate_limit")
    for way in WAYS:
        answer = coach.post(way, {"code": code}, csrf=key)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "3600")
        assert find_form(answer.text, "/coach/code").get("code") == code
        assert "offers to share weekly values" not in answer.text
    assert read_all_rows(two.database, but="rate_limit") == before
    clock.now += timedelta(hours=1)
    assert coach.post("/coach/accept", {"code": code}, csrf=key).status_code == 303


def test_wrong_codes_have_global_rate_limit(
    app: FastAPI, two: SharingPair, coach: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "ATTEMPTS_IN_TOTAL", 2)
    other = sign_in_coach(app, "Dan")
    assert [other.post("/coach/code", {"code": WRONG}).status_code for _ in range(3)] == [404, 404, 429]
    assert coach.post("/coach/accept", {"code": two.create_code(NOW)}).status_code == 429
    with two.database.begin_read() as transaction:
        assert transaction.fetch_rows(select(consent_grant_table)) == []


def test_invitation_and_two_factor_codes_have_separate_rate_limits(two: SharingPair, coach: Browser) -> None:
    """Ten wrong invitations keep nobody from signing in, and signing in gives no ten further invitations."""
    for _ in range(10):
        assert coach.post("/coach/accept", {"code": WRONG}).status_code == 404
    counted = two_factor.count_code_attempt(two.database, two.coach.id, NOW)
    with two.database.begin_write() as transaction:
        rate_limits.reset_counters(transaction, *counted)
    assert coach.post("/coach/accept", {"code": WRONG}).status_code == 429
