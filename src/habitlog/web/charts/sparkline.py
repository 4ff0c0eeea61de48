"""Sparklines: a small line of weekly values on its own range, interrupted where a week has too few days."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from habitlog.tracking import Pillar
from habitlog.translation import ngettext
from habitlog.web.charts.paths import build_single_marker_path, format_coordinate, stretched_path_element

TOP, BOTTOM, BASELINE, HEIGHT = 5, 27, 34, 36
DOT_HEIGHT = BASELINE - 4


def draw_sparkline(pillar: Pillar, values: Sequence[float | None], week_condition: str | None = None) -> Markup:
    """Draw weekly values, oldest first; None is a week with too few days, drawn as a dot on the baseline.

    `week_condition` ends the label with how many weeks are drawn, such as "have enough days"; without one the
    drawing has no label.
    """
    heights = _scale_heights(values)
    places = _list_places(len(values))
    line: list[str] = []
    dots: list[str] = []
    joined, last = False, -1
    for at, height in enumerate(heights):
        if height is None:
            dots.append(f"M{places[at].middle} {DOT_HEIGHT}h0")
            joined = False
        else:
            line.append(f"L{places[at].middle} {height:.1f}" if joined else f"M{places[at].middle} {height:.1f}h0")
            joined, last = True, at
    shape, end = pillar.theme.marker_shape, ""
    if (height := heights[last] if last >= 0 else None) is not None:
        marker = build_single_marker_path(
            places[last].left, places[last].middle, height, shape, places[last].half_width
        )
        end = stretched_path_element(f"points points-{shape}", marker)
    label = _format_label(len(line), len(values), week_condition) if week_condition else 'aria-hidden="true"'
    inside = (
        f"{stretched_path_element('coverage-dot', ''.join(dots))}{stretched_path_element('mean', ''.join(line))}{end}"
    )
    return Markup(  # noqa: S704 - numbers and a key of the program
        f'<svg class="sparkline pillar-{pillar.key}" {label} {_draw_sparkline_frame(len(values))}{inside}</svg>'
    )


def _format_label(known: int, weeks: int, week_condition: str) -> str:
    label = ngettext(
        "%(known)s of %(num)s week %(condition)s.",
        "%(known)s of %(num)s weeks %(condition)s.",
        weeks,
        known=known,
        condition=week_condition,
    )
    return f'role="img" aria-label="{escape(label)}"'


def _scale_heights(values: Sequence[float | None]) -> list[float | None]:
    """Return how far below the top each value lies, to a tenth of a pixel; equal values lie in the middle."""
    known = [value for value in values if value is not None]
    low, reach = (min(known), max(known) - min(known)) if known else (0.0, 0.0)
    if not reach:
        return [None if value is None else (BOTTOM + TOP) / 2 for value in values]
    scale = (BOTTOM - TOP) / reach
    return [None if value is None else round(BOTTOM - scale * (value - low), 1) for value in values]


def _find_side_margin(count: int) -> float:
    """Return the room beside the first and the last point, which is half a marker."""
    return max(count, 1) / 34


class WeekPlace(NamedTuple):
    """Where a week stands: the left end of its marker, its middle, and half the width of a marker."""

    left: str
    middle: str
    half_width: str


@lru_cache(64)
def _list_places(count: int) -> tuple[WeekPlace, ...]:
    margin = _find_side_margin(count)
    ends = (format_coordinate(margin),)
    return tuple(
        WeekPlace(format_coordinate(at + 0.5 - margin), format_coordinate(at + 0.5), *ends) for at in range(count)
    )


@lru_cache(64)
def _draw_sparkline_frame(count: int) -> str:
    """Return the box and the baseline of every line of so many weeks."""
    margin = _find_side_margin(count)
    width = max(count, 1) + 2 * margin
    baseline = stretched_path_element("gridline", f"M{-margin:.2f} {BASELINE}h{width:.2f}")
    return f'preserveAspectRatio="none" viewBox="{-margin:.2f} 0 {width:.2f} {HEIGHT}">{baseline}'
