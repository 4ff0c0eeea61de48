"""Weeks on the clock: a bar for each, of its mean length around its mean middle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from markupsafe import Markup

from habitlog.tracking import ClockSpan, Metric, Pillar, Style
from habitlog.translation import gettext
from habitlog.web.charts.axes import DAY_MINUTES
from habitlog.web.charts.clock_bars import ClockBar, build_clock_bars, render_clock_bars

PLOT_HEIGHT = 96
DAYS_PER_WEEK = 7
WeeklyValues = Sequence[float | None]


def place_on_line(metric: Metric, weeks: WeeklyValues) -> list[float | None]:
    """Return weekly values; clock times moved by whole days to within 12 hours of the one before."""
    return _unwrap(weeks, 0.0) if metric.unit == "clock" else [*weeks]


def _unwrap(weeks: WeeklyValues, near: float) -> list[float | None]:
    placed: list[float | None] = []
    for value in weeks:
        if value is not None:
            near = value + DAY_MINUTES * round((near - value) / DAY_MINUTES)
        placed.append(None if value is None else near)
    return placed


def render_clock_weeks(
    pillar: Pillar, weeks: Sequence[date], values: Mapping[str, WeeklyValues], style: Style
) -> Markup:
    """Return the bars of weeks from their weekly values by metric; "" without any, or where the pillar has no chart."""
    chart = pillar.clock_chart
    if chart is None or not weeks:
        return Markup()
    middles, lengths = _unwrap(values[chart.middle_metric_id], 0.0), values[chart.length_metric_id]
    bars = []
    for monday, middle, length in zip(weeks, middles, lengths, strict=True):
        if middle is not None and length is not None:
            ends = middle - length / 2, middle + length / 2
            bars.append(ClockBar(monday, ClockSpan(*ends, ends), DAYS_PER_WEEK))
    last = weeks[-1] + timedelta(days=DAYS_PER_WEEK - 1)
    drawn = build_clock_bars(pillar, chart, weeks[0], last, bars, {}, style=style, height=PLOT_HEIGHT)
    if drawn is None:
        return Markup()
    text = gettext(chart.week_caption)
    return render_clock_bars(drawn, f"clock-weeks-{pillar.key}", text, text)
