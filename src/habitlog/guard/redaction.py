"""The suggestion for a note that is not saved as written: its text without the amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from habitlog.guard.detection import detect_findings, redetect_refusals
from habitlog.guard.findings import GuardFindings
from habitlog.guard.loose_numbers import find_loose_numbers
from habitlog.guard.normalization import normalize_spelling
from habitlog.guard.tokens import Token, Tokens, iterate_segments
from habitlog.guard.topic_class import REFUSED_TOPICS, TopicClass
from habitlog.guard.vocabulary import read_rule_words
from habitlog.guard.word_kinds import NAME_KINDS, UNIT_KINDS, WordKind
from habitlog.text_folding import fold_text, map_folded_offsets

_MAX_ROUNDS = 4
_GAP, _ELLIPSIS = "\ue000", "..."
"""A gap has no meaning for the guard: what stands on its two sides is read as neighbours."""
_BRIDGE = "|".join(sorted(map(re.escape, read_rule_words("bridging_words")), key=len, reverse=True))
_JOINED_GAPS = re.compile(rf"{_GAP}(?:[\s,/&+\u2192>x*-]*(?:(?<!\w)(?:{_BRIDGE})(?!\w)[\s,/&+-]*)?{_GAP})+")
_AMOUNT_TAIL = re.compile(
    r"(?:\s*(?:/|per|a|each|pro|par|al|por)\s*(?:ml|day|week|night|hour|tag|woche|jour|semaine|d\u00eda|dia|semana)\b)?"
    r"(?:\s+(?:(?:of|de)(?=\s)|d['\u2019]))?",
    re.IGNORECASE,
)
_CLEANUP_RULES = (
    (re.compile(r"[(\[]\s*[)\]]"), " "),
    (re.compile(rf"[(\[][\s,;:]*{_GAP}[\s,;:]*[)\]]"), _GAP),
    (_JOINED_GAPS, _GAP),
    (re.compile(r"[^\S\n]{2,}|[^\S \n]"), " "),
    (re.compile(r"[^\S\n]+(?=[,.;:!?)\]\n])"), ""),
    (re.compile(r"([,;:])(?:\s*[,;:])+"), r"\1"),
    (re.compile(r"[,;:](?=[.!?])"), ""),
    (re.compile(r"(?m)[\s,;:/+-]+$"), ""),
    (re.compile(r"(?m)^[\s,;:.!?/+-]+"), ""),
)
_LETTER = re.compile(r"[^\W\d_]")
_GAP_WITH_STOPS = re.compile(rf"\s*{_GAP}(?:\s*\.)*")
_BEFORE_WORD = re.compile(r"\.\.\.(?=[^\W_])")
_QUESTION = TopicClass.DOSE_QUESTION
Span = tuple[int, int]


def suggest_without_amounts(text: str, findings: GuardFindings) -> str | None:
    """Return the text with "..." for what it is refused or asked for, and for other numbers beside a name.

    None where no letter is left, or where something is left that is refused or asked.
    """
    text = text.replace(_GAP, " ")
    for _ in range(_MAX_ROUNDS):
        amounts = [*findings.amount_spans, *_find_number_spans(text)]
        amounts += [cut for doubt in findings.doubts if doubt.topic_class is not _QUESTION for cut in doubt.cuts]
        questions = [cut for doubt in findings.doubts if doubt.topic_class is _QUESTION for cut in doubt.cuts]
        text = _clean_up_text(_cut_spans(text, amounts, [*findings.question_spans, *questions]))
        if not _LETTER.search(text):
            return None
        findings = redetect_refusals(text, findings)
        if not findings.topic_classes & REFUSED_TOPICS and not findings.doubts:
            return _show_gaps(text)
    return None


def _find_number_spans(text: str) -> Iterator[Span]:
    """Yield the spans of numbers, each with its unit, in sentences that have a name."""
    folded = normalize_spelling(fold_text(text))
    for _, sentences in iterate_segments(folded):
        for sentence in sentences:
            if sentence.kinds & NAME_KINDS and sentence.kinds & WordKind.NUMBER:
                for number in find_loose_numbers(sentence, folded):
                    yield number.start, _end_with_unit(sentence, number)


def _end_with_unit(sentence: Tokens, number: Token) -> int:
    position = next(at for at, token in enumerate(sentence) if token is number) + 1
    following = sentence[position] if position < len(sentence) else None
    return (
        following.end if following and following.kind & UNIT_KINDS and not following.kind & NAME_KINDS else number.end
    )


def _cut_spans(text: str, amounts: list[Span], questions: list[Span]) -> str:
    """Return the text with a gap for every amount, and without the questions."""
    offsets = map_folded_offsets(text)
    parts: list[str] = []
    position = 0
    for start, end, gap in sorted([*((*span, _GAP) for span in amounts), *((*span, "") for span in questions)]):
        first, last = offsets[start], offsets[end]
        tail = _AMOUNT_TAIL.match(text, last) if gap else None
        if first >= position:
            parts += [text[position:first], gap]
        position = max(position, tail.end() if tail else last)
    return "".join([*parts, text[position:]])


def _clean_up_text(text: str) -> str:
    for pattern, replacement in _CLEANUP_RULES:
        text = pattern.sub(replacement, text)
    return text.strip()


def _show_gaps(text: str) -> str | None:
    """Return the text with "..." for its gaps; None where it would be refused or asked as it is shown."""
    shown = _GAP_WITH_STOPS.sub(f" {_ELLIPSIS}", text)
    shown = _BEFORE_WORD.sub(f"{_ELLIPSIS} ", shown).strip()
    left = detect_findings(shown)
    return None if left.topic_classes & REFUSED_TOPICS or left.doubts else shown
