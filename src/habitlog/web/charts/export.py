"""The chart as a file of its own, with its colours, fonts and texts inside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from markupsafe import escape
from msgspec import Struct

from habitlog.tracking import Theme
from habitlog.web.charts.axes import choose_date_ticks, format_axis_unit, format_tick_label
from habitlog.web.charts.chart_frame import DATE_MARK_DISTANCE
from habitlog.web.charts.paths import build_marker_path, format_coordinate, scale_path_horizontally
from habitlog.web.charts.trend_chart import TrendChart
from habitlog.web.dates import short_day_month

FILE_WIDTH, LEFT_MARGIN, RIGHT_MARGIN = 960, 88, 32
"""Pixels: the file's width and the margins beside the plot."""
PLOT_WIDTH = FILE_WIDTH - LEFT_MARGIN - RIGHT_MARGIN
MAX_FIRST_LABEL_SHARE = 0.1
"""Share of the plot's width; where the first tick lies further right, the first day is labelled too."""
PAPER_COLOR, RULE_COLOR, LINE_COLOR, SOFT_TEXT_COLOR, TEXT_COLOR = "#f5efe8", "#d5c9bc", "#86798a", "#5c5262", "#2a2433"
"""The light colours of base.css: a file has no style sheet."""
SERIF_FONTS = "'Iowan Old Style', 'Palatino Linotype', Palatino, 'URW Palladio L', P052, Georgia, serif"
SANS_SERIF_FONTS = "-apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"


class ChartFileText(Struct, frozen=True):
    """The texts around the chart; `footnotes` stand below it, such as the method."""

    eyebrow: str
    title: str
    verdict: str
    evidence: str
    footnotes: Sequence[str]


def render_chart_file(chart: TrendChart | None, text: ChartFileText, theme: Theme) -> str:
    """Return an SVG document 960 pixels wide; without a chart it holds the texts alone."""
    parts = [
        draw_text_line(40, text.eyebrow, 14, SOFT_TEXT_COLOR),
        draw_text_line(78, text.title, 34, TEXT_COLOR, SERIF_FONTS),
    ]
    y = 88.0
    for line in wrap(text.verdict, 60):
        y += 34
        parts.append(draw_text_line(y, line, 24, TEXT_COLOR, SERIF_FONTS))
    y += 4
    for line in wrap(text.evidence, 108):
        y += 22
        parts.append(draw_text_line(y, line, 14, SOFT_TEXT_COLOR))
    if chart:
        parts.append(
            f'<g transform="translate({LEFT_MARGIN} {format_coordinate(y + 24)})">'
            f"{''.join(_draw_chart_parts(chart, theme))}</g>"
        )
        y += 24 + chart.plot.chart_height + 44
    for line in (line for sentence in text.footnotes for line in wrap(sentence, 114)):
        y += 20
        parts.append(draw_text_line(y, line, 13, SOFT_TEXT_COLOR))
    height = format_coordinate(y + 32)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{FILE_WIDTH}" height="{height}" '
        f'viewBox="0 0 {FILE_WIDTH} {height}" '
        f'role="img" aria-label="{escape(text.title)}"><title>{escape(text.title)}</title>'
        f"<desc>{escape(text.verdict)} {escape(text.evidence)}</desc>"
        f'<rect width="{FILE_WIDTH}" height="{height}" fill="{PAPER_COLOR}"/>{"".join(parts)}</svg>\n'
    )


def draw_text_line(
    y: float,
    text: str,
    size: int,
    fill: str,
    family: str = SANS_SERIF_FONTS,
    x: float = LEFT_MARGIN,
    anchor: str = "start",
) -> str:
    """Return a line of text with its baseline at `y`."""
    return (
        f'<text x="{format_coordinate(x)}" y="{format_coordinate(y)}" font-family="{family}" font-size="{size}" '
        f'fill="{fill}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def _map_path_styles(theme: Theme) -> dict[str, str]:
    color, background = theme.color[0], theme.background[0]
    line = 'fill="none" stroke-linejoin="round" stroke-linecap="round"'
    return {
        "gridline": f'fill="none" stroke="{RULE_COLOR}"',
        "band": f'fill="{background}" fill-opacity="0.75"',
        "band-edge": f'fill="none" stroke="{color}" stroke-opacity="0.6"',
        "points points-dash": f'fill="none" stroke="{color}" stroke-width="2"',
        "points points-upright": f'fill="none" stroke="{color}" stroke-width="2"',
        "points points-disc": f'stroke="{color}" stroke-width="4.5" {line}',
        "points points-caret": f'stroke="{color}" stroke-width="1.5" {line}',
        "halo": f'stroke="{PAPER_COLOR}" stroke-width="5.5" {line}',
        "mean": f'stroke="{color}" stroke-width="2.5" {line}',
        "joined": f'stroke="{color}" stroke-width="1.2" {line}',
        "slope": f'stroke="{SOFT_TEXT_COLOR}" stroke-width="1.8" stroke-dasharray="7 5" {line}',
        "since": f'fill="none" stroke="{SOFT_TEXT_COLOR}" stroke-width="1.5"',
        "column": f'fill="{color}"',
        "column-open": f'fill="none" stroke="{color}"',
        "column-hatch": f'fill="none" stroke="{color}"',
        "coverage-share": f'fill="{color}"',
        "coverage-block": f'fill="none" stroke="{color}" stroke-width="6"',
        "coverage-frame": f'fill="none" stroke="{color}"',
        "coverage-slash": f'fill="none" stroke="{SOFT_TEXT_COLOR}" stroke-width="1.2"',
        "coverage-dot": f'stroke="{LINE_COLOR}" stroke-width="2" {line}',
    }


def _draw_chart_parts(chart: TrendChart, theme: Theme) -> Iterator[str]:
    strokes, plot = _map_path_styles(theme), chart.plot
    day = PLOT_WIDTH / plot.days
    for tick in plot.axis.ticks:
        label = format_tick_label(chart.metric, tick, chart.style)
        yield draw_text_line(plot.locate_value(tick) + 4.5, label, 13, SOFT_TEXT_COLOR, x=-14, anchor="end")
    if unit := format_axis_unit(chart.metric, chart.style):
        y = plot.locate_value(plot.axis.ticks[-1]) + 18.5
        yield draw_text_line(y, unit, 13, SOFT_TEXT_COLOR, x=-14, anchor="end")
    for name, path in chart.paths:
        yield f'<path {strokes[name]} d="{scale_path_horizontally(path, day)}"/>'
    ticks = [(day * (tick.day - plot.first).days, tick.label) for tick in choose_date_ticks(plot.first, chart.last)]
    for x, label in ticks:
        if x < PLOT_WIDTH * 0.96:
            mark_y = plot.bottom + DATE_MARK_DISTANCE
            yield f'<path fill="none" stroke="{LINE_COLOR}" d="M{format_coordinate(x)} {mark_y}v6"/>'
            yield draw_text_line(plot.dates_y, label, 13, SOFT_TEXT_COLOR, x=x + 4)
    if not ticks or ticks[0][0] > PLOT_WIDTH * MAX_FIRST_LABEL_SHARE:
        yield draw_text_line(plot.dates_y, short_day_month(plot.first), 13, SOFT_TEXT_COLOR, x=0)
    yield from _draw_legend_items(chart, strokes)


def _draw_legend_items(chart: TrendChart, strokes: dict[str, str]) -> Iterator[str]:
    point = build_marker_path([(11, 6)], chart.pillar.theme.marker_shape, 4)
    y = chart.plot.chart_height
    keys = {
        "points": f'<path {strokes[chart.point_class]} d="{point}"/>',
        "joined": f'<path {strokes["joined"]} d="M2 6h18"/>',
        "slope": f'<path {strokes["slope"]} d="M1 9 21 3"/>',
        "since": f'<path {strokes["since"]} d="M11 0v12"/>',
        "column": f'<path {strokes["column"]} d="M6 1h10v10h-10z"/>',
        "column-open": f'<path {strokes["column-open"]} d="M6 1h10v10h-10z"/>'
        f'<path {strokes["column-hatch"]} d="M6 7 12 1M6 11 16 1M11 11 16 6"/>',
        "mean": f'<path {strokes["mean"]} d="M2 6h18"/>',
        "band": f'<path {strokes["band"]} d="M0 1h22v10H0z"/><path {strokes["band-edge"]} d="M0 1h22M0 11h22"/>',
    }
    x = 0.0
    for key, text in chart.legend_items:
        yield f'<g transform="translate({format_coordinate(x)} {y + 10})">{keys[key]}</g>'
        yield draw_text_line(y + 21, text, 13, SOFT_TEXT_COLOR, x=x + 30)
        x += 62 + 6.6 * len(text)
