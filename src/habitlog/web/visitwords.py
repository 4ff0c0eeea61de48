"""What the visit sheet says: each number with what it rests on, and nothing about what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from habitlog.pillar import Metric, Style
from habitlog.usecases.overview import Overview
from habitlog.web import trendwords, windowwords


@dataclass(frozen=True, slots=True)
class Line:
    """One measure on the sheet."""

    name: str
    rests: str
    value: str


def lines(one: Overview, style: Style) -> list[Line]:
    """Return the lines of a pillar, none where nothing of it was logged: daily measures, then those of the window."""
    if not any(glance.coverage.logged for glance in one.glances):
        return []
    return [*_daily(one, style), *_of_window(one, style)]


def _daily(one: Overview, style: Style) -> Iterator[Line]:
    for glance in one.glances:
        if isinstance(measure := glance.measure, Metric):
            mean = ", mean" if measure.summary in {"mean", "clock"} else ""
            value = trendwords.summed_up(measure, glance.period.value if glance.period else None, style)
            yield Line(f"{measure.name}{mean}", _rests(trendwords.coverage(measure, glance.coverage)), value)


def _of_window(one: Overview, style: Style) -> Iterator[Line]:
    for window in one.windows:
        said = windowwords.row(window, style)
        yield Line(said.measure.name, _rests(said.coverage), said.value)


def _rests(coverage: str) -> str:
    return coverage.removesuffix(".")
