"""The examples of `docs/api-examples.md` run as they are printed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from tests.support.clock import STOCKHOLM
from tests.support.paths import ROOT
from tests.support.people import create_api_client, ensure_account
from tests.support.service import serve_app

TEXT = (ROOT / "docs" / "api-examples.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```(sh|python)\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def environment(app: FastAPI) -> Iterator[dict[str, str]]:
    """Serve the app at an address while a test runs; yield the variables of the examples."""
    ada = ensure_account(app, "Ada", STOCKHOLM)
    tokens = {"TOKEN": "write", "EXPORT_TOKEN": "export"}
    secrets = {name: create_api_client(app, ada, scope).token for name, scope in tokens.items()}
    with serve_app(app) as address:
        yield {"PATH": os.environ["PATH"], "HABITLOG": address, **secrets}


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_examples_run_as_printed(environment: dict[str, str], tmp_path: Path) -> None:
    assert len(EXAMPLES) > 8
    for language, text in EXAMPLES:
        command = ["sh", "-ec", text] if language == "sh" else [sys.executable, "-c", text]
        run = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert run.returncode == 0, f"{text}\n{run.stdout[-500:]}\n{run.stderr[-500:]}"
        assert '"urn:habitlog:problem' not in run.stdout, text


def test_every_call_has_an_example(shared_app: FastAPI) -> None:
    calls = {
        route.path for route in iter_route_contexts(shared_app.routes) if (route.path or "").startswith("/api/v1/")
    }
    shown = {re.sub(r"\{[^}]+\}", "[^/ ]+", path.removeprefix("/api/v1/")) for path in calls if path}
    missing = [path for path in shown if not re.search(rf"(?<![a-z]){path}(?![a-z/])", TEXT)]
    assert sorted(missing) == [
        "imports/[^/ ]+",
        "imports/[^/ ]+/stop",
        "imports/[^/ ]+/undo",
        "schema/export",
        "snippets/[^/ ]+",
    ]
