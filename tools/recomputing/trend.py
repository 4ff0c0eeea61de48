"""From days to weeks, around the clock, and to a verdict: the method `habitlog-trend` of docs/trends.md."""

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
from recomputing.export import Told

DAY = timedelta(days=1)
Seven = Callable[[list[float | None]], float | None]


class Span(NamedTuple):
    """The days asked about, both included, and the day it is asked on, which is never a finished one."""

    first: date
    last: date
    today: date

    @property
    def days(self) -> int:
        """How many calendar days there are."""
        return max((self.last - self.first).days + 1, 0)

    def judged(self) -> Span:
        """Return the days a verdict looks at: as many as there are up to today, ending before the running week."""
        last, sunday = min(self.last, self.today), monday(self.today) - DAY
        back = max(last - sunday, timedelta())
        return Span(self.first - back, last - back, self.today)

    def told(self, n: int) -> Told | None:
        """Return these days and how many values they have, none where there is no such day."""
        return {"from": self.first, "to": self.last, "n": n} if self.days else None


# ---- weeks and the clock


def monday(day: date) -> date:
    """Return the Monday of a day's ISO week."""
    return day - day.weekday() * DAY


def between(values: Values, first: date, last: date) -> Values:
    """Return the values of a range of days, both ends included."""
    return {day: value for day, value in values.items() if first <= day <= last}


class Week(NamedTuple):
    """An ISO week: it is finished when it lies wholly in the range and before today; `n` days have a value."""

    monday: date
    value: float | None
    n: int
    finished: bool


def weeks(values: Values, span: Span, of: Seven) -> list[Week]:
    """Return every ISO week a range touches, with the number that `of` makes of its seven days."""
    found, begin = [], monday(span.first)
    inside = between(values, span.first, span.last)
    while begin <= span.last:
        seven = [inside.get(begin + place * DAY) for place in range(7)]
        finished = span.first <= begin and begin + 6 * DAY <= min(span.last, span.today - DAY)
        found.append(Week(begin, of(seven), sum(value is not None for value in seven), finished))
        begin += 7 * DAY
    return found


def weekly(method: Told, centre: Callable[[list[float]], float]) -> Seven:
    """Return the number of a week: a centre (or the total) of its days, once there are enough of them."""

    def of(seven: list[float | None]) -> float | None:
        known = [value for value in seven if value is not None]
        return round(centre(known), method["week"]["decimals"]) if len(known) >= method["week"]["needed"] else None

    return of


def direction(times: Sequence[float], least: float) -> tuple[float, float] | None:
    """Return (circular mean, circular SD) of times of day in minutes, none where they lie all around the clock."""
    if not times:
        return None
    angles = np.array(times) * (2 * math.pi / 1440)
    east, north = float(np.cos(angles).mean()), float(np.sin(angles).mean())
    resultant = min(math.hypot(east, north), 1.0)
    turn = 1440 / (2 * math.pi)
    mean = on_the_clock(math.atan2(north, east) * turn)
    return None if resultant < least else (mean, math.sqrt(-2 * math.log(resultant)) * turn)


def on_the_clock(time: float) -> float:
    """Return minutes modulo a day; twice, as the remainder of a tiny negative number is rounded up to a whole day."""
    return time % 1440 % 1440


def turned(values: Values, centre: float) -> Values:
    """Return times of day moved by whole days to within 12 hours of a centre, so that ordinary formulas hold."""
    return {day: value - 1440 * math.floor((value - centre) / 1440 + 0.5) for day, value in values.items()}


# ---- the verdict


def silence(values: Values, days: int, needed: Told) -> Told | None:
    """Return the first reason for saying nothing about a window: what there is, and what it takes."""
    return few(values, days, needed) or too_alike(values, needed)


def few(values: Values, days: int, needed: Told) -> Told | None:
    """Return the first reason that is about how many values there are, and how far apart."""
    told = sorted(values)
    have = {
        "short_window": (days, needed["window_days"]),
        "few_values": (len(values), needed["values"]),
        "few_weeks": (len({monday(day) for day in values}), needed["iso_weeks"]),
        "narrow_span": ((told[-1] - told[0]).days if told else 0, needed["span_days"]),
    }
    for code, (there, least) in have.items():
        if there < least:
            return {"code": code, "have": there, "needed": least}
    return None


def too_alike(values: Values, needed: Told) -> Told | None:
    """Return the reason for silence where too many values are the same."""
    alike, most = most_alike(values), len(values) * needed["identical_percent_at_most"] // 100
    return {"code": "mostly_identical", "have": alike, "needed": most} if alike > most else None


def reach(values: Values) -> int:
    """Return the days from the first value to the last, both counted."""
    return (max(values) - min(values)).days + 1 if values else 0


def judged_by_weeks(values: Values, by_week: Values, trend: Told) -> bool:
    """Return whether weeks stand in for days: the days reach far, and enough weeks have a value."""
    far = reach(values) > trend["weekly_above_days"]
    return far and bool(len(by_week) >= trend["needed"]["values"] or len(values) > trend["weekly_above_values"])


def most_alike(values: Values) -> int:
    """Return how many values are the same as the most common one."""
    return max(Counter(values.values()).values(), default=0)


def mostly_alike(values: Values, trend: Told) -> bool:
    """Return whether so many days of a total are the same, as days of rest are, that its weeks are judged."""
    most = trend.get("weekly_above_identical_percent")
    return most is not None and most_alike(values) > len(values) * most // 100


def ranks(values: Sequence[float]) -> list[float]:
    """Return ranks from 1, equal values sharing the mean of their ranks."""
    ordered = sorted(values)
    places: dict[float, list[int]] = defaultdict(list)
    for place, value in enumerate(ordered, 1):
        places[value].append(place)
    return [fmean(places[value]) for value in values]


def resemblance(residuals: Values, trend: Told) -> float:
    """Return r, how alike neighbours are: the lag-1 autocorrelation of ranks, in order with gaps closed, raised.

    Version 1.1 of the method takes the mean of each weekday out of the residuals first, and is more cautious.
    """
    cautious = "r_caution" in trend
    left = without_weekdays(residuals) if cautious else residuals
    n = len(left)
    centred = [rank - (n + 1) / 2 for rank in ranks(np.round(list(left.values()), trend["residual_decimals"]).tolist())]
    spread = sum(one * one for one in centred)
    r = sum(one * following for one, following in pairwise(centred)) / spread if spread else 0.0
    if cautious:
        r = min(max(r + (2 + 4 * r) / n, -1.0), 1.0)
        r += trend["r_caution"] * math.sqrt((1 - r * r) / n)
    else:
        r += (1 + 4 * r) / n
    least, most = trend["r_range"]
    return float(min(max(r, least), most))


def without_weekdays(residuals: Values) -> Values:
    """Return residuals less the mean of their weekday."""
    of: dict[int, list[float]] = defaultdict(list)
    for day, residual in residuals.items():
        of[day.weekday()].append(residual)
    return {day: residual - fmean(of[day.weekday()]) for day, residual in residuals.items()}


def judge(values: Values, days: int, trend: Told) -> tuple[str, Told | None, Told | None]:
    """Return (verdict, slope a week with its 95 % interval, reason for silence) of a window."""
    if (reason := silence(values, days, trend["needed"])) is not None:
        return "not_enough_data", None, reason
    return tested(values, trend)


def judge_total(values: Values, by_week: Values, days: int, trend: Told) -> tuple[str, Told | None, Told | None]:
    """Return the same of a total of enough days whose weeks are judged, once there are enough of them too."""
    short = {"code": "few_weeks", "have": len(by_week), "needed": trend["weeks_needed_of_totals"]}
    lacking = few(values, days, trend["needed"]) or (short if short["have"] < short["needed"] else None)
    reason = lacking or too_alike(by_week, trend["needed"])
    return ("not_enough_data", None, reason) if reason else tested(by_week, trend)


def tested(values: Values, trend: Told) -> tuple[str, Told | None, Told | None]:
    """Return what is said of values that are enough."""
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
    r = resemblance(dict(zip(values, residuals, strict=True)), trend)
    reach = trend["z"] * math.sqrt(var * (1 + r) / (1 - r))
    low = float(slopes[max(round((pairs - reach) / 2) - 1, 0)])
    high = float(slopes[min(round((pairs + reach) / 2), pairs - 1)])
    verdict = "rising" if low > 0 else "falling" if high < 0 else "no_clear_change"
    return verdict, {"value": 7 * slope, "low": 7 * low, "high": 7 * high, "per": "week"}, None
