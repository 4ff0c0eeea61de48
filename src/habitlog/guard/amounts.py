"""Amounts in a sentence and what each of them is an amount of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from habitlog.guard.tokens import Sentence
from habitlog.guard.unnamed_amounts import FRACTION_WORDS, VOLUME_UNITS, AmountContext, classify_unnamed_amount
from habitlog.guard.vocabulary import read_rule_words
from habitlog.guard.word_kinds import UNIT_KINDS, WordKind

_DRUG_UNIT_KINDS = WordKind.UNIT_HARD | WordKind.UNIT_MG | WordKind.UNIT_COUNT
_NAME_OR_TOPIC_KINDS = WordKind.STRONG | WordKind.SLANG | WordKind.TOPIC
_SUPPLEMENT_KINDS = WordKind.SUPPLEMENT | WordKind.SUPPLEMENT_PLAIN
_HARMLESS_KINDS = WordKind.FOOD | _SUPPLEMENT_KINDS
_SUBSTANCE_KINDS = _NAME_OR_TOPIC_KINDS | WordKind.SHARED
_CONCENTRATION_PATTERN = re.compile(r"[^\S\n]*(?:/|per)\s*(?:d?l\b|lit(?:er|re)\b|100\b)")
LINKING_WORDS = frozenset(read_rule_words("links"))
AND_WORDS = frozenset(read_rule_words("and"))
_BEFORE_OR_AFTER_WORDS = frozenset(
    {"after", "before", "with", "following", "nach", "después", "apres", "despues", "and"}
)
_LARGE_NUMBER_WORDS = frozenset({"ten", "fifteen", "twenty", "thirty", "forty", "fifty", "hundred"})
_INJECTION_WORDS = frozenset({"injection", "injections", "inject", "injected", "injecting", "iv", "intramuscular"})
INJECTION_VERBS = frozenset({"injected", "injecting", "inject", "pinned", "pinning", "jabbed"})
_COUNTING_ARTICLES = frozenset({"un", "una", "une", "uma", "um", "eine", "ein", "een", "en"})
"""Articles that are a count between a name and what it comes in: "nolotil una cápsula"."""
CONTEXT_TOKENS = 3
_MIN_DRINK_VOLUME = 100


@dataclass(slots=True)
class Amount:
    """A number with a unit: first and last token, and one of the meanings the policy tells apart.

    `meaning` is "substance", "supplement", "food", "unknown" (drug-like, no name) or "plain".
    """

    first: int
    last: int
    meaning: str


def iterate_amounts(sentence: Sentence, folded: str) -> Iterator[Amount]:
    """Every amount of a sentence; laboratory values such as mg/dl are none."""
    for last, unit in enumerate(sentence):
        if not unit.kind & UNIT_KINDS:
            continue
        if unit.kind & WordKind.UNIT_COUNT and _is_followed_by_half(sentence, last):
            yield Amount(last, last + 2, _classify_amount(sentence, last, last))
        first = last if unit.kind & WordKind.NUMBER else _find_number_before(sentence, last)
        if first is not None and not _CONCENTRATION_PATTERN.match(folded, unit.end):
            yield Amount(first, last, _classify_amount(sentence, first, last))


def _is_followed_by_half(sentence: Sentence, last: int) -> bool:
    after = sentence[last + 1 : last + 3]
    return len(after) == 2 and after[0].text in AND_WORDS and after[1].text in FRACTION_WORDS


def is_large_swallowed_count(sentence: Sentence, amount: Amount) -> bool:
    """Whether ten or more tablets went down at once: "took 30 pills", not "prescribed 30 pills"."""
    unit = sentence[amount.last].kind
    if not sentence.kinds & WordKind.SWALLOWED or not unit & WordKind.UNIT_COUNT:
        return False
    if unit & WordKind.DOSE or sentence.kinds & WordKind.FREQUENCY:
        return False
    number = sentence[amount.first].text
    many = number in _LARGE_NUMBER_WORDS or (number.isdecimal() and len(number.lstrip("0")) > 1)
    return many and any(t.kind & WordKind.SWALLOWED for t in sentence[max(0, amount.first - 3) : amount.first])


def _find_number_before(sentence: Sentence, last: int) -> int | None:
    if last == 0:
        return None
    first = last - 1
    if (
        last > 1
        and sentence[first].text in _COUNTING_ARTICLES
        and sentence[last].kind & WordKind.UNIT_COUNT
        and sentence[last - 2].kind & _NAME_OR_TOPIC_KINDS
    ):
        return first
    counted = WordKind.UNIT_COUNT | WordKind.UNIT_COUNT_SHARED
    named = _NAME_OR_TOPIC_KINDS | _SUPPLEMENT_KINDS if sentence[last].kind & counted else 0
    while first > 0 and last - first <= 3 and (sentence[first].text in LINKING_WORDS or sentence[first].kind & named):
        if sentence[first].kind & WordKind.NUMBER:
            break
        first -= 1
    at = first
    while at > 0 and last - at <= 2 and sentence[last].kind & WordKind.UNIT_COUNT and not sentence[at].kind:
        at -= 1
    if sentence[at].kind & WordKind.NUMBER and sentence[at].text != "one":
        first = at
    if not sentence[first].kind & WordKind.NUMBER:
        return None
    while first > 0 and sentence[first - 1].kind & WordKind.NUMBER:
        first -= 1
    return first


def _context_after(sentence: Sentence, last: int) -> AmountContext:
    found: AmountContext = []
    for token in sentence[last + 1 : last + 2 + 2 * CONTEXT_TOKENS]:
        if token.text in LINKING_WORDS:
            continue
        if len(found) == CONTEXT_TOKENS or token.kind & WordKind.NUMBER:
            break
        found.append((len(found) + 1, token.kind))
        if token.kind & WordKind.BREAKER:
            break
    return found


def _context_before(sentence: Sentence, first: int) -> AmountContext:
    found: AmountContext = []
    for at in range(first - 1, max(-1, first - 2 - 2 * CONTEXT_TOKENS), -1):
        token = sentence[at]
        if token.text in LINKING_WORDS:
            continue
        kind = token.kind
        if len(found) == CONTEXT_TOKENS or kind & WordKind.NUMBER:
            break
        if kind & WordKind.FOOD and at > 0 and sentence[at - 1].text in _BEFORE_OR_AFTER_WORDS:
            kind &= ~WordKind.FOOD
        found.append((len(found) + 1, kind))
    return found


def _nearest_distance(context: AmountContext, kinds: int) -> int:
    nearest = 99
    for distance, kind in context:
        if kind & kinds and distance < nearest:
            nearest = distance
    return nearest


def _classify_amount(sentence: Sentence, first: int, last: int) -> str:
    ahead = _context_after(sentence, last)
    around = [*ahead, *_context_before(sentence, first)]
    if sentence.kinds & _SUPPLEMENT_KINDS and any(
        token.kind & _SUPPLEMENT_KINDS for token in sentence[first + 1 : last]
    ):
        around.append((1, _SUPPLEMENT_KINDS))
    if sentence.kinds & _SUBSTANCE_KINDS and _is_substance_amount(sentence, first, last, ahead, around):
        return "substance"
    if not sentence.kinds & _HARMLESS_KINDS:
        return classify_unnamed_amount(sentence, first, last, around)
    supplement = _nearest_distance(around, _SUPPLEMENT_KINDS) < 99
    if (
        supplement
        and sentence[last].kind & WordKind.UNIT_SOFT
        and _nearest_distance(around, WordKind.FOOD) < _nearest_distance(around, _SUPPLEMENT_KINDS)
    ):
        return "food"
    if supplement and not _is_from_food(sentence, first, last, around):
        return (
            "substance"
            if sentence.kinds & WordKind.ROUTE_CLEAR or any(t.text in _INJECTION_WORDS for t in sentence)
            else "supplement"
        )
    if supplement or _nearest_distance(around, WordKind.FOOD) < 99:
        return "food"
    return classify_unnamed_amount(sentence, first, last, around)


def _is_substance_amount(
    sentence: Sentence, first: int, last: int, context_after: AmountContext, context: AmountContext
) -> bool:
    settles = sentence[last].kind & _DRUG_UNIT_KINDS
    name, harmless = _nearest_distance(context, _NAME_OR_TOPIC_KINDS), _nearest_distance(context, _HARMLESS_KINDS)
    if name < 99 and (name < harmless or (settles and harmless > 1)):
        return True
    harmless_ahead = _nearest_distance(context_after, _HARMLESS_KINDS)
    if _nearest_distance(context_after, _NAME_OR_TOPIC_KINDS) < harmless_ahead:
        return True
    if settles and harmless_ahead == 99 and _has_name_before(sentence, first):
        return True
    near_slang = _nearest_distance(context, WordKind.SHARED) <= 2 and _nearest_distance(context, WordKind.FOOD) == 99
    return near_slang and _has_drug_unit(sentence, last) and not _is_drink_volume(sentence, first, last)


def _has_name_before(sentence: Sentence, first: int) -> bool:
    return any(token.kind & WordKind.STRONG for token in sentence[max(0, first - 6) : first])


def _has_drug_unit(sentence: Sentence, last: int) -> bool:
    return bool(sentence[last].kind & _DRUG_UNIT_KINDS) or sentence[last].text in VOLUME_UNITS


def _is_drink_volume(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a volume is one of drinks: "IPA 330 ml"."""
    number = sentence[first].text
    return sentence[last].text in VOLUME_UNITS and number.isdecimal() and int(number[:6]) >= _MIN_DRINK_VOLUME


def _is_from_food(sentence: Sentence, first: int, last: int, context: AmountContext) -> bool:
    if any(kind & WordKind.SUPPLEMENT_PLAIN for _, kind in context):
        return False
    behind, ahead = sentence[max(0, first - 3) : first], sentence[last + 1 : last + 3]
    if any(t.kind & WordKind.FOOD for t in behind) and any(t.kind & _SUPPLEMENT_KINDS for t in ahead):
        return not any(t.kind & _SUPPLEMENT_KINDS for t in behind)
    near = sentence[max(0, first - 4) : last + 6]
    return any(t.kind & WordKind.SOURCE for t in near) and any(t.kind & WordKind.FOOD for t in near)
