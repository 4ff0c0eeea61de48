"""The levels of two periods as strokes, with the interval of their difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from habitlog.tracking import Pillar
from habitlog.web.charts.paths import format_coordinate, path_element

if TYPE_CHECKING:
    from habitlog.stats.trend import TrendResult

WIDTH, HEIGHT = 120, 36
TOP, BOTTOM = 4, 32
GAP = 3
"""Pixels between a stroke and the end of its period."""


def draw_level_strokes(pillar: Pillar, trend: TrendResult) -> Markup:
    """Draw the level of the earlier period, that of the later one beside it, and the interval about the later one.

    Each drawing has a scale of its own, from the earlier level to the far end of the interval; the earlier level goes
    on as a thin line. It is hidden from screen readers, as the sentence beside it says the same. "" without a change.
    """
    if trend.change is None or trend.before is None or trend.after is None:
        return Markup()
    value, low, high = trend.change
    bottom, top = min(low, 0.0), max(high, 0.0)
    scale = (BOTTOM - TOP) / (top - bottom) if top > bottom else 0.0
    middle = WIDTH * trend.before.weeks / (trend.before.weeks + trend.after.weeks)
    split, begin, end = (format_coordinate(x) for x in (middle - GAP, middle + GAP, WIDTH - GAP))

    def place(change: float) -> str:
        return format_coordinate(BOTTOM - scale * (change - bottom) if scale else (TOP + BOTTOM) / 2)

    earlier = place(0.0)
    inside = (
        path_element("band", f"M{begin} {place(high)}H{end}V{place(low)}H{begin}z"),
        path_element("gridline", f"M{begin} {earlier}H{end}"),
        path_element("level-before", f"M{GAP} {earlier}H{split}"),
        path_element("level-after", f"M{begin} {place(value)}H{end}"),
    )
    return Markup(  # noqa: S704 - numbers and a key of the program
        f'<svg class="level-strokes pillar-{pillar.key}" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">{"".join(inside)}</svg>'
    )
