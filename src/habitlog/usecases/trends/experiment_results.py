"""The result of an experiment that is over, from what is logged: the pairs of its days, and what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from statistics import fmean
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.stats.paired_draw import DAYS_PER_PAIR, Arm
from habitlog.usecases.trends.experiment_contexts import DAY_CONTEXTS, load_contexts
from habitlog.usecases.trends.experiments import DAY, Experiment, Said
from habitlog.usecases.trends.rest_days import load_metric_series

if TYPE_CHECKING:
    from habitlog.stats.sign_flip import PairedEffect

ExperimentVerdict = Literal["more", "less", "no_clear_difference", "not_enough_pairs"]
LeftOutReason = Literal["ill", "travelling", "no_value"]
"""Why a pair does not count; of several reasons the first one of these."""


class DrawnDay(NamedTuple):
    """A drawn day: its habit, what was said of it, its value, and why its pair does not count."""

    day: date
    arm: Arm
    said: Said | None
    value: float | None
    reason: LeftOutReason | None


class DrawnPair(NamedTuple):
    """Two drawn days, and the value of the day of habit a less that of habit b; None where the pair does not count."""

    days: tuple[DrawnDay, DrawnDay]
    difference: float | None

    @property
    def reason(self) -> LeftOutReason | None:
        """Why the pair does not count."""
        reasons = {day.reason for day in self.days}
        return next((reason for reason in (*DAY_CONTEXTS, "no_value") if reason in reasons), None)

    @property
    def is_done_as_drawn(self) -> bool:
        """Whether both days were said to be done as drawn; of a day without a word it is not known."""
        return all(day.said == "as_drawn" for day in self.days)


class ExperimentResult(Struct, frozen=True):
    """What the pairs say: `effect` of all that count, as drawn, `effect_as_done` of those done as drawn.

    `means` are the means of both habits over the pairs that count; None where there is none, as of times all around
    the clock.
    """

    experiment: Experiment
    pairs: tuple[DrawnPair, ...]
    effect: PairedEffect | None
    effect_as_done: PairedEffect | None
    means: Mapping[Arm, float | None]

    @property
    def verdict(self) -> ExperimentVerdict:
        """Whether the measure was higher on days of habit a than on those of habit b, lower, or neither for sure."""
        if self.effect is None or self.effect.p is None:
            return "not_enough_pairs"
        if not self.effect.is_clear:
            return "no_clear_difference"
        return "more" if self.effect.difference > 0 else "less"

    @property
    def left_out(self) -> Mapping[LeftOutReason, int]:
        """How many pairs do not count, by reason."""
        return Counter(pair.reason for pair in self.pairs if pair.reason)

    @property
    def days_without_value(self) -> Mapping[Arm, int]:
        """How many drawn days of each habit have no value."""
        days = (day for pair in self.pairs for day in pair.days)
        return Counter(day.arm for day in days if day.value is None)

    @property
    def said_counts(self) -> Mapping[Said | None, int]:
        """How many drawn days something was said of, by what was said; None counts the others."""
        return Counter(day.said for pair in self.pairs for day in pair.days)


def compute_result(
    transaction: ReadTransaction, person: Person, experiment: Experiment, today: date
) -> ExperimentResult:
    """Return the result of an experiment over all pairs that lie before its end.

    Days count as drawn, whatever was said of them: who skips a habit on bad days would otherwise choose which days are
    compared (intention to treat). For whether the experiment is over, ask it first.
    """
    from habitlog.stats.sign_flip import compute_paired_effect  # noqa: PLC0415 - numpy is loaded by the first trend

    pairs = tuple(_iterate_pairs(experiment, _load_days(transaction, person, experiment, today)))
    counted = [pair for pair in pairs if pair.difference is not None]
    return ExperimentResult(
        experiment,
        pairs,
        compute_paired_effect([pair.difference for pair in counted if pair.difference is not None]),
        compute_paired_effect(
            [pair.difference for pair in counted if pair.difference is not None and pair.is_done_as_drawn]
        ),
        {arm: _average(experiment, counted, arm) for arm in ("a", "b")},
    )


def _load_days(transaction: ReadTransaction, person: Person, experiment: Experiment, today: date) -> list[DrawnDay]:
    metric, lag = experiment.metric, experiment.lag_days * DAY
    first, last = experiment.first_day, experiment.last_day + lag
    values = dict(load_metric_series(transaction, person, [metric.id], first, last, today)[metric.id].to_points())
    contexts = load_contexts(transaction, person, first, last)
    drawn = []
    day = first
    while arm := experiment.arm_on(day):
        value = values.get(day + lag)
        found = {*contexts.get(day, ()), *contexts.get(day + lag, ())}
        reason = next((context for context in DAY_CONTEXTS if context in found), None)
        drawn.append(
            DrawnDay(day, arm, experiment.said.get(day), value, reason or ("no_value" if value is None else None))
        )
        day += DAY
    return drawn


def _iterate_pairs(experiment: Experiment, days: Sequence[DrawnDay]) -> Iterator[DrawnPair]:
    from habitlog.stats.experiment_size import wrap_clock_difference  # noqa: PLC0415 - as above

    for place in range(0, len(days) - 1, DAYS_PER_PAIR):
        earlier, later = days[place], days[place + 1]
        of_a, of_b = (earlier, later) if earlier.arm == "a" else (later, earlier)
        difference = None
        if of_a.value is not None and of_b.value is not None and not (of_a.reason or of_b.reason):
            difference = of_a.value - of_b.value
            if experiment.metric.summary == "clock":
                difference = wrap_clock_difference(difference)
        yield DrawnPair((earlier, later), difference)


def _average(experiment: Experiment, pairs: Sequence[DrawnPair], arm: Arm) -> float | None:
    values = [day.value for pair in pairs for day in pair.days if day.arm == arm and day.value is not None]
    if not values:
        return None
    if experiment.metric.summary != "clock":
        return fmean(values)
    import numpy as np  # noqa: PLC0415 - as above

    from habitlog.stats.circular import compute_direction  # noqa: PLC0415 - as above

    return compute_direction(np.array(values)).mean
