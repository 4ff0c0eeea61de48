"""The highest rates of this machine: a constant answer, and one validated body with one committed row."""

from __future__ import annotations

import socket
import sys
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Annotated, Any

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field

from habitlog.db.engine import sqlite_driver


async def hello(scope: Any, _receive: Any, send: Any) -> None:
    """Answer every request with the same few bytes: the ceiling of the server alone."""
    if scope["type"] != "http":
        return
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"6")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"hello\n"})


class Row(BaseModel):
    """The body of the second ceiling, about as long as that of a practice."""

    day: date
    minutes: Annotated[int, Field(ge=1, le=600)]
    note: Annotated[str, Field(max_length=2000)]


def row_app(folder: Path) -> FastAPI:
    """Return a service that validates a body and commits it as one row, as durably as habitlog does."""
    connection = sqlite_driver.connect(folder / "row.sqlite3", isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}").close()
    connection.execute("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, day TEXT, minutes INTEGER, note TEXT)")
    app, one_at_a_time = FastAPI(), Lock()

    @app.post("/rows", status_code=201)
    def add(row: Row) -> dict[str, int]:
        values = (row.day.isoformat(), row.minutes, row.note)
        with one_at_a_time:
            connection.execute("BEGIN IMMEDIATE")
            made = connection.execute("INSERT INTO row (day, minutes, note) VALUES (?, ?, ?)", values)
            connection.execute("COMMIT")
        return {"id": int(made.lastrowid)}

    @app.get("/readyz")
    async def ready() -> dict[str, int]:
        return {}

    return app


def main(name: str, folder: str) -> None:
    """Serve one ceiling on a free port and print its address."""
    app = hello if name == "hello" else row_app(Path(folder))
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
        print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main(*sys.argv[1:])
