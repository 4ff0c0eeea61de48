"""The question whether words of an entry are about a medicine, as a form asks it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from habitlog.errors import ClinicianTopicUnsure, DoubtedText


class MarkedPiece(Struct, frozen=True):
    """A piece of a text, and whether it is marked."""

    text: str
    is_marked: bool


class DoubtQuestion(Struct, frozen=True):
    """Each text in pieces; the words that a "no" is remembered for; the note without them, if something is left."""

    texts: tuple[tuple[MarkedPiece, ...], ...]
    words: tuple[str, ...]
    suggestion: str | None


def build_doubt_question(error: ClinicianTopicUnsure) -> DoubtQuestion:
    """Return the question about the texts of an error."""
    texts = tuple(tuple(_split_at_marks(text)) for text in error.texts)
    return DoubtQuestion(texts, tuple(sorted(error.words)), error.suggestion)


def _split_at_marks(doubted: DoubtedText) -> Iterator[MarkedPiece]:
    position = 0
    for start, end in doubted.spans:
        if start > position:
            yield MarkedPiece(doubted.text[position:start], is_marked=False)
        if end > max(start, position):
            yield MarkedPiece(doubted.text[max(start, position) : end], is_marked=True)
        position = max(position, end)
    if position < len(doubted.text):
        yield MarkedPiece(doubted.text[position:], is_marked=False)
