"""Experiments in words: what is compared, what is drawn for a day, and what came of it; no order and no praise."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from msgspec import Struct

from habitlog.pillars import pillar_of
from habitlog.tracking import DailyMetric, Style
from habitlog.translation import gettext, ngettext
from habitlog.usecases.trends.experiment_sizes import ExperimentSize
from habitlog.usecases.trends.experiments import DAY, Experiment, Said
from habitlog.web.dates import date_range, long_day, short_day
from habitlog.web.metric_text import format_metric_name, format_metric_name_inside
from habitlog.web.presenters.change_amounts import format_amount, is_long

SHOWN_WEEKS = (4, 8, 12)
"""The lengths of the table of sizes."""


class SaidButton(NamedTuple):
    """What can be said of a day, and its words."""

    said: Said
    label: str


class DrawnDayRow(NamedTuple):
    """A drawn day up to today: its date, the habit, and what was said of it in words, "" for nothing."""

    day: date
    date_text: str
    habit: str
    said: Said | None
    said_text: str


class ExperimentView(Struct, frozen=True):
    """An experiment as its page and the list show it; `habit_today` is "" on a day that is not drawn."""

    id: str
    title: str
    state: str
    state_text: str
    measure_text: str
    period_text: str
    habit_today: str
    said_today: Said | None
    days: tuple[DrawnDayRow, ...]
    result_day_text: str
    commitment: str
    can_be_stopped: bool


def format_experiment_title(experiment: Experiment) -> str:
    """Write the two habits that are compared."""
    return gettext("%(first)s, or %(second)s", first=experiment.arm_a, second=experiment.arm_b)


def present_experiment(experiment: Experiment, today: date) -> ExperimentView:
    """Return an experiment for its page and the list."""
    state, arm = experiment.find_state(today), experiment.arm_on(today)
    days = []
    for count in range(experiment.count_days_over(today) + (arm is not None)):
        day = experiment.first_day + count * DAY
        drawn = experiment.drawn[count]
        said = experiment.said.get(day)
        days.append(
            DrawnDayRow(day, short_day(day), experiment.name_of(drawn), said, describe_said(said) if said else "")
        )
    return ExperimentView(
        id=experiment.id,
        title=format_experiment_title(experiment),
        state=state,
        state_text=_describe_state(experiment, today),
        measure_text=describe_measure(experiment.metric, experiment.lag_days),
        period_text=ngettext(
            "%(dates)s, %(num)s week", "%(dates)s, %(num)s weeks", experiment.weeks, dates=_format_dates(experiment)
        ),
        habit_today=experiment.name_of(arm) if arm else "",
        said_today=experiment.said.get(today),
        days=tuple(reversed(days)),
        result_day_text=long_day(experiment.last_day + (experiment.lag_days + 1) * DAY, today),
        commitment=experiment.commitment,
        can_be_stopped=state == "running" and today <= experiment.last_day,
    )


def _format_dates(experiment: Experiment) -> str:
    return date_range(experiment.first_day, experiment.last_day)


def _describe_state(experiment: Experiment, today: date) -> str:
    match experiment.find_state(today):
        case "planned":
            return gettext("Begins on %(day)s.", day=long_day(experiment.first_day, today))
        case "stopped":
            day = long_day(experiment.stopped_on or today, today)
            return gettext("Stopped on %(day)s, before its planned end.", day=day)
        case "ended":
            return gettext("Ended on %(day)s.", day=long_day(experiment.last_day, today))
    return gettext(
        "Day %(number)s of %(days)s.",
        number=min((today - experiment.first_day).days + 1, 7 * experiment.weeks),
        days=7 * experiment.weeks,
    )


def describe_measure(metric: DailyMetric, lag_days: int) -> str:
    """Write what days are compared by, and from which day its value is."""
    name = format_metric_name(metric)
    if lag_days:
        return gettext("%(metric)s, of the night or day after each drawn day", metric=name)
    return gettext("%(metric)s, of each drawn day itself", metric=name)


def list_said_buttons() -> tuple[SaidButton, ...]:
    """Return what can be said of a day."""
    return (
        SaidButton("as_drawn", gettext("As drawn")),
        SaidButton("other", gettext("The other")),
        SaidButton("neither", gettext("Neither")),
    )


def describe_said(said: Said) -> str:
    """Write what was said of a day."""
    words = {"as_drawn": gettext("as drawn"), "other": gettext("the other"), "neither": gettext("neither")}
    return words[said]


class SizeRow(NamedTuple):
    """What experiments on one metric find, by the lengths of `SHOWN_WEEKS`."""

    name: str
    found: tuple[str, ...]


class SizeTable(NamedTuple):
    """The sizes of the metrics that have them, headlines first, and the names of the others in a sentence, or ""."""

    rows: tuple[SizeRow, ...]
    more_rows: tuple[SizeRow, ...]
    headings: tuple[str, ...]
    unknown_text: str


def present_sizes(sizes: list[ExperimentSize], style: Style) -> SizeTable:
    """Return what experiments of some lengths find, as a table."""
    known = [size for size in sizes if any(size.found.values())]
    unknown = [format_metric_name_inside(size.metric) for size in sizes if size not in known]
    headlines = [size for size in known if size.metric.id in pillar_of(size.metric).headline_metric_ids]
    rows, more_rows = (
        tuple(_present_size(size, style) for size in part)
        for part in (headlines or known, [size for size in known if headlines and size not in headlines])
    )
    headings = tuple(ngettext("%(num)s week", "%(num)s weeks", weeks) for weeks in SHOWN_WEEKS)
    unknown_text = gettext("Not known yet: %(metrics)s.", metrics=", ".join(unknown)) if unknown else ""
    return SizeTable(rows, more_rows, headings, unknown_text)


def _present_size(size: ExperimentSize, style: Style) -> SizeRow:
    found = (_format_found(size.metric, size.found.get(weeks), style) for weeks in SHOWN_WEEKS)
    return SizeRow(format_metric_name(size.metric), tuple(found))


def _format_found(metric: DailyMetric, difference: float | None, style: Style) -> str:
    if difference is None:
        return gettext("too few pairs")
    if metric.unit in {"min", "clock"} and not is_long(metric, difference):
        minutes = style.format_number(difference, whole=difference >= 1)
        return gettext("%(minutes)s min", minutes=minutes)
    if metric.unit == "%":
        return gettext("%(value)s points", value=style.format_number(difference))
    return format_amount(metric, difference, style)


class OfferedMetrics(NamedTuple):
    """The metrics of a pillar as options of a form: their ids and names."""

    pillar: str
    options: tuple[tuple[str, str], ...]


def list_offered_metrics(metrics: list[DailyMetric]) -> list[OfferedMetrics]:
    """Return the metrics of an experiment by pillar."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for metric in metrics:
        groups.setdefault(pillar_of(metric).name, []).append((metric.id, format_metric_name(metric)))
    return [OfferedMetrics(gettext(name), tuple(options)) for name, options in groups.items()]


class DrawnHabit(NamedTuple):
    """What is drawn for a day, with the address of its experiment."""

    habit: str
    address: str


def present_drawn_habit(experiment: Experiment | None, day: date) -> DrawnHabit | None:
    """Return what is drawn for a day; None without an experiment."""
    arm = experiment.arm_on(day) if experiment else None
    return DrawnHabit(experiment.name_of(arm), f"/experiments/{experiment.id}") if experiment and arm else None
