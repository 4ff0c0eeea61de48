"""The clinician guard: tells lifestyle notes from medicines, hormones, peptides and their amounts."""

from __future__ import annotations

from dataclasses import replace

from habitlog.guard.detect import detect
from habitlog.guard.policy import REFUSED_ANYWHERE, Card, Decision, decide
from habitlog.guard.suggest import suggestion

__all__ = ["Card", "Decision", "check"]


def check(text: str, *, structured: bool = False) -> Decision:
    """Decide about a text; never raises for any string, logs nothing and keeps nothing.

    `structured` is for exercise names, practices, activities, tags and searches; otherwise the text is a note.
    """
    findings = detect(text)
    decision = decide(findings, structured=structured)
    if structured or not findings.letters & REFUSED_ANYWHERE:
        return decision
    return replace(decision, suggestion=suggestion(text, findings))
