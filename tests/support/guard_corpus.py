"""The labelled corpus: phrases with the class and language they were written in, and what counts as right."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from tests.support.paths import ROOT

from habitlog.guard import check_text

FOLDER = ROOT / "tests" / "guard" / "corpus"
_HEAD = re.compile(r"\[(\w+) (\w+)\]")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


class Phrase(Struct, frozen=True):
    """A text with its class "A".."I", its language and, where there is one, its disguise."""

    kind: str
    language: str
    text: str
    disguise: str = ""


def sections(name: str) -> Iterator[tuple[str, str, str]]:
    r"""Yield (first word, second word of the heading, line) of a file; \u200b and the like are read as characters."""
    first = second = ""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        head = _HEAD.fullmatch(line.strip())
        if head:
            first, second = head.groups()
        elif line.strip() and not line.startswith("#"):
            yield first, second, _ESCAPE.sub(lambda code: chr(int(code[1], 16)), line)


def read(name: str) -> list[Phrase]:
    """The phrases of a file."""
    return [Phrase(*found) for found in sections(name)]


def is_right(phrase: Phrase) -> bool:
    """Whether the guard does with a phrase as a note what the policy says of its class; about a dose it may ask."""
    decision = check_text(phrase.text)
    card = decision.card
    match phrase.kind:
        case "A" | "B" | "C":
            return decision.refused or decision.doubt is not None
        case "D" | "E":
            return not decision.refused and card == {"D": "quiet", "E": "supplement"}[phrase.kind]
        case "H":
            return card == "urgent"
        case "I":
            return not decision.refused
        case _:
            return card is None and decision.doubt is None and not check_text(phrase.text, structured=True).refused
