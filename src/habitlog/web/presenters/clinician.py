"""The page for a clinician and its summary: each number with what it rests on, and nothing about what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class ClinicianSheetRow:
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
            name = format_metric_name(metric)
            yield ClinicianSheetRow(
                gettext("%(metric)s, mean", metric=name) if metric.summary in {"mean", "clock"} else name,
                ", ".join(list_day_coverage(one.pillar, one.coverage)),
                format_summary_value(metric, one.period.value if one.period else None, style),
            )


def _present_window_rows(overview: PillarOverview, style: Style) -> Iterator[ClinicianSheetRow]:
    for window in overview.windows:
        row = present_window_row(window, style)
        yield ClinicianSheetRow(row.name, ", ".join(list_day_coverage(window.pillar, window.coverage)), row.value)


@dataclass(frozen=True, slots=True)
class ExcludedTopic:
    """A topic left to a clinician; `library_search_term` finds what the library explains of it, where it does."""

    name: str
    contents: str
    question: str
    library_search_term: str | None = None


EXCLUDED_TOPICS = (
    ExcludedTopic(
        gettext_noop("Hormones and hormone treatment"),
        gettext_noop(
            "Testosterone, oestrogen and progesterone as treatment, for men and for women, before, during and after "
            "menopause; aromatase inhibitors; what is taken to keep fertility."
        ),
        gettext_noop("Which tests come before a treatment, and which go with it?"),
        gettext_noop("hormones"),
    ),
    ExcludedTopic(
        gettext_noop("Peptides"),
        gettext_noop(
            "Growth hormone and the peptides that release it, repair peptides, and others that are sold for research."
        ),
        gettext_noop("What is known about this one in people, and what is not?"),
    ),
    ExcludedTopic(
        gettext_noop("Medicines that lower glucose"),
        gettext_noop("GLP-1 medicines and their relatives, metformin, and insulin as treatment."),
        gettext_noop("How does what I log fit with what I already take?"),
        gettext_noop("insulin"),
    ),
    ExcludedTopic(
        gettext_noop("Thyroid"),
        gettext_noop("Thyroid hormone as treatment."),
        gettext_noop("Which tests would tell how the thyroid works?"),
        gettext_noop("thyroid"),
    ),
    ExcludedTopic(
        gettext_noop("Prescription medicines"),
        gettext_noop("Statins and every other prescription medicine, anabolic agents and stimulants."),
        gettext_noop("What is good to know before starting or stopping anything?"),
    ),
    ExcludedTopic(
        gettext_noop("Supplements, in amounts"),
        gettext_noop("Vitamins, minerals, herbs and hormones sold as supplements, once an amount is named."),
        gettext_noop("Does this go together with everything else I take?"),
    ),
)
