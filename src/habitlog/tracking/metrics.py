"""The numbers a pillar gives: of a day, of a week, of a whole window, and of one named thing such as an exercise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, NamedTuple

from habitlog.stats import SummaryKind
from habitlog.tracking.declared_texts import DisplayText
from habitlog.tracking.entry import EntryRecord

MethodFunction = Callable[[], Mapping[str, Any]]
"""How a number is made, as plain JSON values: at least its `name`, `version`, `formula` in words,
what it does with what is `missing`, what is `needed`, and its `sources`."""


@dataclass(frozen=True, slots=True)
class DailyMetric:
    """A number a day has, computed from that day's records of one pillar.

    `of` returns None where the records do not say enough: a missing value is never a zero. `on_none` is the value of
    a day marked "nothing today" (0 where nothing is a fact, None where it gives no number).
    """

    id: str
    name: DisplayText
    unit: DisplayText
    summary: SummaryKind
    compute: Callable[[Sequence[EntryRecord]], float | None]
    value_when_none: float | None = None
    value_range: tuple[float, float] | None = None
    explained: DisplayText = ""


@dataclass(frozen=True, slots=True)
class WeeklyMetric:
    """A number an ISO week has, made of the seven values of one daily metric, `of_daily`.

    `of` is handed them from Monday to Sunday, None where a day is unknown, and returns None where they do not say
    enough.
    """

    id: str
    name: DisplayText
    unit: DisplayText
    daily_metric_id: str
    compute: Callable[[Sequence[float | None]], float | None]
    method: MethodFunction
    explained: DisplayText = ""
    summary: ClassVar[SummaryKind] = "mean"
    value_range: ClassVar[tuple[float, float] | None] = None


ValuesByName = Callable[[Sequence[EntryRecord]], Mapping[str, float]]
"""The numbers of a day's records, by name; names that differ in letter case alone are one."""


@dataclass(frozen=True, slots=True)
class KeyedMetric:
    """A number a day has for one named thing, such as the estimated maximum of an exercise.

    `asks` is what the name is called, `kind` the kind of entry that carries it. `beside` are other ways to reckon
    the same, by what they are called.
    """

    id: str
    name: DisplayText
    unit: DisplayText
    key_name: DisplayText
    kind: str
    compute: ValuesByName
    alternatives: Mapping[str, ValuesByName] = field(default_factory=dict)
    explained: DisplayText = ""
    summary: ClassVar[SummaryKind] = "mean"
    value_range: ClassVar[tuple[float, float] | None] = None


class WindowDetail(NamedTuple):
    """One number behind the value of a window, None where it is not known; `name` is marked with `gettext_noop`."""

    key: str
    name: DisplayText
    value: float | None
    unit: str = ""


class MissingValueReason(NamedTuple):
    """Why a window has no value: a code of the metric's own, what there is (`have`) and what it takes (`needed`)."""

    code: str
    have: tuple[int, ...] = ()
    needed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class WindowResult:
    """The `value` of a window in the metric's unit, computed from `n` of `needed` records or pairs of them.

    `days` counts the days whose records it is computed from. Without a value, `reason` says why.
    """

    value: float | None
    n: int
    needed: int
    days: int
    reason: MissingValueReason | None = None
    details: tuple[WindowDetail, ...] = ()


class DayRange(NamedTuple):
    """A window: its first and last day, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class WindowMetric:
    """A number a window of days has, made of the records of one pillar in it, oldest first.

    `of` is handed the records of its `kinds` and the window; among them are those of `lead` days before. `brief`
    names the details that say more at a glance than the value.
    """

    id: str
    name: DisplayText
    unit: DisplayText
    kinds: tuple[str, ...]
    compute: Callable[[Sequence[EntryRecord], DayRange], WindowResult]
    method: MethodFunction
    describe_missing: Callable[[MissingValueReason], str]
    """The sentence for a reason of `compute`; called where a person or program reads it."""
    lead_days: int = 0
    headline_details: tuple[str, ...] = ()
    explained: DisplayText = ""
    summary: ClassVar[SummaryKind] = "mean"
    value_range: ClassVar[tuple[float, float] | None] = None


Metric = DailyMetric | WeeklyMetric | KeyedMetric | WindowMetric
"""Anything a trend can be asked of; ids are unique among them all."""
