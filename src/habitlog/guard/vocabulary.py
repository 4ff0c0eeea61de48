"""The word lists of the guard, read once from the package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntFlag, auto
from functools import cache
from importlib import resources

from habitlog.guard.nearness import Near
from habitlog.guard.normalise import fold


class Kind(IntFlag):
    """What a word or phrase can be; a word may be several things."""

    STRONG = auto()
    SLANG = auto()
    SHARED = auto()
    TOPIC = auto()
    MEDICINE = auto()
    SUPPLEMENT = auto()
    SUPPLEMENT_PLAIN = auto()
    FOOD = auto()
    UNIT_HARD = auto()
    UNIT_MG = auto()
    UNIT_SOFT = auto()
    UNIT_COUNT = auto()
    UNIT_COUNT_SHARED = auto()
    NUMBER = auto()
    FREQUENCY = auto()
    CODE = auto()
    ROUTE_CLEAR = auto()
    ROUTE = auto()
    ROUTE_SHARED = auto()
    INTAKE = auto()
    INTAKE_NOW = auto()
    FIRST = auto()
    QUESTION = auto()
    ASK_INTAKE = auto()
    BREAKER = auto()
    SOURCE = auto()
    UNIT_INNOCENT = auto()
    TIME = auto()
    URGENT = auto()
    URGENT_INNOCENT = auto()


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
}
UNSPACED = "\u1100-\u11ff\u2e80-\u9fff"
_WORD = rf"(?:[^\W_{UNSPACED}]|[@$](?=[^\W\d_]))(?:[^\W_{UNSPACED}]|[@$*'](?=\w)|(?<=\d)[.,:](?=\d))*"
_PIECE = re.compile(rf"{_WORD}|[{UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything the guard knows, in the folded form.

    `phrases` maps a first word to (rest of the words, kind), longest first; `stems` are endings of names;
    `plain` are words no ending and no nearness counts for; `token` finds words and sentence ends.
    """

    words: dict[str, int]
    phrases: dict[str, list[tuple[tuple[str, ...], int]]]
    stems: tuple[str, ...]
    plain: frozenset[str]
    near: Near
    token: re.Pattern[str]


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
        yield from ((form, int(kind)) for _, form in _forms(name))
    yield from ((form, int(Kind[section.upper()])) for section, form in _forms("words"))


def _token_pattern(words: dict[str, int]) -> re.Pattern[str]:
    unspaced = sorted((w for w in words if re.fullmatch(f"[{UNSPACED}]+", w)), key=len, reverse=True)
    return re.compile(rf"{_WORD}|[.;!?\n]|{'|'.join(unspaced)}|[{UNSPACED}]")


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
    strong = [word for word, kind in words.items() if kind & Kind.STRONG]
    return Vocabulary(
        words=words,
        phrases={w: sorted(t.items(), key=lambda item: -len(item[0])) for w, t in phrases.items()},
        stems=tuple(form for _, form in _forms("stems") if " " not in form),
        plain=frozenset(form for _, form in _forms("exceptions")),
        near=Near(strong),
        token=_token_pattern(words),
    )
