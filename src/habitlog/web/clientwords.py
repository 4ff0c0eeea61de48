"""What a coach's list says of each client: a pillar in a cell, with what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from habitlog.people.model import Person
from habitlog.pillar import Metric, Pillar, Style
from habitlog.pillar.figures import format_metric_value
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.usecases.clients import ClientListItem
from habitlog.usecases.grants import compute_last_day
from habitlog.web import verdicts, words
from habitlog.web.charts import draw_sparkline

if TYPE_CHECKING:
    from habitlog.stats.briefs import WeeklySummary

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
    until = words.short_day_month(compute_last_day(look.expires_at, look.client), today)
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
    return f"Week {words.iso_week(monday)}, {words.date_range(monday, monday + consent.WEEK - consent.ONE_DAY)}"


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
    from habitlog.stats.briefs import PREVIOUS_WEEKS  # noqa: PLC0415 - numpy is loaded by the first trend

    metric, weeks = pillar.primary_metric, len(brief.week_values)
    return ClientPillarCell(
        sparkline=draw_sparkline(pillar, brief.week_values, None),
        last_week=format_weekly_value(metric, brief.week_values[-1], style),
        earlier_weeks=_format_earlier_weeks(metric, brief.previous_value, style) if weeks > PREVIOUS_WEEKS else "",
        day_coverage=f"{brief.known_days[-1]} of 7 {words.find_day_noun(metric)}",
        week_coverage=f"{weeks - brief.week_values.count(None)} of {words.format_count(weeks, 'weeks')}",
        verdict=verdicts.format_verdict_word(metric, brief.verdict),
    )


def _format_earlier_weeks(metric: Metric, value: float | None, style: Style) -> str:
    return "too few before" if value is None else f"before {format_metric_value(metric, value, style)}"
