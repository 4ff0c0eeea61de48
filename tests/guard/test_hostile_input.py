"""Texts meant to hurt: long near-misses, mixed scripts, marks of direction and what is no Unicode at all."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from itertools import islice, product

import pytest
from tests.support.cases import for_each_case

from habitlog.guard import check_text
from habitlog.guard.vocabulary import load_vocabulary

MEGABYTE = 1_000_000


def near_misses(size: int) -> str:
    """Words two letters off a name, no two alike."""
    letters = "bcdfghjklmnpqrstvwxz"
    words = (f"sem{''.join(few)}lutide" for few in product(letters, repeat=5))
    return " ".join(islice(words, size // 15))[:size]


def repeat_to_size(part: str) -> Callable[[int], str]:
    return lambda size: (part * (size // len(part) + 1))[:size]


HOSTILE: dict[str, Callable[[int], str]] = {
    "near-misses": near_misses,
    "letters apart": repeat_to_size("s e m a g l u "),
    "amounts": repeat_to_size("5 mg of "),
    "questions": repeat_to_size("how much can i take every 5 "),
    "one word": repeat_to_size("a"),
    "figures": repeat_to_size("1.1,1/1:"),
    "stops": repeat_to_size(".5 .,;:"),
    "half words": repeat_to_size("семаглутиш тестостероx "),
    "unspaced": repeat_to_size("每天吃司美格。"),
    "emoji": repeat_to_size("💊🏽\u200d"),
    "marks": repeat_to_size("s\u0301\u200be\u202em"),
    "surrogates": repeat_to_size("\ud800a5mg"),
    "apostrophes": repeat_to_size("d'l'"),
}


def count_steps(text: str) -> int:
    """Calls made to decide about a text: the same on every machine."""
    profile = cProfile.Profile()
    profile.enable()
    check_text(text)
    profile.disable()
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", HOSTILE)
def test_guard_work_is_linear_in_length(kind: str) -> None:
    load_vocabulary()
    small, large = (count_steps(HOSTILE[kind](size)) for size in (20_000, 80_000))
    assert large <= 4.6 * small + 1000


def test_guard_work_on_near_misses_is_linear() -> None:
    load_vocabulary()
    quarter, half, whole = (count_steps(near_misses(size)) for size in (MEGABYTE // 16, MEGABYTE // 8, MEGABYTE // 4))
    assert half <= 2.3 * quarter
    assert whole <= 2.3 * half


@pytest.mark.parametrize("kind", HOSTILE)
def test_guard_decides_long_text(kind: str) -> None:
    text = HOSTILE[kind](MEGABYTE // 8)
    assert check_text(text, structured=True).refused <= (check_text(text, structured=True).card is not None)


@for_each_case(
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
def test_guard_detects_disguised_text(text: str) -> None:
    assert check_text(text).topic_class == "A"
    assert check_text(text).refused


@for_each_case("text", ["💊💊💊", "\u200b\u200d\ufeff", "\ud800\udfff", "\u202e\u202d", "\x00\x01", "👩‍👩‍👧"])
def test_guard_passes_text_without_words(text: str) -> None:
    assert check_text(text).topic_class is None
    assert not check_text(text, structured=True).refused
