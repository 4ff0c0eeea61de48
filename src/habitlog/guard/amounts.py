"""Amounts with a unit in a sentence, and what each of them is an amount of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

from msgspec import Struct

from habitlog.guard.tokens import Sentence
from habitlog.guard.vocabulary import read_rule_words
from habitlog.guard.word_kinds import (
    COUNT_UNIT_KINDS,
    FREQUENCY_KINDS,
    INTAKE_KINDS,
    NAME_OR_TOPIC_KINDS,
    SUPPLEMENT_KINDS,
    UNIT_KINDS,
    WordKind,
)

_DRUG_UNIT_KINDS = WordKind.UNIT_MICRO | WordKind.UNIT_MG | WordKind.UNIT_COUNT
_HARMLESS_KINDS = WordKind.FOOD | SUPPLEMENT_KINDS
_SUBSTANCE_KINDS = NAME_OR_TOPIC_KINDS | WordKind.AMBIGUOUS_SLANG
_CONCENTRATION_PATTERN = re.compile(r"[^\S\n]*(?:/|per)\s*(?:d?l\b|lit(?:er|re)\b|100\b)")
LINKING_WORDS = frozenset(read_rule_words("linking_words"))
AND_WORDS = frozenset(read_rule_words("and_words"))
_BEFORE_OR_AFTER_WORDS = frozenset(
    {"after", "before", "with", "following", "nach", "después", "apres", "despues", "and"}
)
_LARGE_NUMBER_WORDS = frozenset({"ten", "fifteen", "twenty", "thirty", "forty", "fifty", "hundred"})
_INJECTION_WORDS = frozenset({"injection", "injections", "inject", "injected", "injecting", "iv", "intramuscular"})
INJECTION_VERBS = frozenset({"injected", "injecting", "inject", "pinned", "pinning", "jabbed"})
_COUNTING_ARTICLES = frozenset({"un", "una", "une", "uma", "um", "eine", "ein", "een", "en"})
"""Articles that are a count between a name and its form: "nolotil una cápsula"."""
CONTEXT_TOKENS = 3
_MIN_DRINK_VOLUME = 100
_TAKEN_KINDS = INTAKE_KINDS | COUNT_UNIT_KINDS | FREQUENCY_KINDS | WordKind.TIME_OF_DAY | WordKind.PAST_INTAKE
"""Kinds of words beside which an amount of a supplement is taken, not eaten."""


AmountContext = list[tuple[int, int]]
"""The words around an amount, as (distance in words, kinds)."""
FRACTION_WORDS = frozenset(read_rule_words("fraction_words"))
VOLUME_UNITS = frozenset({"ml", "cc", "ccs", "мл", "mls", "毫升", "кубик", "кубика"})
_INNOCENT_UNITS = frozenset(read_rule_words("innocent_units"))
"""Units of medicines that a bicycle, a kitchen or a course has as well."""
_TAKING_VERBS = frozenset({"take", "takes", "taking"})
_INJECTED_VOLUME_UNITS = frozenset({"cc", "ccs", "кубик", "кубика"})
_GIVING_WORDS = frozenset(read_rule_words("giving_words"))
_SKIN_UNITS = frozenset(read_rule_words("skin_units"))
_INJECTION_ROUTES = frozenset({"im", "iv", "sc", "sq"})
_SWALLOWED_UNITS = frozenset({"tab", "tabs", "cap", "caps", "amp", "amps", "syringe", "syringes"})
_SPOKEN_UNITS = frozenset({"u", "mil", "mils"})
_FRACTION_DIGITS = [["1", "2"], ["1", "3"], ["1", "4"], ["3", "4"]]
_DOSE_WORDS = frozenset({"dose", "doses"})
_ROUTE_KINDS = WordKind.ROUTE_CLEAR | WordKind.ROUTE | WordKind.CODE


class AmountMeaning(Enum):
    """What an amount is an amount of; `UNKNOWN` is one that reads like a dose, with no name near it."""

    SUBSTANCE = auto()
    SUPPLEMENT = auto()
    FOOD = auto()
    UNKNOWN = auto()
    PLAIN = auto()


class Amount(Struct):
    """A number with a unit: the positions of its first and last token, and its meaning."""

    first: int
    last: int
    meaning: AmountMeaning


def iterate_amounts(sentence: Sentence, folded: str) -> Iterator[Amount]:
    """Yield every amount of a sentence; laboratory values such as mg/dl are not amounts."""
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
    """Whether ten or more tablets were swallowed at once: "took 30 pills", not "prescribed 30 pills"."""
    unit = sentence[amount.last].kind
    if not sentence.kinds & WordKind.PAST_INTAKE or not unit & WordKind.UNIT_COUNT:
        return False
    if unit & WordKind.DOSE or sentence.kinds & WordKind.FREQUENCY:
        return False
    number = sentence[amount.first].text
    is_large = number in _LARGE_NUMBER_WORDS or (number.isdecimal() and len(number.lstrip("0")) > 1)
    return is_large and any(t.kind & WordKind.PAST_INTAKE for t in sentence[max(0, amount.first - 3) : amount.first])


def _find_number_before(sentence: Sentence, last: int) -> int | None:
    if last == 0:
        return None
    first = last - 1
    if (
        last > 1
        and sentence[first].text in _COUNTING_ARTICLES
        and sentence[last].kind & WordKind.UNIT_COUNT
        and sentence[last - 2].kind & NAME_OR_TOPIC_KINDS
    ):
        return first
    name_kinds = NAME_OR_TOPIC_KINDS | SUPPLEMENT_KINDS if sentence[last].kind & COUNT_UNIT_KINDS else 0
    while (
        first > 0 and last - first <= 3 and (sentence[first].text in LINKING_WORDS or sentence[first].kind & name_kinds)
    ):
        if sentence[first].kind & WordKind.NUMBER:
            break
        first -= 1
    position = first
    while (
        position > 0
        and last - position <= 2
        and sentence[last].kind & WordKind.UNIT_COUNT
        and not sentence[position].kind
    ):
        position -= 1
    if sentence[position].kind & WordKind.NUMBER and sentence[position].text != "one":
        first = position
    if not sentence[first].kind & WordKind.NUMBER:
        return None
    while first > 0 and sentence[first - 1].kind & WordKind.NUMBER:
        first -= 1
    return first


def _context_after(sentence: Sentence, last: int) -> AmountContext:
    context: AmountContext = []
    for token in sentence[last + 1 : last + 2 + 2 * CONTEXT_TOKENS]:
        if token.text in LINKING_WORDS:
            continue
        if len(context) == CONTEXT_TOKENS or token.kind & WordKind.NUMBER:
            break
        context.append((len(context) + 1, token.kind))
        if token.kind & WordKind.CONTEXT_BREAK:
            break
    return context


def _context_before(sentence: Sentence, first: int) -> AmountContext:
    context: AmountContext = []
    for position in range(first - 1, max(-1, first - 2 - 2 * CONTEXT_TOKENS), -1):
        token = sentence[position]
        if token.text in LINKING_WORDS:
            continue
        kind = token.kind
        if len(context) == CONTEXT_TOKENS or kind & WordKind.NUMBER:
            break
        if kind & WordKind.FOOD and position > 0 and sentence[position - 1].text in _BEFORE_OR_AFTER_WORDS:
            kind &= ~WordKind.FOOD
        context.append((len(context) + 1, kind))
    return context


def _nearest_distance(context: AmountContext, kinds: int) -> int:
    nearest = 99
    for distance, kind in context:
        if kind & kinds and distance < nearest:
            nearest = distance
    return nearest


def _classify_amount(sentence: Sentence, first: int, last: int) -> AmountMeaning:
    after = _context_after(sentence, last)
    context = [*after, *_context_before(sentence, first)]
    if sentence.kinds & SUPPLEMENT_KINDS and any(token.kind & SUPPLEMENT_KINDS for token in sentence[first + 1 : last]):
        context.append((1, SUPPLEMENT_KINDS))
    if sentence.kinds & _SUBSTANCE_KINDS and _is_substance_amount(sentence, first, last, after, context):
        return AmountMeaning.SUBSTANCE
    if not sentence.kinds & _HARMLESS_KINDS:
        return _classify_unnamed_amount(sentence, first, last, context)
    near_supplement = _nearest_distance(context, SUPPLEMENT_KINDS) < 99
    if (
        near_supplement
        and sentence[last].kind & WordKind.UNIT_MEASURE
        and _nearest_distance(context, WordKind.FOOD) < _nearest_distance(context, SUPPLEMENT_KINDS)
    ):
        return AmountMeaning.FOOD
    if near_supplement and not _is_from_food(sentence, first, last, context):
        return (
            AmountMeaning.SUBSTANCE
            if sentence.kinds & WordKind.ROUTE_CLEAR or any(t.text in _INJECTION_WORDS for t in sentence)
            else AmountMeaning.SUPPLEMENT
        )
    if near_supplement or _nearest_distance(context, WordKind.FOOD) < 99:
        return AmountMeaning.FOOD
    return _classify_unnamed_amount(sentence, first, last, context)


def _is_substance_amount(
    sentence: Sentence, first: int, last: int, context_after: AmountContext, context: AmountContext
) -> bool:
    has_drug_unit = sentence[last].kind & _DRUG_UNIT_KINDS
    name_distance, harmless_distance = (
        _nearest_distance(context, NAME_OR_TOPIC_KINDS),
        _nearest_distance(context, _HARMLESS_KINDS),
    )
    if name_distance < 99 and (name_distance < harmless_distance or (has_drug_unit and harmless_distance > 1)):
        return True
    harmless_ahead = _nearest_distance(context_after, _HARMLESS_KINDS)
    if _nearest_distance(context_after, NAME_OR_TOPIC_KINDS) < harmless_ahead:
        return True
    if has_drug_unit and harmless_ahead == 99 and _has_name_before(sentence, first):
        return True
    is_near_slang = (
        _nearest_distance(context, WordKind.AMBIGUOUS_SLANG) <= 2 and _nearest_distance(context, WordKind.FOOD) == 99
    )
    return is_near_slang and _has_drug_unit(sentence, last) and not _is_drink_volume(sentence, first, last)


def _has_name_before(sentence: Sentence, first: int) -> bool:
    return any(token.kind & WordKind.SUBSTANCE_NAME for token in sentence[max(0, first - 6) : first])


def _has_drug_unit(sentence: Sentence, last: int) -> bool:
    return bool(sentence[last].kind & _DRUG_UNIT_KINDS) or sentence[last].text in VOLUME_UNITS


def _is_drink_volume(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a volume is as large as a drink: "IPA 330 ml"."""
    number = sentence[first].text
    return sentence[last].text in VOLUME_UNITS and number.isdecimal() and int(number[:6]) >= _MIN_DRINK_VOLUME


def _is_from_food(sentence: Sentence, first: int, last: int, context: AmountContext) -> bool:
    if any(kind & WordKind.SUPPLEMENT_PLAIN for _, kind in context):
        return False
    before, after = sentence[max(0, first - 3) : first], sentence[last + 1 : last + 3]
    if any(t.kind & WordKind.FOOD for t in before) and any(t.kind & SUPPLEMENT_KINDS for t in after):
        return not any(t.kind & SUPPLEMENT_KINDS for t in before)
    nearby = sentence[max(0, first - 4) : last + 6]
    if any(t.kind & WordKind.SOURCE for t in nearby) and any(t.kind & WordKind.FOOD for t in nearby):
        return True
    return not sentence.kinds & _TAKEN_KINDS and _names_eaten_food(sentence)


def _names_eaten_food(sentence: Sentence) -> bool:
    """Whether a food is what the amount is of: "yoghurt, 180 mg of calcium", not "400 mg magnesium with dinner"."""
    return any(
        token.kind & WordKind.FOOD
        and not token.kind & SUPPLEMENT_KINDS
        and not (position and sentence[position - 1].text in _BEFORE_OR_AFTER_WORDS)
        for position, token in enumerate(sentence)
    )


def _classify_unnamed_amount(sentence: Sentence, first: int, last: int, context: AmountContext) -> AmountMeaning:
    """Return the meaning of an amount with no name near it: `UNKNOWN` where it reads like a dose."""
    unit = sentence[last]
    is_innocent = bool(sentence.kinds & WordKind.UNIT_INNOCENT) and any(
        token.kind & WordKind.UNIT_INNOCENT for token in sentence[max(0, first - 4) : last + 5]
    )
    if unit.text in _DOSE_WORDS and last + 1 < len(sentence) and sentence[last + 1].text == "of":
        return AmountMeaning.PLAIN
    if unit.kind & WordKind.UNIT_MICRO and any(token.kind & SUPPLEMENT_KINDS for token in sentence[:first]):
        return AmountMeaning.SUPPLEMENT
    if unit.kind & (WordKind.UNIT_MG | WordKind.UNIT_COUNT):
        return AmountMeaning.UNKNOWN
    if unit.kind & WordKind.UNIT_MICRO:
        return AmountMeaning.PLAIN if is_innocent and unit.text in _INNOCENT_UNITS else AmountMeaning.UNKNOWN
    is_spoken = unit.text in _SPOKEN_UNITS and _has_time_after(sentence, last)
    is_given = (is_spoken or _is_given_to_body(sentence, last)) and not is_innocent
    if is_given or (unit.text in VOLUME_UNITS and _is_taken_volume(sentence, first, last)):
        return AmountMeaning.UNKNOWN
    if unit.kind & WordKind.UNIT_COUNT_SHARED:
        is_hinted = _is_swallowed_unit(sentence, last, is_innocent=is_innocent)
    else:
        is_hinted = bool(sentence.kinds & _ROUTE_KINDS)
    return (
        AmountMeaning.UNKNOWN
        if is_hinted or any(kind & WordKind.MEDICINE for _, kind in context)
        else AmountMeaning.PLAIN
    )


def _has_time_after(sentence: Sentence, last: int) -> bool:
    """Whether a time of day or a frequency follows."""
    rhythm = WordKind.TIME_OF_DAY | WordKind.FREQUENCY | WordKind.CODE | WordKind.WEEKDAY
    return any(token.kind & rhythm for token in sentence[last + 1 : last + 3])


def _is_given_to_body(sentence: Sentence, last: int) -> bool:
    """Whether a volume or a number of pumps or patches goes into or onto the body."""
    text = sentence[last].text
    if text in VOLUME_UNITS and (text in _INJECTED_VOLUME_UNITS or any(t.text in _GIVING_WORDS for t in sentence)):
        return True
    if text in VOLUME_UNITS | _SPOKEN_UNITS and any(t.text in _INJECTION_ROUTES for t in sentence[last + 1 : last + 2]):
        return last + 2 >= len(sentence) or bool(sentence[last + 2].kind)
    return text in VOLUME_UNITS | _SKIN_UNITS and any(t.kind & WordKind.BODY for t in sentence[last + 1 : last + 7])


def _is_swallowed_unit(sentence: Sentence, position: int, *, is_innocent: bool) -> bool:
    kinds, unit = sentence.kinds, sentence[position]
    is_taken = kinds & (
        WordKind.INTAKE
        | WordKind.FREQUENCY
        | WordKind.TIME_OF_DAY
        | _ROUTE_KINDS
        | WordKind.SUBSTANCE_NAME
        | WordKind.SLANG
    )
    is_taken = is_taken or any(token.text == "ed" for token in sentence[position + 1 : position + 2])
    is_halved = any(token.text in FRACTION_WORDS for token in sentence[max(0, position - 2) : position])
    is_halved = is_halved or [token.text for token in sentence[max(0, position - 2) : position]] in _FRACTION_DIGITS
    return bool(kinds & NAME_OR_TOPIC_KINDS) or bool(
        unit.text in _SWALLOWED_UNITS and (is_taken or is_halved) and not is_innocent
    )


def _is_taken_volume(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a volume is taken of something unnamed: "taking 150 ml", not "take 500 ml of water"."""
    if first == 0 or sentence[first - 1].text not in _TAKING_VERBS or sentence.kinds & WordKind.FOOD:
        return False
    return last + 1 == len(sentence) or bool(
        sentence[last + 1].kind & (WordKind.NUMBER | WordKind.FREQUENCY | WordKind.CODE)
    )
