"""What a coach's list says of each client: a pillar in a cell, with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from habitlog.accounts.person import Person
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.tracking import Metric, Pillar, Style, WeeklyMetric
from habitlog.tracking.metric_format import format_metric_value
from habitlog.translation import gettext
from habitlog.usecases.sharing.client_list import ClientListItem
from habitlog.usecases.sharing.client_summary import ClientSummary, SharedMetric
from habitlog.usecases.sharing.grants import compute_last_day
from habitlog.web import dates
from habitlog.web.charts.sparkline import draw_sparkline
from habitlog.web.metric_text import format_known_days, format_known_weeks
from habitlog.web.presenters.method import describe_trend_method, format_method_version
from habitlog.web.presenters.trend import (
    MetricRow,
    present_metric_row,
)
from habitlog.web.presenters.verdicts import format_verdict_word

if TYPE_CHECKING:
    from habitlog.stats.trend_batch import WeeklySummary

WEEKLY_SUMMARY_LABELS = {"mean": "mean", "total": "total", "median": "median", "clock": "mean time"}
"""How the days of a week become its value."""


@dataclass(frozen=True, slots=True)
class ClientPillarCell:
    """One pillar of a client: its eight weeks, the last one and the four before, what they rest on, its verdict."""

    sparkline: Markup
    last_week: str
    earlier_weeks: str
    day_coverage: str
    week_coverage: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client in the list: each pillar with its cell, or with why there is none."""

    grant_id: str
    name: str
    shared_until: str
    cells: tuple[tuple[Pillar, ClientPillarCell | None, str], ...]


def present_client_row(client: ClientListItem, coach: Person, today: date) -> ClientRow:
    """Return a client of the list in words, as a coach on this day reads them."""
    look = client.view
    cells = tuple(_build_pillar_cell(client, pillar, coach.style) for pillar in PILLARS.values())
    until = dates.short_day_month(compute_last_day(look.expires_at, look.client), today)
    return ClientRow(look.grant_id, look.client.name, until, cells)


def list_pillar_headings() -> tuple[tuple[Pillar, str], ...]:
    """Return each pillar with what the list shows of it: "Time asleep, mean"."""
    leading = ((pillar, pillar.primary_metric) for pillar in PILLARS.values())
    return tuple((pillar, f"{metric.name}, {WEEKLY_SUMMARY_LABELS[metric.summary]}") for pillar, metric in leading)


def format_last_week(clients: Sequence[ClientListItem]) -> str:
    """Return the week that ends every line of the list in words; nothing where calendars differ or no week is shown."""
    ends = {client.view.weeks[-1] for client in clients if client.view.weeks}
    if len(ends) != 1:
        return ""
    (monday,) = ends
    return f"Week {dates.iso_week(monday)}, {dates.date_range(monday, monday + consent.WEEK - consent.ONE_DAY)}"


def format_weekly_value(measure: Metric, value: float | None, style: Style) -> str:
    """Write the value of a week, or of several."""
    return "too few" if value is None else format_metric_value(measure, value, style)


def _build_pillar_cell(
    client: ClientListItem, pillar: Pillar, style: Style
) -> tuple[Pillar, ClientPillarCell | None, str]:
    if pillar.key not in client.weekly_summaries:
        return pillar, None, "not shown to you"
    brief = client.weekly_summaries[pillar.key]
    return (pillar, _present_pillar_cell(pillar, brief, style), "") if brief else (pillar, None, "no whole week yet")


def _present_pillar_cell(pillar: Pillar, brief: WeeklySummary, style: Style) -> ClientPillarCell:
    from habitlog.stats.trend_batch import PREVIOUS_WEEKS  # noqa: PLC0415 - numpy is loaded by the first trend

    metric, weeks = pillar.primary_metric, len(brief.week_values)
    return ClientPillarCell(
        sparkline=draw_sparkline(pillar, brief.week_values, None),
        last_week=format_weekly_value(metric, brief.week_values[-1], style),
        earlier_weeks=_format_earlier_weeks(metric, brief.previous_value, style) if weeks > PREVIOUS_WEEKS else "",
        day_coverage=format_known_days(pillar.day_noun, brief.known_days[-1], 7),
        week_coverage=format_known_weeks(weeks - brief.week_values.count(None), weeks),
        verdict=format_verdict_word(metric, brief.verdict),
    )


def _format_earlier_weeks(metric: Metric, value: float | None, style: Style) -> str:
    return "too few before" if value is None else f"before {format_metric_value(metric, value, style)}"


def _compare_last_week(value: str, earlier_value: str) -> str:
    return gettext("%(value)s last week, %(earlier)s the 4 weeks before.", value=value, earlier=earlier_value)


@dataclass(frozen=True, slots=True)
class ClientMetricRow:
    """One measure: its row, its verdict, how days become its weekly value, those, oldest first, and the method."""

    row: MetricRow
    sentence: str
    summary_label: str
    weekly_values: tuple[str, ...]
    method_lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClientPillarSection:
    """A pillar: `lines` is None where it is not shown, and empty where no week can be shown yet."""

    pillar: Pillar
    rows: tuple[ClientMetricRow, ...] | None


@dataclass(frozen=True, slots=True)
class ClientPage:
    """A client on a page of their own; `weeks` are Mondays in words, `span` says from which to which they reach."""

    grant_id: str
    name: str
    shared_until: str
    period: str
    week_labels: tuple[str, ...]
    sections: tuple[ClientPillarSection, ...]


def present_client_page(client: ClientSummary, coach: Person, today: date) -> ClientPage:
    """Return a client of the page of one in words, as a coach on this day reads them."""
    weeks = client.view.weeks
    return ClientPage(
        client.view.grant_id,
        client.view.client.name,
        dates.day_month(_find_last_shared_day(client), today),
        dates.date_range(weeks[0], weeks[-1] + consent.WEEK - consent.ONE_DAY) if weeks else "",
        tuple(dates.short_day_month(week, week) for week in weeks),
        tuple(
            _present_pillar_section(pillar, client.metrics_by_pillar.get(key), coach.style)
            for key, pillar in PILLARS.items()
        ),
    )


def describe_coach_method() -> str:
    """Return how every verdict here is reached, in two sentences that fit on paper."""
    return (
        f"{format_method_version()}: Theil–Sen slopes with a 95 % interval from the Mann–Kendall variance. A change is "
        "named when the whole interval lies on one side of zero."
    )


def _find_last_shared_day(client: ClientSummary) -> date:
    return compute_last_day(client.view.expires_at, client.view.client)


def _present_pillar_section(pillar: Pillar, told: tuple[SharedMetric, ...] | None, style: Style) -> ClientPillarSection:
    return ClientPillarSection(
        pillar, None if told is None else tuple(_present_client_metric(one, style) for one in told)
    )


def _present_client_metric(told: SharedMetric, style: Style) -> ClientMetricRow:
    glance = told.overview
    measure = glance.metric
    row = present_metric_row(glance, style, _compare_last_week)
    return ClientMetricRow(
        row=row,
        sentence=_describe_client_verdict(told, row),
        summary_label="" if isinstance(measure, WeeklyMetric) else WEEKLY_SUMMARY_LABELS[measure.summary],
        weekly_values=tuple(
            _format_client_week(measure, *week, style)
            for week in zip(glance.weekly_values, told.days_per_week, strict=True)
        ),
        method_lines=describe_trend_method(measure, glance.summary.trend.basis)[:-1],
    )


def _describe_client_verdict(told: SharedMetric, row: MetricRow) -> str:
    """Write a verdict; where a page of so few weeks can never name one, how many it takes."""
    trend, shown = told.overview.summary.trend, len(told.days_per_week)
    if trend.insufficient_data and trend.basis == "week" and trend.insufficient_data.needed > shown:
        return f"A trend takes {trend.insufficient_data.needed} weeks; here are {shown}."
    return row.sentence


def _format_client_week(measure: Metric, value: float | None, days: int, style: Style) -> str:
    """Write a week's value; clock times of enough days can lie all around the clock, and then have no middle."""
    if value is None and measure.unit == "clock" and days >= consent.MIN_DAYS_PER_SHARED_WEEK:
        return "no middle"
    return format_weekly_value(measure, value, style)
