"""Find doses: amounts, schedules, changes of a dose and ways of taking."""

from __future__ import annotations

from habitlog.guard.amounts import INJECTION_VERBS, AmountMeaning, is_large_swallowed_count, iterate_amounts
from habitlog.guard.findings import (
    SCHEDULE_START_KINDS,
    GuardFindings,
    contains_kind,
    count_schedule_words,
    has_kind_nearby,
)
from habitlog.guard.tokens import Sentence, Tokens
from habitlog.guard.topic_class import TopicClass
from habitlog.guard.urgent_kind import UrgentKind
from habitlog.guard.vocabulary import read_rule_words
from habitlog.guard.word_kinds import FREQUENCY_KINDS, NAME_KINDS, UNIT_KINDS, WordKind

_CYCLE_WORDS = frozenset(read_rule_words("cycle_words"))
_RUN_VERBS = frozenset({"ran", "run", "running"})
_SINCE_WORDS = frozenset(read_rule_words("since_words"))
_PER_PERIOD_PHRASES = frozenset({"a day", "a week"})


def find_amounts(sentence: Sentence, folded: str, findings: GuardFindings) -> None:
    """Record numbers with a unit, and what they are amounts of."""
    classes = {
        AmountMeaning.SUBSTANCE: TopicClass.SUBSTANCE_AMOUNT,
        AmountMeaning.UNKNOWN: _class_of_dose(sentence),
        AmountMeaning.SUPPLEMENT: TopicClass.SUPPLEMENT_AMOUNT,
        AmountMeaning.FOOD: TopicClass.FOOD_AMOUNT,
    }
    for amount in iterate_amounts(sentence, folded):
        topic_class = classes.get(amount.meaning)
        if topic_class in {TopicClass.SUBSTANCE_AMOUNT, TopicClass.UNNAMED_AMOUNT}:
            findings.record_amount(topic_class, sentence[amount.first], sentence[amount.last])
            findings.amount_spans += _schedule_spans_after(sentence, amount.last)
        elif topic_class:
            findings.topic_classes.add(topic_class)
        if is_large_swallowed_count(sentence, amount):
            findings.record_emergency(UrgentKind.POISONING)


def _class_of_dose(sentence: Sentence) -> TopicClass:
    """Return the class of a dose that has no name near it, by whether its sentence has one."""
    return TopicClass.SUBSTANCE_AMOUNT if sentence.kinds & NAME_KINDS else TopicClass.UNNAMED_AMOUNT


def _schedule_spans_after(sentence: Sentence, last: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for token in sentence[last + 1 : last + 5]:
        if token.kind & WordKind.NUMBER:
            break
        if token.kind & FREQUENCY_KINDS or token.text == "ed":
            spans.append((token.start, token.end))
    return spans


def find_schedules(sentence: Sentence, _: str, findings: GuardFindings) -> None:
    """Record words of frequency near a name."""
    cycle_position = _find_cycle_verb(sentence)
    if cycle_position is not None:
        findings.record_amount(TopicClass.SUBSTANCE_AMOUNT, *sentence[cycle_position : cycle_position + 4])
    for position, token in enumerate(sentence):
        if not token.kind & SCHEDULE_START_KINDS and token.text != "ed":
            continue
        length = count_schedule_words(sentence, position)
        if not length or token.kind & NAME_KINDS or _is_unrelated_frequency(sentence, position):
            continue
        if has_kind_nearby(sentence, position, 5, NAME_KINDS) or _is_topic_schedule(sentence, position):
            has_count = bool(position and sentence[position - 1].is_numeric)
            findings.record_amount(TopicClass.SUBSTANCE_AMOUNT, *sentence[position - has_count : position + length])


def _find_cycle_verb(sentence: Sentence) -> int | None:
    """Return the position of "ran" in "ran 12 weeks of anavar"."""
    for position, token in enumerate(sentence):
        after = sentence[position + 1 : position + 6]
        if (
            token.text in _RUN_VERBS
            and contains_kind(after, WordKind.PERIOD)
            and contains_kind(after, WordKind.NUMBER)
            and contains_kind(after, NAME_KINDS)
        ):
            return position
    return None


def _is_unrelated_frequency(sentence: Sentence, position: int) -> bool:
    """Whether a word of frequency belongs to something else: "daily walks", "almost a week"."""
    text = sentence[position].text
    before = sentence[position - 1].kind if position else 0
    if text in _PER_PERIOD_PHRASES:
        return not before & (WordKind.NUMBER | WordKind.PERIOD | UNIT_KINDS)
    after = sentence[position + 1].kind if position + 1 < len(sentence) else -1
    return text.endswith("ly") and " " not in text and not before and not after


def _is_topic_schedule(sentence: Sentence, position: int) -> bool:
    is_used = sentence.kinds & WordKind.INTAKE or (
        sentence.kinds & WordKind.INTAKE_PRESENT and sentence.kinds & WordKind.FIRST_PERSON
    )
    other_kinds = WordKind.TOPIC | WordKind.MEDICINE
    if has_kind_nearby(sentence, position, 2, other_kinds) and (is_used or sentence[position].kind & WordKind.CODE):
        return True
    return bool(sentence[position].kind & WordKind.CODE) and has_kind_nearby(
        sentence, position, 2, WordKind.AMBIGUOUS_SLANG
    )


def find_dose_changes(sentence: Sentence, _: str, findings: GuardFindings) -> None:
    """Record a dose made larger or smaller: "doubled my lexapro", "ramipril halbiert"."""
    for position, token in enumerate(sentence):
        if not token.kind & WordKind.CHANGE:
            continue
        after = sentence[position + 1 : position + 5]
        is_at_end = position + 1 == len(sentence) or token.text.startswith(("in ", "by "))
        has_since = not is_at_end and (
            sentence[position + 1].text in _SINCE_WORDS or _changes_to_number(sentence, position)
        )
        before = sentence[max(0, position - (3 if is_at_end else 1)) : position] if is_at_end or has_since else []
        is_own = sentence.kinds & WordKind.FIRST_PERSON and contains_kind(after, WordKind.MEDICINE)
        if is_own or any(contains_kind(_tokens_before_break(nearby), NAME_KINDS) for nearby in (after, before[::-1])):
            findings.record_amount(TopicClass.SUBSTANCE_AMOUNT, token)


def _changes_to_number(sentence: Sentence, position: int) -> bool:
    return sentence[position].text.endswith(" to") and bool(sentence[position + 1].kind & WordKind.NUMBER)


def _tokens_before_break(tokens: Tokens) -> Tokens:
    before_break: Tokens = []
    for token in tokens:
        if token.kind & WordKind.CONTEXT_BREAK and not token.kind & NAME_KINDS:
            break
        before_break.append(token)
    return before_break


def find_routes(sentence: Sentence, _: str, findings: GuardFindings) -> None:
    """Record ways of taking: by injection, under the skin, in a cycle."""
    is_personal = bool(sentence.kinds & (WordKind.FIRST_PERSON | WordKind.INTAKE))
    for position, token in enumerate(sentence):
        if token.kind & WordKind.ROUTE_CLEAR:
            findings.record_amount(_class_of_dose(sentence), token)
        elif (token.kind & WordKind.ROUTE and _is_route_of_substance(sentence, position, is_personal)) or (
            token.kind & WordKind.REGIMEN and _is_regime_of_substance(sentence, position, is_personal)
        ):
            findings.record_amount(TopicClass.SUBSTANCE_AMOUNT, token)
        is_food_or_tool = sentence.kinds & (WordKind.FOOD | WordKind.UNIT_INNOCENT)
        if token.kind & WordKind.ROUTE and not is_food_or_tool and _is_injected_number(sentence, position):
            findings.record_amount(TopicClass.UNNAMED_AMOUNT, sentence[position + 1])


def _is_route_of_substance(sentence: Sentence, position: int, is_personal: bool) -> bool:
    return (
        has_kind_nearby(sentence, position, 6, NAME_KINDS)
        or (is_personal and has_kind_nearby(sentence, position, 6, WordKind.TOPIC))
        or (
            sentence[position].text in INJECTION_VERBS
            and has_kind_nearby(sentence, position, 2, WordKind.AMBIGUOUS_SLANG)
        )
    )


def _is_regime_of_substance(sentence: Sentence, position: int, is_personal: bool) -> bool:
    token = sentence[position]
    reach = 2 if token.text in _CYCLE_WORDS else 4
    is_dosed = token.kind & WordKind.DOSE and is_personal
    if has_kind_nearby(sentence, position, reach, NAME_KINDS | (WordKind.TOPIC if is_dosed else 0)):
        return True
    if not token.text.startswith("cycle") or not has_kind_nearby(sentence, position, 2, WordKind.AMBIGUOUS_SLANG):
        return False
    return any(t.text in {"pct", "weeks", "week", "first", "blast", "a first"} for t in sentence)


def _is_injected_number(sentence: Sentence, position: int) -> bool:
    if (
        position + 1 >= len(sentence)
        or not sentence[position + 1].is_numeric
        or sentence[position + 1].text.isdecimal()
    ):
        return False
    if position + 2 == len(sentence):
        return True
    after = sentence[position + 2]
    end_kinds = WordKind.BODY | WordKind.TIME_OF_DAY | WordKind.CONTEXT_BREAK | FREQUENCY_KINDS
    return bool(after.kind & end_kinds) or after.text in {"in", "im", "this", "of", "into", "en", "dans", "w", "i", "в"}
