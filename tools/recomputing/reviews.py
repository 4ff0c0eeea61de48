"""The reviews of a week and of a year: every number of the period and of an earlier one."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from statistics import fmean, median

from recomputing.export import Export, JsonObject
from recomputing.margin import judge_by_margin
from recomputing.metrics import recompute_window
from recomputing.numbers import PILLARS, Number, is_shown, iter_numbers, refuse_version_1
from recomputing.trend import (
    DAY,
    Periods,
    Span,
    compute_trend,
    halve_if_young,
    list_whole_weeks,
    monday_of,
    unwrap_in_sequence,
    values_between,
    wrap_to_day,
)
from recomputing.windows import WINDOW_METRICS


def recompute_week(export: Export, day: date, today: date) -> JsonObject:
    """Return a week: its numbers, and those of the four weeks before it."""
    monday = monday_of(day)
    before = Span(monday - 28 * DAY, monday - DAY, today)
    return review(export, Span(monday, monday + 6 * DAY, today), before)


def recompute_year(export: Export, year: int, today: date) -> JsonObject:
    """Return an ISO year up to the last whole week: its numbers, compared with the same weeks of the year before."""
    first, end = date.fromisocalendar(year, 1, 1), date.fromisocalendar(year + 1, 1, 1) - DAY
    last = min(end, monday_of(today) - DAY)
    if last < first:
        sys.exit("No week of that year has ended.")
    first_before, last_before = date.fromisocalendar(year - 1, 1, 1), first - DAY
    if last != end:
        last_before = min(first_before + (last - first), last_before)
    return review(export, Span(first, last, today), Span(first_before, last_before, today))


def review(export: Export, span: Span, before: Span) -> JsonObject:
    """Return the days that were logged, then every number of both periods, and the change from one to the other."""
    refuse_version_1(export)
    head = {"from": span.first, "to": span.last, "before": {"from": before.first, "to": before.last}}
    if span.last >= span.today:
        sys.exit("That week is not over.")
    days = {pillar: count_days(export, pillar, span) for pillar in PILLARS if pillar not in export.hidden_pillars}
    numbers = [review_number(export, number, before) for number in iter_numbers(export, span, before)]
    windows = [
        {"metric": metric, "value": recompute_window(export, metric, span)["value"],
         "value_before": recompute_window(export, metric, before)["value"]}
        for metric in WINDOW_METRICS if is_shown(export, metric)
    ]  # fmt: skip
    return {**head, "days": days, "numbers": numbers, "windows": windows}


def count_days(export: Export, pillar: str, span: Span) -> JsonObject:
    """Return how many days are marked as having nothing or were left out, and how many others have an entry."""
    counts: Counter[str] = Counter()
    for place in range(span.days):
        day = span.first + place * DAY
        is_logged = bool(export.entries[pillar].get(day))
        counts[export.marks[pillar].get(day, "logged" if is_logged else "unknown")] += 1
    return {state: counts[state] for state in ("logged", "none", "skipped")}


def review_number(export: Export, number: Number, before: Span) -> JsonObject:
    """Return a number of both periods, and the change by its own weeks, or by halves where there are too few before."""
    trend = number.method["trend"]
    rows = [list_whole_weeks(number.values, span, number.compute) for span in (before, number.span)]
    periods = halve_if_young(Periods(*rows), trend)
    found = compute_trend(periods, rows[1], trend, clock=number.is_clock)
    judged = judge_by_margin(
        {**found, "judged": {"n": found["n"]}}, export.margins.get(number.metric), trend
    )  # fmt: skip
    return {
        **number.to_json(),
        "value": value_of_period(number, number.span),
        "before": value_of_period(number, before),
        **{name: judged[name] for name in ("change", "slope", "verdict", "within_margin")},
    }


def value_of_period(number: Number, span: Span) -> JsonObject:
    """Return one number of a period, None with fewer than four sevenths of its days or weeks."""
    weeks = list_whole_weeks(number.values, span, number.compute)
    inside = list(values_between(number.values, span.first, span.last).values())
    n, expected = (len(inside), span.days) if number.summary != "weekly" else (len(weeks.known()), len(weeks.mondays))
    known = inside if number.summary == "median" else weeks.known()
    is_enough = number.summary == "total" or 7 * n >= 4 * expected
    value = centre_of_period(number, known) if known and is_enough else None
    return {"value": value, "n": n, "expected": expected}


def centre_of_period(number: Number, known: list[float]) -> float:
    """Return the median of ordinal days, otherwise the mean of weeks, of clock times on the clock."""
    if number.summary == "median":
        return median(known)
    return wrap_to_day(fmean(unwrap_in_sequence(known))) if number.is_clock else fmean(known)
