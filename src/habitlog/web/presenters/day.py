"""The rows of a day page: what each offers to log with one tap, as text and as the JSON that its form sends."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import orjson
from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.tracking import EntryKind, FormField, Pillar
from habitlog.usecases.entries.day_summary import DaySummary, PillarRow
from habitlog.usecases.entries.quick_entries import QuickEntry

SHORT_HEADLINE = 24
"""Characters; a headline up to here is the label of its button."""


class QuickEntryView(Struct, frozen=True):
    """A form that logs an entry with one tap: its new id, its record as JSON, and its text."""

    entry_id: str
    kind: EntryKind
    json: str
    headline: str
    details: str
    copied_id: str
    """The id of the entry it copies; "" for a usual one."""
    bars: tuple[tuple[float, float], ...]
    """What the strip draws of it."""

    @property
    def is_usual(self) -> bool:
        """Whether it comes from usual times and minutes."""
        return not self.copied_id

    @property
    def is_short(self) -> bool:
        """Whether the headline can be the label of a button: it says all, in few words."""
        has_table = any(field.widget == "sets" for field in self.kind.fields)
        return len(self.headline) <= SHORT_HEADLINE and not has_table


class ScaleView(Struct, frozen=True):
    """Buttons that log one number each: their values and the JSON of each, under one new id."""

    kind: EntryKind
    field: FormField
    entry_id: str
    choices: tuple[tuple[int, str], ...]


class RowView(Struct, frozen=True):
    """A row, with its forms of one tap: those that stand in the row, and those in its menu.

    `offered` is the one that the row writes out in full, because it is usual or long.
    """

    row: PillarRow
    main: tuple[QuickEntryView, ...]
    others: tuple[QuickEntryView, ...]
    scale: ScaleView | None

    @property
    def offered(self) -> QuickEntryView | None:
        return next((entry for entry in self.main if entry.is_usual or not entry.is_short), None)


def present_rows(view: DaySummary, person: Person) -> tuple[RowView, ...]:
    """Return the rows of a day in the person's style."""
    return tuple(_present_row(row, view, person) for row in view.rows)


def _present_row(row: PillarRow, view: DaySummary, person: Person) -> RowView:
    entries = [_present_quick_entry(row.pillar, entry, person) for entry in row.quick_entries]
    # A usual entry stands alone, and so does a long one; of the long ones the first kind of the pillar comes first.
    alone = next((entry for entry in entries if entry.is_usual), None)
    if alone is None and not all(entry.is_short for entry in entries):
        alone = next((entry for entry in entries if entry.kind is row.pillar.kinds[0]), entries[0])
    main = entries if alone is None else [alone]
    others = [entry for entry in entries if entry not in main]
    return RowView(row, tuple(main), tuple(others), _present_scale(row.kinds, view, person))


def _present_quick_entry(pillar: Pillar, entry: QuickEntry, person: Person) -> QuickEntryView:
    headline, details = pillar.summarize(entry.record, person.style)
    strip = pillar.day_strip
    return QuickEntryView(
        entry_id=str(uuid4()),
        kind=entry.kind,
        json=orjson.dumps(entry.record.model_dump(mode="json", exclude_none=True)).decode(),
        headline=headline,
        details=details,
        copied_id=entry.copied.id if entry.copied else "",
        bars=tuple(strip.bars([entry.record])) if strip and strip.bars else (),
    )


def _present_scale(kinds: Sequence[EntryKind], view: DaySummary, person: Person) -> ScaleView | None:
    for kind in kinds:
        field = kind.single_scale
        if field is not None and field.low is not None and field.high is not None:
            common = {"kind": kind.key, "day": view.day.isoformat(), "zone": person.zone}
            values = range(round(field.low), round(field.high) + 1)
            choices = tuple((value, orjson.dumps({**common, field.name: value}).decode()) for value in values)
            return ScaleView(kind, field, str(uuid4()), choices)
    return None
