"""The import contracts of `.importlinter` hold, each can fail, and importing the app loads no heavy module."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.paths import ROOT

CONTRACTS = ROOT / ".importlinter"


def run_import_linter(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the package `habitlog` in `folder` against the contracts."""
    linter = Path(sys.executable).with_name("lint-imports")
    command = [str(linter), "--config", str(CONTRACTS), "--no-cache", "--no-logo"]
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_layer_contracts_hold() -> None:
    result = run_import_linter(ROOT / "src")
    assert result.returncode == 0, result.stdout + result.stderr


FORBIDDEN_IMPORTS = [
    ("stats.theil_sen", "habitlog.storage.daily_metrics", "Layers"),
    ("sharing.visibility", "habitlog.accounts.person", "Layers"),
    ("db.transactions", "habitlog.stats.weekly", "Layers"),
    ("web.api.days", "habitlog.web.pages", "Pages and API"),
    ("web.presenters.trend", "habitlog.web.forms.parsing", "Pages and API"),
    ("web.charts.axes", "habitlog.web.presenters.trend", "Pages and API"),
    ("usecases.identity.accounts", "habitlog.usecases.sharing.grants", "Use-cases"),
    ("usecases.entries.days", "habitlog.usecases.trends.periods", "Use-cases"),
    ("usecases.account_lifecycle.deletion", "habitlog.usecases.jobs.delete_accounts", "Use-cases"),
    ("pillars.sleep.metrics", "habitlog.pillars.diet.metrics", "A pillar"),
    ("guard.amounts", "os", "Statistics"),
    ("pillars.sleep.record", "sqlalchemy", "Records"),
    ("pillars.diet.metrics", "habitlog.pillars.diet.table", "Only a pillar"),
    ("usecases.entries.days", "fastapi", "Only the web"),
    ("sharing.consent", "sqlalchemy", "The rules of consent"),
    ("usecases.notifications", "smtplib", "Only mail"),
    ("mail.message", "sqlalchemy", "Mail"),
    ("web.dependencies", "habitlog.sharing.tables", "Handlers"),
    ("web.pages.today", "habitlog.pillars.sleep.table", "Handlers"),
    ("web.pages.today", "sqlalchemy", "Handlers"),
]
"""(importing module, imported module, how the name of the contract begins that it breaks)."""


def test_forbidden_imports_break_their_contracts(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src" / "habitlog", tmp_path / "habitlog", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "habitlog" / "unplaced.py").touch()
    for module, imported, _ in FORBIDDEN_IMPORTS:
        path = tmp_path / "habitlog" / f"{module.replace('.', '/')}.py"
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\nimport {imported}\n")
    report = run_import_linter(tmp_path).stdout
    details = report.partition("Broken contracts")[2]
    assert re.findall(r"^(.*) KEPT", report, re.MULTILINE) == []
    sections = re.split(r"\n(?=[A-Z][^\n]*\n-{5,})", details)
    missed = [
        (module, imported)
        for module, imported, contract in FORBIDDEN_IMPORTS
        if not any(
            section.lstrip().startswith(contract) and re.search(rf"habitlog\.{module} -> {imported}\b", section)
            for section in sections
        )
    ]
    assert missed == [], details
    assert "habitlog.unplaced" in details


HEAVY = ("numpy", "scipy", "alembic", "mako", "uvicorn", "typer")


def test_app_import_loads_no_heavy_module() -> None:
    """Numpy is loaded with the first trend, alembic with a migration."""
    code = f"import sys, habitlog.app; print([name for name in {HEAVY!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
