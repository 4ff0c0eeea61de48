"""The clinician guard: separates notes on food, sleep and training from medicines, hormones and their amounts."""

from __future__ import annotations

from dataclasses import replace

from habitlog.guard.detection import detect_findings
from habitlog.guard.policy import REFUSED_IN_NOTES, CardKind, GuardDecision, decide_from_findings
from habitlog.guard.redaction import suggest_without_amounts
from habitlog.guard.urgent_kind import UrgentKind

__all__ = ["CardKind", "GuardDecision", "UrgentKind", "check_text"]


def check_text(text: str, *, structured: bool = False) -> GuardDecision:
    """Return the decision about a text; it raises for no string, logs nothing and keeps nothing.

    `structured` is for exercise names, practices, activities, tags and searches; otherwise the text is a note.
    """
    findings = detect_findings(text)
    decision = decide_from_findings(findings, structured=structured)
    if structured or not findings.topic_classes & REFUSED_IN_NOTES:
        return decision
    return replace(decision, suggestion=suggest_without_amounts(text, findings))
