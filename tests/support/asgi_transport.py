"""An HTTP client of an app in this process that answers each request in one turn of an event loop."""

from __future__ import annotations

import atexit
from contextlib import suppress
from functools import cache
from threading import current_thread, main_thread
from typing import Any
from urllib.parse import unquote

import anyio
import httpx2
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI


@cache
def _main_event_loop() -> BlockingPortal:
    """Return the event loop of requests of the main thread: one for each request costs more than most answers."""
    running = start_blocking_portal()
    portal = running.__enter__()
    atexit.register(running.__exit__, None, None, None)
    return portal


class AsgiTransport(httpx2.BaseTransport):
    """Hand requests to an app; an error that it does not answer itself is the answer 500."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the whole answer to a request."""
        request.read()
        if current_thread() is main_thread():
            return _main_event_loop().call(self._ask, request)
        # In a loop of its own it waits in no queue of the app, whose patience a busy machine could exhaust.
        with start_blocking_portal() as portal:
            return portal.call(self._ask, request)

    async def _ask(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": url.scheme,
            "path": unquote(url.path),
            "raw_path": url.raw_path.partition(b"?")[0],
            "root_path": "",
            "query_string": url.query,
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "client": ("testclient", 50000),
            "server": (url.host, url.port or {"http": 80, "https": 443}[url.scheme]),
            "state": {},
        }
        unread = [{"type": "http.request", "body": request.content, "more_body": False}]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if not unread:
                await anyio.sleep_forever()
            return unread.pop()

        async def send(message: Any) -> None:
            sent.append(message)

        with suppress(Exception):
            await self.app(scope, receive, send)
        start = next((one for one in sent if one["type"] == "http.response.start"), None)
        if start is None:
            return httpx2.Response(500, request=request)
        body = b"" if request.method == "HEAD" else b"".join(one.get("body", b"") for one in sent)
        return httpx2.Response(
            start["status"], headers=start.get("headers", []), stream=httpx2.ByteStream(body), request=request
        )


class AppClient(httpx2.Client):
    """A client whose every request goes to one app."""

    def __init__(self, app: FastAPI, headers: dict[str, str] | None = None, *, follow_redirects: bool = False) -> None:
        self.app = app
        super().__init__(
            base_url="http://testserver",
            headers={"user-agent": "testclient", **(headers or {})},
            transport=AsgiTransport(app),
            follow_redirects=follow_redirects,
        )
