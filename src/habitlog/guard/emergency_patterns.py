"""Patterns of urgent situations, read from `data/emergencies`; `lists.txt` there explains how a line is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache
from importlib import resources

from msgspec import Struct

from habitlog.guard.normalization import normalize_spelling
from habitlog.guard.urgent_kind import UrgentKind
from habitlog.guard.vocabulary import UNSPACED_SCRIPTS
from habitlog.text_folding import fold_text


class UrgentSituation(StrEnum):
    """The situations that are recognized; each is the name of a file of patterns."""

    SELF_HARM = "self_harm"
    POISONING = "poisoning"
    CHEST_PAIN = "chest_pain"
    STROKE = "stroke"
    BREATHING = "breathing"
    GLUCOSE = "glucose"
    FAINTING = "fainting"
    ALLERGY = "allergy"

    @property
    def kind(self) -> UrgentKind:
        """The kind of card it has."""
        match self:
            case UrgentSituation.SELF_HARM:
                return UrgentKind.SELF_HARM
            case UrgentSituation.POISONING:
                return UrgentKind.POISONING
            case _:
                return UrgentKind.MEDICAL


WORD = re.compile(r"[\w']+")
BEGINNING_LENGTH = 5
_FREQUENT_WORDS = frozenset({"have", "will", "with", "this", "that", "over", "left", "just", "been", "took", "better"})
_MIN_RARE_LENGTH, _COST_OF_FREQUENT = 4, 10
_APART = r"[^\w']"
_GAP = rf"(?:{_APART}++[\w']++){{0,4}}?"
_UNSPACED_GAP = ".{0,8}?"
_NUMBERS = {
    "<low>": r"(?:[012][.,]\d+|2[5-9]|[34]\d|5[0-3])(?![.,]?\d)",
    "<high>": r"(?:(?:1[89]|2[0-4]|2[5-9]|3[0-3])[.,]\d(?!\d)|(?:2[2-9]|3[0-3])(?![.,]?\d)|[3-9]\d\d(?![.,]?\d))",
}
"""Glucose below 3 mmol/l, with a decimal, or below 54 mg/dl, and from 18 mmol/l, 22 in whole numbers, or 300 mg/dl."""
_HAS_UNSPACED = re.compile(f"[{UNSPACED_SCRIPTS}\u3040-\u30ff\uac00-\ud7af]")


class Exclusion(Struct, frozen=True):
    """Words beside which a pattern is harmless: whole words, beginnings of words, and phrases."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    phrases: tuple[str, ...]

    def applies_to(self, sentence: str, words: Sequence[str]) -> bool:
        """Whether one of them is in a sentence, given with its words."""
        return (
            not self.words.isdisjoint(words)
            or any(phrase in sentence for phrase in self.phrases)
            or (bool(self.beginnings) and any(word.startswith(self.beginnings) for word in words))
        )


class EmergencyPattern(Struct, frozen=True):
    """One line: the expression of every part occurs, the first in a sentence without a word of the exclusion."""

    situation: UrgentSituation
    expressions: tuple[str, ...]
    exclusion: Exclusion


@cache
def compile_expression(expression: str) -> re.Pattern[str]:
    """Return the compiled expression of a part; most are never needed."""
    return re.compile(expression)


class EmergencyPatterns(Struct, frozen=True):
    """All patterns by what each of their matches has: a word, the beginning of one, or two unspaced characters."""

    by_word: dict[str, list[EmergencyPattern]]
    by_beginning: dict[str, list[EmergencyPattern]]
    by_characters: dict[str, list[EmergencyPattern]]
    negations: frozenset[str]


def _normalize(text: str) -> str:
    return normalize_spelling(fold_text(text))


def _read_lines(name: str) -> Iterator[tuple[str, str]]:
    section = ""
    text = resources.files("habitlog.guard").joinpath("data", "emergencies", f"{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            yield section, line


@cache
def load_emergency_patterns() -> EmergencyPatterns:
    """Return all patterns; the files are read on the first call."""
    lists = {section: [word.strip() for word in line.split(",")] for section, line in _read_lines("lists") if section}
    patterns = EmergencyPatterns({}, {}, {}, frozenset(map(_normalize, lists["negations"])))
    common_words = _read_common_words()
    for situation in UrgentSituation:
        for _, line in _read_lines(situation):
            text, _, excluded = line.partition("!")
            parts = [part.strip() for part in text.split("&")]
            exclusion = _parse_exclusion(excluded, lists)
            if _HAS_UNSPACED.search(text):
                _add_unspaced(patterns, situation, parts, exclusion)
                continue
            slots = [_parse_slots(part) for part in parts]
            pattern = EmergencyPattern(situation, tuple(map(_write_slots, slots)), exclusion)
            for word in _choose_anchors(slots[0], common_words):
                if word.endswith("*"):
                    patterns.by_beginning.setdefault(word[:BEGINNING_LENGTH], []).append(pattern)
                else:
                    patterns.by_word.setdefault(word, []).append(pattern)
    return patterns


def _read_common_words() -> frozenset[str]:
    text = resources.files("habitlog.guard").joinpath("data", "everyday.txt").read_text(encoding="utf-8")
    return frozenset(_normalize(word.strip()) for word in text.replace("\n", ",").split(","))


def _parse_exclusion(text: str, lists: dict[str, list[str]]) -> Exclusion:
    forms: list[str] = []
    for item in text.split():
        forms += lists[item[1:]] if item.startswith("@") else [item]
    words = [_normalize(form.replace("+", " ")) for form in forms]
    return Exclusion(
        frozenset(word for word in words if word.isascii() and " " not in word and not word.endswith("*"))
        | frozenset(word for word in words if not word.isascii() and " " not in word),
        tuple(word[:-1] for word in words if word.endswith("*")),
        tuple(word for word in words if " " in word or _HAS_UNSPACED.search(word)),
    )


Slot = list[str]
"""The alternatives of a place in a pattern, as normalized words; `~`, `^` and `$` stand for themselves."""


def _parse_slots(part: str) -> list[Slot]:
    return [
        [form if form in _NUMBERS else _normalize(form.replace("+", " ")) for form in item.split("|")]
        for item in part.split()
    ]


def _write_form(form: str) -> str:
    if form in _NUMBERS:
        return _NUMBERS[form]
    return rf"{_APART}++".join(
        re.escape(word[:-1]) + r"[\w']*+" if word.endswith("*") else re.escape(word) + r"(?![\w'])"
        for word in form.split()
    )


def _write_slots(slots: list[Slot]) -> str:
    expression, separator = "", r"(?<![\w'])"
    for slot in slots:
        if slot == ["^"]:
            expression, separator = rf"\A{_APART}*+", ""
        elif slot == ["~"]:
            separator = rf"{_GAP}{_APART}++"
        elif slot == ["$"]:
            expression += rf"{_APART}*+\Z"
        else:
            forms = "|".join(_write_form(form) for form in slot if form != "$")
            place = rf"{separator}(?:{forms})"
            expression += rf"(?:{place}|{_APART}*+\Z)" if "$" in slot else place
            separator = rf"{_APART}++"
    return expression


def _choose_anchors(slots: list[Slot], common_words: frozenset[str]) -> list[str]:
    """Return one word of every alternative of the place whose words are the rarest."""
    candidates = []
    for slot in slots:
        if not set(slot).isdisjoint({"~", "^", "$", *_NUMBERS}):
            continue
        words = [max(filter(_is_anchor, form.split()), key=len, default="") for form in slot]
        if all(words):
            cost = sum(_COST_OF_FREQUENT if _is_frequent(word) else word in common_words for word in words)
            candidates.append((cost, -min(map(len, words)), words))
    return min(candidates)[2]


def _is_frequent(word: str) -> bool:
    return len(word) < _MIN_RARE_LENGTH or word in _FREQUENT_WORDS


def _is_anchor(word: str) -> bool:
    return not word.endswith("*") or len(word) > BEGINNING_LENGTH


def _add_unspaced(
    patterns: EmergencyPatterns, situation: UrgentSituation, parts: list[str], exclusion: Exclusion
) -> None:
    later = tuple(_write_unspaced(part) for part in parts[1:])
    for alternative in parts[0].split("|"):
        pattern = EmergencyPattern(situation, (_write_unspaced(alternative), *later), exclusion)
        characters = _normalize(alternative.partition("~")[0])[:2]
        patterns.by_characters.setdefault(characters, []).append(pattern)


def _write_unspaced(part: str) -> str:
    alternatives = (
        _UNSPACED_GAP.join(
            _NUMBERS.get(piece, re.escape(_normalize(piece))) for piece in alternative.strip().split("~")
        )
        for alternative in part.split("|")
    )
    return "|".join(alternatives)
