"""Every error of the programs' door is a problem document (RFC 9457)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import FastAPI
from tests.support.api_answers import assert_problem
from tests.support.cases import for_each_case
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


@for_each_case(("method", "path", "body", "headers", "status", "kind"), CALLS)
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
        assert answer.headers["allow"] == {"/pillars": "GET, HEAD"}.get(path, "GET, HEAD, POST")


def resolve(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """Return what a part of an OpenAPI document refers to, or the part itself."""
    if "$ref" not in part:
        return part
    found: Any = document
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return dict(found)


@pytest.fixture(scope="module")
def openapi(shared_app: FastAPI) -> dict[str, Any]:
    return shared_app.openapi()


def documented_statuses(openapi: dict[str, Any], path: str, method: str) -> set[int]:
    """Return the statuses of an operation whose response is a problem document."""
    found = set()
    for status, response in openapi["paths"][path][method]["responses"].items():
        content = resolve(openapi, response).get("content", {})
        if "application/problem+json" in content:
            assert set(content) == {"application/problem+json"}
            schema = resolve(openapi, content["application/problem+json"]["schema"])
            assert {"type", "title", "status", "detail"} <= set(schema["required"])
            found.add(int(status))
    return found


READING = {401, 403, 404, 422, 429, 500, 503}
WRITING = READING | {400, 409, 412, 413, 415, 507}


def test_openapi_documents_problems_of_every_operation(openapi: dict[str, Any]) -> None:
    operations = [(path, method) for path, methods in openapi["paths"].items() for method in methods]
    assert len(operations) > 20
    for path, method in operations:
        expected = READING if method == "get" else WRITING - {400, 413, 415} if method == "delete" else WRITING
        assert documented_statuses(openapi, path, method) == expected, (path, method)
    assert "HTTPValidationError" not in openapi["components"]["schemas"]


def test_openapi_describes_days_and_cursors_as_they_are_checked(openapi: dict[str, Any]) -> None:
    parameters = {
        (path, parameter["name"]): parameter["schema"]
        for path, methods in openapi["paths"].items()
        for operation in methods.values()
        for parameter in operation.get("parameters", ())
    }
    [day] = {str(schema) for (_, name), schema in parameters.items() if name == "day"}
    pattern = re.compile(parameters["/api/v1/days/{day}", "day"]["pattern"])
    assert "'format': 'date'" in day
    for text in ("1900-01-01", "2026-03-12", "2100-12-31"):
        assert pattern.search(text), text
    for text in ("1899-12-31", "2101-01-01", "2026-13-01", "2026-03-32", "2026-3-1", "+002026-03-12"):
        assert not pattern.search(text), text
    cursors = [schema for (_, name), schema in parameters.items() if name == "cursor"]
    assert len(cursors) >= 6
    for schema in cursors:
        [text] = [option for option in schema["anyOf"] if option["type"] == "string"]
        assert text["pattern"] == "^[A-Za-z0-9_-]+$"
