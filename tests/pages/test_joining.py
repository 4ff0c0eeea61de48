"""A server that goes by invitation takes its first account, and one for each code of a sharing."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import select, update
from tests.conftest import NOW, STOCKHOLM, Clock
from tests.pages.reading import error_at, form_of, send, words
from tests.support.factor import switched_on
from tests.support.people import PASSWORD, Browser, account
from tests.support.sharing import Two

from habitlog.accounts.credentials import hash_secret
from habitlog.accounts.person import person_table
from habitlog.config import Config
from habitlog.errors import HabitlogError
from habitlog.sharing.tables import invitation_table
from habitlog.usecases.account_lifecycle import deletion, registration
from habitlog.usecases.sharing import invitations
from habitlog.usecases.sharing.invitations import UNKNOWN_CODE

WRONG = "x" * 43


@pytest.fixture
def settings(settings: Config) -> Config:
    """A house that goes by invitation."""
    return replace(settings, sign_up="invite")


@pytest.fixture
def two(app: FastAPI) -> Two:
    """Ada, who invites, and Ben, who has an account already."""
    return Two(app.state.context.database, account(app, "Ada", STOCKHOLM), account(app, "Ben", STOCKHOLM))


def told(name: str, code: str) -> dict[str, str]:
    return {"name": name, "email": f"{name.lower()}@example.org", "password": PASSWORD, "zone": STOCKHOLM, "code": code}


def join(app: FastAPI, called: str, code: str, **other: str) -> Response:
    return Browser(app, called).post("/sign-up", told(called, code) | other, csrf="")


def everybody(two: Two) -> set[str]:
    with two.database.begin_read() as transaction:
        return {email for (email,) in transaction.fetch_tuples(select(person_table.c.email))}


def mark(two: Two, code: str, **values: Any) -> str:
    with two.database.begin_write() as transaction:
        transaction.execute(
            update(invitation_table).where(invitation_table.c.code_hash == hash_secret(code)).values(**values)
        )
    return code


def test_the_first_account_needs_no_code(app: FastAPI) -> None:
    assert "code" not in dict(form_of(Browser(app).get("/sign-up").text, "/sign-up").pairs)
    assert join(app, "Eva", "").headers["location"] == "/"


def test_a_coach_makes_an_account_with_the_code_and_then_takes_it(app: FastAPI, two: Two, clock: Clock) -> None:
    code, coach = two.code(NOW, label="Ada L"), Browser(app, "Eva")
    assert 'href="/sign-up"' in coach.get("/sign-in").text
    answer = send(coach, form_of(coach.get("/sign-up").text, "/sign-up"), **told("Eva", f" {code} "))
    assert (answer.status_code, answer.headers["location"]) == (303, "/coach")
    switched_on(coach, clock)
    assert "Ada L" in coach.post("/coach/code", {"code": code}).text
    assert coach.post("/coach/accept", {"code": code}).status_code == 303
    assert "Ada L" in words(coach.get("/coach").text)


def test_codes_that_admit_nobody_get_one_answer(app: FastAPI, two: Two) -> None:
    lent, cyd = two.code(NOW), account(app, "Cyd", STOCKHOLM)
    assert join(app, "Lin", lent).status_code == 303
    of_cyd = Two(two.database, cyd, two.coach).code(NOW)
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, cyd, NOW)
    codes = {
        "wrong": WRONG,
        "odd": "\u202e%00\ud7ff" * 40,
        "lent": lent,
        "taken": mark(two, two.code(NOW), redeemed_by=two.coach.id, redeemed_at=NOW),
        "withdrawn": mark(two, two.code(NOW), withdrawn_at=NOW),
        "expired": mark(two, two.code(NOW), expires_at=NOW),
        "over": mark(two, two.code(NOW), grant_expires_at=NOW),
        "of a disabled person": of_cyd,
    }
    before = everybody(two)
    answers = {name: join(app, "Eva", code) for name, code in codes.items()}
    assert {name: one.status_code for name, one in answers.items()} == dict.fromkeys(codes, 404)
    assert {one.text.replace(codes[name][:200], "") for name, one in answers.items()} == {
        answers["wrong"].text.replace(WRONG, "")
    }
    assert error_at(answers["wrong"].text, "code") == UNKNOWN_CODE
    assert everybody(two) == before


def test_without_a_code_nobody_learns_who_has_an_account(app: FastAPI, two: Two) -> None:
    for code, status in ((WRONG, 404), ("", 422), (" ", 422)):
        known, unknown = (join(app, "Eva", code, email=email) for email in ("ben@example.org", "eve@example.org"))
        assert (known.status_code, unknown.status_code) == (status, status)
        assert known.text.replace("ben@", "eve@") == unknown.text
        assert error_at(unknown.text, "code")
        assert error_at(unknown.text, "email") == ""


def test_a_refused_form_keeps_what_was_typed_and_leaves_the_code_as_it_was(app: FastAPI, two: Two) -> None:
    code = two.code(NOW)
    for wrong, at in (
        ({"password": "short"}, "password"),
        ({"email": "ben@example.org"}, "email"),
        ({"name": ""}, "name"),
    ):
        answer = join(app, "Eva", code, **wrong)
        assert error_at(answer.text, at)
        assert form_of(answer.text, "/sign-up").get("code") == code
    assert join(app, "Eva", code, name="semaglutide 1 mg").status_code == 422
    assert join(app, "Eva", code).status_code == 303


def test_fifty_at_once_and_one_account(app: FastAPI, two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    code, before = two.code(NOW), everybody(two)
    # That a password takes time to hash is not what is tried here.
    monkeypatch.setattr("habitlog.usecases.identity.accounts.secrets.hash_password", lambda _password: "hashed")

    def one(number: int) -> int:
        raw = told(f"Eva{number}", code)
        del raw["code"]
        try:
            registration.register_account(two.database, raw, code, "invite", f"place {number % 5}", NOW)
        except HabitlogError as error:
            return error.status
        return 303

    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(one, range(50)))
    assert sorted(statuses) == [303] + [404] * 49
    assert len(everybody(two) - before) == 1
    assert invitations.preview_invitation(two.database, two.coach, code, NOW).client_label == "Ada"


def test_tries_are_counted_by_place_and_one_that_fits_is_none(
    app: FastAPI, two: Two, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registration, "TRIES_PER_PLACE", 4)
    codes = [two.code(NOW) for _ in range(3)]
    assert [join(app, f"Eva{n}", code).status_code for n, code in enumerate(codes[:2])] == [303, 303]
    assert [join(app, "Fay", WRONG).status_code for _ in range(4)] == [404] * 4
    refused = join(app, "Fay", codes[2])
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
    assert error_at(refused.text, "code").startswith("Too many tries.")
    clock.now += timedelta(hours=1)
    assert join(app, "Fay", codes[2]).status_code == 303


def test_strangers_keep_no_coach_from_taking_a_code(app: FastAPI, two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registration, "TRIES_OF_ALL", 2)
    assert [join(app, "Fay", WRONG).status_code for _ in range(3)] == [404, 404, 429]
    assert two.pending(NOW)


def test_the_code_is_in_no_address_and_no_log(app: FastAPI, two: Two, caplog: pytest.LogCaptureFixture) -> None:
    code = two.code(NOW)
    with caplog.at_level(logging.DEBUG):
        refused, taken = join(app, "Eva", code, password="short"), join(app, "Eva", code)
        join(app, "Fay", code)
    assert code not in caplog.text
    assert "a code that admits nobody" in caplog.text
    for answer in (refused, taken):
        assert code not in str(answer.request.url)
        assert code not in str(answer.headers)
    with two.database.begin_read() as transaction:
        row = transaction.fetch_first(select(invitation_table))
    assert row is not None
    assert code not in str(dict(row))
