"""What tests say about answers of the API."""

from __future__ import annotations

from typing import Any

from httpx2 import Response
from tests.support.people import ApiClient

PILLARS = ("sleep", "diet", "training", "stress")
TODAY = "2026-03-12"


def created_entry(answer: Response, status: int = 201) -> dict[str, Any]:
    """Return the entry of an answer that has to have this status."""
    assert answer.status_code == status, answer.text
    entry: dict[str, Any] = answer.json()["entry"]
    return entry


def assert_problem(answer: Response, status: int, kind: str) -> dict[str, Any]:
    """Return a problem document (RFC 9457) that has to have this status and type."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["type"] == f"urn:habitlog:problem:{kind}"
    assert told["status"] == status
    assert told["title"]
    assert told["detail"].endswith((".", "..."))
    return told


def refused_fields(answer: Response) -> list[str]:
    """Return the fields that an answer of status 422 names."""
    return [error["field"] for error in assert_problem(answer, 422, "invalid")["errors"]]


def list_all_entries(program: ApiClient) -> list[dict[str, Any]]:
    """Return every entry a program can see."""
    pages = [program.get(f"/{pillar}/entries", limit=1000).json() for pillar in PILLARS]
    assert all(page["next"] is None for page in pages)
    return [entry for page in pages for entry in page["items"]]
