"""Options of `habitlog serve`, which stand before the environment."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.support.command_line import CommandRunner


def test_serve_opens_page_on_port_of_option(tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text("#!/bin/sh\necho opened $1\n")
    browser.chmod(0o755)
    environment = os.environ | {"HABITLOG_DATA_DIR": str(tmp_path), "HABITLOG_PORT": "1", "BROWSER": str(browser)}
    command = [sys.executable, "-m", "habitlog", "serve", "--host", "127.0.0.1", "--port", "0", "--open"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        announced, opened = process.stdout.readline(), process.stdout.readline()
        process.terminate()
    assert announced.startswith("habitlog is on http://127.0.0.1:")
    assert opened == f"opened {announced.split()[-1]}\n"


METRICS_TOKEN = "a token for metrics"


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, for at most half a minute."""
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it did not become so")


def fetch(address: str, token: str, method: str = "GET", **raw: Any) -> Any:
    """Send a call over a connection of its own, and return the answer; None where no process answers."""
    body = json.dumps(raw).encode() if raw else None
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{address}/api/v1/stress/entries", body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except ConnectionError:
        return None


def count_saved(address: str) -> int:
    """Return how many entries were created, as the metrics of whichever process answers say of all."""
    request = urllib.request.Request(f"{address}/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        found = re.search(r'^habitlog_requests_total{.*method="POST".*} (\d+)', answer.read().decode(), re.MULTILINE)
    return int(found[1]) if found else 0


@contextmanager
def serve(home: Path, *options: str) -> Iterator[tuple[str, psutil.Process]]:
    """Run `habitlog serve` on a free port; yield its address and process. What it logs is in the file `log`."""
    command = [sys.executable, "-m", "habitlog", "serve", "--port", "0", *options]
    with (
        (home / "log").open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        try:
            assert process.stdout
            yield process.stdout.readline().split()[-1], psutil.Process(process.pid)
        finally:
            process.terminate()


def list_workers(process: psutil.Process) -> list[psutil.Process]:
    """Return the processes that serve under one."""
    running = (each for each in process.children() if each.status() != psutil.STATUS_ZOMBIE)
    return [each for each in running if "spawn_main" in " ".join(each.cmdline())]


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_several_processes_serve_one_database(
    run: CommandRunner, ada_email: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HABITLOG_METRICS_TOKEN", METRICS_TOKEN)
    token = run("token", "add", ada_email, "--scope", "write").out.strip()
    with serve(home, "--workers", "2", "--log-format", "json") as (address, process):
        for level in range(6):
            assert fetch(address, token, "POST", kind="level", day=f"2026-02-0{level + 1}", stress_now=level)["entry"]
        assert [len(fetch(address, token)["items"]) for _ in range(6)] == [6] * 6
        assert count_saved(address) == 6
        killed, other = list_workers(process)
        killed.kill()
        wait_until(lambda: len({each.pid for each in list_workers(process)} - {killed.pid, other.pid}) == 1)
        for level in range(4):
            wait_until(lambda: fetch(address, token) is not None)
            assert fetch(address, token, "POST", kind="level", day=f"2026-02-1{level}", stress_now=level)["entry"]
        assert len(fetch(address, token)["items"]) == count_saved(address) == 10
        process.terminate()
        process.wait(20)
    lines = [json.loads(line) for line in (home / "log").read_text().splitlines()]
    assert f"Child process [{killed.pid}] died" in [line["message"] for line in lines]
