"""Charts drawn on the server as SVG: no script, no inline style, and a gap stays a gap."""

from habitlog.web.charts.calendar import Cell, calendar, key, names
from habitlog.web.charts.sheet import Words, sheet
from habitlog.web.charts.spark import sparkline
from habitlog.web.charts.spread import histogram, weekdays
from habitlog.web.charts.trend import figure, trend_chart
from habitlog.web.charts.weave import weave

__all__ = [
    "Cell",
    "Words",
    "calendar",
    "figure",
    "histogram",
    "key",
    "names",
    "sheet",
    "sparkline",
    "trend_chart",
    "weave",
    "weekdays",
]
