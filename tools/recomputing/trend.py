"""Weeks, clock times and verdicts: the method `habitlog-trend` of docs/trends.md."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean
from typing import NamedTuple

import numpy as np

from recomputing.days import Values
from recomputing.export import JsonObject

DAY = timedelta(days=1)
WeekFunction = Callable[[list[float | None]], float | None]


class Span(NamedTuple):
    """The days of a range, both included, and today, which is never finished."""

    first: date
    last: date
    today: date

    @property
    def days(self) -> int:
        """How many calendar days there are."""
        return max((self.last - self.first).days + 1, 0)

    def judged_span(self) -> Span:
        """Return the days a verdict is computed from: as many, up to today, and ending before the running week."""
        last, sunday = min(self.last, self.today), monday_of(self.today) - DAY
        back = max(last - sunday, timedelta())
        return Span(self.first - back, last - back, self.today)

    def to_json(self, n: int) -> JsonObject | None:
        """Return these days as JSON, with the number of values; None for an empty range."""
        return {"from": self.first, "to": self.last, "n": n} if self.days else None


# ---- weeks and the clock


def monday_of(day: date) -> date:
    """Return the Monday of a day's ISO week."""
    return day - day.weekday() * DAY


def values_between(values: Values, first: date, last: date) -> Values:
    """Return the values of a range of days, both ends included."""
    return {day: value for day, value in values.items() if first <= day <= last}


class Week(NamedTuple):
    """An ISO week: it is finished when it lies wholly in the range and before today; `n` days have a value."""

    monday: date
    value: float | None
    n: int
    finished: bool


def compute_weeks(values: Values, span: Span, compute: WeekFunction) -> list[Week]:
    """Return every ISO week a range touches, with the number that `compute` returns for its seven days."""
    weeks, begin = [], monday_of(span.first)
    inside = values_between(values, span.first, span.last)
    while begin <= span.last:
        seven = [inside.get(begin + place * DAY) for place in range(7)]
        finished = span.first <= begin and begin + 6 * DAY <= min(span.last, span.today - DAY)
        weeks.append(Week(begin, compute(seven), sum(value is not None for value in seven), finished))
        begin += 7 * DAY
    return weeks


def centre_of_week(method: JsonObject, centre: Callable[[list[float]], float]) -> WeekFunction:
    """Return a function of seven days that gives their centre (or total), None with too few of them."""

    def compute(seven: list[float | None]) -> float | None:
        known = [value for value in seven if value is not None]
        return round(centre(known), method["week"]["decimals"]) if len(known) >= method["week"]["needed"] else None

    return compute


def circular_direction(times: Sequence[float], least: float) -> tuple[float, float] | None:
    """Return (circular mean, circular SD) of times of day in minutes, none where they lie all around the clock."""
    if not times:
        return None
    angles = np.array(times) * (2 * math.pi / 1440)
    east, north = float(np.cos(angles).mean()), float(np.sin(angles).mean())
    resultant = min(math.hypot(east, north), 1.0)
    turn = 1440 / (2 * math.pi)
    mean = wrap_to_day(math.atan2(north, east) * turn)
    return None if resultant < least else (mean, math.sqrt(-2 * math.log(resultant)) * turn)


def wrap_to_day(time: float) -> float:
    """Return minutes modulo a day; twice, as the remainder of a tiny negative number is rounded up to a whole day."""
    return time % 1440 % 1440


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
