"""Weeks, clock times and verdicts: the method `habitlog-trend` of docs/trends.md."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
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


def centre_of_week(method: JsonObject, centre: Callable[[list[float]], float | None]) -> WeekFunction:
    """Return a function of seven days that gives their centre (or total), None with too few of them."""

    def compute(seven: list[float | None]) -> float | None:
        known = [value for value in seven if value is not None]
        value = centre(known) if len(known) >= method["week"]["needed"] else None
        return None if value is None else round(value, method["week"]["decimals"])

    return compute


def find_highest(seven: list[float | None]) -> float | None:
    """Return the highest of seven days."""
    return max((value for value in seven if value is not None), default=None)


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


def circular_mean_where(least: float) -> Callable[[Sequence[float]], float | None]:
    """Return the function for the circular mean of times of day whose resultant has this length at least."""

    def compute(times: Sequence[float]) -> float | None:
        direction = circular_direction(times, least)
        return direction and direction[0]

    return compute


def wrap_to_day(time: float) -> float:
    """Return minutes modulo a day; twice, as the remainder of a tiny negative number is rounded up to a whole day."""
    return time % 1440 % 1440


def unwrap_in_sequence(times: Sequence[float]) -> list[float]:
    """Return times of day, each moved by whole days to within 12 hours of the one before."""
    unwrapped: list[float] = []
    for time in times:
        if not unwrapped:
            unwrapped.append(time)
            continue
        step = time - unwrapped[-1]
        unwrapped.append(unwrapped[-1] + step - 1440 * math.floor(step / 1440 + 0.5))
    return unwrapped


# ---- the periods that are compared


class WeekRow(NamedTuple):
    """Calendar weeks in order: their Mondays, their values, None where one has none, and their known days."""

    mondays: list[date]
    values: list[float | None]
    days: list[int]

    def part(self, first: int, end: int) -> WeekRow:
        """Return the weeks from one place to another."""
        return WeekRow(self.mondays[first:end], self.values[first:end], self.days[first:end])

    def known(self) -> list[float]:
        """Return the values there are."""
        return [value for value in self.values if value is not None]


def list_whole_weeks(values: Values, span: Span, compute: WeekFunction) -> WeekRow:
    """Return the ISO weeks that lie wholly in a range."""
    mondays = [day for day in iterate_mondays(span) if day + 6 * DAY <= span.last]
    sevens = [[values.get(monday + place * DAY) for place in range(7)] for monday in mondays]
    known = [sum(value is not None for value in seven) for seven in sevens]
    return WeekRow(mondays, [compute(seven) for seven in sevens], known)


def iterate_mondays(span: Span) -> list[date]:
    """Return the Mondays of a range."""
    first = monday_of(span.first + 6 * DAY)
    return [first + 7 * number * DAY for number in range(max((span.last - first).days // 7 + 1, 0))]


class Periods(NamedTuple):
    """The earlier and the later weeks that are compared."""

    before: WeekRow
    after: WeekRow


class Since(NamedTuple):
    """The whole weeks before and since a date; `after` is empty as long as none has ended since."""

    before: Span
    after: Span

    def periods(self, values: Values, compute: WeekFunction) -> Periods:
        """Return the weeks of both, those before from the first value on; none at all where none has ended since."""
        if not self.after.days:
            return Periods(WeekRow([], [], []), WeekRow([], [], []))
        there = values_between(values, self.before.first, self.before.last)
        before = self.before._replace(first=monday_of(min(there))) if there else self.before
        return Periods(*(list_whole_weeks(values, span, compute) for span in (before, self.after)))


WEEKS_SINCE_AT_MOST, WEEKS_BEFORE_AT_LEAST = 52, 12


def choose_since(day: date, today: date) -> Since:
    """Return the weeks since a date, 52 at most, and as many before it, 12 at least; its own week is in neither."""
    first = monday_of(day + 6 * DAY)
    weeks = min(max((monday_of(today) - first).days // 7, 0), WEEKS_SINCE_AT_MOST)
    end = monday_of(day) - DAY
    before = Span(end - (7 * max(weeks, WEEKS_BEFORE_AT_LEAST) - 1) * DAY, end, today)
    return Since(before, Span(first, first + (7 * weeks - 1) * DAY, today))


def choose_periods(values: Values, judged: Span, compute: WeekFunction, trend: JsonObject) -> Periods:
    """Return the last weeks of a range and as many before it, or the halves of a record that is too young for that."""
    mondays = [day for day in iterate_mondays(judged) if day + 6 * DAY <= judged.last]
    mondays = mondays[-trend["weeks_compared_at_most"] :]
    if not mondays:
        return Periods(WeekRow([], [], []), WeekRow([], [], []))
    length, end = len(mondays), mondays[-1] + 6 * DAY
    row = list_whole_weeks(values, Span(mondays[0] - 7 * length * DAY, end, judged.today), compute)
    return halve_if_young(Periods(row.part(0, length), row.part(length, 2 * length)), trend)


def halve_if_young(periods: Periods, trend: JsonObject) -> Periods:
    """Return two periods, or the halves of the later one where too few weeks of the earlier one have a value.

    They are those of the weeks since its first value; the earlier half has the odd one.
    """
    if len(periods.before.known()) >= trend["needed"]["weeks_of_either_period"]:
        return periods
    row = periods.after
    begin = next((place for place, value in enumerate(row.values) if value is not None), len(row.values))
    split = len(row.values) - (len(row.values) - begin) // 2
    return Periods(row.part(begin, split), row.part(split, len(row.values)))


# ---- the verdict


class Spread(NamedTuple):
    """The variance of a week's value, and how many standard errors an interval reaches."""

    variance: float
    reach: float


def estimate_spread(weeks: Sequence[float], trend: JsonObject) -> Spread:
    """Return the variance of weeks from how much neighbours differ, without the one or two largest jumps."""
    n = len(weeks)
    near = [(later - earlier) ** 2 / 2 for earlier, later in pairwise(weeks)]
    far = [(later - earlier) ** 2 / 2 for earlier, later in zip(weeks, weeks[2:], strict=False)]
    jumps = [max(range(len(near)), key=lambda place: near[place])]
    if n >= trend["weeks_for_two_jumps"]:
        apart = [place for place in range(len(near)) if abs(place - jumps[0]) > 1]
        jumps.append(max(apart, key=lambda place: near[place]))
    s1 = mean_of([square for place, square in enumerate(near) if place not in jumps])
    s2 = mean_of([square for place, square in enumerate(far) if not {place, place + 1}.intersection(jumps)])
    larger = max(s1, s2)
    likeness = 1 - s1 / larger if larger > 0 else 0.0
    r = trend["correlation_share"] * min(max(likeness, 0.0), trend["max_correlation"])
    factor = trend["factor"] + trend["factor_of_jumps"] * len(jumps) / n
    degrees = max(trend["least_degrees"], math.floor(trend["degrees_per_week"] * (n - 2)))
    return Spread(larger * (1 + r) / (1 - r) * factor, t_quantile(degrees))


def mean_of(squares: list[float]) -> float:
    """Return the mean, 0 of nothing."""
    return fmean(squares) if squares else 0.0


@cache
def t_quantile(degrees: int, percent: float = 95) -> float:
    """Return how far a two-sided interval of Student's t reaches, by Simpson's rule on its density and bisection."""
    log_constant = math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2) - math.log(degrees * math.pi) / 2
    low, high = 1.2, 4.5
    while high - low > 1e-13:
        middle = (low + high) / 2
        x = np.linspace(0, middle, 2001)
        density = np.exp(log_constant - (degrees + 1) / 2 * np.log1p(x * x / degrees))
        area = middle / 6000 * (density[0] + density[-1] + 4 * density[1:-1:2].sum() + 2 * density[2:-1:2].sum())
        low, high = (middle, high) if area < percent / 200 else (low, middle)
        if middle in {low, high} and high - low < 1e-12:
            break
    return (low + high) / 2


def compute_trend(periods: Periods, whole: WeekRow, trend: JsonObject, *, clock: bool) -> JsonObject:
    """Return change, slope within the `whole` range, verdict and unmet requirement."""
    before, after = periods.before.known(), periods.after.known()
    weeks = unwrap_in_sequence(before + after) if clock else before + after
    before, after = weeks[: len(before)], weeks[len(before) :]
    n, needed = len(weeks), trend["needed"]
    same, most = max(Counter(weeks).values(), default=0), n * needed["identical_percent_at_most"] // 100
    reason = None
    if n < needed["weeks"]:
        reason = {"code": "few_weeks", "have": n, "needed": needed["weeks"]}
    elif min(len(before), len(after)) < needed["weeks_of_either_period"]:
        fewer = min(len(before), len(after))
        reason = {"code": "few_weeks_of_period", "have": fewer, "needed": needed["weeks_of_either_period"]}
    elif same > most:
        reason = {"code": "mostly_identical", "have": same, "needed": most}
    result: JsonObject = {"n": n, "change": None, "slope": None, "verdict": "not_enough_data", "reason": reason}
    if min(len(before), len(after)) < needed["weeks_of_either_period"] or same > most:
        return result
    spread = estimate_spread(weeks, trend)
    value = fmean(after) - fmean(before)
    half = spread.reach * math.sqrt(spread.variance * (1 / len(before) + 1 / len(after)))
    result["change"] = {
        "value": value,
        "low": value - half,
        "high": value + half,
        "before": describe_level(periods.before, fmean(before), clock=clock),
        "after": describe_level(periods.after, fmean(after), clock=clock),
    }
    if reason is None:
        result["verdict"] = "more" if value > half else "less" if value < -half else "no_clear_change"
    result["slope"] = compute_slope(whole, spread, trend, clock=clock)
    return result


def describe_level(row: WeekRow, value: float, *, clock: bool) -> JsonObject:
    """Return a period's days, the mean of its weeks, how many there are, and how many of them have a value."""
    return {
        "from": row.mondays[0],
        "to": row.mondays[-1] + 6 * DAY,
        "value": wrap_to_day(value) if clock else value,
        "weeks": len(row.mondays),
        "known": len(row.known()),
        "days": sum(row.days),
    }


def compute_slope(whole: WeekRow, spread: Spread, trend: JsonObject, *, clock: bool) -> JsonObject | None:
    """Return the least-squares slope a week; in a range longer than the compared weeks with a variance of its own."""
    places = [place for place, value in enumerate(whole.values) if value is not None]
    if len(places) < trend["needed"]["weeks_of_slope"]:
        return None
    values = unwrap_in_sequence(whole.known()) if clock else whole.known()
    if len(whole.mondays) > trend["weeks_compared_at_most"]:
        spread = estimate_spread(values, trend)
    middle = fmean(places)
    squares = math.fsum((place - middle) ** 2 for place in places)
    slope = math.fsum((place - middle) * value for place, value in zip(places, values, strict=True)) / squares
    half = spread.reach * math.sqrt(spread.variance / squares)
    return {"value": slope, "low": slope - half, "high": slope + half, "per": "week"}
