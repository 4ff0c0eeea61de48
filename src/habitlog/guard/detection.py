"""Find the topics of a text: substances, amounts, ways of taking, questions about doses, use, danger."""

from __future__ import annotations

from collections.abc import Callable

from habitlog.guard.doses import find_amounts, find_dose_changes, find_routes, find_schedules
from habitlog.guard.doubts import (
    build_doubt,
    find_named_number,
    find_suspected_dose,
    is_agreed,
    is_certain,
    is_exact,
)
from habitlog.guard.emergencies import find_urgent_situations
from habitlog.guard.findings import Doubt, GuardFindings
from habitlog.guard.mentions import find_excess, find_substance_names, find_supplement_counts
from habitlog.guard.normalization import normalize_spelling
from habitlog.guard.questions import find_questions, find_short_questions
from habitlog.guard.tokens import Sentence, iterate_segments
from habitlog.guard.topic_class import REFUSED_TOPICS
from habitlog.guard.unitless_amounts import find_loose_decimals, find_unitless_amounts
from habitlog.guard.word_kinds import (
    COUNT_UNIT_KINDS,
    FREQUENCY_KINDS,
    NAME_KINDS,
    NAME_OR_TOPIC_KINDS,
    SIGNAL_KINDS,
    SUPPLEMENT_KINDS,
    UNIT_KINDS,
    WordKind,
)
from habitlog.text_folding import fold_text

_Detector = Callable[[Sentence, str, GuardFindings], None]
_SUBSTANCE_KINDS = NAME_OR_TOPIC_KINDS | WordKind.MEDICINE | WordKind.AMBIGUOUS_SLANG
_DOSE_QUESTION_KINDS = (
    WordKind.DOSE_WORD
    | WordKind.DOSE
    | WordKind.ACTION_VERB
    | WordKind.ADJUST_VERB
    | WordKind.REGIMEN
    | WordKind.UNIT_MICRO
    | WordKind.UNIT_MG
)
_REFUSAL_DETECTORS: tuple[tuple[int, int, _Detector], ...] = (
    (WordKind.NUMBER, UNIT_KINDS, find_amounts),
    (WordKind.NUMBER, NAME_KINDS | WordKind.AMBIGUOUS_SLANG, find_unitless_amounts),
    (WordKind.NUMBER, NAME_KINDS | WordKind.BODY | WordKind.ROUTE | WordKind.REGIMEN, find_loose_decimals),
    (FREQUENCY_KINDS | WordKind.EVERY | WordKind.NUMBER | WordKind.WEEKDAY, _SUBSTANCE_KINDS, find_schedules),
    (WordKind.CHANGE, NAME_KINDS | WordKind.MEDICINE, find_dose_changes),
    ((WordKind.ROUTE | WordKind.ROUTE_CLEAR | WordKind.REGIMEN), SIGNAL_KINDS, find_routes),
    ((WordKind.QUESTION | WordKind.PERMISSION_QUESTION | WordKind.WHICH_QUESTION), SIGNAL_KINDS, find_questions),
    (_DOSE_QUESTION_KINDS, NAME_KINDS | WordKind.TOPIC | WordKind.MEDICINE, find_short_questions),
)
"""Detectors of what a note is refused for; a sentence needs a word of the first and one of the second kinds."""
_OTHER_DETECTORS: tuple[tuple[int, int, _Detector], ...] = (
    (_SUBSTANCE_KINDS, _SUBSTANCE_KINDS, find_substance_names),
    (SUPPLEMENT_KINDS, COUNT_UNIT_KINDS | WordKind.NUMBER, find_supplement_counts),
    (WordKind.EXCESS, SIGNAL_KINDS, find_excess),
)
"""Detectors of what no note is refused for."""


def detect_findings(text: str) -> GuardFindings:
    """Return the findings of any text; the time is linear in its length."""
    folded = normalize_spelling(fold_text(text))
    findings = GuardFindings()
    for situation in find_urgent_situations(folded):
        findings.record_emergency(situation.kind)
    return _run_detectors(folded, findings, _REFUSAL_DETECTORS + _OTHER_DETECTORS, refusals_only=False)


def redetect_refusals(text: str, earlier: GuardFindings) -> GuardFindings:
    """Return what a text is refused or asked for that was made from one with the findings `earlier`."""
    folded = normalize_spelling(fold_text(text))
    return _run_detectors(
        folded, GuardFindings(harmless_segments=earlier.harmless_segments), _REFUSAL_DETECTORS, refusals_only=True
    )


def _run_detectors(
    folded: str, findings: GuardFindings, detectors: tuple[tuple[int, int, _Detector], ...], *, refusals_only: bool
) -> GuardFindings:
    for segment, sentences in iterate_segments(folded, refusals_only=refusals_only, skipped=findings.harmless_segments):
        is_harmless = True
        for sentence in sentences:
            found = GuardFindings()
            kinds = sentence.kinds
            for first_kinds, second_kinds, find in detectors:
                if kinds & first_kinds and kinds & second_kinds:
                    find(sentence, folded, found)
            doubt = _weigh_findings(sentence, folded, found)
            if doubt is not None:
                findings.doubts.append(doubt)
            findings.take_over(found)
            is_harmless = is_harmless and not (doubt or found.amount_spans or found.question_spans)
        if is_harmless:
            findings.harmless_segments.add(segment)
    return findings


def _weigh_findings(sentence: Sentence, folded: str, found: GuardFindings) -> Doubt | None:
    """Return what is to be asked about a sentence; it is taken out of what was found there."""
    refused = found.topic_classes & REFUSED_TOPICS
    if refused:
        if is_exact(sentence, found) or (is_certain(sentence) and is_agreed(sentence, folded)):
            return None
        doubt = build_doubt(sentence, found, min(refused))
        found.topic_classes -= REFUSED_TOPICS
        found.amount_spans.clear()
        found.question_spans.clear()
        return doubt
    return find_named_number(sentence, folded) or find_suspected_dose(sentence, folded)
