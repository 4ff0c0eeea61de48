"""Compute every point and every verdict of a habitlog export again, from the file alone.

    python tools/recompute.py habitlog.json --today 2026-03-12 --metric sleep.duration

A second writing of docs/trends.md, for whoever would rather not take habitlog's word. It imports nothing of habitlog,
takes its thresholds from the `methods` of the export, and is read in this order: `recomputing/export.py` the file,
`days.py` the number of a day, `trend.py` weeks and verdict, `windows.py` the numbers of whole windows, then this.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import fmean, median, stdev

from recomputing.days import DAILY, Values, estimates, strongest, values_of
from recomputing.export import Export, Told, read
from recomputing.trend import (
    DAY,
    Span,
    Week,
    between,
    direction,
    judge,
    judge_total,
    judged_by_weeks,
    monday,
    mostly_alike,
    on_the_clock,
    reach,
    turned,
    weekly,
    weeks,
)
from recomputing.windows import WINDOWED

# ---- training weeks (foster1998, foster2001): seven daily loads, one unknown day leaves the week unknown


def week_load(seven: list[float | None]) -> float | None:
    """Return the sum of seven daily loads."""
    known = [value for value in seven if value is not None]
    return sum(known) if len(known) == len(seven) else None


def monotony(seven: list[float | None]) -> float | None:
    """Return their mean over their standard deviation with n - 1; equal loads have none."""
    known = [value for value in seven if value is not None]
    deviation = stdev(known) if len(known) == len(seven) else 0
    return fmean(known) / deviation if deviation else None


def strain(seven: list[float | None]) -> float | None:
    """Return load times monotony."""
    moved, sameness = week_load(seven), monotony(seven)
    return None if moved is None or sameness is None else moved * sameness


WEEKLY = {"training.week_load": week_load, "training.week_monotony": monotony, "training.week_strain": strain}
OF_WEEK = "training.session_load"
BY_EXERCISE = "training.e1rm"
METRICS = [*DAILY, *WEEKLY, BY_EXERCISE, *WINDOWED]
CENTRES: dict[str, Callable[[list[float]], float]] = {"mean": fmean, "total": fmean, "clock": fmean, "median": median}

# ---- one metric over one range: points, weeks and coverage of the range asked for, the verdict on whole weeks


def of_days(export: Export, pillar: str, values: Values, summary: str, span: Span) -> Told:
    """Return what a trend tells of a number that days have."""
    method, judged, centre = export.methods[summary], span.judged(), CENTRES[summary]
    trend = method["trend"]
    straight, gathered = straightened(values, judged, method)
    inside = between(straight, judged.first, judged.last)
    by_week = finished(weeks(straight, judged, weekly(method, centre)))
    if reach(inside) <= trend["weekly_above_days"] and mostly_alike(inside, trend):
        verdict, slope, reason = judge_total(inside, by_week, judged.days, trend)
    else:
        inside = by_week if judged_by_weeks(inside, by_week, trend) else inside
        verdict, slope, reason = judge(inside, judged.days, trend)
    if reason is None and not gathered:
        reason = {"code": "no_mean_direction", "have": len(inside), "needed": trend["needed"]["values"]}
        verdict, slope = "not_enough_data", None
    points = between(values, span.first, span.last)
    return {
        "points": [{"day": day, "value": value} for day, value in points.items()],
        "weeks": [week._asdict() for week in weeks_shown(values, summary, span, method)],
        "judged": judged.told(len(inside)),
        "slope": slope,
        "verdict": verdict,
        "reason": reason,
        "coverage": coverage(export, pillar, span, len(points), trend["needed"]["values"]),
    }


def straightened(values: Values, span: Span, method: Told) -> tuple[Values, bool]:
    """Return the values ready for ordinary formulas, and whether they are: clock times need a mean direction."""
    if method["clock"] is None:
        return values, True
    inside = list(between(values, span.first, span.last).values())
    found = direction(inside, method["clock"]["no_mean_below_resultant"])
    return (turned(values, found[0]), True) if found else (values, False)


def weeks_shown(values: Values, summary: str, span: Span, method: Told) -> list[Week]:
    """Return the weeks of a range: totals of amounts, medians of steps, means of the rest, clock times on the clock."""
    straight, gathered = straightened(values, span, method)
    found = weeks(straight, span, weekly(method, sum if summary == "total" else CENTRES[summary]))
    if summary != "clock":
        return found
    return [
        week._replace(value=on_the_clock(week.value) if week.value is not None and gathered else None) for week in found
    ]


def finished(told: list[Week]) -> Values:
    """Return the finished weeks that have a value, on their Mondays."""
    return {week.monday: week.value for week in told if week.finished and week.value is not None}


def of_weeks(export: Export, metric: str, span: Span) -> Told:
    """Return what a trend tells of a number that weeks have: a point for each finished one."""
    method, judged = export.methods["mean"], span.judged()
    _, on_none, of = DAILY[OF_WEEK]
    days = values_of(export, "training", on_none, of)

    def of_seven(seven: list[float | None]) -> float | None:
        value = WEEKLY[metric](seven)
        return None if value is None else round(value, method["week"]["decimals"])

    told = [week for week in weeks(days, span, of_seven) if week.finished]
    inside = finished(weeks(days, judged, of_seven))
    verdict, slope, reason = judge(inside, judged.days, method["trend"])
    logged, needed = len(between(days, span.first, span.last)), method["trend"]["needed"]["values"]
    known = {"finished": len(told), "known": sum(week.n == 7 for week in told)}
    return {
        "points": [{"day": week.monday, "value": week.value, "n": week.n} for week in told],
        "judged": judged.told(len(inside)),
        "slope": slope,
        "verdict": verdict,
        "reason": reason,
        "coverage": {**coverage(export, "training", span, logged, needed), "weeks": known},
    }


def of_window(export: Export, metric: str, span: Span) -> Told:
    """Return the one number of a whole window."""
    found = WINDOWED[metric](export, span, export.methods[metric])
    return {
        "value": found.value,
        "n": found.n,
        "reason": found.reason,
        "details": found.details,
        "coverage": coverage(export, pillar_of(metric), span, found.days, found.needed),
    }


def pillar_of(metric: str) -> str:
    """Return the pillar a metric belongs to."""
    return metric.partition(".")[0]


def coverage(export: Export, pillar: str, span: Span, logged: int, needed: int) -> Told:
    """Return what the numbers rest on."""
    skipped = [
        day for day, mark in export.marks[pillar].items() if mark == "skipped" and span.first <= day <= span.last
    ]
    return {"days": span.days, "logged": logged, "skipped": len(skipped), "needed": needed}


# ---- everything that is asked for


def exercises(export: Export) -> dict[str, str]:
    """Return the exercises there is an estimate of, as written last, by what their spellings share."""
    days = export.entries["training"]
    return {name.strip().casefold(): name for day in sorted(days) for name, _ in estimates(days[day])}


def recomputed(export: Export, metrics: list[str], span: Span, exercise: str | None) -> Iterator[Told]:
    """Yield every metric that is asked for."""
    for metric in metrics:
        head = {"metric": metric, "from": span.first, "to": span.last}
        if metric in WINDOWED:
            yield {**head, **of_window(export, metric, span)}
        elif metric in WEEKLY:
            yield {**head, **of_weeks(export, metric, span)}
        elif metric == BY_EXERCISE:
            for name in [exercise] if exercise else exercises(export).values():
                values = values_of(export, "training", None, strongest(name.strip().casefold()))
                yield {**head, "exercise": name, **of_days(export, "training", values, "mean", span)}
        else:
            summary, on_none, of = DAILY[metric]
            pillar = pillar_of(metric)
            yield {**head, **of_days(export, pillar, values_of(export, pillar, on_none, of), summary, span)}


def line(told: Told) -> str:
    """Write one metric as a line: what it rests on, then the verdict with its slope a week, or why there is none."""
    name = f"{told['metric']} {told.get('exercise', '')}".strip()
    rests = f"{told['coverage']['logged']} of {told['coverage']['days']} days"
    if "value" in told:
        found = f"not told: {told['reason']}" if told["value"] is None else f"{told['value']:.2f}"
    elif told["slope"]:
        slope = "{value:+.3f} a week, {low:+.3f} to {high:+.3f}".format(**told["slope"])
        found = f"{told['verdict'].replace('_', ' ')}: {slope}"
    else:
        bound = "at most" if told["reason"]["code"] == "mostly_identical" else "needed"
        found = "not enough data: {code}, {have} of {needed} {bound}".format(**told["reason"], bound=bound)
    return f"{name:34} {rests:>18}  {found}"


def asked() -> argparse.Namespace:
    """Return what the command line asks for."""
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
    options = asked()
    if not options.file.is_file():
        sys.exit("There is no such file.")
    export = read(options.file.read_bytes())
    last = options.last or monday(options.today) - DAY
    first = options.first or monday(min(export.days(), default=last))
    if first > last:
        sys.exit("The first day comes after the last one.")
    metrics = [options.metric] if options.metric else METRICS
    found = recomputed(export, metrics, Span(first, last, options.today), options.exercise)
    if options.json:
        print("[", ",\n".join(json.dumps(told, default=str, allow_nan=False) for told in found), "]", sep="\n")
    else:
        print(f"{first} to {last}, asked on {options.today}", *map(line, found), sep="\n")


if __name__ == "__main__":
    main()
