"""The rules by which a snippet is shown, and their parser."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from habitlog.education.vocabulary import EducationVocabulary, KindWords, MetricWords

PATTERN_STATISTICS = ("spread", "mean", "median", "total", "days", "weeks")
MAX_WINDOW_DAYS = 28


class RuleError(ValueError):
    """A rule that cannot be parsed, or whose sentence would be about missing data."""


class ContextLimits(Struct, frozen=True, kw_only=True):
    """The contexts of the day that a rule asks for, and those beside which it does not hold."""

    contexts: frozenset[str] = frozenset()
    excluded_contexts: frozenset[str] = frozenset()

    def allows_context(self, answers: Collection[str]) -> bool:
        """Whether a day with these contexts meets them."""
        return self.contexts.issubset(answers) and self.excluded_contexts.isdisjoint(answers)


class AnswerCondition(Struct, frozen=True):
    """One answer of the entry: its `field` is or contains `value`, or is a number of `at_least` or more.

    `phrase` names an entry with this answer; `{}` in it stands for the number.
    """

    field: str
    value: str | None
    at_least: float | None
    phrase: str

    def find_answer(self, entry: Mapping[str, Any]) -> str | int | None:
        """Return the choice or the number by which an entry meets the condition, otherwise None."""
        answer = entry.get(self.field)
        if self.value is not None:
            return self.value if answer == self.value or (isinstance(answer, list) and self.value in answer) else None
        reaches = isinstance(answer, int) and (self.at_least is None or answer >= self.at_least)
        return answer if reaches else None

    @property
    def accepts_any_value(self) -> bool:
        """Whether any number meets the condition, so that the answer only gives the sentence its number."""
        return self.value is None and self.at_least is None


class LoggedRule(ContextLimits, frozen=True):
    """An entry of the pillar, or of one kind of it, or of one kind with one answer, was saved."""

    pillar: str
    kind: str | None
    phrase: str
    answer: AnswerCondition | None = None


class MilestoneRule(ContextLimits, frozen=True):
    """The first entry of a kind was saved."""

    pillar: str
    kind: str
    noun: str


class FullWeekRule(ContextLimits, frozen=True):
    """The metric has a value on each of the last seven days, and on none of the three weeks before."""

    metric: MetricWords

    @property
    def pillar(self) -> str:
        """The key of the pillar after whose entries this rule is checked."""
        return self.metric.pillar


class PatternRule(ContextLimits, frozen=True):
    """A statistic of one metric lies in a range over `window_days` (1 to 28), at least `min_days` of them with a value.

    `statistic` is one of `PATTERN_STATISTICS`. `above` and `below` say which values "days" counts: at least that much,
    at most that much; without either, all above 0.
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
        """The key of the pillar after whose entries this rule is checked."""
        return self.metric.pillar


class BrowseRule(ContextLimits, frozen=True):
    """Never after an entry: the snippet is found in the library alone."""


SnippetRule = LoggedRule | MilestoneRule | FullWeekRule | PatternRule | BrowseRule


def is_relevant_after(rule: SnippetRule, pillar: str, kind: str) -> bool:
    """Whether a rule is checked after an entry of that kind."""
    match rule:
        case BrowseRule():
            return False
        case PatternRule() | FullWeekRule():
            return rule.pillar == pillar and rule.metric.is_computed_from(kind)
    return rule.pillar == pillar and rule.kind in {None, kind}


def applies_to_every_entry(rule: SnippetRule) -> bool:
    """Whether a rule holds for every entry of its kind."""
    return (
        isinstance(rule, LoggedRule)
        and rule.kind is not None
        and (rule.answer is None or rule.answer.accepts_any_value)
    )


_BOUND_NAMES = ("at_least", "at_most", "above", "below")


def parse_rule(table: object, vocabulary: EducationVocabulary) -> SnippetRule:
    """Parse one rule of `shows_when`; raises `RuleError` for an invalid one."""
    if not isinstance(table, Mapping):
        raise RuleError("a rule is a table")
    fields = dict(table)
    name = fields.pop("rule", None)
    if name not in _RULE_PARSERS:
        raise RuleError(f"unknown rule {name!r}; there are {', '.join(_RULE_PARSERS)}")
    contexts, excluded = (_parse_contexts(fields, key) for key in ("context", "not_context"))
    rule = replace(_RULE_PARSERS[name](fields, vocabulary), contexts=contexts, excluded_contexts=excluded)
    if fields:
        raise RuleError(f"the rule {name!r} knows no {', '.join(sorted(fields))}")
    return rule


def _parse_contexts(fields: dict[str, Any], key: str) -> frozenset[str]:
    names = fields.pop(key, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise RuleError(f"{key} is a list of contexts")
    return frozenset(names)


def _parse_logged_rule(fields: dict[str, Any], vocabulary: EducationVocabulary) -> LoggedRule:
    pillar, kind = fields.pop("pillar", None), fields.pop("kind", None)
    if pillar not in vocabulary.pillar_nouns:
        raise RuleError(f"unknown pillar {pillar!r}")
    if kind is None:
        return LoggedRule(pillar, None, vocabulary.pillar_nouns[pillar])
    return LoggedRule(
        pillar, kind, _find_kind(pillar, kind, vocabulary).phrase, _parse_answer(fields, pillar, kind, vocabulary)
    )


def _parse_answer(
    fields: dict[str, Any], pillar: str, kind: str, vocabulary: EducationVocabulary
) -> AnswerCondition | None:
    if "field" not in fields:
        return None
    field, value, least = fields.pop("field"), fields.pop("value", None), fields.pop("at_least", None)
    phrases = vocabulary.answer_phrases.get((pillar, f"{kind}.{field}"))
    if isinstance(phrases, str) and phrases.count("{}") == 1 and isinstance(least, int | None) and value is None:
        return AnswerCondition(field, None, least, phrases)
    if isinstance(phrases, Mapping) and value in phrases:
        return AnswerCondition(field, value, None, phrases[value])
    raise RuleError(f"no words for the answer {field!r} {least if value is None else value!r} of {kind!r}")


def _parse_milestone_rule(fields: dict[str, Any], vocabulary: EducationVocabulary) -> MilestoneRule | FullWeekRule:
    if "metric" in fields:
        return FullWeekRule(_parse_metric(fields, vocabulary))
    pillar, kind = fields.pop("pillar", None), fields.pop("kind", None)
    return MilestoneRule(pillar, kind, _find_kind(pillar, kind, vocabulary).noun)


def _find_kind(pillar: object, kind: object, vocabulary: EducationVocabulary) -> KindWords:
    for key, words in vocabulary.kinds.items():
        if key == (pillar, kind):
            return words
    raise RuleError(f"unknown kind {kind!r} of pillar {pillar!r}")


def _parse_metric(fields: dict[str, Any], vocabulary: EducationVocabulary) -> MetricWords:
    metric = vocabulary.metrics.get(fields.pop("metric", ""))
    if metric is None:
        raise RuleError("unknown metric")
    return metric


def _parse_pattern_rule(fields: dict[str, Any], vocabulary: EducationVocabulary) -> PatternRule:
    metric = _parse_metric(fields, vocabulary)
    over, needed = fields.pop("over", None), fields.pop("needed", None)
    bounds = {side: fields.pop(side, None) for side in _BOUND_NAMES}
    if not (isinstance(over, int) and isinstance(needed, int)):
        raise RuleError("needed and over are whole numbers")
    if not all(isinstance(bound, int | float | None) for bound in bounds.values()):
        raise RuleError(f"{', '.join(_BOUND_NAMES)} are numbers")
    rule = PatternRule(metric, fields.pop("statistic", ""), over, needed, **bounds)
    for sentence, applies in _pattern_problems(rule).items():
        if applies:
            raise RuleError(sentence)
    return rule


def _parse_browse_rule(_fields: dict[str, Any], _vocabulary: EducationVocabulary) -> BrowseRule:
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
