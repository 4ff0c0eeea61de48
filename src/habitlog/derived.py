"""`day_metric`: the numbers a day has, computed from its entries and marks; never a fact, always rebuildable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    Delete,
    Double,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
)

from habitlog.db import Reading, Writing
from habitlog.db.base import metadata, owner
from habitlog.marks import Mark, day_mark
from habitlog.pillar import EntryRecord, Pillar

day_metric = Table(
    "day_metric",
    metadata,
    owner(),
    Column("metric", String(60), nullable=False),
    Column("day", Date, nullable=False),
    Column("value", Double, nullable=False),
    PrimaryKeyConstraint("person_id", "metric", "day"),
    sqlite_with_rowid=False,
)


def records_of(pillar: Pillar, rows: Iterable[Mapping[str, Any]]) -> list[EntryRecord]:
    """Rebuild the records of stored entries of one pillar."""
    kinds = {kind.key: kind.record for kind in pillar.kinds}
    return [kinds[row["kind"]].of_row(row) for row in rows]


def values_of(pillar: Pillar, records: Sequence[EntryRecord], mark: Mark | None) -> dict[str, float]:
    """Return the day's metric values: from its records, the pillar's zeros on "nothing", none at all when skipped."""
    found: dict[str, float] = {}
    for metric in pillar.metrics:
        value = metric.of(records) if records else None
        if value is None and mark == "none":
            value = metric.on_none
        if value is not None and mark != "skipped":
            found[metric.id] = float(value)
    return found


def refresh(unit: Writing, person_id: int, pillar: Pillar, day: date, mark: Mark | None) -> None:
    """Compute one day of one pillar again, in the transaction that changed it; `mark` is the day's own by now."""
    entries_of_day, metrics_of_day = _statements(pillar)
    rows = unit.rows(entries_of_day, person=person_id, day=day)
    unit.run(metrics_of_day, {"person": person_id, "day": day})
    values = values_of(pillar, records_of(pillar, rows), mark)
    if values:
        unit.run(insert(day_metric), [_row(person_id, metric, day, value) for metric, value in values.items()])


@cache
def _statements(pillar: Pillar) -> tuple[Select[Any], Delete]:
    """Return the statements of `refresh`, built once: building them again took a tenth of every write."""
    c, m = pillar.table.c, day_metric.c
    ids = [metric.id for metric in pillar.metrics]
    at_day = (c.person_id == bindparam("person"), c.day == bindparam("day"))
    of_day = (m.person_id == bindparam("person"), m.metric.in_(ids), m.day == bindparam("day"))
    return select(pillar.table).where(*at_day).order_by(c.id), delete(day_metric).where(*of_day)


def _row(person_id: int, metric: str, day: date, value: float) -> dict[str, Any]:
    return {"person_id": person_id, "metric": metric, "day": day, "value": value}


def rebuild(unit: Writing, person_id: int, pillars: Iterable[Pillar]) -> None:
    """Drop and compute every metric of a person."""
    unit.run(delete(day_metric).where(day_metric.c.person_id == person_id))
    values = computed(unit, person_id, pillars)
    if values:
        unit.run(insert(day_metric), [_row(person_id, *key, value) for key, value in values.items()])


def computed(unit: Reading, person_id: int, pillars: Iterable[Pillar]) -> dict[tuple[str, date], float]:
    """Compute every metric of a person from entries and marks, by (metric id, day)."""
    return {
        (metric, day): value
        for pillar in pillars
        for day, values in _all_days(unit, person_id, pillar)
        for metric, value in values.items()
    }


def stored(unit: Reading, person_id: int) -> dict[tuple[str, date], float]:
    """Return every metric of a person as it is stored, by (metric id, day)."""
    c = day_metric.c
    rows = unit.tuples(select(c.metric, c.day, c.value).where(c.person_id == person_id))
    return {(metric, day): value for metric, day, value in rows}


def _all_days(unit: Reading, person_id: int, pillar: Pillar) -> Iterator[tuple[date, dict[str, float]]]:
    query = select(day_mark.c.day, day_mark.c.mark).where(
        day_mark.c.person_id == person_id, day_mark.c.pillar == pillar.key
    )
    marks: dict[date, Mark] = dict(unit.tuples(query))
    c = pillar.table.c
    query = select(pillar.table).where(c.person_id == person_id).order_by(c.day, c.id)
    for day, rows in groupby(unit.rows(query), key=itemgetter("day")):
        yield day, values_of(pillar, records_of(pillar, rows), marks.pop(day, None))
    for day, mark in marks.items():
        yield day, values_of(pillar, [], mark)


def series(unit: Reading, person_id: int, metric: str, first: date, last: date) -> list[tuple[date, float]]:
    """Return (day, value) of one metric from `first` to `last`, oldest first: one scan of the primary key."""
    query = (
        select(day_metric.c.day, day_metric.c.value)
        .where(
            day_metric.c.person_id == person_id,
            day_metric.c.metric == metric,
            day_metric.c.day.between(first, last),
        )
        .order_by(day_metric.c.day)
    )
    return [(day, value) for day, value in unit.tuples(query)]
