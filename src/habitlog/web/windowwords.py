"""What the trend pages say of a window's one value: the number, what it is made of, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from habitlog.pillar import Detail, Metric, Style, Windowed
from habitlog.pillar.figures import figure
from habitlog.usecases.windowed import Window
from habitlog.web.trendwords import days_covered


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A windowed measure in words: its value or the reason there is none, and every detail that says something."""

    measure: Windowed
    value: str
    sentence: str
    coverage: str
    details: tuple[tuple[str, str], ...]
    quiet: bool


def row(window: Window, style: Style) -> WindowRow:
    """Return one window in words."""
    outcome, measure = window.outcome, window.measure
    known = [detail for detail in outcome.details if detail.value is not None]
    brief = [f"{detail.name.lower()} {_figure(detail, style)}" for detail in known if detail.key in measure.brief]
    value = "too few" if outcome.value is None else figure(measure, outcome.value, style)
    sentence = outcome.reason or ", ".join(brief).capitalize() + ("." if brief else "")
    worth = (detail for detail in known if detail.value or detail.key in measure.brief)
    details = tuple((detail.name, _figure(detail, style)) for detail in worth)
    return WindowRow(measure, value, sentence, days_covered(measure, window.coverage), details, outcome.value is None)


def _figure(detail: Detail, style: Style) -> str:
    like = Metric("", detail.name, detail.unit, "mean", lambda _: None)
    return figure(like, detail.value, style)


def method_lines(measure: Windowed) -> tuple[tuple[str, str], ...]:
    """Return how the number was made, line by line."""
    told = measure.method()
    return (
        ("What is counted", measure.explained),
        ("Formula", f"{told['formula'].replace(' * ', ' × ')}."),
        ("Method", f"{told['name']} {told['version']}. The export carries every entry, enough to compute this again."),
    )
