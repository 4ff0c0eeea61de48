"""Charts drawn on the server as SVG: no script, no inline style, and a gap stays a gap."""

from habitlog.web.charts.spark import sparkline
from habitlog.web.charts.trend import trend_chart

__all__ = ["sparkline", "trend_chart"]
