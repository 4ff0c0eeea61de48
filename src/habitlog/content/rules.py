"""The rules by which a snippet comes up; `rulereading` reads them from data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from habitlog.content.vocabulary import Measure

STATISTICS = ("spread", "mean", "median", "total", "days", "weeks")
LONGEST_WINDOW = 28


class RuleError(ValueError):
    """A rule that cannot be read or that would speak about missing data."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the entry: its `field` is or holds `value`, or is a number, at least `at_least` where that is set.

    `words` name the entry with this answer; `{}` in them stands for the number.
    """

    field: str
    value: str | None
    at_least: float | None
    words: str

    def told(self, entry: Mapping[str, Any]) -> str | None:
        """Return the words for an entry with this answer, otherwise None."""
        found = entry.get(self.field)
        if self.value is not None:
            return self.words if found == self.value or (isinstance(found, list) and self.value in found) else None
        reaches = isinstance(found, int) and (self.at_least is None or found >= self.at_least)
        return self.words.format(found) if reaches else None

    @property
    def is_any(self) -> bool:
        """Whether any value will do, so that the answer gives the sentence its number and picks no entry."""
        return self.value is None and self.at_least is None


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry of the pillar, or of one kind of it, or of one kind with one answer, was just saved."""

    pillar: str
    kind: str | None
    words: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """The first entry of a kind was just saved."""

    pillar: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class FullWeek:
    """The metric has a value on each of the last seven days, and on none of the three weeks before."""

    measure: Measure

    @property
    def pillar(self) -> str:
        """The pillar whose entries make this rule be looked at."""
        return self.measure.pillar


@dataclass(frozen=True, slots=True)
class Pattern:
    """A fact about one metric holds over the last `over` days (1-28), `needed` of them or more with a value.

    `above` and `below` say which values "days" counts: at least that much, at most that much; without, all above 0.
    """

    measure: Measure
    statistic: str
    over: int
    needed: int
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None

    @property
    def pillar(self) -> str:
        """The pillar whose entries make this rule be looked at."""
        return self.measure.pillar


@dataclass(frozen=True, slots=True)
class Browse:
    """In the library alone."""


Rule = Logged | Milestone | FullWeek | Pattern | Browse


def speaks_after(rule: Rule, pillar: str, kind: str) -> bool:
    """Whether an entry of that kind makes a rule be looked at."""
    match rule:
        case Browse():
            return False
        case Pattern() | FullWeek():
            return rule.pillar == pillar and rule.measure.feeds_on(kind)
    return rule.pillar == pillar and rule.kind in {None, kind}


def holds_for_all(rule: Rule) -> bool:
    """Whether a rule picks none among the entries of one kind."""
    return isinstance(rule, Logged) and rule.kind is not None and (rule.answer is None or rule.answer.is_any)


def is_specific(rule: Rule) -> bool:
    """Whether a rule asks for more than any entry of a pillar."""
    return not (isinstance(rule, Browse) or (isinstance(rule, Logged) and rule.kind is None))
