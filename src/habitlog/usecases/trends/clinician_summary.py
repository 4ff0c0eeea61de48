"""The visit sheet: the last whole weeks of chosen pillars, and questions that are shown on it and never kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.guard import CardKind
from habitlog.pillars import PILLARS
from habitlog.usecases.dose_screening import screen_notes
from habitlog.usecases.trends import overview
from habitlog.usecases.trends.overview import PillarOverview
from habitlog.usecases.trends.periods import Span, span_of_whole_weeks

WEEK_CHOICES = (4, 12)
SUGGESTED_QUESTIONS = (
    "What could be behind what I notice?",
    "Which tests would tell us more?",
    "Does this fit with what I already take?",
    "What is good to know before starting or stopping anything?",
    "When do we look at this again?",
)
MAX_OWN_QUESTIONS = 3
"""Questions of one's own that fit on a sheet."""
MAX_QUESTION_LENGTH = 140
"""Characters of one of them."""


@dataclass(frozen=True, slots=True)
class SummaryChoice:
    """The weeks and the pillars that somebody wants on the sheet."""

    weeks: int = WEEK_CHOICES[0]
    pillars: tuple[str, ...] = tuple(PILLARS)

    @classmethod
    def parse_choice(cls, weeks: str, pillars: Collection[str]) -> SummaryChoice:
        """Read what was sent; raises `NotFound` for other weeks and pillars than there are."""
        if weeks not in map(str, WEEK_CHOICES) or not set(pillars) <= PILLARS.keys():
            raise NotFound
        return cls(int(weeks), tuple(key for key in PILLARS if key in pillars))


@dataclass(frozen=True, slots=True)
class ClinicianQuestions:
    """Openers that were ticked, by place, and own questions as typed, with what does not fit, by their place.

    `lighter` are refused questions without their amounts, where something is left.
    """

    suggested: frozenset[int] = frozenset()
    own: tuple[str, ...] = ("",) * MAX_OWN_QUESTIONS
    problems: Mapping[int, FieldProblem] = field(default_factory=dict)
    without_amounts: Mapping[int, str] = field(default_factory=dict)
    card: CardKind | None = None

    @property
    def all_questions(self) -> tuple[str, ...]:
        """The questions of the sheet."""
        ticked = tuple(opener for at, opener in enumerate(SUGGESTED_QUESTIONS) if at in self.suggested)
        return ticked + tuple(filter(None, self.own))


def parse_questions(
    suggested: Iterable[str], typed: Sequence[str], *, without_amounts: bool = False
) -> ClinicianQuestions:
    """Read questions with the guard, as any note; with `lighter` refused ones are taken without their amounts.

    Raises `Invalid` for more questions than there are lines.
    """
    if len(typed) > MAX_OWN_QUESTIONS:
        raise Invalid([FieldProblem("question", "too_many_questions", {"most": MAX_OWN_QUESTIONS})])
    own = [" ".join(text.split()) for text in typed] + [""] * (MAX_OWN_QUESTIONS - len(typed))
    read = _screen_questions(own)
    if without_amounts and read.without_amounts:
        read = _screen_questions([read.without_amounts.get(at, text) for at, text in enumerate(own)])
    places = frozenset(at for at in range(len(SUGGESTED_QUESTIONS)) if str(at) in set(suggested))
    return ClinicianQuestions(places, read.own, read.problems, read.without_amounts, read.card)


def _screen_questions(own: Sequence[str]) -> ClinicianQuestions:
    card, refused = screen_notes((str(at), text) for at, text in enumerate(own) if text)
    too_long = FieldProblem("question", "question_too_long", {"most": MAX_QUESTION_LENGTH})
    problems = {at: too_long for at, text in enumerate(own) if len(text) > MAX_QUESTION_LENGTH}
    problems |= {int(one.field): FieldProblem("question", "question_refused") for one in refused}
    left = {int(one.field): one.decision.suggestion for one in refused}
    return ClinicianQuestions(
        own=tuple(own), problems=problems, without_amounts={at: text for at, text in left.items() if text}, card=card
    )


@dataclass(frozen=True, slots=True)
class ClinicianSummary:
    """The numbers of the sheet: every measure of the chosen pillars over the last whole weeks."""

    span: Span
    weeks: int
    overviews: tuple[PillarOverview, ...]


def build_clinician_summary(
    transaction: ReadTransaction, person: Person, choice: SummaryChoice, today: date
) -> ClinicianSummary:
    """Return the numbers of a choice."""
    span = span_of_whole_weeks(choice.weeks * 7, today)
    found = overview.list_pillar_overviews(transaction, person, span) if choice.pillars else ()
    return ClinicianSummary(span, choice.weeks, tuple(one for one in found if one.pillar.key in choice.pillars))
