"""Answers as JSON, and the promise that a retried request takes effect once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from fastapi import Request
from starlette.responses import Response

from habitlog.db import Writing
from habitlog.people.model import Person
from habitlog.usecases import retries
from habitlog.usecases.retries import Kept
from habitlog.web.house import house_of


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, the headers that belong to it and a body yet to be written as JSON."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def as_response(answer: Answer) -> Response:
    """Write an answer as JSON; one without a body stays empty."""
    if answer.body is None:
        return Response(status_code=answer.status, headers=dict(answer.headers))
    return Response(orjson.dumps(answer.body), answer.status, dict(answer.headers), "application/json")


def once(request: Request, person: Person, body: bytes, work: Callable[[Writing], Answer]) -> Response:
    """Do `work` in one write unit and answer after its commit.

    With an Idempotency-Key the answer is kept beside the effect: the same request again gets it again and does
    nothing. Raises `IdempotencyMismatch` when the key came with another request.
    """
    house, now = house_of(request), house_of(request).now()
    key = request.headers.get("idempotency-key")
    if key is None:
        with house.database.write() as unit:
            answer = work(unit)
        return as_response(answer)
    condition = request.headers.get("if-match", "")
    told = (request.method.encode(), request.url.path.encode(), condition.encode(), body)
    mark = hashlib.sha256(b"\0".join(told)).hexdigest()
    with house.database.write() as unit:
        kept = retries.once(unit, person, key, mark, now, lambda held: _kept(work(held)))
    return Response(kept.body, kept.status, kept.headers, "application/json")


def _kept(answer: Answer) -> Kept:
    body = b"" if answer.body is None else orjson.dumps(answer.body)
    return Kept(answer.status, dict(answer.headers), body)
