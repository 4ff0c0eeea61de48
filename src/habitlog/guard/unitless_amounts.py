"""Find numbers without a unit that are doses: "metformin 500", "half a xanax", "up to .5"."""

from __future__ import annotations

import re
from itertools import pairwise

from habitlog.guard.amounts import AND_WORDS, FRACTION_WORDS, INJECTION_VERBS, LINKING_WORDS
from habitlog.guard.findings import GuardFindings, contains_kind, count_schedule_words
from habitlog.guard.tokens import Sentence, Token
from habitlog.guard.topic_class import TopicClass
from habitlog.guard.urgent_kind import UrgentKind
from habitlog.guard.vocabulary import read_rule_words
from habitlog.guard.word_kinds import FREQUENCY_KINDS, INTAKE_KINDS, NAME_KINDS, WordKind

_NUMBERED_NOUNS = frozenset({"day", "week", "month", "year", "phase", "type", "stage", "page", "chapter", "round"})
_HORMONE_SUPPLEMENTS = frozenset({"melatonin", "dhea", "melatonina"})
_COUNTED_MEDICINES = frozenset(read_rule_words("counted_medicines"))
_LEAD_IN_WORDS = frozenset(read_rule_words("lead_in_words"))
_PRECEDING_WORDS = frozenset(read_rule_words("preceding_words"))
_FORMULATION_WORDS = frozenset(read_rule_words("formulation_words"))
_ARTICLE_LIKE_NUMBERS = frozenset(read_rule_words("article_like_numbers"))
_COUNTED_KINDS = WordKind.TIME | WordKind.PERIOD | WordKind.FOOD | WordKind.UNIT_INNOCENT
_MAX_DAY_OF_MONTH, _MAX_MONTH = 31, 12
_RAISE_PHRASES = [["up", "to"], ["down", "to"]]
_SEQUENCE_WORDS = frozenset(
    {"then", "dann", "puis", "luego", "before", "after", "at", "with", "nach", "vor", "avant", "antes"}
)
_SHORT_WORDS = frozenset({"as", "is", "this", "das", "des", "los", "las", "les"})
_INTO_WORDS = frozenset(read_rule_words("into_words"))
_AFTER_NUMBER_KINDS = WordKind.TIME_OF_DAY | WordKind.BODY | FREQUENCY_KINDS
_TIME_OF_DAY = re.compile(r"(?:1?\d|2[0-3])[.,:][0-5]\d")


def find_unitless_amounts(sentence: Sentence, folded: str, findings: GuardFindings) -> None:
    """Record numbers without a unit near a name: "metformin 500", "took 2 ibuprofen", "test 250 twice a week"."""
    for position, token in enumerate(sentence):
        kind = token.kind
        if not kind & (WordKind.AMBIGUOUS_SLANG | NAME_KINDS):
            continue
        if not kind & NAME_KINDS and token.text not in _HORMONE_SUPPLEMENTS:
            _record_ambiguous_name_amounts(sentence, position, findings)
            continue
        span = _find_amount_after_name(sentence, position + 1, folded) or _find_slash_pair(
            sentence, position + 1, folded
        )
        if span:
            findings.record_amount(TopicClass.SUBSTANCE_AMOUNT, *sentence[span[0] : span[1] + 1])
        before = _find_amount_before_name(sentence, position)
        if before is not None:
            if _is_large_tablet_count(sentence, before, token):
                findings.record_emergency(UrgentKind.POISONING)
            findings.record_amount(
                TopicClass.SUBSTANCE_AMOUNT, *(sentence[before:position] or sentence[position + 1 : position + 3])
            )


def _record_ambiguous_name_amounts(sentence: Sentence, position: int, findings: GuardFindings) -> None:
    """Record numbers of ambiguous names with a schedule ("eq 400 a week"), or as "600 of test"."""
    if (
        position >= 2
        and sentence[position - 1].text == "of"
        and sentence[position - 2].is_numeric
        and _exceeds_day_of_month(sentence[position - 2].text)
    ):
        findings.record_amount(TopicClass.SUBSTANCE_AMOUNT, sentence[position - 2])
    for span in range(position + 1, min(position + 5, len(sentence) - 1)):
        if (
            sentence[span].is_numeric
            and count_schedule_words(sentence, span + 1) == 1
            and sentence[span + 1].kind & WordKind.CODE
        ):
            findings.record_amount(TopicClass.SUBSTANCE_AMOUNT, sentence[span], sentence[span + 1])
    if _has_numbered_neighbour(sentence, position):
        findings.record_amount(TopicClass.SUBSTANCE_AMOUNT, sentence[position + 1])
    if (
        position
        and sentence[position - 1].is_numeric
        and _exceeds_day_of_month(sentence[position - 1].text)
        and _is_followed_by_frequency(sentence, position + 1)
    ):
        findings.record_amount(TopicClass.SUBSTANCE_AMOUNT, sentence[position - 1])
    if (
        position + 2 >= len(sentence)
        or not sentence[position + 1].is_numeric
        or not count_schedule_words(sentence, position + 2)
    ):
        return
    number = sentence[position + 1].text
    if not sentence[position + 2].text.startswith(("times", "x ")) and (len(number) > 1 or not number.isdecimal()):
        findings.record_amount(
            TopicClass.SUBSTANCE_AMOUNT,
            sentence[position + 1],
            sentence[position + 1 + count_schedule_words(sentence, position + 2)],
        )


def _is_followed_by_frequency(sentence: Sentence, position: int) -> bool:
    """Whether the word there is one of frequency: "125 test a week"."""
    return position < len(sentence) and bool(sentence[position].kind & FREQUENCY_KINDS)


def _is_large_tablet_count(sentence: Sentence, position: int, name: Token) -> bool:
    """Whether ten or more tablets of a medicine counted in tablets were swallowed: "took 30 paracetamol"."""
    number = sentence[position].text
    is_large = number.isdecimal() and 10 <= int(number[:6]) <= 100
    return (
        is_large
        and name.text in _COUNTED_MEDICINES
        and contains_kind(sentence[max(0, position - 3) : position], WordKind.PAST_INTAKE)
    )


def _has_numbered_neighbour(sentence: Sentence, position: int) -> bool:
    """Whether two ambiguous names have a number each, one of them large: "t3 25 and t4 100"."""
    numbers_by_word = {
        word.text: number.text
        for span, (word, number) in enumerate(pairwise(sentence))
        if word.kind & WordKind.AMBIGUOUS_SLANG
        and number.is_numeric
        and not contains_kind(sentence[span + 2 : span + 3], _COUNTED_KINDS)
    }
    return (
        len(numbers_by_word) > 1
        and sentence[position].text in numbers_by_word
        and any(map(_exceeds_day_of_month, numbers_by_word.values()))
    )


def _find_amount_after_name(sentence: Sentence, start: int, folded: str) -> tuple[int, int] | None:
    """Return the first and last position of a unitless amount that follows a name, or None."""
    position = start
    while position < len(sentence) and position < start + 5 and _can_precede_amount(sentence[position]):
        position += 1
    if position == len(sentence):
        return None
    if not sentence[position].is_numeric:
        return (position, position) if _is_word_number_amount(sentence, position) else None
    preceding = [token.text for token in sentence[start:position]]
    is_explicit = (
        set(preceding) <= _FORMULATION_WORDS
        or preceding[-2:] in _RAISE_PHRASES
        or _is_decimal_amount(sentence[position], folded)
    )
    if not _is_plausible_amount(sentence[position].text, is_explicit=is_explicit) or not _counts_no_noun(
        sentence, position, folded
    ):
        return None
    last = position
    while last + 1 < len(sentence) and (sentence[last + 1].is_numeric or sentence[last + 1].text in {"to", "auf", "a"}):
        last += 1
    first = position
    while first > start and sentence[first - 1].text in _LEAD_IN_WORDS:
        first -= 1
    return first, last if sentence[last].is_numeric else position


def _find_slash_pair(sentence: Sentence, position: int, folded: str) -> tuple[int, int] | None:
    """Return two numbers joined by a slash right after a name, without a word of intake before it: "levemir 12/10"."""
    pair = sentence[position : position + 2]
    if len(pair) < 2 or not all(word.is_numeric for word in pair) or contains_kind(sentence[:position], INTAKE_KINDS):
        return None
    separator, after = folded[pair[0].end : pair[1].start], folded[pair[1].end : pair[1].end + 1]
    return (position, position + 1) if separator == "/" and after not in {"/", "-"} else None


def _can_precede_amount(token: Token) -> bool:
    return (
        token.text in _PRECEDING_WORDS
        or token.text in _FORMULATION_WORDS
        or bool(token.kind & (NAME_KINDS | WordKind.AMBIGUOUS_SLANG) and not token.is_numeric)
    )


def _is_word_number_amount(sentence: Sentence, position: int) -> bool:
    """Whether a number in words counts no following noun: "crestor ten at night", "aleve, two of them"."""
    token, after = sentence[position], sentence[position + 1 : position + 3]
    if not token.kind & WordKind.NUMBER or token.text in _ARTICLE_LIKE_NUMBERS - {"two", "three"}:
        return False
    if (
        not after
        or after[0].kind & _AFTER_NUMBER_KINDS
        or after[0].text in _SEQUENCE_WORDS
        or [word.text for word in after] == ["of", "them"]
    ):
        return True
    return after[0].text in {"in", "into"} and contains_kind(sentence[position + 2 : position + 4], WordKind.BODY)


def _is_plausible_amount(text: str, *, is_explicit: bool) -> bool:
    if ":" in text or _is_year(text):
        return False
    if is_explicit:
        return True
    return _exceeds_day_of_month(text) and not _TIME_OF_DAY.fullmatch(text)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text[:2] in {"19", "20"}


def _is_decimal_amount(token: Token, folded: str) -> bool:
    """Whether a number is a decimal and no time of day or date; ".25" is one."""
    if not token.is_numeric or ":" in token.text or token.text.count(".") + token.text.count(",") > 1:
        return False
    if folded[max(0, token.start - 1) : token.start] == ".":
        return folded[max(0, token.start - 2) : token.start - 1] in {"", " ", "(", "@"}
    return not token.text.isdecimal() and "/" not in token.text and not _TIME_OF_DAY.fullmatch(token.text)


def _parse_hour(text: str) -> int:
    return int(text[:6]) if text.isdecimal() else 0


def _counts_no_noun(sentence: Sentence, position: int, folded: str) -> bool:
    """Whether a number counts no noun after it."""
    token = sentence[position]
    following = folded[token.end : token.end + 1]
    if following in {"%", "°"} or (following in {"/", "-"} and _is_date_like(sentence, position)):
        return False
    if position + 1 == len(sentence):
        return True
    after = sentence[position + 1]
    if not {"+", ",", ";", "&"}.isdisjoint(folded[token.end : after.start]):
        return True
    if after.kind & WordKind.PERIOD and contains_kind(sentence[position + 2 : position + 3], WordKind.NUMBER):
        return True
    if (
        after.text == "x"
        or after.text in _SHORT_WORDS
        or (after.text in {"am", "pm"} and _parse_hour(token.text) > _MAX_MONTH)
    ):
        return True
    return not after.kind & _COUNTED_KINDS and (after.is_numeric or not after.text.endswith("s") or bool(after.kind))


def _is_date_like(sentence: Sentence, position: int) -> bool:
    """Whether two adjacent numbers can be a day and a month: "3/4", not "25-50"."""
    day_numbers = [
        int(word.text)
        for word in sentence[position : position + 2]
        if word.text.isdecimal() and not _exceeds_day_of_month(word.text)
    ]
    if len(day_numbers) == 2:
        return min(day_numbers) <= _MAX_MONTH
    return len(day_numbers) == 1 and not contains_kind(sentence[position + 1 : position + 2], WordKind.NUMBER)


def _exceeds_day_of_month(text: str) -> bool:
    return not text.isdecimal() or int(text[:6]) > _MAX_DAY_OF_MONTH


def find_loose_decimals(sentence: Sentence, folded: str, findings: GuardFindings) -> None:
    """Record decimals that count no noun, near a name, or injected or on a schedule with a body part."""
    for position, token in enumerate(sentence):
        if (
            not token.kind & WordKind.NUMBER
            or not _is_fractional_number(token, folded)
            or not _counts_no_noun(sentence, position, folded)
        ):
            continue
        if contains_kind(sentence[max(0, position - 8) : position + 9], NAME_KINDS):
            findings.record_amount(TopicClass.SUBSTANCE_AMOUNT, token)
        elif _is_put_into_body(sentence):
            findings.record_amount(TopicClass.UNNAMED_AMOUNT, token)


def _is_put_into_body(sentence: Sentence) -> bool:
    """Whether numbers of a sentence go into a body: injected, titrated, or on a schedule into a part of it."""
    if sentence.kinds & (WordKind.UNIT_INNOCENT | WordKind.FOOD):
        return False
    if sentence.kinds & WordKind.BODY and any(token.text in INJECTION_VERBS for token in sentence):
        return True
    if sentence.kinds & WordKind.REGIMEN and any(token.text.startswith("titrat") for token in sentence):
        return True
    has_rhythm = any(count_schedule_words(sentence, position) for position in range(len(sentence)))
    return has_rhythm and (bool(sentence.kinds & WordKind.ROUTE) or _is_into_body_part(sentence))


def _is_into_body_part(sentence: Sentence) -> bool:
    """Whether a sentence names a part of the body as a place: "in the stomach", not "left arm"."""
    return any(
        token.kind & WordKind.BODY
        and any(word.text in _INTO_WORDS for word in sentence[max(0, position - 2) : position + 1])
        for position, token in enumerate(sentence)
    )


def _is_fractional_number(token: Token, folded: str) -> bool:
    return _is_decimal_amount(token, folded) or "point " in token.text


def _find_amount_before_name(sentence: Sentence, name_position: int) -> int | None:
    position = name_position - 1
    while (
        position > 0
        and name_position - position <= 3
        and (sentence[position].text in LINKING_WORDS or not sentence[position].kind)
    ):
        position -= 1
    if (
        position < 0
        or not sentence[position].kind & WordKind.NUMBER
        or ":" in sentence[position].text
        or _is_year(sentence[position].text)
    ):
        return _find_fraction_after_name(sentence, name_position)
    if sentence[position].text in FRACTION_WORDS or (
        position < name_position - 1 and sentence[position + 1].text == "of"
    ):
        return position
    if position < name_position - 1 or (position and sentence[position - 1].text in _NUMBERED_NOUNS):
        return None
    if position == 0 or sentence[position].is_numeric or sentence[position].text not in _ARTICLE_LIKE_NUMBERS:
        return position
    nearby = [*sentence[max(0, position - 4) : position], *sentence[name_position + 1 : name_position + 4]]
    return position if contains_kind(nearby, INTAKE_KINDS) else None


def _find_fraction_after_name(sentence: Sentence, name_position: int) -> int | None:
    """Return the position of the name when "and a half" or "una y media" follows it."""
    after = sentence[name_position + 1 : name_position + 3]
    is_halved = len(after) == 2 and after[0].text in AND_WORDS and after[1].text in FRACTION_WORDS
    numbers_by_word = (
        contains_kind(after[:1], WordKind.NUMBER)
        and after[0].text.rpartition(" ")[2] in FRACTION_WORDS
        and " " in after[0].text
    )
    return name_position if is_halved or numbers_by_word else None
