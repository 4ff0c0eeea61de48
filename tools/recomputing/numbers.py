"""The judged numbers of a page: those of days, of weeks, and of the exercises that are done most."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from recomputing.days import DAILY_METRICS, Values, compute_daily_values, highest_estimate, list_estimates
from recomputing.export import Export, JsonObject
from recomputing.metrics import ESTIMATED_MAXIMUM, SESSION_LOAD, WEEKLY_METRICS, choose_centre, is_version_1
from recomputing.trend import DAY, Span, WeekFunction, centre_of_week, find_highest, monday_of

PILLARS = "sleep", "diet", "training", "stress"
MEASURES = {
    "sleep.quality": ("sleep.quality",),
    "sleep.awake": ("sleep.onset_latency", "sleep.waso"),
    "sleep.efficiency": ("sleep.efficiency",),
    "sleep.regularity": ("sleep.regularity", "sleep.midpoint_sd", "sleep.onset_sd"),
    "sleep.day_kind": ("sleep.social_jetlag",),
    "diet.score": ("diet.gdr", "diet.protect", "diet.risk"),
    "diet.fibre": ("diet.fibre_groups",),
    "training.effort": (SESSION_LOAD, *WEEKLY_METRICS),
    "training.reserve": (ESTIMATED_MAXIMUM,),
    "training.volume": ("training.volume_load",),
    "stress.practice": ("stress.practice", "stress.pairs"),
    "stress.pairs": ("stress.pairs",),
    "stress.level": ("stress.level",),
}
"""The metrics that pages leave out where the person switched a measure off."""
EXERCISES_SHOWN, LONGEST_SPAN_OF_EXERCISES, WEEKS_JUDGED_BACK = 3, 364, 9


class Number(NamedTuple):
    """A number of a page that is judged: its days, how a week of them becomes one value, and where it is judged."""

    metric: str
    exercise: str | None
    values: Values
    compute: WeekFunction
    summary: str
    method: JsonObject
    span: Span

    @property
    def is_clock(self) -> bool:
        """Whether it is a time of day."""
        return self.summary == "clock"

    def to_json(self) -> JsonObject:
        """Return its name."""
        return {"metric": self.metric, **({"exercise": self.exercise} if self.exercise else {})}


def is_shown(export: Export, metric: str) -> bool:
    """Return whether pages have a metric; the person may have switched off its pillar or measure."""
    hidden = {each for measure in export.hidden_measures for each in MEASURES.get(measure, ())}
    return metric.partition(".")[0] not in export.hidden_pillars and metric not in hidden


def iter_numbers(export: Export, span: Span, before: Span | None = None) -> Iterator[Number]:
    """Yield the judged numbers of a page in its order; `before` is the period that a review compares."""
    today = span.today
    for pillar in PILLARS:
        for metric, (summary, value_when_none, number) in DAILY_METRICS.items():
            if metric.partition(".")[0] == pillar and is_shown(export, metric):
                values = compute_daily_values(export, pillar, value_when_none, number, today)
                judged_as = "mean" if summary == "median" else summary
                method = export.methods[summary]
                compute = centre_of_week(method, choose_centre(judged_as, method))
                yield Number(metric, None, values, compute, summary, method, span)
        if pillar == "training":
            yield from iter_training_numbers(export, span, before)


def iter_training_numbers(export: Export, span: Span, before: Span | None) -> Iterator[Number]:
    """Yield the numbers of weeks, and the estimated maxima of the exercises with the most days."""
    method, today = export.methods["mean"], span.today
    decimals = method["week"]["decimals"]
    _, value_when_none, number = DAILY_METRICS[SESSION_LOAD]
    loads = compute_daily_values(export, "training", value_when_none, number, today)
    for metric, of_week in WEEKLY_METRICS.items():
        if is_shown(export, metric):
            yield Number(metric, None, loads, rounded(of_week, decimals), "weekly", method, span)
    if not is_shown(export, ESTIMATED_MAXIMUM):
        return
    recent = last_days(84, today) if span.days > LONGEST_SPAN_OF_EXERCISES and not before else span
    read_from = recent.first - (recent.days + 7 * WEEKS_JUDGED_BACK) * DAY
    if before:
        read_from = min(before.first, span.first - (min(span.days, LONGEST_SPAN_OF_EXERCISES) + 14) * DAY)
    for name in list_exercises_of_most_days(export, recent, read_from):
        values = compute_daily_values(export, "training", None, highest_estimate(name.strip().casefold()), today)
        yield Number(ESTIMATED_MAXIMUM, name, values, rounded(find_highest, decimals), "weekly", method, recent)


def rounded(compute: WeekFunction, decimals: int) -> WeekFunction:
    """Return a function of a week whose values are rounded."""

    def compute_rounded(seven: list[float | None]) -> float | None:
        value = compute(seven)
        return None if value is None else round(value, decimals)

    return compute_rounded


def list_exercises_of_most_days(export: Export, span: Span, read_from: date) -> list[str]:
    """Return the names of the exercises with an estimate on most days of a span, as written last.

    Of equally many days the one comes first whose first estimate came first, from the first day that the page reads on.
    """
    days: defaultdict[str, set[date]] = defaultdict(set)
    written = {}
    for day, entries in sorted(export.entries["training"].items()):
        skipped = export.marks["training"].get(day) == "skipped"
        if not read_from <= day <= span.last or skipped:
            continue
        for name, _ in list_estimates(entries):
            key = name.strip().casefold()
            days[key].add(day)
            written[key] = name
    counts = {key: sum(day >= span.first for day in each) for key, each in days.items()}
    most = sorted((key for key in counts if counts[key]), key=lambda key: -counts[key])
    return [written[key] for key in most[:EXERCISES_SHOWN]]


def last_days(days: int, today: date) -> Span:
    """Return so many days up to the last Sunday before this week."""
    last = monday_of(today) - DAY
    return Span(last - (days - 1) * DAY, last, today)


def refuse_version_1(export: Export) -> None:
    """End the program for an export of an earlier program, whose pages had no such lists."""
    if is_version_1(export.methods["mean"]):
        sys.exit("The program that made this export had no such list.")


def format_number(result: JsonObject) -> str:
    """Return a number of a list as a line."""
    name = f"{result['metric']} {result.get('exercise', '')}".strip()
    known: dict[str, Any] = {key: value for key, value in result.items() if key not in {"metric", "exercise"}}
    return f"{name:34}  " + ", ".join(f"{key} {describe(value)}" for key, value in known.items())


def describe(value: Any) -> str:
    """Return a value in short."""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, dict):
        return (
            "(" + ", ".join(f"{key} {describe(one)}" for key, one in value.items() if not isinstance(one, dict)) + ")"
        )
    return str(value)
