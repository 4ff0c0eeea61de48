"""Metrics of requests: by route, to who has the token, never with what an address names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from msgspec.structs import replace
from prometheus_client.parser import text_string_to_metric_families
from tests.support.clock import STOCKHOLM, Clock
from tests.support.people import sign_in
from tests.support.service import run_own_app

from habitlog.config import Config

TOKEN = "a token of 16 or more"


@pytest.fixture
def measured(settings: Config, clock: Clock) -> Iterator[FastAPI]:
    """An app that counts its requests."""
    with run_own_app(replace(settings, metrics_token=TOKEN), clock) as app:
        yield app


@pytest.mark.sqlite_only
def test_requests_are_counted_by_route(measured: FastAPI) -> None:
    ada, program = sign_in(measured, "Ada", STOCKHOLM), TestClient(measured)
    ada.get("/days/2026-03-02")
    ada.get("/days/2026-03-03")
    ada.get("/my secret")
    answer = program.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/plain")
    assert "secret" not in answer.text
    assert "2026-03-0" not in answer.text
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert samples["habitlog_requests_total", "GET", "/days/{day}", "200"] == 2
    assert samples["habitlog_request_seconds_count", "/days/{day}"] == 2
    assert samples["habitlog_requests_total", "GET", "none", "404"] == 1
    assert samples["habitlog_requests_running",] == 1


@pytest.mark.sqlite_only
def test_metrics_are_not_found_without_their_token(measured: FastAPI, app: FastAPI) -> None:
    for told in ({}, {"Authorization": "Bearer x"}, {"Authorization": TOKEN}, {"Authorization": "Bearer "}):
        assert TestClient(measured).get("/metrics", headers=told).status_code == 404
        assert TestClient(app).get("/metrics", headers=told).status_code == 404
