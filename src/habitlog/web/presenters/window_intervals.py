"""The 95 % interval of a number of a window, in words."""

from __future__ import annotations

from habitlog.tracking import Style, WindowMetric
from habitlog.tracking.metric_format import format_duration
from habitlog.translation import gettext

MINUTES_OF_HOUR = 60


def describe_window_interval(metric: WindowMetric, interval: tuple[float, float] | None, style: Style) -> str:
    """Write the interval of a window metric without a full stop: "between 24 and 41 min"; "" for none."""
    if interval is None:
        return ""
    low, high = interval
    if metric.unit != "min":
        return gettext("between %(low)s and %(high)s", low=style.format_number(low), high=style.format_number(high))
    if high >= MINUTES_OF_HOUR:
        return gettext("between %(low)s and %(high)s", low=format_duration(low), high=format_duration(high))
    whole = style.format_number(low, whole=True)
    return gettext("between %(low)s and %(high)s", low=whole, high=format_duration(high))
