"""How large a difference experiments of some lengths find, by how much a person's own days differ from each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.tracking import DailyMetric
from habitlog.usecases.trends.experiments import DAY, list_metrics
from habitlog.usecases.trends.rest_days import load_metric_series

if TYPE_CHECKING:
    from habitlog.stats.experiment_size import NeighbourSpread

SIZED_WEEKS = (4, 8, 12, 16, 26)
"""The lengths for which a size is given."""
DAYS_READ = timedelta(days=84)
"""The days up to yesterday that tell how much days differ."""


class ExperimentSize(Struct, frozen=True):
    """What experiments on a metric find: by weeks, the smallest true difference that 80 % of them would name.

    `spread` is None where too few neighbouring days are logged; `found` is then empty.
    """

    metric: DailyMetric
    spread: NeighbourSpread | None
    found: Mapping[int, float | None]


def list_sizes(transaction: ReadTransaction, person: Person, today: date) -> list[ExperimentSize]:
    """Return the sizes for every metric that an experiment can be judged on.

    Pairs are counted with the share of neighbouring days that were both logged.
    """
    from habitlog.stats.experiment_size import (  # noqa: PLC0415 - numpy is loaded by the first trend, not by the start
        compute_found_difference,
        estimate_neighbour_spread,
    )

    metrics, first, last = list_metrics(person), today - DAYS_READ, today - DAY
    series = load_metric_series(transaction, person, [metric.id for metric in metrics], first, last, today)
    sizes = []
    for metric in metrics:
        spread = estimate_neighbour_spread(series[metric.id], first, last, clock=metric.summary == "clock")
        found = {}
        if spread is not None:
            found = {
                weeks: compute_found_difference(spread.spread, 7 * weeks / 2 * spread.known_share)
                for weeks in SIZED_WEEKS
            }
        sizes.append(ExperimentSize(metric, spread, found))
    return sizes
