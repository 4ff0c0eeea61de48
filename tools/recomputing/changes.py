"""What changed on the page of trends: the changes that are clear among all numbers for two weeks in a row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from recomputing.days import DAILY_METRICS, compute_daily_values
from recomputing.export import Export, JsonObject
from recomputing.numbers import WEEKS_JUDGED_BACK, Number, iter_numbers, last_days, refuse_version_1
from recomputing.trend import DAY, Span, WeekRow, choose_periods, compute_trend, monday_of, t_quantile

RANGES = {"4w": 28, "12w": 84, "1y": 364}
FALSE_DISCOVERIES, MOST_LISTED, MOST_WEEKS = 0.05, 5, 8
P_DECIMALS = 12
"""P-values are rounded to so many before they are ordered: smaller ones count as equal."""


def recompute_changes(export: Export, range_name: str, today: date) -> JsonObject:
    """Return what the page of trends lists as changed in a range."""
    refuse_version_1(export)
    span = resolve_range(export, range_name, today)
    numbers = [(number, list_changes(number)) for number in iter_numbers(export, span)]
    judged = [(number, changes) for number, changes in numbers if changes[0].p is not None]
    clear = [find_clear_directions([changes[back] for _, changes in judged]) for back in range(WEEKS_JUDGED_BACK + 1)]
    listed, waiting = [], []
    for place, (number, changes) in enumerate(judged):
        directions = [week[place] for week in clear]
        direction, weeks = follow(directions)
        one = {**number.to_json(), "p": changes[0].p, "change": changes[0].value}
        if direction:
            weeks = min(weeks, MOST_WEEKS)
            listed.append({**one, "weeks": weeks, "is_clear": directions[0] == direction})
        elif directions[0]:
            waiting.append(one)
    listed.sort(key=lambda one: round(one["p"], P_DECIMALS))
    waiting.sort(key=lambda one: round(one["p"], P_DECIMALS))
    return {
        "from": span.first,
        "to": span.last,
        "judged": len(judged),
        "named": sum(changes[0].is_named for _, changes in judged),
        "listed": listed[:MOST_LISTED],
        "not_listed": listed[MOST_LISTED:],
        "waiting": waiting,
    }


def resolve_range(export: Export, range_name: str, today: date) -> Span:
    """Return a range of the page; all of it begins with the week of the first value."""
    if range_name in RANGES:
        return last_days(RANGES[range_name], today)
    days = [
        day
        for metric, (_, value_when_none, number) in DAILY_METRICS.items()
        for day in compute_daily_values(export, metric.partition(".")[0], value_when_none, number, today)
    ]
    last = monday_of(today) - DAY
    return Span(monday_of(min(days)), last, today) if days and min(days) <= last else last_days(RANGES["4w"], today)


class JudgedChange(NamedTuple):
    """The change of a number at the end of a week, with its p-value, None where it was not judged."""

    value: float
    p: float | None
    is_named: bool


def list_changes(number: Number) -> list[JudgedChange]:
    """Return the change of a number at the end of its span, and at the end of each week before, the latest first."""
    return [judge_at(number, back) for back in range(WEEKS_JUDGED_BACK + 1)]


def judge_at(number: Number, weeks_back: int) -> JudgedChange:
    """Return the change of a number, judged on as many weeks that ended so many weeks earlier."""
    days, trend = 7 * weeks_back * DAY, number.method["trend"]
    span = Span(number.span.first - days, number.span.last - days, number.span.today)
    periods = choose_periods(number.values, span, number.compute, trend)
    found = compute_trend(periods, WeekRow([], [], []), trend, clock=number.is_clock)
    if found["verdict"] == "not_enough_data":
        return JudgedChange(0.0, None, is_named=False)
    change = found["change"]
    degrees = max(trend["least_degrees"], math.floor(trend["degrees_per_week"] * (found["n"] - 2)))
    p = two_sided_p(change["value"], change["high"] - change["value"], degrees)
    return JudgedChange(change["value"], p, found["verdict"] in {"more", "less"})


def two_sided_p(value: float, half_width: float, degrees: int) -> float:
    """Return how often so large a difference would come about without a change, by the integral of Student's t.

    With t = sqrt(degrees) / tan(u) the tail is an integral of sin(u) to the power of degrees - 1, from 0 up.
    """

    if not half_width:
        return 1.0 if not value else 0.0
    t = abs(value) / half_width * t_quantile(degrees)
    end = math.atan2(math.sqrt(degrees), t)
    places, weights = np.polynomial.legendre.leggauss(64)
    area = end / 2 * float(weights @ np.sin(end / 2 * (places + 1)) ** (degrees - 1))
    constant = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(math.pi)
    return min(2 * constant * area, 1.0)


def find_clear_directions(changes: Sequence[JudgedChange]) -> list[int]:
    """Return in which direction each number of a week is clear among all of them, 0 where it is not."""
    known = [change.p for change in changes if change.p is not None]
    directions = []
    for change in changes:
        if change.p is None:
            directions.append(0)
            continue
        steps = [p * len(known) / sum(other <= p for other in known) for p in known if p >= change.p]
        is_clear = min(steps) <= FALSE_DISCOVERIES
        directions.append(int(np.sign(change.value)) if is_clear else 0)
    return directions


def follow(directions: Sequence[int]) -> tuple[int, int]:
    """Return the direction in which a list has a number and for how many weeks; the latest of `directions` is first.

    A list begins a week before the oldest two agree; it takes over what two weeks in a row agree on.
    """
    on_list = [0]
    oldest_first = list(reversed(directions))
    for place in range(1, len(oldest_first)):
        agreed = oldest_first[place] == oldest_first[place - 1]
        on_list.append(oldest_first[place] if agreed else on_list[-1])
    latest = on_list[-1]
    weeks = 0
    while weeks < len(on_list) and on_list[-1 - weeks] == latest:
        weeks += 1
    return (latest, weeks) if latest else (0, 0)
