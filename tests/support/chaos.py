"""Kill the service in the middle of its work, again and again, and count what was lost: `make chaos`.

Sixteen programs create, replace and delete entries, and one makes invitations and withdraws them. What was answered
with success has to be there at the end, what was deleted or withdrawn must not, and what got no answer may be either.
Backups are made meanwhile, and a migration is killed at forty points.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPException
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from tests.support.api_fuzz import EMAIL, find_free_port, run_habitlog, wait_until_ready
from tests.support.databases import create_postgres_database, run_postgres
from tests.support.paths import ROOT
from tests.support.people import PASSWORD

WRITERS = 16
KILLS = {"sqlite": 100, "postgresql": 40}
BACKUP_EVERY = 10
MIGRATION_KILLS = 40
FIRST_SCHEMA = ROOT / "tests" / "db" / "data" / "first_schema.sql"


class Program(Thread):
    """Sends calls until it is told to end; a call without an answer is none of its faults."""

    def __init__(self, address: str, token: str, number: int) -> None:
        super().__init__(daemon=True)
        self.address, self.token, self.chance = address, token, random.Random(number)
        self.ended = Event()
        self.answered = 0

    def run(self) -> None:
        while not self.ended.is_set():
            self.work()

    def work(self) -> None:
        raise NotImplementedError

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Return the status and the content of an answer; 0 where there is none."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address}/api/v1{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                content = answer.read()
                self.answered += 1
                return answer.status, json.loads(content) if content else None
        except urllib.error.HTTPError as error:
            return error.code, None
        except (OSError, ValueError, HTTPException):
            time.sleep(0.02)
            return 0, None


class Writer(Program):
    """Writes entries under ids of its own, and knows for each which minutes may be stored; None is no entry."""

    def __init__(self, address: str, token: str, number: int) -> None:
        super().__init__(address, token, number)
        self.possible: dict[str, set[int | None]] = {}

    def work(self) -> None:
        known = list(self.possible)
        entry_id = self.chance.choice(known) if known and self.chance.random() < 0.5 else str(uuid4())
        possible, path = self.possible.setdefault(entry_id, {None}), f"/stress/entries/{entry_id}"
        if possible != {None} and self.chance.random() < 0.3:
            minutes, status = None, self.send("DELETE", path)[0]
            is_done = status in {204, 404}
        else:
            minutes = self.chance.randint(1, 240)
            day = f"2025-{self.chance.randint(1, 12):02}-{self.chance.randint(1, 28):02}"
            body = {"kind": "practice", "day": day, "practice": "breathing", "minutes": minutes}
            is_done = self.send("PUT", path, body)[0] in {200, 201}
        self.possible[entry_id] = {minutes} if is_done else possible | {minutes}


class Inviter(Program):
    """Makes invitations and withdraws them."""

    def __init__(self, address: str, token: str, number: int) -> None:
        super().__init__(address, token, number)
        self.withdrawn: set[str] = set()

    def work(self) -> None:
        status, invitation = self.send("POST", "/grants", {"pillars": ["sleep"]})
        if status == 201 and self.send("DELETE", f"/grants/{invitation['id']}")[0] == 204:
            self.withdrawn.add(invitation["id"])
        time.sleep(0.05)


@contextmanager
def serve(environment: dict[str, str], folder: Path, address: str) -> Iterator[None]:
    """Serve until the block ends, and kill every process of it then."""
    command = [sys.executable, "-m", "habitlog", "serve"]
    with (folder / "log").open("a") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_until_ready(f"{address}/readyz")
            yield
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def kill_under_load(database: str, url: str, folder: Path) -> bool:
    """Serve and kill; print what was lost. Return whether nothing was."""
    port, chance = find_free_port(), random.Random(18)
    address = f"http://127.0.0.1:{port}"
    settings = {"DATABASE_URL": url, "DATA_DIR": str(folder), "PORT": str(port), "REQUESTS_PER_MINUTE": "0"}
    environment = os.environ | {f"HABITLOG_{name}": value for name, value in settings.items()}
    run_habitlog(environment, "user", "add", EMAIL, "--password-stdin", sent=f"{PASSWORD}\n")
    token = run_habitlog(environment, "token", "add", EMAIL, "--scope", "write").strip()
    writers = [Writer(address, token, number) for number in range(WRITERS)]
    inviter = Inviter(address, token, WRITERS)
    programs: list[Program] = [*writers, inviter]
    wrong_backups = 0
    for kill in range(KILLS[database]):
        with serve(environment, folder, address):
            if kill == 0:
                for program in programs:
                    program.start()
            time.sleep(chance.uniform(0.1, 0.8))
            if database == "sqlite" and kill % BACKUP_EVERY == 0:
                wrong_backups += not is_backup_whole(environment, folder / f"backup-{kill}.sqlite3", writers)
    for program in programs:
        program.ended.set()
    for program in programs:
        program.join()
    with serve(environment, folder, address):
        stored = read_stored_minutes(writers[0])
        grants = {grant["id"] for grant in inviter.send("GET", "/grants?limit=1000")[1]["items"]}
    doctor = subprocess.run(
        [sys.executable, "-m", "habitlog", "doctor"], env=environment, capture_output=True, text=True, check=False
    )
    every = {entry_id: possible for writer in writers for entry_id, possible in writer.possible.items()}
    lost = sum(stored.get(entry_id) not in possible for entry_id, possible in every.items())
    unknown, revived = len(stored.keys() - every.keys()), len(grants & inviter.withdrawn)
    answered = sum(program.answered for program in programs)
    print(
        f"chaos {database}: {KILLS[database]} kills, {answered} answered calls, {len(every)} entries: {lost} lost, "
        f"{unknown} unknown, {revived} of {len(inviter.withdrawn)} withdrawn invitations revived, "
        f"{wrong_backups} wrong backups; doctor {'finds nothing' if doctor.returncode == 0 else doctor.stdout}"
    )
    return not (lost or unknown or revived or wrong_backups or doctor.returncode)


def read_stored_minutes(program: Program) -> dict[str, int]:
    """Return the minutes of every entry by its id."""
    stored: dict[str, int] = {}
    cursor = ""
    while True:
        _, page = program.send("GET", f"/stress/entries?limit=1000{cursor}")
        stored |= {entry["id"]: entry["minutes"] for entry in page["items"]}
        if page["next"] is None:
            return stored
        cursor = f"&cursor={page['next']}"


def is_backup_whole(environment: dict[str, str], path: Path, writers: list[Writer]) -> bool:
    """Make a backup while everybody writes; whether it is sound and has what was there before and after it."""
    before = {entry_id: possible for writer in writers for entry_id, possible in list(writer.possible.items())}
    run_habitlog(environment, "backup", str(path))
    with closing(sqlite3.connect(path)) as connection:
        is_sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        stored = dict(connection.execute("SELECT id, minutes FROM stress_entry"))
    path.unlink()
    # A call makes a new set: what is the same object was not touched meanwhile.
    untouched = (
        (entry_id, possible)
        for writer in writers
        for entry_id, possible in list(writer.possible.items())
        if before.get(entry_id) is possible and len(possible) == 1
    )
    return is_sound and all(stored.get(entry_id) in possible for entry_id, possible in untouched)


def kill_migrations(folder: Path) -> bool:
    """Kill the upgrade of an old database at many points, and let it go on; print how many came to a good end."""
    old = folder / "old.sqlite3"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript(FIRST_SCHEMA.read_text(encoding="utf-8"))
    command, home = [sys.executable, "-m", "habitlog", "migrate"], folder / "home"
    environment = os.environ | {"HABITLOG_DATA_DIR": str(home)}
    good, whole, duration = 0, b"", 0.0
    for number in range(MIGRATION_KILLS + 1):
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        shutil.copyfile(old, home / "habitlog.sqlite3")
        began = time.monotonic()
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as migration:
            if number:
                time.sleep(duration * number / MIGRATION_KILLS)
                migration.kill()
        duration = duration or time.monotonic() - began
        if number:
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        with closing(sqlite3.connect(home / "habitlog.sqlite3")) as connection:
            content = "\n".join(sorted(connection.iterdump())).encode()
        whole = whole or content
        good += content == whole
    print(f"chaos migration: killed at {MIGRATION_KILLS} points, {good - 1} times the same database afterwards")
    return good == MIGRATION_KILLS + 1


def main() -> None:
    """Run the campaigns one after the other."""
    with tempfile.TemporaryDirectory() as name:
        is_fine = kill_under_load("sqlite", f"sqlite:///{name}/habitlog.sqlite3", Path(name))
    with (
        tempfile.TemporaryDirectory() as name,
        run_postgres() as postgres,
        create_postgres_database(postgres) as url,
    ):
        is_fine = kill_under_load("postgresql", url, Path(name)) and is_fine
    with tempfile.TemporaryDirectory() as name:
        is_fine = kill_migrations(Path(name)) and is_fine
    raise SystemExit(not is_fine)


if __name__ == "__main__":
    main()
