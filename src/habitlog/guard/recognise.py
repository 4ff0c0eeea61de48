"""What a single word is: listed, ending like a name, a typing slip away from one, or one in disguise."""

from __future__ import annotations

import re

from habitlog.guard.kinds import Kind
from habitlog.guard.normalise import held_down, variants
from habitlog.guard.vocabulary import JOINABLE_FROM, Vocabulary, small_words

_CODE = re.compile(r"e\d{1,2}(?:[.,]\d)?d|q\d{1,2}[hdw]")
_NAMES = Kind.STRONG | Kind.SLANG
_DISGUISED = _NAMES | Kind.SHARED | Kind.TOPIC
_BENDING = Kind.STRONG | Kind.SLANG | Kind.TOPIC
_ENDINGS = tuple(small_words("endings"))
_ENDINGS_CYRILLIC = tuple(small_words("endings_cyrillic"))
_TAILS = tuple(small_words("tails"))
BENT_FROM, _SUFFIX = 5, 4


def kind_of(word: str, known: Vocabulary) -> int:
    """Kinds of one folded word, disguises, endings of names and typing slips included; 0 for a plain word."""
    found = known.words.get(word)
    if found is not None:
        return found
    if len(word) < 3 or word in known.plain:
        return 0
    if _is_name(word, known):
        return Kind.STRONG
    bent = _bent(word, known)
    if bent:
        return bent
    if word.isalpha() and word.isascii() and not held_down(word):
        return 0
    return Kind.CODE if _CODE.fullmatch(word) else _disguised(word, known)


def kind_of_run(letters: str, known: Vocabulary) -> int:
    """Kinds of letters that were set apart: of the whole, or a name somewhere inside."""
    whole = kind_of(letters, known)
    if whole:
        return whole
    parts = (letters[i : i + size] for i in range(len(letters)) for size in range(JOINABLE_FROM, 15))
    return Kind.STRONG if any(known.words.get(part, 0) & Kind.STRONG for part in parts) else 0


def _disguised(word: str, known: Vocabulary) -> int:
    for form in dict.fromkeys(variants(word)):
        found = known.words.get(form, 0) & _DISGUISED
        if found or _is_name(form, known):
            return found or Kind.STRONG
    return 0


def _bent(word: str, known: Vocabulary) -> int:
    """Kinds of a Slavic case of a name ("oxandrolonu"), or of a compound with one ("Insulinspritze")."""
    if len(word) < BENT_FROM:
        return 0
    endings = _ENDINGS if word.isascii() else _ENDINGS_CYRILLIC
    if word.endswith(endings):
        for ending in endings:
            base = word.removesuffix(ending)
            if base is not word and len(base) >= BENT_FROM - 1:
                found = known.words.get(base + "a", 0) | known.words.get(base + "\u0430", 0)
                found |= known.words.get(base, 0) if len(base) >= BENT_FROM else 0
                if found & _BENDING:
                    return found & _BENDING
    return _compounded(word, known) if word.endswith(_TAILS) else 0


def _compounded(word: str, known: Vocabulary) -> int:
    for tail in _TAILS:
        base = word.removesuffix(tail)
        for form in (base, base[:-1]):
            found = known.words.get(form, 0) if len(form) >= BENT_FROM and base != word else 0
            if found & _BENDING:
                return Kind.STRONG
            if found & Kind.SUPPLEMENT:
                return Kind.SUPPLEMENT
    return 0


def _is_name(word: str, known: Vocabulary) -> bool:
    if len(word) < 6 or word in known.plain:
        return False
    head, _, tail = word.partition("'")
    bare = head if len(tail) <= _SUFFIX else word
    if bare in known.plain:
        return False
    if bare.endswith("s"):
        single = bare[:-1]
        if single in known.plain or known.words.get(single, 0):
            return bool(known.words.get(single, 0) & _NAMES)
        if len(bare) >= 7 and _ends_like_a_name(single, known):
            return True
    if bare != word and known.words.get(bare, 0) & _NAMES:
        return True
    return (len(bare) >= 7 and _ends_like_a_name(bare, known)) or any(one in known.near for one in _sounds(bare))


def _sounds(word: str) -> tuple[str, ...]:
    return (word, word.replace("ph", "f")) if "ph" in word else (word,)


def _ends_like_a_name(word: str, known: Vocabulary) -> bool:
    return word[-3:] in known.stem_ends and word.endswith(known.stems)
