"""Texts meant to hurt: long near-misses, mixed scripts, marks of direction and what is no Unicode at all."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from itertools import islice, product

import pytest

from habitlog.guard import check_text
from habitlog.guard.vocabulary import load_vocabulary

MEGABYTE = 1_000_000


def near_misses(size: int) -> str:
    """Words two letters off a name, no two alike."""
    letters = "bcdfghjklmnpqrstvwxz"
    words = (f"sem{''.join(few)}lutide" for few in product(letters, repeat=5))
    return " ".join(islice(words, size // 15))[:size]


def over_and_over(part: str) -> Callable[[int], str]:
    return lambda size: (part * (size // len(part) + 1))[:size]


HOSTILE: dict[str, Callable[[int], str]] = {
    "near-misses": near_misses,
    "letters apart": over_and_over("s e m a g l u "),
    "amounts": over_and_over("5 mg of "),
    "questions": over_and_over("how much can i take every 5 "),
    "one word": over_and_over("a"),
    "figures": over_and_over("1.1,1/1:"),
    "stops": over_and_over(".5 .,;:"),
    "half words": over_and_over("семаглутиш тестостероx "),
    "unspaced": over_and_over("每天吃司美格"),
    "emoji": over_and_over("💊🏽\u200d"),
    "marks": over_and_over("s\u0301\u200be\u202em"),
    "surrogates": over_and_over("\ud800a5mg"),
    "apostrophes": over_and_over("d'l'"),
}


def work(text: str) -> int:
    """Calls made to decide about a text: the same on every machine."""
    profile = cProfile.Profile()
    profile.enable()
    check_text(text)
    profile.disable()
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", HOSTILE)
def test_work_grows_with_the_length_alone(kind: str) -> None:
    load_vocabulary()
    small, large = (work(HOSTILE[kind](size)) for size in (20_000, 80_000))
    assert large <= 4.6 * small + 1000


def test_a_megabyte_of_near_misses_is_linear() -> None:
    load_vocabulary()
    quarter, half, whole = (work(near_misses(size)) for size in (MEGABYTE // 4, MEGABYTE // 2, MEGABYTE))
    assert half <= 2.3 * quarter
    assert whole <= 2.3 * half


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_megabyte_is_decided(kind: str) -> None:
    text = HOSTILE[kind](MEGABYTE // 4)
    assert check_text(text, structured=True).refused <= (check_text(text, structured=True).card is not None)


@pytest.mark.parametrize(
    "text",
    [
        "оzempiс 1 mg",
        "o\u200bz\u200be\u200bm\u200bp\u200bi\u200bc 1 mg",
        "\u202eozempic 1 mg\u202c",
        "o\u0301z\u0308empic 1 mg",
        "𝐨𝐳𝐞𝐦𝐩𝐢𝐜 𝟏 𝐦𝐠",
        "ozempic\ud800 1 mg",
        "\ufeffozempic 1 mg",
        "OZEMPIC 1\u00a0MG",
        "ozempic１ｍｇ",
        "ozempic\t1\tmg",
        "ozempic 1 \u338e",
        "tirzepatide\u200b2.5mg\u200bweekly",
        "tren50mg eod",
        "💊 ozempic 1 mg 💊",
    ],
)
def test_a_disguise_changes_nothing(text: str) -> None:
    assert check_text(text).topic_class == "A"
    assert check_text(text).refused


@pytest.mark.parametrize("text", ["💊💊💊", "\u200b\u200d\ufeff", "\ud800\udfff", "\u202e\u202d", "\x00\x01", "👩‍👩‍👧"])
def test_texts_without_a_word_pass(text: str) -> None:
    assert check_text(text).topic_class is None
    assert not check_text(text, structured=True).refused
