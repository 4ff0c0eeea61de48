"""One measure looked at closely: the logging calendar, the days of the week, and how often which value comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup

from habitlog.pillar import Measure, Style, Weekly
from habitlog.pillar.figures import figure
from habitlog.usecases.spans import Trend
from habitlog.web import charts, words
from habitlog.web.charts.calendar import LONGEST, Cell

if TYPE_CHECKING:
    from habitlog.stats.outline import Straight

WEEK = timedelta(days=7)
WIDE = 20 * WEEK
"""A calendar of more weeks takes the whole width."""


@dataclass(frozen=True, slots=True)
class Closer:
    """The drawings, each empty where there is nothing to draw, with the words around them."""

    calendar: Markup
    names: Markup
    wide: bool
    keys: tuple[Markup, ...]
    ends: tuple[str, str]
    calendar_words: str
    bare_words: str
    weekdays: Markup
    histogram: Markup
    histogram_words: str
    nights: str


def of(trend: Trend, style: Style) -> Closer | None:
    """Return the drawings of a trend, or None where it has no value."""
    from habitlog.stats import outline, profile  # noqa: PLC0415 - numpy is loaded by the first trend
    from habitlog.stats.series import Series  # noqa: PLC0415

    found, measure = trend.analysis, trend.metric
    if not found.points:
        return None
    line = outline.straight(Series.of_rows(found.points), trend.first, trend.last, found.summary)
    first, last = _shown_weeks(trend)
    threads, cells = ([], {}) if isinstance(measure, Weekly) else _cells(trend, first)
    by_weekday = () if isinstance(measure, Weekly) else profile.weekdays(line, trend.first, trend.last)
    return Closer(
        calendar=charts.calendar(measure, trend.pillar, first, last, cells) if cells else Markup(),
        names=charts.names(first, last) if last - first > WIDE else Markup(),
        wide=last - first > WIDE,
        keys=tuple(charts.key(trend.pillar, count) for count in threads),
        ends=_ends(measure),
        calendar_words=_calendar_words(measure, len(threads), cut=_cut(trend, first, last)),
        bare_words=_bare_words(cells, last - first),
        weekdays=charts.weekdays(measure, trend.pillar, by_weekday, style),
        histogram=charts.histogram(measure, trend.pillar, line.series.values.tolist(), style),
        histogram_words=_histogram_words(trend, line, style),
        nights=_parts(measure),
    )


def _shown_weeks(trend: Trend) -> tuple[date, date]:
    """Return the days of the calendar: at most 53 weeks, up to the last value where it lies before the last 53."""
    last = trend.last
    if last - trend.analysis.points[-1].day >= LONGEST * WEEK:
        ended = trend.analysis.points[-1].day
        last = ended + timedelta(days=6 - ended.weekday())
    return max(trend.first, last - timedelta(days=last.weekday()) - (LONGEST - 1) * WEEK), last


def _cut(trend: Trend, first: date, last: date) -> str:
    if last < trend.last:
        return f"; {LONGEST} weeks up to the last value"
    return f"; the last {LONGEST} weeks" if first > trend.first else ""


def _cells(trend: Trend, first: date) -> tuple[list[int], dict[date, Cell]]:
    """Return the numbers of threads there are, and a cell for each day from `first` that has a value or a mark.

    The fifths are those of the days that are shown. A total of 0 is nothing that day, whether marked or told.
    """
    from habitlog.stats.profile import fifths  # noqa: PLC0415 - as above
    from habitlog.stats.series import Series  # noqa: PLC0415

    total = trend.metric.summary == "total"
    points = [point for point in trend.analysis.points if point.day >= first]
    told = [point for point in points if point.value or not total]
    classes = fifths(Series.of_rows(told).values) if told else []
    cells = {day: Cell(day, 0, "none") for day in (*trend.nothing, *(point.day for point in points)) if day >= first}
    cells |= {day: Cell(day, 0, "skipped") for day in trend.skipped if day >= first}
    cells |= {point.day: Cell(point.day, 1 + one) for point, one in zip(told, classes, strict=True)}
    return [1 + one for one in range(max(classes, default=-1) + 1)], cells


def _ends(measure: Measure) -> tuple[str, str]:
    if measure.unit == "clock":
        return "earlier", "later"
    if measure.unit == "min" and measure.summary != "total":
        return "shorter", "longer"
    return ("less", "more") if measure.summary == "total" else ("lower", "higher")


def _calendar_words(measure: Measure, classes: int, *, cut: str) -> str:
    own = f"your own {_parts(measure)}"
    if classes < 2:
        steps = "one value" if classes else ""
    else:
        steps = f"in fifths of {own}" if classes == 5 else f"in {classes} steps of {own}"
    return f"{steps}{cut}".removeprefix("; ")


def _bare_words(cells: Mapping[date, Cell], length: timedelta) -> str:
    """Return what cells without threads say, as far as there are any."""
    states = {cell.state for cell in cells.values()}
    words = {"none": "an empty frame says nothing that day", "skipped": "a slash says skipped"}
    told = [words[state] for state in words if state in states]
    told += ["a dot says not known"] if len(cells) <= length.days else []
    sentence = ", ".join(told)
    return f"{sentence[0].upper()}{sentence[1:]}." if told else ""


def _parts(measure: Measure) -> str:
    return "weeks" if isinstance(measure, Weekly) else words.days_word(measure)


def _histogram_words(trend: Trend, line: Straight, style: Style) -> str:
    from habitlog.stats import profile  # noqa: PLC0415 - as above

    measure, lie = trend.metric, profile.quartiles(line, trend.first, trend.last)
    zeros = sum(not point.value for point in trend.analysis.points) if measure.summary == "total" else 0
    bare = f" Nothing on {zeros} of {lie.n} {_parts(measure)}." if zeros else ""
    if line.direction is not None and line.direction.mean is None:
        return f"{lie.n} {_parts(measure)}, all around the clock: they have no middle."
    if lie.low is None:
        return f"{words.counted(lie.n, _parts(measure))}: too few to say how they lie.{bare}"
    low, middle, high = (_quartile(measure, end, style) for end in lie[:3])
    if low == high:
        return f"Half of {lie.n} {_parts(measure)} and more are {middle}.{bare}"
    return f"The middle half of {lie.n} {_parts(measure)} lies between {low} and {high}, its median at {middle}.{bare}"


def _quartile(measure: Measure, value: float | None, style: Style) -> str:
    """Write a quartile; of ordinal values, which lie on steps, to the nearest half."""
    if value is not None and measure.summary == "median":
        return figure(measure, round(2 * value) / 2, style)
    return figure(measure, value, style)
