"""The summary for a clinician: the last whole weeks of chosen pillars, and questions that are stored nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct, field

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.guard import CardKind
from habitlog.pillars import PILLARS
from habitlog.usecases.dose_screening import find_urgent_card
from habitlog.usecases.trends import overview
from habitlog.usecases.trends.clock_days import ClockDays, load_clock_days
from habitlog.usecases.trends.overview import PillarOverview
from habitlog.usecases.trends.periods import DAYS_PER_WEEK, Span, span_of_whole_weeks

WEEK_CHOICES = (4, 12)
CLOCK_WEEKS = 2
"""Weeks that are drawn on the clock."""
MAX_OWN_QUESTIONS = 3
"""Questions of a person's own that fit on the summary."""
MAX_QUESTION_LENGTH = 140
"""Characters of one of them."""


class SummaryChoice(Struct, frozen=True):
    """The number of weeks and the keys of the pillars on the summary."""

    weeks: int = WEEK_CHOICES[0]
    pillars: tuple[str, ...] = tuple(PILLARS)

    @classmethod
    def parse_choice(cls, weeks: str, pillars: Collection[str]) -> SummaryChoice:
        """Return a choice; raises `NotFound` for a number of weeks or a pillar that is not offered."""
        if weeks not in map(str, WEEK_CHOICES) or not set(pillars) <= PILLARS.keys():
            raise NotFound
        return cls(int(weeks), tuple(key for key in PILLARS if key in pillars))


class ClinicianQuestions(Struct, frozen=True):
    """The positions of the suggested questions that were ticked, and the person's own, one for each line of the form.

    `problems` go by the position of a line. `card` is the urgent one, where a question speaks of danger.
    """

    suggested: frozenset[int] = frozenset()
    own: tuple[str, ...] = ("",) * MAX_OWN_QUESTIONS
    problems: Mapping[int, FieldProblem] = field(default_factory=dict)
    card: CardKind | None = None


def parse_questions(suggested: Iterable[int], submitted: Sequence[str]) -> ClinicianQuestions:
    """Return the questions that were sent: any question may go to a clinician, and none is stored.

    Raises `Invalid` for more questions than there are lines.
    """
    if len(submitted) > MAX_OWN_QUESTIONS:
        raise Invalid([FieldProblem("question", "too_many_questions", {"most": MAX_OWN_QUESTIONS})])
    own = [" ".join(text.split()) for text in submitted] + [""] * (MAX_OWN_QUESTIONS - len(submitted))
    too_long = FieldProblem("question", "question_too_long", {"most": MAX_QUESTION_LENGTH})
    return ClinicianQuestions(
        suggested=frozenset(suggested),
        own=tuple(own),
        problems={position: too_long for position, text in enumerate(own) if len(text) > MAX_QUESTION_LENGTH},
        card=find_urgent_card(own),
    )


class ClinicianSummary(Struct, frozen=True):
    """The metrics of the chosen pillars over the last whole weeks."""

    span: Span
    weeks: int
    overviews: tuple[PillarOverview, ...]
    clock_days: tuple[ClockDays, ...]
    """The last two weeks on the clock, of each chosen pillar that has such a chart."""


def build_clinician_summary(
    transaction: ReadTransaction, person: Person, choice: SummaryChoice, today: date
) -> ClinicianSummary:
    """Return the metrics of a choice."""
    span = span_of_whole_weeks(choice.weeks * DAYS_PER_WEEK, today)
    overviews = overview.list_pillar_overviews(transaction, person, span) if choice.pillars else ()
    shown = tuple(one for one in overviews if one.pillar.key in choice.pillars)
    last_weeks = span_of_whole_weeks(CLOCK_WEEKS * DAYS_PER_WEEK, today)
    found = (load_clock_days(transaction, person, one.pillar, last_weeks) for one in shown)
    return ClinicianSummary(span, choice.weeks, shown, tuple(days for days in found if days is not None))
