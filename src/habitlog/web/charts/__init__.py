"""Charts drawn on the server as SVG: no script, no inline style, and a gap stays a gap."""

from habitlog.web.charts.sheet import Words, sheet
from habitlog.web.charts.spark import sparkline
from habitlog.web.charts.trend import figure, trend_chart

__all__ = ["Words", "figure", "sheet", "sparkline", "trend_chart"]
