"""The documents name every setting, command, option, route and error, and nothing that is not there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

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
    listed = set()
    for route in iter_route_contexts(app.routes):
        path = re.sub(rf"^/api/v1/({'|'.join(PILLARS)})/", "/api/v1/{pillar}/", route.path or "")
        listed |= {(method, path) for method in route.methods or () if method != "HEAD"}
    return listed


def test_docs_list_all_routes(app: FastAPI) -> None:
    programs, pages, operators = (set(_ROUTE.findall(text)) for text in (API, PAGES, OPERATORS))
    registered = routes(app)
    assert programs == {route for route in registered if route[1].startswith("/api/")}
    assert pages | operators == registered - programs - {("GET", "/static/pillars.css")}


def test_docs_list_all_metrics() -> None:
    assert set(re.findall(r"^\| `([a-z]+\.[a-z0-9_]+)`", API, re.MULTILINE)) == set(METRICS)


def list_error_classes(error: type[HabitlogError]) -> Iterator[type[HabitlogError]]:
    for child in error.__subclasses__():
        yield child
        yield from list_error_classes(child)


def test_docs_list_all_problem_types() -> None:
    types = {error.problem_type for error in list_error_classes(HabitlogError)} - {"start-refused"} | {"internal"}
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \|", API, re.MULTILINE))
    assert set(rows) == types
    assert all(
        rows[error.problem_type] == str(error.status)
        for error in list_error_classes(HabitlogError)
        if error.problem_type in types
    )


def test_docs_links_resolve() -> None:
    for path in documents():
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("docs/pictures/"):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_decisions_have_at_most_250_words_and_are_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    records = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("0*.md")}
    assert {name for name, text in records.items() if len(text.split()) > 250} == set()
    assert all(re.findall(r"^## (.*)", text, re.MULTILINE) == SECTIONS for text in records.values())
    lines = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    titles = {name: text.splitlines()[0].removeprefix("# ") for name, text in sorted(records.items())}
    assert [line for line in lines if line.startswith("* ")] == [f"* [{titles[name]}]({name})" for name in titles]


SECTIONS = ["Context", "Decision", "Consequences"]


PAGE_MODULES = sorted((ROOT / "src" / "habitlog" / "web" / "pages").glob("[!_]*.py"))
WITHOUT_TEMPLATE = {
    ("account_data", "export_record"),
    ("account_data", "export_account_file"),
    ("trends", "download_values_csv"),
    ("trends", "download_chart_svg"),
    ("suggestions", "suggest_entry_names"),
    ("reviews", "redirect_to_last_week"),
    ("reviews", "redirect_to_current_year"),
}
"""Page handlers that answer with a file, with JSON for the page's own script, or with a redirect."""


def list_templates_by_function(module: Path) -> dict[str, set[str]]:
    """Return the templates that each function of a page module renders, also through functions it calls."""
    functions = {node.name: node for node in ast.parse(module.read_text()).body if isinstance(node, ast.FunctionDef)}

    def list_templates(name: str, seen: frozenset[str]) -> set[str]:
        templates: set[str] = set()
        for node in ast.walk(functions[name]):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id == "render_page" and isinstance(node.args[1], ast.Constant):
                    templates.add(str(node.args[1].value))
                elif node.func.id in functions and node.func.id not in seen:
                    templates |= list_templates(node.func.id, seen | {node.func.id})
        return templates

    return {name: list_templates(name, frozenset({name})) for name in functions}


def list_get_handlers(module: Path) -> Iterator[str]:
    """Yield the functions of a module that answer a GET."""
    for node in ast.parse(module.read_text()).body:
        if isinstance(node, ast.FunctionDef) and any("router.get(" in ast.unparse(d) for d in node.decorator_list):
            yield node.name


def test_page_handlers_render_templates_of_their_folder() -> None:
    for module in PAGE_MODULES:
        templates = list_templates_by_function(module)
        without = {(module.stem, handler) for handler in list_get_handlers(module) if not templates[handler]}
        assert without == {key for key in WITHOUT_TEMPLATE if key[0] == module.stem}
        for template in set().union(*templates.values()):
            assert template.startswith(f"{module.stem}/"), template
            assert (ROOT / "templates" / template).is_file(), template


def test_every_template_is_rendered_by_a_page() -> None:
    rendered = {
        template
        for module in PAGE_MODULES
        for templates in list_templates_by_function(module).values()
        for template in templates
    }
    names = {path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.html")}
    pages = {name for name in names if "/" in name and not name.startswith("_")}
    assert pages == rendered | {"errors/error.html"}
    sources = "".join((ROOT / "templates" / name).read_text(encoding="utf-8") for name in names)
    assert {name for name in names if name.startswith("_") and f'"{name}"' not in sources} == set()
