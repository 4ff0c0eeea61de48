"""The suggestion for a refused note: its text without the amounts."""

from __future__ import annotations

import re

from habitlog.guard.detection import redetect_refusals
from habitlog.guard.findings import GuardFindings
from habitlog.guard.policy import REFUSED_IN_NOTES
from habitlog.text_folding import map_folded_offsets

_MAX_ROUNDS = 4
_AMOUNT_TAIL = re.compile(
    r"(?:\s*(?:/|per|a|each|pro|par|al|por)\s*(?:ml|day|week|night|hour|tag|woche|jour|semaine|día|dia|semana)\b)?"
    r"(?:\s+(?:(?:of|de)(?=\s)|d['\u2019]))?",
    re.IGNORECASE,
)
_CLEANUP_RULES = (
    (re.compile(r"[(\[]\s*[)\]]"), " "),
    (re.compile(r"[^\S\n]{2,}|[^\S \n]"), " "),
    (re.compile(r"[^\S\n]+(?=[,.;:!?)\]\n])"), ""),
    (re.compile(r"([,;:])(?:\s*[,;:])+"), r"\1"),
    (re.compile(r"[,;:](?=[.!?])"), ""),
    (re.compile(r"(?m)[\s,;:/+-]+$"), ""),
    (re.compile(r"(?m)^[\s,;:.!?/+-]+"), ""),
)
_LETTER = re.compile(r"[^\W\d_]")


def suggest_without_amounts(text: str, findings: GuardFindings) -> str | None:
    """Return the text without its refused spans, or None when no letter is left or it is still refused."""
    for _ in range(_MAX_ROUNDS):
        text = _clean_up_text(_remove_spans(text, [*findings.amount_spans, *findings.question_spans]))
        if not _LETTER.search(text):
            return None
        findings = redetect_refusals(text, findings)
        if not findings.topic_classes & REFUSED_IN_NOTES:
            return text
    return None


def _remove_spans(text: str, spans: list[tuple[int, int]]) -> str:
    offsets = map_folded_offsets(text)
    parts: list[str] = []
    position = 0
    for start, end in sorted(spans):
        first, last = offsets[start], offsets[end]
        tail = _AMOUNT_TAIL.match(text, last)
        parts.append(text[position : max(position, first)])
        position = max(position, tail.end() if tail else last)
    return "".join([*parts, text[position:]])


def _clean_up_text(text: str) -> str:
    for pattern, replacement in _CLEANUP_RULES:
        text = pattern.sub(replacement, text)
    return text.strip()
