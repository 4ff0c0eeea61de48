"""Sharing by program: the client's side alone, by the scopes of tokens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from fastapi import FastAPI
from sqlalchemy import select
from tests.support.clock import NOW, Clock
from tests.support.people import ApiClient, create_api_client
from tests.support.sharing import SharingPair

from habitlog.storage.idempotency import idempotency_key_table
from habitlog.usecases.sharing import invitations

SLEEP = {"pillars": ["sleep"]}
FAR = "00000000-0000-4000-8000-000000000000"


def test_invitation_code_is_returned_once(program: ApiClient, two: SharingPair) -> None:
    made = program.post("/grants", {**SLEEP, "label": "Ada L", "until": "2026-04-01"})
    told = made.json()
    assert made.status_code == 201
    assert made.headers["location"] == f"/api/v1/grants/{told['id']}"
    code = told.pop("code")
    assert program.get(f"/grants/{told['id']}").json() == told
    assert program.get("/grants").json() == {"items": [told], "next": None}
    assert told == {
        "id": told["id"],
        "state": "invited",
        "coach": None,
        "label": "Ada L",
        "pillars": ["sleep"],
        "history_from": "2026-03-12",
        "until": "2026-04-01",
        "expires_at": "2026-04-01T22:00:00Z",
        "created_at": "2026-03-12T18:30:00Z",
        "confirmed_at": None,
        "ended_at": None,
        "ended_by": None,
        "version": 0,
        "code_expires_at": "2026-03-15T18:30:00Z",
    }
    grant = invitations.redeem_invitation(two.database, two.coach, code, NOW)
    two.confirm(grant, NOW)
    assert program.get(f"/grants/{told['id']}").status_code == 404
    [active] = program.get("/grants").json()["items"]
    assert (active["id"], active["state"], active["coach"], active["version"]) == (grant, "active", "Ben", 2)
    assert program.get(f"/grants/{grant}").json() == active


def test_retried_invitation_stores_no_plain_code(program: ApiClient, two: SharingPair) -> None:
    first = program.post("/grants", SLEEP, Idempotency_Key="k").json()
    again = program.post("/grants", SLEEP, Idempotency_Key="k").json()
    assert first["code"] != again["code"]
    with two.database.begin_read() as transaction:
        assert transaction.fetch_rows(select(idempotency_key_table)) == []


def test_grant_is_revoked_and_invitation_withdrawn(
    program: ApiClient, two: SharingPair, stranger: ApiClient, app: FastAPI
) -> None:
    invite, grant = program.post("/grants", SLEEP).json(), two.create_active_grant(NOW)
    coach = create_api_client(app, two.coach, "write")
    missing = stranger.delete(f"/grants/{FAR}")
    for someone in (stranger, coach):
        for target in (invite["id"], grant):
            for refused in (someone.delete(f"/grants/{target}"), someone.get(f"/grants/{target}")):
                assert (refused.status_code, refused.content) == (404, missing.content)
    for target in (invite["id"], grant.upper()):
        assert program.delete(f"/grants/{target}").status_code == 204
        assert program.delete(f"/grants/{target}").content == missing.content
    assert two.read_shared_scope(NOW) == {}
    [ended] = program.get("/grants").json()["items"]
    assert (ended["state"], ended["ended_by"]) == ("revoked", "client")
    assert coach.get("/grants").json()["items"] == coach.get("/access-log").json()["items"] == []


def test_invalid_invitation_is_refused_at_its_field(program: ApiClient, two: SharingPair) -> None:
    wrong = [
        ({}, "pillars"),
        ({"pillars": "sleep"}, "pillars"),
        ({"pillars": ["sleep", "dreams"]}, "pillars"),
        ({**SLEEP, "until": "2027-03-13"}, "until"),
        ({**SLEEP, "history_from": "tomorrow"}, "history_from"),
        ({**SLEEP, "coach_id": two.coach.id}, "coach_id"),
        ({**SLEEP, "label": "x" * 81}, "label"),
    ]
    for body, field in wrong:
        answer = program.post("/grants", body)
        assert answer.status_code == 422, body
        assert {error["field"].partition(".")[0] for error in answer.json()["errors"]} == {field}
    topic = program.post("/grants", {**SLEEP, "label": "semaglutide 1 mg"})
    assert topic.json()["type"].endswith("clinician-topic")
    assert program.get("/grants").json()["items"] == []


def test_invitation_over_limit_is_refused(program: ApiClient) -> None:
    assert [program.post("/grants", SLEEP).status_code for _ in range(11)] == [201] * 10 + [409]


def test_access_log_is_paginated(program: ApiClient, two: SharingPair) -> None:
    grant = two.create_active_grant(NOW, until="2026-12-01", history_from="2026-01-05")
    for minute in range(5):
        two.read_shared_scope(NOW + timedelta(minutes=minute))
    seen, cursor = [], None
    while True:
        page = program.get("/access-log", limit=2, **({"cursor": cursor} if cursor else {})).json()
        seen += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert [one["at"][14:16] for one in seen] == ["30", "31", "32", "33", "34"]
    first = seen[0]
    assert first == {"id": first["id"], "at": "2026-03-12T18:30:00Z", "coach": "Ben", "grant": grant, "page": "list",
                     "pillars": ["sleep"], "from": "2026-01-12", "to": "2026-03-08", "outcome": "served"}  # fmt: skip
    for path in ("/access-log", "/grants"):
        for cursor in ("x", "MjAyNi0wMy0xMg", "OTk5OS0xMi0zMVQyMzo1OTo1OSB4"):
            assert program.get(path, cursor=cursor).status_code == 422


def test_grants_are_paginated(program: ApiClient, two: SharingPair) -> None:
    made = [two.create_code(NOW + timedelta(minutes=minute)) for minute in range(3)]
    assert len(made) == 3
    first = program.get("/grants", limit=2).json()
    rest = program.get("/grants", limit=2, cursor=first["next"]).json()
    assert [one["created_at"][14:16] for one in first["items"] + rest["items"]] == ["30", "31", "32"]
    assert rest["next"] is None


def test_grant_read_as_expired_stays_expired(program: ApiClient, two: SharingPair, clock: Clock) -> None:
    grant = two.create_active_grant(NOW, until="2026-03-14")
    clock.now = NOW + timedelta(days=3)
    assert program.get(f"/grants/{grant}").json()["state"] == "expired"
    clock.now = NOW
    assert program.get("/grants").json()["items"][0]["state"] == "expired"
    assert two.read_shared_scope(NOW) == {}


def test_sharing_endpoints_require_token_scope(token_for: Callable[[str], ApiClient], two: SharingPair) -> None:
    grant = two.create_active_grant(NOW)
    read, export = token_for("read"), token_for("export")
    assert read.get("/grants").status_code == read.get("/access-log").status_code == 200
    assert read.get(f"/grants/{grant}").status_code == 200
    assert read.post("/grants", SLEEP).status_code == read.delete(f"/grants/{grant}").status_code == 403
    for path in ("/grants", f"/grants/{grant}", "/access-log"):
        assert export.get(path).status_code == 403
    assert export.post("/grants", SLEEP).status_code == export.delete(f"/grants/{uuid4()}").status_code == 403
    assert two.find_grant(grant, NOW).state == "active"
