"""Find the signals of a text: substance, amount, way of taking, question, use by the person, danger."""

from __future__ import annotations

from collections.abc import Callable

from habitlog.guard.doses import find_amounts, find_dose_changes, find_routes, find_schedules
from habitlog.guard.findings import GuardFindings
from habitlog.guard.mentions import find_emergencies, find_substance_names, find_supplement_counts
from habitlog.guard.normalization import fold_text, normalize_spelling
from habitlog.guard.questions import find_questions, find_short_questions
from habitlog.guard.tokens import Sentence, iterate_segments
from habitlog.guard.unitless_amounts import find_loose_decimals, find_unitless_amounts
from habitlog.guard.word_kinds import FREQUENCY_KINDS, NAME_KINDS, SIGNAL_KINDS, UNIT_KINDS, WordKind

_Detector = Callable[[Sentence, str, GuardFindings], None]
_SUBSTANCE_KINDS = NAME_KINDS | (WordKind.TOPIC | WordKind.MEDICINE | WordKind.SHARED)
_COUNT_UNIT_KINDS = WordKind.UNIT_COUNT | WordKind.UNIT_COUNT_SHARED
_DOSE_QUESTION_KINDS = (
    WordKind.DOSE_WORD
    | WordKind.DOSE
    | WordKind.ACT
    | WordKind.ADJUST
    | WordKind.ROUTE_SHARED
    | WordKind.UNIT_HARD
    | WordKind.UNIT_MG
)
_REFUSAL_DETECTORS: tuple[tuple[int, int, _Detector], ...] = (
    (WordKind.NUMBER, UNIT_KINDS, find_amounts),
    (WordKind.NUMBER, NAME_KINDS | WordKind.SHARED, find_unitless_amounts),
    (WordKind.NUMBER, NAME_KINDS | WordKind.BODY | WordKind.ROUTE | WordKind.ROUTE_SHARED, find_loose_decimals),
    (FREQUENCY_KINDS | WordKind.EVERY | WordKind.NUMBER | WordKind.WEEKDAY, _SUBSTANCE_KINDS, find_schedules),
    (WordKind.CHANGE, NAME_KINDS | WordKind.MEDICINE, find_dose_changes),
    ((WordKind.ROUTE | WordKind.ROUTE_CLEAR | WordKind.ROUTE_SHARED), SIGNAL_KINDS, find_routes),
    ((WordKind.QUESTION | WordKind.ASK | WordKind.WHAT), SIGNAL_KINDS, find_questions),
    (_DOSE_QUESTION_KINDS, NAME_KINDS | WordKind.TOPIC | WordKind.MEDICINE, find_short_questions),
)
"""A look is taken at sentences with a word of the first kinds and one of the second."""
_OTHER_DETECTORS: tuple[tuple[int, int, _Detector], ...] = (
    (_SUBSTANCE_KINDS, _SUBSTANCE_KINDS, find_substance_names),
    (WordKind.SUPPLEMENT | WordKind.SUPPLEMENT_PLAIN, _COUNT_UNIT_KINDS | WordKind.NUMBER, find_supplement_counts),
    (WordKind.URGENT | WordKind.EXCESS, SIGNAL_KINDS, find_emergencies),
)
"""Looks that find nothing a note is refused for."""


def detect_findings(text: str) -> GuardFindings:
    """Signals of any text. Linear in its length."""
    return _run_detectors(text, GuardFindings(), _REFUSAL_DETECTORS + _OTHER_DETECTORS, refusals_only=False)


def redetect_refusals(text: str, earlier: GuardFindings) -> GuardFindings:
    """What a text is refused for that was made of one with the findings `before`, and nothing else."""
    return _run_detectors(
        text, GuardFindings(harmless_segments=earlier.harmless_segments), _REFUSAL_DETECTORS, refusals_only=True
    )


def _run_detectors(
    text: str, findings: GuardFindings, detectors: tuple[tuple[int, int, _Detector], ...], *, refusals_only: bool
) -> GuardFindings:
    folded = normalize_spelling(fold_text(text))
    for stretch, part in iterate_segments(folded, refusals_only=refusals_only, skipped=findings.harmless_segments):
        refused = len(findings.amount_spans) + len(findings.question_spans)
        for sentence in part:
            kinds = sentence.kinds
            for wanted, beside, look in detectors:
                if kinds & wanted and kinds & beside:
                    look(sentence, folded, findings)
        if refused == len(findings.amount_spans) + len(findings.question_spans):
            findings.harmless_segments.add(stretch)
    return findings
