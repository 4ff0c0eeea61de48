"""What the visit sheet says: each number with what it rests on, and nothing about what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from habitlog.tracking import DailyMetric, Style
from habitlog.usecases.trends.overview import PillarOverview
from habitlog.web.presenters.trend import describe_coverage, format_summary_value, present_window_row


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
            value = format_summary_value(measure, glance.period.value if glance.period else None, style)
            yield ClinicianSheetRow(
                f"{measure.name}{mean}", _strip_full_stop(describe_coverage(glance.pillar, glance.coverage)), value
            )


def _present_window_rows(overview: PillarOverview, style: Style) -> Iterator[ClinicianSheetRow]:
    for window in overview.windows:
        said = present_window_row(window, style)
        yield ClinicianSheetRow(said.metric.name, _strip_full_stop(said.coverage), said.value)


def _strip_full_stop(coverage: str) -> str:
    return coverage.removesuffix(".")


@dataclass(frozen=True, slots=True)
class ExcludedTopic:
    """A topic left to a clinician; `word` is what the library is searched for, where it explains the body's side."""

    name: str
    contents: str
    question: str
    library_search_term: str | None = None


EXCLUDED_TOPICS = (
    ExcludedTopic(
        "Hormones and hormone treatment",
        "Testosterone, oestrogen and progesterone as treatment, for men and for women, before, during and after "
        "menopause; aromatase inhibitors; what is taken to keep fertility.",
        "Which tests come before a treatment, and which go with it?",
        "hormones",
    ),
    ExcludedTopic(
        "Peptides",
        "Growth hormone and the peptides that release it, repair peptides, and others that are sold for research.",
        "What is known about this one in people, and what is not?",
    ),
    ExcludedTopic(
        "Medicines that lower glucose",
        "GLP-1 medicines and their relatives, metformin, and insulin as treatment.",
        "How does what I log fit with what I already take?",
        "insulin",
    ),
    ExcludedTopic(
        "Thyroid",
        "Thyroid hormone as treatment.",
        "Which tests would tell how the thyroid works?",
        "thyroid",
    ),
    ExcludedTopic(
        "Prescription medicines",
        "Statins and every other prescription medicine, anabolic agents and stimulants.",
        "What is good to know before starting or stopping anything?",
    ),
    ExcludedTopic(
        "Supplements, in amounts",
        "Vitamins, minerals, herbs and hormones sold as supplements, once an amount is named.",
        "Does this go together with everything else I take?",
    ),
)
