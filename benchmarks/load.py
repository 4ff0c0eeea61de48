"""A small keep-alive HTTP client: requests are encoded beforehand, answers are parsed no further than needed."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from typing import cast
from urllib.parse import urlencode

import uvloop
from msgspec import Struct

LAST_ANSWER_TIMEOUT = 20.0
"""Seconds that the last answer of a run may take."""


class Run(Struct, frozen=True):
    """What one run measured: seconds it took, CPU seconds of client and server, each answer's latency in seconds."""

    seconds: float
    client_cpu: float
    latencies: Sequence[float]
    server_cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def quantile(self, share: float) -> float:
        """Return the latency in seconds that this share of the answers stayed under."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def encoded(method: str, path: str, body: object = None, **headers: str) -> bytes:
    """Return the bytes of one request; keyword arguments are headers."""
    return _encode(method, path, b"" if body is None else json.dumps(body).encode(), "application/json", headers)


def encoded_form(path: str, form: Mapping[str, str], **headers: str) -> bytes:
    """Return the bytes of a form that is posted."""
    return _encode("POST", path, urlencode(form).encode(), "application/x-www-form-urlencoded", headers)


def _encode(method: str, path: str, content: bytes, media_type: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(content)}"]
    if content:
        lines.append(f"Content-Type: {media_type}")
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


class _Connection(asyncio.Protocol):
    """One connection: the next request is sent once the answer before it is complete."""

    def __init__(self, requests: Iterator[bytes], until: float, latencies: list[float]) -> None:
        self._requests = requests
        self._until = until
        self._latencies = latencies
        self._buffer = bytearray()
        self._sent = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._next()

    def _next(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not _is_complete(self._buffer):
            return
        now = time.perf_counter()
        self._latencies.append(now - self._sent)
        if self._buffer[9:10] != b"2":
            self._end(RuntimeError(bytes(self._buffer[:600]).decode(errors="replace")))
            return
        self._buffer.clear()
        if now < self._until:
            self._next()
        else:
            self._end(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(exc or RuntimeError("the server closed a connection"))

    def _end(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error) if error else self.done.set_result(None)
            self._transport.close()


def _is_complete(answer: bytearray) -> bool:
    head = answer.find(b"\r\n\r\n")
    if head < 0:
        return False
    length = answer.find(b"content-length: ", 0, head)
    if length < 0:
        return answer.endswith(b"0\r\n\r\n")
    end = answer.find(b"\r\n", length)
    return len(answer) >= head + 4 + int(answer[length + 16 : end])


def load(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Run:
    """Send requests in a cycle over this many connections; raises `RuntimeError` on any answer but a 2xx."""
    latencies: list[float] = []

    async def send_requests() -> None:
        loop = asyncio.get_running_loop()
        cycled, until = cycle(requests), time.perf_counter() + seconds
        made = [
            await loop.create_connection(lambda: _Connection(cycled, until, latencies), "127.0.0.1", port)
            for _ in range(connections)
        ]
        async with asyncio.timeout(seconds + LAST_ANSWER_TIMEOUT):
            await asyncio.gather(*(protocol.done for _, protocol in made))

    began, cpu = time.perf_counter(), time.process_time()
    uvloop.run(send_requests())
    return Run(time.perf_counter() - began, time.process_time() - cpu, latencies)
