"""Reads that cost nothing when nothing changed: an ETag that is known before anything is read, and 304."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from habitlog import __version__
from habitlog.accounts.person import Person
from habitlog.web.context import get_context
from habitlog.web.dependencies import TokenReader


class NotModified(Exception):
    """The client has what it asks for: the answer is 304."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


def build_not_modified(_request: Request, answer: Exception) -> Response:
    """Return the response of `NotModified`."""
    assert isinstance(answer, NotModified)  # noqa: S101 - registered for it
    return Response(status_code=304, headers=_build_headers(answer.etag))


async def _require_change(request: Request, person: TokenReader) -> Person:
    """Return who asks, and note the ETag of the answer; raises `NotModified` where the client has it already.

    The tag is of the person's change counter, their day, the program and the address: whatever an answer is made of.
    It is read with the token, before the data, so an answer is never older than its tag says.
    """
    today = person.local_today(get_context(request).now())
    parts = (person.account_id, person.change_number, today, __version__, request.url.path, request.url.query)
    etag = f'W/"{sha256(repr(parts).encode()).hexdigest()[:32]}"'
    sent = request.headers.get("if-none-match", "")
    if etag in (tag.strip() for tag in sent.split(",")):
        raise NotModified(etag)
    request.state.etag = etag
    return person


def list_etag_headers(request: Request) -> dict[str, str]:
    """Return the headers of an answer to who asked by `ConditionalReader`."""
    return _build_headers(request.state.etag)


def _build_headers(etag: str) -> dict[str, str]:
    # A browser or a client keeps the answer, nobody in between does, and it asks before it is used.
    return {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}


ConditionalReader = Annotated[Person, Depends(_require_change)]
"""The person of a token that may read, where the answer follows from their data, the day and the address alone.

Not for what depends on the instant, such as the state of a grant, nor for what has a version of its own.
"""
