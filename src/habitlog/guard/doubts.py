"""What may be a dose and is asked about: what a rule or the second opinion says alone, and a name beside a number."""

from __future__ import annotations

from collections.abc import Iterable

from habitlog.guard.findings import Doubt, GuardFindings
from habitlog.guard.loose_numbers import find_loose_numbers
from habitlog.guard.second_opinion import estimate_dose_probability, load_opinion_model
from habitlog.guard.tokens import QUESTION_MARKS, Sentence, Token
from habitlog.guard.topic_class import TopicClass
from habitlog.guard.word_kinds import (
    FREQUENCY_KINDS,
    NAME_KINDS,
    NAME_OR_TOPIC_KINDS,
    REFUSAL_KINDS,
    SIGNAL_KINDS,
    UNIT_KINDS,
    WordKind,
)

_CHANGE_KINDS = WordKind.CHANGE | WordKind.REGIMEN | WordKind.ROUTE | WordKind.CODE
_RHYTHM_KINDS = FREQUENCY_KINDS | WordKind.EVERY | WordKind.TIME_OF_DAY
_AMOUNT_KINDS = _CHANGE_KINDS | _RHYTHM_KINDS | WordKind.DOSE | WordKind.DOSE_WORD
_QUESTION_KINDS = WordKind.QUESTION | WordKind.PERMISSION_QUESTION
_WORD_KINDS = NAME_OR_TOPIC_KINDS | WordKind.AMBIGUOUS_SLANG | WordKind.MEDICINE
Span = tuple[int, int]
_UNNAMED_LENGTHS = range(4, 21)
"""Words of a sentence that is examined though no word of it is of a medicine: a longer one is prose."""
MAX_WORD_LENGTH = 60
"""Letters of a word for which an answer can be remembered."""


def is_certain(sentence: Sentence) -> bool:
    """Whether what the rules found in a sentence rests on more than a typing error or an everyday word."""
    if not sentence.kinds & WordKind.TYPING_ERROR or sentence.kinds & (WordKind.UNIT_MG | WordKind.UNIT_MICRO):
        return True
    return any(token.kind & NAME_KINDS and not token.kind & WordKind.TYPING_ERROR for token in sentence)


def is_exact(sentence: Sentence, found: GuardFindings) -> bool:
    """Whether the rules found an amount of something named: what no second opinion is needed for."""
    return TopicClass.SUBSTANCE_AMOUNT in found.topic_classes and any(
        token.kind & NAME_KINDS and not token.kind & WordKind.TYPING_ERROR for token in sentence
    )


def is_agreed(sentence: Sentence, folded: str) -> bool:
    """Whether the second opinion takes a sentence for one with a dose, as a rule does."""
    model = load_opinion_model()
    return estimate_dose_probability(sentence, folded, model) >= model.agrees_from


def find_suspected_dose(sentence: Sentence, folded: str) -> Doubt | None:
    """Return the doubt about a sentence that the second opinion alone takes for one with a dose."""
    is_near_medicine = sentence.kinds & SIGNAL_KINDS and _may_hold_amount(sentence, folded)
    if not is_near_medicine and not _is_short_statement(sentence, folded):
        return None
    model = load_opinion_model()
    asks_from = model.asks_from if is_near_medicine else model.asks_unnamed_from
    if estimate_dose_probability(sentence, folded, model) < asks_from:
        return None
    amount_kinds = WordKind.NUMBER | UNIT_KINDS | _AMOUNT_KINDS
    numbers = [token for token in sentence if token.kind & amount_kinds and not token.kind & _WORD_KINDS]
    words = find_doubted_words(sentence)
    is_asked = is_question(sentence, folded)
    if numbers and not is_asked:
        cuts = _join_spans(_spans_of(numbers))
        named = _spans_of(token for token in sentence if token.kind & _WORD_KINDS)
        return Doubt(_class_of_amount(sentence), _join_spans([*cuts, *named]), cuts, words)
    whole = ((sentence[0].start, sentence[-1].end),)
    return Doubt(TopicClass.DOSE_QUESTION if is_asked else _class_of_amount(sentence), whole, whole, words)


def _is_short_statement(sentence: Sentence, folded: str) -> bool:
    """Whether a sentence is of a length in which doses without a name are written, and states or asks something."""
    opens = sentence.kinds & REFUSAL_KINDS or _ends_in_question(sentence, folded)
    return bool(opens) and len(sentence) in _UNNAMED_LENGTHS


def _may_hold_amount(sentence: Sentence, folded: str) -> bool:
    """Whether a sentence has a number that nothing explains, another word of an amount, or asks something."""
    return bool(sentence.kinds & _AMOUNT_KINDS or find_loose_numbers(sentence, folded)) or is_question(sentence, folded)


def _class_of_amount(sentence: Sentence) -> TopicClass:
    return TopicClass.SUBSTANCE_AMOUNT if sentence.kinds & NAME_KINDS else TopicClass.UNNAMED_AMOUNT


def is_question(sentence: Sentence, folded: str) -> bool:
    """Whether a sentence asks something."""
    return _ends_in_question(sentence, folded) or bool(sentence.kinds & _QUESTION_KINDS)


def _ends_in_question(sentence: Sentence, folded: str) -> bool:
    end = sentence[-1].end
    return folded[end : end + 1] in QUESTION_MARKS


def build_doubt(sentence: Sentence, found: GuardFindings, topic_class: TopicClass) -> Doubt:
    """Return the doubt about what the rules found in a sentence."""
    cuts = tuple(sorted({*found.amount_spans, *found.question_spans}))
    names = (token for token in sentence if token.kind & _WORD_KINDS)
    return Doubt(topic_class, _join_spans([*cuts, *_spans_of(names)]), cuts, find_doubted_words(sentence))


def find_named_number(sentence: Sentence, folded: str) -> Doubt | None:
    """Return the doubt about a name in a sentence with a number, a change or a question that no rule took."""
    names = [token for token in sentence if token.kind & NAME_KINDS]
    if not names:
        return _find_everyday_slang(sentence, folded)
    numbers = find_loose_numbers(sentence, folded)
    numbers += [token for token in sentence if token.kind & _CHANGE_KINDS and not token.kind & NAME_KINDS]
    if numbers:
        cuts = _join_spans(_spans_of(numbers))
        spans = _join_spans([*cuts, *_spans_of(names)])
        return Doubt(TopicClass.SUBSTANCE_AMOUNT, spans, cuts, find_doubted_words(sentence))
    if is_question(sentence, folded):
        whole = ((sentence[0].start, sentence[-1].end),)
        return Doubt(TopicClass.DOSE_QUESTION, whole, whole, find_doubted_words(sentence))
    return None


def _find_everyday_slang(sentence: Sentence, folded: str) -> Doubt | None:
    """Return the doubt about slang that is an everyday word elsewhere, beside a decimal or a change."""
    slang = [token for token in sentence if token.kind & WordKind.EVERYDAY_SLANG]
    if not slang:
        return None
    if sentence.kinds & (_QUESTION_KINDS | WordKind.DOSE_WORD):
        whole = ((sentence[0].start, sentence[-1].end),)
        return Doubt(TopicClass.DOSE_QUESTION, whole, whole, find_doubted_words(sentence))
    numbers = find_loose_numbers(sentence, folded)
    if any("." in token.text or "," in token.text for token in numbers) or (
        numbers and sentence.kinds & (WordKind.CHANGE | WordKind.INTAKE | FREQUENCY_KINDS)
    ):
        cuts = _join_spans(_spans_of(numbers))
        spans = _join_spans([*cuts, *_spans_of(slang)])
        return Doubt(TopicClass.SUBSTANCE_AMOUNT, spans, cuts, find_doubted_words(sentence))
    return None


def find_doubted_words(sentence: Sentence) -> frozenset[str]:
    """Return the words that make a sentence one about a medicine: names, or else units and ways of taking."""
    words = [token for token in sentence if token.kind & _WORD_KINDS]
    words = words or [token for token in sentence if token.kind & (SIGNAL_KINDS | FREQUENCY_KINDS)]
    return frozenset(token.text for token in words if len(token.text) <= MAX_WORD_LENGTH)


def _spans_of(tokens: Iterable[Token]) -> list[Span]:
    return [(token.start, token.end) for token in tokens]


def _join_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, without those inside of another one."""
    joined: list[Span] = []
    for start, end in sorted(set(spans)):
        if not joined or end > joined[-1][1]:
            joined.append((start, end))
    return tuple(joined)
