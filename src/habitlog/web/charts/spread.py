"""How values lie: the middle half of each weekday, and a histogram with round steps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from habitlog.pillar import Measure, Pillar, Style
from habitlog.pillar.figures import figure
from habitlog.web.charts.paths import coordinate
from habitlog.web.charts.scale import Axis, axis, tick_label
from habitlog.web.words import WEEKDAYS, days_word

if TYPE_CHECKING:
    from habitlog.stats.profile import Quartiles, Weekday

WIDTH, LEFT, RIGHT = 320, 34, 250
"""Units of the drawings, about a pixel each on a phone: their width, and the ends of the weekdays' axis."""
ROW, HEAD = 28, 24
TOP, FOOT, HEIGHT = 14, 114, 140
"""Units: upper and lower end of the highest bar, height of the histogram."""
MOST_BARS = 14
MOST_TICKS = 4


def weekdays(metric: Measure, pillar: Pillar, days: Sequence[Weekday], style: Style) -> Markup:
    """Draw a row for each weekday: its middle half, its median, and on how many of its days it rests.

    Numbers are in the metric's unit; clock times on a line. Empty where no weekday has a median.
    """
    ends = [end for day in days for end in _shown(day.lie, metric, style)]
    if not ends:
        return Markup()
    scale = axis(metric, ends)
    ticks = _few(scale.ticks)
    at = {tick: _between(LEFT, RIGHT, scale.share(tick)) for tick in ticks}
    height = HEAD + 7 * ROW
    hairs = _path("hair", "".join(f"M{at[tick]} {HEAD}V{height}" for tick in ticks))
    heads = "".join(_text(at[tick], 14, "middle", tick_label(metric, tick, style)) for tick in ticks)
    heads += _text(str(WIDTH), 14, "end", days_word(metric))
    rows = "".join(_weekday(day, scale, metric, style) for day in days)
    words = " ".join(_row_words(day, metric, style) for day in days)
    return _svg(f"weekdays-{metric.id}", f"{metric.name} by weekday", words, pillar, height, heads + hairs + rows)


def histogram(metric: Measure, pillar: Pillar, values: Sequence[float], style: Style) -> Markup:
    """Draw how often values fall into steps of one round size; `values` are in the metric's unit."""
    if not values:
        return Markup()
    bars = Bars.of(metric, [style.amount(value, metric.unit) for value in values])
    highest = max(bars.counts)
    shapes = "".join(
        f"M{coordinate(bars.x(place) + 1)} {FOOT}v-{coordinate((FOOT - TOP) * count / highest)}"
        f"H{coordinate(bars.x(place + 1) - 1)}V{FOOT}z"
        for place, count in enumerate(bars.counts)
        if count
    )
    labels = "".join(
        _text(coordinate(bars.at(tick)), FOOT + 18, "middle", tick_label(metric, tick, style)) for tick in bars.ticks
    )
    labels += _text(str(LEFT - 8), TOP + 5, "end", str(highest))
    words = f"{len(values)} {days_word(metric)}; the highest of {len(bars.counts)} bars stands for {highest}."
    drawn = _path("hair", f"M{LEFT} {FOOT}H{WIDTH}") + _path("bar", shapes) + labels
    return _svg(f"spread-{metric.id}", f"How {metric.name.lower()} lies", words, pillar, HEIGHT, drawn)


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars of one width: `low` is the lower end of the first, in the unit that is shown."""

    low: float
    step: float
    counts: tuple[int, ...]
    ticks: tuple[float, ...]

    @classmethod
    def of(cls, metric: Measure, values: Sequence[float]) -> Bars:
        """Count values: one bar for each step of a scale of few, otherwise a round part of the axis' steps."""
        scale = axis(metric, values)
        if metric.unit.startswith("of "):
            low, step, count = min(values) - 0.5, 1.0, round(max(values) - min(values)) + 1
            ticks = _few(tuple(min(values) + place for place in range(count)))
        else:
            step = _step(scale)
            low, count, ticks = scale.low, max(math.ceil((scale.high - scale.low) / step - 1e-9), 1), _few(scale.ticks)
        counts = [0] * count
        for value in values:
            counts[min(int((value - low) / step + 1e-9), count - 1)] += 1
        return cls(low, step, tuple(counts), ticks)

    def x(self, place: float) -> float:
        """Return where the left end of a bar stands."""
        return LEFT + (WIDTH - LEFT) * place / len(self.counts)

    def at(self, value: float) -> float:
        """Return where a value stands, as far in as its label needs."""
        return min(max(self.x((value - self.low) / self.step), LEFT + 8), WIDTH - 14)


def _step(scale: Axis) -> float:
    tick = min((after - before for before, after in pairwise(scale.ticks)), default=scale.high - scale.low)
    parts = (tick / part for part in (6, 4, 3, 2) if (scale.high - scale.low) / tick * part <= MOST_BARS)
    return next(parts, tick)


def _few(ticks: tuple[float, ...]) -> tuple[float, ...]:
    return ticks[:: math.ceil(len(ticks) / MOST_TICKS)] if len(ticks) > MOST_TICKS else ticks


def _shown(lie: Quartiles, metric: Measure, style: Style) -> list[float]:
    return [style.amount(end, metric.unit) for end in lie[:3] if end is not None]


def _weekday(day: Weekday, scale: Axis, metric: Measure, style: Style) -> str:
    y = HEAD + ROW * day.weekday
    count = _text(str(WIDTH), y + 19, "end", f"{day.lie.n} of {day.of}")
    name = _text("0", y + 19, "start", WEEKDAYS[day.weekday][:2])
    ends = [_between(LEFT, RIGHT, scale.share(end)) for end in _shown(day.lie, metric, style)]
    if not ends:
        return name + _text(str(LEFT), y + 19, "start", "too few") + count
    low, middle, high = ends
    half = _path("band", f"M{low} {y + 8}H{high}V{y + 20}H{low}z")
    edges = _path("band-edge", f"M{low} {y + 8}v12M{high} {y + 8}v12")
    return name + half + edges + _path("mean", f"M{middle} {y + 6}v16") + count


def _row_words(day: Weekday, metric: Measure, style: Style) -> str:
    name, rests = WEEKDAYS[day.weekday], f"{day.lie.n} of {day.of}"
    if day.lie.middle is None:
        return f"{name}: too few, {rests}."
    return f"{name}: median {figure(metric, day.lie.middle, style)}, {rests}."


def _between(low: float, high: float, share: float) -> str:
    return coordinate(low + (high - low) * share)


def _text(x: str, y: float, anchor: str, words: str) -> str:
    return f'<text x="{x}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'


def _path(name: str, path: str) -> str:
    return f'<path class="{name}" d="{path}"/>' if path else ""


def _svg(key: str, title: str, words: str, pillar: Pillar, height: int, drawn: str) -> Markup:
    name = key.replace(".", "-")
    return Markup(  # noqa: S704 - numbers, and words of the program that are escaped
        f'<svg class="chart lies pillar-{pillar.key}" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{name} {name}-told"><title id="{name}">{escape(title)}</title>'
        f'<desc id="{name}-told">{escape(words)}</desc>{drawn}</svg>'
    )
