"""Find the signals of a text: substance, amount, way of taking, question, use by the person, danger."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from habitlog.guard.amounts import amounts, many_swallowed
from habitlog.guard.normalise import fold
from habitlog.guard.tokens import Sentence, Token, sentences
from habitlog.guard.vocabulary import SPEAKING, UNITS, Kind

_NAMED = Kind.STRONG | Kind.SLANG
_REGULAR = Kind.FREQUENCY | Kind.CODE
_CYCLE_WORDS = frozenset({"cycle", "cycles", "cycling", "shot", "shots", "pin", "pins", "stack", "cykl", "ciclo"})
_PUT_IN = frozenset({"injected", "injecting", "inject", "pinned", "pinning", "jabbed"})
_APART = frozenset({"and", "then", "but", "while", "plus", "und", "et", "y"})
_NOT_A_COUNT = frozenset({"day", "week", "month", "year", "phase", "type", "stage", "page", "chapter", "round"})
_PER = frozenset({"a day", "a week"})
_HORMONE_SUPPLEMENTS = frozenset({"melatonin", "dhea", "melatonina"})
_ASKS_TO_TAKE = ("take", "taking", "inject", "dos", "start", "stop", "quit", "switch", "pin", "taper", "come off")


@dataclass(slots=True)
class Findings:
    """Class letters found in a text and the stretches of the folded text that carry amounts.

    `amounts` are (start, end) of doses, schedules and ways of taking; `clauses` are whole sentences that ask.
    """

    letters: set[str] = field(default_factory=set)
    amounts: list[tuple[int, int]] = field(default_factory=list)
    clauses: list[tuple[int, int]] = field(default_factory=list)

    def add(self, letter: str, *tokens: Token) -> None:
        """Note a letter and the stretch its tokens cover."""
        self.letters.add(letter)
        if tokens:
            self.amounts.append((tokens[0].start, tokens[-1].end))


def detect(text: str) -> Findings:
    """Signals of any text. Linear in its length."""
    findings = Findings()
    folded = fold(text)
    for sentence in sentences(folded):
        kinds = 0
        for token in sentence:
            kinds |= token.kind
        for wanted, beside, look in _LOOKS:
            if kinds & wanted and kinds & beside:
                look(sentence, folded, findings)
    return findings


def _has(tokens: Sentence, kinds: int) -> bool:
    return any(token.kind & kinds for token in tokens)


def _look_amounts(sentence: Sentence, folded: str, findings: Findings) -> None:
    named = _has(sentence, _NAMED)
    for amount in amounts(sentence, folded):
        tokens = sentence[amount.first : amount.last + 1]
        if amount.meaning == "substance" or (amount.meaning == "unknown" and named):
            findings.add("A", *tokens)
        elif amount.meaning == "unknown":
            findings.add("B", *tokens)
        if amount.meaning in {"substance", "unknown"}:
            findings.amounts += [(t.start, t.end) for t in _schedule_after(sentence, amount.last)]
        if many_swallowed(sentence, amount):
            findings.letters.add("H")
        if amount.meaning in {"supplement", "food"}:
            findings.add("E" if amount.meaning == "supplement" else "G")


def _schedule_after(sentence: Sentence, last: int) -> Iterator[Token]:
    for token in sentence[last + 1 : last + 5]:
        if token.kind & Kind.NUMBER:
            return
        if token.kind & _REGULAR:
            yield token


def _look_bare_numbers(sentence: Sentence, folded: str, findings: Findings) -> None:
    for at, token in enumerate(sentence):
        if not (token.kind & Kind.STRONG or token.text in _HORMONE_SUPPLEMENTS):
            continue
        if at + 1 < len(sentence) and _count_after(sentence, at + 1, folded):
            findings.add("A", sentence[at + 1])
        if at > 0 and _count_before(sentence, at - 1):
            findings.add("A", sentence[at - 1])


def _count_after(sentence: Sentence, at: int, folded: str) -> bool:
    token = sentence[at]
    if not token.digits or ":" in token.text or folded[token.end : token.end + 1] in {"%", "/"}:
        return False
    if at + 1 == len(sentence):
        return True
    following = sentence[at + 1]
    return bool(following.kind & (_REGULAR | Kind.BREAKER)) or following.text in {"at", "in", "this"}


def _count_before(sentence: Sentence, at: int) -> bool:
    if not sentence[at].kind & Kind.NUMBER or ":" in sentence[at].text:
        return False
    if at == 0:
        return True
    before = sentence[at - 1]
    return before.text not in _NOT_A_COUNT and _has(sentence[max(0, at - 3) : at], _TAKEN)


def _look_schedule(sentence: Sentence, _: str, findings: Findings) -> None:
    for at, token in enumerate(sentence):
        if not token.kind & _REGULAR or token.kind & _NAMED:
            continue
        if _adjective(sentence, at):
            continue
        if _name_within(sentence, at, 5, _NAMED) or _topic_schedule(sentence, at):
            findings.add("A", token)


def _adjective(sentence: Sentence, at: int) -> bool:
    """Whether a word of frequency speaks of something else: "daily walks", "almost a week"."""
    text = sentence[at].text
    before = sentence[at - 1].kind if at else 0
    if text in _PER:
        return not before & (Kind.NUMBER | UNITS)
    after = sentence[at + 1].kind if at + 1 < len(sentence) else -1
    return text.endswith("ly") and " " not in text and not before and not after


def _topic_schedule(sentence: Sentence, at: int) -> bool:
    used = _has(sentence, Kind.INTAKE) or (_has(sentence, Kind.INTAKE_NOW) and _has(sentence, Kind.FIRST))
    other = Kind.TOPIC | Kind.MEDICINE
    if _name_within(sentence, at, 2, other) and (used or sentence[at].kind & Kind.CODE):
        return True
    return bool(sentence[at].kind & Kind.CODE) and _name_within(sentence, at, 2, Kind.SHARED)


def _name_within(sentence: Sentence, at: int, reach: int, kinds: int) -> bool:
    for step in (-1, 1):
        for place in range(at + step, at + step * (reach + 1), step):
            if not 0 <= place < len(sentence) or sentence[place].text in _APART:
                break
            if sentence[place].kind & kinds:
                return True
    return False


def _look_routes(sentence: Sentence, _: str, findings: Findings) -> None:
    personal = _has(sentence, (Kind.FIRST | Kind.INTAKE))
    for at, token in enumerate(sentence):
        if token.kind & Kind.ROUTE_CLEAR:
            findings.add("A" if _has(sentence, _NAMED) else "B", token)
        elif token.kind & Kind.ROUTE and (
            _name_within(sentence, at, 6, _NAMED)
            or (personal and _name_within(sentence, at, 6, Kind.TOPIC))
            or (token.text in _PUT_IN and _name_within(sentence, at, 2, Kind.SHARED))
        ):
            findings.add("A", token)
        elif token.kind & Kind.ROUTE_SHARED:
            reach = 2 if token.text in _CYCLE_WORDS else 4
            dosed = token.kind & Kind.DOSE and personal
            if _name_within(sentence, at, reach, _NAMED | (Kind.TOPIC if dosed else 0)):
                findings.add("A", token)


def _look_questions(sentence: Sentence, folded: str, findings: Findings) -> None:
    for at, token in enumerate(sentence):
        if token.kind & Kind.QUESTION:
            letter = _asked(sentence, at, token)
            if letter:
                findings.letters.add(letter)
            if letter == "C":
                end = sentence[-1].end
                mark = folded[end : end + 1] in {"?", ".", "!"}
                findings.clauses.append((sentence[0].start, end + mark))


_DOSE_ASKED = re.compile(r"(?:what|which|qué|quelle|welche|quale|qual|какая|какую|jaka|jaką)\b.*(?:dos|доз|dawk)")
"""A question that names the dose itself, such as "what dose"; "the right dose of humour" is none."""


def _asked(sentence: Sentence, at: int, token: Token) -> str | None:
    if _has(sentence, _NAMED) or (_DOSE_ASKED.match(token.text) and not _has(sentence, Kind.FOOD)):
        return "C"
    after = sentence[at + 1 : at + 6]
    if any(word in token.text for word in _ASKS_TO_TAKE) or _has(sentence, Kind.ASK_INTAKE):
        sent_on = _has(sentence, Kind.PROFESSIONAL) and not _has(sentence, Kind.FIRST)
        medicine = _has(sentence, Kind.MEDICINE) and not sent_on
        if medicine or _name_within(sentence, at, 5, Kind.TOPIC) or _has(after[:1], Kind.SHARED):
            return "C"
        if _has(sentence, Kind.SUPPLEMENT | Kind.SUPPLEMENT_PLAIN):
            return "E"
        return "C" if _asks_amount(sentence, after, Kind.UNIT_HARD) else None
    return "C" if _asks_amount(sentence, after, 0) else None


def _asks_amount(sentence: Sentence, after: Sentence, more: int) -> bool:
    if _has(sentence, Kind.FOOD):
        return False
    about_dose = _has(after, Kind.ROUTE | Kind.ROUTE_CLEAR) or _has(after, Kind.DOSE)
    return about_dose or _has(after[:1], Kind.UNIT_MG | Kind.UNIT_COUNT | more)


_TAKEN = Kind.INTAKE | Kind.INTAKE_NOW


def _look_names(sentence: Sentence, _: str, findings: Findings) -> None:
    first = _has(sentence, Kind.FIRST)
    for at, token in enumerate(sentence):
        if token.kind & Kind.STRONG:
            findings.letters.add("D")
        elif token.kind & (Kind.SLANG | Kind.TOPIC | Kind.MEDICINE):
            if _used(sentence, at, first):
                findings.letters.add("D")
            elif token.kind & Kind.TOPIC:
                findings.letters.add("F")


def _used(sentence: Sentence, at: int, first: bool) -> bool:
    for place in range(max(0, at - 4), at):
        kind = sentence[place].kind
        if kind & Kind.INTAKE:
            return True
        if kind & Kind.INTAKE_NOW and at - place <= 3 and (first or place == 0):
            return True
    return False


def _look_danger(sentence: Sentence, _: str, findings: Findings) -> None:
    names = _NAMED | (Kind.MEDICINE | Kind.TOPIC)
    for at, token in enumerate(sentence):
        if token.kind & Kind.URGENT:
            near = [*sentence[max(0, at - 1) : at], *sentence[at + 1 : at + 4]]
            if _has(sentence, names) or not _has(near, Kind.URGENT_INNOCENT):
                findings.letters.add("H")


_Look = Callable[[Sentence, str, Findings], None]
_OBJECTS = _NAMED | (Kind.TOPIC | Kind.MEDICINE | Kind.SHARED)
_LOOKS: tuple[tuple[int, int, _Look], ...] = (
    (Kind.NUMBER, UNITS, _look_amounts),
    (Kind.NUMBER, _NAMED, _look_bare_numbers),
    (_REGULAR, _OBJECTS, _look_schedule),
    ((Kind.ROUTE | Kind.ROUTE_CLEAR | Kind.ROUTE_SHARED), Kind.ROUTE_CLEAR | _OBJECTS, _look_routes),
    (Kind.QUESTION, SPEAKING, _look_questions),
    (_OBJECTS, _OBJECTS, _look_names),
    (Kind.URGENT, Kind.URGENT, _look_danger),
)
