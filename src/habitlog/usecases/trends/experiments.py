"""Experiments: a person compares two ordinary habits on one measure, on days that are drawn.

The result is nowhere before the planned end or an early stop. At most one experiment is planned or running at a time:
two would draw the habits of the same days, and each would disturb the other.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal, TypeAlias
from uuid import uuid4

from msgspec import Struct, field
from pydantic import Field

from habitlog.accounts.person import Person
from habitlog.accounts.schema import AccountInput, parse_input
from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import ClinicianTopic, Conflict, FieldProblem, Invalid, NotFound
from habitlog.guard import CardKind, check_text
from habitlog.guard.habits import RefusedHabit, find_refused_habit
from habitlog.guard.topic_class import TopicClass
from habitlog.pillars import DAILY_METRICS, pillar_of
from habitlog.stats.paired_draw import DAYS_PER_PAIR, SEED_BYTES, Arm, draw_arms, make_commitment
from habitlog.storage import experiments as stored
from habitlog.text_folding import fold_text
from habitlog.tracking import DailyMetric, Pillar
from habitlog.usecases.dose_screening import screen_name
from habitlog.usecases.shown_pillars import list_shown_pillars
from habitlog.validation import Day, Text

Said: TypeAlias = stored.Said
DAY = timedelta(days=1)
MIN_WEEKS, MAX_WEEKS = 4, 26
MAX_DAYS_AHEAD = 366
"""How far ahead the first day can be."""
MAX_EXPERIMENTS = 200

ExperimentState = Literal["planned", "running", "stopped", "ended"]


class ExperimentInput(AccountInput):
    """A planned experiment; `lag_days` 1 takes the value of the day after a drawn day.

    Without `first_day` it begins tomorrow; without `lag_days` the measure decides (`find_usual_lag`).
    """

    arm_a: Text
    arm_b: Text
    metric: str
    weeks: int
    first_day: Day | None = None
    lag_days: Annotated[int | None, Field(ge=0, le=1)] = None


class Experiment(Struct, frozen=True, dict=True):
    """An experiment as it was planned, with what was said of its days."""

    id: str
    arm_a: str
    arm_b: str
    metric: DailyMetric
    lag_days: int
    first_day: date
    weeks: int
    seed: str
    planned_at: datetime
    stopped_on: date | None
    said: Mapping[date, Said] = field(default_factory=dict)

    @classmethod
    def from_row(cls, row: Mapping[str, Any], said: Mapping[date, Said]) -> Experiment:
        """Return the experiment of a row."""
        values = {name: value for name, value in row.items() if name not in {"person_id", "metric"}}
        return cls(**values, metric=DAILY_METRICS[row["metric"]], said=said)

    @property
    def pillar(self) -> Pillar:
        return pillar_of(self.metric)

    @property
    def pairs(self) -> int:
        """How many pairs of days there are."""
        return 7 * self.weeks // DAYS_PER_PAIR

    @property
    def last_day(self) -> date:
        """The last day that is drawn."""
        return self.first_day + timedelta(days=7 * self.weeks - 1)

    @property
    def commitment(self) -> str:
        """The SHA-256 of the seed."""
        return make_commitment(self.seed)

    @cached_property
    def drawn(self) -> tuple[Arm, ...]:
        """The habit of each day, from the first one on."""
        return draw_arms(self.seed, self.pairs)

    def arm_on(self, day: date) -> Arm | None:
        """Return the habit that is drawn for a day; None for another day, and from the day of a stop on."""
        if not self.first_day <= day <= self.last_day or (self.stopped_on is not None and day >= self.stopped_on):
            return None
        return self.drawn[(day - self.first_day).days]

    def name_of(self, arm: Arm) -> str:
        """Return the name of a habit."""
        return self.arm_a if arm == "a" else self.arm_b

    def find_state(self, today: date) -> ExperimentState:
        """Return the state; it ends when the value of the last drawn day is over, too."""
        if self.stopped_on is not None:
            return "stopped"
        if today < self.first_day:
            return "planned"
        return "running" if today <= self.last_day + self.lag_days * DAY else "ended"

    def is_over(self, today: date) -> bool:
        """Whether its result and its seed are shown."""
        return self.find_state(today) in {"stopped", "ended"}

    def count_days_over(self, today: date) -> int:
        """Return how many drawn days lie before today."""
        end = self.stopped_on or today
        return max(0, min((end - self.first_day).days, 7 * self.weeks))


def list_experiments(transaction: ReadTransaction, person: Person) -> list[Experiment]:
    """Return the experiments of a person, the latest first; nobody else is ever shown one."""
    rows = stored.fetch_experiments(transaction, person.id)
    said = stored.fetch_said_days(transaction, person.id) if rows else {}
    return [Experiment.from_row(row, said.get(row["id"], {})) for row in reversed(rows)]


def find_experiment(transaction: ReadTransaction, person: Person, experiment_id: str) -> Experiment:
    """Return an experiment of a person; raises `NotFound` for any other id."""
    for experiment in list_experiments(transaction, person):
        if experiment.id == experiment_id:
            return experiment
    raise NotFound


def find_experiment_of_day(transaction: ReadTransaction, person: Person, day: date) -> Experiment | None:
    """Return the experiment that a day is drawn in."""
    return next((one for one in list_experiments(transaction, person) if one.arm_on(day)), None)


def list_metrics(person: Person) -> list[DailyMetric]:
    """Return what an experiment can be judged on: the daily metrics that the person has not switched off."""
    return [metric for pillar in list_shown_pillars(person) for metric in pillar.daily_metrics]


def find_usual_lag(metric: DailyMetric) -> int:
    """Return 1 for a metric of nights, which a date has of the night before it: a day acts on the night after."""
    return 1 if pillar_of(metric).day_noun == "night" else 0


def plan_experiment(transaction: WriteTransaction, person: Person, raw: dict[str, Any], now: datetime) -> Experiment:
    """Store a new experiment, its seed drawn at random; return it.

    Raises `Invalid`, `ClinicianTopic` for a habit that is a clinician's, and `Conflict` while another one is planned
    or running.
    """
    given, today = parse_input(ExperimentInput, raw), person.local_today(now)
    first_day = given.first_day or today + DAY
    problems = list(_find_plan_problems(person, given, first_day, today))
    for name, habit in (("arm_a", given.arm_a), ("arm_b", given.arm_b)):
        problems += screen_habit(name, habit)
    if problems:
        raise Invalid(problems)
    transaction.lock_person(person.id)
    _require_free_days(list_experiments(transaction, person), first_day, today)
    metric = DAILY_METRICS[given.metric]
    row = {
        "person_id": person.id,
        "id": str(uuid4()),
        "arm_a": given.arm_a,
        "arm_b": given.arm_b,
        "metric": metric.id,
        "lag_days": find_usual_lag(metric) if given.lag_days is None else given.lag_days,
        "first_day": first_day,
        "weeks": given.weeks,
        "seed": secrets.token_hex(SEED_BYTES),
        "planned_at": now,
        "stopped_on": None,
    }
    stored.insert_experiment(transaction, row)
    return Experiment.from_row(row, {})


def _find_plan_problems(person: Person, given: ExperimentInput, first_day: date, today: date) -> list[FieldProblem]:
    problems = []
    if fold_habit(given.arm_a) == fold_habit(given.arm_b):
        problems.append(FieldProblem("arm_b", "experiment_arms_equal"))
    choices = [metric.id for metric in list_metrics(person)]
    if given.metric not in choices:
        problems.append(FieldProblem("metric", "choice_unknown", {"choices": choices}))
    if not is_valid_length(given.weeks):
        problems.append(FieldProblem("weeks", "experiment_weeks", {"least": MIN_WEEKS, "most": MAX_WEEKS}))
    if first_day < today:
        problems.append(FieldProblem("first_day", "experiment_starts_in_past"))
    elif first_day > today + timedelta(days=MAX_DAYS_AHEAD):
        problems.append(FieldProblem("first_day", "experiment_starts_too_late", {"most": MAX_DAYS_AHEAD}))
    return problems


def is_valid_length(weeks: int) -> bool:
    """Whether an experiment can have so many weeks: not too few or many, and days that make whole pairs."""
    return MIN_WEEKS <= weeks <= MAX_WEEKS and weeks % 2 == 0


def fold_habit(name: str) -> str:
    """Return the form of a habit's name in which equal ones are the same."""
    return " ".join(fold_text(name).split())


def screen_habit(field_name: str, habit: str) -> list[FieldProblem]:
    """Return what is wrong with a habit in plain words; raises `ClinicianTopic` for a medicine, hormone or dose."""
    screen_name(field_name, habit)
    decision, refused = check_text(habit, structured=True), find_refused_habit(habit)
    topic = decision.doubt.topic_class if decision.doubt else decision.topic_class
    if refused is RefusedHabit.MEDICINE or topic not in {None, TopicClass.FOOD_AMOUNT}:
        raise ClinicianTopic(field_name, str(topic or TopicClass.SUBSTANCE_USE), CardKind.QUIET, None)
    match refused:
        case RefusedHabit.FASTING:
            return [FieldProblem(field_name, "experiment_habit_fasting")]
        case RefusedHabit.TRAINING_ILL:
            return [FieldProblem(field_name, "experiment_habit_training_ill")]
    return []


def _require_free_days(experiments: list[Experiment], first_day: date, today: date) -> None:
    if len(experiments) >= MAX_EXPERIMENTS:
        raise Conflict("experiments_too_many", most=MAX_EXPERIMENTS)
    if any(not one.is_over(today) for one in experiments):
        raise Conflict("experiment_not_over")
    if any(one.stopped_on and one.stopped_on >= first_day for one in experiments):
        raise Invalid([FieldProblem("first_day", "experiment_day_drawn_before")])


def say_of_day(
    transaction: WriteTransaction, person: Person, experiment_id: str, day: date, said: Said | None, now: datetime
) -> None:
    """Store what was done on a drawn day up to today, while its experiment runs; None takes it back.

    Raises `NotFound`, `Conflict` for an experiment that does not run, and `Invalid` for another day.
    """
    transaction.lock_person(person.id)
    experiment, today = find_experiment(transaction, person, experiment_id), person.local_today(now)
    if experiment.is_over(today):
        raise Conflict("experiment_is_over")
    if experiment.arm_on(day) is None or day > today:
        raise Invalid([FieldProblem("day", "experiment_day_not_drawn")])
    stored.set_said_days(transaction, person.id, experiment.id, [(day, said)])


def stop_experiment(transaction: WriteTransaction, person: Person, experiment_id: str, now: datetime) -> None:
    """Stop a running experiment: today is not part of it, and its result is shown from now on.

    Raises `NotFound`, and `Conflict` for one that does not run, or has no drawn day left.
    """
    transaction.lock_person(person.id)
    experiment, today = find_experiment(transaction, person, experiment_id), person.local_today(now)
    if experiment.find_state(today) != "running" or today > experiment.last_day:
        raise Conflict("experiment_not_running")
    stored.set_stopped_day(transaction, person.id, experiment.id, today)


def delete_experiment(transaction: WriteTransaction, person: Person, experiment_id: str, now: datetime) -> None:
    """Delete an experiment that has not begun or is over.

    Raises `NotFound`, and `Conflict` for one that runs: it is stopped first, so that none vanishes for its result.
    """
    transaction.lock_person(person.id)
    experiment = find_experiment(transaction, person, experiment_id)
    if experiment.find_state(person.local_today(now)) == "running":
        raise Conflict("experiment_still_runs")
    stored.delete_experiment(transaction, person.id, experiment.id)
