"""Everything the page of one metric and the trends API show of it, in one call."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from habitlog.stats import circular
from habitlog.stats.outline import Outline, Straight, centre, outline, outline_weeks, straight
from habitlog.stats.rolling import BandPoint, RollingPoint, band, rolling
from habitlog.stats.series import Day, Point, Series, Summary
from habitlog.stats.weekly import OfSeven


@dataclass(frozen=True, slots=True)
class Analysis(Outline):
    """An outline with every value of the window.

    `points`: the days with a value; `rolling7`, `rolling28`, `band`: one for each calendar day. A band of clock
    times across midnight has low above high.
    """

    points: tuple[Point, ...] = ()
    rolling7: tuple[RollingPoint, ...] = ()
    rolling28: tuple[RollingPoint, ...] = ()
    band: tuple[BandPoint, ...] = ()


def analyse(series: Series, first: Day, last: Day, until: Day, summary: Summary) -> Analysis:
    """Analyse the window from `first` to `last`, both included; weeks are finished before `until`.

    A series that also holds the 27 days before `first` gives the first rolling values their whole window.
    `total` sums weeks and takes the mean elsewhere; `median` takes medians throughout; `clock` first moves
    each time by whole days to within 12 hours of the window's circular mean. Raises ValueError beyond
    36,600 days.
    """
    line = straight(series, first, last, summary)
    return Analysis(
        **_flat(outline(line, first, last, until, summary)),
        points=_points(line, first, last),
        rolling7=rolling(line.series, first, last, 7, centre(summary), line.shown),
        rolling28=rolling(line.series, first, last, 28, centre(summary), line.shown),
        band=band(line.series, first, last, line.shown),
    )


def analyse_weeks(series: Series, first: Day, last: Day, until: Day, of: OfSeven) -> Analysis:
    """Analyse a number of whole weeks: a point for each finished week that has one, on its Monday; nothing rolls."""
    found = outline_weeks(series, first, last, until, of)
    points = tuple(Point(week.monday, week.value) for week in found.weeks if week.finished and week.value is not None)
    return Analysis(**_flat(found), points=points)


def _points(line: Straight, first: Day, last: Day) -> tuple[Point, ...]:
    inside = line.series.between(first, last)
    return (inside.with_values(circular.in_one_day(inside.values)) if line.direction else inside).points()


def _flat(found: Outline) -> dict[str, Any]:
    return {field.name: getattr(found, field.name) for field in fields(Outline)}
