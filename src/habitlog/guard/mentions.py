"""Look for names, for use by the person, and for danger."""

from __future__ import annotations

from habitlog.guard.findings import GuardFindings, contains_kind
from habitlog.guard.tokens import Sentence
from habitlog.guard.vocabulary import read_rule_words
from habitlog.guard.word_kinds import FREQUENCY_KINDS, INTAKE_KINDS, NAME_KINDS, WordKind

_SUPPLEMENT_KINDS = WordKind.SUPPLEMENT | WordKind.SUPPLEMENT_PLAIN
_POSSESSIVES = frozenset(read_rule_words("my"))
_INDIRECT_NAME_KINDS = WordKind.SLANG | WordKind.TOPIC | WordKind.MEDICINE
_COUNT_UNIT_KINDS = WordKind.UNIT_COUNT | WordKind.UNIT_COUNT_SHARED


def find_substance_names(sentence: Sentence, _: str, findings: GuardFindings) -> None:
    """Names, and other words for substances when somebody uses them."""
    if sentence.kinds & WordKind.STRONG:
        findings.topic_classes.add("D")
    if not sentence.kinds & _INDIRECT_NAME_KINDS:
        return
    first = bool(sentence.kinds & WordKind.FIRST)
    for at, token in enumerate(sentence):
        if not token.kind & _INDIRECT_NAME_KINDS or token.kind & WordKind.STRONG:
            continue
        if token.kind & _COUNT_UNIT_KINDS and contains_kind(sentence[max(0, at - 1) : at + 3], _SUPPLEMENT_KINDS):
            continue
        if _is_used(sentence, at, first) or _is_own_medicine(sentence, at) or _is_topic_as_medicine(sentence, at):
            findings.topic_classes.add("D")
        elif token.kind & WordKind.TOPIC:
            findings.topic_classes.add("F")


def _is_own_medicine(sentence: Sentence, position: int) -> bool:
    """Whether it reads "my tablets" or "on tren"; a single tablet may be a computer."""
    kind, before = sentence[position].kind, sentence[position - 1 : position]
    if kind & WordKind.SLANG:
        return any(token.text == "on" or token.text in _POSSESSIVES for token in before)
    return (
        bool(kind & WordKind.MEDICINE)
        and sentence[position].text != "tablet"
        and any(t.text in _POSSESSIVES for t in before)
    )


def _is_topic_as_medicine(sentence: Sentence, position: int) -> bool:
    """Whether a topic goes on as a thing to take: "growth hormone injections", "cortisol pills"."""
    return bool(sentence[position].kind & WordKind.TOPIC) and contains_kind(
        sentence[position + 1 : position + 2], _COUNT_UNIT_KINDS | WordKind.ROUTE
    )


def _is_used(sentence: Sentence, position: int, is_first_person: bool) -> bool:
    for place in range(max(0, position - 4), position):
        kind = sentence[place].kind
        if kind & WordKind.INTAKE:
            return True
        if kind & WordKind.INTAKE_NOW and position - place <= 3 and (is_first_person or place == 0):
            return True
    ended = position + 2 >= len(sentence)
    return contains_kind(sentence[position + 1 : position + 3], WordKind.INTAKE) and (is_first_person or ended)


def find_supplement_counts(sentence: Sentence, _: str, findings: GuardFindings) -> None:
    """Supplements counted without a unit, or the number said later: "vit d 2000", "turmeric capsules, two a day"."""
    for at in range(1, len(sentence)):
        if (
            sentence[at].kind & WordKind.NUMBER
            and sentence[at - 1].kind & _SUPPLEMENT_KINDS
            and _is_supplement_count(sentence, at)
        ):
            findings.topic_classes.add("E")
        counted = sentence[at].kind & _COUNT_UNIT_KINDS and sentence[at - 1].kind & _SUPPLEMENT_KINDS
        if counted and contains_kind(sentence[at + 1 : at + 4], WordKind.NUMBER):
            findings.topic_classes.add("E")


def _is_supplement_count(sentence: Sentence, position: int) -> bool:
    number, after = sentence[position], sentence[position + 1 : position + 2]
    if number.text.isdecimal() and len(number.text) > 2 and not number.text.startswith(("19", "20")):
        return not after or not after[0].kind
    if number.text == "2000":
        return not after
    return contains_kind(after, FREQUENCY_KINDS)


def find_emergencies(sentence: Sentence, _: str, findings: GuardFindings) -> None:
    """Too much taken, or thoughts of ending it."""
    names = NAME_KINDS | (WordKind.MEDICINE | WordKind.TOPIC)
    for at, token in enumerate(sentence):
        if token.kind & WordKind.URGENT:
            near = [*sentence[max(0, at - 1) : at], *sentence[at + 1 : at + 4]]
            if sentence.kinds & names or not contains_kind(near, WordKind.URGENT_INNOCENT):
                findings.topic_classes.add("H")
        elif token.kind & WordKind.EXCESS and contains_kind(
            sentence, INTAKE_KINDS | WordKind.SWALLOWED | WordKind.ROUTE
        ):
            near = sentence[max(0, at - 2) : at + 5]
            if contains_kind(near, names | WordKind.UNIT_COUNT):
                findings.topic_classes.add("H")
