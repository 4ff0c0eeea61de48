"""A month of a metric becomes one row: ten years of every number are then a few hundred rows to read."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_1200"
down_revision = "2026_11_25_0930"
branch_labels = None
depends_on = None

PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MONTH = struct.Struct("<31d")
AT_ONCE = 5000

day_metric = sa.table(
    "day_metric",
    sa.column("person_id", PERSON),
    sa.column("metric", sa.String),
    sa.column("day", sa.Date),
    sa.column("value", sa.Double),
)
metric_month = sa.table(
    "metric_month",
    sa.column("person_id", PERSON),
    sa.column("month", sa.Date),
    sa.column("metric", sa.String),
    sa.column("days", sa.LargeBinary),
)


def _months(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for (person, metric, month), days in groupby(rows, lambda row: (row.person_id, row.metric, row.day.replace(day=1))):
        cells = 31 * [math.nan]
        for row in days:
            cells[row.day.day - 1] = row.value
        yield {"person_id": person, "metric": metric, "month": month, "days": MONTH.pack(*cells)}


def _days(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for person, metric, month, days in rows:
        for place, value in enumerate(MONTH.unpack(days)):
            if not math.isnan(value):
                day: date = month + timedelta(days=place)
                yield {"person_id": person, "metric": metric, "day": day, "value": value}


def _streamed(query: sa.Select[Any]) -> Iterable[Any]:
    return op.get_bind().execute(query.execution_options(yield_per=AT_ONCE))


def _carry(table: sa.TableClause, rows: Iterator[dict[str, Any]]) -> None:
    told: list[dict[str, Any]] = []
    for row in rows:
        told.append(row)
        if len(told) == AT_ONCE:
            op.bulk_insert(table, told)
            told = []
    op.bulk_insert(table, told)


def upgrade() -> None:
    op.create_table(
        "metric_month",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("metric", sa.String(length=60), nullable=False),
        sa.Column("days", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_metric_month_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "month", "metric", name=op.f("pk_metric_month")),
        sqlite_with_rowid=False,
    )
    m = day_metric.c
    query = sa.select(m.person_id, m.metric, m.day, m.value).order_by(m.person_id, m.metric, m.day)
    _carry(metric_month, _months(_streamed(query)))
    op.drop_table("day_metric")


def downgrade() -> None:
    op.create_table(
        "day_metric",
        sa.Column("person_id", PERSON, nullable=False),
        sa.Column("metric", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_day_metric_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "metric", "day", name=op.f("pk_day_metric")),
        sqlite_with_rowid=False,
    )
    m = metric_month.c
    query = sa.select(m.person_id, m.metric, m.month, m.days).order_by(m.person_id, m.metric, m.month)
    _carry(day_metric, _days(_streamed(query)))
    op.drop_table("metric_month")
