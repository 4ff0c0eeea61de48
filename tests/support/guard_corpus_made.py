"""Make labelled phrases from patterns, names, amounts and noise; the same ones each time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count

from tests.support.guard_corpus import Phrase, sections

EACH = 5
"""Phrases of every pattern."""
_SLOT = re.compile(r"\{(\w+)\}")


def _letters_apart(name: str) -> str:
    return " ".join(name) if name.isalpha() and len(name) > 6 else name


def _slipped(name: str) -> str:
    return name[:4] + name[5] + name[4] + name[6:] if len(name) >= 8 and name.isalpha() else name


def _doubled(name: str) -> str:
    return name[:3] + name[2] * 3 + name[3:] if len(name) > 6 else name


NOISE: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "letters apart": _letters_apart,
    "figures for letters": lambda name: name.replace("e", "3", 1).replace("o", "0", 1),
    "look-alikes": lambda name: name.replace("e", "\u0435").replace("a", "\u0430"),
    "nothing between": "\u200b".join,
    "full width": lambda name: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name),
    "a slip": _slipped,
    "held down": _doubled,
    "soft hyphens": lambda name: name[:3] + "\u00ad" + name[3:],
    "right to left mark": lambda name: "\u200f" + name,
}


def made() -> Iterator[Phrase]:
    """Every pattern filled several times; then names in disguise."""
    fillings = dict(_fillings())
    turn = count()
    for kind, language, pattern in sections("patterns.txt"):
        for _ in range(EACH if language == "en" else 3):
            yield Phrase(kind, language, _filled(pattern, language, fillings, next(turn)))
    for noise, disguise in NOISE.items():
        for name in fillings["name", "en"]:
            if name.isalpha() and len(name) > 6:
                yield Phrase("A", "en", f"{disguise(name)} {5 + next(turn) % 7} mg before bed", noise)


def _fillings() -> Iterator[tuple[tuple[str, str], list[str]]]:
    for slot, language, line in sections("fillings.txt"):
        yield (slot, language), [value.strip() for value in line.split(",")]


def _filled(pattern: str, language: str, fillings: dict[tuple[str, str], list[str]], turn: int) -> str:
    def value(slot: re.Match[str]) -> str:
        choices = fillings.get((slot[1], language)) or fillings[slot[1], "all"]
        return choices[turn % len(choices)]

    return _SLOT.sub(value, pattern)
