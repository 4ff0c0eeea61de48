"""Servers for tests, forked from one process that has imported habitlog: each starts in a tenth of a second.

`python -m tests.support.server_factory` reads one JSON object a line, `{"folder": ..., "environment": {...}, "demo":
...}`, and forks a server, which writes its process id and then the line that names its address.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import mock

from tests.support.paths import ROOT

if TYPE_CHECKING:
    from jinja2 import Environment


class RunningServer(NamedTuple):
    """The address of a server and its process id."""

    address: str
    pid: int


class ServerFactory:
    """The process that servers are forked from."""

    def __init__(self) -> None:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
        command = [sys.executable, "-m", "tests.support.server_factory"]
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, folder: Path, environment: dict[str, str], *, demo: bool) -> RunningServer:
        """Start a server on the data in a folder: `habitlog serve`, or the demonstration."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"folder": str(folder), "environment": environment, "demo": demo}) + "\n")
        self._process.stdin.flush()
        pid = int(self._process.stdout.readline())
        found = re.search(r"http://127\.0\.0\.1:\d+", self._process.stdout.readline())
        assert found, "the server did not say where it is"
        return RunningServer(found[0], pid)

    def close(self) -> None:
        """End the process; the servers that it started are stopped before."""
        with self._process as process:
            process.terminate()


@contextmanager
def run_forked_server(
    factory: ServerFactory, folder: Path, environment: dict[str, str], *, demo: bool
) -> Iterator[RunningServer]:
    """Run a server until the block ends."""
    running = factory.start(folder, environment, demo=demo)
    try:
        yield running
    finally:
        os.kill(running.pid, signal.SIGTERM)
        _wait_for_end(running.pid, 20)


def _wait_for_end(pid: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    raise TimeoutError(f"the server {pid} does not end")


def _serve(folder: str, environment: dict[str, str], *, demo: bool) -> None:
    from tests.support.demo_server import serve_demo

    from habitlog.__main__ import main

    os.environ.update(environment)
    print(os.getpid(), flush=True)
    if demo:
        serve_demo(Path(folder))
    else:
        sys.argv = ["habitlog", "serve"]
        main()


def _share_compiled_templates() -> None:
    """Compile every template, and let each server take what was compiled."""
    from tests.support.service import COMPILED

    from habitlog.config import resource_dir
    from habitlog.pillars import PILLARS
    from habitlog.web.static_files import load_static_files
    from habitlog.web.templates import make_environment

    def make_with_compiled(*given: Any) -> Environment:
        environment = make_environment(*given)
        environment.bytecode_cache = COMPILED
        return environment

    environment = make_with_compiled(resource_dir("templates"), PILLARS.values(), load_static_files(PILLARS.values()))
    for name in environment.list_templates():
        environment.get_template(name)
    mock.patch("habitlog.app.make_environment", make_with_compiled).start()


def fork_servers() -> None:
    """Fork a server for every line of the input until the input ends."""
    for module in ("uvicorn.protocols.http.auto", "habitlog.cli"):
        import_module(module)
    _share_compiled_templates()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _serve(**json.loads(line))
            os._exit(0)


if __name__ == "__main__":
    fork_servers()
