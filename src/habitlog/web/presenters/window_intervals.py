"""The 95 % interval of a number of a window, in words."""

from __future__ import annotations

from habitlog.tracking import Style, WindowMetric
from habitlog.tracking.metric_format import LONG_MINUTES, format_duration
from habitlog.translation import gettext


def describe_window_interval(metric: WindowMetric, interval: tuple[float, float] | None, style: Style) -> str:
    """Write the interval of a window metric without a full stop: "between 24 and 71 min"; "" for none."""
    if interval is None:
        return ""
    low, high = (style.format_number(end, whole=metric.unit == "min") for end in interval)
    if metric.unit == "min" and interval[1] >= LONG_MINUTES:
        low, high = map(format_duration, interval)
    elif metric.unit == "min":
        high = gettext("%(minutes)s min", minutes=high)
    return gettext("between %(low)s and %(high)s", low=low, high=high)
