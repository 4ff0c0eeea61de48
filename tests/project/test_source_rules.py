"""Sizes, names, imports of support code and reads of the clock, checked in every file."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.support.paths import ROOT
from tests.support.source_tree import (
    PACKAGE,
    SOURCES,
    STATIC_FILES,
    TEMPLATES,
    list_files,
    parse_module,
    read_text,
    relative_name,
)

TESTS = list_files("tests", ".py")
TOOLS = [*list_files("tools", ".py"), *list_files("benchmarks", ".py")]
MAX_LINES = 400


def test_files_have_at_most_400_lines() -> None:
    files = [*SOURCES, *TEMPLATES, *STATIC_FILES, *TOOLS, *TESTS]
    counts = {relative_name(path): len(read_text(path).splitlines()) for path in files}
    assert {name: lines for name, lines in counts.items() if lines > MAX_LINES} == {}


def test_class_names_are_unique() -> None:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for path in SOURCES:
        for node in ast.walk(parse_module(path)):
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(relative_name(path))
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


FORBIDDEN_NAMES = {"ask", "find", "get", "given", "kept", "look", "of", "one", "read", "said", "told", "who"}
"""Names that do not say what a function returns or does."""


def public_functions(path: Path) -> Iterator[str]:
    """Yield the names of the public functions and methods of a module, not of functions within functions."""
    module = parse_module(path)
    scopes: list[ast.Module | ast.ClassDef] = [module]
    for scope in (*scopes, *(node for node in ast.walk(module) if isinstance(node, ast.ClassDef))):
        for node in scope.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
                yield node.name


def test_function_names_say_what_they_do() -> None:
    names = [(relative_name(path), name) for path in SOURCES for name in public_functions(path)]
    assert [(path, name) for path, name in names if name in FORBIDDEN_NAMES] == []


def imported_modules(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports anywhere."""
    for node in ast.walk(parse_module(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_support_imports_no_test_module() -> None:
    support = "tests.support."
    faults = [
        (relative_name(path), module)
        for path in TESTS
        for module in imported_modules(path)
        if module.startswith("tests.")
        and (
            ".test_" in module
            or module.endswith("conftest")
            or ("support" in path.parts and not module.startswith(support))
        )
    ]
    assert faults == []


WITHOUT_SOURCE_FOLDER = {"authz", "browser", "project", "support", "tools"}
"""Folders of tests that are about the whole program, or about something beside the package."""


def test_test_folders_mirror_source_folders() -> None:
    folders = {path.parent.relative_to(ROOT / "tests") for path in TESTS}
    faults = [
        folder.as_posix()
        for folder in folders
        if folder.parts and folder.parts[0] not in WITHOUT_SOURCE_FOLDER and not (PACKAGE / folder).is_dir()
    ]
    assert faults == []


def test_test_names_have_subject_and_case() -> None:
    faults = []
    for path in TESTS:
        names = [
            node.name
            for node in parse_module(path).body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test")
        ]
        faults += [(relative_name(path), name) for name, count in Counter(names).items() if count > 1]
        faults += [(relative_name(path), name) for name in names if not re.fullmatch(r"test(_[a-z0-9]+){2,}", name)]
    assert faults == []


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
CLOCK_READERS = {"cli/__init__.py", "cli/backups.py", "cli/context.py", "web/context.py"}


def clock_reads(path: Path) -> Iterator[int]:
    """Yield the lines on which a file reads the clock."""
    for node in ast.walk(parse_module(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if (owner, node.attr) in CLOCKS:
                yield node.lineno
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield node.lineno


def test_only_entry_points_read_the_clock() -> None:
    readers = {path.relative_to(PACKAGE).as_posix() for path in SOURCES if [*clock_reads(path)]}
    assert readers == CLOCK_READERS


def test_entries_and_marks_are_written_where_their_change_is_numbered() -> None:
    writing = re.compile(r"\b(?:insert|update|delete)\((?:entry_table|day_mark_table|\w+\.table)\)")
    found = {relative_name(path) for path in SOURCES if writing.search(read_text(path))}
    assert found == {"src/habitlog/storage/entry_rows.py", "src/habitlog/storage/day_marks.py"}


def test_no_group_has_a_possessive_quantifier() -> None:
    """Python 3.11.0 to 3.11.4 lose what such a group matched (cpython issue 106052)."""
    texts = {relative_name(path): path.read_text(encoding="utf-8") for path in SOURCES}
    assert [name for name, text in texts.items() if re.search(r"\)[*+?]\+", text)] == []
