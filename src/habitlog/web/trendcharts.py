"""A trend as a drawing: its values, its marks, and a sentence for each day one can point at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import orjson
from markupsafe import Markup

from habitlog.pillar import Style, Weekly
from habitlog.pillar.figures import figure
from habitlog.usecases.spans import Trend
from habitlog.web.charts.drawing import Drawing, draw
from habitlog.web.words import STATES, short_day

DAY, THURSDAY = timedelta(days=1), timedelta(days=3)
LARGEST = 60_000
"""Bytes of sentences that a page carries at most."""


def states(trend: Trend) -> Mapping[date, str]:
    """Return what is known of each day: logged, none (by a mark) or skipped; for a weekly measure of each Monday.

    Days that are missing are not known. "Nothing" on a day of a week is a part of that week's value.
    """
    found: dict[date, str] = dict.fromkeys(trend.skipped, "skipped")
    found |= {point.day: "logged" for point in trend.analysis.points}
    return found if isinstance(trend.metric, Weekly) else found | dict.fromkeys(trend.nothing, "none")


def drawing(trend: Trend, style: Style) -> Drawing | None:
    """Return the chart of a trend; None where it has no value."""
    found = trend.analysis
    rolling = [(point.day, point.value) for point in found.rolling7]
    if isinstance(trend.metric, Weekly):
        rolling = [(week.monday + THURSDAY, week.value) for week in found.weeks if week.finished]
    band = [(one.day, one.low, one.high) for one in found.band if one.low is not None and one.high is not None]
    return draw(
        trend.metric, trend.pillar, trend.first, trend.last, found.points, rolling, band, states(trend), style=style
    )


def readout(trend: Trend, style: Style) -> Markup:
    """Return a sentence for each day, or for each week of a weekly measure, as JSON for the page's script.

    `step` is 1 or 7, `lead` the days that the first week has before the first day. Empty where there is no value, and
    where it would be longer than a page carries.
    """
    if not trend.analysis.points:
        return Markup()
    weekly = isinstance(trend.metric, Weekly)
    told = _weeks(trend, style) if weekly else _days(trend, style)
    block: dict[str, Any] = {"step": 7 if weekly else 1, "lead": trend.first.weekday() if weekly else 0, "told": told}
    written = orjson.dumps(block).decode().replace("<", "\\u003c")
    return Markup(written) if len(written) <= LARGEST else Markup()  # noqa: S704 - JSON, and no "<" ends its element


def _days(trend: Trend, style: Style) -> list[str]:
    values, known = {point.day: point.value for point in trend.analysis.points}, states(trend)
    centre = "median" if trend.metric.summary == "median" else "mean"
    told = []
    for mean in trend.analysis.rolling7:
        value = values.get(mean.day)
        said = [f"{_day(mean.day, trend)}: {_value(trend, value, known.get(mean.day, 'unknown'), style)}"]
        if mean.value is not None:
            said.append(f"7-day {centre} {figure(trend.metric, mean.value, style)}")
        told.append(", ".join([*said, f"rests on {mean.n} of 7"]))
    return told


def _value(trend: Trend, value: float | None, state: str, style: Style) -> str:
    if value is None:
        return "nothing that day" if state == "none" else STATES[state]
    return figure(trend.metric, value, style) + (" (nothing that day)" if state == "none" else "")


def _weeks(trend: Trend, style: Style) -> list[str]:
    return [
        f"Week from {_day(week.monday, trend)}: "
        + (figure(trend.metric, week.value, style) if week.finished else "not a whole week of this range")
        + f", {week.n} of 7 days known"
        for week in trend.analysis.weeks
    ]


def _day(day: date, trend: Trend) -> str:
    """Write a day, with its year where the chart shows more than one."""
    return short_day(day, year=trend.first.year != trend.last.year)
