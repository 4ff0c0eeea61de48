"""The environment, the words of dates, the marks of pillars, and what no template may hold."""

from __future__ import annotations

import re
from datetime import date

import jinja2
import pytest
from msgspec.structs import replace
from tests.support.cases import for_each_case
from tests.support.paths import ROOT

from habitlog.pillars import PILLARS
from habitlog.web import dates
from habitlog.web.charts.symbols import STATE_LABELS, build_pillar_css, pillar_icon, state_icon
from habitlog.web.static_files import STATIC_DIR, load_static_files
from habitlog.web.templates import make_environment

TEMPLATES = ROOT / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
PAGE: dict[str, object] = {"person": None, "csrf_token": "token", "section": "", "today": date(2026, 3, 12)}
ERROR: dict[str, object] = {"title": "Nothing found here", "detail": "There is nothing at this address.", "status": 404}


@pytest.fixture(scope="module")
def environment() -> jinja2.Environment:
    return make_environment(TEMPLATES, PILLARS.values(), load_static_files(PILLARS.values()))


@for_each_case("name", NAMES)
def test_templates_compile(environment: jinja2.Environment, name: str) -> None:
    assert environment.get_template(name).name == name


@for_each_case("name", NAMES)
def test_templates_have_no_inline_style_or_script(name: str) -> None:
    source = (TEMPLATES / name).read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:|\|\s*safe", source)
    # A block of data is never run, and the policy says nothing of it.
    assert not re.search(r"<script(?![^>]*\s(src=|type=\"application/json\"))", source)


@for_each_case("name", NAMES)
def test_template_post_forms_have_csrf_token(name: str) -> None:
    source = (TEMPLATES / name).read_text()
    assert source.count('method="post"') <= source.count("csrf_field(csrf_token)") + source.count('name="csrf"')


def test_template_values_are_escaped(environment: jinja2.Environment) -> None:
    html = environment.get_template("errors/error.html").render({**PAGE, **ERROR, "detail": "<script>x</script>"})
    assert "<script>x" not in html
    assert "&lt;script&gt;x" in html


def test_template_undefined_name_is_error(environment: jinja2.Environment) -> None:
    with pytest.raises(jinja2.UndefinedError):
        environment.get_template("errors/error.html").render(PAGE)


def test_template_static_files_exist(environment: jinja2.Environment) -> None:
    html = environment.get_template("errors/error.html").render({**PAGE, **ERROR})
    found = set(re.findall(r"/static/([\w.-]+)\?v=\w{10}", html))
    assert found <= set(load_static_files(PILLARS.values()))
    assert {"pages.css", "pages.js", "icon.svg"} <= found


def test_template_pillar_icons_exist(environment: jinja2.Environment) -> None:
    html = environment.get_template("errors/error.html").render({**PAGE, **ERROR})
    drawings = set(re.findall(r'<symbol id="([^"]+)"', html))
    for pillar in PILLARS.values():
        marks = [pillar_icon(pillar), *(state_icon(pillar, state) for state in STATE_LABELS)]
        assert {re.findall(r'href="#([^"]+)"', mark)[0] for mark in marks} <= drawings


def test_pillar_stylesheet_has_colors_of_new_pillar() -> None:
    face = replace(PILLARS["diet"].theme, color=("#111111", "#eeeeee"), background=("#222222", "#dddddd"))
    css = build_pillar_css([*PILLARS.values(), replace(PILLARS["diet"], key="garden", theme=face)])
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)")
    assert ".pillar-garden{--accent:#111111;--accent-bg:#222222}" in light
    assert ".pillar-garden{--accent:#eeeeee;--accent-bg:#dddddd}" in dark


def test_stylesheets_name_no_pillar() -> None:
    sheets = "".join(path.read_text() for path in STATIC_DIR.glob("*.css"))
    assert [key for key in PILLARS if f".pillar-{key}" in sheets] == []


def test_date_formatting() -> None:
    day = date(2026, 3, 12)
    assert dates.long_day(day) == "Thursday 12 March"
    assert dates.long_day(day, date(2027, 1, 1)) == "Thursday 12 March 2026"
    assert dates.short_day(day) == "Thu 12 Mar"
    assert dates.month_year(day) == "March 2026"
    assert dates.weekday(day) == "Thursday"
    assert dates.iso_week(date(2027, 1, 1)) == 53
