"""The word lists of the guard, read once from the package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from habitlog.guard.nearness import Near
from habitlog.guard.normalise import fold


class Kind:
    """What a word or phrase can be, one bit each; a word may be several things."""

    STRONG: Final = 1 << 0
    SLANG: Final = 1 << 1
    SHARED: Final = 1 << 2
    TOPIC: Final = 1 << 3
    MEDICINE: Final = 1 << 4
    SUPPLEMENT: Final = 1 << 5
    SUPPLEMENT_PLAIN: Final = 1 << 6
    FOOD: Final = 1 << 7
    UNIT_HARD: Final = 1 << 8
    UNIT_MG: Final = 1 << 9
    UNIT_SOFT: Final = 1 << 10
    UNIT_COUNT: Final = 1 << 11
    UNIT_COUNT_SHARED: Final = 1 << 12
    NUMBER: Final = 1 << 13
    FREQUENCY: Final = 1 << 14
    CODE: Final = 1 << 15
    ROUTE_CLEAR: Final = 1 << 16
    ROUTE: Final = 1 << 17
    ROUTE_SHARED: Final = 1 << 18
    INTAKE: Final = 1 << 19
    INTAKE_NOW: Final = 1 << 20
    FIRST: Final = 1 << 21
    QUESTION: Final = 1 << 22
    ASK_INTAKE: Final = 1 << 23
    BREAKER: Final = 1 << 24
    SOURCE: Final = 1 << 25
    UNIT_INNOCENT: Final = 1 << 26
    TIME: Final = 1 << 27
    URGENT: Final = 1 << 28
    URGENT_INNOCENT: Final = 1 << 29
    DOSE: Final = 1 << 30
    PROFESSIONAL: Final = 1 << 31
    SWALLOWED: Final = 1 << 32


UNITS: Final = Kind.UNIT_HARD | Kind.UNIT_MG | Kind.UNIT_SOFT | Kind.UNIT_COUNT | Kind.UNIT_COUNT_SHARED
SPEAKING: Final = (
    UNITS
    | (Kind.STRONG | Kind.SLANG | Kind.SHARED | Kind.TOPIC | Kind.MEDICINE)
    | (Kind.SUPPLEMENT | Kind.SUPPLEMENT_PLAIN | Kind.ROUTE | Kind.ROUTE_CLEAR | Kind.DOSE | Kind.URGENT)
)
"""Kinds without one of which a sentence yields no signal."""
_FILES = {
    "medicines": Kind.STRONG,
    "brands": Kind.STRONG,
    "hormones": Kind.STRONG,
    "peptides": Kind.STRONG,
    "languages": Kind.STRONG,
    "slang_clear": Kind.SLANG,
    "slang_shared": Kind.SHARED,
    "topics": Kind.TOPIC,
    "medicine_words": Kind.MEDICINE,
    "supplements": Kind.SUPPLEMENT,
    "supplements_plain": Kind.SUPPLEMENT_PLAIN,
    "foods": Kind.FOOD,
    "everyday": 0,
}
UNSPACED = "\u1100-\u11ff\u2e80-\u9fff"
_WORD_OF = "(?:{0}++|[@$](?={1}))(?:{0}++|[@$*'](?=\\w)|(?<=\\d)[.,:](?=\\d))*+"
_WORD = _WORD_OF.format(rf"[^\W_{UNSPACED}]", r"[^\W\d_]")
_ASCII_WORD = re.compile(_WORD_OF.format("[a-z0-9]", "[a-z]"))
_PIECE = re.compile(rf"{_WORD}|[{UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything the guard knows, in the folded form.

    `phrases` maps a first and a second word to (all but the first, kind), longest first; `stems` are endings of names
    and `stem_ends` their last three letters; `plain` are words no ending and no nearness counts for; `token` finds
    words and sentence ends, `ascii_word` the words of folded ASCII. `harmless` words say nothing by themselves;
    `pairs` are neighbours written together that may say something.
    """

    words: dict[str, int]
    phrases: dict[str, dict[str, list[tuple[tuple[str, ...], int]]]]
    stems: tuple[str, ...]
    stem_ends: frozenset[str]
    plain: frozenset[str]
    near: Near
    token: re.Pattern[str]
    ascii_word: re.Pattern[str]
    harmless: frozenset[str]
    pairs: frozenset[str]


def _forms(name: str) -> Iterator[tuple[str, str]]:
    section = ""
    text = resources.files("habitlog.guard").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            yield from ((section, fold(form.strip())) for form in line.split(",") if form.strip())


def _all_forms() -> Iterator[tuple[str, int]]:
    for name, kind in _FILES.items():
        yield from ((form, kind) for _, form in _forms(name))
    yield from ((form, getattr(Kind, section.upper())) for section, form in _forms("words"))


def _token_pattern(words: dict[str, int]) -> re.Pattern[str]:
    unspaced = sorted((w for w in words if re.fullmatch(f"[{UNSPACED}]+", w)), key=len, reverse=True)
    return re.compile(rf"{_WORD}|[.;!?\n]|{'|'.join(unspaced)}|[{UNSPACED}]")


def _by_second(tails: dict[tuple[str, ...], int]) -> dict[str, list[tuple[tuple[str, ...], int]]]:
    grouped: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for tail in sorted(tails, key=len, reverse=True):
        grouped.setdefault(tail[0], []).append((tail, tails[tail]))
    return grouped


def _pairs(words: dict[str, int], phrases: dict[str, dict[tuple[str, ...], int]]) -> Iterator[str]:
    yield from (word for word, kind in words.items() if kind & Kind.STRONG)
    for first, tails in phrases.items():
        yield from ("".join((first, *tail)[-2:]) for tail, kind in tails.items() if kind & SPEAKING)


@cache
def vocabulary() -> Vocabulary:
    """The lists, read on the first call and kept."""
    words: dict[str, int] = {}
    phrases: dict[str, dict[tuple[str, ...], int]] = {}
    for form, kind in _all_forms():
        first, *rest = _PIECE.findall(form)
        if rest:
            tails = phrases.setdefault(first, {})
            tails[tuple(rest)] = tails.get(tuple(rest), 0) | kind
        joined = form if not rest else "".join([first, *rest])
        if not rest or (kind & (Kind.STRONG | Kind.SLANG) and len(joined) >= 5):
            words[joined] = words.get(joined, 0) | kind
    stems = tuple(form for _, form in _forms("stems") if " " not in form)
    return Vocabulary(
        words=words,
        phrases={first: _by_second(tails) for first, tails in phrases.items()},
        stems=stems,
        stem_ends=frozenset(stem[-3:] for stem in stems),
        plain=frozenset(form for _, form in _forms("exceptions")),
        near=Near(word for word, kind in words.items() if kind & Kind.STRONG),
        token=_token_pattern(words),
        ascii_word=_ASCII_WORD,
        harmless=frozenset(word for word, kind in words.items() if not kind & SPEAKING),
        pairs=frozenset(_pairs(words, phrases)),
    )
