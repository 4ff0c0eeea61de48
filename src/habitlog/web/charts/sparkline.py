"""Sparklines: a small line of weekly values on its own range, interrupted where a week has too few days."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from habitlog.tracking import Pillar
from habitlog.translation import ngettext
from habitlog.web.charts.paths import build_marker_path, format_coordinate, stretched_path_element

TOP, BOTTOM, BASELINE, HEIGHT = 5, 27, 34, 36


def draw_sparkline(pillar: Pillar, values: Sequence[float | None], week_condition: str | None = None) -> Markup:
    """Draw weekly values, oldest first; None is a week with too few days, drawn as a dot on the baseline.

    `week_condition` ends the label with how many weeks are drawn, such as "have enough days"; without one the
    drawing has no label.
    """
    heights = _scale_heights(values)
    line, dots, joined = "", "", False
    for x, height in zip(_list_columns(len(values)), heights, strict=True):
        if height is None:
            dots += f"M{x} {BASELINE - 4}h0"
        else:
            line += f"L{x} {height:.1f}" if joined else f"M{x} {height:.1f}h0"
        joined = height is not None
    known = [(at + 0.5, height) for at, height in enumerate(heights) if height is not None]
    shape, margin = pillar.theme.marker_shape, _find_side_margin(len(values))
    end = stretched_path_element(f"points points-{shape}", build_marker_path(known[-1:], shape, margin))
    label = _format_label(len(known), len(values), week_condition) if week_condition else 'aria-hidden="true"'
    inside = f"{stretched_path_element('coverage-dot', dots)}{stretched_path_element('mean', line)}{end}"
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


@lru_cache(64)
def _list_columns(count: int) -> tuple[str, ...]:
    """Return where each of so many weeks stands."""
    return tuple(format_coordinate(at + 0.5) for at in range(count))


@lru_cache(64)
def _draw_sparkline_frame(count: int) -> str:
    """Return the box and the baseline of every line of so many weeks."""
    margin = _find_side_margin(count)
    width = max(count, 1) + 2 * margin
    baseline = stretched_path_element("gridline", f"M{-margin:.2f} {BASELINE}h{width:.2f}")
    return f'preserveAspectRatio="none" viewBox="{-margin:.2f} 0 {width:.2f} {HEIGHT}">{baseline}'
