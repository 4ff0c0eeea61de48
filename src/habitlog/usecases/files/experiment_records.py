"""Experiments in exports: written with their seeds, also while they run, so that another server can carry on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from habitlog.accounts.person import Person
from habitlog.accounts.schema import AccountInput, parse_input
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import FieldProblem, HabitlogError, Invalid
from habitlog.importers.base import ImportRefusal
from habitlog.pillars import DAILY_METRICS
from habitlog.storage import experiments as stored
from habitlog.tracking.entry_json import format_utc
from habitlog.usecases.trends.experiments import (
    MAX_EXPERIMENTS,
    Experiment,
    fold_habit,
    is_valid_length,
    list_experiments,
    screen_habit,
)
from habitlog.validation import Day, Moment, Text

EXPERIMENT_COLUMNS = tuple(column.name for column in stored.experiment_table.c if column.name != "person_id")


class ExportedSaidDay(AccountInput):
    """What was said of one drawn day."""

    day: Day
    said: Literal["as_drawn", "other", "neither"]


class ExportedExperiment(AccountInput):
    """One experiment of an export."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    arm_a: Text
    arm_b: Text
    metric: str
    lag_days: Annotated[int, Field(ge=0, le=1)]
    first_day: Day
    weeks: int
    seed: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    planned_at: Moment
    stopped_on: Day | None
    days: Annotated[list[ExportedSaidDay], Field(max_length=366)]

    def find_problems(self) -> Iterator[FieldProblem]:
        """Yield what no experiment of habitlog can have."""
        last_day = self.first_day + timedelta(days=7 * self.weeks - 1)
        if fold_habit(self.arm_a) == fold_habit(self.arm_b):
            yield FieldProblem("arm_b", "experiment_arms_equal")
        if self.metric not in DAILY_METRICS:
            yield FieldProblem("metric", "choice_unknown", {"choices": list(DAILY_METRICS)})
        if self.stopped_on is not None and not self.first_day <= self.stopped_on <= last_day:
            yield FieldProblem("stopped_on", "experiment_day_not_drawn")
        end = self.stopped_on or last_day
        if len({said.day for said in self.days}) < len(self.days) or any(
            not self.first_day <= said.day <= end for said in self.days
        ):
            yield FieldProblem("days", "experiment_day_not_drawn")
        for name, habit in (("arm_a", self.arm_a), ("arm_b", self.arm_b)):
            yield from screen_habit(name, habit)

    def build(self) -> Experiment:
        """Return it as an experiment."""
        fields = self.model_dump(exclude={"days", "metric"})
        said = {item.day: item.said for item in self.days}
        return Experiment(**fields, metric=DAILY_METRICS[self.metric], said=said)


def list_exported_experiments(transaction: ReadTransaction, person: Person) -> list[dict[str, Any]]:
    """Return the experiments of a person as an export has them, by their first day."""
    rows, said = stored.fetch_experiments(transaction, person.id), stored.fetch_said_days(transaction, person.id)
    return [_serialize(Experiment.from_row(row, said.get(row["id"], {}))) for row in rows]


def _serialize(experiment: Experiment) -> dict[str, Any]:
    return {
        "id": experiment.id,
        "arm_a": experiment.arm_a,
        "arm_b": experiment.arm_b,
        "metric": experiment.metric.id,
        "lag_days": experiment.lag_days,
        "first_day": experiment.first_day.isoformat(),
        "weeks": experiment.weeks,
        "seed": experiment.seed,
        "planned_at": format_utc(experiment.planned_at),
        "stopped_on": experiment.stopped_on and experiment.stopped_on.isoformat(),
        "days": [{"day": day.isoformat(), "said": said} for day, said in sorted(experiment.said.items())],
    }


def parse_experiments(
    items: Sequence[dict[str, Any]], today: date, refused: list[ImportRefusal]
) -> Iterator[Experiment]:
    """Yield the valid experiments of an export; of several that are not over the first one."""
    has_open = False
    for number, item in enumerate(items, start=1):
        try:
            experiment = _parse_experiment(item)
            if not experiment.is_over(today):
                if has_open:
                    raise Invalid([FieldProblem("first_day", "experiment_not_over")])
                has_open = True
        except HabitlogError as error:
            refused.append(ImportRefusal.from_error(f"experiment {number}", error))
        else:
            yield experiment


def _parse_experiment(item: dict[str, Any]) -> Experiment:
    exported = parse_input(ExportedExperiment, item)
    if not is_valid_length(exported.weeks):
        raise Invalid([FieldProblem("weeks", "value_invalid")])
    if problems := list(exported.find_problems()):
        raise Invalid(problems)
    return exported.build()


def write_experiments(
    transaction: WriteTransaction, person: Person, experiments: Sequence[Experiment], today: date
) -> None:
    """Write experiments that are not there yet; one that is not over only where no other one is planned or running."""
    present = list_experiments(transaction, person)
    ids, has_open = {one.id for one in present}, any(not one.is_over(today) for one in present)
    for experiment in experiments:
        is_open = not experiment.is_over(today)
        if experiment.id in ids or (is_open and has_open) or len(ids) >= MAX_EXPERIMENTS:
            continue
        ids.add(experiment.id)
        row = {name: getattr(experiment, name) for name in EXPERIMENT_COLUMNS}
        row |= {"person_id": person.id, "metric": experiment.metric.id}
        stored.insert_experiment(transaction, row)
        stored.set_said_days(transaction, person.id, experiment.id, experiment.said.items())
