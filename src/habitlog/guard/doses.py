"""Look for doses: amounts, schedules, changes of a dose and ways of taking."""

from __future__ import annotations

from habitlog.guard.amounts import INJECTION_VERBS, is_large_swallowed_count, iterate_amounts
from habitlog.guard.findings import (
    SCHEDULE_START_KINDS,
    GuardFindings,
    contains_kind,
    count_schedule_words,
    has_kind_nearby,
)
from habitlog.guard.tokens import Sentence, Tokens
from habitlog.guard.vocabulary import read_rule_words
from habitlog.guard.word_kinds import FREQUENCY_KINDS, NAME_KINDS, UNIT_KINDS, WordKind

_CYCLE_WORDS = frozenset(read_rule_words("cycle_words"))
_RUN_VERBS = frozenset({"ran", "run", "running"})
_SINCE_WORDS = frozenset(read_rule_words("since"))
_PER_PERIOD_PHRASES = frozenset({"a day", "a week"})


def find_amounts(sentence: Sentence, folded: str, findings: GuardFindings) -> None:
    """Numbers with a unit, and what they are amounts of."""
    letters = {"substance": "A", "unknown": "A" if sentence.kinds & NAME_KINDS else "B", "supplement": "E", "food": "G"}
    for amount in iterate_amounts(sentence, folded):
        letter = letters.get(amount.meaning)
        if letter in {"A", "B"}:
            findings.record_amount(letter, sentence[amount.first], sentence[amount.last])
            findings.amount_spans += _schedule_spans_after(sentence, amount.last)
        elif letter:
            findings.topic_classes.add(letter)
        if is_large_swallowed_count(sentence, amount):
            findings.topic_classes.add("H")


def _schedule_spans_after(sentence: Sentence, last: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for token in sentence[last + 1 : last + 5]:
        if token.kind & WordKind.NUMBER:
            break
        if token.kind & FREQUENCY_KINDS or token.text == "ed":
            found.append((token.start, token.end))
    return found


def find_schedules(sentence: Sentence, _: str, findings: GuardFindings) -> None:
    """Words of frequency beside a name."""
    ran = _find_cycle_verb(sentence)
    if ran is not None:
        findings.record_amount("A", *sentence[ran : ran + 4])
    for at, token in enumerate(sentence):
        if not token.kind & SCHEDULE_START_KINDS and token.text != "ed":
            continue
        length = count_schedule_words(sentence, at)
        if not length or token.kind & NAME_KINDS or _is_unrelated_frequency(sentence, at):
            continue
        if has_kind_nearby(sentence, at, 5, NAME_KINDS) or _is_topic_schedule(sentence, at):
            counted = bool(at and sentence[at - 1].is_numeric)
            findings.record_amount("A", *sentence[at - counted : at + length])


def _find_cycle_verb(sentence: Sentence) -> int | None:
    """The place of "ran" in "ran 12 weeks of anavar"."""
    for at, token in enumerate(sentence):
        after = sentence[at + 1 : at + 6]
        if (
            token.text in _RUN_VERBS
            and contains_kind(after, WordKind.PERIOD)
            and contains_kind(after, WordKind.NUMBER)
            and contains_kind(after, NAME_KINDS)
        ):
            return at
    return None


def _is_unrelated_frequency(sentence: Sentence, position: int) -> bool:
    """Whether a word of frequency speaks of something else: "daily walks", "almost a week"."""
    text = sentence[position].text
    before = sentence[position - 1].kind if position else 0
    if text in _PER_PERIOD_PHRASES:
        return not before & (WordKind.NUMBER | WordKind.PERIOD | UNIT_KINDS)
    after = sentence[position + 1].kind if position + 1 < len(sentence) else -1
    return text.endswith("ly") and " " not in text and not before and not after


def _is_topic_schedule(sentence: Sentence, position: int) -> bool:
    used = sentence.kinds & WordKind.INTAKE or (
        sentence.kinds & WordKind.INTAKE_NOW and sentence.kinds & WordKind.FIRST
    )
    other = WordKind.TOPIC | WordKind.MEDICINE
    if has_kind_nearby(sentence, position, 2, other) and (used or sentence[position].kind & WordKind.CODE):
        return True
    return bool(sentence[position].kind & WordKind.CODE) and has_kind_nearby(sentence, position, 2, WordKind.SHARED)


def find_dose_changes(sentence: Sentence, _: str, findings: GuardFindings) -> None:
    """A dose made larger or smaller: "doubled my lexapro", "ramipril halbiert"."""
    for at, token in enumerate(sentence):
        if not token.kind & WordKind.CHANGE:
            continue
        ahead = sentence[at + 1 : at + 5]
        ends = at + 1 == len(sentence) or token.text.startswith(("in ", "by "))
        since = not ends and (sentence[at + 1].text in _SINCE_WORDS or _changes_to_number(sentence, at))
        behind = sentence[max(0, at - (3 if ends else 1)) : at] if ends or since else []
        mine = sentence.kinds & WordKind.FIRST and contains_kind(ahead, WordKind.MEDICINE)
        if mine or any(contains_kind(_tokens_before_break(near), NAME_KINDS) for near in (ahead, behind[::-1])):
            findings.record_amount("A", token)


def _changes_to_number(sentence: Sentence, position: int) -> bool:
    return sentence[position].text.endswith(" to") and bool(sentence[position + 1].kind & WordKind.NUMBER)


def _tokens_before_break(tokens: Tokens) -> Tokens:
    kept: Tokens = []
    for token in tokens:
        if token.kind & WordKind.BREAKER and not token.kind & NAME_KINDS:
            break
        kept.append(token)
    return kept


def find_routes(sentence: Sentence, _: str, findings: GuardFindings) -> None:
    """Ways of taking: by injection, under the skin, in a cycle."""
    personal = bool(sentence.kinds & (WordKind.FIRST | WordKind.INTAKE))
    for at, token in enumerate(sentence):
        if token.kind & WordKind.ROUTE_CLEAR:
            findings.record_amount("A" if sentence.kinds & NAME_KINDS else "B", token)
        elif (token.kind & WordKind.ROUTE and _is_route_of_substance(sentence, at, personal)) or (
            token.kind & WordKind.ROUTE_SHARED and _is_regime_of_substance(sentence, at, personal)
        ):
            findings.record_amount("A", token)
        if token.kind & WordKind.ROUTE and _is_injected_number(sentence, at):
            findings.record_amount("B", sentence[at + 1])


def _is_route_of_substance(sentence: Sentence, position: int, is_personal: bool) -> bool:
    return (
        has_kind_nearby(sentence, position, 6, NAME_KINDS)
        or (is_personal and has_kind_nearby(sentence, position, 6, WordKind.TOPIC))
        or (sentence[position].text in INJECTION_VERBS and has_kind_nearby(sentence, position, 2, WordKind.SHARED))
    )


def _is_regime_of_substance(sentence: Sentence, position: int, is_personal: bool) -> bool:
    token = sentence[position]
    reach = 2 if token.text in _CYCLE_WORDS else 4
    dosed = token.kind & WordKind.DOSE and is_personal
    if has_kind_nearby(sentence, position, reach, NAME_KINDS | (WordKind.TOPIC if dosed else 0)):
        return True
    if not token.text.startswith("cycle") or not has_kind_nearby(sentence, position, 2, WordKind.SHARED):
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
    alone = WordKind.BODY | WordKind.WHEN | WordKind.BREAKER | FREQUENCY_KINDS
    return bool(after.kind & alone) or after.text in {"in", "im", "this", "of", "into", "en", "dans", "w", "i", "в"}
