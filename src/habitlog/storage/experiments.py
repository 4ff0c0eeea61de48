"""Experiments: what a person compares on which days, the seed of the draw, and what they said of its days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
)
from sqlalchemy import update as update_rows

from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.db.base import metadata, person_id_column
from habitlog.db.types import Identifier, UtcDateTime

Said = Literal["as_drawn", "other", "neither"]
"""What a person said of a drawn day: the drawn habit was done, the other one, or neither."""

experiment_table = Table(
    "experiment",
    metadata,
    person_id_column(),
    Column("id", Identifier, nullable=False),
    Column("arm_a", String(80), nullable=False),
    Column("arm_b", String(80), nullable=False),
    Column("metric", String(60), nullable=False),
    Column("lag_days", Integer, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("weeks", Integer, nullable=False),
    Column("seed", String(64), nullable=False),
    Column("planned_at", UtcDateTime, nullable=False),
    Column("stopped_on", Date, nullable=True),
    PrimaryKeyConstraint("person_id", "id"),
    CheckConstraint("lag_days IN (0, 1)", name="lag_days"),
    CheckConstraint("weeks BETWEEN 4 AND 26", name="weeks"),
)

experiment_day_table = Table(
    "experiment_day",
    metadata,
    person_id_column(),
    Column("experiment_id", Identifier, nullable=False),
    Column("day", Date, nullable=False),
    Column("said", String(10), nullable=False),
    PrimaryKeyConstraint("person_id", "experiment_id", "day"),
    ForeignKeyConstraint(
        ["person_id", "experiment_id"],
        ["experiment.person_id", "experiment.id"],
        name="fk_experiment_day_experiment",
        ondelete="CASCADE",
    ),
    CheckConstraint("said IN ('as_drawn', 'other', 'neither')", name="said"),
)
"""A row for each drawn day of which its person said something."""

_e, _d = experiment_table.c, experiment_day_table.c
_SELECT_EXPERIMENTS = (
    select(experiment_table).where(_e.person_id == bindparam("person")).order_by(_e.first_day, _e.planned_at, _e.id)
)
_SELECT_DAYS = (
    select(_d.experiment_id, _d.day, _d.said)
    .where(_d.person_id == bindparam("person"))
    .order_by(_d.experiment_id, _d.day)
)


def fetch_experiments(transaction: ReadTransaction, person_id: int) -> Sequence[Mapping[str, Any]]:
    """Return the rows of a person's experiments, by their first day."""
    return transaction.fetch_rows(_SELECT_EXPERIMENTS, person=person_id)


def fetch_said_days(transaction: ReadTransaction, person_id: int) -> dict[str, dict[date, Said]]:
    """Return what a person said of drawn days, by experiment and day."""
    said: dict[str, dict[date, Said]] = {}
    for experiment_id, day, word in transaction.fetch_tuples(_SELECT_DAYS, person=person_id):
        said.setdefault(experiment_id, {})[day] = word
    return said


def insert_experiment(transaction: WriteTransaction, row: Mapping[str, Any]) -> None:
    """Store an experiment."""
    transaction.execute(insert(experiment_table), dict(row))


def set_stopped_day(transaction: WriteTransaction, person_id: int, experiment_id: str, day: date) -> None:
    """Store the day on which an experiment was stopped."""
    one = (_e.person_id == person_id, _e.id == experiment_id)
    transaction.execute(update_rows(experiment_table).where(*one).values(stopped_on=day))


def delete_experiment(transaction: WriteTransaction, person_id: int, experiment_id: str) -> None:
    """Delete an experiment with what was said of its days."""
    transaction.execute(delete(experiment_table).where(_e.person_id == person_id, _e.id == experiment_id))


def set_said_days(
    transaction: WriteTransaction, person_id: int, experiment_id: str, days: Iterable[tuple[date, Said | None]]
) -> None:
    """Store what was said of days in place of anything earlier; None takes it back."""
    for day, said in days:
        one = (_d.person_id == person_id, _d.experiment_id == experiment_id, _d.day == day)
        transaction.execute(delete(experiment_day_table).where(*one))
        if said is not None:
            row = {"person_id": person_id, "experiment_id": experiment_id, "day": day, "said": said}
            transaction.execute(insert(experiment_day_table), row)
