"""The rules by which a snippet comes up; `rulereading` reads them from data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from habitlog.content.vocabulary import MetricWords

PATTERN_STATISTICS = ("spread", "mean", "median", "total", "days", "weeks")
MAX_WINDOW_DAYS = 28


class RuleError(ValueError):
    """A rule that cannot be read or that would speak about missing data."""


@dataclass(frozen=True, slots=True)
class AnswerCondition:
    """One answer of the entry: its `field` is or holds `value`, or is a number, at least `at_least` where that is set.

    `words` name the entry with this answer; `{}` in them stands for the number.
    """

    field: str
    value: str | None
    at_least: float | None
    phrase: str

    def describe_answer(self, entry: Mapping[str, Any]) -> str | None:
        """Return the words for an entry with this answer, otherwise None."""
        found = entry.get(self.field)
        if self.value is not None:
            return self.phrase if found == self.value or (isinstance(found, list) and self.value in found) else None
        reaches = isinstance(found, int) and (self.at_least is None or found >= self.at_least)
        return self.phrase.format(found) if reaches else None

    @property
    def accepts_any_value(self) -> bool:
        """Whether any value will do, so that the answer gives the sentence its number and picks no entry."""
        return self.value is None and self.at_least is None


@dataclass(frozen=True, slots=True)
class LoggedRule:
    """An entry of the pillar, or of one kind of it, or of one kind with one answer, was just saved."""

    pillar: str
    kind: str | None
    phrase: str
    answer: AnswerCondition | None = None


@dataclass(frozen=True, slots=True)
class MilestoneRule:
    """The first entry of a kind was just saved."""

    pillar: str
    kind: str
    phrase: str


@dataclass(frozen=True, slots=True)
class FullWeekRule:
    """The metric has a value on each of the last seven days, and on none of the three weeks before."""

    metric: MetricWords

    @property
    def pillar(self) -> str:
        """The pillar whose entries make this rule be looked at."""
        return self.metric.pillar


@dataclass(frozen=True, slots=True)
class PatternRule:
    """A fact about one metric holds over the last `over` days (1-28), `needed` of them or more with a value.

    `above` and `below` say which values "days" counts: at least that much, at most that much; without, all above 0.
    """

    metric: MetricWords
    statistic: str
    window_days: int
    min_days: int
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None

    @property
    def pillar(self) -> str:
        """The pillar whose entries make this rule be looked at."""
        return self.metric.pillar


@dataclass(frozen=True, slots=True)
class BrowseRule:
    """In the library alone."""


SnippetRule = LoggedRule | MilestoneRule | FullWeekRule | PatternRule | BrowseRule


def is_relevant_after(rule: SnippetRule, pillar: str, kind: str) -> bool:
    """Whether an entry of that kind makes a rule be looked at."""
    match rule:
        case BrowseRule():
            return False
        case PatternRule() | FullWeekRule():
            return rule.pillar == pillar and rule.metric.is_computed_from(kind)
    return rule.pillar == pillar and rule.kind in {None, kind}


def applies_to_every_entry(rule: SnippetRule) -> bool:
    """Whether a rule picks none among the entries of one kind."""
    return (
        isinstance(rule, LoggedRule)
        and rule.kind is not None
        and (rule.answer is None or rule.answer.accepts_any_value)
    )


def is_specific_rule(rule: SnippetRule) -> bool:
    """Whether a rule asks for more than any entry of a pillar."""
    return not (isinstance(rule, BrowseRule) or (isinstance(rule, LoggedRule) and rule.kind is None))
