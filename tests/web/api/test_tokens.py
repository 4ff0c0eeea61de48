"""Who may do what: tokens, their scopes and ends, and other people's entries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from tests.support.api_answers import assert_problem, created_entry, list_all_entries
from tests.support.cases import for_each_case
from tests.support.clock import NOW, Clock
from tests.support.entries import OTHER
from tests.support.people import ApiClient, create_api_client, ensure_account

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


def assert_unauthorized(program: ApiClient, path: str = "/pillars") -> dict[str, Any]:
    answer = program.get(path)
    assert answer.headers["www-authenticate"] == "Bearer"
    return assert_problem(answer, 401, "not-signed-in")


@pytest.mark.parametrize("method", ["get", "delete", "put"])
def test_entry_of_another_person_is_not_found(program: ApiClient, stranger: ApiClient, method: str) -> None:
    mine = created_entry(program.post("/training/entries", OTHER))
    if method == "put":
        theirs = created_entry(stranger.put(f"/training/entries/{mine['id']}", {**OTHER, "activity": "Swim"}))
        assert theirs["id"] == mine["id"]
        assert list_all_entries(stranger) == [theirs]
    else:
        call = getattr(stranger, method)
        foreign, missing = call(f"/training/entries/{mine['id']}"), call(f"/training/entries/{MISSING}")
        assert (foreign.status_code, foreign.content) == (404, missing.content)
        assert foreign.headers.pop("ratelimit") != missing.headers.pop("ratelimit")
        assert dict(foreign.headers) == dict(missing.headers)
    assert list_all_entries(program) == [mine]


def test_lists_days_trends_and_exports_hold_only_own_data(program: ApiClient, stranger: ApiClient) -> None:
    created_entry(program.post("/training/entries", OTHER))
    assert list_all_entries(stranger) == []
    assert stranger.get("/days/2026-03-12").json()["pillars"]["training"]["entries"] == []
    assert stranger.get("/trends/training.minutes").json()["points"] == []
    export = create_api_client(program.client.app, ensure_account(program.client.app, "Cyd", ""), "export")
    assert "Walk in the woods" not in export.get("/export").text


@pytest.mark.parametrize(
    ("scope", "reads", "writes", "exports"),
    [("read", 200, 403, 403), ("write", 200, 201, 403), ("export", 403, 403, 200)],
)
def test_token_is_limited_to_its_scope(
    token_for: Callable[[str], ApiClient], scope: str, reads: int, writes: int, exports: int
) -> None:
    program = token_for(scope)
    assert {program.get(path).status_code for path in READS} == {reads}
    assert program.post("/training/entries", OTHER).status_code == writes
    assert program.get("/export").status_code == exports
    if writes == 403:
        place = f"/training/entries/{MISSING}"
        marked = program.put("/days/2026-03-12/marks/diet", {"mark": "none"})
        for call in (program.put(place, OTHER), program.delete(place), marked):
            assert_problem(call, 403, "forbidden")


def test_revoked_token_is_refused_at_once(app: FastAPI, program: ApiClient, database: Database) -> None:
    assert program.get("/pillars").status_code == 200
    with database.begin_write() as transaction:
        someone = accounts.find_person_by_email(transaction, "ada@example.org")
        (live,) = tokens.list_live_tokens(transaction, someone, NOW)
        tokens.revoke_token(transaction, someone, live["id"], NOW)
    assert_unauthorized(program)


def test_token_expires_on_its_last_day(app: FastAPI, clock: Clock) -> None:
    program = create_api_client(app, ensure_account(app, "Ada", "Etc/UTC"), "write", days=30)
    clock.now = NOW + timedelta(days=30, seconds=-1)
    assert program.get("/pillars").status_code == 200
    clock.now = NOW + timedelta(days=30)
    assert_unauthorized(program)


def test_token_of_disabled_account_is_refused(program: ApiClient, database: Database) -> None:
    with database.begin_write() as transaction:
        transaction.execute_uncounted(update(person_table).values(disabled_at=NOW))
    assert_unauthorized(program)


def test_password_change_revokes_all_tokens(program: ApiClient, database: Database) -> None:
    with database.begin_write() as transaction:
        someone = accounts.find_person_by_email(transaction, "ada@example.org")
        accounts.set_password_hash(
            transaction, someone, accounts.hash_new_password(someone, "new", "seven slow boats go by"), NOW
        )
    assert_unauthorized(program)


def test_token_is_stored_as_hash_with_day_of_use(program: ApiClient, database: Database) -> None:
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


@for_each_case("header", HEADERS.values(), ids=HEADERS)
def test_invalid_authorization_header_is_refused(shared: ApiClient, header: str | None) -> None:
    given = {} if header is None else {"Authorization": header.format(shared.token)}
    answer = shared.client.get("/api/v1/pillars", headers={"Authorization": "", **given})
    assert_problem(answer, 401, "not-signed-in")


def test_bearer_scheme_is_case_insensitive(shared: ApiClient) -> None:
    assert shared.client.get("/api/v1/pillars", headers={"Authorization": f"bearer {shared.token}"}).status_code == 200


def test_token_to_write_may_export_too(program: ApiClient, database: Database) -> None:
    app = program.client.app
    with database.begin_write() as transaction:
        ada = accounts.find_person_by_email(transaction, "ada@example.org")
        raw = {"name": "sync", "scope": "write", "also_export": True}
        both = ApiClient(app, tokens.create_token(transaction, ada, raw, NOW))
    assert both.post("/training/entries", OTHER).status_code == 201
    assert both.get("/export").status_code == 200
    assert_problem(program.get("/export"), 403, "forbidden")
