"""Everything a trend page and the trends API show of one daily metric, in one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from habitlog.stats import circular, gates, rows
from habitlog.stats.rolling import BandPoint, RollingPoint, band, rolling
from habitlog.stats.series import Day, Point, Series, Summary, Values
from habitlog.stats.trend import Trend, silent, trend, trend_of_weeks
from habitlog.stats.weekly import OfSeven, Week, weekly, weekly_of


@dataclass(frozen=True, slots=True)
class Analysis:
    """The results for one window; numbers are in the metric's unit, gaps are None.

    `points`: the days with a value; `rolling7`, `rolling28`, `band`: one for each calendar day; `weeks`: each
    ISO week the window touches. Clock results are minutes in 0 <= m < 1440 (so a band across midnight has low
    above high), their slopes minutes; `direction` tells their circular mean and is None for other metrics.
    """

    summary: Summary
    points: tuple[Point, ...]
    rolling7: tuple[RollingPoint, ...]
    rolling28: tuple[RollingPoint, ...]
    band: tuple[BandPoint, ...]
    weeks: tuple[Week, ...]
    trend: Trend
    direction: circular.Direction | None = None


def analyse(series: Series, first: Day, last: Day, until: Day, summary: Summary) -> Analysis:
    """Analyse the window from `first` to `last`, both included; weeks are finished before `until`.

    A series that also holds the 27 days before `first` gives the first rolling values their whole window.
    `total` sums weeks and takes the mean elsewhere; `median` takes medians throughout; `clock` first moves
    each time by whole days to within 12 hours of the window's circular mean. Raises ValueError beyond
    36,600 days.
    """
    if summary != "clock":
        return _analyse(series, first, last, until, summary)
    inside = series.between(first, last)
    gathered = circular.direction(inside.values)
    if gathered.mean is None:
        return _analyse(series, first, last, until, "clock", _nothing, gathered)
    straight = series.with_values(circular.unwrap(series.values, gathered.mean))
    return _analyse(straight, first, last, until, "clock", circular.in_one_day, gathered)


def analyse_weeks(series: Series, first: Day, last: Day, until: Day, of: OfSeven) -> Analysis:
    """Analyse a number of whole weeks: a point for each finished week that has one, on its Monday; nothing rolls."""
    weeks = weekly_of(series, first, last, until, of)
    points = tuple(Point(week.monday, week.value) for week in weeks if week.finished and week.value is not None)
    return Analysis("mean", points, (), (), (), weeks, trend_of_weeks(weeks, first, last))


def _analyse(
    series: Series,
    first: Day,
    last: Day,
    until: Day,
    summary: Summary,
    shown: rows.Shown = rows.as_they_are,
    gathered: circular.Direction | None = None,
) -> Analysis:
    centre: Literal["mean", "median"] = "median" if summary == "median" else "mean"
    inside = series.between(first, last)
    points = inside.with_values(circular.in_one_day(inside.values)) if gathered else inside
    return Analysis(
        summary=summary,
        points=points.points(),
        rolling7=rolling(series, first, last, 7, centre, shown),
        rolling28=rolling(series, first, last, 28, centre, shown),
        band=band(series, first, last, shown),
        weeks=weekly(series, first, last, until, "total" if summary == "total" else centre, shown),
        trend=_trend(series, first, last, until, centre, gathered),
        direction=gathered,
    )


def _trend(
    series: Series,
    first: Day,
    last: Day,
    until: Day,
    centre: Literal["mean", "median"],
    gathered: circular.Direction | None,
) -> Trend:
    """Judge the window; times without a mean direction have no straight line to be judged on."""
    found = trend(series, first, last, until, centre)
    if found.silence or not gathered or gathered.mean is not None:
        return found
    return silent(gates.no_direction(found.n), found.n, found.basis)


def _nothing(values: Values) -> Values:
    return np.full_like(values, np.nan)
