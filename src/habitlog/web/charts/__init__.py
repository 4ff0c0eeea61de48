"""Charts drawn on the server as SVG: no script, no inline style, and a gap stays a gap."""

from habitlog.web.charts.calendar import (
    CalendarCell,
    draw_calendar,
    draw_legend_cell,
    draw_weekday_labels,
    draw_year_heatmap,
)
from habitlog.web.charts.distribution import draw_histogram, draw_weekday_chart
from habitlog.web.charts.export import ChartFileText, render_chart_file
from habitlog.web.charts.sparkline import draw_sparkline
from habitlog.web.charts.trend_chart import render_trend_chart

__all__ = [
    "CalendarCell",
    "ChartFileText",
    "draw_calendar",
    "draw_histogram",
    "draw_legend_cell",
    "draw_sparkline",
    "draw_weekday_chart",
    "draw_weekday_labels",
    "draw_year_heatmap",
    "render_chart_file",
    "render_trend_chart",
]
