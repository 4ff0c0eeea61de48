"""Patterns: which metrics went together over 52 weeks, by the pairs and thresholds that the export names."""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from statistics import fmean
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recomputing.days import DAILY_METRICS, Values, compute_daily_values
from recomputing.export import Export, JsonObject
from recomputing.trend import DAY, circular_direction, monday_of

METHOD = "habitlog-patterns"
Numbers = NDArray[np.float64]


class Row(NamedTuple):
    """A number or None for each day of the window; clock times can be `scattered` all around the clock."""

    values: list[float | None]
    scattered: bool = False


class Pair(NamedTuple):
    """What is left of two series on their paired days; `days` are the places of these days in the window."""

    days: list[int]
    x: list[float]
    y: list[float]
    fitted: float
    n_eff: float
    ranks: tuple[Numbers, Numbers]


def recompute_patterns(export: Export, today: date) -> list[JsonObject]:
    """Return every pair with its test, or the code of what it lacks."""
    method = export.methods.get(METHOD)
    if method is None or method["version"] not in {"2.0", "2.1"}:
        sys.exit("This export has no patterns of a version that is written down here.")
    last = monday_of(today) - DAY
    first = last - (7 * method["window"]["iso_weeks"] - 1) * DAY
    ends = dict.fromkeys(pair[end] for pair in method["pairs"] for end in ("earlier", "later"))
    rows = {metric: lay_out(export, metric, first, last, today) for metric in ends}
    results, ranked = [], {}
    for place, named in enumerate(method["pairs"]):
        result, pair = compare(rows[named["earlier"]], rows[named["later"]], named["lag"], method)
        results.append({**named, **result})
        if pair:
            ranked[place] = pair
    if ranked:
        counts = draw_days(7 * method["window"]["iso_weeks"], method["bootstrap"])
        for place, pair in ranked.items():
            results[place].update(test(pair, counts, method.get("fitted_weekdays", pair.fitted)))
        adjust(results)
        for place, pair in ranked.items():
            results[place].update(measure_slope(results[place], pair, counts, method))
    return results


def lay_out(export: Export, metric: str, first: date, last: date, today: date) -> Row:
    """Return the days of a window; clock times are moved to within 12 hours of their mean."""
    summary, value_when_none, number = DAILY_METRICS[metric]
    values: Values = compute_daily_values(export, metric.partition(".")[0], value_when_none, number, today)
    days = [first + place * DAY for place in range((last - first).days + 1)]
    row = [values.get(day) for day in days]
    known = [value for value in row if value is not None]
    if summary != "clock" or not known:
        return Row(row)
    direction = circular_direction(known, export.methods["clock"]["clock"]["no_mean_below_resultant"])
    if direction is None:
        return Row(row, scattered=True)
    start = direction[0] - 720
    return Row([None if value is None else value - 1440 * math.floor((value - start) / 1440) for value in row])


def compare(earlier: Row, later: Row, lag: int, method: JsonObject) -> tuple[JsonObject, Pair | None]:
    """Return how many days are paired, and the pair where it can be tested."""
    needed = method["needed"]
    names = "correlation", "low", "high", "p", "adjusted_p", "slope", "slope_low", "slope_high", "n_eff"
    nothing: JsonObject = {**dict.fromkeys(names), "passed": False}
    both = [
        (place, x, y)
        for place, (x, y) in enumerate(zip(earlier.values, later.values[lag:], strict=False))
        if x is not None and y is not None
    ]
    days, xs, ys = [one[0] for one in both], [one[1] for one in both], [one[2] for one in both]
    n = len(days)
    reason = None
    if earlier.scattered or later.scattered:
        reason = "no_mean_direction"
    elif n < needed["paired_days"]:
        reason = "few_pairs"
    elif any(n - max(Counter(s).values()) < needed["days_other_than_the_most_common_value"] for s in (xs, ys)):
        reason = "little_variety"
    elif count_against_week(days, xs, method["common_share"]) < needed["days_against_the_week"]:
        reason = "earlier_fixed_weekdays"
    elif count_against_week(days, ys, method["common_share"]) < needed["days_against_the_week"]:
        reason = "later_fixed_weekdays"
    if reason:
        return {**nothing, "n": n, "reason": reason}, None
    reach = method["local_days"] // 2
    around = {day: [other for other in days if abs(other - day) <= reach] for day in days}
    x, y = (remove(days, series, around) for series in (xs, ys))
    ranks = midranks(x, method["residual_decimals"]), midranks(y, method["residual_decimals"])
    fitted = 6 + math.fsum(1 / len(near) for near in around.values())
    pair = Pair(days, x, y, fitted, effective(days, *ranks, method["autocorrelation_days"]), ranks)
    result = {**nothing, "n": n, "n_eff": pair.n_eff, "reason": None}
    if pair.n_eff < needed["n_eff"]:
        return {**result, "reason": "few_effective"}, None
    return result, pair


def count_against_week(days: Sequence[int], values: Sequence[float], share: float) -> int:
    """Return on how many days a series does not do what it mostly does on that day of the week."""
    counted = Counter(values)
    times = max(counted.values())
    common = min(value for value, count in counted.items() if count == times)
    if times < share * len(values):
        return len(values)
    by_weekday: defaultdict[int, list[bool]] = defaultdict(list)
    for day, value in zip(days, values, strict=True):
        by_weekday[day % 7].append(value == common)
    return sum(min(sum(each), len(each) - sum(each)) for each in by_weekday.values())


def remove(days: Sequence[int], values: Sequence[float], around: dict[int, list[int]]) -> list[float]:
    """Return what is left without the means of weekdays, of the days around, and of weekdays again."""
    left = remove_weekdays(dict(zip(days, values, strict=True)))
    local = {day: fmean(left[other] for other in around[day]) for day in days}
    return list(remove_weekdays({day: left[day] - local[day] for day in days}).values())


def remove_weekdays(left: dict[int, float]) -> dict[int, float]:
    """Return values less the mean of their day of the week."""
    weekdays = {day % 7 for day in left}
    means = {weekday: fmean(value for day, value in left.items() if day % 7 == weekday) for weekday in weekdays}
    return {day: value - means[day % 7] for day, value in left.items()}


def midranks(values: Sequence[float], decimals: int) -> Numbers:
    """Return ranks less their mean, equal values sharing the mean of their ranks."""
    rounded = [round(value, decimals) for value in values]
    places: defaultdict[float, list[int]] = defaultdict(list)
    for place, value in enumerate(sorted(rounded), 1):
        places[value].append(place)
    return np.array([fmean(places[value]) - (len(values) + 1) / 2 for value in rounded])


def effective(days: Sequence[int], x: Numbers, y: Numbers, longest: int) -> float:
    """Return the effective number of days (Bartlett 1935)."""
    n, place = len(days), {day: at for at, day in enumerate(days)}
    squares, total = float(x @ x) / n * float(y @ y) / n, 0.0
    for apart in range(1, longest + 1 if squares else 1):
        near = [(at, place[day + apart]) for at, day in enumerate(days) if day + apart in place]
        if near:
            mean_x, mean_y = (fmean(s[a] * s[b] for a, b in near) for s in (x, y))
            total += len(near) / n * mean_x * mean_y / squares
    return n / max(1 + 2 * total, 1)


def draw_days(days: int, bootstrap: JsonObject) -> NDArray[np.int64]:
    """Return how often each day occurs in each draw of blocks."""
    uniform = np.random.Generator(np.random.PCG64(bootstrap["seed"])).random
    counts = np.zeros((bootstrap["draws"], days), np.int64)
    for row in counts:
        begins, firsts = uniform(days), uniform(days)
        day = 0
        for place in range(days):
            is_new = place == 0 or begins[place] < 1 / bootstrap["mean_block_days"]
            day = int(firsts[place] * days) if is_new else (day + 1) % days
            row[day] += 1
    return counts


def correlate(counts: NDArray[Any], x: Numbers, y: Numbers) -> Numbers:
    """Return Pearson's correlation in each draw, 0 where a series does not vary."""
    n, sx, sy, xx, yy, xy = (counts @ column for column in (np.ones(len(x)), x, y, x * x, y * y, x * y))
    n = np.maximum(n, 1)
    spread = np.maximum(xx - sx * sx / n, 0) * np.maximum(yy - sy * sy / n, 0)
    varies = spread > 1e-9 * np.maximum(xx * yy, 1e-300)
    return np.clip(np.where(varies, (xy - sx * sy / n) / np.sqrt(np.where(varies, spread, 1.0)), 0.0), -1, 1)


def test(pair: Pair, counts: NDArray[np.int64], fitted: float) -> JsonObject:
    """Return Spearman's correlation with its interval and p, less degrees of freedom that were `fitted`."""
    x, y = pair.ranks
    spread = math.sqrt(float(x @ x) * float(y @ y))
    r = min(max(float(x @ y) / spread, -1.0), 1.0) if spread else 0.0
    draws = correlate(counts[:, pair.days], x, y)
    low, high = np.quantile(draws, [0.025, 0.975])
    p = min(2 * (1 + min(int((draws <= 0).sum()), int((draws >= 0).sum()))) / (1 + len(draws)), 1.0)
    degrees = max(pair.n_eff - 3 - fitted, 1.0)
    by_n = 0.0 if abs(r) >= 1 else math.erfc(abs(math.atanh(r)) * math.sqrt(degrees / 2))
    return {"correlation": r, "low": float(low), "high": float(high), "p": max(p, by_n)}


def adjust(results: list[JsonObject]) -> None:
    """Add p-values adjusted for all pairs (Benjamini and Hochberg 1995); one that was not tested counts as 1."""
    p_values = [1.0 if one["p"] is None else one["p"] for one in results]
    for one, p in zip(results, p_values, strict=True):
        if one["p"] is not None:
            larger = [other for other in p_values if other >= p]
            one["adjusted_p"] = min(
                1.0, *(other * len(p_values) / sum(each <= other for each in p_values) for other in larger)
            )


def measure_slope(result: JsonObject, pair: Pair, counts: NDArray[np.int64], method: JsonObject) -> JsonObject:
    """Return the slope of a pair that is clear, with its interval, and whether the pair passes."""
    if result["low"] * result["high"] <= 0 or result["adjusted_p"] > method["false_discoveries"]:
        return {}
    x, y = np.array(pair.x), np.array(pair.y)
    slope, *_ = slopes(np.ones((1, len(x))), x, y)
    ends = np.quantile(slopes(counts[:, pair.days], x, y), [0.025, 0.975])
    low, high = (float(slope + len(x) / (len(x) - pair.fitted) * (end - slope)) for end in ends)
    passed = bool(low * high > 0 and slope * result["correlation"] > 0)
    return {"slope": float(slope), "slope_low": low, "slope_high": high, "passed": passed}


def slopes(counts: NDArray[Any], x: Numbers, y: Numbers) -> Numbers:
    """Return the least-squares slope of y on x in each draw, 0 where x does not vary."""
    n, sx, sy, xx, xy = (counts @ column for column in (np.ones(len(x)), x, y, x * x, x * y))
    n = np.maximum(n, 1)
    spread = xx - sx * sx / n
    varies = spread > 1e-9 * xx
    return np.where(varies, (xy - sx * sy / n) / np.where(varies, spread, 1.0), 0.0)


def format_pair(result: JsonObject) -> str:
    """Return one pair as a line: its correlation and what it rests on, or why it was not tested."""
    name = f"{result['earlier']}, {result['later']} +{result['lag']}"
    if result["reason"]:
        return f"{name:52} {result['n']:>4} days  not tested: {result['reason']}"
    numbers = "{correlation:+.3f}, {low:+.3f} to {high:+.3f}, adjusted p {adjusted_p:.3f}".format(**result)
    return f"{name:52} {result['n']:>4} days  {numbers}{', passed' if result['passed'] else ''}"
