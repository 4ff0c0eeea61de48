"""The frozen declarations a pillar folder makes: kinds, a face, and the pillar itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Table

from habitlog.pillar.field import Field
from habitlog.pillar.measures import Measure, Metric, Named, Weekly, Windowed
from habitlog.pillar.names import Suggests
from habitlog.pillar.record import EntryRecord
from habitlog.pillar.style import Style
from habitlog.pillar.timer import Timer


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entry: its record and the form that asks for it."""

    key: str
    name: str
    title: str
    record: type[EntryRecord]
    fields: tuple[Field, ...]
    lead: str = ""
    once_a_day: bool = False
    beside_none: bool = False
    """Whether an entry of this kind may stand beside the mark "nothing today"."""
    timer: Timer | None = None
    basis: str = ""
    """By what its figures are made, in words; and `source`, the id of the reference behind it."""
    source: str = ""
    over: str = ""
    """What stands before the date above the form, such as "Night to"; without it the kind's name follows the date."""
    drawing: Literal["", "night"] = ""
    """What is drawn of the typed answers above the form: "night" lays its times in bed on an axis of hours."""
    copies: tuple[str, ...] = ()
    """The fields that "same as last time" takes over into a new entry; none where every day is written afresh."""


@dataclass(frozen=True, slots=True)
class Face:
    """A pillar's dye (light, dark), its washes, and its marks as SVG paths on a 22 grid and a 28 x 16 stitch."""

    dye: tuple[str, str]
    wash: tuple[str, str]
    glyph: str
    stitch: str
    point: Literal["dash", "disc", "upright", "caret"]


@dataclass(frozen=True, slots=True, eq=False)
class Pillar:
    """Everything habitlog knows about one pillar; the rest of the house is written against this alone.

    A pillar is itself and no other, so it is told apart by identity and can be a key at no cost.

    `tell` turns one record into (headline, second line) for a day page, in the style of the person who reads it.
    `open_question` stands where a day is bare.
    """

    key: str
    name: str
    order: int
    table: Table
    kinds: tuple[Kind, ...]
    metrics: tuple[Metric, ...]
    face: Face
    tell: Callable[[EntryRecord, Style], tuple[str, str]]
    open_question: str
    open_hint: str
    none_title: str
    none_line: str
    none_button: str = ""
    """What a day marked "nothing" is called on its button; without words, "Nothing today" or "Nothing that day"."""
    kept_open: Callable[[Sequence[EntryRecord]], bool] | None = None
    """Whether a day's entries wait for more; None for a pillar whose entries are whole when saved."""
    suggests: Suggests | None = None
    """Which names are suggested while one is typed; None for a pillar that suggests none."""
    weekly: tuple[Weekly, ...] = ()
    windowed: tuple[Windowed, ...] = ()
    named: tuple[Named, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every number this pillar gives: of days, of weeks, by name, and of windows."""
        return (*self.metrics, *self.weekly, *self.named, *self.windowed)

    @property
    def leading(self) -> Metric:
        """Return the metric that stands for the pillar where there is room for one: its first but for clock times."""
        return next(metric for metric in self.metrics if metric.summary != "clock")

    def kind(self, key: str) -> Kind | None:
        """Return the kind with this key, if the pillar has it."""
        return next((kind for kind in self.kinds if kind.key == key), None)
