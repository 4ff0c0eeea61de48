"""The wheel serves from an empty folder: it carries templates, migrations, library and style sheets itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Client
from tests.support.paths import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the tools that are here already."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, text=True)
    (made,) = folder.glob("habitlog-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack it as an installer would, away from the checkout."""
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", str(target), str(wheel)],
        check=True,
        capture_output=True,
        text=True,
    )
    return target


def test_wheel_contains_exactly_the_package_files(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    carried = {name.removeprefix("habitlog/_bundled/") for name in names if "/_bundled/" in name}
    there = {path for folder in ("templates", "migrations") for path in (ROOT / folder).rglob("*") if path.is_file()}
    expected = {path.relative_to(ROOT).as_posix() for path in there if "__pycache__" not in path.parts}
    assert carried == expected
    sources = {path for path in (ROOT / "src" / "habitlog").rglob("*") if path.is_file()}
    own = {path.relative_to(ROOT / "src").as_posix() for path in sources if "__pycache__" not in path.parts}
    assert {name for name in names if "/_bundled/" not in name and ".dist-info/" not in name} == own


@pytest.fixture
def served(installed: Path, tmp_path: Path) -> Iterator[str]:
    """Serve it from an empty folder; the address it says it is on."""
    given = {"PYTHONPATH": str(installed), "HABITLOG_PORT": "0", "HABITLOG_DATA_DIR": str(tmp_path / "data")}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HABITLOG_")}
    empty = tmp_path / "empty"
    empty.mkdir()
    program = subprocess.Popen(
        [sys.executable, "-m", "habitlog", "serve"],
        cwd=empty,
        env=kept | given,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    try:
        said = program.stdout.readline()
        found = re.search(r"http://\S+", said)
        assert found, said
        yield found[0]
    finally:
        program.terminate()
        program.wait(timeout=30)
        program.stdout.close()
    assert list(empty.iterdir()) == []


def test_wheel_serves_from_empty_folder(served: str) -> None:
    with Client(base_url=served, follow_redirects=True) as client:
        assert client.get("/healthz").text == "alive\n"
        assert client.get("/readyz").status_code == 200
        page = client.get("/sign-in")
        assert page.status_code == 200
        styles = re.findall(r'href="(/static/[^"]+)"', page.text)
        assert styles
        assert {client.get(address).status_code for address in styles} == {200}


def test_wheel_is_imported_instead_of_checkout(installed: Path) -> None:
    """With the folder first on the path, Python takes the unpacked wheel and not the checkout."""
    code = "import habitlog, habitlog.config as s; print(habitlog.__file__, s.resource_dir('templates'))"
    found = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(Path(path).is_relative_to(installed) for path in found.stdout.split())
