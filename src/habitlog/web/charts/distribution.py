"""The distribution of values: the middle half of each weekday, and a histogram with round steps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from markupsafe import Markup, escape
from msgspec import Struct

from habitlog.tracking import Metric, Pillar, Style
from habitlog.tracking.metric_format import format_metric_value
from habitlog.translation import gettext
from habitlog.web.charts.axes import Axis, build_axis, format_tick_label
from habitlog.web.charts.paths import format_coordinate, path_element
from habitlog.web.dates import two_letter_weekday, weekday_name
from habitlog.web.metric_text import days_heading, format_days, format_metric_name

if TYPE_CHECKING:
    from habitlog.stats.distribution import Quartiles, WeekdayDistribution

WIDTH, AXIS_LEFT, AXIS_RIGHT = 320, 34, 250
"""Units of the drawings, about a pixel each on a phone: their width, and the ends of the weekdays' axis."""
ROW_HEIGHT, HEADING_HEIGHT = 28, 24
BAR_TOP, BAR_BOTTOM, HISTOGRAM_HEIGHT = 14, 114, 140
"""Units: upper and lower end of the highest bar, height of the histogram."""
MAX_BARS = 14
MAX_TICKS = 4


def draw_weekday_chart(
    metric: Metric,
    pillar: Pillar,
    days: Sequence[WeekdayDistribution],
    style: Style,
    metric_key: str | None = None,
) -> Markup:
    """Draw a row for each weekday: its middle half, its median, and on how many of its days it rests.

    Numbers are in the metric's unit; clock times on a line. Empty where no weekday has a median.
    """
    ends = [end for day in days for end in _convert_quartiles(day.quartiles, metric, style)]
    if not ends:
        return Markup()
    scale = build_axis(metric, ends)
    ticks = _thin_out_ticks(scale.ticks)
    at = {tick: _interpolate_position(AXIS_LEFT, AXIS_RIGHT, scale.relative_position(tick)) for tick in ticks}
    height = HEADING_HEIGHT + 7 * ROW_HEIGHT
    hairs = path_element("gridline", "".join(f"M{at[tick]} {HEADING_HEIGHT}V{height}" for tick in ticks))
    heads = "".join(
        _format_text_element(at[tick], 14, "middle", format_tick_label(metric, tick, style)) for tick in ticks
    )
    heads += _format_text_element(str(WIDTH), 14, "end", days_heading(pillar.day_noun))
    rows = "".join(_draw_weekday_row(day, scale, metric, style) for day in days)
    words = " ".join(_describe_weekday_row(day, metric, style) for day in days)
    return _wrap_in_svg(
        f"weekdays-{metric.id}",
        gettext("%(metric)s by weekday", metric=format_metric_name(metric, metric_key)),
        words,
        pillar,
        height,
        heads + hairs + rows,
    )


def draw_histogram(
    metric: Metric, pillar: Pillar, values: Sequence[float], style: Style, metric_key: str | None = None
) -> Markup:
    """Draw how often values fall into steps of one round size; `values` are in the metric's unit."""
    if not values:
        return Markup()
    bars = HistogramBars.from_values(metric, [style.to_display_unit(value, metric.unit) for value in values])
    highest = max(bars.counts)
    shapes = "".join(
        f"M{format_coordinate(bars.locate_bar(place) + 1)} {BAR_BOTTOM}"
        f"v-{format_coordinate((BAR_BOTTOM - BAR_TOP) * count / highest)}"
        f"H{format_coordinate(bars.locate_bar(place + 1) - 1)}V{BAR_BOTTOM}z"
        for place, count in enumerate(bars.counts)
        if count
    )
    labels = "".join(
        _format_text_element(
            format_coordinate(bars.locate_label(tick)),
            BAR_BOTTOM + 18,
            "middle",
            format_tick_label(metric, tick, style),
        )
        for tick in bars.ticks
    )
    labels += _format_text_element(str(AXIS_LEFT - 8), BAR_TOP + 5, "end", str(highest))
    words = gettext(
        "%(count)s; the highest of %(bars)s bars is %(highest)s.",
        count=format_days(pillar.day_noun, len(values)),
        bars=len(bars.counts),
        highest=highest,
    )
    drawn = path_element("gridline", f"M{AXIS_LEFT} {BAR_BOTTOM}H{WIDTH}") + path_element("bar", shapes) + labels
    return _wrap_in_svg(
        f"spread-{metric.id}",
        gettext("Spread of %(metric)s", metric=format_metric_name(metric, metric_key).lower()),
        words,
        pillar,
        HISTOGRAM_HEIGHT,
        drawn,
    )


class HistogramBars(Struct, frozen=True):
    """Bars of one width: `low` is the lower end of the first, in the unit that is shown."""

    low: float
    step: float
    counts: tuple[int, ...]
    ticks: tuple[float, ...]

    @classmethod
    def from_values(cls, metric: Metric, values: Sequence[float]) -> HistogramBars:
        """Count values: one bar for each step of a scale of few, otherwise a round part of the axis' steps."""
        scale = build_axis(metric, values)
        if metric.unit.startswith("of "):
            low, step, count = min(values) - 0.5, 1.0, round(max(values) - min(values)) + 1
            ticks = _thin_out_ticks(tuple(min(values) + place for place in range(count)))
        else:
            step = _choose_bar_width(scale)
            low, count, ticks = (
                scale.low,
                max(math.ceil((scale.high - scale.low) / step - 1e-9), 1),
                _thin_out_ticks(scale.ticks),
            )
        counts = [0] * count
        for value in values:
            counts[min(int((value - low) / step + 1e-9), count - 1)] += 1
        return cls(low, step, tuple(counts), ticks)

    def locate_bar(self, position: float) -> float:
        """Return where the left end of a bar stands."""
        return AXIS_LEFT + (WIDTH - AXIS_LEFT) * position / len(self.counts)

    def locate_label(self, value: float) -> float:
        """Return where a value stands, as far in as its label needs."""
        return min(max(self.locate_bar((value - self.low) / self.step), AXIS_LEFT + 8), WIDTH - 14)


def _choose_bar_width(scale: Axis) -> float:
    tick = min((after - before for before, after in pairwise(scale.ticks)), default=scale.high - scale.low)
    parts = (tick / part for part in (6, 4, 3, 2) if (scale.high - scale.low) / tick * part <= MAX_BARS)
    return next(parts, tick)


def _thin_out_ticks(ticks: tuple[float, ...]) -> tuple[float, ...]:
    return ticks[:: math.ceil(len(ticks) / MAX_TICKS)] if len(ticks) > MAX_TICKS else ticks


def _convert_quartiles(quartiles: Quartiles, metric: Metric, style: Style) -> list[float]:
    return [style.to_display_unit(end, metric.unit) for end in quartiles[:3] if end is not None]


def _draw_weekday_row(day: WeekdayDistribution, scale: Axis, metric: Metric, style: Style) -> str:
    y = HEADING_HEIGHT + ROW_HEIGHT * day.weekday
    count = _format_text_element(str(WIDTH), y + 19, "end", _format_known(day))
    name = _format_text_element("0", y + 19, "start", two_letter_weekday(day.weekday))
    ends = [
        _interpolate_position(AXIS_LEFT, AXIS_RIGHT, scale.relative_position(end))
        for end in _convert_quartiles(day.quartiles, metric, style)
    ]
    if not ends:
        return name + _format_text_element(str(AXIS_LEFT), y + 19, "start", gettext("too few")) + count
    low, middle, high = ends
    half = path_element("band", f"M{low} {y + 8}H{high}V{y + 20}H{low}z")
    edges = path_element("band-edge", f"M{low} {y + 8}v12M{high} {y + 8}v12")
    return name + half + edges + path_element("mean", f"M{middle} {y + 6}v16") + count


def _describe_weekday_row(day: WeekdayDistribution, metric: Metric, style: Style) -> str:
    parameters = {"weekday": weekday_name(day.weekday), "known": _format_known(day)}
    if day.quartiles.middle is None:
        return gettext("%(weekday)s: too few, %(known)s.", **parameters)
    median = format_metric_value(metric, day.quartiles.middle, style)
    return gettext("%(weekday)s: median %(median)s, %(known)s.", median=median, **parameters)


def _format_known(day: WeekdayDistribution) -> str:
    return gettext("%(known)s of %(all)s", known=day.quartiles.n, all=day.total_days)


def _interpolate_position(low: float, high: float, share: float) -> str:
    return format_coordinate(low + (high - low) * share)


def _format_text_element(x: str, y: float, anchor: str, text: str) -> str:
    return f'<text x="{x}" y="{y:g}" text-anchor="{anchor}">{escape(text)}</text>'


def _wrap_in_svg(key: str, title: str, description: str, pillar: Pillar, height: int, drawn: str) -> Markup:
    name = key.replace(".", "-")
    return Markup(  # noqa: S704 - numbers, and words of the program that are escaped
        f'<svg class="chart distribution pillar-{pillar.key}" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{name} {name}-description"><title id="{name}">{escape(title)}</title>'
        f'<desc id="{name}-description">{escape(description)}</desc>{drawn}</svg>'
    )
