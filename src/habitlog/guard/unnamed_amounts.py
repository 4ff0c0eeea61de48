"""Amounts with no name near them: whether they read like a dose all the same."""

from __future__ import annotations

from habitlog.guard.tokens import Sentence
from habitlog.guard.vocabulary import read_rule_words
from habitlog.guard.word_kinds import WordKind

AmountContext = list[tuple[int, int]]
"""The words around an amount, as (distance, kinds)."""
FRACTION_WORDS = frozenset(read_rule_words("fractions"))
VOLUME_UNITS = frozenset({"ml", "cc", "ccs", "мл", "mls", "毫升", "кубик", "кубика"})
_NAME_OR_TOPIC_KINDS = WordKind.STRONG | WordKind.SLANG | WordKind.TOPIC
_SUPPLEMENT_KINDS = WordKind.SUPPLEMENT | WordKind.SUPPLEMENT_PLAIN
_TAKING_VERBS = frozenset({"take", "takes", "taking"})
_INJECTED_VOLUME_UNITS = frozenset({"cc", "ccs", "кубик", "кубика"})
_GIVING_WORDS = frozenset(read_rule_words("given"))
_SKIN_UNITS = frozenset(read_rule_words("on_skin"))
_INJECTION_ROUTES = frozenset({"im", "iv", "sc", "sq"})
_SWALLOWED_UNITS = frozenset({"tab", "tabs", "cap", "caps", "amp", "amps", "syringe", "syringes"})
_SPOKEN_UNITS = frozenset({"u", "mil", "mils"})
_FRACTION_DIGITS = [["1", "2"], ["1", "3"], ["1", "4"], ["3", "4"]]
_DOSE_WORDS = frozenset({"dose", "doses"})
_ROUTE_KINDS = WordKind.ROUTE_CLEAR | WordKind.ROUTE | WordKind.CODE


def classify_unnamed_amount(sentence: Sentence, first: int, last: int, context: AmountContext) -> str:
    """The meaning of an amount with no name near it: "unknown" where it is drug-like, "supplement" or "plain"."""
    unit = sentence[last]
    innocent = bool(sentence.kinds & WordKind.UNIT_INNOCENT) and any(
        token.kind & WordKind.UNIT_INNOCENT for token in sentence[max(0, first - 4) : last + 5]
    )
    if unit.text in _DOSE_WORDS and last + 1 < len(sentence) and sentence[last + 1].text == "of":
        return "plain"
    if unit.kind & WordKind.UNIT_HARD and any(token.kind & _SUPPLEMENT_KINDS for token in sentence[:first]):
        return "supplement"
    if unit.kind & (WordKind.UNIT_MG | WordKind.UNIT_COUNT):
        return "unknown"
    if unit.kind & WordKind.UNIT_HARD:
        return "plain" if innocent and unit.text in {"unit", "units", "click", "clicks"} else "unknown"
    spoken = unit.text in _SPOKEN_UNITS and _has_time_after(sentence, last)
    given = (spoken or _is_given_to_body(sentence, last)) and not innocent
    if given or (unit.text in VOLUME_UNITS and _is_taken_volume(sentence, first, last)):
        return "unknown"
    if unit.kind & WordKind.UNIT_COUNT_SHARED:
        hinted = _is_swallowed_unit(sentence, last, is_innocent=innocent)
    else:
        hinted = bool(sentence.kinds & _ROUTE_KINDS)
    return "unknown" if hinted or any(kind & WordKind.MEDICINE for _, kind in context) else "plain"


def _has_time_after(sentence: Sentence, last: int) -> bool:
    """Whether a time of day or a rhythm follows."""
    rhythm = WordKind.WHEN | WordKind.FREQUENCY | WordKind.CODE | WordKind.WEEKDAY
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
    taken = kinds & (
        WordKind.INTAKE | WordKind.FREQUENCY | WordKind.WHEN | _ROUTE_KINDS | WordKind.STRONG | WordKind.SLANG
    )
    taken = taken or any(token.text == "ed" for token in sentence[position + 1 : position + 2])
    halved = any(token.text in FRACTION_WORDS for token in sentence[max(0, position - 2) : position])
    halved = halved or [token.text for token in sentence[max(0, position - 2) : position]] in _FRACTION_DIGITS
    return bool(kinds & _NAME_OR_TOPIC_KINDS) or bool(
        unit.text in _SWALLOWED_UNITS and (taken or halved) and not is_innocent
    )


def _is_taken_volume(sentence: Sentence, first: int, last: int) -> bool:
    """Whether somebody takes a volume of nothing told: "taking 150 ml", not "take 500 ml of water"."""
    if first == 0 or sentence[first - 1].text not in _TAKING_VERBS or sentence.kinds & WordKind.FOOD:
        return False
    return last + 1 == len(sentence) or bool(
        sentence[last + 1].kind & (WordKind.NUMBER | WordKind.FREQUENCY | WordKind.CODE)
    )
