"""The numbers a pillar gives: of a day, of a week, of a whole window, and of one named thing such as an exercise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Literal, NamedTuple

from habitlog.pillar.record import EntryRecord

Summary = Literal["mean", "total", "median", "clock"]
"""How days become weeks and rolling values: `median` for ordinal scales, `clock` for times around midnight."""


Method = Callable[[], Mapping[str, Any]]
"""How a number is made, as plain JSON values: at least its `name`, `version`, `formula` in words,
what it does with what is `missing`, what is `needed`, and its `sources`."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A number a day has, computed from that day's records of one pillar.

    `of` returns None where the records do not say enough: a missing value is never a zero. `on_none` is the value of
    a day marked "nothing today" (0 where nothing is a fact, None where it gives no number).
    """

    id: str
    name: str
    unit: str
    summary: Summary
    of: Callable[[Sequence[EntryRecord]], float | None]
    on_none: float | None = None
    span: tuple[float, float] | None = None
    explained: str = ""


@dataclass(frozen=True, slots=True)
class Weekly:
    """A number an ISO week has, made of the seven values of one daily metric, `of_daily`.

    `of` is handed them from Monday to Sunday, None where a day is unknown, and returns None where they do not say
    enough.
    """

    id: str
    name: str
    unit: str
    of_daily: str
    of: Callable[[Sequence[float | None]], float | None]
    method: Method
    explained: str = ""
    summary: ClassVar[Summary] = "mean"
    span: ClassVar[tuple[float, float] | None] = None


Reckoned = Callable[[Sequence[EntryRecord]], Mapping[str, float]]
"""The numbers of a day's records, by name; names that differ in letter case alone are one."""


@dataclass(frozen=True, slots=True)
class Named:
    """A number a day has for one named thing, such as the estimated maximum of an exercise.

    `asks` is what the name is called, `kind` the kind of entry that carries it. `beside` are other ways to reckon
    the same, by what they are called.
    """

    id: str
    name: str
    unit: str
    asks: str
    kind: str
    of: Reckoned
    beside: Mapping[str, Reckoned] = field(default_factory=dict)
    explained: str = ""
    summary: ClassVar[Summary] = "mean"
    span: ClassVar[tuple[float, float] | None] = None


class Detail(NamedTuple):
    """One number that an outcome is made of; None where it is not known."""

    key: str
    name: str
    value: float | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a window says: one `value` in the metric's unit, resting on `n` of `needed`.

    `days` are those of the window whose records it is made of. Without a value `reason` says why, in a whole sentence.
    """

    value: float | None
    n: int
    needed: int
    days: int
    reason: str | None = None
    details: tuple[Detail, ...] = ()


class Days(NamedTuple):
    """A window: its first and last day, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Windowed:
    """A number a window of days has, made of the records of one pillar in it, oldest first.

    `of` is handed the records of its `kinds` and the window; among them are those of `lead` days before. `brief`
    names the details that say more at a glance than the value.
    """

    id: str
    name: str
    unit: str
    kinds: tuple[str, ...]
    of: Callable[[Sequence[EntryRecord], Days], Outcome]
    method: Method
    lead: int = 0
    brief: tuple[str, ...] = ()
    explained: str = ""
    summary: ClassVar[Summary] = "mean"
    span: ClassVar[tuple[float, float] | None] = None


Measure = Metric | Weekly | Named | Windowed
"""Anything a trend can be asked of; ids are unique among them all."""
