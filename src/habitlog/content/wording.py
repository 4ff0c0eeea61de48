"""The non-prescription linter: orders, promises, praise, blame, comparison and doses in a shipped text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from habitlog.content.readability import reading_grade
from habitlog.content.wording_rules import (
    HEALTH_SIGNS,
    HEALTH_VERBS,
    NOUN_VERBS,
    ORDER_TAIL,
    PATTERNS,
    SHARED_VERBS,
)

__all__ = ["Finding", "lint", "reading_grade"]

_COMPILED = {rule: [re.compile(p, re.IGNORECASE) for p in patterns] for rule, patterns in PATTERNS.items()}
_BREAK = re.compile(r"(?<=[.!?:;])\s+|\n+")
_LEAD = re.compile(r"^[\s\"'“‘(•*–—-]*(?:(?:please|just|simply|then|so|and|also|always)\b,?\s+)*", re.IGNORECASE)
_CLAUSE = re.compile(r"^(?:to|for|if|when|before|after|at|in|on|with)\b[^,]{0,60},\s+", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+(?![A-Za-z'’-])")
_AGAIN = re.compile(r"\btry again\b", re.IGNORECASE)
_LABEL_WORDS = 8


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not belong in a text of ours: the rule's name and the words that broke it."""

    rule: str
    excerpt: str


def lint(text: str, interface: bool = False) -> list[Finding]:
    """Return what is prescriptive in `text`, sentence by sentence; empty when nothing is.

    With `interface` a short line may open with the verb of a button ("Save", "Add a set", "Try again");
    orders about health ("Eat more fibre", "Take a walk") and every other rule stay.
    """
    findings: list[Finding] = []
    for sentence in filter(None, map(str.strip, _BREAK.split(text))):
        if order := _order(sentence, interface):
            findings.append(Finding("imperative", order))
        searched = _AGAIN.sub("", sentence) if interface else sentence
        findings += [
            Finding(rule, found.group()) for rule, ps in _COMPILED.items() for p in ps if (found := p.search(searched))
        ]
    return findings


def _order(sentence: str, interface: bool) -> str | None:
    """Return the opening of the sentence when it gives an order, also behind a leading clause."""
    start = _LEAD.sub("", sentence)
    for opening in (start, _LEAD.sub("", _CLAUSE.sub("", start))):
        word = _WORD.match(opening)
        if word and _is_order(word.group().lower(), opening[word.end() :].strip(), interface, sentence):
            return " ".join(opening.split()[:4])
    return None


def _is_order(verb: str, rest: str, interface: bool, sentence: str) -> bool:
    if NOUN_VERBS.fullmatch(verb):
        return ORDER_TAIL.match(rest) is not None
    if HEALTH_VERBS.fullmatch(verb):
        return not (interface and verb == "try" and rest.lower().startswith("again"))
    if not SHARED_VERBS.fullmatch(verb):
        return False
    label = interface and len(rest.split()) < _LABEL_WORDS
    return not label or HEALTH_SIGNS.search(sentence) is not None
