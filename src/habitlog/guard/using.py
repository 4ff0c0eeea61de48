"""Look for names, for use by the person, and for danger."""

from __future__ import annotations

from habitlog.guard.findings import Findings, has
from habitlog.guard.kinds import NAMED, REGULAR, TAKEN, Kind
from habitlog.guard.tokens import Sentence
from habitlog.guard.vocabulary import small_words

_SUPPLEMENT = Kind.SUPPLEMENT | Kind.SUPPLEMENT_PLAIN
_MY = frozenset(small_words("my"))
_OTHER_WORDS = Kind.SLANG | Kind.TOPIC | Kind.MEDICINE
_COUNTED = Kind.UNIT_COUNT | Kind.UNIT_COUNT_SHARED


def look_names(sentence: Sentence, _: str, findings: Findings) -> None:
    """Names, and other words for substances when somebody uses them."""
    if sentence.kinds & Kind.STRONG:
        findings.letters.add("D")
    if not sentence.kinds & _OTHER_WORDS:
        return
    first = bool(sentence.kinds & Kind.FIRST)
    for at, token in enumerate(sentence):
        if not token.kind & _OTHER_WORDS or token.kind & Kind.STRONG:
            continue
        if token.kind & _COUNTED and has(sentence[max(0, at - 1) : at + 3], _SUPPLEMENT):
            continue
        if _used(sentence, at, first) or _ones_own(sentence, at) or _as_a_medicine(sentence, at):
            findings.letters.add("D")
        elif token.kind & Kind.TOPIC:
            findings.letters.add("F")


def _ones_own(sentence: Sentence, at: int) -> bool:
    """Whether it reads "my tablets" or "on tren"; a single tablet may be a computer."""
    kind, before = sentence[at].kind, sentence[at - 1 : at]
    if kind & Kind.SLANG:
        return any(token.text == "on" or token.text in _MY for token in before)
    return bool(kind & Kind.MEDICINE) and sentence[at].text != "tablet" and any(t.text in _MY for t in before)


def _as_a_medicine(sentence: Sentence, at: int) -> bool:
    """Whether a topic goes on as a thing to take: "growth hormone injections", "cortisol pills"."""
    return bool(sentence[at].kind & Kind.TOPIC) and has(sentence[at + 1 : at + 2], _COUNTED | Kind.ROUTE)


def _used(sentence: Sentence, at: int, first: bool) -> bool:
    for place in range(max(0, at - 4), at):
        kind = sentence[place].kind
        if kind & Kind.INTAKE:
            return True
        if kind & Kind.INTAKE_NOW and at - place <= 3 and (first or place == 0):
            return True
    ended = at + 2 >= len(sentence)
    return has(sentence[at + 1 : at + 3], Kind.INTAKE) and (first or ended)


def look_supplements(sentence: Sentence, _: str, findings: Findings) -> None:
    """Supplements counted without a unit, or the number said later: "vit d 2000", "turmeric capsules, two a day"."""
    for at in range(1, len(sentence)):
        if sentence[at].kind & Kind.NUMBER and sentence[at - 1].kind & _SUPPLEMENT and _counts_it(sentence, at):
            findings.letters.add("E")
        counted = sentence[at].kind & _COUNTED and sentence[at - 1].kind & _SUPPLEMENT
        if counted and has(sentence[at + 1 : at + 4], Kind.NUMBER):
            findings.letters.add("E")


def _counts_it(sentence: Sentence, at: int) -> bool:
    number, after = sentence[at], sentence[at + 1 : at + 2]
    if number.text.isdecimal() and len(number.text) > 2 and not number.text.startswith(("19", "20")):
        return not after or not after[0].kind
    if number.text == "2000":
        return not after
    return has(after, REGULAR)


def look_danger(sentence: Sentence, _: str, findings: Findings) -> None:
    """Too much taken, or thoughts of ending it."""
    names = NAMED | (Kind.MEDICINE | Kind.TOPIC)
    for at, token in enumerate(sentence):
        if token.kind & Kind.URGENT:
            near = [*sentence[max(0, at - 1) : at], *sentence[at + 1 : at + 4]]
            if sentence.kinds & names or not has(near, Kind.URGENT_INNOCENT):
                findings.letters.add("H")
        elif token.kind & Kind.EXCESS and has(sentence, TAKEN | Kind.SWALLOWED | Kind.ROUTE):
            near = sentence[max(0, at - 2) : at + 5]
            if has(near, names | Kind.UNIT_COUNT):
                findings.letters.add("H")
