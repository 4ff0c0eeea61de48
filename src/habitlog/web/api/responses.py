"""Answers as JSON, and the promise that a retried request takes effect once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from fastapi import Request
from starlette.responses import Response

from habitlog.accounts.person import Person
from habitlog.db import WriteTransaction
from habitlog.usecases.entries import idempotency
from habitlog.usecases.entries.idempotency import StoredResponse
from habitlog.web.context import get_context


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """A status, the headers that belong to it and a body yet to be written as JSON."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def render_json_response(api_response: ApiResponse) -> Response:
    """Write an answer as JSON; one without a body stays empty."""
    if api_response.body is None:
        return Response(status_code=api_response.status, headers=dict(api_response.headers))
    return Response(
        orjson.dumps(api_response.body), api_response.status, dict(api_response.headers), "application/json"
    )


def run_idempotently(
    request: Request, person: Person, body: bytes, operation: Callable[[WriteTransaction], ApiResponse]
) -> Response:
    """Do `work` in one write unit and answer after its commit.

    With an Idempotency-Key the answer is kept beside the effect: the same request again gets it again and does
    nothing. Raises `IdempotencyMismatch` when the key came with another request.
    """
    house, now = get_context(request), get_context(request).now()
    key = request.headers.get("idempotency-key")
    if key is None:
        with house.database.begin_write() as transaction:
            answer = operation(transaction)
        return render_json_response(answer)
    condition = request.headers.get("if-match", "")
    told = (request.method.encode(), request.url.path.encode(), condition.encode(), body)
    mark = hashlib.sha256(b"\0".join(told)).hexdigest()
    with house.database.begin_write() as transaction:
        kept = idempotency.run_idempotent(
            transaction, person, key, mark, now, lambda held: _stored_response(operation(held))
        )
    return Response(kept.body, kept.status, kept.headers, "application/json")


def _stored_response(api_response: ApiResponse) -> StoredResponse:
    body = b"" if api_response.body is None else orjson.dumps(api_response.body)
    return StoredResponse(api_response.status, dict(api_response.headers), body)
