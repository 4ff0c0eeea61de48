"""Fold a text into the one form the vocabulary is kept in, and undo the usual disguises of a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

_LOOK_ALIKES = str.maketrans(
    "аеорсхуіѕјкмтвнԁԛԝɡӏαεορικτυνχηɑı",
    "aeopcxyisjkmtbhdqwglaeopiktuvxnai",
)
_LEET = (str.maketrans("013457@$", "oieastas"), str.maketrans("013457@$", "oleastas"))
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
_QUOTES = dict.fromkeys("\u2018\u2019\u02bc", "'")
_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"}
_KEPT = {**_DASHES, **_QUOTES, **_LETTERS, "\u2044": "/"}
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and signs that show nothing."""
_REPEATED = re.compile(r"(.)\1{2,}", re.DOTALL)
_BEYOND_ASCII = re.compile(r"([^\x00-\x7f]+)")
_ELIDED = re.compile(r"(?<![\w'])(d|l|j|m|t|s|n|c|qu|all|dell|nell|sull|dall|un|quest|jusqu|lorsqu|presqu|mezz)'(?=\w)")
_LETTER_IN_NUMBER = re.compile(r"(?<!\w)(?:l[\do]{2,}|\d+o[\do]*)(?!\w)")
_MIXED = re.compile(r"(?<!\w)(?=\w*[a-z])(?=\w*[аеорсхуіѕјкмтвнԁԛԝɡӏα-ω])\w+")
_APART = r"[ .\-*_/|·•]"
_RUN = re.compile(rf"(?<![^\W_])(?:[^\W\d_]{_APART}{{1,3}}){{3,}}[^\W\d_](?![^\W_])")
Run = tuple[int, int, str]
_INSIDE_RUN = re.compile(rf"{_APART}[^\W\d_]{_APART}{{1,3}}[^\W\d_]{_APART}")


def _plain(character: str) -> str:
    if character in _BLANKS:
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return _KEPT.get(character, character)


class _Characters(dict[int, str]):
    """Single characters already folded; holds characters, never a text."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", chr(code)).casefold())
        kept = "".join(_plain(c) for c in folded if unicodedata.category(c) not in {"Mn", "Mc", "Me", "Cf"})
        self[code] = kept
        return kept


_CHARACTERS = _Characters()


def fold(text: str) -> str:
    """Compatibility form, casefolded, without format characters and combining marks."""
    if text.isascii():
        return text.lower()
    return "".join([p.lower() if p.isascii() else p.translate(_CHARACTERS) for p in _BEYOND_ASCII.split(text)])


def readable(folded: str) -> str:
    """The text as the words of the lists are written; no character moves.

    A space stands for the apostrophe of French and Italian elisions, a figure for a letter in a number ("l00"), and a
    Latin letter for its double in a word that mixes two alphabets.
    """
    text = _ELIDED.sub(r"\1 ", folded) if "'" in folded else folded
    text = _LETTER_IN_NUMBER.sub(_as_figures, text)
    return text if text.isascii() else _MIXED.sub(lambda word: word.group().translate(_LOOK_ALIKES), text)


def _as_figures(number: re.Match[str]) -> str:
    return number.group().replace("l", "1").replace("o", "0")


def offsets(text: str) -> Sequence[int]:
    """For every character of `fold(text)` the index it came from in `text`, then the length of `text`."""
    if text.isascii() or all(len(_CHARACTERS[ord(c)]) == 1 for run in _BEYOND_ASCII.findall(text) for c in run):
        return range(len(text) + 1)
    places: list[int] = []
    at = 0
    for run in _BEYOND_ASCII.finditer(text):
        places.extend(range(at, run.start()))
        at = run.end()
        places.extend(i for i in range(run.start(), at) for _ in _CHARACTERS[ord(text[i])])
    places.extend(range(at, len(text) + 1))
    return places


def spelt_out(folded: str) -> list[Run]:
    """Runs of four or more single letters set apart, as (start, end, the letters joined)."""
    if not _INSIDE_RUN.search(folded):
        return []
    return [(run.start(), run.end(), "".join(filter(str.isalpha, run.group()))) for run in _RUN.finditer(folded)]


def held_down(word: str) -> bool:
    """Whether a letter stands three times or more in a row."""
    return _REPEATED.search(word) is not None


def variants(word: str) -> Iterator[str]:
    """Other readings of one folded word: look-alike letters, digits for letters, letters held down."""
    forms = [word]
    if not word.isascii():
        forms.append(word.translate(_LOOK_ALIKES))
    if not word.isalpha() and sum(map(str.isalpha, word)) >= 2:
        forms += [form.translate(table) for form in tuple(forms) for table in _LEET]
    for form in forms:
        if form != word:
            yield form
        if held_down(form):
            yield _REPEATED.sub(r"\1", form)
            yield _REPEATED.sub(r"\1\1", form)
