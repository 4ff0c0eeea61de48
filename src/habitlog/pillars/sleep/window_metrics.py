"""The numbers of windows of nights."""

from __future__ import annotations

from habitlog.pillars.sleep.metric_methods import (
    describe_regularity_method,
    describe_social_jetlag_method,
    describe_spread_method,
)
from habitlog.pillars.sleep.regularity import compute_midpoint_spread, compute_onset_spread, compute_regularity_window
from habitlog.pillars.sleep.social_jetlag import compute_social_jetlag_window
from habitlog.pillars.sleep.summary import describe_missing_value
from habitlog.tracking import WindowMetric

WINDOW_METRICS = (
    WindowMetric(
        "sleep.regularity",
        "Sleep Regularity Index",
        "",
        ("night", "nap"),
        compute_regularity_window,
        describe_regularity_method,
        describe_missing_value,
        formula="-100 + 200 × equal pairs of epochs / pairs of epochs where both are known; a pair is the same "
        "minute of the local clock on two days in a row.",
        lead_days=1,
        explained="How alike sleep and waking are from one day to the next, minute by minute, from -100 to "
        "100, which is identical days. An eight-hour sleeper at random times would come to about 11.",
    ),
    WindowMetric(
        "sleep.midpoint_sd",
        "Sleep midpoint spread",
        "min",
        ("night",),
        compute_midpoint_spread,
        lambda: describe_spread_method("habitlog-midpoint-sd", "midpoints of sleep"),
        describe_missing_value,
        formula="circular SD of midpoints of sleep: sqrt(-2 ln R) × 1440/(2 pi), R the mean resultant length.",
        explained="The circular standard deviation of the middle of the nights.",
    ),
    WindowMetric(
        "sleep.onset_sd",
        "Bedtime spread",
        "min",
        ("night",),
        compute_onset_spread,
        lambda: describe_spread_method("habitlog-onset-sd", "times of falling asleep"),
        describe_missing_value,
        formula="circular SD of times of falling asleep: sqrt(-2 ln R) × 1440/(2 pi), R the mean resultant length.",
        explained="The circular standard deviation of the times of falling asleep.",
    ),
    WindowMetric(
        "sleep.social_jetlag",
        "Social jetlag",
        "min",
        ("night",),
        compute_social_jetlag_window,
        describe_social_jetlag_method,
        describe_missing_value,
        formula="shortest circular difference between the circular mean midpoints of sleep on free nights (MSF) and "
        "on work nights (MSW), MSF - MSW; the value is its size.",
        explained="Minutes between the mean midpoints of work nights and of free nights.",
    ),
)
