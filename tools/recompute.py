"""Compute every point and every verdict of a habitlog export again, from the file alone.

    python tools/recompute.py habitlog.json --today 2026-03-12 --metric sleep.duration

A second implementation of docs/trends.md, to check habitlog by. It imports nothing of habitlog and takes its thresholds
from the `methods` of the export. Read in this order: `recomputing/export.py` the file, `days.py` the numbers of a day,
`trend.py` weeks and verdict, `rolling.py` and `windows.py` the numbers of windows, `metrics.py` one metric over one
range, `numbers.py`, `changes.py` and `reviews.py` the lists of pages, then this module. `patterns.py` has the pairs of
patterns, `experiments.py` what docs/experiments.md says, and `trend_version_1.py` the verdict of exports that earlier
programs made.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from recomputing.changes import RANGES, recompute_changes
from recomputing.experiments import format_experiment, iter_experiments
from recomputing.export import JsonObject, read_export
from recomputing.metrics import METRICS, iter_results
from recomputing.numbers import format_number
from recomputing.patterns import format_pair, recompute_patterns
from recomputing.reviews import recompute_week, recompute_year
from recomputing.trend import DAY, Span, choose_since, monday_of


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
    parser.add_argument("--changes", choices=[*RANGES, "all"], help="what changed on the page of trends")
    parser.add_argument("--week", type=date.fromisoformat, metavar="DAY", help="the review of the week of a day")
    parser.add_argument("--year", type=int, help="the review of a year of whole weeks")
    parser.add_argument("--json", action="store_true", help="every point and every week, as JSON")
    return parser.parse_args()


def print_list(found: list[JsonObject], write_line: Callable[[JsonObject], str], *, as_json: bool) -> None:
    """Print each of a list, as JSON or as a line."""
    if as_json:
        print(json.dumps(found, indent=1, default=str, allow_nan=False))
    else:
        print(*map(write_line, found), sep="\n")


def print_page(found: JsonObject, *, as_json: bool) -> None:
    """Print the lists of a page, as JSON or with a line for each number."""
    if as_json:
        print(json.dumps(found, default=str, allow_nan=False))
        return
    for name, value in found.items():
        print(f"{name}:" if isinstance(value, list) else f"{name}: {value}")
        print(*(f"  {format_number(each)}" for each in (value if isinstance(value, list) else [])), sep="\n")


def main() -> None:
    """Read the file, compute, print."""
    options = parse_arguments()
    if not options.file.is_file():
        sys.exit("There is no such file.")
    export = read_export(options.file.read_bytes())
    if options.experiments:
        print_list(list(iter_experiments(export, options.today)), format_experiment, as_json=options.json)
        return
    if options.patterns:
        print_list(recompute_patterns(export, options.today), format_pair, as_json=options.json)
        return
    if options.changes:
        print_page(recompute_changes(export, options.changes, options.today), as_json=options.json)
        return
    if options.week or options.year:
        found = (
            recompute_week(export, options.week, options.today)
            if options.week
            else recompute_year(export, options.year, options.today)
        )
        print_page(found, as_json=options.json)
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
