"""The documents name every setting, command, option, route and error, and nothing that is not there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from tests.support.paths import ROOT
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
_ROUTE = re.compile(r"`(GET|POST|PUT|DELETE) (/[^`?]*)(?:\?[^`]*)?`")


def test_readme_lists_all_settings() -> None:
    settings = {ENVIRONMENT_PREFIX + field.name.upper() for field in fields(Config) if field.name != "demo"}
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
    below = "add|check|delete|disable|enable|factor-off|password|sweep"
    rows = dict(re.findall(rf"^\| `(habitlog [a-z]+(?: (?:{below}))?)([^`]*)`", README, re.MULTILINE))
    assert set(rows) == set(COMMANDS)
    for words, command in COMMANDS.items():
        options = {option.opts[0] for option in command.params if isinstance(option, TyperOption)}
        assert set(re.findall(r"--[a-z-]+", rows[words])) == options, words


def routes(app: FastAPI) -> set[tuple[str, str]]:
    """Return (method, path) of every route; a pillar's own path as `{pillar}`."""
    found = set()
    for route in iter_route_contexts(app.routes):
        path = re.sub(rf"^/api/v1/({'|'.join(PILLARS)})/", "/api/v1/{pillar}/", route.path or "")
        found |= {(method, path) for method in route.methods or () if method != "HEAD"}
    return found


def test_docs_list_all_routes(app: FastAPI) -> None:
    programs, pages, operators = (set(_ROUTE.findall(text)) for text in (API, PAGES, OPERATORS))
    there = routes(app)
    assert programs == {route for route in there if route[1].startswith("/api/")}
    assert pages | operators == there - programs - {("GET", "/static/pillars.css")}


def test_docs_list_all_metrics() -> None:
    assert set(re.findall(r"^\| `([a-z]+\.[a-z0-9_]+)`", API, re.MULTILINE)) == set(METRICS)


def kinds(error: type[HabitlogError]) -> Iterator[type[HabitlogError]]:
    for child in error.__subclasses__():
        yield child
        yield from kinds(child)


def test_docs_list_all_problem_types() -> None:
    told = {error.problem_type for error in kinds(HabitlogError) if error.problem_type != "start-refused"} | {
        "internal"
    }
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \|", API, re.MULTILINE))
    assert set(rows) == told
    assert all(
        rows[error.problem_type] == str(error.status) for error in kinds(HabitlogError) if error.problem_type in told
    )


def test_docs_links_resolve() -> None:
    for path in documents():
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("docs/pictures/"):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


PAGE_MODULES = sorted((ROOT / "src" / "habitlog" / "web" / "pages").glob("[!_]*.py"))
STREAMS = {
    ("data", "export"),
    ("data", "export_account"),
    ("downloads", "values"),
    ("downloads", "chart"),
    ("suggestions", "index"),
    ("reviews", "last_week"),
    ("reviews", "this_year"),
}
"""Page routes that answer with a file, with JSON for the page's own script, or that lead on to another page."""


def templates_by_function(module: Path) -> dict[str, set[str]]:
    """Return the templates that each function of a page module draws, also through functions it calls."""
    functions = {node.name: node for node in ast.parse(module.read_text()).body if isinstance(node, ast.FunctionDef)}

    def reached(name: str, seen: frozenset[str]) -> set[str]:
        found: set[str] = set()
        for node in ast.walk(functions[name]):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id == "page" and isinstance(node.args[1], ast.Constant):
                    found.add(str(node.args[1].value))
                elif node.func.id in functions and node.func.id not in seen:
                    found |= reached(node.func.id, seen | {node.func.id})
        return found

    return {name: reached(name, frozenset({name})) for name in functions}


def get_handlers(module: Path) -> Iterator[str]:
    """Yield the functions of a module that answer a GET."""
    for node in ast.parse(module.read_text()).body:
        if isinstance(node, ast.FunctionDef) and any("router.get(" in ast.unparse(d) for d in node.decorator_list):
            yield node.name


@pytest.mark.parametrize("module", PAGE_MODULES, ids=lambda path: path.stem)
def test_every_page_renders_template_of_its_folder(module: Path) -> None:
    templates = templates_by_function(module)
    for function in get_handlers(module):
        if (module.stem, function) not in STREAMS:
            assert templates[function], f"{module.stem}.{function} draws nothing"
    for template in set().union(*templates.values()):
        assert template.startswith(f"{module.stem}/")
        assert (ROOT / "templates" / template).is_file()


def test_every_template_is_rendered_by_a_page() -> None:
    used = {
        template for module in PAGE_MODULES for found in templates_by_function(module).values() for template in found
    }
    there = {path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.html")}
    pages = {name for name in there if "/" in name and not name.startswith("_")}
    assert pages == used | {"errors/error.html"}
    sources = "".join((ROOT / "templates" / name).read_text(encoding="utf-8") for name in there)
    assert {name for name in there if name.startswith("_") and f'"{name}"' not in sources} == set()
