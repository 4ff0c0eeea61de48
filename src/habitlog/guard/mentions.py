"""Find names of substances, their use by the writer, and danger."""

from __future__ import annotations

from habitlog.guard.doubts import is_certain
from habitlog.guard.findings import GuardFindings, contains_kind
from habitlog.guard.tokens import Sentence
from habitlog.guard.topic_class import TopicClass
from habitlog.guard.urgent_kind import UrgentKind
from habitlog.guard.vocabulary import read_rule_words
from habitlog.guard.word_kinds import (
    COUNT_UNIT_KINDS,
    FREQUENCY_KINDS,
    INTAKE_KINDS,
    NAME_KINDS,
    SUPPLEMENT_KINDS,
    WordKind,
)

_POSSESSIVES = frozenset(read_rule_words("possessives"))
_INDIRECT_NAME_KINDS = WordKind.SLANG | WordKind.TOPIC | WordKind.MEDICINE


def find_substance_names(sentence: Sentence, _: str, findings: GuardFindings) -> None:
    """Record names, and other words for substances where their use is described."""
    if sentence.kinds & WordKind.SUBSTANCE_NAME:
        findings.topic_classes.add(TopicClass.SUBSTANCE_USE)
        findings.has_certain_name |= is_certain(sentence)
    if not sentence.kinds & _INDIRECT_NAME_KINDS:
        return
    is_first_person = bool(sentence.kinds & WordKind.FIRST_PERSON)
    for position, token in enumerate(sentence):
        if not token.kind & _INDIRECT_NAME_KINDS or token.kind & WordKind.SUBSTANCE_NAME:
            continue
        if token.kind & COUNT_UNIT_KINDS and contains_kind(
            sentence[max(0, position - 1) : position + 3], SUPPLEMENT_KINDS
        ):
            continue
        if (
            _is_used(sentence, position, is_first_person)
            or _is_own_medicine(sentence, position)
            or _is_topic_as_medicine(sentence, position)
        ):
            findings.topic_classes.add(TopicClass.SUBSTANCE_USE)
            findings.has_certain_name = True
        elif token.kind & WordKind.TOPIC:
            findings.topic_classes.add(TopicClass.EDUCATION_TOPIC)


def _is_own_medicine(sentence: Sentence, position: int) -> bool:
    """Whether a word is in "my tablets" or "on tren"; a single tablet may be a computer."""
    kind, before = sentence[position].kind, sentence[position - 1 : position]
    if kind & WordKind.SLANG:
        return any(token.text == "on" or token.text in _POSSESSIVES for token in before)
    return (
        bool(kind & WordKind.MEDICINE)
        and sentence[position].text != "tablet"
        and any(t.text in _POSSESSIVES for t in before)
    )


def _is_topic_as_medicine(sentence: Sentence, position: int) -> bool:
    """Whether a topic is followed by a form to take: "growth hormone injections", "cortisol pills"."""
    return bool(sentence[position].kind & WordKind.TOPIC) and contains_kind(
        sentence[position + 1 : position + 2], COUNT_UNIT_KINDS | WordKind.ROUTE
    )


def _is_used(sentence: Sentence, position: int, is_first_person: bool) -> bool:
    for other in range(max(0, position - 4), position):
        kind = sentence[other].kind
        if kind & WordKind.INTAKE:
            return True
        if kind & WordKind.INTAKE_PRESENT and position - other <= 3 and (is_first_person or other == 0):
            return True
    is_at_end = position + 2 >= len(sentence)
    return contains_kind(sentence[position + 1 : position + 3], WordKind.INTAKE) and (is_first_person or is_at_end)


def find_supplement_counts(sentence: Sentence, _: str, findings: GuardFindings) -> None:
    """Record supplements with a number and no unit, or a later number: "vit d 2000", "turmeric capsules, two a day"."""
    for position in range(1, len(sentence)):
        if (
            sentence[position].kind & WordKind.NUMBER
            and sentence[position - 1].kind & SUPPLEMENT_KINDS
            and _is_supplement_count(sentence, position)
        ):
            findings.topic_classes.add(TopicClass.SUPPLEMENT_AMOUNT)
        has_count_unit = sentence[position].kind & COUNT_UNIT_KINDS and sentence[position - 1].kind & SUPPLEMENT_KINDS
        if has_count_unit and contains_kind(sentence[position + 1 : position + 4], WordKind.NUMBER):
            findings.topic_classes.add(TopicClass.SUPPLEMENT_AMOUNT)


def _is_supplement_count(sentence: Sentence, position: int) -> bool:
    number, after = sentence[position], sentence[position + 1 : position + 2]
    if number.text.isdecimal() and len(number.text) > 2 and not number.text.startswith(("19", "20")):
        return not after or not after[0].kind
    if number.text == "2000":
        return not after
    return contains_kind(after, FREQUENCY_KINDS)


def find_excess(sentence: Sentence, _: str, findings: GuardFindings) -> None:
    """Record that too much of a substance, or of tablets, was taken."""
    name_kinds = NAME_KINDS | (WordKind.MEDICINE | WordKind.TOPIC)
    for position, token in enumerate(sentence):
        if token.kind & WordKind.EXCESS and contains_kind(
            sentence, INTAKE_KINDS | WordKind.PAST_INTAKE | WordKind.ROUTE
        ):
            nearby = sentence[max(0, position - 2) : position + 5]
            if contains_kind(nearby, name_kinds | WordKind.UNIT_COUNT):
                findings.record_emergency(UrgentKind.POISONING)
