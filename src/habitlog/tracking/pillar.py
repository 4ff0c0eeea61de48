"""The frozen declarations a pillar folder makes: kinds, a face, and the pillar itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Table

from habitlog.formatting import Style
from habitlog.tracking.declared_texts import DisplayText
from habitlog.tracking.entry import EntryRecord
from habitlog.tracking.fields import FormField, SuggestionSource, Timer
from habitlog.tracking.metrics import DailyMetric, KeyedMetric, Metric, WeeklyMetric, WindowMetric

DayNoun = Literal["day", "night"]


@dataclass(frozen=True, slots=True)
class EntryKind:
    """One kind of entry: its record and the form that asks for it."""

    key: str
    name: DisplayText
    title: DisplayText
    record: type[EntryRecord]
    fields: tuple[FormField, ...]
    intro: DisplayText = ""
    hidden_fields: tuple[FormField, ...] = ()
    """Columns that buttons or another field's widget set: their labels and options, for comparing two versions."""
    once_a_day: bool = False
    allowed_with_none_mark: bool = False
    """Whether an entry of this kind may stand beside the mark "nothing today"."""
    timer: Timer | None = None
    method_text: DisplayText = ""
    """By what its figures are made, in words; and `source`, the id of the reference behind it."""
    reference_id: str = ""
    date_prefix: DisplayText = ""
    """What stands before the date above the form, such as "Night to"; without it the kind's name follows the date."""
    illustration: Literal["", "night"] = ""
    """What is drawn of the typed answers above the form: "night" lays its times in bed on an axis of hours."""
    copied_fields: tuple[str, ...] = ()
    """The fields that "same as last time" takes over into a new entry; none where every day is written afresh."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A pillar's dye (light, dark), its washes, and its marks as SVG paths on a 22 grid and a 28 x 16 stitch."""

    color: tuple[str, str]
    background: tuple[str, str]
    icon: str
    day_icon: str
    marker_shape: Literal["dash", "disc", "upright", "caret"]


@dataclass(frozen=True, slots=True, eq=False)
class Pillar:
    """Everything habitlog knows about one pillar; the rest of the house is written against this alone.

    A pillar is itself and no other, so it is told apart by identity and can be a key at no cost.

    `tell` turns one record into (headline, second line) for a day page, in the style of the person who reads it.
    `open_question` stands where a day is bare.
    """

    key: str
    name: DisplayText
    order: int
    table: Table
    kinds: tuple[EntryKind, ...]
    daily_metrics: tuple[DailyMetric, ...]
    theme: Theme
    summarize: Callable[[EntryRecord, Style], tuple[str, str]]
    empty_day_question: DisplayText
    empty_day_hint: DisplayText
    none_title: DisplayText
    none_line: DisplayText
    day_noun: DayNoun = "day"
    """What the days of its metrics are called."""
    none_button: DisplayText = ""
    """What a day marked "nothing" is called on its button; without words, "Nothing today" or "Nothing that day"."""
    is_incomplete: Callable[[Sequence[EntryRecord]], bool] | None = None
    """Whether a day's entries wait for more; None for a pillar whose entries are whole when saved."""
    suggestion_source: SuggestionSource | None = None
    """Which names are suggested while one is typed; None for a pillar that suggests none."""
    weekly_metrics: tuple[WeeklyMetric, ...] = ()
    window_metrics: tuple[WindowMetric, ...] = ()
    keyed_metrics: tuple[KeyedMetric, ...] = ()

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """Every number this pillar gives: of days, of weeks, by name, and of windows."""
        return (*self.daily_metrics, *self.weekly_metrics, *self.keyed_metrics, *self.window_metrics)

    @property
    def primary_metric(self) -> DailyMetric:
        """Return the metric that stands for the pillar where there is room for one: its first but for clock times."""
        return next(metric for metric in self.daily_metrics if metric.summary != "clock")

    def find_kind(self, key: str) -> EntryKind | None:
        """Return the kind with this key, if the pillar has it."""
        return next((kind for kind in self.kinds if kind.key == key), None)
