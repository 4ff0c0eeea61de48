"""The rules by which a snippet comes up; `rulereading` reads them from data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from habitlog.education.vocabulary import EducationVocabulary, MetricWords

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


_BOUND_NAMES = ("at_least", "at_most", "above", "below")


def parse_rule(table: object, vocabulary: EducationVocabulary) -> SnippetRule:
    """Read one rule of `shows_when`; raise `RuleError` with a sentence when it does not hold."""
    if not isinstance(table, Mapping):
        raise RuleError("a rule is a table")
    given = dict(table)
    name = given.pop("rule", None)
    if name not in _RULE_PARSERS:
        raise RuleError(f"unknown rule {name!r}; there are {', '.join(_RULE_PARSERS)}")
    rule = _RULE_PARSERS[name](given, vocabulary)
    if given:
        raise RuleError(f"the rule {name!r} knows no {', '.join(sorted(given))}")
    return rule


def _parse_logged_rule(fields: dict[str, Any], vocabulary: EducationVocabulary) -> LoggedRule:
    pillar, kind = fields.pop("pillar", None), fields.pop("kind", None)
    if pillar not in vocabulary.pillar_nouns:
        raise RuleError(f"unknown pillar {pillar!r}")
    if kind is None:
        return LoggedRule(pillar, None, vocabulary.pillar_nouns[pillar])
    return LoggedRule(
        pillar, kind, _kind_phrase(pillar, kind, vocabulary), _parse_answer(fields, pillar, kind, vocabulary)
    )


def _parse_answer(
    fields: dict[str, Any], pillar: str, kind: str, vocabulary: EducationVocabulary
) -> AnswerCondition | None:
    if "field" not in fields:
        return None
    field, value, least = fields.pop("field"), fields.pop("value", None), fields.pop("at_least", None)
    told = vocabulary.answer_phrases.get((pillar, f"{kind}.{field}"))
    if isinstance(told, str) and told.count("{}") == 1 and isinstance(least, int | None) and value is None:
        return AnswerCondition(field, None, least, told)
    if isinstance(told, Mapping) and value in told:
        return AnswerCondition(field, value, None, told[value])
    raise RuleError(f"no words for the answer {field!r} {least if value is None else value!r} of {kind!r}")


def _parse_milestone_rule(fields: dict[str, Any], vocabulary: EducationVocabulary) -> MilestoneRule | FullWeekRule:
    if "metric" in fields:
        return FullWeekRule(_parse_metric(fields, vocabulary))
    pillar, kind = fields.pop("pillar", None), fields.pop("kind", None)
    return MilestoneRule(pillar, kind, _kind_phrase(pillar, kind, vocabulary))


def _kind_phrase(pillar: object, kind: object, vocabulary: EducationVocabulary) -> str:
    for key, spoken in vocabulary.kind_phrases.items():
        if key == (pillar, kind):
            return spoken
    raise RuleError(f"unknown kind {kind!r} of pillar {pillar!r}")


def _parse_metric(fields: dict[str, Any], vocabulary: EducationVocabulary) -> MetricWords:
    measure = vocabulary.metrics.get(fields.pop("metric", ""))
    if measure is None:
        raise RuleError("unknown metric")
    return measure


def _parse_pattern_rule(fields: dict[str, Any], vocabulary: EducationVocabulary) -> PatternRule:
    measure = _parse_metric(fields, vocabulary)
    over, needed = fields.pop("over", None), fields.pop("needed", None)
    bounds = {side: fields.pop(side, None) for side in _BOUND_NAMES}
    if not (isinstance(over, int) and isinstance(needed, int)):
        raise RuleError("needed and over are whole numbers")
    if not all(isinstance(bound, int | float | None) for bound in bounds.values()):
        raise RuleError(f"{', '.join(_BOUND_NAMES)} are numbers")
    rule = PatternRule(measure, fields.pop("statistic", ""), over, needed, **bounds)
    for sentence, wrong in _pattern_problems(rule).items():
        if wrong:
            raise RuleError(sentence)
    return rule


def _parse_browse_rule(_given: dict[str, Any], _words: EducationVocabulary) -> BrowseRule:
    return BrowseRule()


_RULE_PARSERS: Mapping[str, Callable[[dict[str, Any], EducationVocabulary], SnippetRule]] = {
    "logged": _parse_logged_rule,
    "milestone": _parse_milestone_rule,
    "pattern": _parse_pattern_rule,
    "browse": _parse_browse_rule,
}


def _pattern_problems(rule: PatternRule) -> dict[str, bool]:
    counts = rule.statistic in {"days", "weeks"}
    picks = rule.above is not None or rule.below is not None
    return {
        f"unknown statistic {rule.statistic!r}; there are {', '.join(PATTERN_STATISTICS)}": rule.statistic
        not in PATTERN_STATISTICS,
        f"needed and over are 1 to {MAX_WINDOW_DAYS}, needed not above over": not (
            1 <= rule.min_days <= rule.window_days <= MAX_WINDOW_DAYS
        ),
        "a pattern has at_least or at_most": rule.at_least is None and rule.at_most is None,
        f"{rule.statistic} takes no at_most: it would speak of missing data": rule.at_most is not None
        and (counts or rule.statistic == "total"),
        "a clock metric has spread or days, no mean, median or total": rule.metric.is_clock
        and rule.statistic not in {"spread", "days"},
        "weeks are whole: over is 14, 21 or 28": rule.statistic == "weeks" and rule.window_days not in {14, 21, 28},
        "days alone takes above or below, one of them, a clock metric above": picks
        and (
            rule.statistic != "days"
            or None not in {rule.above, rule.below}
            or (rule.metric.is_clock and rule.above is None)
        ),
    }
