"""Look for doses: amounts, schedules, changes of a dose and ways of taking."""

from __future__ import annotations

from habitlog.guard.amounts import PUT_IN, amounts, many_swallowed
from habitlog.guard.findings import RHYTHMS, Findings, has, name_within, regular
from habitlog.guard.kinds import NAMED, REGULAR, UNITS, Kind
from habitlog.guard.tokens import Sentence, Tokens
from habitlog.guard.vocabulary import small_words

_CYCLE_WORDS = frozenset(small_words("cycle_words"))
_RUNS = frozenset({"ran", "run", "running"})
_SINCE = frozenset(small_words("since"))
_PER = frozenset({"a day", "a week"})


def look_amounts(sentence: Sentence, folded: str, findings: Findings) -> None:
    """Numbers with a unit, and what they are amounts of."""
    letters = {"substance": "A", "unknown": "A" if sentence.kinds & NAMED else "B", "supplement": "E", "food": "G"}
    for amount in amounts(sentence, folded):
        letter = letters.get(amount.meaning)
        if letter in {"A", "B"}:
            findings.add(letter, sentence[amount.first], sentence[amount.last])
            findings.amounts += _schedule_after(sentence, amount.last)
        elif letter:
            findings.letters.add(letter)
        if many_swallowed(sentence, amount):
            findings.letters.add("H")


def _schedule_after(sentence: Sentence, last: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for token in sentence[last + 1 : last + 5]:
        if token.kind & Kind.NUMBER:
            break
        if token.kind & REGULAR or token.text == "ed":
            found.append((token.start, token.end))
    return found


def look_schedule(sentence: Sentence, _: str, findings: Findings) -> None:
    """Words of frequency beside a name."""
    ran = _ran(sentence)
    if ran is not None:
        findings.add("A", *sentence[ran : ran + 4])
    for at, token in enumerate(sentence):
        if not token.kind & RHYTHMS and token.text != "ed":
            continue
        length = regular(sentence, at)
        if not length or token.kind & NAMED or _adjective(sentence, at):
            continue
        if name_within(sentence, at, 5, NAMED) or _topic_schedule(sentence, at):
            counted = bool(at and sentence[at - 1].digits)
            findings.add("A", *sentence[at - counted : at + length])


def _ran(sentence: Sentence) -> int | None:
    """The place of "ran" in "ran 12 weeks of anavar"."""
    for at, token in enumerate(sentence):
        after = sentence[at + 1 : at + 6]
        if token.text in _RUNS and has(after, Kind.PERIOD) and has(after, Kind.NUMBER) and has(after, NAMED):
            return at
    return None


def _adjective(sentence: Sentence, at: int) -> bool:
    """Whether a word of frequency speaks of something else: "daily walks", "almost a week"."""
    text = sentence[at].text
    before = sentence[at - 1].kind if at else 0
    if text in _PER:
        return not before & (Kind.NUMBER | Kind.PERIOD | UNITS)
    after = sentence[at + 1].kind if at + 1 < len(sentence) else -1
    return text.endswith("ly") and " " not in text and not before and not after


def _topic_schedule(sentence: Sentence, at: int) -> bool:
    used = sentence.kinds & Kind.INTAKE or (sentence.kinds & Kind.INTAKE_NOW and sentence.kinds & Kind.FIRST)
    other = Kind.TOPIC | Kind.MEDICINE
    if name_within(sentence, at, 2, other) and (used or sentence[at].kind & Kind.CODE):
        return True
    return bool(sentence[at].kind & Kind.CODE) and name_within(sentence, at, 2, Kind.SHARED)


def look_changes(sentence: Sentence, _: str, findings: Findings) -> None:
    """A dose made larger or smaller: "doubled my lexapro", "ramipril halbiert"."""
    for at, token in enumerate(sentence):
        if not token.kind & Kind.CHANGE:
            continue
        ahead = sentence[at + 1 : at + 5]
        ends = at + 1 == len(sentence) or token.text.startswith(("in ", "by "))
        since = not ends and (sentence[at + 1].text in _SINCE or _goes_to(sentence, at))
        behind = sentence[max(0, at - (3 if ends else 1)) : at] if ends or since else []
        mine = sentence.kinds & Kind.FIRST and has(ahead, Kind.MEDICINE)
        if mine or any(has(_till_apart(near), NAMED) for near in (ahead, behind[::-1])):
            findings.add("A", token)


def _goes_to(sentence: Sentence, at: int) -> bool:
    return sentence[at].text.endswith(" to") and bool(sentence[at + 1].kind & Kind.NUMBER)


def _till_apart(tokens: Tokens) -> Tokens:
    kept: Tokens = []
    for token in tokens:
        if token.kind & Kind.BREAKER and not token.kind & NAMED:
            break
        kept.append(token)
    return kept


def look_routes(sentence: Sentence, _: str, findings: Findings) -> None:
    """Ways of taking: by injection, under the skin, in a cycle."""
    personal = bool(sentence.kinds & (Kind.FIRST | Kind.INTAKE))
    for at, token in enumerate(sentence):
        if token.kind & Kind.ROUTE_CLEAR:
            findings.add("A" if sentence.kinds & NAMED else "B", token)
        elif (token.kind & Kind.ROUTE and _route_of_something(sentence, at, personal)) or (
            token.kind & Kind.ROUTE_SHARED and _regime_of_something(sentence, at, personal)
        ):
            findings.add("A", token)
        if token.kind & Kind.ROUTE and _number_put_in(sentence, at):
            findings.add("B", sentence[at + 1])


def _route_of_something(sentence: Sentence, at: int, personal: bool) -> bool:
    return (
        name_within(sentence, at, 6, NAMED)
        or (personal and name_within(sentence, at, 6, Kind.TOPIC))
        or (sentence[at].text in PUT_IN and name_within(sentence, at, 2, Kind.SHARED))
    )


def _regime_of_something(sentence: Sentence, at: int, personal: bool) -> bool:
    token = sentence[at]
    reach = 2 if token.text in _CYCLE_WORDS else 4
    dosed = token.kind & Kind.DOSE and personal
    if name_within(sentence, at, reach, NAMED | (Kind.TOPIC if dosed else 0)):
        return True
    if not token.text.startswith("cycle") or not name_within(sentence, at, 2, Kind.SHARED):
        return False
    return any(t.text in {"pct", "weeks", "week", "first", "blast", "a first"} for t in sentence)


def _number_put_in(sentence: Sentence, at: int) -> bool:
    if at + 1 >= len(sentence) or not sentence[at + 1].digits or sentence[at + 1].text.isdecimal():
        return False
    if at + 2 == len(sentence):
        return True
    after = sentence[at + 2]
    alone = Kind.BODY | Kind.WHEN | Kind.BREAKER | REGULAR
    return bool(after.kind & alone) or after.text in {"in", "im", "this", "of", "into", "en", "dans", "w", "i", "в"}
