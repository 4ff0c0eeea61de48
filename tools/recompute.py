"""Compute every point and every verdict of a habitlog export again, from the file alone.

    python tools/recompute.py habitlog.json --today 2026-03-12 --metric sleep.duration

A second implementation of docs/trends.md, to check habitlog by. It imports nothing of habitlog and takes its thresholds
from the `methods` of the export. Read in this order: `recomputing/export.py` the file, `days.py` the numbers of a day,
`trend.py` weeks and verdict, `windows.py` the numbers of windows, then this module. `experiments.py` has what
docs/experiments.md says, and `trend_version_1.py` the verdict of exports that earlier programs made.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import fmean, median, stdev

from recomputing import trend_version_1
from recomputing.days import DAILY_METRICS, Values, compute_daily_values, highest_estimate, list_estimates
from recomputing.experiments import format_experiment, iter_experiments
from recomputing.export import Export, JsonObject, read_export
from recomputing.margin import judge_by_margin
from recomputing.patterns import format_pair, recompute_patterns
from recomputing.trend import (
    DAY,
    Since,
    Span,
    WeekFunction,
    centre_of_week,
    choose_periods,
    choose_since,
    circular_direction,
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

# ---- one metric over one range: points, weeks and coverage of that range, the verdict on whole weeks


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
        "weeks": [week._asdict() for week in compute_weeks(values, span, compute)],
        **judge_weeks(export, values, judged_as, centre_of_week(method, choose_centre(judged_as, method)), span, since),
        "coverage": describe_coverage(export, pillar, span, len(points), method["trend"]["needed"]["weeks"]),
    }


def is_version_1(method: JsonObject) -> bool:
    """Return whether an earlier program made the export, which judged by slopes."""
    version: str = method["version"]
    return version.startswith("1.")


def choose_centre(summary: str, method: JsonObject) -> Callable[[list[float]], float | None]:
    """Return the function that makes one number of the days of a week."""
    if summary != "clock":
        return CENTRES[summary]

    def circular_mean(times: list[float]) -> float | None:
        direction = circular_direction(times, method["clock"]["no_mean_below_resultant"])
        return direction and direction[0]

    return circular_mean


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


def format_line(result: JsonObject) -> str:
    """Return one metric as a line: its coverage, then the verdict with the change, or why there is none."""
    name = f"{result['metric']} {result.get('exercise', '')}".strip()
    coverage = f"{result['coverage']['logged']} of {result['coverage']['days']} days"
    if "value" in result:
        outcome = f"not told: {result['reason']}" if result["value"] is None else f"{result['value']:.2f}"
    elif result.get("change"):
        change = "{value:+.3f}, {low:+.3f} to {high:+.3f}".format(**result["change"])
        outcome = f"{result['verdict'].replace('_', ' ')}: {change}"
    elif result["slope"]:
        slope = "{value:+.3f} a week, {low:+.3f} to {high:+.3f}".format(**result["slope"])
        outcome = f"{result['verdict'].replace('_', ' ')}: {slope}"
    else:
        bound = "at most" if result["reason"]["code"] == "mostly_identical" else "needed"
        outcome = "not enough data: {code}, {have} of {needed} {bound}".format(**result["reason"], bound=bound)
    return f"{name:34} {coverage:>18}  {outcome}"


def parse_arguments() -> argparse.Namespace:
    """Return the arguments of the command line."""
    parser = argparse.ArgumentParser(description="Compute the trends of a habitlog export again.")
    parser.add_argument("file", type=Path, help="an export of habitlog, JSON")
    parser.add_argument("--today", type=date.fromisoformat, metavar="DAY", required=True, help="the day it is asked on")
    from_, to = "the Monday of the first entry or mark without it", "the last Sunday before this week without it"
    parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DAY", help=from_)
    parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help=to)
    since = "a date: the weeks since it against those before, in place of a range"
    parser.add_argument("--since", type=date.fromisoformat, metavar="DAY", help=since)
    parser.add_argument("--metric", choices=METRICS, metavar="METRIC", help="such as sleep.duration; all without it")
    parser.add_argument("--exercise", help="such as Deadlift, of training.e1rm; all without it")
    parser.add_argument("--experiments", action="store_true", help="the experiments, in place of trends")
    parser.add_argument("--patterns", action="store_true", help="the pairs of patterns, in place of trends")
    parser.add_argument("--json", action="store_true", help="every point and every week, as JSON")
    return parser.parse_args()


def print_experiments(export: Export, today: date, *, as_json: bool) -> None:
    """Print every experiment, by its first day."""
    found = iter_experiments(export, today)
    if as_json:
        print(json.dumps(list(found), indent=1, allow_nan=False))
    else:
        print(*map(format_experiment, found), sep="\n")


def print_patterns(export: Export, today: date, *, as_json: bool) -> None:
    """Print every pair of patterns, in the order of the list."""
    found = recompute_patterns(export, today)
    if as_json:
        print(json.dumps(found, indent=1, allow_nan=False))
    else:
        print(*map(format_pair, found), sep="\n")


def main() -> None:
    """Read the file, compute, print."""
    options = parse_arguments()
    if not options.file.is_file():
        sys.exit("There is no such file.")
    export = read_export(options.file.read_bytes())
    if options.experiments:
        print_experiments(export, options.today, as_json=options.json)
        return
    if options.patterns:
        print_patterns(export, options.today, as_json=options.json)
        return
    since = choose_since(options.since, options.today) if options.since else None
    last = options.last or monday_of(options.today) - DAY
    first = options.first or monday_of(min(export.days(), default=last))
    if since:
        first, last = since.before.first, since.after.last if since.after.days else since.before.last
    if first > last:
        sys.exit("The first day comes after the last one.")
    metrics = [options.metric] if options.metric else METRICS
    results = iter_results(export, metrics, Span(first, last, options.today), options.exercise, since)
    if options.json:
        print("[", ",\n".join(json.dumps(result, default=str, allow_nan=False) for result in results), "]", sep="\n")
    else:
        print(f"{first} to {last}, asked on {options.today}", *map(format_line, results), sep="\n")


if __name__ == "__main__":
    main()
