"""The word lists of the guard, read once from the package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from habitlog.guard.kinds import ACTING, SPEAKING, Kind
from habitlog.guard.nearness import Near
from habitlog.guard.normalise import fold, readable

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
    "everyday": 0,
}
LANGUAGES = ("de", "fr", "es", "it", "pt", "nl", "pl", "sv", "ru", "zh")
"""Languages besides English with a list of words of their own."""
_WORDS = ("words", *(f"words_{language}" for language in LANGUAGES), "words_more")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
ENDS = r"[;!?\n\u3002\u061f]|\.(?!\d)"
"""Where a sentence ends; a stop before a figure is a decimal point."""
JOINABLE_FROM = 7
UNSPACED = "\u1100-\u11ff\u2e80-\u9fff"
_WORD_OF = "(?:{0}++|[@$](?={1}))(?:{0}++|[@$*'](?=\\w)|(?<=\\d)[.,:](?=\\d))*+"
_WORD = _WORD_OF.format(rf"[^\W_{UNSPACED}]", r"[^\W\d_]")
_ASCII_WORD = re.compile(_WORD_OF.format("[a-z0-9]", "[a-z]"))
_SPACED_WORD = re.compile(_WORD)
_HAS_UNSPACED = re.compile(f"[{UNSPACED}]")
_PIECE = re.compile(rf"{_WORD}|[{UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class Telling:
    """What tells that a sentence may hold one of some kinds.

    `words` are of these kinds, the `others` listed are not; `pairs` are neighbours written together that may be.
    """

    kinds: int
    words: frozenset[str]
    others: frozenset[str]
    pairs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything the guard knows, in the folded form.

    `phrases` maps a first and a second word to (all but the first, kind), longest first; `stems` are endings of names
    and `stem_ends` their last three letters; `plain` are words no ending and no nearness counts for; `token` finds
    words and sentence ends, also of scripts without spaces. `speaking` and `acting` tell sentences worth a look from
    the others; `joinable` are names that count written as two words.
    """

    words: dict[str, int]
    phrases: dict[str, dict[str, list[tuple[tuple[str, ...], int]]]]
    stems: tuple[str, ...]
    stem_ends: frozenset[str]
    plain: frozenset[str]
    near: Near
    token: re.Pattern[str]
    speaking: Telling
    acting: Telling
    joinable: frozenset[str]

    def words_of(self, folded: str) -> re.Pattern[str]:
        """The quickest pattern that finds the words of a folded text."""
        if folded.isascii():
            return _ASCII_WORD
        return self.token if _HAS_UNSPACED.search(folded) else _SPACED_WORD


def _forms(name: str) -> Iterator[tuple[str, str]]:
    section = ""
    text = resources.files("habitlog.guard").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            for form in filter(None, map(str.strip, line.split(","))):
                yield section, readable(fold(form))
                if not form.isascii() and form != (spelt := form.lower().translate(_UMLAUTS)):
                    yield section, readable(fold(spelt))


def small_words(section: str) -> Iterator[str]:
    """The words of a section of the list that steers the rules, folded."""
    return (form for named, form in _forms("small_words") if named == section)


def _all_forms() -> Iterator[tuple[str, int]]:
    for name, kind in _FILES.items():
        yield from ((form, kind) for _, form in _forms(name))
    for name in _WORDS:
        for section, form in _forms(name):
            yield form, 0 if section == "everyday" else getattr(Kind, section.upper())


def _token_pattern(words: dict[str, int]) -> re.Pattern[str]:
    unspaced = sorted((w for w in words if re.fullmatch(f"[{UNSPACED}]+", w)), key=len, reverse=True)
    return re.compile(rf"{_WORD}|{ENDS}|(?=[{UNSPACED}])(?:{'|'.join(unspaced)}|.)")


def _by_second(tails: dict[tuple[str, ...], int]) -> dict[str, list[tuple[tuple[str, ...], int]]]:
    grouped: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for tail in sorted(tails, key=len, reverse=True):
        grouped.setdefault(tail[0], []).append((tail, tails[tail]))
    return grouped


def _telling(kinds: int, words: dict[str, int], phrases: dict[str, dict[tuple[str, ...], int]]) -> Telling:
    pairs = {word for word, kind in words.items() if kind & kinds & Kind.STRONG}
    for first, tails in phrases.items():
        pairs.update("".join((first, *tail)[-2:]) for tail, kind in tails.items() if kind & kinds)
    telling = frozenset(word for word, kind in words.items() if kind & kinds)
    return Telling(kinds, telling, frozenset(words) - telling, frozenset(pairs))


def _is_joined(joined: str, kind: int) -> bool:
    """Whether a phrase counts written as one word: names do, slang with figures does ("teste" is Portuguese)."""
    figures = any(map(str.isdigit, joined))
    return len(joined) >= 5 and bool(kind & Kind.STRONG or (kind & Kind.SLANG and figures))


@cache
def vocabulary() -> Vocabulary:
    """The lists, read on the first call and kept."""
    words: dict[str, int] = {}
    phrases: dict[str, dict[tuple[str, ...], int]] = {}
    single: set[str] = set()
    for form, kind in _all_forms():
        first, *rest = _PIECE.findall(form)
        if rest:
            tails = phrases.setdefault(first, {})
            tails[tuple(rest)] = tails.get(tuple(rest), 0) | kind
        joined = form if not rest else "".join([first, *rest])
        if not rest:
            single.add(form)
        if not rest or _is_joined(joined, kind):
            words[joined] = words.get(joined, 0) | kind
    stems = tuple(form for _, form in _forms("stems") if " " not in form)
    return Vocabulary(
        words=words,
        phrases={first: _by_second(tails) for first, tails in phrases.items()},
        stems=stems,
        stem_ends=frozenset(stem[-3:] for stem in stems),
        plain=frozenset(form for _, form in _forms("exceptions")),
        near=Near(word for word in single if words[word] & Kind.STRONG),
        token=_token_pattern(words),
        speaking=_telling(SPEAKING, words, phrases),
        acting=_telling(ACTING, words, phrases),
        joinable=frozenset(w for w, kind in words.items() if kind & Kind.STRONG and len(w) >= JOINABLE_FROM),
    )
