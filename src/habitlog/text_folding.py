"""Fold texts for comparison: without case, accents, compatibility forms and invisible characters.

Marks that make another letter stay: the voicing marks of kana, and vowel signs of Indic scripts, as the letter of the
same vowel.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_DASH_REPLACEMENTS = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
_QUOTE_REPLACEMENTS = dict.fromkeys("\u2018\u2019\u02bc", "'")
_LETTER_REPLACEMENTS = {"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"}
_REPLACEMENTS = {**_DASH_REPLACEMENTS, **_QUOTE_REPLACEMENTS, **_LETTER_REPLACEMENTS, "\u2044": "/"}
_INVISIBLE_CHARACTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and signs without a visible form."""
_KANA_VOICING_MARKS = frozenset("\u3099\u309a")
_MARK_CATEGORIES = frozenset({"Mn", "Mc", "Me", "Cf"})
_VOWEL_SIGN = " VOWEL SIGN "
_BEYOND_ASCII = re.compile(r"([^\x00-\x7f]+)")


def _replace_character(character: str) -> str:
    if character in _INVISIBLE_CHARACTERS:
        return ""
    if unicodedata.category(character) in _MARK_CATEGORIES:
        return _fold_mark(character)
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return _REPLACEMENTS.get(character, character)


def _fold_mark(mark: str) -> str:
    if mark in _KANA_VOICING_MARKS:
        return mark
    name = unicodedata.name(mark, "")
    if _VOWEL_SIGN not in name:
        return ""
    try:
        return unicodedata.lookup(name.replace(_VOWEL_SIGN, " LETTER "))
    except KeyError:
        return ""


class _FoldedCharacters(dict[int, str]):
    """A cache of folded characters; it holds single characters, never a text."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", chr(code)).casefold())
        folded_letters = "".join(map(_replace_character, folded))
        self[code] = folded_letters
        return folded_letters


_FOLDED_CHARACTERS = _FoldedCharacters()


def fold_text(text: str) -> str:
    """Return the compatibility form of a text, casefolded, without format characters and most combining marks."""
    if text.isascii():
        return text.lower()
    return "".join([p.lower() if p.isascii() else p.translate(_FOLDED_CHARACTERS) for p in _BEYOND_ASCII.split(text)])


def map_folded_offsets(text: str) -> Sequence[int]:
    """Return the index in `text` of every character of `fold_text(text)`, and then the length of `text`."""
    if text.isascii() or all(
        len(_FOLDED_CHARACTERS[ord(c)]) == 1 for stretch in _BEYOND_ASCII.findall(text) for c in stretch
    ):
        return range(len(text) + 1)
    offsets: list[int] = []
    position = 0
    for stretch in _BEYOND_ASCII.finditer(text):
        offsets.extend(range(position, stretch.start()))
        position = stretch.end()
        offsets.extend(i for i in range(stretch.start(), position) for _ in _FOLDED_CHARACTERS[ord(text[i])])
    offsets.extend(range(position, len(text) + 1))
    return offsets
