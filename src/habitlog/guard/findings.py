"""The findings of a text, and predicates over the tokens of a sentence."""

from __future__ import annotations

from msgspec import Struct, field

from habitlog.guard.tokens import Segment, Sentence, Token, Tokens
from habitlog.guard.topic_class import TopicClass
from habitlog.guard.urgent_kind import UrgentKind
from habitlog.guard.word_kinds import FREQUENCY_KINDS, UNIT_KINDS, WordKind

CLAUSE_SEPARATORS = frozenset({"and", "then", "but", "while", "plus", "und", "et", "y"})


SCHEDULE_START_KINDS = FREQUENCY_KINDS | WordKind.EVERY | WordKind.WEEKDAY | WordKind.NUMBER
"""Kinds that can begin a frequency; the word "ed" can as well."""


class Doubt(Struct, frozen=True):
    """What may be a dose in a folded text: the class it would be, the spans (start, end) to mark, those to leave out,
    and the words that make it one.
    """

    topic_class: TopicClass
    spans: tuple[tuple[int, int], ...]
    cuts: tuple[tuple[int, int], ...]
    words: frozenset[str]


class GuardFindings(Struct):
    """The topic classes of a text, and the spans (start, end) of its folded form that a note is refused for.

    `amount_spans` are doses, schedules and ways of taking; `question_spans` are whole sentences that ask about a dose;
    `harmless_segments` hold neither; `doubts` are what may be one of them; `has_certain_name` says that a substance is
    named by more than a typing error; `urgent_kinds` are the kinds of danger that class H stands for.
    """

    topic_classes: set[TopicClass] = field(default_factory=set)
    amount_spans: list[tuple[int, int]] = field(default_factory=list)
    question_spans: list[tuple[int, int]] = field(default_factory=list)
    harmless_segments: set[Segment] = field(default_factory=set)
    doubts: list[Doubt] = field(default_factory=list)
    has_certain_name: bool = False
    urgent_kinds: set[UrgentKind] = field(default_factory=set)

    def record_amount(self, topic_class: TopicClass, *tokens: Token) -> None:
        """Record a class, and the span from the first to the last token."""
        self.topic_classes.add(topic_class)
        if tokens:
            self.amount_spans.append((tokens[0].start, tokens[-1].end))

    def take_over(self, found: GuardFindings) -> None:
        """Add what was found in a sentence."""
        self.topic_classes |= found.topic_classes
        self.amount_spans += found.amount_spans
        self.question_spans += found.question_spans
        self.urgent_kinds |= found.urgent_kinds
        self.has_certain_name |= found.has_certain_name

    def record_emergency(self, kind: UrgentKind) -> None:
        """Record danger of a kind."""
        self.topic_classes.add(TopicClass.EMERGENCY)
        self.urgent_kinds.add(kind)

    def record_question(self, topic_class: TopicClass, sentence: Sentence, folded: str) -> None:
        """Record the class of a question; the span of one about a dose is its whole sentence."""
        self.topic_classes.add(topic_class)
        if topic_class == TopicClass.DOSE_QUESTION:
            end = sentence[-1].end
            mark = folded[end : end + 1] in {"?", ".", "!", "\u3002"}
            self.question_spans.append((sentence[0].start, end + mark))


def contains_kind(tokens: Tokens, kinds: int) -> bool:
    """Whether one of the tokens is of one of the kinds."""
    for token in tokens:  # noqa: SIM110 - a generator is slower, and most calls are short
        if token.kind & kinds:
            return True
    return False


def has_kind_nearby(sentence: Sentence, position: int, max_distance: int, kinds: int) -> bool:
    """Whether a word of the kinds is within this many words, with no "and" or "then" between."""
    for step in (-1, 1):
        for other in range(position + step, position + step * (max_distance + 1), step):
            if not 0 <= other < len(sentence) or sentence[other].text in CLAUSE_SEPARATORS:
                break
            if sentence[other].kind & kinds:
                return True
    return False


def count_schedule_words(sentence: Sentence, position: int) -> int:
    """Return the number of words from here that express a frequency, 0 for none.

    "weekly" is 1, "ed" after an amount 1, "every monday" 2, "every 5 days" 3, "5 on 2 off" 4.
    """
    token = sentence[position]
    if token.kind & FREQUENCY_KINDS:
        return 1
    if token.text == "ed" and position and sentence[position - 1].kind & (WordKind.NUMBER | UNIT_KINDS):
        return 1
    if token.kind & (WordKind.EVERY | WordKind.WEEKDAY | WordKind.NUMBER):
        return _count_interval_words(token, sentence[position + 1 : position + 4])
    return 0


def _count_interval_words(token: Token, after: Tokens) -> int:
    if token.is_numeric:
        return 4 if [part.text for part in after[::2]] == ["on", "off"] else 0
    if token.kind & (WordKind.EVERY | WordKind.WEEKDAY) and contains_kind(after[:1], WordKind.WEEKDAY):
        return 2
    if (
        token.kind & WordKind.WEEKDAY
        and after
        and after[0].text in CLAUSE_SEPARATORS
        and contains_kind(after[1:2], WordKind.WEEKDAY)
    ):
        return 3
    is_counted = (
        token.kind & WordKind.EVERY
        and contains_kind(after[:1], WordKind.NUMBER)
        and contains_kind(after[1:2], WordKind.PERIOD)
    )
    return 3 if is_counted else 0
