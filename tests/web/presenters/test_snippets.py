"""The sentence that says why a snippet is shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.support.cases import for_each_case
from tests.support.snippet_files import DAY, SPREAD, library, night, pattern_rule, series, snippet

from habitlog.education.matching import SnippetContext, choose_snippets
from habitlog.web.presenters.snippets import explain_match


@pytest.mark.parametrize(
    ("rules", "is_first", "sentence"),
    [
        ('{ rule = "milestone", pillar = "sleep", kind = "night" }', True, "this is the first night in your log."),
        ('{ rule = "logged", pillar = "sleep", kind = "night" }', False, "you logged a night."),
        ('{ rule = "logged", pillar = "sleep" }', False, "you logged sleep."),
    ],
)
def test_reason_names_kind_of_entry(rules: str, is_first: bool, sentence: str) -> None:
    [match] = choose_snippets(library(snippet("one", rules)), night([], first=is_first), ())
    assert explain_match(match) == f"Shown because {sentence}"


def test_reason_names_full_week() -> None:
    lib = library(snippet("one", '{ rule = "milestone", metric = "sleep.duration" }'))
    [match] = choose_snippets(lib, night(series(*[400.0] * 7)), ())
    assert explain_match(match) == (
        "Shown because your log now holds a full week: sleep durations on 7 of the last 7 nights."
    )


@pytest.mark.parametrize(
    ("offsets", "weeks"), [((0, 6, 7, 27), "3 of the last 4"), ((0, 7, 20, 21), "each of the last 4")]
)
def test_reason_names_logged_weeks(offsets: tuple[int, ...], weeks: str) -> None:
    lib = library(snippet("one", pattern_rule("weeks", "at_least = 3", over=28, needed=3)))
    [match] = choose_snippets(lib, night([(DAY - timedelta(days=n), 1.0) for n in offsets]), ())
    assert explain_match(match) == f"Shown because your log has sleep durations in {weeks} weeks."


def test_reason_names_own_numbers() -> None:
    shifting = series(180, 290, 200, 210, 220, 230, 240, 250, 260, 270, 280, 185)
    [match] = choose_snippets(library(snippet("one", SPREAD)), night(shifting, "midpoint"), ())
    assert explain_match(match) == (
        "Shown because your sleep midpoints were up to 1 h 50 min apart over the last 14 nights, 12 logged."
    )


@for_each_case(
    ("pattern", "values", "sentence"),
    [
        (
            pattern_rule("mean", "at_most = 400"),
            (300, 420, 360),
            "came to 6 h on average over the last 7 nights, 3 logged.",
        ),
        (
            pattern_rule("median", "at_most = 370"),
            (300, 420, 360),
            "had a middle value of 6 h over the last 7 nights, 3 logged.",
        ),
        (
            pattern_rule("total", "at_least = 45", over=3),
            (0, 15, 30),
            "added up to 45 min over the last 3 nights, all 3 logged.",
        ),
        (
            pattern_rule("spread", "at_least = 2", "quality"),
            (2, 4, 4.5),
            "sleep ratings ranged from 2 to 4.5 of 5 over the last 7 nights",
        ),
        (pattern_rule("days", "at_least = 3"), (9, 9, 9), "your log has sleep durations on 3 of the last 7 nights."),
        (
            pattern_rule("days", "at_least = 2, below = 360"),
            (300, 360, 361),
            "durations of 6 h or less on 2 of the last 7 nights",
        ),
        (
            pattern_rule("days", "at_least = 2, above = 480"),
            (480, 500, 1),
            "durations of 8 h or more on 2 of the last 7 nights",
        ),
        (
            pattern_rule("days", "at_least = 2, above = 240", "midpoint"),
            (240, 700, 1430),
            "4 h or more after midnight on 2 of",
        ),
        (pattern_rule("days", "at_least = 2"), (9, 9, 0), "sleep durations on 2 of the last 7 nights, 3 logged."),
    ],
)
def test_reason_for_each_statistic(pattern: str, values: tuple[float, ...], sentence: str) -> None:
    metric = next(name for name in ("quality", "midpoint", "duration") if name in pattern)
    [match] = choose_snippets(library(snippet("one", pattern)), night(series(*values), metric), ())
    assert sentence in explain_match(match)


def test_reason_uses_number_format_of_person() -> None:
    def comma(number: float, unit: str) -> tuple[str, str]:
        return f"{number:g}".replace(".", ","), unit

    lib = library(
        snippet("one", pattern_rule("spread", "at_least = 1", "quality")),
        snippet("two", pattern_rule("mean", "at_least = 1")),
    )
    [match] = choose_snippets(lib, night(series(2.5, 4, 3), "quality"), ())
    assert "ranged from 2,5 to 4 of 5 over the last 7 nights, 3 logged." in explain_match(match, comma)
    [match] = choose_snippets(lib, night(series(95, 300, 100)), ())
    assert "came to 2 h 45 min on average" in explain_match(match, comma)
    [match] = choose_snippets(
        library(snippet("one", pattern_rule("spread", "at_least = 0"))), night(series(300, 300.2, 300)), ()
    )
    assert "your sleep durations were all 5 h over the last 7 nights" in explain_match(match)


@for_each_case(
    ("rules", "answers", "because"),
    [
        ('field = "day_kind", value = "free"', {"day_kind": "free"}, "a night before a free day"),
        ('field = "day_kind", value = "free"', {"day_kind": "work"}, None),
        ('field = "quality", at_least = 4', {"quality": 4}, "a night rated 4 of 5"),
        ('field = "quality", at_least = 4', {"quality": 3}, None),
        ('field = "quality", at_least = 4', {"quality": None}, None),
        ('field = "quality", at_least = 4', {}, None),
    ],
)
def test_reason_names_answer_of_entry(rules: str, answers: dict[str, Any], because: str | None) -> None:
    lib = library(snippet("one", f'{{ rule = "logged", pillar = "sleep", kind = "night", {rules} }}'))
    found = choose_snippets(lib, SnippetContext(DAY, "sleep", "night", False, {}, answers), ())
    assert [explain_match(match) for match in found] == ([f"Shown because you logged {because}."] if because else [])
