"""Bring a folded text into the spelling of the vocabulary, and list other spellings of a disguised word."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LOOKALIKES = str.maketrans(
    "аеорсхуіѕјкмтвнԁԛԝɡӏαεορικτυνχηɑı",
    "aeopcxyisjkmtbhdqwglaeopiktuvxnai",
)
_LEET_TABLES = (str.maketrans("013457@$", "oieastas"), str.maketrans("013457@$", "oleastas"))
_REPEATED_LETTER = re.compile(r"(.)\1{2,}", re.DOTALL)
_ELISION = re.compile(
    r"(?<![\w'])(d|l|j|m|t|s|n|c|qu|all|dell|nell|sull|dall|un|quest|jusqu|lorsqu|presqu|mezz)'(?=\w)"
)
_LETTER_IN_NUMBER = re.compile(r"(?<!\w)(?:l[\do]{2,}|\d+o[\do]*)(?!\w)")
_MIXED_ALPHABET_WORD = re.compile(r"(?<!\w)(?=\w*[a-z])(?=\w*[аеорсхуіѕјкмтвнԁԛԝɡӏα-ω])\w+")
_LETTER_SEPARATOR = r"[ .\-*_/|·•]"
_SPELLED_OUT_PATTERN = re.compile(rf"(?<![^\W_])(?:[^\W\d_]{_LETTER_SEPARATOR}{{1,3}}){{3,}}[^\W\d_](?![^\W_])")
SpelledOutWord = tuple[int, int, str]
_INSIDE_SPELLED_OUT = re.compile(rf"{_LETTER_SEPARATOR}[^\W\d_]{_LETTER_SEPARATOR}{{1,3}}[^\W\d_]{_LETTER_SEPARATOR}")


def normalize_spelling(folded: str) -> str:
    """Return a folded text in the spelling of the word lists; every character keeps its position.

    The apostrophe of French and Italian elisions becomes a space, a letter in a number ("l00") a digit, and a
    look-alike in a word that mixes two alphabets the Latin letter.
    """
    text = _ELISION.sub(r"\1 ", folded) if "'" in folded else folded
    text = _LETTER_IN_NUMBER.sub(_letters_to_digits, text)
    return text if text.isascii() else _MIXED_ALPHABET_WORD.sub(lambda word: word.group().translate(_LOOKALIKES), text)


def _letters_to_digits(number: re.Match[str]) -> str:
    return number.group().replace("l", "1").replace("o", "0")


def find_spelled_out_words(folded: str) -> list[SpelledOutWord]:
    """Return runs of four or more separated single letters, as (start, end, the letters joined)."""
    if not _INSIDE_SPELLED_OUT.search(folded):
        return []
    return [
        (stretch.start(), stretch.end(), "".join(filter(str.isalpha, stretch.group())))
        for stretch in _SPELLED_OUT_PATTERN.finditer(folded)
    ]


def has_held_letter(word: str) -> bool:
    """Whether a letter is repeated three times or more in a row."""
    return _REPEATED_LETTER.search(word) is not None


def spelling_variants(word: str) -> Iterator[str]:
    """Yield other readings of a folded word: look-alike letters, digits for letters, repeated letters."""
    forms = [word]
    if not word.isascii():
        forms.append(word.translate(_LOOKALIKES))
    if not word.isalpha() and sum(map(str.isalpha, word)) >= 2:
        forms += [form.translate(table) for form in tuple(forms) for table in _LEET_TABLES]
    for form in forms:
        if form != word:
            yield form
        if has_held_letter(form):
            yield _REPEATED_LETTER.sub(r"\1", form)
            yield _REPEATED_LETTER.sub(r"\1\1", form)
