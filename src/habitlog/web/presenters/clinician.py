"""The page for a clinician and its summary: each number with what it rests on, and nothing about what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from habitlog.tracking import DailyMetric, Style
from habitlog.translation import gettext, gettext_noop
from habitlog.usecases.trends.clinician_summary import ClinicianQuestions
from habitlog.usecases.trends.overview import PillarOverview
from habitlog.web.metric_text import format_metric_name
from habitlog.web.presenters.trend import format_summary_value, list_day_coverage, present_window_row

SUGGESTED_QUESTIONS = (
    gettext_noop("What could be behind what I notice?"),
    gettext_noop("Which tests would tell us more?"),
    gettext_noop("Does this fit with what I already take?"),
    gettext_noop("What is good to know before starting or stopping anything?"),
    gettext_noop("When do we look at this again?"),
)
"""The questions to tick, in the order in which `ClinicianQuestions.suggested` counts them."""


def list_questions(questions: ClinicianQuestions) -> list[str]:
    """Return the questions of the summary: the ticked ones, then the person's own."""
    suggested = [gettext(SUGGESTED_QUESTIONS[position]) for position in sorted(questions.suggested)]
    return [*suggested, *filter(None, questions.own)]


_FRACTION_OF_A_MINUTE = re.compile(r"(\d+)[.,](\d)(?=\smin\b)")
_PLAIN_NAMES: Mapping[str, str] = {
    "diet.gdr": gettext_noop("Food-group score"),
    "diet.protect": gettext_noop("Plant food groups"),
    "diet.risk": gettext_noop("Sweet, fried, packaged groups"),
    "sleep.midpoint": gettext_noop("Middle of the sleep"),
    "sleep.midpoint_sd": gettext_noop("Middle of the sleep moves by"),
    "sleep.onset_sd": gettext_noop("Falling asleep moves by"),
    "sleep.regularity": gettext_noop("Days alike in sleep, of 100"),
    "sleep.social_jetlag": gettext_noop("Free and work nights apart"),
    "training.resistance_sets": gettext_noop("Sets with weights"),
    "training.session_load": gettext_noop("Effort (0–10) × minutes"),
    "training.volume_load": gettext_noop("Weight lifted in all"),
    "training.week_load": gettext_noop("Effort × minutes, a week"),
    "training.week_monotony": gettext_noop("Training days alike"),
    "training.week_strain": gettext_noop("Weekly effort × alike days"),
}
"""What the summary calls metrics whose own names say little to a reader who does not know habitlog."""


class ClinicianSheetRow(Struct, frozen=True):
    """One metric on the summary."""

    name: str
    coverage: str
    value: str


def present_sheet_rows(overview: PillarOverview, style: Style) -> list[ClinicianSheetRow]:
    """Return the rows of a pillar, none where nothing of it was logged: daily metrics, then window metrics."""
    if not any(one.coverage.logged for one in overview.metrics):
        return []
    return [*_present_daily_rows(overview, style), *_present_window_rows(overview, style)]


def _present_daily_rows(overview: PillarOverview, style: Style) -> Iterator[ClinicianSheetRow]:
    for one in overview.metrics:
        if isinstance(metric := one.metric, DailyMetric):
            name = _format_plain_name(metric)
            yield ClinicianSheetRow(
                gettext("%(metric)s, mean", metric=name) if metric.summary in {"mean", "clock"} else name,
                ", ".join(list_day_coverage(one.pillar, one.coverage)),
                _simplify_value(format_summary_value(metric, one.period.value if one.period else None, style)),
            )


def _format_plain_name(metric: DailyMetric) -> str:
    return gettext(_PLAIN_NAMES[metric.id]) if metric.id in _PLAIN_NAMES else format_metric_name(metric)


def _simplify_value(value: str) -> str:
    """Return a value in whole minutes and without "AU": the name of the row says what the number is."""
    return _FRACTION_OF_A_MINUTE.sub(lambda found: str(round(float(f"{found[1]}.{found[2]}"))), value).replace(
        " AU", ""
    )


def _present_window_rows(overview: PillarOverview, style: Style) -> Iterator[ClinicianSheetRow]:
    for window in overview.windows:
        row = present_window_row(window, style)
        plain = _PLAIN_NAMES.get(window.metric.id)
        name = gettext(plain) if plain else row.name
        yield ClinicianSheetRow(
            name, ", ".join(list_day_coverage(window.pillar, window.coverage)), _simplify_value(row.value)
        )
