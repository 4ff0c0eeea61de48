"""A refused note with its amounts left out."""

from __future__ import annotations

import re

from habitlog.guard.detect import detect_again
from habitlog.guard.findings import Findings
from habitlog.guard.normalise import offsets
from habitlog.guard.policy import REFUSED_ANYWHERE

_ROUNDS = 4
_TAIL = re.compile(
    r"(?:\s*(?:/|per|a|each|pro|par|al|por)\s*(?:ml|day|week|night|hour|tag|woche|jour|semaine|día|dia|semana)\b)?"
    r"(?:\s+(?:(?:of|de)(?=\s)|d['\u2019]))?",
    re.IGNORECASE,
)
_TIDY = (
    (re.compile(r"[(\[]\s*[)\]]"), " "),
    (re.compile(r"[^\S\n]{2,}|[^\S \n]"), " "),
    (re.compile(r"[^\S\n]+(?=[,.;:!?)\]\n])"), ""),
    (re.compile(r"([,;:])(?:\s*[,;:])+"), r"\1"),
    (re.compile(r"[,;:](?=[.!?])"), ""),
    (re.compile(r"(?m)[\s,;:/+-]+$"), ""),
    (re.compile(r"(?m)^[\s,;:.!?/+-]+"), ""),
)
_LETTER = re.compile(r"[^\W\d_]")


def suggestion(text: str, findings: Findings) -> str | None:
    """The text without the stretches that were refused, or None when nothing worth keeping stays."""
    for _ in range(_ROUNDS):
        text = _tidy(_without(text, [*findings.amounts, *findings.clauses]))
        if not _LETTER.search(text):
            return None
        findings = detect_again(text, findings)
        if not findings.letters & REFUSED_ANYWHERE:
            return text
    return None


def _without(text: str, stretches: list[tuple[int, int]]) -> str:
    places = offsets(text)
    kept: list[str] = []
    at = 0
    for start, end in sorted(stretches):
        first, last = places[start], places[end]
        tail = _TAIL.match(text, last)
        kept.append(text[at : max(at, first)])
        at = max(at, tail.end() if tail else last)
    return "".join([*kept, text[at:]])


def _tidy(text: str) -> str:
    for pattern, instead in _TIDY:
        text = pattern.sub(instead, text)
    return text.strip()
