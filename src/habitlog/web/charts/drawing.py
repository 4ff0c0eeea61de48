"""What the chart of one metric shows, in days and pixels: hairs, band, single days, mean, and the strip below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from habitlog.pillar import Measure, Pillar, Style, Weekly
from habitlog.web.charts import cover, weeks
from habitlog.web.charts.paths import Place, area, line, marks, runs
from habitlog.web.charts.scale import Axis, axis, cut, straight, tick_label
from habitlog.web.words import days_word

TOP, HEIGHT, STRIP, DATES, FULL = 12, 240, 268, 296, 304
"""Pixels: the plot's upper edge and height, the strip's middle, the dates' baseline, the drawing's height."""

Rolling = Sequence[tuple[date, float | None]]
Band = Sequence[tuple[date, float | None, float | None]]
Paths = Sequence[tuple[str, str]]
"""The class of each path and what it draws, in the order of drawing; x counts days."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Where days and values lie: x in days from `first`, y in pixels; a `step` of 7 draws weeks."""

    first: date
    days: int
    axis: Axis
    step: int

    def place(self, day: date, value: float) -> Place:
        """Return the middle of a day at the height of a value."""
        return (day - self.first).days + 0.5, self.y(value)

    def y(self, value: float) -> float:
        """Return the height of a value."""
        return TOP + HEIGHT * (1 - self.axis.share(value))


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart before it becomes a part of a page or a file of its own; `count` values are drawn."""

    metric: Measure
    pillar: Pillar
    plot: Plot
    last: date
    style: Style
    count: int
    paths: Paths

    @property
    def drawn(self) -> frozenset[str]:
        """Return the classes of what is there to be seen."""
        return frozenset(name for name, path in self.paths if path)

    @property
    def point(self) -> str:
        """Return the class of the single values."""
        return f"points points-{self.pillar.face.point}"

    @property
    def each(self) -> str:
        """Return what one value is the value of: "night", "day" or "week"."""
        return "week" if isinstance(self.metric, Weekly) else days_word(self.metric)[:-1]

    @property
    def ends(self) -> str:
        """Return the ends of the axis in words, like "5 h to 9 h"."""
        low, high = (tick_label(self.metric, end, self.style) for end in (self.plot.axis.low, self.plot.axis.high))
        return f"{low} to {high} {self.style.weight}" if self.metric.unit == "kg" else f"{low} to {high}"

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """Return the words for what is drawn in the plot, and for nothing else, each with its key."""
        weekly = isinstance(self.metric, Weekly)
        centre = "median" if self.metric.summary == "median" else "mean"
        said = [("points", f"one {self.each}" if self.plot.step == 1 or weekly else f"{centre} of one week")]
        if "mean" in self.drawn:
            said.append(("mean", "from week to week" if weekly else f"7-day {centre}"))
        if "band" in self.drawn:
            said.append(("band", "middle half of 28 days"))
        return tuple(said)

    @property
    def notes(self) -> str:
        """Return the sentences on the strip, of the marks it holds and no others, and on the axis."""
        known = "known whole" if isinstance(self.metric, Weekly) else "logged"
        words = {
            "cover-block": known,
            "cover-frame": "nothing that day (thin)" if self.plot.step == 1 else "nothing on its days (thin)",
            "cover-slash": "skipped (slash)",
            "cover-dot": "not known (dot)",
        }
        strip = ", ".join(words[name] for name in words if name in self.drawn)
        return f"The strip below the chart: {strip}. The axis runs from {self.ends}."


def draw(
    metric: Measure,
    pillar: Pillar,
    first: date,
    last: date,
    points: Sequence[tuple[date, float]],
    rolling: Rolling,
    band: Band,
    strip: Mapping[date, str],
    *,
    style: Style,
) -> Drawing | None:
    """Draw the window from `first` to `last`; values are in the metric's unit, None where there are too few.

    The axis is in the unit of the person's style, with ticks that are round there.
    Over 400 days the points are weekly means, and the mean and the band are read once a week. Nothing bridges a gap.
    Without any value there is nothing to draw.
    """
    values = [value for _, value in points]
    if not values:
        return None
    points = [(day, style.amount(value, metric.unit)) for day, value in points]
    rolling = [(day, _amount(value, metric, style)) for day, value in rolling]
    band = [(day, _amount(low, metric, style), _amount(high, metric, style)) for day, low, high in band]
    if metric.unit == "clock":
        at = cut(values)
        points = [(day, straight(value, at)) for day, value in points]
        rolling = [(day, None if value is None else straight(value, at)) for day, value in rolling]
        band = [(day, *_straight_edges(low, high, at)) for day, low, high in band]
    step = 7 if isinstance(metric, Weekly) or (last - first).days >= weeks.LONGEST_DAILY else 1
    if step == 7:
        points = weeks.one_a_week(points, metric.summary)
        rolling = [rolling[place] for place in weeks.thursdays([day for day, _ in rolling])]
        band = [band[place] for place in weeks.thursdays([day for day, _, _ in band])]
    plot = Plot(first, (last - first).days + 1, axis(metric, _drawn_values(points, rolling, band)), step)
    return Drawing(
        metric, pillar, plot, last, style, len(values), _layers(pillar, plot, points, rolling, band, strip, last)
    )


def _amount(value: float | None, metric: Measure, style: Style) -> float | None:
    return None if value is None else style.amount(value, metric.unit)


def _straight_edges(low: float | None, high: float | None, at: float) -> tuple[float | None, float | None]:
    if low is None or high is None:
        return None, None
    start = straight(low, at)
    return start, start + (high - low) % 1440


def _drawn_values(points: Sequence[tuple[date, float]], rolling: Rolling, band: Band) -> list[float]:
    edges = [edge for _, low, high in band for edge in (low, high)]
    return [value for value in [*(v for _, v in points), *(v for _, v in rolling), *edges] if value is not None]


def _layers(
    pillar: Pillar,
    plot: Plot,
    points: Sequence[tuple[date, float]],
    rolling: Rolling,
    band: Band,
    strip: Mapping[date, str],
    last: date,
) -> Paths:
    mean = "".join(line(run) for run in _runs(plot, rolling))
    half = min(0.45 * plot.step, plot.days / 180)
    singles = marks(
        (plot.place(day, value) for day, value in points if plot.first <= day <= last), pillar.face.point, half
    )
    hairs = "".join(f"M0 {plot.y(tick):.1f}H{plot.days}" for tick in plot.axis.ticks)
    covered = cover.strip_paths(plot.first, last, strip, STRIP, plot.step)
    shape, edges = _band(plot, band)
    drawn = [("hair", hairs), ("band", shape), ("band-edge", edges), (f"points points-{pillar.face.point}", singles)]
    drawn += [("halo", mean), ("mean", mean), *((f"cover-{kind}", path) for kind, path in covered.items())]
    return [(name, path) for name, path in drawn if path]


def _runs(plot: Plot, values: Rolling) -> list[list[Place]]:
    return runs(
        (((day - plot.first).days + 0.5, None if value is None else plot.y(value)) for day, value in values), plot.step
    )


def _band(plot: Plot, band: Band) -> tuple[str, str]:
    lower = _runs(plot, [(day, low) for day, low, _ in band])
    upper = _runs(plot, [(day, high) for day, _, high in band])
    shape = "".join(area(high, low) for high, low in zip(upper, lower, strict=True))
    return shape, "".join(line(run) for run in (*upper, *lower) if len(run) > 1)
