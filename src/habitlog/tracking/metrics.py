"""The metrics of a pillar: of a day, of a week, of a window, and of a day by name, such as that of an exercise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, NamedTuple

from msgspec import Struct, field

from habitlog.stats import SummaryKind
from habitlog.tracking.declared_texts import DisplayText
from habitlog.tracking.entry import EntryRecord

MethodFunction = Callable[[], Mapping[str, Any]]
"""Returns how a number is computed, as plain JSON values: at least its `name`, `version`, `formula` in words, how
`missing` values are treated, what is `needed`, and its `sources`."""


class DailyMetric(Struct, frozen=True):
    """A number a day has, computed from that day's records of one pillar.

    `compute` returns None where the records do not determine it: a missing value is never a zero. `value_when_none` is
    the value of a day marked "nothing today": 0 where that is an amount, None where it gives no number.
    """

    id: str
    name: DisplayText
    unit: DisplayText
    summary: SummaryKind
    compute: Callable[[Sequence[EntryRecord]], float | None]
    value_when_none: float | None = None
    value_range: tuple[float, float] | None = None
    explained: DisplayText = ""
    version: int = 1
    """Raised when `compute` or `value_when_none` changes: stored values are then computed again at the next start."""


class WeeklyMetric(Struct, frozen=True):
    """A number an ISO week has, computed from the seven values of the daily metric `daily_metric_id`.

    `compute` gets them from Monday to Sunday, None where a day is unknown, and returns None where they do not
    determine it.
    """

    id: str
    name: DisplayText
    unit: DisplayText
    daily_metric_id: str
    compute: Callable[[Sequence[float | None]], float | None]
    method: MethodFunction
    formula: DisplayText
    """The formula of `method` as a sentence."""
    explained: DisplayText = ""
    summary: ClassVar[SummaryKind] = "mean"
    value_range: ClassVar[tuple[float, float] | None] = None


ValuesByName = Callable[[Sequence[EntryRecord]], Mapping[str, float]]
"""Returns the numbers of a day's records by name; names that differ in letter case alone are the same."""


class KeyedMetric(Struct, frozen=True):
    """A number a day has by name, such as the estimated maximum of an exercise.

    `key_name` is what the names are of ("exercise"), `kind` the kind of entry that holds them. `alternatives` are other
    formulas for the same number, by the name of the formula. `compute_stored`, if any, returns the same numbers from
    the JSON texts of `stored_column` of a day's entries, without records, and so do the `stored_alternatives`.
    """

    id: str
    name: DisplayText
    unit: DisplayText
    key_name: DisplayText
    kind: str
    compute: ValuesByName
    alternatives: Mapping[str, ValuesByName] = field(default_factory=dict)
    stored_column: str = ""
    compute_stored: Callable[[Sequence[str]], Mapping[str, float]] | None = None
    stored_alternatives: Mapping[str, Callable[[Sequence[str]], Mapping[str, float]]] = field(default_factory=dict)
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


class WindowResult(Struct, frozen=True):
    """The `value` of a window in the metric's unit, computed from `n` of `needed` records or pairs of them.

    `days` counts the days whose records it is computed from. Without a value, `reason` says why. `interval` has the
    ends of its 95 % interval, where there is one.
    """

    value: float | None
    n: int
    needed: int
    days: int
    reason: MissingValueReason | None = None
    details: tuple[WindowDetail, ...] = ()
    interval: tuple[float, float] | None = None


class DayRange(NamedTuple):
    """A window: its first and last day, both included."""

    first: date
    last: date


class WindowMetric(Struct, frozen=True):
    """A number a window of days has, computed from the records of one pillar.

    `compute` gets the records of its `kinds`, oldest first, from `lead_days` before the window on, and the window.
    `headline_details` are the keys of details that are shown in its summary.
    """

    id: str
    name: DisplayText
    unit: DisplayText
    kinds: tuple[str, ...]
    compute: Callable[[Sequence[EntryRecord], DayRange], WindowResult]
    method: MethodFunction
    describe_missing: Callable[[MissingValueReason], str]
    """The sentence for a reason of `compute`; called where a person or program reads it."""
    formula: DisplayText
    """The formula of `method` as a sentence."""
    lead_days: int = 0
    headline_details: tuple[str, ...] = ()
    explained: DisplayText = ""
    summary: ClassVar[SummaryKind] = "mean"
    value_range: ClassVar[tuple[float, float] | None] = None


Metric = DailyMetric | WeeklyMetric | KeyedMetric | WindowMetric
"""Any metric; ids are unique among them all."""
