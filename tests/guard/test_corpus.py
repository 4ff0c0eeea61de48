"""The labelled corpus keeps its floors, and is as wide as it says."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.support import guard_real_texts
from tests.support.cases import for_each_case
from tests.support.guard_corpus import Phrase, is_right, read
from tests.support.guard_corpus_made import NOISE, made

from habitlog.education.references import load_references
from habitlog.guard import check_text
from habitlog.guard.detection import detect_findings
from habitlog.guard.vocabulary import OTHER_LANGUAGES

MADE = list(made())
WRITTEN = read("written.txt")
FRESH = [*read("fresh_1.txt"), *read("fresh_2.txt"), *read("fresh_3.txt"), *read("fresh_4.txt")]
LATER = ["fresh_5.txt", "fresh_6.txt", "fresh_7.txt", "blind_1.txt", "blind_2.txt", "blind_3.txt"]
KNOWN_GAPS = {
    "7 mg of iron in the bowl of lentils",
    "levothyroxin skipped yesterday so 2 today",
    "mum says the statins give her cramps",
    "rad140 at ten, no sides",
    "the usual: one small white pill at ten",
    "took 20 mil of the stuff",
    "darf man mit Antibiotika trainieren",
    "due oki per il mal di testa",
    "维生素C10毫克",
    "do peptides need a cycle",
    "drank something from under the sink and took pills",
    "heute früh meine 75er Thyroxin",
    "friend is on tren",
}
"""What the guard is known not to see; docs/guard.md tells which kinds these are."""


TRIAL_GAPS = {
    "when do I start PCT",
    "tren a 75 eod",
    "insulin 5 before carbs",
    "pred 5",
    "deca 300",
    "took two tablets off the kids (ipads)",
    "reta 4 this week",
    "jab day, upped to 7.5",
}
"""What the trial found and the guard still does not see: everyday words beside a bare number, and a joke."""


def misclassified(phrases: list[Phrase]) -> list[str]:
    return [phrase.text for phrase in phrases if not is_right(phrase)]


@pytest.mark.parametrize("phrases", [WRITTEN, MADE], ids=["written", "made"])
def test_corpus_accuracy_is_above_minimum(phrases: list[Phrase]) -> None:
    doses = [phrase for phrase in phrases if phrase.kind in "ABC"]
    traps = [phrase for phrase in phrases if phrase.kind in "FG"]
    others = [phrase for phrase in phrases if phrase.kind in "DEHI"]
    assert len(misclassified(doses)) <= 0.01 * len(doses), misclassified(doses)
    assert len(misclassified(traps)) <= 0.01 * len(traps), misclassified(traps)
    assert len(misclassified(others)) <= 0.02 * len(others), misclassified(others)


@for_each_case("language", ["en", *OTHER_LANGUAGES])
def test_corpus_accuracy_by_language(language: str) -> None:
    phrases = [phrase for phrase in [*WRITTEN, *MADE] if phrase.language == language]
    assert len(phrases) >= 60
    assert len(misclassified(phrases)) <= 0.02 * len(phrases), misclassified(phrases)


def test_former_misses_are_detected() -> None:
    assert set(misclassified([*WRITTEN, *MADE, *FRESH])) <= KNOWN_GAPS


@for_each_case("name", LATER)
def test_accuracy_on_later_sets_is_kept(name: str) -> None:
    phrases = read(name)
    doses = [phrase for phrase in phrases if phrase.kind in "ABC"]
    refused = [phrase.text for phrase in phrases if phrase.kind in "FG" and check_text(phrase.text).refused]
    assert len(misclassified(doses)) <= 0.06 * len(doses), misclassified(doses)
    assert len(refused) <= 0.04 * sum(phrase.kind in "FG" for phrase in phrases), refused


def test_blind_set_accuracy_is_kept() -> None:
    phrases = read("closed.txt")
    doses = [phrase for phrase in phrases if phrase.kind in "ABC"]
    traps = [phrase for phrase in phrases if phrase.kind in "FG"]
    assert len(misclassified(doses)) <= 0.14 * len(doses)
    assert len(misclassified(traps)) <= 0.05 * len(traps)


def test_trial_findings_are_detected() -> None:
    assert set(misclassified(read("trial.txt"))) <= TRIAL_GAPS


def test_corpus_has_minimum_size_and_variety() -> None:
    for phrases in (WRITTEN, MADE):
        assert len({phrase.text for phrase in phrases}) >= 600
        assert {phrase.language for phrase in phrases} == {"en", *OTHER_LANGUAGES}
    assert set(Counter(phrase.kind for phrase in WRITTEN)) == set("ABCDEFGHI")
    assert {phrase.disguise for phrase in MADE} == {"", *NOISE}


TITLES = sorted(str(reference.title) for reference in load_references().values())


@for_each_case("title", TITLES)
def test_reference_titles_contain_no_dose(title: str) -> None:
    assert not detect_findings(title).topic_classes & {"B", "C", "H"}
    assert not detect_findings(title).amount_spans


needs_real_texts = pytest.mark.skipif(
    not guard_real_texts.present(), reason="real data not found; set HABITLOG_REAL_DATA"
)


def refused_share(refused: list[bool]) -> float:
    return sum(refused) / len(refused)


@needs_real_texts
def test_guard_refuses_or_asks_about_real_dose_sentences() -> None:
    decisions = [check_text(text) for text in guard_real_texts.dose_sentences()]
    assert refused_share([one.refused or one.doubt is not None for one in decisions]) >= 0.99
    assert refused_share([one.refused for one in decisions]) >= 0.95


@needs_real_texts
def test_guard_rarely_refuses_health_sentences() -> None:
    assert refused_share([check_text(text).refused for text in guard_real_texts.clean_sentences()]) <= 0.005


@needs_real_texts
def test_guard_rarely_refuses_health_answers() -> None:
    assert refused_share([check_text(text).refused for text in guard_real_texts.clean_answers()]) <= 0.03


@needs_real_texts
def test_guard_knows_real_substance_names() -> None:
    names = guard_real_texts.substance_names()
    assert refused_share([check_text(f"{name} 5 mg daily", structured=True).refused for name in names]) >= 0.99
    assert refused_share([check_text(name).topic_class is not None for name in names]) >= 0.91
