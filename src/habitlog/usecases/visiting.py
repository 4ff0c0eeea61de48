"""The visit sheet: the last whole weeks of chosen pillars, and questions that are shown on it and never kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from habitlog.db import Reading
from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.guard import Card
from habitlog.people.model import Person
from habitlog.pillars import PILLARS
from habitlog.usecases import overview
from habitlog.usecases.overview import Overview
from habitlog.usecases.screening import screen_notes
from habitlog.usecases.spans import Span
from habitlog.usecases.windows import whole_weeks

WEEKS = (4, 12)
OPENERS = (
    "What could be behind what I notice?",
    "Which tests would tell us more?",
    "Does this fit with what I already take?",
    "What is good to know before starting or stopping anything?",
    "When do we look at this again?",
)
OWN = 3
"""Questions of one's own that fit on a sheet."""
LONGEST = 140
"""Characters of one of them."""
TOO_LONG = f"At most {LONGEST} characters fit on the sheet."
REFUSED = "This does not go on the sheet as written."


@dataclass(frozen=True, slots=True)
class Choice:
    """The weeks and the pillars that somebody wants on the sheet."""

    weeks: int = WEEKS[0]
    pillars: tuple[str, ...] = tuple(PILLARS)

    @classmethod
    def of(cls, weeks: str, pillars: Collection[str]) -> Choice:
        """Read what was sent; raises `NotFound` for other weeks and pillars than there are."""
        if weeks not in map(str, WEEKS) or not set(pillars) <= PILLARS.keys():
            raise NotFound
        return cls(int(weeks), tuple(key for key in PILLARS if key in pillars))


@dataclass(frozen=True, slots=True)
class Questions:
    """Openers that were ticked, by place, and own questions as typed, with what does not fit, by their place.

    `lighter` are refused questions without their amounts, where something is left.
    """

    openers: frozenset[int] = frozenset()
    own: tuple[str, ...] = ("",) * OWN
    errors: Mapping[int, str] = field(default_factory=dict)
    lighter: Mapping[int, str] = field(default_factory=dict)
    card: Card | None = None

    @property
    def all(self) -> tuple[str, ...]:
        """The questions of the sheet."""
        ticked = tuple(opener for at, opener in enumerate(OPENERS) if at in self.openers)
        return ticked + tuple(filter(None, self.own))


def questions(openers: Iterable[str], typed: Sequence[str], *, lighter: bool = False) -> Questions:
    """Read questions with the guard, as any note; with `lighter` refused ones are taken without their amounts.

    Raises `Invalid` for more questions than there are lines.
    """
    if len(typed) > OWN:
        raise Invalid([FieldProblem("question", f"At most {OWN} questions of one's own fit on the sheet.")])
    own = [" ".join(text.split()) for text in typed] + [""] * (OWN - len(typed))
    read = _read(own)
    if lighter and read.lighter:
        read = _read([read.lighter.get(at, text) for at, text in enumerate(own)])
    places = frozenset(at for at in range(len(OPENERS)) if str(at) in set(openers))
    return Questions(places, read.own, read.errors, read.lighter, read.card)


def _read(own: Sequence[str]) -> Questions:
    card, refused = screen_notes((str(at), text) for at, text in enumerate(own) if text)
    errors = {at: TOO_LONG for at, text in enumerate(own) if len(text) > LONGEST}
    errors |= {int(one.field): REFUSED for one in refused}
    left = {int(one.field): one.decision.suggestion for one in refused}
    return Questions(own=tuple(own), errors=errors, lighter={at: text for at, text in left.items() if text}, card=card)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The numbers of the sheet: every measure of the chosen pillars over the last whole weeks."""

    span: Span
    weeks: int
    measures: tuple[Overview, ...]


def sheet(unit: Reading, person: Person, choice: Choice, today: date) -> Sheet:
    """Return the numbers of a choice."""
    span = whole_weeks(choice.weeks * 7, today)
    found = overview.of(unit, person, span) if choice.pillars else ()
    return Sheet(span, choice.weeks, tuple(one for one in found if one.pillar.key in choice.pillars))
