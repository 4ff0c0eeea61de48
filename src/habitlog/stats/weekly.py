"""Values of ISO weeks, from Monday to Sunday, each with the days it rests on."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

import numpy as np

from habitlog.stats import rows
from habitlog.stats.series import Day, Series, monday, ordinal, records

NEEDED_IN_WEEK = 4
"""Days of seven."""
DECIMALS = 9
"""Weekly values are rounded here, so that weeks that are equal on paper are equal as numbers."""

_CENTRES = {"total": rows.total, "mean": rows.mean, "median": rows.median}


class Week(NamedTuple):
    """An ISO week: its Monday, its value (None with fewer than 4 days), its `n` days with a value.

    `finished`: the week lies wholly in the asked range and wholly before the `until` day.
    """

    monday: date
    value: float | None
    n: int
    finished: bool


def weekly(
    series: Series,
    first: Day,
    last: Day,
    until: Day,
    centre: Literal["total", "mean", "median"],
    shown: rows.Shown = rows.as_they_are,
) -> tuple[Week, ...]:
    """Return every ISO week that touches `first`..`last`, made of the days inside that range alone."""
    if ordinal(last) < ordinal(first):
        return ()
    start, stop = monday(first), monday(last) + 6
    sevens = rows.grid(series.between(first, last), start, stop).reshape(-1, 7)
    n = rows.count(sevens)
    values = rows.told(shown(np.round(_CENTRES[centre](sevens), DECIMALS)), n >= NEEDED_IN_WEEK)
    mondays = range(start, stop, 7)
    end = min(ordinal(last), ordinal(until) - 1)
    finished = [ordinal(first) <= day and day + 6 <= end for day in mondays]
    return records(Week, map(date.fromordinal, mondays), values, n.tolist(), finished)


def finished_series(weeks: tuple[Week, ...]) -> Series:
    """Return the finished weeks that have a value as a series on their Mondays."""
    return Series.of((week.monday, week.value) for week in weeks if week.finished and week.value is not None)
