"""The frozen declarations a pillar folder makes: metrics, kinds, a face, and the pillar itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Table

from habitlog.pillar.field import Field
from habitlog.pillar.names import Suggests
from habitlog.pillar.record import EntryRecord
from habitlog.pillar.style import Style

Summary = Literal["mean", "total", "median", "clock"]
"""How days become weeks and rolling values: `median` for ordinal scales, `clock` for times around midnight."""


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
    kept_open: Callable[[Sequence[EntryRecord]], bool] | None = None
    """Whether a day's entries wait for more; None for a pillar whose entries are whole when saved."""
    suggests: Suggests | None = None
    """Which names are suggested while one is typed; None for a pillar that suggests none."""

    def kind(self, key: str) -> Kind | None:
        """Return the kind with this key, if the pillar has it."""
        return next((kind for kind in self.kinds if kind.key == key), None)
