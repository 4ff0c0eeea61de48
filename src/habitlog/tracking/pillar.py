"""The declarations of a pillar's folder: kinds of entries, a theme, and the pillar itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Literal, Protocol

from msgspec import Struct
from sqlalchemy import Table

from habitlog.formatting import Style
from habitlog.tracking.clock_spans import ClockChart
from habitlog.tracking.declared_texts import DisplayText
from habitlog.tracking.entry import EntryRecord, TimeSpan
from habitlog.tracking.fields import CompletionButtons, FormField, SuggestionSource, Timer
from habitlog.tracking.metrics import DailyMetric, KeyedMetric, Metric, WeeklyMetric, WindowMetric

DayNoun = Literal["day", "night"]


class AdditionalEntry(Struct, frozen=True):
    """How a person says that a day has a further entry of a kind: true in `column` of the record.

    `label` is the link that begins one.
    """

    column: str
    label: DisplayText


class EntryKind(Struct, frozen=True):
    """One kind of entry: its record and its form."""

    key: str
    name: DisplayText
    noun: DisplayText
    """The name as it stands inside a sentence: "Add nap"."""
    log_label: DisplayText
    """The button that logs one: "Log the night"."""
    title: DisplayText
    record: type[EntryRecord]
    fields: tuple[FormField, ...]
    intro: DisplayText = ""
    hidden_fields: tuple[FormField, ...] = ()
    """Columns that buttons or another field's widget set: their labels and options, for comparing two versions."""
    completion: CompletionButtons | None = None
    """The buttons of a kind that is saved as complete or as unfinished; None for one button that saves."""
    once_a_day: bool = False
    additional_entry: AdditionalEntry | None = None
    """For a kind that a day has once: how a person says that a day has a further entry of it; None where it cannot."""
    allowed_with_none_mark: bool = False
    """Whether a day marked "nothing today" can have an entry of this kind."""
    timer: Timer | None = None
    method_text: DisplayText = ""
    """How its numbers are computed, in words; `reference_id` names the source."""
    reference_id: str = ""
    date_prefix: DisplayText = ""
    """The text before the date above the form, such as "Night before"; without it the kind's name follows the date."""
    illustration: Literal["", "night"] = ""
    """What is drawn of the typed answers above the form: "night" lays its times in bed on an axis of hours."""
    copied_fields: tuple[str, ...] = ()
    """The fields that "same as last time" copies into a new entry; none where it is not offered."""
    build_usual_record: Callable[[Sequence[EntryRecord], date, str, Collection[str]], EntryRecord | None] | None = None
    """Build a record for a day and time zone from recent ones, the latest first; None where too few are alike.

    The names are those of the fields that the form asks: a usual record has no others.
    """

    @property
    def single_scale(self) -> FormField | None:
        """The only field of a kind that asks for one number on a scale, which can be logged with one tap."""
        only = self.fields[0] if len(self.fields) == 1 else None
        return only if only and only.widget == "scale" and only.required else None

    def is_only_of_day(self, record: EntryRecord) -> bool:
        """Whether a day can have one such entry; a further one says that it is one."""
        if self.additional_entry is not None and getattr(record, self.additional_entry.column):
            return False
        return self.once_a_day


class DayStrip(Struct, frozen=True):
    """How a day is drawn among recent days: bars, a point, or both; each from the records of that day.

    `bars` returns their lower and upper ends, on a scale that fits the days shown. `point` returns a value within
    `point_range`.
    """

    bars: Callable[[Sequence[EntryRecord]], Sequence[tuple[float, float]]] | None = None
    point: Callable[[Sequence[EntryRecord]], float | None] | None = None
    point_range: tuple[float, float] = (0, 1)


class Measure(Struct, frozen=True):
    """A part of a pillar that a person can switch off; what was logged of it stays.

    `fields` are names of fields of its forms, of a column of the table of sets as "sets.rir"; `kind` is a kind of
    entry, of which no metric but its own is computed; `metric_ids` are the metrics that belong to it.
    """

    key: str
    name: DisplayText
    fields: tuple[str, ...] = ()
    kind: str = ""
    metric_ids: tuple[str, ...] = ()
    adapt: Callable[[Pillar], Pillar] | None = None
    """What else is different in a pillar without it."""


class SummarizeFunction(Protocol):
    """Returns (headline, second line) of a record in a reader's style, without the measures whose keys are `off`."""

    def __call__(self, record: EntryRecord, style: Style, off: Collection[str] = (), /) -> tuple[str, str]: ...


class ExplainFunction(Protocol):
    """Returns sentences on how the number in a headline is counted, without the measures whose keys are `off`."""

    def __call__(self, record: EntryRecord, off: Collection[str] = (), /) -> Sequence[str]: ...


class Theme(Struct, frozen=True):
    """A pillar's colors (each for the light and the dark scheme) and its icons as SVG.

    `icon` is drawn on a grid of 22 x 22, `day_icon` on one of 28 x 16.
    """

    color: tuple[str, str]
    background: tuple[str, str]
    icon: str
    day_icon: str
    marker_shape: Literal["dash", "disc", "upright", "caret"]


class Pillar(Struct, frozen=True, eq=False):
    """Everything that the other packages know of a pillar.

    Pillars are compared by identity, so that they are cheap keys. `summarize` returns (headline, second line) of a
    record in a reader's style; it is called where a person reads it. `empty_day_question` and `empty_day_hint` are
    shown on a day without entries, `none_title` and `none_line` on one marked "nothing".
    """

    key: str
    name: DisplayText
    noun: DisplayText
    """The name as it stands inside a sentence."""
    order: int
    table: Table
    kinds: tuple[EntryKind, ...]
    daily_metrics: tuple[DailyMetric, ...]
    theme: Theme
    summarize: SummarizeFunction
    empty_day_question: DisplayText
    empty_day_hint: DisplayText
    none_title: DisplayText
    none_line: DisplayText
    day_noun: DayNoun = "day"
    """What the days of its metrics are called."""
    explain: ExplainFunction | None = None
    """Sentences on how the number in the headline of a record is counted; none for a record without one."""
    shortcut: str = ""
    """The key that opens the form of the first kind; "" for none."""
    none_button: DisplayText = "Nothing that day"
    """The button that marks a day "none", in the words of the pillar: "Rest day"."""
    none_state: DisplayText = "nothing that day"
    """The state of a day marked "none"."""
    is_incomplete: Callable[[Sequence[EntryRecord]], bool] | None = None
    """Whether a day's entries are still incomplete; None for a pillar whose entries are complete when saved."""
    allows_bulk_none: bool = False
    """Whether several days can be marked "none" at once."""
    find_overlap: Callable[[EntryRecord, EntryRecord], TimeSpan | None] | None = None
    """Return the times of the second record where the first one claims a part of them, too; None where both can be.

    Without it entries of the pillar never exclude each other.
    """
    day_strip: DayStrip | None = None
    """How recent days are drawn beside today; None for a pillar that draws none."""
    clock_chart: ClockChart | None = None
    """How its days are drawn on the clock; None for a pillar whose entries have no times."""
    suggestion_source: SuggestionSource | None = None
    """The names that are suggested while one is typed; None for a pillar without suggestions."""
    weekly_metrics: tuple[WeeklyMetric, ...] = ()
    window_metrics: tuple[WindowMetric, ...] = ()
    keyed_metrics: tuple[KeyedMetric, ...] = ()
    headline_metric_ids: frozenset[str] = frozenset()
    """The metrics that stand first on the page of all trends, the others one tap away; all where none are named."""
    measures: tuple[Measure, ...] = ()
    """The parts that a person can switch off."""
    rest_day_metric_id: str = ""
    """A daily metric that every day with an entry has, where a person can have days without one read as "nothing".

    "" for a pillar whose days without an entry are always unknown.
    """
    off: frozenset[str] = frozenset()
    """The keys of the measures it is without: see `without_measures`. None in a declaration."""
    hidden_kinds: frozenset[str] = frozenset()
    """The kinds it is without."""

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """All metrics of the pillar: of days, of weeks, by name, and of windows."""
        return (*self.daily_metrics, *self.weekly_metrics, *self.keyed_metrics, *self.window_metrics)

    @property
    def primary_metric(self) -> DailyMetric:
        """The metric that represents the pillar where there is room for one: the first that is no clock time."""
        return next(metric for metric in self.daily_metrics if metric.summary != "clock")

    @property
    def has_none_mark(self) -> bool:
        """Whether a day can be marked "nothing": not where all of its kinds can stand beside that mark."""
        return not all(kind.allowed_with_none_mark for kind in self.kinds)

    def counts_rest_days(self, metric: Metric) -> bool:
        """Return whether a metric of the pillar has a number on a day of rest, or is computed from one that has."""
        if not self.rest_day_metric_id or isinstance(metric, KeyedMetric | WindowMetric):
            return False
        daily_id = metric.daily_metric_id if isinstance(metric, WeeklyMetric) else metric.id
        return any(one.id == daily_id and one.value_when_none is not None for one in self.daily_metrics)

    def find_kind(self, key: str) -> EntryKind | None:
        """Return the kind with this key, or None."""
        return next((kind for kind in self.kinds if kind.key == key), None)
