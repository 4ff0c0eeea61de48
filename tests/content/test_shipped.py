"""Every snippet and reference that is shipped holds what education.md asks of it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from habitlog.content.chapters import CHAPTERS
from habitlog.content.checking import check
from habitlog.content.model import EVIDENCE, REVIEW_EVERY
from habitlog.content.references import load_references
from habitlog.content.rules import Logged, Milestone, Pattern, is_specific
from habitlog.content.snippets import Library, Snippet
from habitlog.content.wording import lint
from habitlog.pillar import Kind, Weekly, Windowed
from habitlog.pillars import MEASURES, METRICS, PILLARS
from habitlog.usecases.learning import PACKAGES

LIBRARY = Library.load(PACKAGES)
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "education.md"

every_snippet = pytest.mark.parametrize("snippet", LIBRARY.all, ids=lambda snippet: snippet.id)


def test_the_build_check_finds_nothing() -> None:
    assert check(PACKAGES, datetime.now(UTC).date()) == []


@every_snippet
def test_sources_are_confirmed(snippet: Snippet) -> None:
    sources = LIBRARY.sources_of(snippet)
    assert sources
    doubtful = {source.id for source in sources if source.item["habitlog-verified"] != "searched"}
    assert doubtful <= {"abdulla2016"}, "protein metabolism has no other source; anything else has one that was found"
    assert snippet.evidence in EVIDENCE


def test_no_reference_is_shipped_unused() -> None:
    used = {source for snippet in LIBRARY.all for source in snippet.sources}
    methods = [one.method() for _, one in MEASURES.values() if isinstance(one, Weekly | Windowed)]
    assert used | {source for method in methods for source in method["sources"]} == set(load_references())


def test_counts() -> None:
    for pillar in PILLARS:
        assert len(LIBRARY.for_pillar(pillar)) >= 5
    assert len(LIBRARY.all) >= 90
    assert len(LIBRARY.chapters()["What insulin does"]) >= 5
    assert len(LIBRARY.chapters()["Reading your own record"]) >= 2
    assert sum(len(snippets) for snippets in LIBRARY.chapters().values()) == len(LIBRARY.all)


def test_patterns_are_many_and_belong_to_their_pillar() -> None:
    patterns = [(s, rule) for s in LIBRARY.all for rule in s.shows_when if isinstance(rule, Pattern)]
    assert len({s.id for s, _ in patterns}) >= 12
    assert all(s.pillar in {"fundamentals", rule.pillar} for s, rule in patterns)
    assert {rule.measure.id for _, rule in patterns} <= set(METRICS)


def test_most_rules_ask_for_more_than_any_entry() -> None:
    """A kind says something where a pillar has several; the one kind of diet is any entry of it."""
    several = {pillar.key for pillar in PILLARS.values() if len(pillar.kinds) > 1}
    asking = {
        snippet.id
        for snippet in LIBRARY.all
        for rule in snippet.shows_when
        if is_specific(rule) and (not isinstance(rule, Logged) or rule.answer is not None or rule.pillar in several)
    }
    assert len(asking) >= 60


def test_rules_name_kinds_and_answers_that_exist() -> None:
    rules = [rule for snippet in LIBRARY.all for rule in snippet.shows_when if isinstance(rule, Logged | Milestone)]
    for rule in rules:
        pillar = PILLARS[rule.pillar]
        kind = next((one for one in pillar.kinds if one.key == rule.kind), None)
        assert kind is not None or rule.kind is None
        if isinstance(rule, Logged) and rule.answer is not None:
            assert kind is not None
            assert rule.answer.value in {None, *choices_of(kind, rule.answer.field)}
    for pillar in PILLARS.values():
        for kind in pillar.kinds:
            assert LIBRARY.after(pillar.key, kind.key)


def choices_of(kind: Kind, field: str) -> list[str]:
    [found] = [one for one in kind.fields if one.name == field]
    options = [*found.options, *(option for group in found.groups for option in group.options)]
    return [str(option.value) for option in options]


def test_hormone_topics_carry_the_clinician_line() -> None:
    talked = [s for s in LIBRARY.all if s.chapter == "Hormones talk" or "cortisol" in s.topics]
    assert talked
    assert all(s.needs_clinician_line for s in talked)


def test_reviews_hold_two_years() -> None:
    latest = max(snippet.reviewed for snippet in LIBRARY.all)
    assert LIBRARY.overdue(latest) == ()
    assert LIBRARY.overdue(latest + REVIEW_EVERY + timedelta(days=1)) == LIBRARY.all
    assert LIBRARY.overdue(date(2026, 1, 1)) == LIBRARY.all


def test_every_line_of_the_map_stands_in_the_document() -> None:
    _, _, topics = DOCUMENT.read_text(encoding="utf-8").partition("## The map of topics")
    table = [line for line in topics.splitlines() if line.startswith("|")]
    rows = [f"| {chapter} | {line} | {ids(chapter, line)} |" for chapter, lines in CHAPTERS.items() for line in lines]
    assert table[2:] == rows


def ids(chapter: str, line: str) -> str:
    found = [f"`{snippet.id}`" for snippet in LIBRARY.all if snippet.chapter == chapter and line in snippet.lines]
    assert found, f"no snippet for {line!r}"
    return ", ".join(found)


UNSUPPORTED = [
    r"peptide",
    r"growth hormone[^.]*(?:improves?|raises?|helps?)[^.]*insulin sensitivity",
    r"hormone (?:treatment|therapy|replacement)",
    r"\b(?:metformin|semaglutide|statins?|testosterone treatment)\b",
]
"""Claims that circulate without support, and treatments that belong to a clinician."""


@every_snippet
def test_no_unsupported_claim(snippet: Snippet) -> None:
    text = f"{snippet.title} {snippet.text} {snippet.limits}"
    assert [claim for claim in UNSUPPORTED if re.search(claim, text, re.IGNORECASE)] == []


def test_no_reference_smuggles_a_dose() -> None:
    for reference in LIBRARY.references.values():
        assert [found for found in lint(reference.supports) if found.rule == "dose"] == []


def test_ids_are_stable_names() -> None:
    assert LIBRARY.get("social-jetlag") is not None
    assert LIBRARY.get("no-such-snippet") is None
    assert all(snippet.version >= 1 for snippet in LIBRARY.all)
