"""Sparklines: a small line of weekly values on its own range, stopping where a week is too thin."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

from habitlog.tracking import Pillar
from habitlog.web.charts.paths import build_marker_path, format_coordinate

TOP, BOTTOM, BASELINE, HEIGHT = 5, 27, 34, 36


def draw_sparkline(
    pillar: Pillar, values: Sequence[float | None], week_condition: str | None = "have enough days"
) -> Markup:
    """Draw weekly values, oldest first; None is a week that rests on too few days, shown as a dot on the floor.

    `have` ends the sentence on how many weeks are drawn; without one the line says what stands beside it already.
    """
    heights = _scale_heights(values)
    drawn, bare, joined = "", "", False
    for at, height in enumerate(heights):
        x = format_coordinate(at + 0.5)
        if height is None:
            bare += f"M{x} {BASELINE - 4}h0"
        else:
            drawn += f"L{x} {height:.1f}" if joined else f"M{x} {height:.1f}h0"
        joined = height is not None
    known = [(at + 0.5, height) for at, height in enumerate(heights) if height is not None]
    point, aside = pillar.theme.marker_shape, _find_side_margin(len(values))
    end = _format_sparkline_path(f"points points-{point}", build_marker_path(known[-1:], point, aside))
    said = (
        f'role="img" aria-label="{len(known)} of {len(values)} weeks {week_condition}."'
        if week_condition
        else 'aria-hidden="true"'
    )
    inside = f"{_format_sparkline_path('coverage-dot', bare)}{_format_sparkline_path('mean', drawn)}{end}"
    return Markup(  # noqa: S704 - numbers and a key of the program
        f'<svg class="sparkline pillar-{pillar.key}" {said} {_draw_sparkline_frame(len(values))}{inside}</svg>'
    )


def _scale_heights(values: Sequence[float | None]) -> list[float | None]:
    """Return how far below the top each value lies, to a tenth of a pixel; alike ones lie in the middle."""
    known = [value for value in values if value is not None]
    low, reach = (min(known), max(known) - min(known)) if known else (0.0, 0.0)
    if not reach:
        return [None if value is None else (BOTTOM + TOP) / 2 for value in values]
    scale = (BOTTOM - TOP) / reach
    return [None if value is None else round(BOTTOM - scale * (value - low), 1) for value in values]


def _find_side_margin(count: int) -> float:
    """Return the room beside the first and the last place, which is half a mark."""
    return max(count, 1) / 34


@lru_cache(64)
def _draw_sparkline_frame(count: int) -> str:
    """Return what every line of so many weeks stands in: its box and its floor."""
    aside = _find_side_margin(count)
    width = max(count, 1) + 2 * aside
    floor = _format_sparkline_path("gridline", f"M{-aside:.2f} {BASELINE}h{width:.2f}")
    return f'preserveAspectRatio="none" viewBox="{-aside:.2f} 0 {width:.2f} {HEIGHT}">{floor}'


def _format_sparkline_path(name: str, path: str) -> str:
    return f'<path class="{name}" vector-effect="non-scaling-stroke" d="{path}"/>' if path else ""
