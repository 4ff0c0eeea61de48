"""Sentences the guard passes over are those without a word or phrase that may say something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import resources

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support import guard_phrases

from habitlog.guard.detection import detect_findings, redetect_refusals
from habitlog.guard.findings import GuardFindings
from habitlog.guard.policy import REFUSED_IN_NOTES
from habitlog.guard.tokens import (
    Sentence,
    _build_sentences,
    _sentence_ends,
    _tokenize_around_spelled_out,
    iterate_segments,
)
from habitlog.guard.vocabulary import load_vocabulary
from habitlog.guard.word_classification import classify_word
from habitlog.guard.word_kinds import SIGNAL_KINDS
from habitlog.text_folding import fold_text

EVERYDAY = [
    word.strip()
    for line in resources.files("habitlog.guard").joinpath("data", "everyday.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split(",")
]
SAID = " ".join(
    [guard_phrases.REFUSED, guard_phrases.MORE_REFUSED, guard_phrases.MORE_STORED, guard_phrases.URGENT]
).split()
PARTS = st.one_of(
    st.sampled_from(EVERYDAY),
    st.sampled_from(SAID),
    st.sampled_from(sorted(load_vocabulary().kind_by_word)),
    st.sampled_from(["5", "1.5", "5mg", "a", "i", "x", "5x5", "testo", "steron"]),
    st.text(alphabet="aeinst01'*@$.-", min_size=1, max_size=8),
)
GAPS = st.sampled_from([" ", " ", " ", ". ", "-", "\n", ", ", ".", "'", "?"])


def sentences_with_findings(found: Iterable[Sentence]) -> list[Sentence]:
    return [sentence for sentence in found if any(token.kind & SIGNAL_KINDS for token in sentence)]


def found_with_shortcut(folded: str) -> list[Sentence]:
    return [sentence for _, part in iterate_segments(folded) for sentence in part]


def found_without_shortcut(folded: str) -> Iterator[Sentence]:
    known, start = load_vocabulary(), 0
    for end, runs in _sentence_ends(folded):
        yield from _build_sentences(_tokenize_around_spelled_out(folded, start, end, runs, known), known, {})
        start = end + 1


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(PARTS, GAPS), max_size=20))
@example([("0i-e", " ")])
def test_skipped_sentences_contain_no_finding(parts: list[tuple[str, str]]) -> None:
    folded = fold_text("".join(part + gap for part, gap in parts))
    assert sentences_with_findings(found_with_shortcut(folded)) == sentences_with_findings(
        found_without_shortcut(folded)
    )


def test_everyday_words_are_not_substance_names() -> None:
    known = load_vocabulary()
    bare = replace(known, kind_by_word={word: kind for word, kind in known.kind_by_word.items() if kind})
    assert [word for word in EVERYDAY if classify_word(fold_text(word), bare) & SIGNAL_KINDS] == []


def test_plain_sentence_is_skipped() -> None:
    assert found_with_shortcut("walked home along the river, felt better. slow and easy in the rain") == []


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(PARTS, GAPS), max_size=20))
@example([("doing 0.4 every sunday in the stomach", " ")])
@example([("testosterone", " "), ("clicks", " ")])
def test_refusing_finding_stands_without_other_findings(parts: list[tuple[str, str]]) -> None:
    text = "".join(part + gap for part, gap in parts)
    first, again = detect_findings(text), redetect_refusals(text, GuardFindings())
    assert again.topic_classes & REFUSED_IN_NOTES == first.topic_classes & REFUSED_IN_NOTES
    assert (again.amount_spans, again.question_spans) == (first.amount_spans, first.question_spans)
    assert redetect_refusals(text, first).topic_classes & REFUSED_IN_NOTES == first.topic_classes & REFUSED_IN_NOTES
