"""How many requests a program may send in a minute, and what it is told of that."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi import FastAPI
from msgspec.structs import replace
from tests.support.api_answers import assert_problem
from tests.support.clock import STOCKHOLM, Clock
from tests.support.people import create_api_client, ensure_account

from habitlog.config import Config


@pytest.fixture
def settings(settings: Config) -> Config:
    return replace(settings, requests_per_minute=3)


@pytest.mark.sqlite_only
def test_requests_of_a_person_are_counted_over_all_tokens(app: FastAPI, clock: Clock) -> None:
    ada, cyd = (ensure_account(app, name, STOCKHOLM) for name in ("Ada", "Cyd"))
    first, second = (create_api_client(app, ada, scope) for scope in ("read", "write"))
    clock.now += timedelta(seconds=20)
    told = [program.get("/pillars").headers for program in (first, second)]
    assert {headers["ratelimit-policy"] for headers in told} == {'"requests";q=3;w=60'}
    assert [headers["ratelimit"] for headers in told] == ['"requests";r=2;t=40', '"requests";r=1;t=40']
    missing = second.get("/nothing")
    assert missing.status_code == 404
    assert "ratelimit" not in missing.headers
    assert_problem(second.post("/sleep/entries", {}), 422, "invalid")
    refused = second.post("/sleep/entries", {})
    assert_problem(refused, 429, "too-many-requests")
    assert (refused.headers["retry-after"], refused.headers["ratelimit"]) == ("40", '"requests";r=0;t=40')
    assert create_api_client(app, cyd, "read").get("/pillars").status_code == 200
    clock.now += timedelta(seconds=40)
    assert first.get("/pillars").headers["ratelimit"] == '"requests";r=2;t=60'


@pytest.mark.sqlite_only
def test_pages_and_open_calls_are_not_counted(app: FastAPI) -> None:
    program = create_api_client(app, ensure_account(app, "Ada", STOCKHOLM), "read")
    for _ in range(4):
        assert program.get("/schema/export").status_code == 200
    assert program.get("/pillars").headers["ratelimit"].startswith('"requests";r=2')
