"""Who may do what: tokens, their scopes and ends, and other people's entries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from tests.conftest import NOW, Clock
from tests.support.entries import OTHER
from tests.support.people import Program, account, with_token
from tests.support.wire import entry_of, everything, problem_of

from habitlog.accounts.person import api_token_table, person_table
from habitlog.db import Database
from habitlog.usecases.identity import accounts, tokens

MISSING = "7d0f3c1e-52b1-4c62-8a53-3a5c3a0f0b01"
READS = [
    "/pillars",
    "/training/entries",
    "/training/suggestions",
    "/days/2026-03-12",
    "/trends/diet.gdr",
    "/snippets",
    "/patterns",
]


def refused(program: Program, path: str = "/pillars") -> dict[str, Any]:
    answer = program.get(path)
    assert answer.headers["www-authenticate"] == "Bearer"
    return problem_of(answer, 401, "not-signed-in")


@pytest.mark.parametrize("method", ["get", "delete", "put"])
def test_what_belongs_to_another_looks_like_nothing(program: Program, stranger: Program, method: str) -> None:
    mine = entry_of(program.post("/training/entries", OTHER))
    if method == "put":
        theirs = entry_of(stranger.put(f"/training/entries/{mine['id']}", {**OTHER, "activity": "Swim"}))
        assert theirs["id"] == mine["id"]
        assert everything(stranger) == [theirs]
    else:
        call = getattr(stranger, method)
        foreign, missing = call(f"/training/entries/{mine['id']}"), call(f"/training/entries/{MISSING}")
        assert (foreign.status_code, foreign.content) == (404, missing.content)
        assert dict(foreign.headers) == dict(missing.headers)
    assert everything(program) == [mine]


def test_lists_days_trends_and_exports_hold_the_persons_own_alone(program: Program, stranger: Program) -> None:
    entry_of(program.post("/training/entries", OTHER))
    assert everything(stranger) == []
    assert stranger.get("/days/2026-03-12").json()["pillars"]["training"]["entries"] == []
    assert stranger.get("/trends/training.minutes").json()["points"] == []
    export = with_token(program.client.app, account(program.client.app, "Cyd", ""), "export")  # type: ignore[arg-type]
    assert "Walk in the woods" not in export.get("/export").text


@pytest.mark.parametrize(
    ("scope", "reads", "writes", "exports"),
    [("read", 200, 403, 403), ("write", 200, 201, 403), ("export", 403, 403, 200)],
)
def test_a_token_does_what_its_scope_says(
    token_for: Callable[[str], Program], scope: str, reads: int, writes: int, exports: int
) -> None:
    program = token_for(scope)
    assert {program.get(path).status_code for path in READS} == {reads}
    assert program.post("/training/entries", OTHER).status_code == writes
    assert program.get("/export").status_code == exports
    if writes == 403:
        place = f"/training/entries/{MISSING}"
        marked = program.put("/days/2026-03-12/marks/diet", {"mark": "none"})
        for call in (program.put(place, OTHER), program.delete(place), marked):
            problem_of(call, 403, "forbidden")


def test_a_revoked_token_ends_at_once(app: FastAPI, program: Program, database: Database) -> None:
    assert program.get("/pillars").status_code == 200
    with database.begin_write() as transaction:
        someone = accounts.find_person_by_email(transaction, "ada@example.org")
        (live,) = tokens.list_live_tokens(transaction, someone, NOW)
        tokens.revoke_token(transaction, someone, live["id"], NOW)
    refused(program)


def test_a_token_ends_on_its_day(app: FastAPI, clock: Clock) -> None:
    program = with_token(app, account(app, "Ada", "Etc/UTC"), "write", days=30)
    clock.now = NOW + timedelta(days=30, seconds=-1)
    assert program.get("/pillars").status_code == 200
    clock.now = NOW + timedelta(days=30)
    refused(program)


def test_a_disabled_account_has_no_tokens(program: Program, database: Database) -> None:
    with database.begin_write() as transaction:
        transaction.execute(update(person_table).values(disabled_at=NOW))
    refused(program)


def test_a_new_password_ends_every_token(program: Program, database: Database) -> None:
    with database.begin_write() as transaction:
        someone = accounts.find_person_by_email(transaction, "ada@example.org")
        accounts.set_password_hash(
            transaction, someone, accounts.hash_new_password(someone, "new", "seven slow boats go by"), NOW
        )
    refused(program)


def test_a_token_is_kept_as_a_hash_and_its_day_of_use_is_noted(program: Program, database: Database) -> None:
    program.get("/pillars")
    with database.begin_read() as transaction:
        row = transaction.fetch_first(select(api_token_table))
    assert row is not None
    assert program.token not in str(dict(row))
    assert row["last_used_on"] == NOW.date()


HEADERS = {
    "none": None, "no scheme": "{}", "basic": "Basic {}", "empty": "Bearer ", "cut": "Bearer {:.40}",
    "other": "Bearer hbl_" + "A" * 43 + "00000000", "two": "Bearer {0} {0}", "long": "Bearer " + "h" * 60_000,
    "not ours": "Bearer eyJhbGciOiJub25lIn0.e30.", "quoted": 'Bearer "{}"',
}  # fmt: skip


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_what_is_no_token_is_not_signed_in(shared: Program, header: str | None) -> None:
    given = {} if header is None else {"Authorization": header.format(shared.token)}
    answer = shared.client.get("/api/v1/pillars", headers={"Authorization": "", **given})
    problem_of(answer, 401, "not-signed-in")


def test_the_scheme_is_read_in_any_case(shared: Program) -> None:
    assert shared.client.get("/api/v1/pillars", headers={"Authorization": f"bearer {shared.token}"}).status_code == 200
