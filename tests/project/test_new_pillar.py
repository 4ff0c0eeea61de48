"""A fifth pillar is one folder and one migration: a copy of habitlog gets one and serves it everywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.paths import ROOT

from habitlog.db.migrate import list_revisions

NEW_PILLAR = Path(__file__).parent / "new_pillar"
COPIED = ("src", "templates", "migrations", "tests", ".importlinter", "alembic.ini", "pyproject.toml")


@pytest.fixture
def source_copy(tmp_path: Path) -> Path:
    """A copy of habitlog with one folder and one migration more."""
    for name in COPIED:
        source, target = ROOT / name, tmp_path / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    shutil.copytree(
        NEW_PILLAR / "daylight",
        tmp_path / "src" / "habitlog" / "pillars" / "daylight",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    migration = (NEW_PILLAR / "migration.py").read_text()
    newest = migration.replace("the newest there is", list_revisions(ROOT / "migrations")[-1])
    (tmp_path / "migrations" / "versions" / "2099-01-01-0900_daylight.py").write_text(newest)
    shutil.copy(NEW_PILLAR / "checks.py", tmp_path / "tests" / "test_fifth_pillar.py")
    return tmp_path


def run_module(copy: Path, *words: str) -> None:
    """Run a module in the copy, which stands on the path before the installed habitlog."""
    paths = os.pathsep.join((str(copy / "src"), str(copy)))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "PYTEST"))}
    result = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=copy,
        env=environment | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_new_pillar_works_everywhere_and_keeps_layer_contracts(source_copy: Path) -> None:
    files = [f"tests/{name}.py" for name in ("test_fifth_pillar", "project/test_layers", "db/test_migrate")]
    chosen = "(test_fifth_pillar or contracts_hold or equals_declared_metadata) and not postgresql"
    run_module(source_copy, "pytest", "-q", "-n0", "-p", "no:cacheprovider", "-k", chosen, *files)
