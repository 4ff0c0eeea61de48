"""`python -m benchmarks.processes`: reading and writing on PostgreSQL with 1, 2 and 4 processes of one service."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks import requests
from benchmarks.load import Run, load
from benchmarks.people import ZONE, Access, prepare
from benchmarks.server import running
from benchmarks.table import Line, format_table
from tests.support.databases import create_postgres_database, run_postgres

from habitlog.config import resource_dir
from habitlog.db import Database
from habitlog.db.database_copy import copy_database
from habitlog.models import metadata
from habitlog.usecases.identity.accounts import find_person_by_email
from habitlog.usecases.identity.tokens import create_token

PROCESSES, CONNECTIONS, SECONDS, TRIES = (1, 2, 4), 16, 5.0, 3


def serve(url: str, folder: Path, workers: int) -> list[str]:
    """Return the command that serves a PostgreSQL database with so many processes."""
    settings = {"DATABASE_URL": url, "DATA_DIR": str(folder), "PORT": "0", "REQUESTS_PER_MINUTE": "0"}
    variables = [f"HABITLOG_{name}={value}" for name, value in settings.items()]
    return ["env", *variables, sys.executable, "-m", "habitlog", "serve", "--workers", str(workers)]


def create_writers(url: str, now: datetime) -> list[str]:
    """Return the tokens of as many people as there are connections: each waits for their own writes alone."""
    database = Database(url)
    with database.begin_write() as transaction:
        people = [find_person_by_email(transaction, f"other{number}@example.org") for number in range(CONNECTIONS)]
        created = [create_token(transaction, who, {"name": "writer", "scope": "write"}, now) for who in people]
    database.close_connections()
    return created


def measure(url: str, folder: Path, access: Access, today: date, now: datetime) -> Iterator[Line]:
    """Measure each number of processes, and compare it with one."""
    read = requests.months(access, today)
    lists = [requests.logged(token, today) for token in create_writers(url, now)]
    written = list(chain.from_iterable(zip(*lists, strict=True)))
    first: dict[str, Run] = {}
    for workers in PROCESSES:
        with running(serve(url, folder, workers)) as server:
            load(server.port, read, CONNECTIONS, 1.0)
            for what, sent, wanted in (("Month of 4 pillars", read, 1.7), ("Log one entry", written, 1.5)):
                run = _find_fastest(server.port, sent)
                ratio = run.rate / first.setdefault(what, run).rate
                latencies = f"p50 {1e3 * run.quantile(0.5):.0f} ms, p99 {1e3 * run.quantile(0.99):.0f} ms"
                measured = f"{run.rate:,.0f}/s, {latencies}, {ratio:.2f} times one process"
                words = f"{what}, {CONNECTIONS} at once, {workers} process{'es' * (workers > 1)}"
                yield Line(words, measured, f">= {wanted}", ratio >= wanted) if workers == 2 else Line(words, measured)


def _find_fastest(port: int, sent: Sequence[bytes]) -> Run:
    return max((load(port, sent, CONNECTIONS, SECONDS) for _ in range(TRIES)), key=lambda run: run.rate)


def main() -> None:
    """Prepare a database, copy it to PostgreSQL, and measure."""
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo(ZONE)).date()
    with (
        tempfile.TemporaryDirectory(prefix="habitlog-bench-") as name,
        run_postgres() as postgres,
        create_postgres_database(postgres) as url,
    ):
        folder = Path(name)
        access = prepare(folder, today, now)
        copy_database(f"sqlite:///{folder / 'habitlog.sqlite3'}", url, metadata, resource_dir("migrations"), now)
        lines = list(measure(url, folder, access, today, now))
    print(format_table(lines))
    print(f"\nBest of {TRIES}, {SECONDS:g} s each; {os.cpu_count()} cores for service, database and client together.")


if __name__ == "__main__":
    main()
