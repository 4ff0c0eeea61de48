"""One rule of `shows_when`, read from data and checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from habitlog.content.rules import (
    LONGEST_WINDOW,
    STATISTICS,
    Answer,
    Browse,
    FullWeek,
    Logged,
    Milestone,
    Pattern,
    Rule,
    RuleError,
)
from habitlog.content.vocabulary import Measure, Vocabulary

_BOUNDS = ("at_least", "at_most", "above", "below")


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
    if kind is None:
        return Logged(pillar, None, words.pillars[pillar])
    return Logged(pillar, kind, _kind(pillar, kind, words), _answer(given, pillar, kind, words))


def _answer(given: dict[str, Any], pillar: str, kind: str, words: Vocabulary) -> Answer | None:
    if "field" not in given:
        return None
    field, value, least = given.pop("field"), given.pop("value", None), given.pop("at_least", None)
    told = words.answers.get((pillar, f"{kind}.{field}"))
    if isinstance(told, str) and told.count("{}") == 1 and isinstance(least, int | None) and value is None:
        return Answer(field, None, least, told)
    if isinstance(told, Mapping) and value in told:
        return Answer(field, value, None, told[value])
    raise RuleError(f"no words for the answer {field!r} {least if value is None else value!r} of {kind!r}")


def _milestone(given: dict[str, Any], words: Vocabulary) -> Milestone | FullWeek:
    if "metric" in given:
        return FullWeek(_measure(given, words))
    pillar, kind = given.pop("pillar", None), given.pop("kind", None)
    return Milestone(pillar, kind, _kind(pillar, kind, words))


def _kind(pillar: object, kind: object, words: Vocabulary) -> str:
    for key, spoken in words.kinds.items():
        if key == (pillar, kind):
            return spoken
    raise RuleError(f"unknown kind {kind!r} of pillar {pillar!r}")


def _measure(given: dict[str, Any], words: Vocabulary) -> Measure:
    measure = words.measures.get(given.pop("metric", ""))
    if measure is None:
        raise RuleError("unknown metric")
    return measure


def _pattern(given: dict[str, Any], words: Vocabulary) -> Pattern:
    measure = _measure(given, words)
    over, needed = given.pop("over", None), given.pop("needed", None)
    bounds = {side: given.pop(side, None) for side in _BOUNDS}
    if not (isinstance(over, int) and isinstance(needed, int)):
        raise RuleError("needed and over are whole numbers")
    if not all(isinstance(bound, int | float | None) for bound in bounds.values()):
        raise RuleError(f"{', '.join(_BOUNDS)} are numbers")
    rule = Pattern(measure, given.pop("statistic", ""), over, needed, **bounds)
    for sentence, wrong in _doubts(rule).items():
        if wrong:
            raise RuleError(sentence)
    return rule


def _browse(_given: dict[str, Any], _words: Vocabulary) -> Browse:
    return Browse()


_READERS: Mapping[str, Callable[[dict[str, Any], Vocabulary], Rule]] = {
    "logged": _logged,
    "milestone": _milestone,
    "pattern": _pattern,
    "browse": _browse,
}


def _doubts(rule: Pattern) -> dict[str, bool]:
    counts = rule.statistic in {"days", "weeks"}
    picks = rule.above is not None or rule.below is not None
    return {
        f"unknown statistic {rule.statistic!r}; there are {', '.join(STATISTICS)}": rule.statistic not in STATISTICS,
        f"needed and over are 1 to {LONGEST_WINDOW}, needed not above over": not (
            1 <= rule.needed <= rule.over <= LONGEST_WINDOW
        ),
        "a pattern has at_least or at_most": rule.at_least is None and rule.at_most is None,
        f"{rule.statistic} takes no at_most: it would speak of missing data": rule.at_most is not None
        and (counts or rule.statistic == "total"),
        "a clock metric has spread or days, no mean, median or total": rule.measure.is_clock
        and rule.statistic not in {"spread", "days"},
        "weeks are whole: over is 14, 21 or 28": rule.statistic == "weeks" and rule.over not in {14, 21, 28},
        "days alone takes above or below, one of them, a clock metric above": picks
        and (
            rule.statistic != "days"
            or None not in {rule.above, rule.below}
            or (rule.measure.is_clock and rule.above is None)
        ),
    }
