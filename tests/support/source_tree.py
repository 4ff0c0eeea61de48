"""The files of the repository as checks of the source read them."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.support.paths import ROOT

PACKAGE = ROOT / "src" / "habitlog"


def list_files(folder: str, *suffixes: str) -> list[Path]:
    """Return the files below a folder of the repository that end with one of the suffixes, by path."""
    return sorted(
        path for path in (ROOT / folder).rglob("*") if path.suffix in suffixes and "__pycache__" not in path.parts
    )


SOURCES = list_files("src/habitlog", ".py")
TEMPLATES = list_files("templates", ".html")
STATIC_FILES = list_files("src/habitlog/web/static", ".css", ".js")


def relative_name(path: Path) -> str:
    """Return the path of a file within the repository."""
    return path.relative_to(ROOT).as_posix()


@cache
def read_text(path: Path) -> str:
    """Return the text of a file."""
    return path.read_text(encoding="utf-8")


@cache
def parse_module(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(read_text(path), filename=relative_name(path))
