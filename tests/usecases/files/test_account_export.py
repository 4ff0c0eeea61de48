"""The account file: all that is kept around the record, with no secret, no hash of one, and nobody else's data."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select
from tests.support.clock import NOW, STOCKHOLM, Clock
from tests.support.people import PASSWORD, Browser, create_api_client, ensure_account, sign_in
from tests.support.sharing import SharingPair
from tests.support.two_factor import enrol, pending_login_secret, start_sign_in

from habitlog.accounts.person import person_table
from habitlog.db import Database
from habitlog.errors import NotFound
from habitlog.models import metadata
from habitlog.sharing.consent_texts import CONSENT_TEXTS_BY_VERSION
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.files import account_export
from habitlog.usecases.identity import tokens

SECRET = ("secret_hash", "password_hash", "code_hash", "salt", "request_hash")


def fetch_account_export(browser: Browser) -> dict[str, Any]:
    answer = browser.get("/data/account")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="habitlog-account.json"'
    assert answer.headers["cache-control"] == "no-store"
    read: dict[str, Any] = orjson.loads(answer.content)
    return read


def test_account_export_of_client(ada: Browser, two: SharingPair, database: Database, clock: Clock) -> None:
    ended = two.create_active_grant(NOW, label="Ada L", pillars=["sleep", "diet"])
    two.read_shared_scope(NOW)
    two.revoke(ended, NOW)
    with pytest.raises(NotFound):
        two.read_shared_scope(NOW, grant_id=ended)
    two.create_code(NOW)
    program = create_api_client(ada.app, two.client, "read")
    program.get("/pillars")
    clock.now = NOW + timedelta(hours=1)
    live = two.create_active_grant(clock.now)
    found = fetch_account_export(ada)
    assert found["complete"] is True
    told = found["person"]
    assert (told["email"], told["name"], told["second_step_since"]) == ("ada@example.org", "Ada", None)
    assert len(told["account_id"]) == 36
    assert found["consent_texts"] == [{"version": v, "text": text} for v, text in CONSENT_TEXTS_BY_VERSION.items()]
    assert [(one["id"], one["state"], one["pillars"]) for one in found["grants_given"]] == [
        (ended, "revoked", ["diet", "sleep"]), (live, "active", ["sleep"]),
    ]  # fmt: skip
    first = found["grants_given"][0]
    assert (first["coach_label"], first["client_label"], first["ended_by"], first["consent_text_version"]) == (
        "Ben", "Ada L", "client", "1",
    )  # fmt: skip
    assert first["ended_at"] == "2026-03-12T18:30:00Z"
    assert found["grants_held"] == []
    assert [bool(one["redeemed_at"]) for one in found["invitations"]].count(False) == 1
    assert len(found["invitations"]) == 3
    assert sorted(one["outcome"] for one in found["looks"]) == ["denied", "served"]
    assert {one["coach"] for one in found["looks"]} == {"Ben"}
    assert [(one["name"], one["scope"], one["last_used_on"], one["revoked_at"]) for one in found["tokens"]] == [
        ("test read", "read", "2026-03-12", None)
    ]
    assert len(found["sessions"]) == 1
    assert {one["kind"] for one in found["notices"]} == {"accepted", "confirmed", "ended", "token"}
    counts = {name: len(items) for name, items in found.items() if isinstance(items, list)}
    assert found["counts"] == counts


def test_account_export_contains_no_secret_or_hash(
    ada: Browser, two: SharingPair, database: Database, clock: Clock
) -> None:
    app, codes = enrol(ada, clock)
    waits = start_sign_in(ada)
    code = two.create_code(clock.now)
    two.create_active_grant(clock.now)
    with database.begin_write() as transaction:
        token = tokens.create_token(transaction, two.client, {"name": "mine", "scope": "write"}, clock.now)
    browsers = [ada, sign_in(ada.app, "Ada", STOCKHOLM), sign_in(ada.app, "Ben", STOCKHOLM)]
    plain = [app.text, *codes, pending_login_secret(waits), code, token, PASSWORD]
    plain += [one.client.cookies["habitlog"] for one in browsers]
    with database.begin_read() as transaction:
        stored = [
            str(value)
            for table in metadata.sorted_tables
            for column in table.c
            if column.name in SECRET
            for (value,) in transaction.fetch_tuples(select(column))
        ]
    assert len(stored) > 15
    for who in (browsers[0], browsers[2]):
        text = who.get("/data/account").text
        for secret in (*plain, *stored, *(hashlib.sha256(one.encode()).hexdigest() for one in plain)):
            assert secret not in text
        assert not any(name in text for name in SECRET)


def test_account_export_secret_columns_are_listed() -> None:
    """A new one is added to the list here, or shown not to be one."""
    harmless = {"id", "what", "key"}
    for table in metadata.sorted_tables:
        for column in table.c:
            if any(word in column.name for word in ("hash", "secret", "salt", "password", "code", "key")):
                assert column.name in {*SECRET, *harmless}, (table.name, column.name)


def test_account_export_names_other_people_as_shown(ada: Browser, two: SharingPair, database: Database) -> None:
    """A coach's file names a client as they wanted to be called, and no longer once the grant has ended."""
    grant = two.create_active_grant(NOW, label="A nice client")
    held = SharingPair(database, two.coach, ensure_account(ada.app, "Cyd", STOCKHOLM))
    held.create_active_grant(NOW)
    ben = sign_in(ada.app, "Ben", STOCKHOLM)
    mine = fetch_account_export(ben)
    assert [(one["client_label"], one["pillars"]) for one in mine["grants_held"]] == [("A nice client", ["sleep"])]
    assert set(mine["grants_held"][0]) == {
        "id", "client_label", "state", "created_at", "confirmed_at", "history_from", "expires_at", "ended_at",
        "ended_by", "consent_text_version", "pillars",
    }  # fmt: skip
    text = ben.get("/data/account").text
    assert not any(word in text for word in ("Ada", "ada@", "cyd@"))
    assert "ben@" not in ada.get("/data/account").text
    two.revoke(grant, NOW)
    [ended] = fetch_account_export(ben)["grants_held"]
    assert (ended["client_label"], ended["state"]) == (None, "revoked")
    with database.begin_write() as transaction:
        deletion.delete_account(transaction, two.coach, NOW)
    assert "Ben" not in ada.get("/data/account").text
    assert fetch_account_export(ada)["grants_given"][0]["coach_label"] == "deleted coach"


def test_account_export_does_not_name_deleted_coach(ada: Browser, two: SharingPair, database: Database) -> None:
    two.create_active_grant(NOW)
    two.read_shared_scope(NOW)
    with database.begin_write() as transaction:
        transaction.execute_uncounted(delete(person_table).where(person_table.c.id == two.coach.id))
    found = fetch_account_export(ada)
    assert [one["coach"] for one in found["looks"]] == ["deleted coach"]
    assert [one["coach_label"] for one in found["grants_given"]] == ["deleted coach"]


def test_account_export_is_for_owner_only(ada: Browser, anyone: Browser, app: FastAPI) -> None:
    assert anyone.get("/data/account").headers["location"] == "/sign-in"
    program = create_api_client(app, ensure_account(app, "Ada", STOCKHOLM), "export")
    anyone.client.headers["Authorization"] = f"Bearer {program.token}"
    assert anyone.get("/data/account").headers["location"] == "/sign-in"


def test_account_export_is_streamed(two: SharingPair, database: Database) -> None:
    with database.begin_write() as transaction:
        for n in range(1500):
            tokens.create_token(transaction, two.client, {"name": f"token {n}", "scope": "read"}, NOW)
    pieces = list(account_export.export_account(database, two.client))
    assert len(orjson.loads(b"".join(pieces))["tokens"]) == 1500
    assert max(map(len, pieces)) < 400_000
