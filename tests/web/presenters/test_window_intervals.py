"""The interval of a number of a window, in words."""

from __future__ import annotations

from tests.support.cases import for_each_case

from habitlog.pillars import METRICS
from habitlog.tracking import Style, WindowMetric
from habitlog.web.presenters.window_intervals import describe_window_interval

CASES = [
    ("sleep.regularity", (79.42, 85.9), "between 79.4 and 85.9"),
    ("sleep.regularity", (-12.3, 40.0), "between -12.3 and 40"),
    ("sleep.midpoint_sd", (24.4, 41.2), "between 24 and 41 min"),
    ("sleep.midpoint_sd", (61.2, 82.4), "between 61 and 82 min"),
    ("sleep.onset_sd", (58.2, 121.0), "between 58 min and 2 h 1 min"),
    ("sleep.social_jetlag", (0.0, 71.0), "between 0 and 71 min"),
    ("stress.pairs", None, ""),
]


@for_each_case(("measure", "interval", "said"), CASES)
def test_interval_in_words(measure: str, interval: tuple[float, float] | None, said: str) -> None:
    metric = METRICS[measure]
    assert isinstance(metric, WindowMetric)
    assert describe_window_interval(metric, interval, Style()).replace("−", "-") == said
