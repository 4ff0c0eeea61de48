"""Daily metric values, stored by month. They are computed from entries and marks and can always be computed again."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    LargeBinary,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
)
from sqlalchemy.sql.dml import ReturningDelete

from habitlog.accounts.person import person_table
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.base import metadata, person_id_column
from habitlog.db.counted_changes import NOT_COUNTED
from habitlog.storage import month_encoding
from habitlog.storage.day_marks import Mark, day_mark_table
from habitlog.tracking import EntryRecord, Pillar

if TYPE_CHECKING:
    from habitlog.stats.series import Series

daily_metric_month_table = Table(
    "daily_metric_month",
    metadata,
    person_id_column(),
    Column("month", Date, nullable=False),
    Column("metric", String(60), nullable=False),
    Column("daily_values", LargeBinary, nullable=False),
    PrimaryKeyConstraint("person_id", "month", "metric"),
    CheckConstraint(f"length(daily_values) = {month_encoding.SIZE}", name="daily_values"),
    sqlite_with_rowid=False,
    info=NOT_COUNTED,
)
"""A row holds the values of a metric in a month (`month_encoding`), so that ten years are few rows to read."""

metrics_version_table = Table(
    "metrics_version",
    metadata,
    person_id_column(),
    Column("version", String(64), nullable=False),
    PrimaryKeyConstraint("person_id"),
    info=NOT_COUNTED,
)
"""The version of the metrics (`compute_metrics_version`) by which all stored values of a person were computed."""


def compute_metrics_version(pillars: Iterable[Pillar]) -> str:
    """Return a hash that changes with the set of daily metrics and with the version of each."""
    versions = sorted(f"{metric.id} {metric.version}" for pillar in pillars for metric in pillar.daily_metrics)
    return hashlib.sha256("\n".join(versions).encode()).hexdigest()


def find_outdated_people(transaction: ReadTransaction, version: str) -> list[int]:
    """Return the ids of the people whose stored values were not all computed by this version of the metrics."""
    v, p = metrics_version_table.c, person_table.c
    is_current = exists().where(v.person_id == p.id, v.version == version)
    return [person_id for (person_id,) in transaction.fetch_tuples(select(p.id).where(~is_current).order_by(p.id))]


def build_records(pillar: Pillar, rows: Iterable[Mapping[str, Any]]) -> list[EntryRecord]:
    """Rebuild the records of stored entries of one pillar."""
    kinds = {kind.key: kind.record for kind in pillar.kinds}
    return [kinds[row["kind"]].from_row(row) for row in rows]


def compute_day_values(pillar: Pillar, records: Sequence[EntryRecord], mark: Mark | None) -> dict[str, float]:
    """Return the day's metric values: from its records, the pillar's zeros on "nothing", none at all when skipped."""
    values: dict[str, float] = {}
    for metric in pillar.daily_metrics:
        value = metric.compute(records) if records else None
        if value is None and mark == "none":
            value = metric.value_when_none
        if value is not None and mark != "skipped":
            values[metric.id] = float(value)
    return values


def refresh_day(transaction: WriteTransaction, person_id: int, pillar: Pillar, day: date, mark: Mark | None) -> None:
    """Compute one day of one pillar anew, in the transaction that changed it; `mark` is the mark it has by then."""
    entries_of_day, taken_out = _build_refresh_statements(pillar)
    values = compute_day_values(
        pillar, build_records(pillar, transaction.fetch_rows(entries_of_day, person=person_id, day=day)), mark
    )
    month = month_encoding.first_of_month(day)
    taken: Sequence[Any] = transaction.execute(taken_out, {"person": person_id, "month": month}).all()
    before: dict[str, bytes] = dict(taken)
    kept = {
        metric.id: month_encoding.set_day_value(
            before.get(metric.id, month_encoding.EMPTY_MONTH), day, values.get(metric.id)
        )
        for metric in pillar.daily_metrics
    }
    _insert_months(
        transaction,
        person_id,
        {(metric, month): days for metric, days in kept.items() if not month_encoding.is_empty_month(days)},
    )


def refresh_days(transaction: WriteTransaction, person_id: int, pillar: Pillar, days: Collection[date]) -> None:
    """Compute some days of one pillar anew, in the transaction that changed them."""
    if not days:
        return
    c, m, d = pillar.table.c, daily_metric_month_table.c, day_mark_table.c
    of_days = (c.person_id == person_id, c.day.in_(sorted(days)))
    entries = transaction.fetch_rows(select(pillar.table).where(*of_days).order_by(c.day, c.id))
    by_day = {day: list(rows) for day, rows in groupby(entries, key=itemgetter("day"))}
    own_marks = (d.person_id == person_id, d.pillar == pillar.key, d.day.in_(sorted(days)))
    marks: dict[date, Mark] = dict(transaction.fetch_tuples(select(d.day, d.mark).where(*own_marks)))
    months = sorted({month_encoding.first_of_month(day) for day in days})
    ids = [metric.id for metric in pillar.daily_metrics]
    of_months = (m.person_id == person_id, m.month.in_(months), m.metric.in_(ids))
    taken: Sequence[Any] = transaction.fetch_tuples(select(m.metric, m.month, m.daily_values).where(*of_months))
    kept: dict[tuple[str, date], bytes] = {(metric, month): values for metric, month, values in taken}
    for day in days:
        month = month_encoding.first_of_month(day)
        values = compute_day_values(pillar, build_records(pillar, by_day.get(day, ())), marks.get(day))
        for metric_id in ids:
            before = kept.get((metric_id, month), month_encoding.EMPTY_MONTH)
            kept[metric_id, month] = month_encoding.set_day_value(before, day, values.get(metric_id))
    transaction.execute(delete(daily_metric_month_table).where(*of_months))
    filled = {key: values for key, values in kept.items() if not month_encoding.is_empty_month(values)}
    _insert_months(transaction, person_id, filled)


@cache
def _build_refresh_statements(pillar: Pillar) -> tuple[Select[Any], ReturningDelete[Any]]:
    """Return the statements of `refresh_day`, cached: building them took a tenth of every write."""
    assert not pillar.off, "a pillar without some of its measures is for reading"  # noqa: S101
    c, m = pillar.table.c, daily_metric_month_table.c
    ids = [metric.id for metric in pillar.daily_metrics]
    at_day = (c.person_id == bindparam("person"), c.day == bindparam("day"))
    of_month = (m.person_id == bindparam("person"), m.month == bindparam("month"), m.metric.in_(ids))
    taken_out = delete(daily_metric_month_table).where(*of_month).returning(m.metric, m.daily_values)
    return select(pillar.table).where(*at_day).order_by(c.id), taken_out


_INSERT_MONTHS = insert(daily_metric_month_table)


def _insert_months(transaction: WriteTransaction, person_id: int, rows: Mapping[tuple[str, date], bytes]) -> None:
    if rows:
        month_rows = [
            {"person_id": person_id, "month": month, "metric": metric, "daily_values": days}
            for (metric, month), days in rows.items()
        ]
        transaction.execute(_INSERT_MONTHS, month_rows)


def rebuild_daily_metrics(transaction: WriteTransaction, person_id: int, pillars: Iterable[Pillar]) -> None:
    """Compute every stored value of a person anew, and note the version of the metrics; `pillars` are all there are."""
    pillars = tuple(pillars)
    for table in (daily_metric_month_table, metrics_version_table):
        transaction.execute(delete(table).where(table.c.person_id == person_id))
    rows: defaultdict[tuple[str, date], bytes] = defaultdict(lambda: month_encoding.EMPTY_MONTH)
    for (metric, day), value in compute_daily_metrics(transaction, person_id, pillars).items():
        key = metric, month_encoding.first_of_month(day)
        rows[key] = month_encoding.set_day_value(rows[key], day, value)
    _insert_months(transaction, person_id, rows)
    note_metrics_version(transaction, person_id, pillars)


def note_metrics_version(transaction: WriteTransaction, person_id: int, pillars: Iterable[Pillar]) -> None:
    """Note that all values of a person are of this version of the metrics, as those of a new person are: none."""
    row = {"person_id": person_id, "version": compute_metrics_version(pillars)}
    transaction.execute(insert(metrics_version_table), row)


def compute_daily_metrics(
    transaction: ReadTransaction, person_id: int, pillars: Iterable[Pillar]
) -> dict[tuple[str, date], float]:
    """Compute every metric of a person from entries and marks, by (metric id, day)."""
    return {
        (metric, day): value
        for pillar in pillars
        for day, values in _list_day_values(transaction, person_id, pillar)
        for metric, value in values.items()
    }


def load_daily_metrics(transaction: ReadTransaction, person_id: int) -> dict[tuple[str, date], float]:
    """Return every metric of a person as it is stored, by (metric id, day)."""
    c = daily_metric_month_table.c
    rows = transaction.fetch_tuples(select(c.metric, c.month, c.daily_values).where(c.person_id == person_id))
    return {
        (metric, day): value
        for metric, month, days in rows
        for day, value in month_encoding.list_day_values(month, days)
    }


def _list_day_values(
    transaction: ReadTransaction, person_id: int, pillar: Pillar
) -> Iterator[tuple[date, dict[str, float]]]:
    query = select(day_mark_table.c.day, day_mark_table.c.mark).where(
        day_mark_table.c.person_id == person_id, day_mark_table.c.pillar == pillar.key
    )
    marks: dict[date, Mark] = dict(transaction.fetch_tuples(query))
    c = pillar.table.c
    query = select(pillar.table).where(c.person_id == person_id).order_by(c.day, c.id)
    for day, rows in groupby(transaction.fetch_rows(query), key=itemgetter("day")):
        yield day, compute_day_values(pillar, build_records(pillar, rows), marks.pop(day, None))
    for day, mark in marks.items():
        yield day, compute_day_values(pillar, [], mark)


_SELECT_MONTHS = (
    select(daily_metric_month_table.c.metric, daily_metric_month_table.c.month, daily_metric_month_table.c.daily_values)
    .where(
        daily_metric_month_table.c.person_id == bindparam("person"),
        daily_metric_month_table.c.month.between(bindparam("first"), bindparam("last")),
        daily_metric_month_table.c.metric.in_(bindparam("metrics", expanding=True)),
    )
    .order_by(daily_metric_month_table.c.metric, daily_metric_month_table.c.month)
)

EncodedMonths = list[tuple[date, bytes]]


def _load_months(
    transaction: ReadTransaction, person_id: int, metrics: Collection[str], first: date, last: date
) -> dict[str, EncodedMonths]:
    """Return the months that touch a range by metric, oldest first; a metric without any has an empty list."""
    asked = {
        "person": person_id,
        "metrics": sorted(metrics),
        "first": month_encoding.first_of_month(first),
        "last": last,
    }
    months: dict[str, EncodedMonths] = {metric: [] for metric in metrics}
    for metric, month, days in transaction.fetch_tuples(_SELECT_MONTHS, **asked):
        months[metric].append((month, days))
    return months


def load_metric_values(
    transaction: ReadTransaction, person_id: int, metrics: Collection[str], first: date, last: date
) -> dict[str, list[tuple[date, float]]]:
    """Return (day, value) of metrics from `first` to `last`, oldest first."""
    return {
        metric: [value for month, days in rows for value in month_encoding.list_day_values(month, days, first, last)]
        for metric, rows in _load_months(transaction, person_id, metrics, first, last).items()
    }


def load_metric_series(
    transaction: ReadTransaction, person_id: int, metrics: Collection[str], first: date, last: date
) -> dict[str, Series]:
    """Return the same values as series for statistics."""
    from habitlog.stats.series import Series  # noqa: PLC0415 - numpy is loaded by the first trend, not by the start

    return {
        metric: Series.from_months([month for month, _ in rows], [days for _, days in rows]).between(first, last)
        for metric, rows in _load_months(transaction, person_id, metrics, first, last).items()
    }


def find_first_day(transaction: ReadTransaction, person_id: int, metrics: Collection[str]) -> date | None:
    """Return the oldest day on which one of these metrics has a value."""
    m = daily_metric_month_table.c
    mine = (m.person_id == person_id, m.metric.in_(sorted(metrics)))
    month: date | None = transaction.fetch_value(select(func.min(m.month)).where(*mine))
    if month is None:
        return None
    rows = transaction.fetch_tuples(select(m.daily_values).where(*mine, m.month == month))
    return min(day for (days,) in rows for day, _ in month_encoding.list_day_values(month, days))
