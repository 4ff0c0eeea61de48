"""Verdicts of version 1 of the method `habitlog-trend`, for exports of earlier programs: Theil-Sen and Mann-Kendall."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import fmean, median

import numpy as np

from recomputing.days import Values
from recomputing.export import JsonObject
from recomputing.trend import (
    Span,
    Week,
    centre_of_week,
    circular_direction,
    compute_weeks,
    monday_of,
    values_between,
    wrap_to_day,
)

CENTRES: dict[str, Callable[[list[float]], float]] = {"mean": fmean, "total": fmean, "clock": fmean, "median": median}


def recompute_trend(values: Values, summary: str, span: Span, method: JsonObject) -> JsonObject:
    """Return points, weeks, slope and verdict of a number that days have."""
    judged, centre = span.judged_span(), CENTRES[summary]
    trend = method["trend"]
    unwrapped, has_direction = unwrap_values(values, judged, method)
    inside = values_between(unwrapped, judged.first, judged.last)
    by_week = finished_week_values(compute_weeks(unwrapped, judged, centre_of_week(method, centre)))
    if count_spanned_days(inside) <= trend["weekly_above_days"] and has_many_identical_values(inside, trend):
        verdict, slope, reason = compute_total_trend(inside, by_week, judged.days, trend)
    else:
        inside = by_week if uses_weeks(inside, by_week, trend) else inside
        verdict, slope, reason = compute_trend(inside, judged.days, trend)
    if reason is None and not has_direction:
        reason = {"code": "no_mean_direction", "have": len(inside), "needed": trend["needed"]["values"]}
        verdict, slope = "not_enough_data", None
    points = values_between(values, span.first, span.last)
    return {
        "points": [{"day": day, "value": value} for day, value in points.items()],
        "weeks": [week._asdict() for week in list_shown_weeks(values, summary, span, method)],
        "judged": judged.to_json(len(inside)),
        "slope": slope,
        "verdict": verdict,
        "reason": reason,
    }


def unwrap_values(values: Values, span: Span, method: JsonObject) -> tuple[Values, bool]:
    """Return the values as ordinary numbers, and whether they are: clock times need a mean direction."""
    if method["clock"] is None:
        return values, True
    inside = list(values_between(values, span.first, span.last).values())
    direction = circular_direction(inside, method["clock"]["no_mean_below_resultant"])
    return (unwrap_times(values, direction[0]), True) if direction else (values, False)


def list_shown_weeks(values: Values, summary: str, span: Span, method: JsonObject) -> list[Week]:
    """Return the weeks of a range: totals, medians of ordinal values, means of the rest, clock times within a day."""
    unwrapped, has_direction = unwrap_values(values, span, method)
    weeks = compute_weeks(unwrapped, span, centre_of_week(method, sum if summary == "total" else CENTRES[summary]))
    if summary != "clock":
        return weeks
    return [
        week._replace(value=wrap_to_day(week.value) if week.value is not None and has_direction else None)
        for week in weeks
    ]


def finished_week_values(weeks: list[Week]) -> Values:
    """Return the finished weeks that have a value, on their Mondays."""
    return {week.monday: week.value for week in weeks if week.finished and week.value is not None}


def recompute_weekly_trend(points: Values, span: Span, method: JsonObject) -> JsonObject:
    """Return slope and verdict of a number that weeks have, of the finished ones by their Mondays."""
    judged = span.judged_span()
    verdict, slope, reason = compute_trend(points, judged.days, method["trend"])
    return {"judged": judged.to_json(len(points)), "slope": slope, "verdict": verdict, "reason": reason}


def unwrap_times(values: Values, centre: float) -> Values:
    """Return times of day moved by whole days to within 12 hours of a centre, so that ordinary formulas hold."""
    return {day: value - 1440 * math.floor((value - centre) / 1440 + 0.5) for day, value in values.items()}


# ---- the verdict


def find_unmet_requirement(values: Values, days: int, needed: JsonObject) -> JsonObject | None:
    """Return the first requirement that a window does not meet: `have` of `needed`."""
    return find_shortage(values, days, needed) or find_missing_variety(values, needed)


def find_shortage(values: Values, days: int, needed: JsonObject) -> JsonObject | None:
    """Return the first unmet requirement on how many values there are, and how far apart."""
    days_with_value = sorted(values)
    have = {
        "short_window": (days, needed["window_days"]),
        "few_values": (len(values), needed["values"]),
        "few_weeks": (len({monday_of(day) for day in values}), needed["iso_weeks"]),
        "narrow_span": ((days_with_value[-1] - days_with_value[0]).days if values else 0, needed["span_days"]),
    }
    for code, (there, least) in have.items():
        if there < least:
            return {"code": code, "have": there, "needed": least}
    return None


def find_missing_variety(values: Values, needed: JsonObject) -> JsonObject | None:
    """Return `mostly_identical` where too many values are the same."""
    same, most = count_most_common_value(values), len(values) * needed["identical_percent_at_most"] // 100
    return {"code": "mostly_identical", "have": same, "needed": most} if same > most else None


def count_spanned_days(values: Values) -> int:
    """Return the days from the first value to the last, both counted."""
    return (max(values) - min(values)).days + 1 if values else 0


def uses_weeks(values: Values, by_week: Values, trend: JsonObject) -> bool:
    """Return whether weeks replace days: the days reach far, and enough weeks have a value."""
    far = count_spanned_days(values) > trend["weekly_above_days"]
    return far and bool(len(by_week) >= trend["needed"]["values"] or len(values) > trend["weekly_above_values"])


def count_most_common_value(values: Values) -> int:
    """Return how often the most common value occurs."""
    return max(Counter(values.values()).values(), default=0)


def has_many_identical_values(values: Values, trend: JsonObject) -> bool:
    """Return whether so many days of a total are the same, such as days of rest, that its weeks are tested."""
    most = trend.get("weekly_above_identical_percent")
    return most is not None and count_most_common_value(values) > len(values) * most // 100


def compute_midranks(values: Sequence[float]) -> list[float]:
    """Return ranks from 1, equal values sharing the mean of their ranks."""
    ordered = sorted(values)
    positions: dict[float, list[int]] = defaultdict(list)
    for position, value in enumerate(ordered, 1):
        positions[value].append(position)
    return [fmean(positions[value]) for value in values]


def estimate_autocorrelation(residuals: Values, trend: JsonObject) -> float:
    """Return r, the lag-1 autocorrelation of ranks, in order with gaps closed, raised.

    Version 1.1 of the method takes the mean of each weekday out of the residuals first, and is more cautious.
    """
    cautious = "r_caution" in trend
    left = remove_weekday_means(residuals) if cautious else residuals
    n = len(left)
    centred = [
        rank - (n + 1) / 2
        for rank in compute_midranks(np.round(list(left.values()), trend["residual_decimals"]).tolist())
    ]
    spread = sum(rank * rank for rank in centred)
    r = sum(rank * following for rank, following in pairwise(centred)) / spread if spread else 0.0
    if cautious:
        r = min(max(r + (2 + 4 * r) / n, -1.0), 1.0)
        r += trend["r_caution"] * math.sqrt((1 - r * r) / n)
    else:
        r += (1 + 4 * r) / n
    least, most = trend["r_range"]
    return float(min(max(r, least), most))


def remove_weekday_means(residuals: Values) -> Values:
    """Return residuals less the mean of their weekday."""
    by_weekday: dict[int, list[float]] = defaultdict(list)
    for day, residual in residuals.items():
        by_weekday[day.weekday()].append(residual)
    return {day: residual - fmean(by_weekday[day.weekday()]) for day, residual in residuals.items()}


def compute_trend(values: Values, days: int, trend: JsonObject) -> tuple[str, JsonObject | None, JsonObject | None]:
    """Return (verdict, slope a week with its 95 % interval, unmet requirement) of a window."""
    if (reason := find_unmet_requirement(values, days, trend["needed"])) is not None:
        return "not_enough_data", None, reason
    return compute_slope(values, trend)


def compute_total_trend(
    values: Values, by_week: Values, days: int, trend: JsonObject
) -> tuple[str, JsonObject | None, JsonObject | None]:
    """Return the same for a total of enough days whose weeks are tested, once there are enough of them, too."""
    short = {"code": "few_weeks", "have": len(by_week), "needed": trend["weeks_needed_of_totals"]}
    shortage = find_shortage(values, days, trend["needed"]) or (short if short["have"] < short["needed"] else None)
    reason = shortage or find_missing_variety(by_week, trend["needed"])
    return ("not_enough_data", None, reason) if reason else compute_slope(by_week, trend)


def compute_slope(values: Values, trend: JsonObject) -> tuple[str, JsonObject | None, JsonObject | None]:
    """Return (verdict, slope a week with its interval, None) of values that meet the requirements."""
    x = np.array([day.toordinal() for day in values], dtype=np.float64)
    y = np.array(list(values.values()))
    n = len(y)
    earlier, later = np.triu_indices(n, 1)
    slopes = np.sort((y[later] - y[earlier]) / (x[later] - x[earlier]))
    pairs = len(slopes)
    slope = (float(slopes[(pairs - 1) // 2]) + float(slopes[pairs // 2])) / 2
    ties = [int(t) for t in np.unique(y, return_counts=True)[1]]
    var = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    residuals = (y - slope * (x - x[0])).tolist()
    r = estimate_autocorrelation(dict(zip(values, residuals, strict=True)), trend)
    reach = trend["z"] * math.sqrt(var * (1 + r) / (1 - r))
    low = float(slopes[max(round((pairs - reach) / 2) - 1, 0)])
    high = float(slopes[min(round((pairs + reach) / 2), pairs - 1)])
    verdict = "rising" if low > 0 else "falling" if high < 0 else "no_clear_change"
    return verdict, {"value": 7 * slope, "low": 7 * low, "high": 7 * high, "per": "week"}, None
