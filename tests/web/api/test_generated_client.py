"""A typed client, generated from the OpenAPI document by another project's program, is used as a stranger would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from fastapi import FastAPI
from tests.support.clock import NOW
from tests.support.people import create_api_client
from tests.support.service import serve_app
from tests.support.sharing import SharingPair

GENERATOR = "openapi-python-client==0.29.1"
NEEDED = ("--with", "httpx", "--with", "attrs", "--with", "python-dateutil")
"""What the generated client imports."""
UV = str(Path(sys.executable).parent / "uv")
USE = """
import datetime, sys
from client import models
from client.api.sharing import create_invitation
from client.api.sleep import create_sleep_entry
from client.client import AuthenticatedClient

program = AuthenticatedClient(sys.argv[1], sys.argv[2])
times = {"bed_at": datetime.datetime(2026, 3, 10, 22, 45), "out_at": datetime.datetime(2026, 3, 11, 7, 15)}
saved = create_sleep_entry.sync(client=program, body=models.Night(kind="night", **times))
assert isinstance(saved, models.SleepAnswer) and saved.entry.zone == "Europe/Stockholm", saved
refused = create_sleep_entry.sync(client=program, body=models.Night(kind="night", quality=9, **times))
assert isinstance(refused, models.Problem) and refused.errors[0].field == "quality", refused
invited = models.CreateInvitationInvitationRequest(pillars=["sleep"])
invitation = create_invitation.sync(client=program, body=invited)
assert isinstance(invitation, models.CreatedInvitation), invitation
print(invitation.code)
"""
USE_AGAIN = """
import sys
from client.api.sharing import list_grants
from client.client import AuthenticatedClient

[grant] = list_grants.sync(client=AuthenticatedClient(sys.argv[1], sys.argv[2])).items
print(grant.state, *grant.pillars)
"""


@pytest.mark.sqlite_only
def test_generated_client_logs_a_night_reads_a_refusal_and_makes_a_grant(
    app: FastAPI, two: SharingPair, tmp_path: Path
) -> None:
    token = create_api_client(app, two.client, "write").token
    with serve_app(app) as address:
        run_uv(tmp_path, "tool", "run", "--from", GENERATOR, *build_generator_command(address))
        code = run_script(tmp_path, USE, address, token)
        two.confirm(two.redeem(code, NOW), NOW)
        assert run_script(tmp_path, USE_AGAIN, address, token) == "active sleep"


def build_generator_command(address: str) -> tuple[str, ...]:
    """Return the command that writes the folder `client`."""
    what = ("--meta", "none", "--url", f"{address}/api/openapi.json", "--output-path", "client")
    return ("openapi-python-client", "generate", *what)


def run_script(folder: Path, script: str, *arguments: str) -> str:
    """Run a script beside the generated client, and return what it prints."""
    (folder / "use.py").write_text(script, encoding="utf-8")
    return run_uv(folder, "run", "--no-project", *NEEDED, "python", "use.py", *arguments).strip()


def run_uv(folder: Path, *arguments: str) -> str:
    """Run uv, which installs what it runs into environments of its own."""
    run = subprocess.run([UV, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    return run.stdout
