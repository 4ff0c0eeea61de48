"""How long writes of other people wait while somebody imports 100,000 rows."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from benchmarks import requests
from benchmarks.load import load
from benchmarks.measures import Length
from benchmarks.people import YEARS, Access
from benchmarks.server import Server
from benchmarks.table import Line

ROWS_OF_A_TRY = 33_000
MAPPING = {"entries": "practices", "name": "breathing", "units": {"length": "min"},
           "columns": {"day": "Day", "length": "Minutes"}}  # fmt: skip
_BOUNDARY = "limit"
_SECONDS_OF_A_RUN = 2.0


def measured(server: Server, access: Access, today: date, length: Length) -> Iterator[Line]:
    """Import a table in the background, and write as two other people until it is done."""
    rows = ROWS_OF_A_TRY * length.tries
    began = time.perf_counter()
    address = _send_table(server, access.one_month[0], _write_table(today, rows))
    writes = [one for token in access.one_month[1:3] for one in requests.logged(token, today)]
    waits: list[float] = []
    while _call(server, "GET", address, access.one_month[0])["work"] is not None:
        waits += load(server.port, writes, 2, _SECONDS_OF_A_RUN).latencies
    took, ended = time.perf_counter() - began, _call(server, "GET", address, access.one_month[0])
    p99 = sorted(waits)[int(0.99 * len(waits))]
    is_whole = ended["state"] == "saved" and sum(ended["report"]["added"].values()) == rows
    text = f"p99 {1e3 * p99:.0f} ms of {len(waits)} writes, import {took:.0f} s"
    yield Line(f"Writes of others during an import of {rows:,} rows", text, "p99 < 200 ms", is_whole and p99 < 0.2)


def _write_table(today: date, rows: int) -> bytes:
    """Return a table of practices; those of a day differ in their length."""
    lines = (f"{today - timedelta(days=number % YEARS)},{1 + number // YEARS}" for number in range(rows))
    return "\n".join(["Day,Minutes", *lines]).encode()


def _send_table(server: Server, token: str, table: bytes) -> str:
    parts = {'name="mapping"': json.dumps(MAPPING).encode(), 'name="file"; filename="days.csv"': table}
    body = b"".join(
        b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (_BOUNDARY.encode(), name.encode(), content)
        for name, content in parts.items()
    )
    headers = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}", "Prefer": "respond-async"}
    accepted = _call(server, "POST", "/api/v1/imports", token, body + f"--{_BOUNDARY}--\r\n".encode(), headers)
    return f"/api/v1/imports/{accepted['id']}"


def _call(
    server: Server, method: str, path: str, token: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request(method, urlsplit(path).path, body, {"Authorization": f"Bearer {token}", **(headers or {})})
    answer: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    return answer
