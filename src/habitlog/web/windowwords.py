"""What the trend pages say of a window's one value: the number, what it is made of, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace

from habitlog.pillar import Style, WindowMetric
from habitlog.pillar.figures import format_in_unit, format_metric_value
from habitlog.usecases.windowed import WindowSummary
from habitlog.web.trendwords import PeriodNames, describe_day_coverage, format_comparison, format_summary_value


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A windowed measure in words: its value or the reason there is none, and every detail that says something."""

    metric: WindowMetric
    value: str
    sentence: str
    coverage: str
    details: tuple[tuple[str, str], ...]
    has_no_value: bool
    comparison: str = ""
    """The value beside that of the window before, in a sentence; nothing where there is none of either."""


def present_window_row(window: WindowSummary, style: Style) -> WindowRow:
    """Return one window in words."""
    outcome, measure = window.result, window.metric
    told = [
        (detail, format_in_unit(detail.unit, detail.value, style))
        for detail in outcome.details
        if detail.value is not None
    ]
    brief = [f"{detail.name.lower()} {words}" for detail, words in told if detail.key in measure.headline_details]
    value = "too few" if outcome.value is None else format_metric_value(measure, outcome.value, style)
    sentence = outcome.reason or ", ".join(brief).capitalize() + ("." if brief else "")
    details = tuple(
        (detail.name, words) for detail, words in told if detail.value or detail.key in measure.headline_details
    )
    return WindowRow(
        measure, value, sentence, describe_day_coverage(measure, window.coverage), details, outcome.value is None
    )


def present_compared_window_row(
    window: WindowSummary, previous: WindowSummary | None, style: Style, period_names: PeriodNames
) -> WindowRow:
    """Return one window in words, with the value of the window before it where that was read."""
    said = present_window_row(window, style)
    then = previous.result.value if previous else None
    if previous is None or (said.has_no_value and then is None):
        return said
    return replace(
        said, comparison=format_comparison(said.value, format_summary_value(window.metric, then, style), period_names)
    )


def describe_window_method(measure: WindowMetric) -> tuple[tuple[str, str], ...]:
    """Return how the number was made, line by line."""
    told = measure.method()
    return (
        ("What is counted", measure.explained),
        ("Formula", f"{told['formula'].replace(' * ', ' × ')}."),
        ("Method", f"{told['name']} {told['version']}. The export carries every entry, enough to compute this again."),
    )
