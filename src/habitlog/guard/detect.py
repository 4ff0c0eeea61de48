"""Find the signals of a text: substance, amount, way of taking, question, use by the person, danger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from habitlog.guard.amounts import amounts
from habitlog.guard.normalise import fold
from habitlog.guard.tokens import Sentence, Token, sentences
from habitlog.guard.vocabulary import Kind

_NAMED = int(Kind.STRONG | Kind.SLANG)
_REGULAR = int(Kind.FREQUENCY | Kind.CODE)
_DOSE_WORDS = frozenset({"dose", "doses", "dosed", "dosing", "dosage"})
_CYCLE_WORDS = frozenset({"cycle", "cycles", "cycling", "shot", "shots", "pin", "pins", "stack", "cykl", "ciclo"})
_PUT_IN = frozenset({"injected", "injecting", "inject", "pinned", "pinning", "jabbed"})
_APART = frozenset({"and", "then", "but", "while", "plus", "und", "et", "y"})
_NOT_A_COUNT = frozenset({"day", "week", "month", "year", "phase", "type", "stage", "page", "chapter", "round"})
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
    for sentence in sentences(text):
        kinds = 0
        for token in sentence:
            kinds |= token.kind
        for wanted, look in _LOOKS:
            if kinds & wanted:
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
        elif amount.meaning in {"supplement", "food"}:
            findings.add("E" if amount.meaning == "supplement" else "G")


def _look_bare_numbers(sentence: Sentence, folded: str, findings: Findings) -> None:
    for at, token in enumerate(sentence):
        if not (token.kind & int(Kind.STRONG) or token.text in _HORMONE_SUPPLEMENTS):
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
    return bool(following.kind & int(_REGULAR | Kind.BREAKER)) or following.text in {"at", "in", "this"}


def _count_before(sentence: Sentence, at: int) -> bool:
    if not sentence[at].kind & int(Kind.NUMBER) or ":" in sentence[at].text:
        return False
    if at == 0:
        return True
    before = sentence[at - 1]
    return before.text not in _NOT_A_COUNT and _has(sentence[max(0, at - 3) : at], _TAKEN)


def _look_schedule(sentence: Sentence, _: str, findings: Findings) -> None:
    for at, token in enumerate(sentence):
        if not token.kind & _REGULAR or token.kind & _NAMED:
            continue
        if _name_within(sentence, at, 5, _NAMED) or _topic_schedule(sentence, at):
            findings.add("A", token)


def _topic_schedule(sentence: Sentence, at: int) -> bool:
    used = _has(sentence, int(Kind.INTAKE)) or (
        _has(sentence, int(Kind.INTAKE_NOW)) and _has(sentence, int(Kind.FIRST))
    )
    other = int(Kind.TOPIC | Kind.MEDICINE)
    if _name_within(sentence, at, 2, other) and (used or sentence[at].kind & int(Kind.CODE)):
        return True
    return bool(sentence[at].kind & int(Kind.CODE)) and _name_within(sentence, at, 2, int(Kind.SHARED))


def _name_within(sentence: Sentence, at: int, reach: int, kinds: int) -> bool:
    for step in (-1, 1):
        for place in range(at + step, at + step * (reach + 1), step):
            if not 0 <= place < len(sentence) or sentence[place].text in _APART:
                break
            if sentence[place].kind & kinds:
                return True
    return False


def _look_routes(sentence: Sentence, _: str, findings: Findings) -> None:
    personal = _has(sentence, int(Kind.FIRST | Kind.INTAKE))
    for at, token in enumerate(sentence):
        if token.kind & int(Kind.ROUTE_CLEAR):
            findings.add("A" if _has(sentence, _NAMED) else "B", token)
        elif token.kind & int(Kind.ROUTE) and (
            _name_within(sentence, at, 6, _NAMED)
            or (personal and _name_within(sentence, at, 6, int(Kind.TOPIC)))
            or (token.text in _PUT_IN and _name_within(sentence, at, 2, int(Kind.SHARED)))
        ):
            findings.add("A", token)
        elif token.kind & int(Kind.ROUTE_SHARED):
            reach = 2 if token.text in _CYCLE_WORDS else 4
            dosed = token.text in _DOSE_WORDS and personal
            if _name_within(sentence, at, reach, _NAMED | (int(Kind.TOPIC) if dosed else 0)):
                findings.add("A", token)


def _look_questions(sentence: Sentence, _: str, findings: Findings) -> None:
    for at, token in enumerate(sentence):
        if token.kind & int(Kind.QUESTION):
            letter = _asked(sentence, at, token)
            if letter:
                findings.letters.add(letter)
            if letter == "C":
                findings.clauses.append((sentence[0].start, sentence[-1].end))


def _asked(sentence: Sentence, at: int, token: Token) -> str | None:
    taking = any(word in token.text for word in _ASKS_TO_TAKE) or _has(sentence, int(Kind.ASK_INTAKE))
    if _has(sentence, _NAMED):
        return "C"
    after = sentence[at + 1 : at + 6]
    if taking and (_has(sentence, int(Kind.MEDICINE)) or _name_within(sentence, at, 5, int(Kind.TOPIC))):
        return "C"
    if taking and _has(sentence, int(Kind.SUPPLEMENT | Kind.SUPPLEMENT_PLAIN)):
        return "E"
    if "dos" in token.text and _has(after[:2], int(Kind.SHARED)):
        return "C"
    if taking and _has(after[:1], int(Kind.SHARED)):
        return "C"
    if _has(sentence, int(Kind.FOOD)):
        return None
    about_dose = _has(after, int(Kind.ROUTE | Kind.ROUTE_CLEAR)) or any(t.text in _DOSE_WORDS for t in after)
    amount = int(Kind.UNIT_MG | Kind.UNIT_COUNT) | (int(Kind.UNIT_HARD) if taking else 0)
    return "C" if about_dose or _has(after[:1], amount) else None


_TAKEN = int(Kind.INTAKE | Kind.INTAKE_NOW)


def _look_names(sentence: Sentence, _: str, findings: Findings) -> None:
    first = _has(sentence, int(Kind.FIRST))
    for at, token in enumerate(sentence):
        if token.kind & int(Kind.STRONG):
            findings.letters.add("D")
        elif token.kind & int(Kind.SLANG | Kind.TOPIC | Kind.MEDICINE):
            if _used(sentence, at, first):
                findings.letters.add("D")
            elif token.kind & int(Kind.TOPIC):
                findings.letters.add("F")


def _used(sentence: Sentence, at: int, first: bool) -> bool:
    for place in range(max(0, at - 4), at):
        kind = sentence[place].kind
        if kind & int(Kind.INTAKE):
            return True
        if kind & int(Kind.INTAKE_NOW) and at - place <= 3 and (first or place == 0):
            return True
    return False


def _look_danger(sentence: Sentence, _: str, findings: Findings) -> None:
    names = _NAMED | int(Kind.MEDICINE | Kind.TOPIC)
    for at, token in enumerate(sentence):
        if token.kind & int(Kind.URGENT):
            near = [*sentence[max(0, at - 1) : at], *sentence[at + 1 : at + 4]]
            if _has(sentence, names) or not _has(near, int(Kind.URGENT_INNOCENT)):
                findings.letters.add("H")


_Look = Callable[[Sentence, str, Findings], None]
_LOOKS: tuple[tuple[int, _Look], ...] = (
    (int(Kind.NUMBER), _look_amounts),
    (int(Kind.NUMBER), _look_bare_numbers),
    (_REGULAR, _look_schedule),
    (int(Kind.ROUTE | Kind.ROUTE_CLEAR | Kind.ROUTE_SHARED), _look_routes),
    (int(Kind.QUESTION), _look_questions),
    (int(Kind.STRONG | Kind.SLANG | Kind.TOPIC | Kind.MEDICINE), _look_names),
    (int(Kind.URGENT), _look_danger),
)
