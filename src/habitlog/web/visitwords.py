"""What the visit sheet says: each number with what it rests on, and nothing about what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from habitlog.pillar import DailyMetric, Style
from habitlog.usecases.overview import PillarOverview
from habitlog.web import trendwords, windowwords


@dataclass(frozen=True, slots=True)
class ClinicianSheetRow:
    """One measure on the sheet."""

    name: str
    coverage: str
    value: str


def present_sheet_rows(overview: PillarOverview, style: Style) -> list[ClinicianSheetRow]:
    """Return the lines of a pillar, none where nothing of it was logged: daily measures, then those of the window."""
    if not any(glance.coverage.logged for glance in overview.metrics):
        return []
    return [*_present_daily_rows(overview, style), *_present_window_rows(overview, style)]


def _present_daily_rows(overview: PillarOverview, style: Style) -> Iterator[ClinicianSheetRow]:
    for glance in overview.metrics:
        if isinstance(measure := glance.metric, DailyMetric):
            mean = ", mean" if measure.summary in {"mean", "clock"} else ""
            value = trendwords.format_summary_value(measure, glance.period.value if glance.period else None, style)
            yield ClinicianSheetRow(
                f"{measure.name}{mean}", _strip_full_stop(trendwords.describe_coverage(measure, glance.coverage)), value
            )


def _present_window_rows(overview: PillarOverview, style: Style) -> Iterator[ClinicianSheetRow]:
    for window in overview.windows:
        said = windowwords.present_window_row(window, style)
        yield ClinicianSheetRow(said.metric.name, _strip_full_stop(said.coverage), said.value)


def _strip_full_stop(coverage: str) -> str:
    return coverage.removesuffix(".")
