"""The labelled corpus keeps its floors, and is as wide as it says."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.guard.labelled import Phrase, is_right, read
from tests.guard.made import NOISE, made

from habitlog.guard.vocabulary import LANGUAGES

MADE = list(made())
WRITTEN = read("written.txt")
FRESH = [*read("fresh_1.txt"), *read("fresh_2.txt"), *read("fresh_3.txt"), *read("fresh_4.txt")]
KNOWN_GAPS = {
    "7 mg of iron in the bowl of lentils",
    "levothyroxin skipped yesterday so 2 today",
    "doing 0.4 every sunday in the stomach",
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
}
"""What the guard is known not to see; docs/guard.md tells which kinds these are."""


def wrong(phrases: list[Phrase]) -> list[str]:
    return [phrase.text for phrase in phrases if not is_right(phrase)]


@pytest.mark.parametrize("phrases", [WRITTEN, MADE], ids=["written", "made"])
def test_floors(phrases: list[Phrase]) -> None:
    doses = [phrase for phrase in phrases if phrase.kind in "ABC"]
    traps = [phrase for phrase in phrases if phrase.kind in "FG"]
    others = [phrase for phrase in phrases if phrase.kind in "DEHI"]
    assert len(wrong(doses)) <= 0.01 * len(doses), wrong(doses)
    assert len(wrong(traps)) <= 0.01 * len(traps), wrong(traps)
    assert len(wrong(others)) <= 0.02 * len(others), wrong(others)


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_every_language_by_itself(language: str) -> None:
    phrases = [phrase for phrase in [*WRITTEN, *MADE] if phrase.language == language]
    assert len(phrases) >= 60
    assert len(wrong(phrases)) <= 0.02 * len(phrases), wrong(phrases)


def test_what_was_missed_once_is_seen_now() -> None:
    assert set(wrong([*WRITTEN, *MADE, *FRESH])) <= KNOWN_GAPS


def test_the_corpus_is_wide() -> None:
    for phrases in (WRITTEN, MADE):
        assert len({phrase.text for phrase in phrases}) >= 600
        assert {phrase.language for phrase in phrases} == {"en", *LANGUAGES}
    assert set(Counter(phrase.kind for phrase in WRITTEN)) == set("ABCDEFGHI")
    assert {phrase.disguise for phrase in MADE} == {"", *NOISE}
