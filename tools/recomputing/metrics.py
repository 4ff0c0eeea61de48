"""One metric over one range: its points, rolling values and weeks, the verdict on whole weeks, and the coverage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import fmean, median, stdev

from recomputing import trend_version_1
from recomputing.days import DAILY_METRICS, Values, compute_daily_values, highest_estimate, list_estimates
from recomputing.export import Export, JsonObject
from recomputing.margin import judge_by_margin
from recomputing.rolling import compute_band, compute_rolling
from recomputing.trend import (
    DAY,
    Since,
    Span,
    WeekFunction,
    centre_of_week,
    choose_periods,
    circular_mean_where,
    compute_trend,
    compute_weeks,
    find_highest,
    list_whole_weeks,
    monday_of,
    values_between,
)
from recomputing.windows import WINDOW_METRICS

# ---- training weeks (foster1998, foster2001): seven daily loads, one unknown day leaves the week unknown


def compute_week_load(seven: list[float | None]) -> float | None:
    """Return the sum of seven daily loads."""
    known = [value for value in seven if value is not None]
    return sum(known) if len(known) == len(seven) else None


def compute_monotony(seven: list[float | None]) -> float | None:
    """Return their mean over their standard deviation with n - 1; equal loads have none."""
    known = [value for value in seven if value is not None]
    deviation = stdev(known) if len(known) == len(seven) else 0
    return fmean(known) / deviation if deviation else None


def compute_strain(seven: list[float | None]) -> float | None:
    """Return load times monotony."""
    load, monotony = compute_week_load(seven), compute_monotony(seven)
    return None if load is None or monotony is None else load * monotony


WEEKLY_METRICS = {
    "training.week_load": compute_week_load,
    "training.week_monotony": compute_monotony,
    "training.week_strain": compute_strain,
}
SESSION_LOAD = "training.session_load"
ESTIMATED_MAXIMUM = "training.e1rm"
METRICS = [*DAILY_METRICS, *WEEKLY_METRICS, ESTIMATED_MAXIMUM, *WINDOW_METRICS]
CENTRES: dict[str, Callable[[list[float]], float]] = {"mean": fmean, "total": sum, "median": median}

# ---- one metric over one range


def recompute_trend(
    export: Export, pillar: str, values: Values, summary: str, span: Span, since: Since | None = None
) -> JsonObject:
    """Return the trend of a number that days have."""
    method = export.methods[summary]
    points = values_between(values, span.first, span.last)
    if is_version_1(method):
        coverage = describe_coverage(export, pillar, span, len(points), method["trend"]["needed"]["values"])
        return {**trend_version_1.recompute_trend(values, summary, span, method), "coverage": coverage}
    compute = centre_of_week(method, choose_centre(summary, method))
    judged_as = "mean" if summary == "median" else summary
    return {
        "points": [{"day": day, "value": value} for day, value in points.items()],
        **describe_rolling(values, span, summary, method),
        "weeks": [week._asdict() for week in compute_weeks(values, span, compute)],
        **judge_weeks(export, values, judged_as, centre_of_week(method, choose_centre(judged_as, method)), span, since),
        "coverage": describe_coverage(export, pillar, span, len(points), method["trend"]["needed"]["weeks"]),
    }


def describe_rolling(values: Values, span: Span, summary: str, method: JsonObject) -> JsonObject:
    """Return the centres of the 7 and of the 28 days that end on each day, with the middle half of the 28."""
    rows = [compute_rolling(values, span, days, summary, method) for days in (7, 28)]
    band = compute_band(values, span, summary, method)
    return {"rolling": rows[0], "rolling_28": [{**row, **ends} for row, ends in zip(rows[1], band, strict=True)]}


def is_version_1(method: JsonObject) -> bool:
    """Return whether an earlier program made the export, which judged by slopes."""
    version: str = method["version"]
    return version.startswith("1.")


def choose_centre(summary: str, method: JsonObject) -> Callable[[list[float]], float | None]:
    """Return the function that makes one number of the days of a week."""
    return circular_mean_where(method["clock"]["no_mean_below_resultant"]) if summary == "clock" else CENTRES[summary]


def judge_weeks(
    export: Export, values: Values, summary: str, compute: WeekFunction, span: Span, since: Since | None
) -> JsonObject:
    """Return the change against the earlier period, the slope, the verdict, and the days and weeks they rest on."""
    trend, judged = export.methods[summary]["trend"], since.after if since else span.judged_span()
    periods = since.periods(values, compute) if since else choose_periods(values, judged, compute, trend)
    result = compute_trend(periods, list_whole_weeks(values, judged, compute), trend, clock=summary == "clock")
    if summary == "clock" and result["reason"] and result["reason"]["code"] == "few_weeks":
        logged = count_logged_weeks(values, judged, export.methods[summary], since)
        if logged >= trend["needed"]["weeks"]:
            result["reason"]["code"] = "no_mean_direction"
    return {"judged": judged.to_json(result.pop("n")), **result}


def count_logged_weeks(values: Values, judged: Span, method: JsonObject, since: Since | None) -> int:
    """Return how many weeks of a range and of as many before it have enough days, with or without a mean."""
    trend = method["trend"]

    def count(seven: list[float | None]) -> float | None:
        known = sum(value is not None for value in seven)
        return float(known) if known >= method["week"]["needed"] else None

    if since:
        return sum(len(row.known()) for row in since.periods(values, count))
    weeks = min(len(list_whole_weeks(values, judged, count).mondays), trend["weeks_compared_at_most"])
    end = monday_of(judged.last + DAY) - DAY
    return len(list_whole_weeks(values, Span(end - (14 * weeks - 1) * DAY, end, judged.today), count).known())


def recompute_best_trend(
    export: Export, pillar: str, values: Values, span: Span, since: Since | None = None
) -> JsonObject:
    """Return the trend of a number that few days have: a week has the highest of its days."""
    method, points = export.methods["mean"], values_between(values, span.first, span.last)
    if is_version_1(method):
        return recompute_trend(export, pillar, values, "mean", span)

    def compute(seven: list[float | None]) -> float | None:
        value = find_highest(seven)
        return None if value is None else round(value, method["week"]["decimals"])

    return {
        "points": [{"day": day, "value": value} for day, value in points.items()],
        **describe_rolling(values, span, "mean", method),
        "weeks": [week._asdict() for week in compute_weeks(values, span, compute)],
        **judge_weeks(export, values, "mean", compute, span, since),
        "coverage": describe_coverage(export, pillar, span, len(points), method["trend"]["needed"]["weeks"]),
    }


def recompute_weekly_trend(export: Export, metric: str, span: Span, since: Since | None = None) -> JsonObject:
    """Return the trend of a number that weeks have, with a point for each finished one."""
    method = export.methods["mean"]
    _, value_when_none, number = DAILY_METRICS[SESSION_LOAD]
    days = compute_daily_values(export, "training", value_when_none, number, span.today)

    def compute(seven: list[float | None]) -> float | None:
        value = WEEKLY_METRICS[metric](seven)
        return None if value is None else round(value, method["week"]["decimals"])

    weeks = [week for week in compute_weeks(days, span, compute) if week.finished]
    logged = len(values_between(days, span.first, span.last))
    if is_version_1(method):
        judged = [week for week in compute_weeks(days, span.judged_span(), compute) if week.finished]
        by_monday = {week.monday: week.value for week in judged if week.value is not None}
        found = trend_version_1.recompute_weekly_trend(by_monday, span, method)
        needed = method["trend"]["needed"]["values"]
    else:
        found, needed = judge_weeks(export, days, "mean", compute, span, since), method["trend"]["needed"]["weeks"]
    known = {"finished": len(weeks), "known": sum(week.n == 7 for week in weeks)}
    return {
        "points": [{"day": week.monday, "value": week.value, "n": week.n} for week in weeks],
        **found,
        "coverage": {**describe_coverage(export, "training", span, logged, needed), "weeks": known},
    }


def recompute_window(export: Export, metric: str, span: Span) -> JsonObject:
    """Return the one number of a whole window."""
    result = WINDOW_METRICS[metric](export, span, export.methods[metric])
    return {
        "value": result.value,
        "interval": result.interval and {"low": result.interval[0], "high": result.interval[1]},
        "n": result.n,
        "reason": result.reason,
        "details": result.details,
        "coverage": describe_coverage(export, pillar_of(metric), span, result.days, result.needed),
    }


def pillar_of(metric: str) -> str:
    """Return the pillar a metric belongs to."""
    return metric.partition(".")[0]


def describe_coverage(export: Export, pillar: str, span: Span, logged: int, needed: int) -> JsonObject:
    """Return how many days the numbers are computed from."""
    skipped = [
        day for day, mark in export.marks[pillar].items() if mark == "skipped" and span.first <= day <= span.last
    ]
    return {"days": span.days, "logged": logged, "skipped": len(skipped), "needed": needed}


# ---- all metrics


def list_exercises(export: Export) -> dict[str, str]:
    """Return the exercises with an estimate, by their name without letter case, as written last."""
    days = export.entries["training"]
    return {name.strip().casefold(): name for day in sorted(days) for name, _ in list_estimates(days[day])}


def iter_results(
    export: Export, metrics: list[str], span: Span, exercise: str | None, since: Since | None
) -> Iterator[JsonObject]:
    """Yield the results of each metric, by the margin that the person chose for it."""
    for result in iter_results_without_margin(export, metrics, span, exercise, since):
        metric = result["metric"]
        method = export.methods[DAILY_METRICS[metric][0] if metric in DAILY_METRICS else "mean"]
        is_trend = metric not in WINDOW_METRICS and not is_version_1(method)
        yield judge_by_margin(result, export.margins.get(metric), method["trend"]) if is_trend else result


def iter_results_without_margin(
    export: Export, metrics: list[str], span: Span, exercise: str | None, since: Since | None
) -> Iterator[JsonObject]:
    """Yield the results of each metric."""
    for metric in metrics:
        head = {"metric": metric, "from": span.first, "to": span.last}
        if metric in WINDOW_METRICS:
            yield {**head, **recompute_window(export, metric, span)}
        elif metric in WEEKLY_METRICS:
            yield {**head, **recompute_weekly_trend(export, metric, span, since)}
        elif metric == ESTIMATED_MAXIMUM:
            for name in [exercise] if exercise else list_exercises(export).values():
                estimate = highest_estimate(name.strip().casefold())
                values = compute_daily_values(export, "training", None, estimate, span.today)
                yield {**head, "exercise": name, **recompute_best_trend(export, "training", values, span, since)}
        else:
            summary, value_when_none, number = DAILY_METRICS[metric]
            pillar = pillar_of(metric)
            values = compute_daily_values(export, pillar, value_when_none, number, span.today)
            yield {**head, **recompute_trend(export, pillar, values, summary, span, since)}
