"""Compute every point and every verdict of a habitlog export again, from the file alone.

    python tools/recompute.py habitlog.json --today 2026-03-12 --metric sleep.duration

A second implementation of docs/trends.md, to check habitlog by. It imports nothing of habitlog and takes its thresholds
from the `methods` of the export. Read in this order: `recomputing/export.py` the file, `days.py` the numbers of a day,
`trend.py` weeks and verdict, `windows.py` the numbers of windows, then this module.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import fmean, median, stdev

from recomputing.days import DAILY_METRICS, Values, compute_daily_values, highest_estimate, list_estimates
from recomputing.export import Export, JsonObject, read_export
from recomputing.trend import (
    DAY,
    Span,
    Week,
    centre_of_week,
    circular_direction,
    compute_total_trend,
    compute_trend,
    compute_weeks,
    count_spanned_days,
    has_many_identical_values,
    monday_of,
    unwrap_times,
    uses_weeks,
    values_between,
    wrap_to_day,
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
CENTRES: dict[str, Callable[[list[float]], float]] = {"mean": fmean, "total": fmean, "clock": fmean, "median": median}

# ---- one metric over one range: points, weeks and coverage of that range, the verdict on whole weeks


def recompute_trend(export: Export, pillar: str, values: Values, summary: str, span: Span) -> JsonObject:
    """Return the trend of a number that days have."""
    method, judged, centre = export.methods[summary], span.judged_span(), CENTRES[summary]
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
        "coverage": describe_coverage(export, pillar, span, len(points), trend["needed"]["values"]),
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


def recompute_weekly_trend(export: Export, metric: str, span: Span) -> JsonObject:
    """Return the trend of a number that weeks have, with a point for each finished one."""
    method, judged = export.methods["mean"], span.judged_span()
    _, value_when_none, number = DAILY_METRICS[SESSION_LOAD]
    days = compute_daily_values(export, "training", value_when_none, number)

    def compute(seven: list[float | None]) -> float | None:
        value = WEEKLY_METRICS[metric](seven)
        return None if value is None else round(value, method["week"]["decimals"])

    weeks = [week for week in compute_weeks(days, span, compute) if week.finished]
    inside = finished_week_values(compute_weeks(days, judged, compute))
    verdict, slope, reason = compute_trend(inside, judged.days, method["trend"])
    logged, needed = len(values_between(days, span.first, span.last)), method["trend"]["needed"]["values"]
    known = {"finished": len(weeks), "known": sum(week.n == 7 for week in weeks)}
    return {
        "points": [{"day": week.monday, "value": week.value, "n": week.n} for week in weeks],
        "judged": judged.to_json(len(inside)),
        "slope": slope,
        "verdict": verdict,
        "reason": reason,
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


def iter_results(export: Export, metrics: list[str], span: Span, exercise: str | None) -> Iterator[JsonObject]:
    """Yield the results of each metric."""
    for metric in metrics:
        head = {"metric": metric, "from": span.first, "to": span.last}
        if metric in WINDOW_METRICS:
            yield {**head, **recompute_window(export, metric, span)}
        elif metric in WEEKLY_METRICS:
            yield {**head, **recompute_weekly_trend(export, metric, span)}
        elif metric == ESTIMATED_MAXIMUM:
            for name in [exercise] if exercise else list_exercises(export).values():
                values = compute_daily_values(export, "training", None, highest_estimate(name.strip().casefold()))
                yield {**head, "exercise": name, **recompute_trend(export, "training", values, "mean", span)}
        else:
            summary, value_when_none, number = DAILY_METRICS[metric]
            pillar = pillar_of(metric)
            yield {
                **head,
                **recompute_trend(
                    export, pillar, compute_daily_values(export, pillar, value_when_none, number), summary, span
                ),
            }


def format_line(result: JsonObject) -> str:
    """Return one metric as a line: its coverage, then the verdict with its slope a week, or why there is none."""
    name = f"{result['metric']} {result.get('exercise', '')}".strip()
    coverage = f"{result['coverage']['logged']} of {result['coverage']['days']} days"
    if "value" in result:
        outcome = f"not told: {result['reason']}" if result["value"] is None else f"{result['value']:.2f}"
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
    parser.add_argument("--metric", choices=METRICS, metavar="METRIC", help="such as sleep.duration; all without it")
    parser.add_argument("--exercise", help="such as Deadlift, of training.e1rm; all without it")
    parser.add_argument("--json", action="store_true", help="every point and every week, as JSON")
    return parser.parse_args()


def main() -> None:
    """Read the file, compute, print."""
    options = parse_arguments()
    if not options.file.is_file():
        sys.exit("There is no such file.")
    export = read_export(options.file.read_bytes())
    last = options.last or monday_of(options.today) - DAY
    first = options.first or monday_of(min(export.days(), default=last))
    if first > last:
        sys.exit("The first day comes after the last one.")
    metrics = [options.metric] if options.metric else METRICS
    results = iter_results(export, metrics, Span(first, last, options.today), options.exercise)
    if options.json:
        print("[", ",\n".join(json.dumps(result, default=str, allow_nan=False) for result in results), "]", sep="\n")
    else:
        print(f"{first} to {last}, asked on {options.today}", *map(format_line, results), sep="\n")


if __name__ == "__main__":
    main()
