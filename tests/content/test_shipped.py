"""Every snippet and reference that is shipped holds what education.md asks of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from habitlog.content.model import EVIDENCE, REVIEW_EVERY
from habitlog.content.references import load_references
from habitlog.content.rules import Pattern
from habitlog.content.snippets import FUNDAMENTALS_PACKAGE, Library, Snippet
from habitlog.content.wording import lint, reading_grade
from habitlog.pillar import Weekly, Windowed
from habitlog.pillars import MEASURES

PILLARS = ("sleep", "diet", "training", "stress")
LIBRARY = Library.load([FUNDAMENTALS_PACKAGE, *(f"habitlog.pillars.{key}" for key in PILLARS)])

every_snippet = pytest.mark.parametrize("snippet", LIBRARY.all, ids=lambda snippet: snippet.id)


@every_snippet
def test_wording(snippet: Snippet) -> None:
    """The linter finds neither an order nor a dose in any text of the snippet."""
    for text in (snippet.title, snippet.text, snippet.population, snippet.limits):
        assert lint(text) == []


@every_snippet
def test_length_and_grade(snippet: Snippet) -> None:
    assert 40 <= len(snippet.text.split()) <= 90
    assert reading_grade(snippet.text) <= 10


@every_snippet
def test_sources_are_confirmed(snippet: Snippet) -> None:
    sources = LIBRARY.sources_of(snippet)
    assert sources
    assert {source.item["habitlog-verified"] for source in sources} == {"searched"}
    assert snippet.evidence in EVIDENCE


@every_snippet
def test_limits_are_one_sentence(snippet: Snippet) -> None:
    assert snippet.limits.count(".") == 1
    assert snippet.limits.endswith(".")


def test_no_reference_is_shipped_unused() -> None:
    used = {source for snippet in LIBRARY.all for source in snippet.sources}
    methods = [one.method() for _, one in MEASURES.values() if isinstance(one, Weekly | Windowed)]
    assert used | {source for method in methods for source in method["sources"]} == set(load_references())


def test_counts() -> None:
    for pillar in PILLARS:
        assert len(LIBRARY.for_pillar(pillar)) >= 5
    assert len(LIBRARY.all) >= 34
    assert len(LIBRARY.chapters()["What insulin does"]) >= 5
    assert len(LIBRARY.chapters()["Reading your own record"]) >= 2
    assert sum(len(snippets) for snippets in LIBRARY.chapters().values()) == len(LIBRARY.all)


def test_patterns_are_many_and_belong_to_their_pillar() -> None:
    patterns = [(s, rule) for s in LIBRARY.all for rule in s.shows_when if isinstance(rule, Pattern)]
    assert len({s.id for s, _ in patterns}) >= 12
    assert all(s.pillar in {"fundamentals", rule.pillar} for s, rule in patterns)
    for pillar in PILLARS:
        assert LIBRARY.metrics_needed(pillar) == {rule.measure.id for _, rule in patterns if rule.pillar == pillar}


def test_hormone_topics_carry_the_clinician_line() -> None:
    talked = [s for s in LIBRARY.all if s.chapter == "Hormones talk" or "cortisol" in s.topics]
    assert talked
    assert all(s.needs_clinician_line for s in talked)


def test_reviews_hold_two_years() -> None:
    reviewed = date(2026, 11, 20)
    assert LIBRARY.overdue(reviewed) == ()
    assert LIBRARY.overdue(reviewed + REVIEW_EVERY) == ()
    assert LIBRARY.overdue(reviewed + REVIEW_EVERY + timedelta(days=1)) == LIBRARY.all
    assert LIBRARY.overdue(reviewed - timedelta(days=1)) == LIBRARY.all


def test_ids_are_stable_names() -> None:
    assert LIBRARY.get("social-jetlag") is not None
    assert LIBRARY.get("no-such-snippet") is None
    assert all(snippet.version >= 1 for snippet in LIBRARY.all)
