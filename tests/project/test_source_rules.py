"""Sizes, opening sentences and the clock: what the house rules say of every file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from tests.support.paths import ROOT

SOURCES = sorted((ROOT / "src" / "habitlog").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHIPPED = [*SOURCES, *TEMPLATES, *sorted((ROOT / "src").rglob("*.css")), *sorted((ROOT / "src").rglob("*.js"))]
TOOLS = sorted((ROOT / "tools").rglob("*.py"))
MODULES = [*SOURCES, *TOOLS, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "migrations").rglob("*.py"))]


def relative_name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def count_lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_have_at_most_400_lines() -> None:
    assert {relative_name(path): count_lines(path) for path in [*SHIPPED, *TOOLS] if count_lines(path) > 300} == {}


def test_the_median_file_is_under_80_lines() -> None:
    assert median(count_lines(path) for path in SOURCES) < 80
    assert median(count_lines(path) for path in TEMPLATES) < 80


@pytest.mark.parametrize("path", MODULES, ids=relative_name)
def test_every_module_has_docstring_sentence(path: Path) -> None:
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
CLOCK_READERS = {"cli/__init__.py", "cli/opened.py", "web/house.py"}


def clock_reads(path: Path) -> Iterator[int]:
    """Yield the lines on which a file reads the clock."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if (owner, node.attr) in CLOCKS:
                yield node.lineno
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield node.lineno


def test_only_entry_points_read_the_clock() -> None:
    found = {path.relative_to(ROOT / "src" / "habitlog").as_posix() for path in SOURCES if [*clock_reads(path)]}
    assert found == CLOCK_READERS
