"""The days of a year as a picture of their own, with its colours, fonts and texts inside."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from markupsafe import escape
from msgspec import Struct

from habitlog.tracking import Pillar
from habitlog.web.charts.calendar import HEATMAP_DAY_DISTANCE, build_heatmap_paths
from habitlog.web.charts.export import (
    FILE_WIDTH,
    LINE_COLOR,
    PAPER_COLOR,
    SERIF_FONTS,
    SOFT_TEXT_COLOR,
    TEXT_COLOR,
    draw_text_line,
)
from habitlog.web.charts.paths import format_coordinate

MARGIN = 32
WEEKS_OF_LONGEST_YEAR = 53
SCALE = (FILE_WIDTH - 2 * MARGIN) / (WEEKS_OF_LONGEST_YEAR * HEATMAP_DAY_DISTANCE)
"""Pixels for each unit of the drawing of the days."""
ROW_DISTANCE, DAYS_HEIGHT = 58, 7 * HEATMAP_DAY_DISTANCE * SCALE


class PictureRow(Struct, frozen=True):
    """The days of one pillar, with a line of text above them."""

    pillar: Pillar
    name: str
    text: str
    states: Sequence[str]
    levels: Sequence[int]


def render_year_picture(title: str, period: str, rows: Sequence[PictureRow], explanation: str) -> str:
    """Return an SVG document 960 pixels wide."""
    parts, y = [_write(78, title, 40, TEXT_COLOR, SERIF_FONTS), _write(106, period, 15, SOFT_TEXT_COLOR)], 106.0
    for row in rows:
        parts.append(_write(y + 44, row.name, 16, TEXT_COLOR))
        parts.append(draw_text_line(y + 44, row.text, 14, SOFT_TEXT_COLOR, x=FILE_WIDTH - MARGIN, anchor="end"))
        parts.append(
            f'<g transform="translate({MARGIN} {format_coordinate(y + ROW_DISTANCE)}) '
            f'scale({format_coordinate(SCALE)})">{_draw_days(row)}</g>'
        )
        y += ROW_DISTANCE + DAYS_HEIGHT
    y += 24
    for line in wrap(explanation, 120):
        y += 20
        parts.append(_write(y, line, 13, SOFT_TEXT_COLOR))
    height = format_coordinate(y + 32)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{FILE_WIDTH}" height="{height}" '
        f'viewBox="0 0 {FILE_WIDTH} {height}" role="img" aria-label="{escape(title)}"><title>{escape(title)}</title>'
        f'<rect width="{FILE_WIDTH}" height="{height}" fill="{PAPER_COLOR}"/>{"".join(parts)}</svg>\n'
    )


def _write(y: float, text: str, size: int, fill: str, family: str = "") -> str:
    return draw_text_line(y, text, size, fill, **({"family": family} if family else {}), x=MARGIN)


def _draw_days(row: PictureRow) -> str:
    color, background = row.pillar.theme.color[0], row.pillar.theme.background[0]
    styles = {
        "base": f'fill="none" stroke="{background}" stroke-width="4.6"',
        "block": f'fill="none" stroke="{color}" stroke-width="4.6"',
        "dot": f'fill="none" stroke="{LINE_COLOR}" stroke-width="1.6" stroke-linecap="round"',
        "frame": f'fill="none" stroke="{color}" stroke-width="0.8"',
        "level": f'fill="{color}"',
        "open": f'fill="none" stroke="{color}" stroke-width="4.6"',
        "slash": f'fill="none" stroke="{SOFT_TEXT_COLOR}" stroke-width="0.9"',
    }
    drawn = build_heatmap_paths(row.states, row.levels)
    return "".join(f'<path {styles[kind]} d="{path}"/>' for kind, path in sorted(drawn.items()))
