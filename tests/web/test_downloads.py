"""Downloads whose reader goes away."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.types import Message
from tests.support.entries import NIGHT
from tests.support.people import ApiClient, create_api_client, ensure_account

from habitlog.web.downloads import CHUNK_BYTES, DownloadResponse


class ConnectionLost(OSError):
    """What a server raises when a client is gone."""


def run_in_own_thread(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine; the loop of a browser test may be running in the main thread."""
    with ThreadPoolExecutor(1) as executor:
        executor.submit(asyncio.run, coroutine).result()


async def request_and_disconnect(app: FastAPI, path: str, token: str) -> None:
    """Request a path, and let the connection end after the first bytes of the body."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"testserver"), (b"authorization", f"Bearer {token}".encode())],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
        "state": {},
    }
    disconnected = asyncio.Event()
    requested = False

    async def receive() -> Message:
        nonlocal requested
        if not requested:
            requested = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await disconnected.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            disconnected.set()
            raise ConnectionLost

    with pytest.raises(ConnectionLost):
        await app(scope, receive, send)


def test_aborted_downloads_leave_no_database_connection_in_use(app: FastAPI, program: ApiClient) -> None:
    program.post("/sleep/entries", NIGHT)
    token = create_api_client(app, ensure_account(app, "Ada", "Europe/Stockholm"), "export").token

    # One more than there are connections.
    async def abort_downloads() -> None:
        for _ in range(41):
            await request_and_disconnect(app, "/api/v1/export", token)

    run_in_own_thread(abort_downloads())
    pool: Any = app.state.context.database._reader.pool
    assert pool.checkedout() == 0


def test_download_is_complete_before_it_is_sent() -> None:
    finished, messages = False, []

    def chunks() -> Iterator[bytes]:
        nonlocal finished
        yield b"{" + b" " * CHUNK_BYTES
        yield b"}"
        finished = True

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        messages.append(message)

    response = DownloadResponse(chunks(), "habitlog.json")
    assert finished
    assert response.headers["content-length"] == str(CHUNK_BYTES + 2)
    run_in_own_thread(response({}, receive, send))
    assert b"".join(message.get("body", b"") for message in messages) == b"".join(chunks())


def test_download_that_cannot_be_made_is_no_response() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"{"
        raise ConnectionLost

    with pytest.raises(ConnectionLost):
        DownloadResponse(chunks(), "habitlog.json")
