"""The non-prescription linter: orders, promises, praise, blame, comparison and doses in a shipped text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from habitlog.content.readability import compute_reading_grade
from habitlog.content.wording_rules import (
    AMBIGUOUS_VERB_PATTERN,
    HEALTH_OBJECT_PATTERN,
    HEALTH_VERB_PATTERN,
    IMPERATIVE_TAIL_PATTERN,
    LINT_PATTERNS,
    NOUN_VERB_PATTERN,
)

__all__ = ["LintFinding", "compute_reading_grade", "lint_text"]

_COMPILED_PATTERNS = {
    rule: [re.compile(p, re.IGNORECASE) for p in patterns] for rule, patterns in LINT_PATTERNS.items()
}
_SENTENCE_BREAK = re.compile(r"(?<=[.!?:;])\s+|\n+")
_LEADING_WORDS = re.compile(
    r"^[\s\"'“‘(•*–—-]*(?:(?:please|just|simply|then|so|and|also|always)\b,?\s+)*", re.IGNORECASE
)
_LEADING_CLAUSE = re.compile(r"^(?:to|for|if|when|before|after|at|in|on|with)\b[^,]{0,60},\s+", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+(?![A-Za-z'’-])")
_TRY_AGAIN = re.compile(r"\btry again\b", re.IGNORECASE)
_MAX_LABEL_WORDS = 8


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One thing that does not belong in a text of ours: the rule's name and the words that broke it."""

    rule: str
    excerpt: str


def lint_text(text: str, is_interface: bool = False) -> list[LintFinding]:
    """Return what is prescriptive in `text`, sentence by sentence; empty when nothing is.

    With `interface` a short line may open with the verb of a button ("Save", "Add a set", "Try again");
    orders about health ("Eat more fibre", "Take a walk") and every other rule stay.
    """
    findings: list[LintFinding] = []
    for sentence in filter(None, map(str.strip, _SENTENCE_BREAK.split(text))):
        if order := _find_imperative(sentence, is_interface):
            findings.append(LintFinding("imperative", order))
        searched = _TRY_AGAIN.sub("", sentence) if is_interface else sentence
        findings += [
            LintFinding(rule, found.group())
            for rule, ps in _COMPILED_PATTERNS.items()
            for p in ps
            if (found := p.search(searched))
        ]
    return findings


def _find_imperative(sentence: str, is_interface: bool) -> str | None:
    """Return the opening of the sentence when it gives an order, also behind a leading clause."""
    start = _LEADING_WORDS.sub("", sentence)
    for opening in (start, _LEADING_WORDS.sub("", _LEADING_CLAUSE.sub("", start))):
        word = _WORD.match(opening)
        if word and _is_imperative(word.group().lower(), opening[word.end() :].strip(), is_interface, sentence):
            return " ".join(opening.split()[:4])
    return None


def _is_imperative(verb: str, rest: str, is_interface: bool, sentence: str) -> bool:
    if NOUN_VERB_PATTERN.fullmatch(verb):
        return IMPERATIVE_TAIL_PATTERN.match(rest) is not None
    if HEALTH_VERB_PATTERN.fullmatch(verb):
        return not (is_interface and verb == "try" and rest.lower().startswith("again"))
    if not AMBIGUOUS_VERB_PATTERN.fullmatch(verb):
        return False
    label = is_interface and len(rest.split()) < _MAX_LABEL_WORDS
    return not label or HEALTH_OBJECT_PATTERN.search(sentence) is not None
