"""Recent days of a pillar as a small drawing in its row: bars, points, and marks for days without a number."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from habitlog.tracking import Pillar
from habitlog.translation import ngettext
from habitlog.usecases.entries.day_summary import StripDay
from habitlog.web.charts.paths import format_coordinate, path_element

UNIT, HEIGHT, BASELINE = 16, 28, 25
"""The width of a day, the height of the drawing, and where bars that begin at 0 stand."""
TOP, BAR_WIDTH, MIN_BAR_HEIGHT = 3, 9, 2
_MARKS = {"unknown": "M{left} 24h{width}", "none": "M{left} 21h{width}v4h-{width}z", "skipped": "M{right} 19l-6 6"}
"""Days without a number, by state: a dash, a frame, a slash."""

Bar = tuple[float, float]


def draw_day_strip(pillar: Pillar, days: Sequence[StripDay], offered_bars: Sequence[Bar] = ()) -> Markup:
    """Draw days, the latest last and framed; `offered_bars` are drawn dashed on it: an entry that is not saved yet."""
    bars = [bar for day in days for bar in day.bars] + list(offered_bars)
    low, high = min((bar[0] for bar in bars), default=0), max((bar[1] for bar in bars), default=1)
    scale = (BASELINE - TOP) / ((high - low) or 1)
    paths = {"bar": "", "point": "", "unknown": "", "none": "", "skipped": "", "plain": "", "offered": ""}
    for index, day in enumerate(days):
        paths["bar"] += "".join(_draw_bar(index, bar, low, scale) for bar in day.bars)
        if day.point is not None:
            paths["point"] += _draw_point(index, _place_point(pillar, day.point))
        if not day.bars and day.point is None and (day.state != "unknown" or index < len(days) - 1):
            paths[day.state if day.state in _MARKS else "plain"] += _draw_mark(index, day.state)
    if days and not days[-1].bars:
        paths["offered"] = "".join(_draw_bar(len(days) - 1, bar, low, scale) for bar in offered_bars)
    width = len(days) * UNIT
    frame = (
        f'<rect class="strip-frame" x="{width - UNIT + 0.5}" y=".5" width="{UNIT - 1}" height="{HEIGHT - 1}" rx="2"/>'
    )
    inside = "".join(path_element(f"strip-{name}", path) for name, path in paths.items())
    return Markup(  # noqa: S704 - numbers and a key of the program, and an escaped label
        f'<svg class="pillar-{pillar.key}" width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}" '
        f'role="img" aria-label="{escape(_describe_days(days))}">{frame}{inside}</svg>'
    )


def _describe_days(days: Sequence[StripDay]) -> str:
    logged = sum(day.state in {"logged", "open"} for day in days)
    return ngettext(
        "Logged on %(logged)s of the last %(num)s day",
        "Logged on %(logged)s of the last %(num)s days",
        len(days),
        logged=logged,
    )


def _draw_bar(index: int, bar: Bar, low: float, scale: float) -> str:
    bottom = BASELINE - scale * (bar[0] - low)
    height = max(scale * (bar[1] - bar[0]), MIN_BAR_HEIGHT)
    left = format_coordinate(index * UNIT + (UNIT - BAR_WIDTH) / 2)
    return f"M{left} {format_coordinate(bottom)}v-{format_coordinate(height)}h{BAR_WIDTH}v{format_coordinate(height)}z"


def _place_point(pillar: Pillar, value: float) -> float:
    assert pillar.day_strip is not None  # noqa: S101 - it made the point
    low, high = pillar.day_strip.point_range
    return BASELINE - (BASELINE - TOP) * (value - low) / (high - low)


def _draw_point(index: int, y: float) -> str:
    return f"M{format_coordinate(index * UNIT + UNIT / 2)} {format_coordinate(y)}h0"


def _draw_mark(index: int, state: str) -> str:
    middle = index * UNIT + UNIT / 2
    if state not in _MARKS:
        return f"M{format_coordinate(middle)} {BASELINE - 2}h0"
    left, right = format_coordinate(middle - 3), format_coordinate(middle + 3)
    return _MARKS[state].format(left=left, right=right, width=6)
