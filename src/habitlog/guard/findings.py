"""What was found in a text, and small questions to the words of a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field

from habitlog.guard.kinds import REGULAR, UNITS, Kind
from habitlog.guard.tokens import Sentence, Token

APART = frozenset({"and", "then", "but", "while", "plus", "und", "et", "y"})


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

    def ask(self, letter: str, sentence: Sentence, folded: str) -> None:
        """Note a question; one about a dose covers its whole sentence."""
        self.letters.add(letter)
        if letter == "C":
            end = sentence[-1].end
            mark = folded[end : end + 1] in {"?", ".", "!", "\u3002"}
            self.clauses.append((sentence[0].start, end + mark))


def has(tokens: Sentence, kinds: int) -> bool:
    """Whether one of the tokens is of one of the kinds."""
    return any(token.kind & kinds for token in tokens)


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
    """How many words from here say how often: "weekly" 1, "every 5 days" 3, "ed" after an amount 1, others 0."""
    token = sentence[at]
    if token.kind & REGULAR:
        return 1
    if token.text == "ed" and at and sentence[at - 1].kind & (Kind.NUMBER | UNITS):
        return 1
    if token.kind & (Kind.EVERY | Kind.WEEKDAY) and at + 1 < len(sentence) and sentence[at + 1].kind & Kind.WEEKDAY:
        return 2
    pair = sentence[at : at + 3]
    if token.kind & Kind.WEEKDAY and len(pair) == 3 and pair[1].text in APART and pair[2].kind & Kind.WEEKDAY:
        return 3
    if token.kind & Kind.EVERY and at + 2 < len(sentence):
        counted = sentence[at + 1].kind & Kind.NUMBER and sentence[at + 2].kind & Kind.PERIOD
        return 3 if counted else 0
    return 0
