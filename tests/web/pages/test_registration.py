"""A server that goes by invitation takes its first account, and one for each code of a sharing."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from msgspec.structs import replace
from sqlalchemy import select, update
from tests.support.clock import NOW, STOCKHOLM, Clock
from tests.support.html import field_error, find_form, main_text, submit_form
from tests.support.people import PASSWORD, Browser, ensure_account
from tests.support.sharing import SharingPair
from tests.support.two_factor import enrol

from habitlog.accounts.credentials import hash_secret
from habitlog.accounts.person import person_table
from habitlog.config import Config
from habitlog.errors import HabitlogError
from habitlog.sharing.tables import invitation_table
from habitlog.usecases.account_lifecycle import deletion, registration
from habitlog.usecases.sharing import invitations

WRONG = "x" * 43
UNKNOWN_CODE = "This code does not work. It may be mistyped, already used, or too old."


@pytest.fixture
def settings(settings: Config) -> Config:
    """A service that goes by invitation."""
    return replace(settings, sign_up="invite")


def registration_form(name: str, code: str) -> dict[str, str]:
    return {"name": name, "email": f"{name.lower()}@example.org", "password": PASSWORD, "zone": STOCKHOLM, "code": code}


def register_with_code(app: FastAPI, called: str, code: str, **other: str) -> Response:
    return Browser(app, called).post("/sign-up", registration_form(called, code) | other, csrf="")


def list_people(two: SharingPair) -> set[str]:
    with two.database.begin_read() as transaction:
        return {email for (email,) in transaction.fetch_tuples(select(person_table.c.email))}


def set_invitation_columns(two: SharingPair, code: str, **values: Any) -> str:
    with two.database.begin_write() as transaction:
        transaction.execute_uncounted(
            update(invitation_table).where(invitation_table.c.code_hash == hash_secret(code)).values(**values)
        )
    return code


def test_first_account_needs_no_code(app: FastAPI) -> None:
    assert "code" not in dict(find_form(Browser(app).get("/sign-up").text, "/sign-up").pairs)
    assert register_with_code(app, "Eva", "").headers["location"] == "/setup/days"


def test_coach_registers_with_code_and_redeems_it(app: FastAPI, two: SharingPair, clock: Clock) -> None:
    code, coach = two.create_code(NOW, label="Ada L"), Browser(app, "Eva")
    assert 'href="/sign-up"' in coach.get("/sign-in").text
    answer = submit_form(
        coach, find_form(coach.get("/sign-up").text, "/sign-up"), **registration_form("Eva", f" {code} ")
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/coach")
    enrol(coach, clock)
    assert "Ada L" in coach.post("/coach/code", {"code": code}).text
    assert coach.post("/coach/accept", {"code": code}).status_code == 303
    assert "Ada L" in main_text(coach.get("/coach").text)


def test_invalid_registration_codes_have_same_response(app: FastAPI, two: SharingPair) -> None:
    lent, cyd = two.create_code(NOW), ensure_account(app, "Cyd", STOCKHOLM)
    assert register_with_code(app, "Lin", lent).status_code == 303
    of_cyd = SharingPair(two.database, cyd, two.coach).create_code(NOW)
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, cyd, NOW)
    codes = {
        "wrong": WRONG,
        "odd": "\u202e%00\ud7ff" * 40,
        "lent": lent,
        "taken": set_invitation_columns(two, two.create_code(NOW), redeemed_by_id=two.coach.id, redeemed_at=NOW),
        "withdrawn": set_invitation_columns(two, two.create_code(NOW), withdrawn_at=NOW),
        "expired": set_invitation_columns(two, two.create_code(NOW), expires_at=NOW),
        "over": set_invitation_columns(two, two.create_code(NOW), grant_expires_at=NOW),
        "of a disabled person": of_cyd,
    }
    before = list_people(two)
    answers = {name: register_with_code(app, "Eva", code) for name, code in codes.items()}
    assert {name: one.status_code for name, one in answers.items()} == dict.fromkeys(codes, 404)
    assert {one.text.replace(codes[name][:200], "") for name, one in answers.items()} == {
        answers["wrong"].text.replace(WRONG, "")
    }
    assert field_error(answers["wrong"].text, "code") == UNKNOWN_CODE
    assert list_people(two) == before


def test_registration_without_code_reveals_no_account(app: FastAPI, two: SharingPair) -> None:
    for code, status in ((WRONG, 404), ("", 422), (" ", 422)):
        known, unknown = (
            register_with_code(app, "Eva", code, email=email) for email in ("ben@example.org", "eve@example.org")
        )
        assert (known.status_code, unknown.status_code) == (status, status)
        assert known.text.replace("ben@", "eve@") == unknown.text
        assert field_error(unknown.text, "code")
        assert field_error(unknown.text, "email") == ""


def test_refused_registration_keeps_form_and_code(app: FastAPI, two: SharingPair) -> None:
    code = two.create_code(NOW)
    for wrong, at in (
        ({"password": "short"}, "password"),
        ({"email": "ben@example.org"}, "email"),
        ({"name": ""}, "name"),
    ):
        answer = register_with_code(app, "Eva", code, **wrong)
        assert field_error(answer.text, at)
        assert find_form(answer.text, "/sign-up").get("code") == code
    assert register_with_code(app, "Eva", code, name="semaglutide 1 mg").status_code == 422
    assert register_with_code(app, "Eva", code).status_code == 303


def test_fifty_concurrent_registrations_create_one_account(
    app: FastAPI, two: SharingPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, before = two.create_code(NOW), list_people(two)
    # That a password takes time to hash is not what is tried here.
    monkeypatch.setattr("habitlog.usecases.identity.accounts.credentials.hash_password", lambda _password: "hashed")

    def one(number: int) -> int:
        raw = registration_form(f"Eva{number}", code)
        del raw["code"]
        try:
            registration.register_account(two.database, raw, code, "invite", f"place {number % 5}", NOW)
        except HabitlogError as error:
            return error.status
        return 303

    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(one, range(50)))
    assert sorted(statuses) == [303] + [404] * 49
    assert len(list_people(two) - before) == 1
    assert invitations.preview_invitation(two.database, two.coach, code, NOW).client_label == "Ada"


def test_registration_rate_limit_counts_failures_by_address(
    app: FastAPI, two: SharingPair, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registration, "ATTEMPTS_PER_ADDRESS", 4)
    codes = [two.create_code(NOW) for _ in range(3)]
    assert [register_with_code(app, f"Eva{n}", code).status_code for n, code in enumerate(codes[:2])] == [303, 303]
    assert [register_with_code(app, "Fay", WRONG).status_code for _ in range(4)] == [404] * 4
    refused = register_with_code(app, "Fay", codes[2])
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
    assert field_error(refused.text, "code").startswith("Too many tries.")
    clock.now += timedelta(hours=1)
    assert register_with_code(app, "Fay", codes[2]).status_code == 303


def test_registration_rate_limit_does_not_block_redemption(
    app: FastAPI, two: SharingPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registration, "ATTEMPTS_IN_TOTAL", 2)
    assert [register_with_code(app, "Fay", code).status_code for code in ("a", "b", "c")] == [404, 404, 429]
    assert two.create_pending_grant(NOW)


def test_same_wrong_code_sent_again_refuses_nobody_else(
    app: FastAPI, two: SharingPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registration, "ATTEMPTS_IN_TOTAL", 2)
    assert [register_with_code(app, "Fay", f" {WRONG}").status_code for _ in range(5)] == [404] * 5
    assert register_with_code(app, "Eva", two.create_code(NOW)).status_code == 303


def test_registration_code_is_in_no_url_or_log(
    app: FastAPI, two: SharingPair, caplog: pytest.LogCaptureFixture
) -> None:
    code = two.create_code(NOW)
    with caplog.at_level(logging.DEBUG):
        refused, taken = register_with_code(app, "Eva", code, password="short"), register_with_code(app, "Eva", code)
        register_with_code(app, "Fay", code)
    assert code not in caplog.text
    assert "a code that admits nobody" in caplog.text
    for answer in (refused, taken):
        assert code not in str(answer.request.url)
        assert code not in str(answer.headers)
    with two.database.begin_read() as transaction:
        row = transaction.fetch_first(select(invitation_table))
    assert row is not None
    assert code not in str(dict(row))
