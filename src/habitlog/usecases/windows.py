"""The windows of the trend pages: four weeks, twelve, a year, or all there is."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Literal

from habitlog.db import Reading
from habitlog.people.model import Person
from habitlog.pillar import Pillar
from habitlog.pillars import METRICS
from habitlog.usecases import trends
from habitlog.usecases.trends import Trend

Range = Literal["4w", "12w", "1y", "all"]
LENGTHS: dict[str, int] = {"4w": 28, "12w": 84, "1y": 365}


def window(
    unit: Reading, person: Person, range_: Range, today: date, metric_id: str | None = None
) -> tuple[date, date]:
    """Return the first and last day of a range that ends today; "all" begins with the first value there is."""
    if range_ != "all":
        return today - timedelta(days=LENGTHS[range_] - 1), today
    metrics = [metric_id] if metric_id else list(METRICS)
    begun = [day for metric in metrics if (day := trends.first_value(unit, person, metric))]
    return min(begun, default=today - timedelta(days=27)), today


def overview(unit: Reading, person: Person, range_: Range, today: date) -> tuple[tuple[Pillar, tuple[Trend, ...]], ...]:
    """Return the trend of every metric, by pillar, over the same window."""
    first, last = window(unit, person, range_, today)
    found = (trends.of(unit, person, metric, first, last, today) for metric in METRICS)
    return tuple((pillar, tuple(group)) for pillar, group in groupby(found, key=lambda trend: trend.pillar))
