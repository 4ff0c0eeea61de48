"""JSON responses, and requests with an Idempotency-Key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from fastapi import Request
from msgspec import Struct, field
from starlette.responses import Response

from habitlog.accounts.person import Person
from habitlog.db import WriteTransaction
from habitlog.usecases.entries import idempotency
from habitlog.usecases.entries.idempotency import StoredResponse
from habitlog.web.context import get_context


class ApiResponse(Struct, frozen=True):
    """A status, headers, and a body that is not written as JSON yet; None for no body."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    entry_id: str | None = None
    """The entry that the body carries, if any: the answer is not repeated once the entry is deleted."""


MINIMAL = "return=minimal"


def prefers_minimal(request: Request) -> bool:
    """Whether a client wants no more than it needs (`Prefer`, RFC 7240): of a saved entry, no education."""
    preferences = ",".join(request.headers.getlist("prefer")).lower().split(",")
    return MINIMAL in (preference.partition(";")[0].replace(" ", "") for preference in preferences)


def render_json_response(api_response: ApiResponse) -> Response:
    """Return the response with its body written as JSON."""
    if api_response.body is None:
        return Response(status_code=api_response.status, headers=dict(api_response.headers))
    return Response(
        orjson.dumps(api_response.body), api_response.status, dict(api_response.headers), "application/json"
    )


def run_idempotently(
    request: Request, person: Person, body: bytes, operation: Callable[[WriteTransaction], ApiResponse]
) -> Response:
    """Run `operation` in a write transaction and respond after its commit.

    With an Idempotency-Key the response is stored in the same transaction, and the same request again gets it without
    any effect. Raises `IdempotencyMismatch` when the key was used for another request.
    """
    app_context, now = get_context(request), get_context(request).now()
    key = request.headers.get("idempotency-key")
    if key is None:
        with app_context.database.begin_write() as transaction:
            response = operation(transaction)
        return render_json_response(response)
    conditions = (request.headers.get(name, "") for name in ("if-match", "if-none-match"))
    # What was sent, whatever the order and spacing in which it was written.
    content = json.dumps(json.loads(body), sort_keys=True)
    parts = (request.method, request.url.path, *conditions, content)
    request_hash = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    with app_context.database.begin_write() as transaction:
        stored = idempotency.run_idempotent(
            transaction, person, key, request_hash, now, lambda held: _build_stored_response(operation(held))
        )
    return Response(stored.body, stored.status, stored.headers, "application/json")


def _build_stored_response(api_response: ApiResponse) -> StoredResponse:
    body = b"" if api_response.body is None else orjson.dumps(api_response.body)
    return StoredResponse(api_response.status, dict(api_response.headers), body, api_response.entry_id)
