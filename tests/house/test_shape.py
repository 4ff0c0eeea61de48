"""Sizes, opening sentences and the clock: what the house rules say of every file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "habitlog").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHIPPED = [*SOURCES, *TEMPLATES, *sorted((ROOT / "src").rglob("*.css")), *sorted((ROOT / "src").rglob("*.js"))]
TOOLS = sorted((ROOT / "tools").rglob("*.py"))
MODULES = [*SOURCES, *TOOLS, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "migrations").rglob("*.py"))]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_300_lines() -> None:
    assert {name(path): lines(path) for path in [*SHIPPED, *TOOLS] if lines(path) > 300} == {}


def test_the_median_file_is_under_80_lines() -> None:
    assert median(lines(path) for path in SOURCES) < 80
    assert median(lines(path) for path in TEMPLATES) < 80


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_opens_with_one_sentence(path: Path) -> None:
    opening = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert opening, "no docstring"
    assert opening.split("\n\n")[0].rstrip().endswith((".", "”", '"', "`")), opening


CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}
EDGE = {"cli/__init__.py", "cli/opened.py", "web/house.py"}


def clock_reads(path: Path) -> Iterator[int]:
    """Yield the lines on which a file reads the clock."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if (owner, node.attr) in CLOCKS:
                yield node.lineno
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield node.lineno


def test_only_the_edge_reads_the_clock() -> None:
    found = {path.relative_to(ROOT / "src" / "habitlog").as_posix() for path in SOURCES if [*clock_reads(path)]}
    assert found == EDGE
