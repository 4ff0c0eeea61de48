"""The floors: `.importlinter` holds, it can fail, and a start loads no more than it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.paths import ROOT

CONTRACTS = ROOT / ".importlinter"


def run_import_linter(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the package `habitlog` in `folder` against the contracts."""
    linter = Path(sys.executable).with_name("lint-imports")
    command = [str(linter), "--config", str(CONTRACTS), "--no-cache", "--no-logo"]
    paths = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=paths, capture_output=True, text=True, check=False)


def test_layer_contracts_hold() -> None:
    found = run_import_linter(ROOT / "src")
    assert found.returncode == 0, found.stdout + found.stderr


FORBIDDEN_IMPORTS = [
    ("stats/sen.py", "import habitlog.storage.daily_metrics", "Floors lie"),
    ("unplaced.py", "", "Floors lie"),
    ("web/api/days.py", "import habitlog.web.pages", "two doors"),
    ("pillars/sleep/metrics.py", "import habitlog.pillars.diet.metrics", "A pillar knows no other"),
    ("db/queue.py", "import habitlog.db.transactions\nimport habitlog.stats.theil_sen", "Floors lie"),
    ("guard/amounts.py", "import os", "Statistics, education and guard"),
    ("pillars/sleep/record.py", "import sqlalchemy", "records, forms and metrics"),
    ("usecases/days.py", "import fastapi", "Only the web"),
    ("sharing/consent.py", "import sqlalchemy", "The rules of consent"),
    ("sharing/predicate.py", "import habitlog.accounts.person", "Floors lie"),
    ("usecases/mailing.py", "import smtplib", "Nobody but the mails"),
    ("mail/letters.py", "import sqlalchemy", "A mail knows no database"),
    ("web/deps.py", "import habitlog.sharing.tables", "Handlers reach tables"),
    ("web/pages/home.py", "import habitlog.pillars.sleep.table", "Handlers reach tables"),
    ("web/deps.py", "import sqlalchemy", "Handlers reach tables"),
]


@pytest.mark.parametrize(("module", "line", "contract"), FORBIDDEN_IMPORTS)
def test_forbidden_imports_break_their_contracts(tmp_path: Path, module: str, line: str, contract: str) -> None:
    shutil.copytree(ROOT / "src" / "habitlog", tmp_path / "habitlog")
    with (tmp_path / "habitlog" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    found = run_import_linter(tmp_path)
    broken = [text for text in found.stdout.splitlines() if " BROKEN" in text]
    assert found.returncode != 0
    assert any(contract in text for text in broken), found.stdout


HEAVY = ("numpy", "scipy", "alembic", "mako", "uvicorn", "typer")


def test_app_import_loads_no_heavy_module() -> None:
    """Numpy comes with the first trend, alembic with a migration."""
    code = f"import sys, habitlog.app; print([name for name in {HEAVY!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
