"""The values of a trend: as a chart, as a line of text for each day, as a table and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from habitlog.tracking import KeyedMetric, Style, WeeklyMetric
from habitlog.tracking.metric_format import format_metric_value
from habitlog.translation import gettext
from habitlog.usecases.trends.periods import DAYS_PER_WEEK
from habitlog.usecases.trends.trends import MetricTrend
from habitlog.web.charts.chart_frame import ChartReadout
from habitlog.web.charts.columns import THURSDAY, Column
from habitlog.web.charts.symbols import STATE_LABELS
from habitlog.web.charts.trend_chart import TrendChart, TrendValues, build_trend_chart
from habitlog.web.dates import short_day
from habitlog.weeks import sunday_of

if TYPE_CHECKING:
    from habitlog.stats.rolling import RollingPoint
    from habitlog.stats.weekly import Week

MAX_READOUT_LENGTH = 50_000
"""Characters of text for single days that a page carries at most."""


def map_day_states(trend: MetricTrend) -> Mapping[date, str]:
    """Return what is known of each day: logged, none (by a mark) or skipped; of a weekly metric of each Monday.

    Days that are missing are not known. "Nothing" on a day of a week is a part of that week's value.
    """
    states: dict[date, str] = dict.fromkeys(trend.skipped_days, "skipped")
    states |= {point.day: "logged" for point in trend.analysis.points}
    return states if isinstance(trend.metric, WeeklyMetric) else states | dict.fromkeys(trend.none_days, "none")


def build_metric_chart(trend: MetricTrend, style: Style) -> TrendChart | None:
    """Return the chart of a trend; None where it has no value. It goes on to the end of a week that is not over."""
    analysis = trend.analysis
    rolling = [(point.day, point.value) for point in analysis.rolling7]
    if isinstance(trend.metric, WeeklyMetric):
        rolling = [(week.monday + THURSDAY, week.value) for week in analysis.weeks if week.finished]
    values = TrendValues(
        points=analysis.points,
        rolling=rolling,
        band=[(point.day, point.low, point.high) for point in analysis.band if None not in {point.low, point.high}],
        columns=_list_columns(trend),
        slope=analysis.trend.slope_line,
        since=trend.since,
    )
    return build_trend_chart(
        trend.metric,
        trend.pillar,
        trend.first,
        sunday_of(trend.current_week.monday) if trend.current_week else trend.last,
        values,
        map_day_states(trend),
        style=style,
        metric_key=trend.metric_key,
    )


def _list_columns(trend: MetricTrend) -> list[Column]:
    if trend.metric.summary != "total":
        return []
    weeks = [*trend.analysis.weeks, *([trend.current_week] if trend.current_week else [])]
    return [
        Column(week.monday, DAYS_PER_WEEK, week.value, is_open=not week.finished)
        for week in weeks
        if week.value is not None
    ]


def build_chart_readout(trend: MetricTrend, chart: TrendChart, style: Style) -> ChartReadout | None:
    """Return a text for each day, or for each week where weeks or months are drawn.

    None where it would be longer than a page carries.
    """
    by_week = chart.is_read_by_week
    texts: list[str] = []
    size = 0
    for text in _describe_weeks(trend, style) if by_week else _describe_days(trend, style):
        size += len(text)
        if size > MAX_READOUT_LENGTH:
            return None
        texts.append(text)
    return ChartReadout(
        step=DAYS_PER_WEEK if by_week else 1,
        lead=trend.first.weekday() if by_week else 0,
        texts=texts,
        prompt=gettext("Tap a %(noun)s, or drag to zoom in.", noun=chart.value_noun),
        address="/weeks/" if by_week else "/days/",
    )


def _describe_days(trend: MetricTrend, style: Style) -> Iterator[str]:
    values, states = {point.day: point.value for point in trend.analysis.points}, map_day_states(trend)
    for rolling in trend.analysis.rolling7:
        yield _describe_day(trend, rolling, values.get(rolling.day), states.get(rolling.day, "unknown"), style)


def _describe_day(trend: MetricTrend, rolling: RollingPoint, value: float | None, state: str, style: Style) -> str:
    parameters = {
        "day": _format_day(rolling.day, trend),
        "value": _describe_day_value(trend, value, state, style),
        "known": rolling.n,
    }
    if isinstance(trend.metric, KeyedMetric):
        return gettext("%(day)s: %(value)s", **parameters)
    if rolling.value is None:
        return gettext("%(day)s: %(value)s, from %(known)s of 7", **parameters)
    average = format_metric_value(trend.metric, rolling.value, style)
    if trend.metric.summary == "median":
        return gettext(
            "%(day)s: %(value)s, 7-day median %(average)s, from %(known)s of 7", average=average, **parameters
        )
    return gettext("%(day)s: %(value)s, 7-day mean %(average)s, from %(known)s of 7", average=average, **parameters)


def _describe_day_value(trend: MetricTrend, value: float | None, state: str, style: Style) -> str:
    if value is None:
        messages = {"none": gettext("nothing that day"), "unknown": gettext("not known")}
        return messages.get(state) or gettext(STATE_LABELS[state])
    text = format_metric_value(trend.metric, value, style)
    return gettext("%(value)s (nothing that day)", value=text) if state == "none" else text


def _describe_weeks(trend: MetricTrend, style: Style) -> Iterator[str]:
    yield from (_describe_week(trend, week, style) for week in trend.analysis.weeks)
    if week := trend.current_week:
        value = format_metric_value(trend.metric, week.value, style)
        yield gettext("This week so far: %(value)s, %(known)s of 7 days known", value=value, known=week.n)


def _describe_week(trend: MetricTrend, week: Week, style: Style) -> str:
    parameters = {"day": _format_day(week.monday, trend), "known": week.n}
    if not week.finished:
        return gettext("Week of %(day)s: partly in this range, %(known)s of 7 days known", **parameters)
    value = format_metric_value(trend.metric, week.value, style)
    return gettext("Week of %(day)s: %(value)s, %(known)s of 7 days known", value=value, **parameters)


def _format_day(day: date, trend: MetricTrend) -> str:
    """Write a day, with its year where the trend has days of more than one."""
    return short_day(day, year=trend.first.year != trend.last.year)


DEFAULT_ROW_COUNT = 14
MIN_DAYS_OF_WEEK = 4
"""Days of seven that a 7-day value rests on at least."""

TableRow = tuple[str, ...]


class ValueTable(Struct, frozen=True):
    """Column heads, and rows whose first cell names the day or week, with the address of each."""

    headings: TableRow
    rows: tuple[TableRow, ...]
    addresses: tuple[str, ...]


def build_value_table(trend: MetricTrend, style: Style, *, all_rows: bool) -> ValueTable:
    """Return the table of a trend, its latest rows alone unless `all_rows`."""
    count = None if all_rows else DEFAULT_ROW_COUNT
    rows, addresses = islice(_format_rows(trend, style), count), islice(_iter_row_addresses(trend), count)
    return ValueTable(_list_headings(trend), tuple(rows), tuple(addresses))


def _iter_row_addresses(trend: MetricTrend) -> Iterator[str]:
    if isinstance(trend.metric, WeeklyMetric):
        return (f"/weeks/{week.monday}" for week in reversed(trend.analysis.weeks) if week.finished)
    return (f"/days/{point.day}" for point in reversed(trend.analysis.points))


def _list_headings(trend: MetricTrend) -> TableRow:
    if isinstance(trend.metric, WeeklyMetric):
        return (gettext("Week of"), gettext("Value"), gettext("days known"))
    if isinstance(trend.metric, KeyedMetric):
        formulas = (gettext("by %(formula)s", formula=formula) for formula in trend.alternatives)
        return (gettext("Day"), gettext("Value"), *formulas)
    average = gettext("7-day median") if trend.metric.summary == "median" else gettext("7-day mean")
    return (gettext("Day"), gettext("Value"), average, gettext("days used"))


def _format_rows(trend: MetricTrend, style: Style) -> Iterator[TableRow]:
    """Yield the rows of a trend, the latest first."""
    if isinstance(trend.metric, WeeklyMetric):
        return _format_weekly_rows(trend, style)
    if isinstance(trend.metric, KeyedMetric):
        return _format_keyed_rows(trend, style)
    return _format_daily_rows(trend, style)


def _format_daily_rows(trend: MetricTrend, style: Style) -> Iterator[TableRow]:
    rolling_by_day = {point.day: point for point in trend.analysis.rolling7}
    for point in reversed(trend.analysis.points):
        rolling = rolling_by_day[point.day]
        yield (
            _format_day(point.day, trend),
            _format_table_value(trend, point.value, style),
            _format_rolling_value(trend, rolling, style),
            _format_known_of_week(rolling.n),
        )


def _format_weekly_rows(trend: MetricTrend, style: Style) -> Iterator[TableRow]:
    for week in reversed(trend.analysis.weeks):
        if week.finished:
            has_no_value = week.value is None and week.n == DAYS_PER_WEEK
            yield (
                _format_day(week.monday, trend),
                gettext("no value") if has_no_value else _format_table_value(trend, week.value, style),
                _format_known_of_week(week.n),
            )


def _format_keyed_rows(trend: MetricTrend, style: Style) -> Iterator[TableRow]:
    for point in reversed(trend.analysis.points):
        yield (
            _format_day(point.day, trend),
            _format_table_value(trend, point.value, style),
            *(_format_table_value(trend, values.get(point.day), style) for values in trend.alternatives.values()),
        )


def _format_known_of_week(known: int) -> str:
    return gettext("%(known)s of 7", known=known)


def _format_table_value(trend: MetricTrend, value: float | None, style: Style) -> str:
    """Write a value, minutes whole."""
    if value is not None and trend.metric.unit == "min":
        return format_metric_value(trend.metric, round(value), style)
    return format_metric_value(trend.metric, value, style)


def _format_rolling_value(trend: MetricTrend, rolling: RollingPoint, style: Style) -> str:
    if rolling.value is not None:
        return _format_table_value(trend, rolling.value, style)
    has_too_few = trend.metric.unit != "clock" or rolling.n < MIN_DAYS_OF_WEEK
    return gettext("too few") if has_too_few else gettext("no middle")


_DEFAULT_STYLE = Style()
CsvCells = list[str]


def format_trend_csv(trend: MetricTrend) -> str:
    """Return one row for each day of the range, or for each finished week of a weekly metric, oldest first.

    Clock times are minutes after midnight, each with a column `..._time` beside it like "03:18". Lines end in CRLF.
    """
    text = StringIO()
    writer = csv.writer(text)
    writer.writerows(
        _iterate_weekly_csv_rows(trend) if isinstance(trend.metric, WeeklyMetric) else _iterate_daily_csv_rows(trend)
    )
    return text.getvalue()


def _iterate_daily_csv_rows(trend: MetricTrend) -> Iterator[CsvCells]:
    analysis, states = trend.analysis, map_day_states(trend)
    values = {point.day: point.value for point in analysis.points}
    names = [
        "value",
        *(f"value_{formula.lower()}" for formula in trend.alternatives),
        "value_7",
        "value_28",
        "low_28",
        "high_28",
    ]
    yield ["day", "state", *_build_csv_headings(trend, names), "n_7", "n_28", "unit"]
    for seven, month, band in zip(analysis.rolling7, analysis.rolling28, analysis.band, strict=True):
        alternatives = [values_by_day.get(seven.day) for values_by_day in trend.alternatives.values()]
        numbers = [values.get(seven.day), *alternatives, seven.value, month.value, band.low, band.high]
        cells = _format_csv_numbers(trend, numbers)
        yield [
            str(seven.day),
            states.get(seven.day, "unknown"),
            *cells,
            str(seven.n),
            str(month.n),
            _name_csv_unit(trend),
        ]


def _iterate_weekly_csv_rows(trend: MetricTrend) -> Iterator[CsvCells]:
    yield ["week_from", "state", *_build_csv_headings(trend, ["value"]), "days_known", "unit"]
    for week in trend.analysis.weeks:
        if week.finished:
            yield [
                str(week.monday),
                _find_week_state(trend, week),
                *_format_csv_numbers(trend, [week.value]),
                str(week.n),
                _name_csv_unit(trend),
            ]


def _find_week_state(trend: MetricTrend, week: Week) -> str:
    if week.n == DAYS_PER_WEEK:
        return "logged"
    return "skipped" if trend.skipped_days & {week.monday + timedelta(days=more) for more in range(7)} else "unknown"


def _build_csv_headings(trend: MetricTrend, names: Iterable[str]) -> CsvCells:
    return [
        heading for name in names for heading in ((name, f"{name}_time") if trend.metric.unit == "clock" else (name,))
    ]


def _format_csv_numbers(trend: MetricTrend, values: Iterable[float | None]) -> CsvCells:
    if trend.metric.unit != "clock":
        return [_format_csv_number(value) for value in values]
    return [
        cell
        for value in values
        for cell in (_format_csv_number(value), "" if value is None else _DEFAULT_STYLE.format_clock_time(value))
    ]


def _format_csv_number(value: float | None) -> str:
    """Write twelve digits at most: what lies beyond is an artefact of binary numbers."""
    return "" if value is None else f"{value:.12g}"


def _name_csv_unit(trend: MetricTrend) -> str:
    return "minutes after midnight" if trend.metric.unit == "clock" else trend.metric.unit
