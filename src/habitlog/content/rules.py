"""The four rules by which a snippet comes up, read from data and checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from habitlog.content.vocabulary import Measure, Vocabulary

STATISTICS = ("spread", "mean", "median", "total", "days")
LONGEST_WINDOW = 28


class RuleError(ValueError):
    """A rule that cannot be read or that would speak about missing data."""


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry of the pillar, or of one kind of it, was just saved."""

    pillar: str
    kind: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """The first entry of a kind was just saved."""

    pillar: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A fact about one metric holds over the last `over` days (1-28), `needed` of them or more with a value."""

    measure: Measure
    statistic: str
    over: int
    needed: int
    at_least: float | None = None
    at_most: float | None = None

    @property
    def pillar(self) -> str:
        """The pillar whose entries make this rule be looked at."""
        return self.measure.pillar


@dataclass(frozen=True, slots=True)
class Browse:
    """In the library alone."""


Rule = Logged | Milestone | Pattern | Browse


def parse_rule(table: object, words: Vocabulary) -> Rule:
    """Read one rule of `shows_when`; raise `RuleError` with a sentence when it does not hold."""
    if not isinstance(table, Mapping):
        raise RuleError("a rule is a table")
    given = dict(table)
    name = given.pop("rule", None)
    if name not in _READERS:
        raise RuleError(f"unknown rule {name!r}; there are {', '.join(_READERS)}")
    rule = _READERS[name](given, words)
    if given:
        raise RuleError(f"the rule {name!r} knows no {', '.join(sorted(given))}")
    return rule


def _logged(given: dict[str, Any], words: Vocabulary) -> Logged:
    pillar, kind = given.pop("pillar", None), given.pop("kind", None)
    if pillar not in words.pillars:
        raise RuleError(f"unknown pillar {pillar!r}")
    return Logged(pillar, kind, words.pillars[pillar] if kind is None else _kind(pillar, kind, words))


def _milestone(given: dict[str, Any], words: Vocabulary) -> Milestone:
    pillar, kind = given.pop("pillar", None), given.pop("kind", None)
    return Milestone(pillar, kind, _kind(pillar, kind, words))


def _kind(pillar: object, kind: object, words: Vocabulary) -> str:
    for key, spoken in words.kinds.items():
        if key == (pillar, kind):
            return spoken
    raise RuleError(f"unknown kind {kind!r} of pillar {pillar!r}")


def _pattern(given: dict[str, Any], words: Vocabulary) -> Pattern:
    measure = words.measures.get(given.pop("metric", ""))
    if measure is None:
        raise RuleError("unknown metric")
    over, needed = given.pop("over", None), given.pop("needed", None)
    bounds = {side: given.pop(side, None) for side in ("at_least", "at_most")}
    if not (isinstance(over, int) and isinstance(needed, int)):
        raise RuleError("needed and over are whole numbers")
    if not all(isinstance(bound, int | float | None) for bound in bounds.values()):
        raise RuleError("at_least and at_most are numbers")
    rule = Pattern(measure, given.pop("statistic", ""), over, needed, **bounds)
    _check(rule)
    return rule


def _browse(_given: dict[str, Any], _words: Vocabulary) -> Browse:
    return Browse()


_READERS: Mapping[str, Callable[[dict[str, Any], Vocabulary], Rule]] = {
    "logged": _logged,
    "milestone": _milestone,
    "pattern": _pattern,
    "browse": _browse,
}


def _check(rule: Pattern) -> None:
    if rule.statistic not in STATISTICS:
        raise RuleError(f"unknown statistic {rule.statistic!r}; there are {', '.join(STATISTICS)}")
    if not 1 <= rule.needed <= rule.over <= LONGEST_WINDOW:
        raise RuleError(f"needed and over are 1 to {LONGEST_WINDOW}, needed not above over")
    if rule.at_least is None and rule.at_most is None:
        raise RuleError("a pattern has at_least or at_most")
    if rule.at_most is not None and rule.statistic in {"days", "total"}:
        raise RuleError(f"{rule.statistic} takes no at_most: it would speak of missing data")
    if rule.measure.is_clock and rule.statistic not in {"spread", "days"}:
        raise RuleError("a clock metric has spread or days, no mean, median or total")
