"""Reads with an ETag: 304 while nothing changed, and never for somebody else, another day or another question."""

from __future__ import annotations

from datetime import timedelta

from fastapi import FastAPI
from tests.support.api_answers import assert_problem
from tests.support.clock import NOW, Clock
from tests.support.entries import LEVEL
from tests.support.people import ApiClient, create_api_client, ensure_account

PATHS = (
    "/pillars",
    "/days/2026-03-12",
    "/days?from=2026-03-01&to=2026-03-12",
    "/stress/entries?limit=5",
    "/trends/stress.level",
    "/patterns",
    "/training/suggestions?q=squat",
    "/changes",
)


def read_etag(program: ApiClient, path: str, known: str = "") -> tuple[int, str]:
    headers = {"If-None-Match": known} if known else {}
    answer = program.client.get(f"/api/v1{path}", headers=headers)
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.status_code == 200 or not answer.content
    return answer.status_code, answer.headers["etag"]


def test_read_is_304_until_something_changes(
    app: FastAPI, program: ApiClient, stranger: ApiClient, clock: Clock
) -> None:
    tags = {path: read_etag(program, path)[1] for path in PATHS}
    assert len(set(tags.values())) == len(PATHS)
    for path, tag in tags.items():
        assert read_etag(program, path, f'"other", {tag}') == (304, tag)
        assert read_etag(stranger, path, tag)[0] == 200
    export_only = create_api_client(app, ensure_account(app, "Ada", "Europe/Stockholm"), "export")
    for refused, status in ((ApiClient(app, "hbl_none"), 401), (export_only, 403)):
        answer = refused.client.get(f"/api/v1{PATHS[0]}", headers={"If-None-Match": tags[PATHS[0]]})
        assert answer.status_code == status
    program.post("/stress/entries", LEVEL)
    for path, tag in tags.items():
        status, fresh = read_etag(program, path, tag)
        assert (status, fresh != tag) == (200, True), path
        tags[path] = fresh
    clock.now = NOW + timedelta(days=1)
    assert {read_etag(program, path, tag)[0] for path, tag in tags.items()} == {200}


def test_unknown_caller_is_told_so_before_anything_else(app: FastAPI) -> None:
    nobody = ApiClient(app, "hbl_none")
    for path in (
        "/days?nonsense=1",
        "/days?from=x",
        "/nonsense/entries",
        "/trends/nonsense",
        "/stress/entries/nonsense",
    ):
        assert_problem(nobody.client.get(f"/api/v1{path}"), 401, "not-signed-in")
    for path in ("/stress/entries", "/nonsense/entries", "/imports", "/grants"):
        assert_problem(nobody.send(path, b"{", "text/plain"), 401, "not-signed-in")
