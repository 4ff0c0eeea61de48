"""Amounts in a sentence and what each of them is an amount of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from habitlog.guard.kinds import UNITS, Kind
from habitlog.guard.tokens import Sentence
from habitlog.guard.unnamed import FRACTIONS, VOLUMES, Around, unnamed
from habitlog.guard.vocabulary import small_words

_SETTLES = Kind.UNIT_HARD | Kind.UNIT_MG | Kind.UNIT_COUNT
_NAMES = Kind.STRONG | Kind.SLANG | Kind.TOPIC
_SUPPLEMENT = Kind.SUPPLEMENT | Kind.SUPPLEMENT_PLAIN
_HARMLESS = Kind.FOOD | _SUPPLEMENT
_SUBSTANCES = _NAMES | Kind.SHARED
_CONCENTRATION = re.compile(r"[^\S\n]*(?:/|per)\s*(?:d?l\b|lit(?:er|re)\b|100\b)")
LINKS = frozenset(small_words("links"))
AND = frozenset(small_words("and"))
_AFTER = frozenset({"after", "before", "with", "following", "nach", "después", "apres", "despues", "and"})
_TENS = frozenset({"ten", "fifteen", "twenty", "thirty", "forty", "fifty", "hundred"})
_INTO_THE_BODY = frozenset({"injection", "injections", "inject", "injected", "injecting", "iv", "intramuscular"})
PUT_IN = frozenset({"injected", "injecting", "inject", "pinned", "pinning", "jabbed"})
_ONE = frozenset({"un", "una", "une", "uma", "um", "eine", "ein", "een", "en"})
"""Articles that are a count between a name and what it comes in: "nolotil una cápsula"."""
WINDOW = 3
_GLASS = 100


@dataclass(slots=True)
class Amount:
    """A number with a unit: first and last token, and one of the meanings the policy tells apart.

    `meaning` is "substance", "supplement", "food", "unknown" (drug-like, no name) or "plain".
    """

    first: int
    last: int
    meaning: str


def amounts(sentence: Sentence, folded: str) -> Iterator[Amount]:
    """Every amount of a sentence; laboratory values such as mg/dl are none."""
    for last, unit in enumerate(sentence):
        if not unit.kind & UNITS:
            continue
        if unit.kind & Kind.UNIT_COUNT and _and_a_half(sentence, last):
            yield Amount(last, last + 2, _meaning(sentence, last, last))
        first = last if unit.kind & Kind.NUMBER else _number_before(sentence, last)
        if first is not None and not _CONCENTRATION.match(folded, unit.end):
            yield Amount(first, last, _meaning(sentence, first, last))


def _and_a_half(sentence: Sentence, last: int) -> bool:
    after = sentence[last + 1 : last + 3]
    return len(after) == 2 and after[0].text in AND and after[1].text in FRACTIONS


def many_swallowed(sentence: Sentence, amount: Amount) -> bool:
    """Whether ten or more tablets went down at once: "took 30 pills", not "prescribed 30 pills"."""
    unit = sentence[amount.last].kind
    if not sentence.kinds & Kind.SWALLOWED or not unit & Kind.UNIT_COUNT:
        return False
    if unit & Kind.DOSE or sentence.kinds & Kind.FREQUENCY:
        return False
    number = sentence[amount.first].text
    many = number in _TENS or (number.isdecimal() and len(number.lstrip("0")) > 1)
    return many and any(t.kind & Kind.SWALLOWED for t in sentence[max(0, amount.first - 3) : amount.first])


def _number_before(sentence: Sentence, last: int) -> int | None:
    if last == 0:
        return None
    first = last - 1
    if (
        last > 1
        and sentence[first].text in _ONE
        and sentence[last].kind & Kind.UNIT_COUNT
        and sentence[last - 2].kind & _NAMES
    ):
        return first
    counted = Kind.UNIT_COUNT | Kind.UNIT_COUNT_SHARED
    named = _NAMES | _SUPPLEMENT if sentence[last].kind & counted else 0
    while first > 0 and last - first <= 3 and (sentence[first].text in LINKS or sentence[first].kind & named):
        if sentence[first].kind & Kind.NUMBER:
            break
        first -= 1
    at = first
    while at > 0 and last - at <= 2 and sentence[last].kind & Kind.UNIT_COUNT and not sentence[at].kind:
        at -= 1
    if sentence[at].kind & Kind.NUMBER and sentence[at].text != "one":
        first = at
    if not sentence[first].kind & Kind.NUMBER:
        return None
    while first > 0 and sentence[first - 1].kind & Kind.NUMBER:
        first -= 1
    return first


def _ahead(sentence: Sentence, last: int) -> Around:
    found: Around = []
    for token in sentence[last + 1 : last + 2 + 2 * WINDOW]:
        if token.text in LINKS:
            continue
        if len(found) == WINDOW or token.kind & Kind.NUMBER:
            break
        found.append((len(found) + 1, token.kind))
        if token.kind & Kind.BREAKER:
            break
    return found


def _behind(sentence: Sentence, first: int) -> Around:
    found: Around = []
    for at in range(first - 1, max(-1, first - 2 - 2 * WINDOW), -1):
        token = sentence[at]
        if token.text in LINKS:
            continue
        kind = token.kind
        if len(found) == WINDOW or kind & Kind.NUMBER:
            break
        if kind & Kind.FOOD and at > 0 and sentence[at - 1].text in _AFTER:
            kind &= ~Kind.FOOD
        found.append((len(found) + 1, kind))
    return found


def _nearest(around: Around, kinds: int) -> int:
    nearest = 99
    for distance, kind in around:
        if kind & kinds and distance < nearest:
            nearest = distance
    return nearest


def _meaning(sentence: Sentence, first: int, last: int) -> str:
    ahead = _ahead(sentence, last)
    around = [*ahead, *_behind(sentence, first)]
    if sentence.kinds & _SUPPLEMENT and any(token.kind & _SUPPLEMENT for token in sentence[first + 1 : last]):
        around.append((1, _SUPPLEMENT))
    if sentence.kinds & _SUBSTANCES and _is_substance(sentence, first, last, ahead, around):
        return "substance"
    if not sentence.kinds & _HARMLESS:
        return unnamed(sentence, first, last, around)
    supplement = _nearest(around, _SUPPLEMENT) < 99
    if (
        supplement
        and sentence[last].kind & Kind.UNIT_SOFT
        and _nearest(around, Kind.FOOD) < _nearest(around, _SUPPLEMENT)
    ):
        return "food"
    if supplement and not _from_food(sentence, first, last, around):
        return (
            "substance"
            if sentence.kinds & Kind.ROUTE_CLEAR or any(t.text in _INTO_THE_BODY for t in sentence)
            else "supplement"
        )
    if supplement or _nearest(around, Kind.FOOD) < 99:
        return "food"
    return unnamed(sentence, first, last, around)


def _is_substance(sentence: Sentence, first: int, last: int, ahead: Around, around: Around) -> bool:
    settles = sentence[last].kind & _SETTLES
    name, harmless = _nearest(around, _NAMES), _nearest(around, _HARMLESS)
    if name < 99 and (name < harmless or (settles and harmless > 1)):
        return True
    harmless_ahead = _nearest(ahead, _HARMLESS)
    if _nearest(ahead, _NAMES) < harmless_ahead:
        return True
    if settles and harmless_ahead == 99 and _has_name_behind(sentence, first):
        return True
    near_slang = _nearest(around, Kind.SHARED) <= 2 and _nearest(around, Kind.FOOD) == 99
    return near_slang and _drug_unit(sentence, last) and not _is_a_glass(sentence, first, last)


def _has_name_behind(sentence: Sentence, first: int) -> bool:
    return any(token.kind & Kind.STRONG for token in sentence[max(0, first - 6) : first])


def _drug_unit(sentence: Sentence, last: int) -> bool:
    return bool(sentence[last].kind & _SETTLES) or sentence[last].text in VOLUMES


def _is_a_glass(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a volume is one of drinks: "IPA 330 ml"."""
    number = sentence[first].text
    return sentence[last].text in VOLUMES and number.isdecimal() and int(number[:6]) >= _GLASS


def _from_food(sentence: Sentence, first: int, last: int, around: Around) -> bool:
    if any(kind & Kind.SUPPLEMENT_PLAIN for _, kind in around):
        return False
    behind, ahead = sentence[max(0, first - 3) : first], sentence[last + 1 : last + 3]
    if any(t.kind & Kind.FOOD for t in behind) and any(t.kind & _SUPPLEMENT for t in ahead):
        return not any(t.kind & _SUPPLEMENT for t in behind)
    near = sentence[max(0, first - 4) : last + 6]
    return any(t.kind & Kind.SOURCE for t in near) and any(t.kind & Kind.FOOD for t in near)
