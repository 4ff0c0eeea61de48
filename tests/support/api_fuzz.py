"""Send thousands of generated requests to the API on both databases: `make fuzz`.

schemathesis comes from the registry, in an environment of its own that uv keeps. Every answer has to be one that the
OpenAPI document describes, and none a server error.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.databases import create_postgres_database, run_postgres
from tests.support.people import PASSWORD

SCHEMATHESIS = "schemathesis==4.32.5"
MOST_SECONDS = 150
CHECKS_LEFT_OUT = "positive_data_acceptance"
"""Rules between fields, such as the order of times, are no part of a schema: what it lets through may be refused."""
EMAIL = "ada@example.org"
UV = str(Path(sys.executable).parent / "uv")


def find_free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_habitlog(environment: dict[str, str], *arguments: str, sent: str = "") -> str:
    """Run a command of habitlog and return what it prints."""
    command = [sys.executable, "-m", "habitlog", *arguments]
    return subprocess.run(command, env=environment, input=sent, check=True, capture_output=True, text=True).stdout


@contextmanager
def serve(database_url: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Serve a fresh database with one person; yield the address and a token to write."""
    port = find_free_port()
    settings = {"DATABASE_URL": database_url, "DATA_DIR": str(folder), "PORT": str(port), "REQUESTS_PER_MINUTE": "0"}
    environment = os.environ | {f"HABITLOG_{name}": value for name, value in settings.items()}
    run_habitlog(environment, "migrate")
    person = ("user", "add", EMAIL, "--name", "Ada", "--zone", "Europe/Stockholm", "--password-stdin")
    run_habitlog(environment, *person, sent=f"{PASSWORD}\n")
    token = run_habitlog(environment, "token", "add", EMAIL, "--scope", "write").strip()
    with (folder / "log").open("w") as log:
        server = subprocess.Popen([sys.executable, "-m", "habitlog", "serve"], env=environment, stdout=log, stderr=log)
        try:
            wait_until_ready(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}", token
        finally:
            server.terminate()
            server.wait()


def wait_until_ready(address: str) -> None:
    """Ask until the service answers, for at most 20 seconds."""
    for _ in range(100):
        try:
            urllib.request.urlopen(address).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The service did not start.")


def fuzz(database: str, address: str, token: str, folder: Path) -> bool:
    """Send generated requests; print one line, and the report where something failed. Return whether nothing did."""
    command = [UV, "tool", "run", "--from", SCHEMATHESIS, "st", "run", f"{address}/api/openapi.json"]
    command += ["--header", f"Authorization: Bearer {token}", "--max-time", str(MOST_SECONDS), "--max-examples", "50"]
    command += ["--workers", "2", "--continue-on-failure", "--exclude-checks", CHECKS_LEFT_OUT]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    counts = {what: re.search(rf"(\d+) {what}", run.stdout) for what in ("generated", "failure", "error")}
    cases, failures, errors = (int(found[1]) if found else 0 for found in counts.values())
    print(f"fuzz {database}: {cases} cases in at most {MOST_SECONDS} s, {failures} failures, {errors} of schemathesis")
    if failures or not cases:
        print(run.stdout[-20_000:], run.stderr[-2_000:])
    return cases > 0 and not failures


def main() -> None:
    """Fuzz SQLite and PostgreSQL one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serve(f"sqlite:///{folder / 'habitlog.sqlite3'}", folder) as (address, token):
            is_fine = fuzz("sqlite", address, token, folder)
    with (
        tempfile.TemporaryDirectory() as name,
        run_postgres() as postgres,
        create_postgres_database(postgres) as url,
        serve(url, Path(name)) as (address, token),
    ):
        is_fine = fuzz("postgresql", address, token, Path(name)) and is_fine
    raise SystemExit(not is_fine)


if __name__ == "__main__":
    main()
