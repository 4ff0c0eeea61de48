"""Every error of the programs' door is a problem document (RFC 9457)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.api_answers import assert_problem
from tests.support.entries import LEVEL, OTHER
from tests.support.people import ApiClient

ID = "2f8d2c7e-0f3f-4a43-9a58-5f6e3a1c0d01"
CALLS: list[tuple[str, str, Any, dict[str, str], int, str]] = [
    ("GET", "/training/entries", None, {"Authorization": ""}, 401, "not-signed-in"),
    ("GET", "/export", None, {}, 403, "forbidden"),
    ("GET", "/nothing", None, {}, 404, "not-found"),
    ("GET", "/mood/entries", None, {}, 404, "not-found"),
    ("GET", f"/training/entries/{ID}", None, {}, 404, "not-found"),
    ("GET", "/trends/sleep.score", None, {}, 404, "not-found"),
    ("GET", "/snippets/nothing", None, {}, 404, "not-found"),
    ("DELETE", "/days/2026-03-12/marks/diet", None, {}, 404, "not-found"),
    ("PATCH", "/training/entries", OTHER, {}, 405, "method-not-allowed"),
    ("DELETE", "/pillars", None, {}, 405, "method-not-allowed"),
    ("PUT", f"/training/entries/{ID}", OTHER, {"If-Match": '"3"'}, 412, "version-changed"),
    ("POST", "/stress/entries", {**LEVEL, "stress_now": 11}, {}, 422, "invalid"),
    ("POST", "/stress/entries", {**LEVEL, "note": "sema 0.25 mg once a week"}, {}, 422, "clinician-topic"),
    ("GET", "/training/entries?limit=0", None, {}, 422, "invalid"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "headers", "status", "kind"), CALLS)
def test_every_error_is_a_problem_document(
    shared: ApiClient, method: str, path: str, body: Any, headers: dict[str, str], status: int, kind: str
) -> None:
    answer = shared.client.request(method, f"/api/v1{path}", json=body, headers=headers)
    told = assert_problem(answer, status, kind)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    if status == 422:
        assert told["errors"]
        assert all(set(error) == {"field", "message"} for error in told["errors"])
    if status == 405:
        assert answer.headers["allow"]
