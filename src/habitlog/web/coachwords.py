"""What the page of one client says: each measure week by week in words, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from habitlog.people.model import Person
from habitlog.pillar import Metric, Pillar, Style, WeeklyMetric
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.usecases.coaching import ClientSummary, SharedMetric
from habitlog.usecases.grants import compute_last_day
from habitlog.web import methodwords, trendwords, words
from habitlog.web.clientwords import WEEKLY_SUMMARY_LABELS, format_weekly_value
from habitlog.web.trendwords import MetricRow, PeriodNames

COACH_PERIOD_NAMES = PeriodNames("last week", "the 4 weeks before")


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
        words.day_month(_find_last_shared_day(client), today),
        words.date_range(weeks[0], weeks[-1] + consent.WEEK - consent.ONE_DAY) if weeks else "",
        tuple(words.short_day_month(week, week) for week in weeks),
        tuple(
            _present_pillar_section(pillar, client.metrics_by_pillar.get(key), coach.style)
            for key, pillar in PILLARS.items()
        ),
    )


def describe_coach_method() -> str:
    """Return how every verdict here is reached, in two sentences that fit on paper."""
    return (
        f"{methodwords.format_method_version()}: Theil–Sen slopes with a 95 % interval from the Mann–Kendall variance. A change is "
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
    row = trendwords.present_metric_row(glance, style, COACH_PERIOD_NAMES)
    return ClientMetricRow(
        row=row,
        sentence=_describe_client_verdict(told, row),
        summary_label="" if isinstance(measure, WeeklyMetric) else WEEKLY_SUMMARY_LABELS[measure.summary],
        weekly_values=tuple(
            _format_client_week(measure, *week, style)
            for week in zip(glance.weekly_values, told.days_per_week, strict=True)
        ),
        method_lines=trendwords.describe_trend_method(measure, glance.summary.trend.basis)[:-1],
    )


def _describe_client_verdict(told: SharedMetric, row: MetricRow) -> str:
    """Write a verdict; where a page of so few weeks can never name one, how many it takes."""
    trend, shown = told.overview.summary.trend, len(told.days_per_week)
    if trend.insufficient_data and trend.basis == "week" and trend.insufficient_data.needed > shown:
        return f"A trend takes {trend.insufficient_data.needed} weeks; here are {shown}."
    return row.sentence.removesuffix(trendwords.LONGER_RANGE_HINT).rstrip()


def _format_client_week(measure: Metric, value: float | None, days: int, style: Style) -> str:
    """Write a week's value; clock times of enough days can lie all around the clock, and then have no middle."""
    if value is None and measure.unit == "clock" and days >= consent.MIN_DAYS_PER_SHARED_WEEK:
        return "no middle"
    return format_weekly_value(measure, value, style)
