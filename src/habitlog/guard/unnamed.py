"""Amounts with no name near them: whether they read like a dose all the same."""

from __future__ import annotations

from habitlog.guard.kinds import Kind
from habitlog.guard.tokens import Sentence
from habitlog.guard.vocabulary import small_words

Around = list[tuple[int, int]]
"""The words around an amount, as (distance, kinds)."""
FRACTIONS = frozenset(small_words("fractions"))
VOLUMES = frozenset({"ml", "cc", "ccs", "мл", "mls", "毫升", "кубик", "кубика"})
_NAMES = Kind.STRONG | Kind.SLANG | Kind.TOPIC
_SUPPLEMENT = Kind.SUPPLEMENT | Kind.SUPPLEMENT_PLAIN
_TAKING = frozenset({"take", "takes", "taking"})
_INJECTED = frozenset({"cc", "ccs", "кубик", "кубика"})
_GIVEN = frozenset(small_words("given"))
_ON_SKIN = frozenset(small_words("on_skin"))
_UNDER_THE_SKIN = frozenset({"im", "iv", "sc", "sq"})
_SWALLOWED = frozenset({"tab", "tabs", "cap", "caps", "amp", "amps", "syringe", "syringes"})
_SPOKEN = frozenset({"u", "mil", "mils"})
_PARTS = [["1", "2"], ["1", "3"], ["1", "4"], ["3", "4"]]
_DOSES = frozenset({"dose", "doses"})
_WAYS = Kind.ROUTE_CLEAR | Kind.ROUTE | Kind.CODE


def unnamed(sentence: Sentence, first: int, last: int, around: Around) -> str:
    """The meaning of an amount with no name near it: "unknown" where it is drug-like, "supplement" or "plain"."""
    unit = sentence[last]
    innocent = bool(sentence.kinds & Kind.UNIT_INNOCENT) and any(
        token.kind & Kind.UNIT_INNOCENT for token in sentence[max(0, first - 4) : last + 5]
    )
    if unit.text in _DOSES and last + 1 < len(sentence) and sentence[last + 1].text == "of":
        return "plain"
    if unit.kind & Kind.UNIT_HARD and any(token.kind & _SUPPLEMENT for token in sentence[:first]):
        return "supplement"
    if unit.kind & (Kind.UNIT_MG | Kind.UNIT_COUNT):
        return "unknown"
    if unit.kind & Kind.UNIT_HARD:
        return "plain" if innocent and unit.text in {"unit", "units", "click", "clicks"} else "unknown"
    spoken = unit.text in _SPOKEN and _has_when(sentence, last)
    given = (spoken or _is_given(sentence, last)) and not innocent
    if given or (unit.text in VOLUMES and _taken_alone(sentence, first, last)):
        return "unknown"
    if unit.kind & Kind.UNIT_COUNT_SHARED:
        hinted = _is_swallowed(sentence, last, innocent=innocent)
    else:
        hinted = bool(sentence.kinds & _WAYS)
    return "unknown" if hinted or any(kind & Kind.MEDICINE for _, kind in around) else "plain"


def _has_when(sentence: Sentence, last: int) -> bool:
    """Whether a time of day or a rhythm follows."""
    rhythm = Kind.WHEN | Kind.FREQUENCY | Kind.CODE | Kind.WEEKDAY
    return any(token.kind & rhythm for token in sentence[last + 1 : last + 3])


def _is_given(sentence: Sentence, last: int) -> bool:
    """Whether a volume or a number of pumps or patches goes into or onto the body."""
    text = sentence[last].text
    if text in VOLUMES and (text in _INJECTED or any(t.text in _GIVEN for t in sentence)):
        return True
    if text in VOLUMES | _SPOKEN and any(t.text in _UNDER_THE_SKIN for t in sentence[last + 1 : last + 2]):
        return last + 2 >= len(sentence) or bool(sentence[last + 2].kind)
    return text in VOLUMES | _ON_SKIN and any(t.kind & Kind.BODY for t in sentence[last + 1 : last + 7])


def _is_swallowed(sentence: Sentence, at: int, *, innocent: bool) -> bool:
    kinds, unit = sentence.kinds, sentence[at]
    taken = kinds & (Kind.INTAKE | Kind.FREQUENCY | Kind.WHEN | _WAYS | Kind.STRONG | Kind.SLANG)
    taken = taken or any(token.text == "ed" for token in sentence[at + 1 : at + 2])
    halved = any(token.text in FRACTIONS for token in sentence[max(0, at - 2) : at])
    halved = halved or [token.text for token in sentence[max(0, at - 2) : at]] in _PARTS
    return bool(kinds & _NAMES) or bool(unit.text in _SWALLOWED and (taken or halved) and not innocent)


def _taken_alone(sentence: Sentence, first: int, last: int) -> bool:
    """Whether somebody takes a volume of nothing told: "taking 150 ml", not "take 500 ml of water"."""
    if first == 0 or sentence[first - 1].text not in _TAKING or sentence.kinds & Kind.FOOD:
        return False
    return last + 1 == len(sentence) or bool(sentence[last + 1].kind & (Kind.NUMBER | Kind.FREQUENCY | Kind.CODE))
