"""The clinician guard: separates notes on food, sleep and training from medicines, hormones and their amounts."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from habitlog.guard.detection import detect_findings
from habitlog.guard.findings import Doubt, GuardFindings
from habitlog.guard.policy import CardKind, GuardDecision, TextDoubt, decide_from_findings
from habitlog.guard.redaction import suggest_without_amounts
from habitlog.guard.topic_class import REFUSED_TOPICS, TopicClass
from habitlog.guard.urgent_kind import UrgentKind
from habitlog.text_folding import map_folded_offsets

__all__ = ["CardKind", "GuardDecision", "TextDoubt", "UrgentKind", "check_text"]


def check_text(text: str, *, structured: bool = False, accepted: AbstractSet[str] = frozenset()) -> GuardDecision:
    """Return the decision about a text; it raises for no string, logs nothing and keeps nothing.

    `structured` is for exercise names, practices, activities, tags and searches; otherwise the text is a note. Nothing
    is asked about `accepted` words, which are folded; a text that is refused is refused with them too.
    """
    findings = detect_findings(text)
    decision = decide_from_findings(findings, structured=structured)
    if not decision.refused:
        doubts = [doubt for doubt in findings.doubts if not (doubt.words and doubt.words <= accepted)]
        if not doubts:
            return decision
        decision = replace(decision, doubt=_describe_doubts(text, doubts))
    if structured:
        return decision
    if not findings.topic_classes & REFUSED_TOPICS and decision.doubt is None:
        return decision
    question = _find_question(text, findings) if decision.topic_class is TopicClass.DOSE_QUESTION else None
    return replace(decision, suggestion=suggest_without_amounts(text, findings), question=question)


def _describe_doubts(text: str, doubts: list[Doubt]) -> TextDoubt:
    offsets = map_folded_offsets(text)
    spans = {(offsets[start], offsets[end]) for doubt in doubts for start, end in doubt.spans}
    return TextDoubt(
        min(doubt.topic_class for doubt in doubts),
        tuple(sorted(spans)),
        frozenset(word for doubt in doubts for word in doubt.words),
    )


def _find_question(text: str, findings: GuardFindings) -> str:
    """Return the sentences of a text that ask about a dose."""
    offsets = map_folded_offsets(text)
    return " ".join(text[offsets[start] : offsets[end]] for start, end in sorted(set(findings.question_spans)))
