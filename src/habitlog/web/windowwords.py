"""What the trend pages say of a window's one value: the number, what it is made of, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace

from habitlog.pillar import Style, Windowed
from habitlog.pillar.figures import figure, in_unit
from habitlog.usecases.windowed import Window
from habitlog.web.trendwords import Sides, days_covered, pair, summed_up


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A windowed measure in words: its value or the reason there is none, and every detail that says something."""

    measure: Windowed
    value: str
    sentence: str
    coverage: str
    details: tuple[tuple[str, str], ...]
    quiet: bool
    beside: str = ""
    """The value beside that of the window before, in a sentence; nothing where there is none of either."""


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


def row_beside(window: Window, before: Window | None, style: Style, sides: Sides) -> WindowRow:
    """Return one window in words, with the value of the window before it where that was read."""
    said = row(window, style)
    then = before.outcome.value if before else None
    if before is None or (said.quiet and then is None):
        return said
    return replace(said, beside=pair(said.value, summed_up(window.measure, then, style), sides))


def method_lines(measure: Windowed) -> tuple[tuple[str, str], ...]:
    """Return how the number was made, line by line."""
    told = measure.method()
    return (
        ("What is counted", measure.explained),
        ("Formula", f"{told['formula'].replace(' * ', ' × ')}."),
        ("Method", f"{told['name']} {told['version']}. The export carries every entry, enough to compute this again."),
    )
