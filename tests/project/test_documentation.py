"""The documents list every setting, command, option, route, metric and error, and nothing that does not exist."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from tests.support.paths import ROOT
from tests.support.source_tree import SOURCES, STATIC_FILES, TEMPLATES, list_files, read_text, relative_name
from typer.core import TyperGroup, TyperOption

from habitlog.cli import app as commands
from habitlog.config import ENVIRONMENT_PREFIX, Config
from habitlog.errors import HabitlogError
from habitlog.pillars import METRICS, PILLARS

README = (ROOT / "README.md").read_text(encoding="utf-8")
API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
PAGES = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8")
OPERATORS = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
FOR_TESTS = {"HABITLOG_TEST_POSTGRES_URL", "HABITLOG_REAL_DATA"}
_ROUTE = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`?]*)(?:\?[^`]*)?`")


def test_readme_lists_all_settings() -> None:
    settings = {ENVIRONMENT_PREFIX + name.upper() for name in Config.__struct_fields__ if name != "demo"}
    rows = set(re.findall(r"^\| `(HABITLOG_[A-Z_]+)`", README, re.MULTILINE))
    assert rows == settings
    named = {word for path in documents() for word in re.findall(r"HABITLOG_[A-Z_]+", path.read_text(encoding="utf-8"))}
    assert named <= settings | FOR_TESTS


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def list_commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield every command with the words that call it."""
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            yield from list_commands(below, f"{path} {name}")
    else:
        yield path, command


COMMANDS = dict(list_commands(typer.main.get_command(commands), "habitlog"))


def test_readme_lists_all_commands_and_options() -> None:
    longest_first = sorted(COMMANDS, key=len, reverse=True)
    rows = {}
    for call in re.findall(r"^\| `(habitlog [^`]*)`", README, re.MULTILINE):
        command = next((words for words in longest_first if f"{call} ".startswith(f"{words} ")), call)
        rows[command] = set(re.findall(r"--[a-z-]+", call))
    assert rows == {
        words: {option.opts[0] for option in command.params if isinstance(option, TyperOption)}
        for words, command in COMMANDS.items()
    }


def list_routes(app: FastAPI) -> list[tuple[str, str]]:
    """Return (method, path) of every route, a pillar's own path as `{pillar}`, as often as it is registered."""
    routes = []
    for route in iter_route_contexts(app.routes):
        path = re.sub(rf"^/api/v1/({'|'.join(PILLARS)})/", "/api/v1/{pillar}/", route.path or "")
        routes += [(method, path) for method in route.methods or () if method != "HEAD"]
    return routes


def test_docs_list_all_routes(app: FastAPI) -> None:
    api, pages, operators = (set(_ROUTE.findall(text)) for text in (API, PAGES, OPERATORS))
    routes = set(list_routes(app))
    assert api == {route for route in routes if route[1].startswith("/api/")}
    assert pages | operators == routes - api


def test_every_route_is_registered_once(app: FastAPI) -> None:
    counts = Counter(list_routes(app))
    per_pillar = {(method, path) for method, path in counts if path.startswith("/api/v1/{pillar}/")}
    assert {route: count for route, count in counts.items() if count > 1 and route not in per_pillar} == {}
    assert {counts[route] for route in per_pillar} <= {1, len(PILLARS)}


def test_docs_list_all_metrics() -> None:
    assert set(re.findall(r"^\| `([a-z]+\.[a-z0-9_]+)`", API, re.MULTILINE)) == set(METRICS)


def error_classes(error: type[HabitlogError]) -> Iterator[type[HabitlogError]]:
    for child in error.__subclasses__():
        yield child
        yield from error_classes(child)


def test_docs_list_all_problem_types() -> None:
    statuses = {
        error.problem_type: str(error.status)
        for error in error_classes(HabitlogError)
        if error.problem_type != "start-refused"
    }
    assert dict(re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \|", API, re.MULTILINE)) == statuses | {"internal": "500"}


def test_docs_links_resolve() -> None:
    for path in documents():
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("docs/pictures/"):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


SECTIONS = ["Context", "Decision", "Consequences"]


def test_decisions_have_at_most_250_words_and_are_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    records = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("0*.md")}
    assert {name for name, text in records.items() if len(text.split()) > 250} == set()
    assert all(re.findall(r"^## (.*)", text, re.MULTILINE) == SECTIONS for text in records.values())
    lines = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    titles = {name: text.splitlines()[0].removeprefix("# ") for name, text in sorted(records.items())}
    assert [line for line in lines if line.startswith("* ")] == [f"* [{titles[name]}]({name})" for name in titles]


def test_every_template_is_rendered_or_included() -> None:
    code = "".join(read_text(path) for path in list_files("src/habitlog/web", ".py"))
    included = "".join(read_text(path) for path in TEMPLATES)
    names = [path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES]
    assert [name for name in names if f'"{name}"' not in code + included] == []


def test_every_script_and_stylesheet_is_used() -> None:
    users = [*SOURCES, *TEMPLATES, *STATIC_FILES]
    faults = [
        relative_name(path)
        for path in STATIC_FILES
        if not any(path.name in read_text(user) for user in users if user != path)
    ]
    assert faults == []


CLASSES_MADE_OF_PARTS = r"heatmap-\w+|map-line-[\w-]+|of-\d|pillar-\w+|strip-\w+"
"""Classes whose names a template or a chart puts together."""


def test_every_class_of_a_stylesheet_is_used() -> None:
    users = [*SOURCES, *TEMPLATES, *(path for path in STATIC_FILES if path.suffix == ".js")]
    words = {word for path in users for word in re.findall(r"[\w-]+", read_text(path))}
    faults = []
    for path in STATIC_FILES:
        rules = re.sub(r"/\*.*?\*/", "", read_text(path), flags=re.DOTALL) if path.suffix == ".css" else ""
        selectors = "".join(re.findall(r"([^{}]*)\{", rules))
        names = set(re.findall(r"[.#]([a-z][\w-]*)|\[(data-[\w-]+)", selectors))
        faults += [(path.name, name) for pair in sorted(names) for name in pair if name and name not in words]
    assert [fault for fault in faults if not re.fullmatch(CLASSES_MADE_OF_PARTS, fault[1])] == []
