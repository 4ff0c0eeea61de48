"""What a coach reads of clients: a row in the list, and the page of one client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec import Struct

from habitlog.accounts.person import Person
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.tracking import DailyMetric, Metric, Pillar, Style, WeeklyMetric
from habitlog.tracking.metric_format import format_metric_value
from habitlog.translation import gettext, gettext_noop, ngettext
from habitlog.usecases.sharing.client_list import ClientListItem
from habitlog.usecases.sharing.client_summary import ClientSummary, SharedMetric
from habitlog.usecases.sharing.grants import compute_last_day
from habitlog.usecases.trends.page_changes import find_page_changes
from habitlog.usecases.trends.periods import DAYS_PER_WEEK
from habitlog.usecases.trends.trends import MetricOverview
from habitlog.web import dates
from habitlog.web.charts.clock_weeks import place_on_line, render_clock_weeks
from habitlog.web.charts.sparkline import draw_sparkline
from habitlog.web.metric_text import format_rest_days
from habitlog.web.presenters.method import describe_trend_method, format_method_version
from habitlog.web.presenters.page_changes import describe_judged_numbers
from habitlog.web.presenters.trend import (
    MetricRow,
    format_opening_period_value,
    format_period_value,
    present_metric_row,
)
from habitlog.web.presenters.verdicts import format_verdict_word

if TYPE_CHECKING:
    from habitlog.stats.trend import Verdict
    from habitlog.stats.week_rows import WeeklySummary

VERDICT_CHOICES: Mapping[Verdict, str] = {
    "more": gettext_noop("more, longer or higher"),
    "less": gettext_noop("less, shorter or lower"),
    "steady": gettext_noop("steady within the chosen margin"),
    "no_clear_change": gettext_noop("no clear change"),
    "not_enough_data": gettext_noop("not enough to tell"),
}
"""The verdicts that the list can be filtered by, whatever the metric."""
WEEKLY_SUMMARY_LABELS: Mapping[str, str] = {
    "mean": gettext_noop("mean"),
    "total": gettext_noop("total"),
    "median": gettext_noop("median"),
    "clock": gettext_noop("mean time"),
}
"""How the days of a week become its value."""


class ClientPillarCell(Struct, frozen=True):
    """One pillar of a client: eight weeks as a line, the last one, the four before, and what is out of the ordinary.

    `verdict` is a change that is named, or that there are too few weeks; `day_coverage` that of a week with gaps.
    """

    sparkline: Markup
    last_week: str
    earlier_weeks: str
    day_coverage: str
    verdict: str
    is_named: bool


class ClientRow(Struct, frozen=True):
    """A client in the list: each pillar with its cell, or with why there is none."""

    grant_id: str
    name: str
    shared_until: str
    cells: tuple[tuple[Pillar, ClientPillarCell | None, str], ...]
    has_rest_days: bool = False


def present_client_row(client: ClientListItem, coach: Person, today: date) -> ClientRow:
    """Return a client of the list in the coach's style; `today` is the coach's date."""
    view = client.view
    cells = tuple(_build_pillar_cell(client, pillar, coach.style) for pillar in PILLARS.values())
    until = dates.short_day_month(compute_last_day(view.expires_at, view.client), today)
    return ClientRow(view.grant_id, view.client.name, until, cells, client.has_rest_days)


def list_column_headings() -> tuple[tuple[Pillar, str], ...]:
    """Return each pillar with what the list shows of it: "Time asleep, mean"."""
    return tuple((pillar, _format_column_heading(pillar.primary_metric)) for pillar in PILLARS.values())


def _format_column_heading(metric: DailyMetric) -> str:
    summary = gettext(WEEKLY_SUMMARY_LABELS[metric.summary])
    return gettext("%(metric)s, %(summary)s", metric=gettext(metric.name), summary=summary)


def format_last_week(clients: Sequence[ClientListItem]) -> str:
    """Write the last week of every row: "Week 10, 2 to 8 March 2026"; "" where it differs, or no week is shown."""
    last_weeks = {client.view.weeks[-1] for client in clients if client.view.weeks}
    if len(last_weeks) != 1:
        return ""
    (monday,) = last_weeks
    days = dates.date_range(monday, monday + consent.WEEK - consent.ONE_DAY)
    return gettext("Week %(number)s, %(days)s", number=dates.iso_week(monday), days=days)


def describe_rest_days_of_rows(rows: Sequence[ClientRow]) -> str:
    """Return of how many clients in the list days without a session are read as days of rest; "" where of none."""
    count = sum(row.has_rest_days for row in rows)
    if not count:
        return ""
    return ngettext(
        "For %(num)s person here, days without a session count as rest, as they chose; their page says since when.",
        "For %(num)s people here, days without a session count as rest, as they chose; their pages say since when.",
        count,
    )


def describe_judged_cells(clients: Sequence[ClientListItem]) -> str:
    """Return how many verdicts the list of all clients has, and how many chance would name."""
    summaries = [summary for client in clients for summary in client.weekly_summaries.values() if summary]
    return describe_judged_numbers(sum(summary.verdict != "not_enough_data" for summary in summaries))


def format_weekly_value(metric: Metric, value: float | None, style: Style) -> str:
    """Write the value of a week; "too few" where it has too few days."""
    return gettext("too few") if value is None else format_metric_value(metric, value, style)


def _build_pillar_cell(
    client: ClientListItem, pillar: Pillar, style: Style
) -> tuple[Pillar, ClientPillarCell | None, str]:
    if pillar.key not in client.weekly_summaries:
        return pillar, None, gettext("not shared with you")
    summary = client.weekly_summaries[pillar.key]
    if summary is None:
        return pillar, None, gettext("no full week yet")
    return pillar, _present_pillar_cell(pillar, summary, style), ""


def _present_pillar_cell(pillar: Pillar, summary: WeeklySummary, style: Style) -> ClientPillarCell:
    from habitlog.stats.week_rows import PREVIOUS_WEEKS  # noqa: PLC0415 - numpy is loaded by the first trend

    metric, weeks, known = pillar.primary_metric, len(summary.week_values), summary.known_days[-1]
    has_earlier_weeks = weeks > PREVIOUS_WEEKS
    verdicts = {"no_clear_change": "", "not_enough_data": gettext("too few weeks")}
    return ClientPillarCell(
        sparkline=draw_sparkline(pillar, summary.week_values, None),
        last_week=format_weekly_value(metric, summary.week_values[-1], style),
        earlier_weeks=_format_earlier_weeks(metric, summary.previous_value, style) if has_earlier_weeks else "",
        day_coverage=gettext("%(known)s of %(all)s", known=known, all=DAYS_PER_WEEK) if known < DAYS_PER_WEEK else "",
        verdict=verdicts.get(summary.verdict, format_verdict_word(metric, summary.verdict)),
        is_named=summary.verdict in {"more", "less"},
    )


def _format_earlier_weeks(metric: Metric, value: float | None, style: Style) -> str:
    if value is None:
        return gettext("too few before")
    return gettext("before %(value)s", value=format_metric_value(metric, value, style))


def _compare_last_week(overview: MetricOverview, style: Style) -> str:
    """Return the last week beside the four before; "" where neither has a value, or those four are not all shown."""
    period, before = overview.period, overview.period_before
    if before is None or ((period is None or period.value is None) and before.value is None):
        return ""
    value = format_opening_period_value(overview.metric, period, style)
    earlier = format_period_value(overview.metric, before, style)
    return gettext("%(value)s last week, %(earlier)s in the 4 weeks before.", value=value, earlier=earlier)


class WeeklyValueText(Struct, frozen=True):
    """The value of a week as text, and whether it is "too few"."""

    text: str
    has_too_few_days: bool


class ClientMetricRow(Struct, frozen=True):
    """One metric of a client: its row and verdict, how days become a weekly value, those, oldest first, the method.

    `sparkline` draws its weeks, `range_text` says between which values they lie.
    """

    row: MetricRow
    sparkline: Markup
    range_text: str
    sentence: str
    summary_label: str
    weekly_values: tuple[WeeklyValueText, ...]
    method_lines: tuple[tuple[str, str], ...]


class ClientPillarSection(Struct, frozen=True):
    """A pillar: `rows` is None where it is not shared, and empty as long as no week can be shown.

    `clock_weeks` draws each week on the clock, of a pillar that has such a chart. `rest_days` says that days without a
    session are read as days of rest.
    """

    pillar: Pillar
    rows: tuple[ClientMetricRow, ...] | None
    clock_weeks: Markup
    rest_days: str = ""


class ClientPage(Struct, frozen=True):
    """A client's own page: `period` is the range of the weeks, `week_labels` are their Mondays.

    `judged` says how many of its numbers were judged, and how many chance would name.
    """

    grant_id: str
    name: str
    shared_until: str
    period: str
    week_labels: tuple[str, ...]
    sections: tuple[ClientPillarSection, ...]
    judged: str


def present_client_page(client: ClientSummary, coach: Person, today: date) -> ClientPage:
    """Return the page of a client in the coach's style; `today` is the coach's date."""
    view, weeks = client.view, client.weeks
    overviews = (shared.overview for metrics in client.metrics_by_pillar.values() for shared in metrics)
    return ClientPage(
        grant_id=view.grant_id,
        name=view.client.name,
        shared_until=dates.day_month(compute_last_day(view.expires_at, view.client), today),
        period=dates.date_range(weeks[0], weeks[-1] + consent.WEEK - consent.ONE_DAY) if weeks else "",
        week_labels=tuple(dates.short_day_month(week, week) for week in weeks),
        sections=tuple(_present_pillar_section(pillar, client, coach.style) for pillar in PILLARS.values()),
        judged=describe_judged_numbers(find_page_changes(overviews).judged),
    )


def describe_coach_method() -> str:
    """Return how the verdicts are reached, in two sentences that fit on paper."""
    message = gettext_noop(
        "%(method)s: the mean of weeks against that of as many weeks before, with a 95 %% interval from how much"
        " neighbouring weeks differ. A change is named when the whole interval lies on one side of zero."
    )
    return gettext(message, method=format_method_version())


def _present_pillar_section(pillar: Pillar, client: ClientSummary, style: Style) -> ClientPillarSection:
    metrics, weeks = client.metrics_by_pillar.get(pillar.key), client.weeks
    if metrics is None:
        return ClientPillarSection(pillar, None, Markup())
    rows = tuple(_present_client_metric(metric, style) for metric in metrics)
    values = {shared.overview.metric.id: shared.overview.weekly_values for shared in metrics}
    rest_days = _describe_rest_days(client) if pillar.rest_day_metric_id else ""
    return ClientPillarSection(pillar, rows, render_clock_weeks(pillar, weeks, values, style), rest_days)


def _describe_rest_days(client: ClientSummary) -> str:
    """Return from when to when the client's setting holds, of the shown weeks alone; "" where it does not."""
    if client.rest_period is None:
        return ""
    (begin, end), first, last = client.rest_period, client.weeks[0], client.weeks[-1] + consent.WEEK - consent.ONE_DAY
    text = format_rest_days(begin if begin > first else None, end if end < last else None)
    return gettext("%(sentence)s This person chose so; it holds for whole weeks here.", sentence=text)


def _present_client_metric(shared: SharedMetric, style: Style) -> ClientMetricRow:
    overview = shared.overview
    metric = overview.metric
    row = present_metric_row(overview, style, comparison=_compare_last_week(overview, style))
    return ClientMetricRow(
        row=row,
        sparkline=draw_sparkline(overview.pillar, place_on_line(metric, overview.weekly_values)),
        range_text=_format_range(metric, overview.weekly_values, style),
        sentence=row.sentence,
        summary_label="" if isinstance(metric, WeeklyMetric) else gettext(WEEKLY_SUMMARY_LABELS[metric.summary]),
        weekly_values=tuple(
            _format_client_week(metric, value, days, style)
            for value, days in zip(overview.weekly_values, shared.days_per_week, strict=True)
        ),
        method_lines=describe_trend_method(metric)[:-1],
    )


def _format_range(metric: Metric, weeks: Sequence[float | None], style: Style) -> str:
    """Write between which values the weeks lie: "6 h 37 min to 7 h 9 min"; "" without two different ones."""
    known = sorted(value for value in place_on_line(metric, weeks) if value is not None)
    if not known or known[0] == known[-1]:
        return ""
    low, high = (format_metric_value(metric, value, style) for value in (known[0], known[-1]))
    return gettext("%(low)s to %(high)s", low=low, high=high)


def _format_client_week(metric: Metric, value: float | None, days: int, style: Style) -> WeeklyValueText:
    """Write a week's value; clock times of enough days can lie all around the clock, and then have no middle."""
    if value is None and metric.unit == "clock" and days >= consent.MIN_DAYS_PER_SHARED_WEEK:
        return WeeklyValueText(gettext("no middle"), has_too_few_days=False)
    return WeeklyValueText(format_weekly_value(metric, value, style), has_too_few_days=value is None)
