"""Rules of tact: which pieces are withheld beside what was logged, read from `tact.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from msgspec import Struct, field

from habitlog.education.errors import EducationError
from habitlog.text_folding import fold_text

SENSITIVE = frozenset({"disease", "death", "weight", "fertility"})
"""What no two pieces speak of within a week."""
TOUCHES = SENSITIVE | {"food", "sleep-loss", "strain", "habits", "chance", "adaptation", "recovery"}
"""What a piece can speak of, as its `touches` names it."""


class TactContext(Struct, frozen=True):
    """What the rules of tact read: the day, its entries, and the record before it.

    `is_first_of_pillar` is whether the entry is the first of its pillar on the day; `sessions` are the days and fields
    of the last sessions, latest first; `pillars` are the keys of all pillars; `tags` are the days that have tags of the
    person, with the names.
    """

    day: date
    pillar: str
    pillars: Sequence[str] = ()
    is_first_of_pillar: bool = True
    day_entries: Sequence[Mapping[str, Any]] = ()
    metric_values: Mapping[str, Sequence[tuple[date, float]]] = field(default_factory=dict)
    sessions: Sequence[tuple[date, Mapping[str, Any]]] = ()
    tags: Sequence[tuple[date, str]] = ()

    @property
    def answers(self) -> frozenset[str]:
        """The contexts of the day, such as "ill", that any of its entries names."""
        return frozenset(value for entry in self.day_entries for value in entry.get("context") or ())


TactCondition = Callable[[TactContext], bool]


class TactRule(Struct, frozen=True):
    """A rule: while its condition holds, pieces that touch `withholds` are not shown, and `prefers` come first."""

    name: str
    withholds: frozenset[str]
    prefers: frozenset[str]
    holds: TactCondition


class TactDecision(Struct, frozen=True):
    """What is withheld and what comes first."""

    withheld: frozenset[str] = frozenset()
    preferred: frozenset[str] = frozenset()


class TactRules(Struct, frozen=True):
    """All rules of tact."""

    rules: tuple[TactRule, ...]
    needed_metrics: frozenset[str]

    def decide(self, context: TactContext) -> TactDecision:
        """Return what the rules that hold withhold and prefer."""
        holding = [rule for rule in self.rules if rule.holds(context)]
        withheld = frozenset[str]().union(*(rule.withholds for rule in holding))
        preferred = frozenset[str]().union(*(rule.prefers for rule in holding))
        # What may be shown once a week only comes first when its turn has come.
        return TactDecision(withheld, preferred or SENSITIVE - withheld)


@cache
def load_tact_rules() -> TactRules:
    """Return the shipped rules; raises `EducationError` for an invalid one."""
    text = resources.files("habitlog.education").joinpath("tact.toml").read_text(encoding="utf-8")
    return parse_tact_rules(tomllib.loads(text)["rule"])


def parse_tact_rules(tables: Iterable[Mapping[str, Any]]) -> TactRules:
    """Return rules from their tables; raises `EducationError` for an unknown condition, name or member."""
    rules, metrics = [], set()
    for table in tables:
        fields = dict(table)
        name = fields.pop("name", "")
        withholds, prefers = (frozenset(fields.pop(key, ())) for key in ("withholds", "prefers"))
        [(kind, members)] = fields.items() if len(fields) == 1 else [("", {})]
        if not name or not withholds or not withholds | prefers <= TOUCHES or kind not in _CONDITION_BUILDERS:
            raise EducationError("tact.toml", f"the rule {name!r} has an unknown or missing member")
        try:
            rules.append(TactRule(name, withholds, prefers, _CONDITION_BUILDERS[kind](**members)))
        except TypeError as error:
            raise EducationError("tact.toml", f"the rule {name!r}: {error}") from None
        metrics |= {members["metric"]} if "metric" in members else set()
    return TactRules(tuple(rules), frozenset(metrics))


def _has_answer(*, field: str, any_of: list[str]) -> TactCondition:
    def holds(context: TactContext) -> bool:
        answers = (entry.get(field) for entry in context.day_entries)
        return any(not set(any_of).isdisjoint(answer if isinstance(answer, list) else [answer]) for answer in answers)

    return holds


def _has_empty_list(*, kind: str, field: str) -> TactCondition:
    return lambda context: any(
        entry["kind"] == kind and field in entry and not entry[field] for entry in context.day_entries
    )


def _has_number(*, fields: list[str], at_least: float) -> TactCondition:
    def holds(context: TactContext) -> bool:
        numbers = (entry.get(name) for entry in context.day_entries for name in fields)
        return any(number is not None and number >= at_least for number in numbers)

    return holds


def _has_run(*, metric: str, days: int, below: float) -> TactCondition:
    def holds(context: TactContext) -> bool:
        low = {day for day, value in context.metric_values.get(metric, ()) if value < below}
        return any(
            all(context.day - timedelta(days=ended + n) in low for n in range(days))
            for ended in (0, 1)  # the night of the day may not be logged yet
        )

    return holds


def _has_sessions(*, field: str, at_least: float, count: int, days: int) -> TactCondition:
    def holds(context: TactContext) -> bool:
        first = context.day - timedelta(days=days - 1)
        numbers = [entry.get(field) for day, entry in context.sessions if day >= first][:count]
        return len(numbers) == count and all(number is not None and number >= at_least for number in numbers)

    return holds


def _has_tag(*, words: list[str], days: int) -> TactCondition:
    pattern = re.compile(rf"\b(?:{'|'.join(re.escape(fold_text(word)) for word in words)})\b")

    def holds(context: TactContext) -> bool:
        first = context.day - timedelta(days=days - 1)
        return any(first <= day <= context.day and pattern.search(fold_text(name)) for day, name in context.tags)

    return holds


def _is_not_turn(*, every: int) -> TactCondition:
    def holds(context: TactContext) -> bool:
        turn, days_since = divmod(context.day.toordinal(), every)
        pillars = sorted(context.pillars) or [context.pillar]
        return not (days_since == 0 and pillars[turn % len(pillars)] == context.pillar and context.is_first_of_pillar)

    return holds


_CONDITION_BUILDERS: Mapping[str, Callable[..., TactCondition]] = {
    "answer": _has_answer,
    "empty": _has_empty_list,
    "number": _has_number,
    "run": _has_run,
    "sessions": _has_sessions,
    "tag": _has_tag,
    "turn": _is_not_turn,
}
