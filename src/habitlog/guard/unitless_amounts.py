"""Look for numbers without a unit that are doses all the same: "metformin 500", "half a xanax", "up to .5"."""

from __future__ import annotations

import re
from itertools import pairwise

from habitlog.guard.amounts import AND_WORDS, INJECTION_VERBS, LINKING_WORDS
from habitlog.guard.findings import GuardFindings, contains_kind, count_schedule_words
from habitlog.guard.tokens import Sentence, Token
from habitlog.guard.unnamed_amounts import FRACTION_WORDS
from habitlog.guard.vocabulary import read_rule_words
from habitlog.guard.word_kinds import FREQUENCY_KINDS, INTAKE_KINDS, NAME_KINDS, WordKind

_NUMBERED_NOUNS = frozenset({"day", "week", "month", "year", "phase", "type", "stage", "page", "chapter", "round"})
_HORMONE_SUPPLEMENTS = frozenset({"melatonin", "dhea", "melatonina"})
_COUNTED_MEDICINES = frozenset(read_rule_words("taken_in_numbers"))
_LEAD_IN_WORDS = frozenset(read_rule_words("leading_up"))
_PRECEDING_WORDS = frozenset(read_rule_words("towards"))
_FORMULATION_WORDS = frozenset(read_rule_words("forms"))
_ARTICLE_LIKE_NUMBERS = frozenset(read_rule_words("like_articles"))
_COUNTED_KINDS = WordKind.TIME | WordKind.PERIOD | WordKind.FOOD | WordKind.UNIT_INNOCENT
_MAX_DAY_OF_MONTH, _MAX_MONTH = 31, 12
_RAISE_PHRASES = [["up", "to"], ["down", "to"]]
_SEQUENCE_WORDS = frozenset(
    {"then", "dann", "puis", "luego", "before", "after", "at", "with", "nach", "vor", "avant", "antes"}
)
_SHORT_WORDS = frozenset({"as", "is", "this", "das", "des", "los", "las", "les"})
_INTO_BODY_KINDS = WordKind.BODY | WordKind.ROUTE
_AFTER_NUMBER_KINDS = WordKind.WHEN | WordKind.BODY | FREQUENCY_KINDS
_TIME_OF_DAY = re.compile(r"(?:1?\d|2[0-3])[.,:][0-5]\d")


def find_unitless_amounts(sentence: Sentence, folded: str, findings: GuardFindings) -> None:
    """Numbers without a unit beside a name: "metformin 500", "took 2 ibuprofen", "test 250 twice a week"."""
    for at, token in enumerate(sentence):
        kind = token.kind
        if not kind & (WordKind.SHARED | NAME_KINDS):
            continue
        if not kind & NAME_KINDS and token.text not in _HORMONE_SUPPLEMENTS:
            _record_ambiguous_name_amounts(sentence, at, findings)
            continue
        place = _find_amount_after_name(sentence, at + 1, folded) or _find_slash_pair(sentence, at + 1, folded)
        if place:
            findings.record_amount("A", *sentence[place[0] : place[1] + 1])
        before = _find_amount_before_name(sentence, at)
        if before is not None:
            if _is_large_tablet_count(sentence, before, token):
                findings.topic_classes.add("H")
            findings.record_amount("A", *(sentence[before:at] or sentence[at + 1 : at + 3]))


def _record_ambiguous_name_amounts(sentence: Sentence, position: int, findings: GuardFindings) -> None:
    """Everyday words count with a number and a schedule ("eq 400 a week"), or as "600 of test"."""
    if (
        position >= 2
        and sentence[position - 1].text == "of"
        and sentence[position - 2].is_numeric
        and _exceeds_day_of_month(sentence[position - 2].text)
    ):
        findings.record_amount("A", sentence[position - 2])
    for place in range(position + 1, min(position + 5, len(sentence) - 1)):
        if (
            sentence[place].is_numeric
            and count_schedule_words(sentence, place + 1) == 1
            and sentence[place + 1].kind & WordKind.CODE
        ):
            findings.record_amount("A", sentence[place], sentence[place + 1])
    if _has_numbered_neighbour(sentence, position):
        findings.record_amount("A", sentence[position + 1])
    if (
        position
        and sentence[position - 1].is_numeric
        and _exceeds_day_of_month(sentence[position - 1].text)
        and _is_followed_by_frequency(sentence, position + 1)
    ):
        findings.record_amount("A", sentence[position - 1])
    if (
        position + 2 >= len(sentence)
        or not sentence[position + 1].is_numeric
        or not count_schedule_words(sentence, position + 2)
    ):
        return
    number = sentence[position + 1].text
    if not sentence[position + 2].text.startswith(("times", "x ")) and (len(number) > 1 or not number.isdecimal()):
        findings.record_amount(
            "A", sentence[position + 1], sentence[position + 1 + count_schedule_words(sentence, position + 2)]
        )


def _is_followed_by_frequency(sentence: Sentence, position: int) -> bool:
    """Whether words of frequency stand there: "125 test a week"."""
    return position < len(sentence) and bool(sentence[position].kind & FREQUENCY_KINDS)


def _is_large_tablet_count(sentence: Sentence, position: int, name: Token) -> bool:
    """Whether ten or more tablets of something that is swallowed by the tablet went down: "took 30 paracetamol"."""
    number = sentence[position].text
    many = number.isdecimal() and 10 <= int(number[:6]) <= 100
    return (
        many
        and name.text in _COUNTED_MEDICINES
        and contains_kind(sentence[max(0, position - 3) : position], WordKind.SWALLOWED)
    )


def _has_numbered_neighbour(sentence: Sentence, position: int) -> bool:
    """Whether two everyday words that are slang too have a number each, one of them large: "t3 25 and t4 100"."""
    counted = {
        one.text: number.text
        for place, (one, number) in enumerate(pairwise(sentence))
        if one.kind & WordKind.SHARED
        and number.is_numeric
        and not contains_kind(sentence[place + 2 : place + 3], _COUNTED_KINDS)
    }
    return len(counted) > 1 and sentence[position].text in counted and any(map(_exceeds_day_of_month, counted.values()))


def _find_amount_after_name(sentence: Sentence, start: int, folded: str) -> tuple[int, int] | None:
    """First and last token of a bare amount that follows a name, or None."""
    at = start
    while at < len(sentence) and at < start + 5 and _can_precede_amount(sentence[at]):
        at += 1
    if at == len(sentence):
        return None
    if not sentence[at].is_numeric:
        return (at, at) if _is_word_number_amount(sentence, at) else None
    led = [token.text for token in sentence[start:at]]
    plain = set(led) <= _FORMULATION_WORDS or led[-2:] in _RAISE_PHRASES or _is_decimal_amount(sentence[at], folded)
    if not _is_plausible_amount(sentence[at].text, is_explicit=plain) or not _counts_nothing(sentence, at, folded):
        return None
    last = at
    while last + 1 < len(sentence) and (sentence[last + 1].is_numeric or sentence[last + 1].text in {"to", "auf", "a"}):
        last += 1
    first = at
    while first > start and sentence[first - 1].text in _LEAD_IN_WORDS:
        first -= 1
    return first, last if sentence[last].is_numeric else at


def _find_slash_pair(sentence: Sentence, position: int, folded: str) -> tuple[int, int] | None:
    """Two small numbers joined by a stroke right after a name that nobody started or had since: "levemir 12/10"."""
    two = sentence[position : position + 2]
    if len(two) < 2 or not all(one.is_numeric for one in two) or contains_kind(sentence[:position], INTAKE_KINDS):
        return None
    apart, after = folded[two[0].end : two[1].start], folded[two[1].end : two[1].end + 1]
    return (position, position + 1) if apart == "/" and after not in {"/", "-"} else None


def _can_precede_amount(token: Token) -> bool:
    return (
        token.text in _PRECEDING_WORDS
        or token.text in _FORMULATION_WORDS
        or bool(token.kind & (NAME_KINDS | WordKind.SHARED) and not token.is_numeric)
    )


def _is_word_number_amount(sentence: Sentence, position: int) -> bool:
    """Whether a number in words counts nothing: "crestor ten at night", "aleve, two of them"."""
    token, after = sentence[position], sentence[position + 1 : position + 3]
    if not token.kind & WordKind.NUMBER or token.text in _ARTICLE_LIKE_NUMBERS - {"two", "three"}:
        return False
    if (
        not after
        or after[0].kind & _AFTER_NUMBER_KINDS
        or after[0].text in _SEQUENCE_WORDS
        or [one.text for one in after] == ["of", "them"]
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
    """Whether a number has a fraction that no time of day and no date has; ".25" counts."""
    if not token.is_numeric or ":" in token.text or token.text.count(".") + token.text.count(",") > 1:
        return False
    if folded[max(0, token.start - 1) : token.start] == ".":
        return folded[max(0, token.start - 2) : token.start - 1] in {"", " ", "(", "@"}
    return not token.text.isdecimal() and "/" not in token.text and not _TIME_OF_DAY.fullmatch(token.text)


def _parse_hour(text: str) -> int:
    return int(text[:6]) if text.isdecimal() else 0


def _counts_nothing(sentence: Sentence, position: int, folded: str) -> bool:
    """Whether a number counts nothing that is named after it."""
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
    """Whether two small numbers stand side by side, one of them no larger than a month: "3/4", not "25-50"."""
    near = [
        int(one.text)
        for one in sentence[position : position + 2]
        if one.text.isdecimal() and not _exceeds_day_of_month(one.text)
    ]
    if len(near) == 2:
        return min(near) <= _MAX_MONTH
    return len(near) == 1 and not contains_kind(sentence[position + 1 : position + 2], WordKind.NUMBER)


def _exceeds_day_of_month(text: str) -> bool:
    return not text.isdecimal() or int(text[:6]) > _MAX_DAY_OF_MONTH


def find_loose_decimals(sentence: Sentence, folded: str, findings: GuardFindings) -> None:
    """Decimals that count nothing, in a sentence with a name, or put into the body on a schedule."""
    for at, token in enumerate(sentence):
        if (
            not token.kind & WordKind.NUMBER
            or not _is_fractional_number(token, folded)
            or not _counts_nothing(sentence, at, folded)
        ):
            continue
        if contains_kind(sentence[max(0, at - 8) : at + 9], NAME_KINDS):
            findings.record_amount("A", token)
        elif _is_put_into_body(sentence):
            findings.record_amount("B", token)


def _is_put_into_body(sentence: Sentence) -> bool:
    """Whether a number of a sentence goes into somebody: by a word for it, or on a schedule or after a change."""
    if sentence.kinds & WordKind.BODY and any(token.text in INJECTION_VERBS for token in sentence):
        return True
    if sentence.kinds & WordKind.ROUTE_SHARED and any(token.text.startswith("titrat") for token in sentence):
        return True
    steady = sentence.kinds & WordKind.CHANGE or any(count_schedule_words(sentence, at) for at in range(len(sentence)))
    return bool(steady and sentence.kinds & _INTO_BODY_KINDS)


def _is_fractional_number(token: Token, folded: str) -> bool:
    return _is_decimal_amount(token, folded) or "point " in token.text


def _find_amount_before_name(sentence: Sentence, name_position: int) -> int | None:
    at = name_position - 1
    while at > 0 and name_position - at <= 3 and (sentence[at].text in LINKING_WORDS or not sentence[at].kind):
        at -= 1
    if at < 0 or not sentence[at].kind & WordKind.NUMBER or ":" in sentence[at].text or _is_year(sentence[at].text):
        return _find_fraction_after_name(sentence, name_position)
    if sentence[at].text in FRACTION_WORDS or (at < name_position - 1 and sentence[at + 1].text == "of"):
        return at
    if at < name_position - 1 or (at and sentence[at - 1].text in _NUMBERED_NOUNS):
        return None
    if at == 0 or sentence[at].is_numeric or sentence[at].text not in _ARTICLE_LIKE_NUMBERS:
        return at
    around = [*sentence[max(0, at - 4) : at], *sentence[name_position + 1 : name_position + 4]]
    return at if contains_kind(around, INTAKE_KINDS) else None


def _find_fraction_after_name(sentence: Sentence, name_position: int) -> int | None:
    """The place of the name when "and a half" or "una y media" follows it."""
    after = sentence[name_position + 1 : name_position + 3]
    halved = len(after) == 2 and after[0].text in AND_WORDS and after[1].text in FRACTION_WORDS
    counted = (
        contains_kind(after[:1], WordKind.NUMBER)
        and after[0].text.rpartition(" ")[2] in FRACTION_WORDS
        and " " in after[0].text
    )
    return name_position if halved or counted else None
