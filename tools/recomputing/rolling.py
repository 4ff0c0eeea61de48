"""Rolling values: the centre of the 7 and of the 28 days that end on each day, and the middle half of the 28."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import date
from statistics import fmean, median

from recomputing.days import Values
from recomputing.export import JsonObject
from recomputing.trend import DAY, Span, circular_direction, circular_mean_where, wrap_to_day

Window = list[float | None]
"""The days of a window, oldest first, None where one has no value."""


def compute_rolling(values: Values, span: Span, width: int, summary: str, method: JsonObject) -> list[JsonObject]:
    """Return for each day of a range the centre of the days that end on it, None where too few have a value."""
    centre = choose_centre(summary, method)
    return [
        {"day": day, "value": centre(known_of(window)) if has_enough(window, method["rolling"]) else None,
         "n": len(known_of(window))}
        for day, window in iterate_windows(values, span, width)
    ]  # fmt: skip


def compute_band(values: Values, span: Span, summary: str, method: JsonObject) -> list[JsonObject]:
    """Return for each day of a range the quartiles of the 28 days that end on it."""
    band = method["rolling"]["band"]
    ends = []
    for _, window in iterate_windows(values, span, band["days"]):
        known: list[float] | None = known_of(window) if has_enough(window, method["rolling"]) else None
        if summary == "clock" and known:
            known = unwrap_about_mean(known, method)
        low, high = (quantile(sorted(known), level) for level in band["quantiles"]) if known else (None, None)
        if summary == "clock" and low is not None and high is not None:
            low, high = wrap_to_day(low), wrap_to_day(high)
        ends.append({"low": low, "high": high})
    return ends


def iterate_windows(values: Values, span: Span, width: int) -> Iterator[tuple[date, Window]]:
    """Yield each day of a range with the days that end on it; values from before the range count."""
    for place in range(span.days):
        day = span.first + place * DAY
        yield day, [values.get(day - back * DAY) for back in range(width - 1, -1, -1)]


def known_of(window: Window) -> list[float]:
    """Return the values there are."""
    return [value for value in window if value is not None]


def has_enough(window: Window, rolling: JsonObject) -> bool:
    """Return whether a window has the values it needs, one of 28 days in each seven of them, too."""
    needed = {one["days"]: one["needed"] for one in rolling["windows"]}[len(window)]
    sevens = [window[start : start + 7] for start in range(0, len(window), 7)] if len(window) > 7 else []
    return len(known_of(window)) >= needed and all(
        len(known_of(seven)) >= rolling["needed_in_each_7_of_28"] for seven in sevens
    )


def choose_centre(summary: str, method: JsonObject) -> Callable[[list[float]], float | None]:
    """Return the function for the centre of the values of a window; that of totals is the mean of their days."""
    if summary == "clock":
        return circular_mean_where(method["clock"]["no_mean_below_resultant"])
    return median if summary == "median" else fmean


def unwrap_about_mean(times: list[float], method: JsonObject) -> list[float] | None:
    """Return times of day moved by whole days to within 12 hours of their circular mean; None where they have none."""
    direction = circular_direction(times, method["clock"]["no_mean_below_resultant"])
    if direction is None:
        return None
    return [time - 1440 * math.floor((time - direction[0]) / 1440 + 0.5) for time in times]


def quantile(ordered: list[float], level: float) -> float:
    """Return a quantile between values in order (Hyndman and Fan, type 7)."""
    position = level * (len(ordered) - 1)
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)
