"""What was found in a text, and small questions to the words of a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field

from habitlog.guard.kinds import REGULAR, UNITS, Kind
from habitlog.guard.tokens import Sentence, Stretch, Token, Tokens

APART = frozenset({"and", "then", "but", "while", "plus", "und", "et", "y"})


RHYTHMS = REGULAR | Kind.EVERY | Kind.WEEKDAY | Kind.NUMBER
"""Kinds that can begin what says how often; besides them the word "ed"."""


@dataclass(slots=True)
class Findings:
    """Class letters found in a text and the stretches of the folded text that carry amounts.

    `amounts` are (start, end) of doses, schedules and ways of taking; `clauses` are whole sentences that ask;
    `harmless` are stretches that hold neither.
    """

    letters: set[str] = field(default_factory=set)
    amounts: list[tuple[int, int]] = field(default_factory=list)
    clauses: list[tuple[int, int]] = field(default_factory=list)
    harmless: set[Stretch] = field(default_factory=set)

    def add(self, letter: str, *tokens: Token) -> None:
        """Note a letter and the stretch its tokens cover."""
        self.letters.add(letter)
        if tokens:
            self.amounts.append((tokens[0].start, tokens[-1].end))

    def ask(self, letter: str, sentence: Sentence, folded: str) -> None:
        """Note a question; one about a dose covers its whole sentence."""
        self.letters.add(letter)
        if letter == "C":
            end = sentence[-1].end
            mark = folded[end : end + 1] in {"?", ".", "!", "\u3002"}
            self.clauses.append((sentence[0].start, end + mark))


def has(tokens: Tokens, kinds: int) -> bool:
    """Whether one of the tokens is of one of the kinds."""
    for token in tokens:  # noqa: SIM110 - a generator costs more than most of these looks
        if token.kind & kinds:
            return True
    return False


def name_within(sentence: Sentence, at: int, reach: int, kinds: int) -> bool:
    """Whether a word of the kinds stands so near, with no "and" or "then" between."""
    for step in (-1, 1):
        for place in range(at + step, at + step * (reach + 1), step):
            if not 0 <= place < len(sentence) or sentence[place].text in APART:
                break
            if sentence[place].kind & kinds:
                return True
    return False


def regular(sentence: Sentence, at: int) -> int:
    """How many words from here say how often, 0 for none.

    "weekly" is 1, "ed" after an amount 1, "every monday" 2, "every 5 days" 3, "5 on 2 off" 4.
    """
    token = sentence[at]
    if token.kind & REGULAR:
        return 1
    if token.text == "ed" and at and sentence[at - 1].kind & (Kind.NUMBER | UNITS):
        return 1
    if token.kind & (Kind.EVERY | Kind.WEEKDAY | Kind.NUMBER):
        return _rhythm(token, sentence[at + 1 : at + 4])
    return 0


def _rhythm(token: Token, after: Tokens) -> int:
    if token.digits:
        return 4 if [part.text for part in after[::2]] == ["on", "off"] else 0
    if token.kind & (Kind.EVERY | Kind.WEEKDAY) and has(after[:1], Kind.WEEKDAY):
        return 2
    if token.kind & Kind.WEEKDAY and after and after[0].text in APART and has(after[1:2], Kind.WEEKDAY):
        return 3
    counted = token.kind & Kind.EVERY and has(after[:1], Kind.NUMBER) and has(after[1:2], Kind.PERIOD)
    return 3 if counted else 0
