"""Find the signals of a text: substance, amount, way of taking, question, use by the person, danger."""

from __future__ import annotations

from collections.abc import Callable

from habitlog.guard.asking import look_questions, look_short_questions
from habitlog.guard.barenumbers import look_bare_numbers, look_loose_numbers
from habitlog.guard.doses import look_amounts, look_changes, look_routes, look_schedule
from habitlog.guard.findings import Findings
from habitlog.guard.kinds import NAMED, REGULAR, SPEAKING, UNITS, Kind
from habitlog.guard.normalise import fold, readable
from habitlog.guard.tokens import Sentence, stretches
from habitlog.guard.using import look_danger, look_names, look_supplements

_Look = Callable[[Sentence, str, Findings], None]
_OBJECTS = NAMED | (Kind.TOPIC | Kind.MEDICINE | Kind.SHARED)
_COUNTED = Kind.UNIT_COUNT | Kind.UNIT_COUNT_SHARED
_ASKING = Kind.DOSE_WORD | Kind.DOSE | Kind.ACT | Kind.ADJUST | Kind.ROUTE_SHARED | Kind.UNIT_HARD | Kind.UNIT_MG
_LOOKS: tuple[tuple[int, int, _Look], ...] = (
    (Kind.NUMBER, UNITS, look_amounts),
    (Kind.NUMBER, NAMED | Kind.SHARED, look_bare_numbers),
    (Kind.NUMBER, NAMED | Kind.BODY | Kind.ROUTE | Kind.ROUTE_SHARED, look_loose_numbers),
    (REGULAR | Kind.EVERY | Kind.NUMBER | Kind.WEEKDAY, _OBJECTS, look_schedule),
    (Kind.CHANGE, NAMED | Kind.MEDICINE, look_changes),
    ((Kind.ROUTE | Kind.ROUTE_CLEAR | Kind.ROUTE_SHARED), SPEAKING, look_routes),
    ((Kind.QUESTION | Kind.ASK | Kind.WHAT), SPEAKING, look_questions),
    (_ASKING, NAMED | Kind.TOPIC | Kind.MEDICINE, look_short_questions),
)
"""A look is taken at sentences with a word of the first kinds and one of the second."""
_QUIET_LOOKS: tuple[tuple[int, int, _Look], ...] = (
    (_OBJECTS, _OBJECTS, look_names),
    (Kind.SUPPLEMENT | Kind.SUPPLEMENT_PLAIN, _COUNTED | Kind.NUMBER, look_supplements),
    (Kind.URGENT | Kind.EXCESS, SPEAKING, look_danger),
)
"""Looks that find nothing a note is refused for."""


def detect(text: str) -> Findings:
    """Signals of any text. Linear in its length."""
    return _found(text, Findings(), _LOOKS + _QUIET_LOOKS, acting=False)


def detect_again(text: str, before: Findings) -> Findings:
    """What a text is refused for that was made of one with the findings `before`, and nothing else."""
    return _found(text, Findings(harmless=before.harmless), _LOOKS, acting=True)


def _found(text: str, findings: Findings, looks: tuple[tuple[int, int, _Look], ...], *, acting: bool) -> Findings:
    folded = readable(fold(text))
    for stretch, part in stretches(folded, acting=acting, passed=findings.harmless):
        refused = len(findings.amounts) + len(findings.clauses)
        for sentence in part:
            kinds = sentence.kinds
            for wanted, beside, look in looks:
                if kinds & wanted and kinds & beside:
                    look(sentence, folded, findings)
        if refused == len(findings.amounts) + len(findings.clauses):
            findings.harmless.add(stretch)
    return findings
