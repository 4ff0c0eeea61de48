"""One request to a service and its answer, byte by byte: no client in between tidies addresses or follows redirects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import anyio
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from msgspec import Struct, field


class Request(Struct, frozen=True):
    """What is sent; `path` as it stands on the wire."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def __str__(self) -> str:
        return f"{self.method} {self.path}{'?' if self.query else ''}{self.query}"


class Answer(Struct, frozen=True):
    """What came back; `whole` is every byte a browser would be sent, as text."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def as_text(self) -> str:
        """The whole answer, numbers and units joined by plain spaces, as canaries have them."""
        told = "\n".join(f"{name}: {value}" for name, value in self.headers.items())
        return f"{self.status}\n{told}\n\n{self.body.decode('utf-8', 'replace')}".replace("\N{NO-BREAK SPACE}", " ")


class RequestSender:
    """A way to ask one service, in an event loop of its own beside the one of a browser that tests may drive."""

    def __init__(self, app: FastAPI, portal: BlockingPortal) -> None:
        self.app = app
        self.portal = portal
        self.count = 0

    def __call__(self, request: Request) -> Answer:
        self.count += 1
        try:
            return self.portal.call(self._ask, request)
        except BaseException as fault:
            fault.add_note(f"asked: {request}")
            raise

    async def _ask(self, request: Request) -> Answer:
        headers = [(name.lower().encode(), value.encode()) for name, value in request.headers.items()]
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": unquote(request.path),
            "raw_path": request.path.encode(),
            "root_path": "",
            "query_string": request.query.encode(),
            "headers": [(b"host", b"testserver"), *headers],
            "client": ("127.0.0.1", 50000),
            "server": ("testserver", 80),
            "state": {},
        }
        sent = [{"type": "http.request", "body": request.body, "more_body": False}]
        got: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if sent:
                return sent.pop()
            await anyio.sleep_forever()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            got.append(message)

        await self.app(scope, receive, send)
        start = next(one for one in got if one["type"] == "http.response.start")
        headers_back = {name.decode().lower(): value.decode("latin-1") for name, value in start.get("headers", [])}
        return Answer(start["status"], headers_back, b"".join(one.get("body", b"") for one in got))
