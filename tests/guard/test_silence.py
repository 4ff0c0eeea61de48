"""Sentences the guard passes over are those without a word or phrase that may say something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import resources

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.guard import phrases

from habitlog.guard.detect import detect, detect_again
from habitlog.guard.findings import Findings
from habitlog.guard.kinds import SPEAKING
from habitlog.guard.normalise import fold
from habitlog.guard.policy import REFUSED_ANYWHERE
from habitlog.guard.recognise import kind_of
from habitlog.guard.tokens import Sentence, _cut, _ends, _pieces_around, stretches
from habitlog.guard.vocabulary import vocabulary

EVERYDAY = [
    word.strip()
    for line in resources.files("habitlog.guard").joinpath("data", "everyday.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split(",")
]
SAID = " ".join([phrases.REFUSED, phrases.MORE_REFUSED, phrases.MORE_STORED, phrases.URGENT]).split()
PARTS = st.one_of(
    st.sampled_from(EVERYDAY),
    st.sampled_from(SAID),
    st.sampled_from(sorted(vocabulary().words)),
    st.sampled_from(["5", "1.5", "5mg", "a", "i", "x", "5x5", "testo", "steron"]),
    st.text(alphabet="aeinst01'*@$.-", min_size=1, max_size=8),
)
GAPS = st.sampled_from([" ", " ", " ", ". ", "-", "\n", ", ", ".", "'", "?"])


def speaking(found: Iterable[Sentence]) -> list[Sentence]:
    return [sentence for sentence in found if any(token.kind & SPEAKING for token in sentence)]


def said(folded: str) -> list[Sentence]:
    return [sentence for _, part in stretches(folded) for sentence in part]


def all_sentences(folded: str) -> Iterator[Sentence]:
    known, start = vocabulary(), 0
    for end, runs in _ends(folded):
        yield from _cut(_pieces_around(folded, start, end, runs, known), known, {})
        start = end + 1


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(PARTS, GAPS), max_size=20))
@example([("0i-e", " ")])
def test_no_speaking_sentence_is_passed_over(parts: list[tuple[str, str]]) -> None:
    folded = fold("".join(part + gap for part, gap in parts))
    assert speaking(said(folded)) == speaking(all_sentences(folded))


def test_everyday_words_are_no_names() -> None:
    known = vocabulary()
    bare = replace(known, words={word: kind for word, kind in known.words.items() if kind})
    assert [word for word in EVERYDAY if kind_of(fold(word), bare) & SPEAKING] == []


def test_a_plain_sentence_is_passed_over() -> None:
    assert said("walked home along the river, felt better. bench 5x5 at 60 kg") == []


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(PARTS, GAPS), max_size=20))
@example([("doing 0.4 every sunday in the stomach", " ")])
def test_what_refuses_is_found_again_without_the_rest(parts: list[tuple[str, str]]) -> None:
    text = "".join(part + gap for part, gap in parts)
    first, again = detect(text), detect_again(text, Findings())
    assert again.letters & REFUSED_ANYWHERE == first.letters & REFUSED_ANYWHERE
    assert (again.amounts, again.clauses) == (first.amounts, first.clauses)
    assert detect_again(text, first).letters & REFUSED_ANYWHERE == first.letters & REFUSED_ANYWHERE
