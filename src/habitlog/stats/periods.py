"""Whole periods: the days a verdict looks at, and one number for a period with what it rests on."""

from __future__ import annotations

import math
from typing import NamedTuple

from habitlog.stats import circular, rows
from habitlog.stats.series import DayLike, Series, SummaryKind, monday_ordinal, to_ordinal
from habitlog.stats.weekly import MIN_DAYS_IN_WEEK, Week, finished_week_series


class JudgedRange(NamedTuple):
    """The first and last day a verdict looks at, both included, as ordinals; none where first is after last."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """How many calendar days there are."""
        return max(self.last - self.first + 1, 0)


def compute_judged_range(first: DayLike, last: DayLike, until: DayLike) -> JudgedRange:
    """Return the days a verdict about `first`..`last` looks at: none of the running ISO week, which holds `until`.

    A range that reaches into that week is moved back to end on the Sunday before it, as long as it was up to
    `until`. Days after `until` do not count. Any other range stays as it is.
    """
    latest = min(to_ordinal(last), to_ordinal(until))
    back = max(latest - monday_ordinal(until) + 1, 0)
    return JudgedRange(to_ordinal(first) - back, latest - back)


class PeriodValue(NamedTuple):
    """A period's `value`, None with fewer than four sevenths of it known, and the `n` of `of` parts it rests on.

    Parts are days, or weeks where the value is a mean of weekly ones.
    """

    value: float | None
    n: int
    expected: int


def summarize_days(series: Series, first: DayLike, last: DayLike, summary: SummaryKind) -> PeriodValue:
    """Return the mean of the days of a period: the median for ordinal metrics, the circular mean for clock times."""
    inside, days = series.between(first, last), to_ordinal(last) - to_ordinal(first) + 1
    return _build_period_value(_compute_centre(inside, summary), len(inside), days)


def summarize_weeks(weeks: tuple[Week, ...]) -> PeriodValue:
    """Return the mean of the values of a period's finished weeks."""
    known, of = finished_week_series(weeks), sum(week.finished for week in weeks)
    return _build_period_value(_compute_centre(known, "mean"), len(known), of)


def _build_period_value(value: float | None, n: int, expected: int) -> PeriodValue:
    return PeriodValue(value if n and 7 * n >= MIN_DAYS_IN_WEEK * expected else None, n, expected)


def _compute_centre(series: Series, summary: SummaryKind) -> float | None:
    if not len(series):
        return None
    if summary == "clock":
        return circular.compute_direction(series.values).mean
    one = series.values.reshape(1, -1)
    value = float((rows.row_medians if summary == "median" else rows.row_means)(one)[0])
    return value if math.isfinite(value) else None
