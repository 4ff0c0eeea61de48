"""Whole periods: the days a verdict looks at, and one number for a period with what it rests on."""

from __future__ import annotations

import math
from typing import NamedTuple

from habitlog.stats import circular, rows
from habitlog.stats.series import Day, Series, Summary, monday, ordinal
from habitlog.stats.weekly import NEEDED_IN_WEEK, Week, finished_series


class Judged(NamedTuple):
    """The first and last day a verdict looks at, both included, as ordinals; none where first is after last."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """How many calendar days there are."""
        return max(self.last - self.first + 1, 0)


def judged(first: Day, last: Day, until: Day) -> Judged:
    """Return the days a verdict about `first`..`last` looks at: none of the running ISO week, which holds `until`.

    A range that reaches into that week is moved back to end on the Sunday before it, as long as it was up to
    `until`. Days after `until` do not count. Any other range stays as it is.
    """
    latest = min(ordinal(last), ordinal(until))
    back = max(latest - monday(until) + 1, 0)
    return Judged(ordinal(first) - back, latest - back)


class Period(NamedTuple):
    """A period's `value`, None with fewer than four sevenths of it known, and the `n` of `of` parts it rests on.

    Parts are days, or weeks where the value is a mean of weekly ones.
    """

    value: float | None
    n: int
    of: int


def of_days(series: Series, first: Day, last: Day, summary: Summary) -> Period:
    """Return the mean of the days of a period: the median for ordinal metrics, the circular mean for clock times."""
    inside, days = series.between(first, last), ordinal(last) - ordinal(first) + 1
    return _period(_centre(inside, summary), len(inside), days)


def of_weeks(weeks: tuple[Week, ...]) -> Period:
    """Return the mean of the values of a period's finished weeks."""
    known, of = finished_series(weeks), sum(week.finished for week in weeks)
    return _period(_centre(known, "mean"), len(known), of)


def _period(value: float | None, n: int, of: int) -> Period:
    return Period(value if n and 7 * n >= NEEDED_IN_WEEK * of else None, n, of)


def _centre(inside: Series, summary: Summary) -> float | None:
    if not len(inside):
        return None
    if summary == "clock":
        return circular.direction(inside.values).mean
    one = inside.values.reshape(1, -1)
    value = float((rows.median if summary == "median" else rows.mean)(one)[0])
    return value if math.isfinite(value) else None
