"""Health checks answer beside everything else, and tell the truth about the database."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi import FastAPI
from msgspec.structs import replace
from starlette.testclient import TestClient
from tests.support.clock import Clock
from tests.support.people import Browser
from tests.support.service import run_own_app

from habitlog.config import Config
from habitlog.db import Database
from habitlog.web import health


def test_ready_while_every_pooled_connection_is_in_use(anyone: Browser, database: Database) -> None:
    with ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(database.begin_read())
        assert [anyone.get(path).text for path in ("/healthz", "/readyz")] == ["alive\n", "ready\n"]


def test_not_ready_without_database_file(anyone: Browser, settings: Config) -> None:
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    path.rename(path.with_name("away.sqlite3"))
    answer = anyone.get("/readyz")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert anyone.get("/healthz").status_code == 200
    assert not path.exists()


@pytest.fixture
def app_of_silent_server(settings: Config, clock: Clock) -> Iterator[FastAPI]:
    """An app whose database server accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"postgresql://nobody@127.0.0.1:{server.getsockname()[1]}/none"
        with run_own_app(replace(settings, database_url=url), clock) as app:
            yield app


def test_not_ready_while_database_server_is_silent(
    app_of_silent_server: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "READY_TIMEOUT", 0.05)
    client = TestClient(app_of_silent_server, raise_server_exceptions=False)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
