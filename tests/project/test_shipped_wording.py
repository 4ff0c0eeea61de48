"""Shipped texts pass the linter: templates, scripts, messages, declarations, sentences about trends, command help."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import typer
from tests.support.source_tree import PACKAGE, SOURCES, TEMPLATES, list_files, parse_module, read_text, relative_name
from typer.core import TyperGroup, TyperOption

from habitlog.cli import app as commands
from habitlog.education.linter import lint_text
from habitlog.pillars import DAILY_METRICS, METRICS, PILLARS, pillar_of
from habitlog.stats.series import Series
from habitlog.stats.summary import PeriodValue, analyse_trend
from habitlog.tracking import DailyMetric, Style, WindowMetric
from habitlog.usecases.entries.day_summary import DayState
from habitlog.usecases.trends.overview import PillarOverview
from habitlog.usecases.trends.periods import Span
from habitlog.usecases.trends.reviews import LoggedDays
from habitlog.usecases.trends.trends import Coverage, MetricOverview, MetricTrend
from habitlog.web.presenters.method import describe_trend_method, describe_window_method
from habitlog.web.presenters.review import (
    describe_logged_days,
    describe_year_before,
    present_week_row,
    present_year_rows,
)
from habitlog.web.presenters.trend import (
    describe_change_evidence,
    describe_trend_verdict,
    present_metric_row,
)
from habitlog.web.presenters.trend_data import build_value_table

SCRIPTS = list_files("src/habitlog/web/static", ".js")

_SILENT = re.compile(r"\{#.*?#\}|<(script|style)\b.*?</\1>", re.DOTALL)
_LOGIC = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_QUOTED = re.compile(r'"([^"\n]+)"|\'([^\'\n]+)\'')
_SPOKEN = re.compile(r'\b(?:aria-label|title|placeholder|alt|value)="([^"]*)"')
_INLINE = re.compile(r"</?(?:a|b|em|i|span|strong|abbr|time|small|code|data)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>", re.DOTALL)
_SENTENCE = re.compile(r"(?:[A-Z“…]|habitlog )[^ ]* .*[a-z]", re.DOTALL)


def visible_texts(template: str) -> Iterator[str]:
    """Yield what a reader sees or hears: text between tags, spoken attributes, and phrases handed to macros."""
    text = _SILENT.sub(" ", template)
    for logic in _LOGIC.findall(text):
        yield from phrases(logic)
    text = _LOGIC.sub("…", text)
    yield from _SPOKEN.findall(text)
    for line in _TAG.sub("\n", _INLINE.sub("", text)).split("\n"):
        yield " ".join(line.split())


def phrases(code: str) -> Iterator[str]:
    """Yield quoted strings that read like a phrase."""
    found = (first or second for first, second in _QUOTED.findall(code))
    yield from (text for text in found if _SENTENCE.match(text))


def interface_faults(texts: Iterable[str]) -> list[tuple[object, str]]:
    """Return what the linter finds in texts of the interface, with the text."""
    return [(finding, text) for text in texts for finding in lint_text(text, is_interface=True)]


def test_template_texts_pass_linter() -> None:
    faults = {relative_name(path): interface_faults(visible_texts(read_text(path))) for path in TEMPLATES}
    assert {name: found for name, found in faults.items() if found} == {}


def test_script_texts_pass_linter() -> None:
    faults = {relative_name(path): interface_faults(phrases(read_text(path))) for path in SCRIPTS}
    assert {name: found for name, found in faults.items() if found} == {}


def source_sentences(path: Path) -> Iterator[str]:
    """Yield every string of a module that reads like a sentence and is no docstring; values show as an ellipsis."""
    tree = parse_module(path)
    silent = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inside = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if node in silent:
            continue
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
            text = node.value
        else:
            continue
        if _SENTENCE.match(text):
            yield text


WITHOUT_USER_TEXT = {"education/rules.py"}
"""Modules whose strings are shown to nobody: the linter's own word lists."""


def test_source_sentences_pass_linter() -> None:
    paths = [path for path in SOURCES if path.relative_to(PACKAGE).as_posix() not in WITHOUT_USER_TEXT]
    faults = {relative_name(path): interface_faults(source_sentences(path)) for path in paths}
    assert {name: found for name, found in faults.items() if found} == {}


def declared_texts() -> Iterator[str]:
    """Yield the words of every pillar's declaration."""
    for pillar in PILLARS.values():
        yield from (pillar.name, pillar.empty_day_question, pillar.empty_day_hint, pillar.none_title, pillar.none_line)
        yield pillar.none_button
        for kind in pillar.kinds:
            yield from (kind.name, kind.title, kind.intro, kind.method_text)
            if kind.timer:
                yield from (
                    kind.timer.title,
                    kind.timer.intro,
                    *(kind.timer.start_label(field) for field in kind.fields),
                )
            for field in kind.fields:
                yield from (field.label, field.hint, *field.scale_labels, *field.suggestions)
                options = [*field.options, *(option for group in field.groups for option in group.options)]
                yield from (group.title for group in field.groups)
                yield from (words for option in options for words in (option.label, option.hint))
        yield from (words for measure in pillar.metrics for words in (measure.name, measure.explained))
        common = pillar.suggestion_source.catalogue if pillar.suggestion_source else ()
        yield from (words for one in common for words in (one.name, one.detail))


def test_pillar_declarations_pass_linter() -> None:
    assert text_faults(declared_texts()) == []


FIRST = date(2026, 1, 5)
SERIES_BY_SHAPE = {
    "up": [300 + 4 * day + day % 3 for day in range(84)],
    "down": [900 - 4 * day - day % 3 for day in range(84)],
    "level": [400 + (day * 7) % 11 for day in range(84)],
    "few": [400, 410, 395],
    "same": [0] * 84,
    "all around the clock": [(day * 617) % 1440 for day in range(84)],
}


def trend_sentences(metric: DailyMetric, values: list[int], style: Style) -> Iterator[str]:
    """Yield what pages say of a metric with such values."""
    trend = trend_of(metric, values)
    weeks = tuple(week.value for week in trend.analysis.weeks if week.finished)
    span = Span(trend.first, trend.last, trend.last)
    numbers = PeriodValue(weeks[-1], 28, 84), PeriodValue(None, 3, 84)
    overview = MetricOverview(metric, span, trend.analysis, trend.coverage, weeks, *numbers)
    row = present_metric_row(overview, style)
    yield from (row.comparison, row.sentence, row.latest_value, row.coverage)
    week = present_week_row(overview, style)
    yield from (week.value, week.coverage, week.earlier_value, week.earlier_coverage)
    pillar_overview, describe_earlier = PillarOverview(pillar_of(metric), (overview,), (), ()), describe_year_before
    for year in present_year_rows(pillar_overview, style, describe_earlier(2026, is_whole=True)):
        yield from (year.latest_value, year.comparison)
    yield from (describe_trend_verdict(trend, style), describe_change_evidence(trend, style))
    for line in build_value_table(trend, style, all_rows=False).rows:
        yield from line[1:3]


def text_faults(texts: Iterable[str]) -> list[tuple[object, str]]:
    """Return what the linter finds in texts about a person's numbers, with the text."""
    return [(finding, text) for text in sorted(set(texts)) for finding in lint_text(text)]


def test_trend_sentences_pass_linter() -> None:
    styles = Style(), Style("lb", "12", "comma")
    cases = product(DAILY_METRICS.values(), SERIES_BY_SHAPE.values(), styles)
    assert text_faults(text for case in cases for text in trend_sentences(*case)) == []


def trend_of(metric: DailyMetric, values: list[int]) -> MetricTrend:
    days = [FIRST + timedelta(days=n) for n in range(len(values))]
    last = FIRST + timedelta(days=83)
    series = Series.from_pairs([(day, float(value)) for day, value in zip(days, values, strict=True)])
    analysis = analyse_trend(series, FIRST, last, last, metric.summary)
    coverage = Coverage(days=84, logged=len(values), skipped=2, needed=12)
    return MetricTrend(metric, FIRST, last, analysis, coverage, frozenset())


def test_coverage_sentences_pass_linter() -> None:
    states: tuple[DayState, ...] = ("logged", "open", "none", "skipped", "unknown", "unknown", "logged")
    texts = [
        describe_logged_days(LoggedDays.from_states(pillar, states[:days]), is_running=running)
        for pillar in PILLARS.values()
        for days in (1, 3, 7)
        for running in (True, False)
    ]
    assert "3 of 7 nights, 1 with nothing, 1 left out." in texts
    assert text_faults(texts) == []


def test_method_texts_pass_linter() -> None:
    methods = (
        describe_window_method(metric) if isinstance(metric, WindowMetric) else describe_trend_method(metric)
        for metric in METRICS.values()
    )
    assert text_faults(text for lines in methods for line in lines for text in line) == []


def command_help_texts(command: Any) -> Iterator[str]:
    """Yield the help of a command, its options and the commands below it."""
    yield command.help or ""
    yield from (option.help or "" for option in command.params if isinstance(option, TyperOption))
    if isinstance(command, TyperGroup):
        for below in command.commands.values():
            yield from command_help_texts(below)


def test_command_help_passes_linter() -> None:
    texts = list(command_help_texts(typer.main.get_command(commands)))
    assert any("port" in text for text in texts)
    assert interface_faults(texts) == []
