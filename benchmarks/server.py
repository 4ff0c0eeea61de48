"""Servers as processes of their own: started, waited for, measured and stopped."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from msgspec import Struct

MB = 1024 * 1024


class Server(Struct, frozen=True):
    """A running server: its port, its process, and the seconds from its start to its first answer."""

    port: int
    process: psutil.Process
    first_answer: float

    @property
    def memory(self) -> float:
        """Resident memory in MB."""
        return float(self.process.memory_info().rss) / MB

    @property
    def cpu(self) -> float:
        """CPU seconds used so far."""
        used = self.process.cpu_times()
        return float(used.user + used.system)


def habitlog(folder: Path) -> list[str]:
    """Return the command that serves the database in a folder."""
    return [
        "env",
        f"HABITLOG_DATA_DIR={folder}",
        "HABITLOG_PORT=0",
        "HABITLOG_REQUESTS_PER_MINUTE=0",
        sys.executable,
        "-m",
        "habitlog",
        "serve",
    ]


def ceiling(name: str, folder: Path) -> list[str]:
    """Return the command that serves one of the ceilings."""
    return [sys.executable, "-m", "benchmarks.ceilings", name, str(folder)]


@contextmanager
def running(command: list[str], path: str = "/readyz") -> Iterator[Server]:
    """Run a server that prints its address; yield it once it has answered a request for `path`."""
    began = time.perf_counter()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("HABITLOG_")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
            if found is None:
                raise RuntimeError(f"{command[-1]} did not start")
            _ask(int(found[1]), path)
            yield Server(int(found[1]), psutil.Process(process.pid), time.perf_counter() - began)
        finally:
            process.terminate()
            process.wait(30)


def _ask(port: int, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    if (status := connection.getresponse().status) != 200:
        raise RuntimeError(f"{path} answered {status}")
    connection.close()
