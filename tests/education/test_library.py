"""Every snippet and reference that is shipped holds what education.md asks of it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from tests.support.paths import ROOT

from habitlog import guard
from habitlog.education.chapters import CHAPTERS, TOPICS
from habitlog.education.conditions import evaluate_pattern
from habitlog.education.guide import load_guide
from habitlog.education.library import Snippet, SnippetLibrary
from habitlog.education.library_check import check_library
from habitlog.education.linter import lint_text
from habitlog.education.matching import SnippetMatch
from habitlog.education.references import load_references
from habitlog.education.rules import BrowseRule, LoggedRule, MilestoneRule, PatternRule, SnippetRule
from habitlog.education.snippet import REVIEW_VALID_FOR
from habitlog.pillars import DAILY_METRICS, METRICS, PILLARS
from habitlog.tracking import EntryKind, WeeklyMetric, WindowMetric
from habitlog.usecases.education import LIBRARY_PACKAGES
from habitlog.web.presenters.snippets import explain_match

LIBRARY = SnippetLibrary.load_packages(LIBRARY_PACKAGES)
DOCUMENT = ROOT / "docs" / "education.md"


def test_library_check_finds_nothing() -> None:
    assert check_library(LIBRARY_PACKAGES, datetime.now(UTC).date()) == []


def test_every_cited_source_is_confirmed() -> None:
    cited = {source for snippet in LIBRARY.snippets for source in snippet.sources}
    assert {LIBRARY.references[source].item["habitlog-verified"] for source in cited} == {"searched"}


def test_every_reference_is_used() -> None:
    used = {source for snippet in LIBRARY.snippets for source in snippet.sources}
    methods = [one.method() for one in METRICS.values() if isinstance(one, WeeklyMetric | WindowMetric)]
    assert used | {source for method in methods for source in method["sources"]} == set(load_references())


def test_library_has_minimum_counts() -> None:
    for pillar in PILLARS:
        assert sum(snippet.pillar == pillar for snippet in LIBRARY.snippets) >= 5
    assert len(LIBRARY.snippets) >= 90
    assert len(LIBRARY.group_by_chapter()["What insulin does"]) >= 5
    assert len(LIBRARY.group_by_chapter()["Reading your own record"]) >= 2
    assert sum(len(snippets) for snippets in LIBRARY.group_by_chapter().values()) == len(LIBRARY.snippets)


def test_pattern_rules_belong_to_their_pillar() -> None:
    patterns = [(s, rule) for s in LIBRARY.snippets for rule in s.shows_when if isinstance(rule, PatternRule)]
    assert len({s.id for s, _ in patterns}) >= 60
    assert all(s.pillar in {"fundamentals", rule.pillar} for s, rule in patterns)
    assert {rule.metric.id for _, rule in patterns} <= set(DAILY_METRICS)


def test_most_rules_are_specific() -> None:
    """Neither a kind nor a number that is given with every entry counts; a pattern, a first and a chosen answer do."""
    with_specific_rule = {
        snippet.id for snippet in LIBRARY.snippets for rule in snippet.shows_when if is_specific_rule(rule)
    }
    assert len(with_specific_rule) >= 85


def is_specific_rule(rule: SnippetRule) -> bool:
    if isinstance(rule, LoggedRule):
        return rule.answer is not None and not rule.answer.accepts_any_value
    return not isinstance(rule, BrowseRule)


def test_rules_refer_to_existing_kinds_and_answers() -> None:
    rules = [
        rule
        for snippet in LIBRARY.snippets
        for rule in snippet.shows_when
        if isinstance(rule, LoggedRule | MilestoneRule)
    ]
    for rule in rules:
        pillar = PILLARS[rule.pillar]
        kind = next((one for one in pillar.kinds if one.key == rule.kind), None)
        assert kind is not None or rule.kind is None
        if isinstance(rule, LoggedRule) and rule.answer is not None:
            assert kind is not None
            assert rule.answer.value in {None, *choices_of(kind, rule.answer.field)}
    for pillar in PILLARS.values():
        for kind in pillar.kinds:
            assert LIBRARY.snippets_after_entry(pillar.key, kind.key)


def choices_of(kind: EntryKind, field: str) -> list[str]:
    [found] = [one for one in kind.fields if one.name == field]
    options = [*found.options, *(option for group in found.groups for option in group.options)]
    return [str(option.value) for option in options]


def test_hormone_topics_have_clinician_line() -> None:
    talked = [s for s in LIBRARY.snippets if s.chapter == "Hormones talk" or "cortisol" in s.topics]
    assert len(talked) >= 10
    assert all(s.needs_clinician_line for s in talked)


def test_clinician_line_appears_once() -> None:
    """The page and the API add it, so a text of its own beside it would say it twice."""
    assert [s.id for s in LIBRARY.snippets if s.needs_clinician_line and "clinician" in s.text] == []


def test_no_snippet_text_would_be_refused_by_guard() -> None:
    texts = [
        (s.id, text)
        for s in LIBRARY.snippets
        for text in (s.title, s.text, s.population, s.limits, s.size, s.question, s.certainty_reason, *s.more)
    ]
    assert [(name, text) for name, text in texts if guard.check_text(text, structured=False).refused] == []


RANGES = {"of 18": 18.0, "of 9": 9.0, "of 10": 10.0, "of 5": 5.0, "%": 100.0, "kg": 20_000.0, "AU": 1_000.0, "": 60.0}
"""The highest value of a day that a pattern may ask for, by unit; of minutes 720."""
SHAPES = ((0.0, 0.0), (0.5, 0.5), (1.0, 1.0), (0.0, 1.0), (0.4, 0.6))


def reasons(snippet: Snippet, rule: PatternRule, days: int) -> set[str | None]:
    """Return the sentences for made-up records: steady, swinging, low and high, over so many days."""
    day, top = date(2026, 3, 12), RANGES.get(rule.metric.unit, 720.0)
    records = [[(day - timedelta(days=n), top * shape[n % 2]) for n in range(days)] for shape in SHAPES]
    results = [evaluate_pattern(rule, values, day) for values in records]
    return {explain_match(SnippetMatch(snippet, rule, result=result)) if result else None for result in results}


def test_every_pattern_rule_can_hold_and_can_fail() -> None:
    patterns = [(s, rule) for s in LIBRARY.snippets for rule in s.shows_when if isinstance(rule, PatternRule)]
    for snippet, rule in patterns:
        found = reasons(snippet, rule, rule.window_days) - {None}
        assert found, (snippet.id, rule)
        assert None in reasons(snippet, rule, rule.min_days - 1)
        assert reasons(snippet, rule, 0) == {None}
        for sentence in filter(None, found):
            assert lint_text(sentence) == [], snippet.id
            assert re.search(r"\d|each of the last", sentence)
            assert not re.search(r"\b1 (?:sets|points|steps|minutes|nights logged)\b|not logged|missing", sentence)


def test_answer_reasons_have_singular_and_plural() -> None:
    answers = [
        rule.answer for s in LIBRARY.snippets for rule in s.shows_when if isinstance(rule, LoggedRule) and rule.answer
    ]
    phrases = {
        answer.phrase.format(number)
        for answer in answers
        if answer.value is None
        for number in (0, 1, 9)
        if answer.find_answer({answer.field: number}) is not None
    }
    assert {"a stress practice of 1 min", "a night rated 1 of 5"} <= phrases
    rounds = {answer.at_least for answer in answers if "rounds" in answer.phrase}
    assert min(filter(None, rounds)) > 1
    assert not [phrase for phrase in phrases if re.search(r"\b1 (?!min\b|of\b)\w+s\b", phrase)]


def test_snippet_reviews_are_current() -> None:
    latest = max(snippet.reviewed for snippet in LIBRARY.snippets)
    assert LIBRARY.overdue_snippets(latest) == ()
    assert LIBRARY.overdue_snippets(latest + REVIEW_VALID_FOR + timedelta(days=1)) == LIBRARY.snippets
    assert LIBRARY.overdue_snippets(date(2026, 1, 1)) == LIBRARY.snippets


def test_education_map_is_documented() -> None:
    _, _, topics = DOCUMENT.read_text(encoding="utf-8").partition("## The map of topics")
    table = [line for line in topics.splitlines() if line.startswith("|")]
    rows = [f"| {chapter} | {line} | {ids(chapter, line)} |" for chapter, lines in CHAPTERS.items() for line in lines]
    assert table[2:] == rows
    assert len(rows) == 82


def test_every_topic_has_snippets() -> None:
    assert {topic for snippet in LIBRARY.snippets for topic in snippet.topics} == TOPICS


def ids(chapter: str, line: str) -> str:
    found = [f"`{snippet.id}`" for snippet in LIBRARY.snippets if snippet.chapter == chapter and line in snippet.lines]
    assert found, f"no snippet for {line!r}"
    return ", ".join(found)


UNSUPPORTED = [
    r"peptide",
    r"growth hormone[^.]*(?:improves?|raises?|helps?)[^.]*insulin sensitivity",
    r"hormone (?:treatment|therapy|replacement)",
    r"\b(?:metformin|semaglutide|statins?|testosterone treatment)\b",
]
"""Claims that circulate without support, and treatments that belong to a clinician."""
ANSWERED_CLAIMS = (
    "can-it-be-undone",
    "testosterone-treatment-and-glucose",
    "growth-hormone-and-peptides",
    "ten-references-often-cited-together",
    "menopause-and-where-fat-goes",
)
"""Snippets that answer such a claim, each on a page of its own, with the line that points to a clinician."""


def test_no_snippet_makes_an_unsupported_claim() -> None:
    texts = [
        (snippet.id, f"{snippet.title} {snippet.text} {snippet.limits}")
        for snippet in LIBRARY.snippets
        if snippet.id not in ANSWERED_CLAIMS
    ]
    assert [name for name, text in texts for claim in UNSUPPORTED if re.search(claim, text, re.IGNORECASE)] == []


def test_claims_that_circulate_are_answered_on_pages_of_their_own() -> None:
    for name in ANSWERED_CLAIMS:
        answer = LIBRARY.snippets_by_id[name]
        assert answer.question.endswith("?")
        assert len(answer.more) >= 3
        assert "clinician" in answer.topics
        assert any(source.item["habitlog-verified"] == "searched" for source in LIBRARY.list_sources(answer))
    led_to = {snippet.leads_to for snippet in LIBRARY.snippets_by_id.values()}
    shown = [s for s in LIBRARY.snippets if s.leads_to and not all(isinstance(r, BrowseRule) for r in s.shows_when)]
    assert {"can-it-be-undone", "growth-hormone-and-peptides"} <= {snippet.leads_to for snippet in shown} <= led_to


def test_related_snippets_share_a_subject() -> None:
    for snippet in LIBRARY.snippets:
        related = LIBRARY.list_related(snippet)
        assert snippet not in related
        assert len(related) <= 4
    assert "a-state-that-can-change" in {
        one.id for one in LIBRARY.list_related(LIBRARY.snippets_by_id[ANSWERED_CLAIMS[0]])
    }


def test_references_contain_no_dose() -> None:
    for reference in LIBRARY.references.values():
        assert [found for found in lint_text(reference.item["habitlog-supports"]) if found.rule == "dose"] == []


def test_snippet_ids_are_well_formed() -> None:
    assert LIBRARY.get_snippet("social-jetlag") is not None
    assert LIBRARY.get_snippet("no-such-snippet") is None
    assert all(snippet.version >= 1 for snippet in LIBRARY.snippets)


def test_guide_names_existing_snippets() -> None:
    guide = load_guide()
    assert len(guide.path) == 12
    assert {*guide.path, *(arrow.text for arrow in guide.arrows)} <= set(LIBRARY.snippets_by_id)
    assert len(set(guide.path)) == 12
    assert [found for meaning in guide.words.values() for found in lint_text(meaning)] == []
    assert {box.left_to_a_clinician for box in guide.boxes} == {True, False}
    assert [found for arrow in guide.arrows for found in lint_text(arrow.sentence)] == []
