"""The kinds of a single word: listed, with the ending of a name, a name with a typing error, or in disguise."""

from __future__ import annotations

import re

from habitlog.guard.fuzzy_match import MIN_LENGTH_TWO_TYPOS
from habitlog.guard.normalization import has_held_letter, spelling_variants
from habitlog.guard.vocabulary import MIN_JOINABLE_LENGTH, GuardVocabulary, read_rule_words
from habitlog.guard.word_kinds import NAME_KINDS, NAME_OR_TOPIC_KINDS, WordKind

_FREQUENCY_CODE = re.compile(r"e\d{1,2}(?:[.,]\d)?d|q\d{1,2}[hdw]")
_DISGUISABLE_KINDS = NAME_OR_TOPIC_KINDS | WordKind.AMBIGUOUS_SLANG
_CASE_ENDINGS = tuple(read_rule_words("case_endings"))
_CASE_ENDINGS_CYRILLIC = tuple(read_rule_words("case_endings_cyrillic"))
_COMPOUND_TAILS = tuple(read_rule_words("compound_tails"))
MIN_INFLECTED_LENGTH, _MAX_POSSESSIVE_LENGTH = 5, 4
MIN_LENGTH_OF_ENDING = 7


def classify_word(word: str, vocabulary: GuardVocabulary) -> int:
    """Return the kinds of a folded word, with disguises, endings of names and typing errors; 0 for a plain word."""
    kinds = vocabulary.kind_by_word.get(word)
    if kinds is not None:
        return kinds
    if len(word) < 3 or word in vocabulary.plain_words:
        return 0
    kinds = _classify_unlisted_name(word, vocabulary)
    if not kinds or kinds & WordKind.TYPING_ERROR:
        kinds = _classify_inflected_word(word, vocabulary) or kinds
    if kinds:
        return kinds
    if word.isalpha() and word.isascii() and not has_held_letter(word):
        return 0
    return WordKind.CODE if _FREQUENCY_CODE.fullmatch(word) else _classify_disguised_word(word, vocabulary)


def classify_spelled_out_word(letters: str, vocabulary: GuardVocabulary) -> int:
    """Return the kinds of a spelled-out word: its own, or those of a name inside it."""
    kinds = classify_word(letters, vocabulary)
    if kinds:
        return kinds
    parts = (letters[i : i + size] for i in range(len(letters)) for size in range(MIN_JOINABLE_LENGTH, 15))
    return (
        WordKind.SUBSTANCE_NAME
        if any(vocabulary.kind_by_word.get(part, 0) & WordKind.SUBSTANCE_NAME for part in parts)
        else 0
    )


def _classify_disguised_word(word: str, vocabulary: GuardVocabulary) -> int:
    for form in dict.fromkeys(spelling_variants(word)):
        kinds = vocabulary.kind_by_word.get(form, 0) & _DISGUISABLE_KINDS
        kinds = kinds or _classify_unlisted_name(form, vocabulary)
        if kinds:
            return kinds
    return 0


def _classify_inflected_word(word: str, vocabulary: GuardVocabulary) -> int:
    """Return the kinds of a Slavic case of a name ("oxandrolonu"), or of a compound with one ("Insulinspritze")."""
    if len(word) < MIN_INFLECTED_LENGTH:
        return 0
    endings = _CASE_ENDINGS if word.isascii() else _CASE_ENDINGS_CYRILLIC
    if word.endswith(endings):
        for ending in endings:
            base = word.removesuffix(ending)
            if base is not word and len(base) >= MIN_INFLECTED_LENGTH - 1:
                kinds = vocabulary.kind_by_word.get(base + "a", 0) | vocabulary.kind_by_word.get(base + "\u0430", 0)
                kinds |= vocabulary.kind_by_word.get(base, 0) if len(base) >= MIN_INFLECTED_LENGTH else 0
                if kinds & NAME_OR_TOPIC_KINDS:
                    return kinds & NAME_OR_TOPIC_KINDS
    return _classify_compound_word(word, vocabulary) if word.endswith(_COMPOUND_TAILS) else 0


def _classify_compound_word(word: str, vocabulary: GuardVocabulary) -> int:
    for tail in _COMPOUND_TAILS:
        base = word.removesuffix(tail)
        for form in (base, base[:-1]):
            kinds = vocabulary.kind_by_word.get(form, 0) if len(form) >= MIN_INFLECTED_LENGTH and base != word else 0
            if kinds & NAME_OR_TOPIC_KINDS:
                return WordKind.SUBSTANCE_NAME
            if kinds & WordKind.SUPPLEMENT:
                return WordKind.SUPPLEMENT
    return 0


def _classify_unlisted_name(word: str, vocabulary: GuardVocabulary) -> int:
    """Return the kinds of a word that has the ending of a name, is one in the plural, or is one by a typing error."""
    if len(word) < 6 or word in vocabulary.plain_words:
        return 0
    head, _, tail = word.partition("'")
    bare = head if len(tail) <= _MAX_POSSESSIVE_LENGTH else word
    if bare in vocabulary.plain_words:
        return 0
    singular = bare.removesuffix("s")
    if singular != bare and (singular in vocabulary.plain_words or vocabulary.kind_by_word.get(singular, 0)):
        return WordKind.SUBSTANCE_NAME if vocabulary.kind_by_word.get(singular, 0) & NAME_KINDS else 0
    if (bare != word and vocabulary.kind_by_word.get(bare, 0) & NAME_KINDS) or (
        len(bare) >= MIN_LENGTH_OF_ENDING
        and (_has_name_ending(bare, vocabulary) or _has_name_ending(singular, vocabulary))
    ):
        return WordKind.SUBSTANCE_NAME
    if not any(spelling in vocabulary.fuzzy_names for spelling in _sound_alike_spellings(bare)):
        return 0
    return WordKind.SUBSTANCE_NAME | (WordKind.TYPING_ERROR if len(bare) < MIN_LENGTH_TWO_TYPOS else 0)


def _sound_alike_spellings(word: str) -> tuple[str, ...]:
    return (word, word.replace("ph", "f")) if "ph" in word else (word,)


def _has_name_ending(word: str, vocabulary: GuardVocabulary) -> bool:
    return word[-3:] in vocabulary.name_ending_letters and word.endswith(vocabulary.name_endings)
