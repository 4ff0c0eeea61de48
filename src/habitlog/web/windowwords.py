"""What the trend pages say of a window's one value: the number, what it is made of, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from habitlog.pillar import Style, Windowed
from habitlog.pillar.figures import figure, in_unit
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
    told = [
        (detail, in_unit(detail.unit, detail.value, style)) for detail in outcome.details if detail.value is not None
    ]
    brief = [f"{detail.name.lower()} {words}" for detail, words in told if detail.key in measure.brief]
    value = "too few" if outcome.value is None else figure(measure, outcome.value, style)
    sentence = outcome.reason or ", ".join(brief).capitalize() + ("." if brief else "")
    details = tuple((detail.name, words) for detail, words in told if detail.value or detail.key in measure.brief)
    return WindowRow(measure, value, sentence, days_covered(measure, window.coverage), details, outcome.value is None)


def method_lines(measure: Windowed) -> tuple[tuple[str, str], ...]:
    """Return how the number was made, line by line."""
    told = measure.method()
    return (
        ("What is counted", measure.explained),
        ("Formula", f"{told['formula'].replace(' * ', ' × ')}."),
        ("Method", f"{told['name']} {told['version']}. The export carries every entry, enough to compute this again."),
    )
