"""The word lists of the guard, read once from its package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from msgspec import Struct

from habitlog.guard.fuzzy_match import FuzzyNameIndex
from habitlog.guard.normalization import normalize_spelling
from habitlog.guard.word_kinds import REFUSAL_KINDS, SIGNAL_KINDS, WordKind
from habitlog.text_folding import fold_text

_KIND_BY_FILE = {
    "medicines": WordKind.SUBSTANCE_NAME,
    "brands": WordKind.SUBSTANCE_NAME,
    "hormones": WordKind.SUBSTANCE_NAME,
    "peptides": WordKind.SUBSTANCE_NAME,
    "languages": WordKind.SUBSTANCE_NAME,
    "slang_clear": WordKind.SLANG,
    "slang_shared": WordKind.AMBIGUOUS_SLANG,
    "slang_everyday": WordKind.AMBIGUOUS_SLANG | WordKind.EVERYDAY_SLANG,
    "topics": WordKind.TOPIC,
    "medicine_words": WordKind.MEDICINE,
    "supplements": WordKind.SUPPLEMENT,
    "supplements_plain": WordKind.SUPPLEMENT_PLAIN,
    "foods": WordKind.FOOD,
    "everyday": 0,
}
OTHER_LANGUAGES = ("de", "fr", "es", "it", "pt", "nl", "pl", "sv", "ru", "zh")
"""Languages besides English with their own word list."""
_WORD_FILES = ("words", *(f"words_{language}" for language in OTHER_LANGUAGES), "words_more")
_UMLAUT_SPELLINGS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
SENTENCE_END_PATTERN = r"[;!?\n\u3002\u061f]|\.(?!\d)"
"""The end of a sentence; a stop before a digit is a decimal point."""
MIN_JOINABLE_LENGTH = 7
UNSPACED_SCRIPTS = "\u1100-\u11ff\u2e80-\u9fff"
# Without a possessive quantifier after a group: Python 3.11.0 to 3.11.4 lose what it matched.
_WORD_TEMPLATE = "(?:{0}+|[@$](?={1}))(?:{0}+|[@$*'](?=\\w)|(?<=\\d)[.,:](?=\\d))*"
_WORD = _WORD_TEMPLATE.format(rf"[^\W_{UNSPACED_SCRIPTS}]", r"[^\W\d_]")
_ASCII_WORD = re.compile(_WORD_TEMPLATE.format("[a-z0-9]", "[a-z]"))
_SPACED_WORD = re.compile(_WORD)
_HAS_UNSPACED = re.compile(f"[{UNSPACED_SCRIPTS}]")
_WORD_OR_UNSPACED = re.compile(rf"{_WORD}|[{UNSPACED_SCRIPTS}]+")


class SignalFilter(Struct, frozen=True):
    """A fast test whether a sentence may have a word of some kinds.

    `signal_words` are of these kinds, `other_words` are listed and are not; `joined_pairs` are two neighbouring words
    written together that may be.
    """

    kinds: int
    signal_words: frozenset[str]
    other_words: frozenset[str]
    joined_pairs: frozenset[str]


class GuardVocabulary(Struct, frozen=True):
    """All word lists, in the folded form.

    `phrases_by_first_word` maps a first and a second word to (all words but the first, kinds), longest first.
    `name_endings` are endings of names and `name_ending_letters` their last three letters; `plain_words` are never
    classified by an ending or a typing error. `token_pattern` finds words and sentence ends, also in scripts without
    spaces. `joinable_names` are names that are recognized when written as two words.
    """

    kind_by_word: dict[str, int]
    phrases_by_first_word: dict[str, dict[str, list[tuple[tuple[str, ...], int]]]]
    name_endings: tuple[str, ...]
    name_ending_letters: frozenset[str]
    plain_words: frozenset[str]
    fuzzy_names: FuzzyNameIndex
    token_pattern: re.Pattern[str]
    signal_filter: SignalFilter
    refusal_filter: SignalFilter
    joinable_names: frozenset[str]

    def word_pattern_for(self, folded: str) -> re.Pattern[str]:
        """Return the fastest pattern that finds the words of a folded text."""
        if folded.isascii():
            return _ASCII_WORD
        return self.token_pattern if _HAS_UNSPACED.search(folded) else _SPACED_WORD


def _read_word_list(name: str) -> Iterator[tuple[str, str]]:
    section = ""
    text = resources.files("habitlog.guard").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            for form in filter(None, map(str.strip, line.split(","))):
                yield section, normalize_spelling(fold_text(form))
                if not form.isascii() and form != (ascii_form := form.lower().translate(_UMLAUT_SPELLINGS)):
                    yield section, normalize_spelling(fold_text(ascii_form))


def read_rule_words(section: str) -> Iterator[str]:
    """Yield the words of a section of `rule_words.txt`, folded."""
    return (form for found_section, form in _read_word_list("rule_words") if found_section == section)


def _read_all_word_lists() -> Iterator[tuple[str, int]]:
    for name, kind in _KIND_BY_FILE.items():
        yield from ((form, kind) for _, form in _read_word_list(name))
    for name in _WORD_FILES:
        for section, form in _read_word_list(name):
            yield form, 0 if section == "everyday" else getattr(WordKind, section.upper())


def _build_token_pattern(words: dict[str, int]) -> re.Pattern[str]:
    unspaced = sorted((w for w in words if re.fullmatch(f"[{UNSPACED_SCRIPTS}]+", w)), key=len, reverse=True)
    return re.compile(
        rf"{_WORD}|{SENTENCE_END_PATTERN}|(?=[{UNSPACED_SCRIPTS}])(?:(?:{'|'.join(unspaced)})(?![\u3099\u309a])|.)"
    )


def _group_by_second_word(tails: dict[tuple[str, ...], int]) -> dict[str, list[tuple[tuple[str, ...], int]]]:
    grouped: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for tail in sorted(tails, key=len, reverse=True):
        grouped.setdefault(tail[0], []).append((tail, tails[tail]))
    return grouped


def _build_signal_filter(
    kinds: int, words: dict[str, int], phrases: dict[str, dict[tuple[str, ...], int]]
) -> SignalFilter:
    pairs = {word for word, kind in words.items() if kind & kinds & WordKind.SUBSTANCE_NAME}
    for first, tails in phrases.items():
        pairs.update("".join((first, *tail)[-2:]) for tail, kind in tails.items() if kind & kinds)
    signal_words = frozenset(word for word, kind in words.items() if kind & kinds)
    return SignalFilter(kinds, signal_words, frozenset(words) - signal_words, frozenset(pairs))


def _counts_as_one_word(joined: str, kind: int) -> bool:
    """Whether a phrase is recognized as one word: names are, slang only with digits ("teste" is Portuguese)."""
    has_digits = any(map(str.isdigit, joined))
    return len(joined) >= 5 and bool(kind & WordKind.SUBSTANCE_NAME or (kind & WordKind.SLANG and has_digits))


@cache
def load_vocabulary() -> GuardVocabulary:
    """Return the vocabulary; the lists are read on the first call."""
    words: dict[str, int] = {}
    phrases: dict[str, dict[tuple[str, ...], int]] = {}
    single_words: set[str] = set()
    plain_words = frozenset(form for _, form in _read_word_list("exceptions"))
    for form, kind in _read_all_word_lists():
        first, *rest = _WORD_OR_UNSPACED.findall(form)
        if rest:
            tails = phrases.setdefault(first, {})
            tails[tuple(rest)] = tails.get(tuple(rest), 0) | kind
        joined = form if not rest else "".join([first, *rest])
        if not rest:
            single_words.add(form)
        if not rest or (_counts_as_one_word(joined, kind) and joined not in plain_words):
            words[joined] = words.get(joined, 0) | kind
    stems = tuple(form for _, form in _read_word_list("stems") if " " not in form)
    return GuardVocabulary(
        kind_by_word=words,
        phrases_by_first_word={first: _group_by_second_word(tails) for first, tails in phrases.items()},
        name_endings=stems,
        name_ending_letters=frozenset(stem[-3:] for stem in stems),
        plain_words=plain_words,
        fuzzy_names=FuzzyNameIndex(word for word in single_words if words[word] & WordKind.SUBSTANCE_NAME),
        token_pattern=_build_token_pattern(words),
        signal_filter=_build_signal_filter(SIGNAL_KINDS | REFUSAL_KINDS, words, phrases),
        refusal_filter=_build_signal_filter(REFUSAL_KINDS, words, phrases),
        joinable_names=frozenset(
            w for w, kind in words.items() if kind & WordKind.SUBSTANCE_NAME and len(w) >= MIN_JOINABLE_LENGTH
        ),
    )
