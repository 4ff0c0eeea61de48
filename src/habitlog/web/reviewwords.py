"""What the week and the year in review say: coverage first, then each measure beside an earlier period."""

from __future__ import annotations

from dataclasses import dataclass, replace

from habitlog.pillar import Metric, Style
from habitlog.pillar.figures import figure
from habitlog.usecases.overview import Overview
from habitlog.usecases.reviews import Kept
from habitlog.usecases.spans import Glance
from habitlog.usecases.windowed import Window
from habitlog.web import trendwords, windowwords
from habitlog.web.trendwords import Row, Sides, of_period
from habitlog.web.windowwords import WindowRow
from habitlog.web.words import days_word


def kept(one: Kept, *, running: bool = False) -> str:
    """Return "5 of 7 nights, 1 with nothing, 1 skipped.", of a running week as far as it has come."""
    told = [f"{one.logged} of {len(one.states)} {days_word(one.pillar.metrics[0])}{' so far' if running else ''}"]
    told += [f"{one.none} with nothing"] if one.none else []
    told += [f"{one.skipped} skipped"] if one.skipped else []
    return ", ".join(told) + "."


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A measure in one week and in the weeks before it, each with the days or weeks it rests on."""

    row: Row
    value: str
    rests: str
    before: str
    before_rests: str


def week_row(glance: Glance, style: Style) -> WeekRow:
    """Return one measure of a week."""
    measure, row = glance.measure, trendwords.row(glance, style, Sides("", ""))
    value = glance.line[-1] if glance.line else None
    median = "median " if measure.summary == "median" else ""
    return WeekRow(
        row=row,
        value=row.latest if value is None else f"{median}{figure(measure, value, style)}",
        rests=f"{glance.coverage.logged} of {glance.coverage.days} {days_word(measure)}",
        before=of_period(measure, glance.before, style),
        before_rests=_rests(glance).removesuffix(f" {days_word(measure)}"),
    )


def _rests(glance: Glance) -> str:
    """Return what the period before rests on: "24 of 28 nights", or weeks where it is a mean of weeks."""
    if glance.before is None:
        return ""
    by_days = isinstance(glance.measure, Metric)
    return f"{glance.before.n} of {glance.before.of} {days_word(glance.measure) if by_days else 'weeks'}"


def year_rows(one: Overview, style: Style, before: str) -> list[Row]:
    """Return the measures of a year; `before` is what the period beside it is called."""
    return [_year_row(glance, style, before) for glance in one.glances]


def _year_row(glance: Glance, style: Style, before: str) -> Row:
    told = of_period(glance.measure, glance.before, style)
    return replace(
        trendwords.row(glance, style, Sides("", "")),
        latest=of_period(glance.measure, glance.period, style),
        beside=f"{before}: {told}, {_rests(glance)}." if glance.before and glance.before.n else "",
    )


def year_windows(one: Overview, style: Style, before: str) -> list[WindowRow]:
    """Return the measures of a year that have one value for it."""
    return [_year_window(now, then, style, before) for now, then in zip(one.windows, one.before, strict=True)]


def _year_window(now: Window, then: Window | None, style: Style, before: str) -> WindowRow:
    said = windowwords.row(now, style)
    if then is None or not then.coverage.logged:
        return said
    earlier = windowwords.row(then, style)
    return replace(said, beside=f"{before}: {earlier.value}, {earlier.coverage}")
