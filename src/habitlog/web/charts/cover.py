"""The coverage strip under a chart: a block where a day was logged, a slash where skipped, a dot where not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from habitlog.web.charts.paths import coordinate

_CLASSES = {"logged": "block", "none": "frame", "skipped": "slash"}
_STRONGEST = ("logged", "none", "skipped")
SPARSE = 6
"""Weeks from dot to dot where weeks are drawn: closer, they would run into a line."""
SINGLE_BLOCKS = 120
"""Days up to which every block and dot stands alone; beyond, neighbours run together."""


def strip_paths(first: date, last: date, strip: Mapping[date, str], y: float, step: int) -> dict[str, str]:
    """Return a path for each class of the strip at height `y`; a `step` of 7 draws ISO weeks by their best day."""
    drawn: dict[str, str] = {}
    total = (last - first).days + 1
    open_class, start = "", 0
    for place, days in _pieces(first, total, step):
        kind = _kind(first, place, days, strip)
        if kind == open_class and kind in {"block", "frame"} and total > SINGLE_BLOCKS:
            continue
        drawn[open_class] = drawn.get(open_class, "") + _mark(open_class, start, place - start, y, total)
        open_class, start = kind, place
    drawn[open_class] = drawn.get(open_class, "") + _mark(open_class, start, total - start, y, total)
    return {kind: path for kind, path in drawn.items() if path}


def _pieces(first: date, total: int, step: int) -> Iterator[tuple[int, int]]:
    """Yield where each piece of the strip begins and its days: single ones, or weeks that begin on Mondays."""
    place = 0
    while place < total:
        days = min(step - (first.weekday() + place) % step, total - place)
        yield place, days
        place += days


def _kind(first: date, place: int, days: int, strip: Mapping[date, str]) -> str:
    states = {strip.get(first + timedelta(days=place + more), "unknown") for more in range(days)}
    return next((_CLASSES[state] for state in _STRONGEST if state in states), "dot")


def _mark(kind: str, start: int, width: int, y: float, total: int) -> str:
    middle = start + width / 2
    if kind in {"block", "frame"}:
        gap = 0.1 if total <= SINGLE_BLOCKS else 0
        return f"M{coordinate(start + gap)} {coordinate(y)}h{coordinate(width - 2 * gap)}"
    if kind == "slash":
        half = min(width * 0.4, total / 120)
        return f"M{coordinate(middle - half)} {coordinate(y + 4)}l{coordinate(2 * half)} -8"
    thinned = width > 1 and total > SINGLE_BLOCKS and (start // width) % SPARSE
    return f"M{coordinate(middle)} {coordinate(y)}h0" if kind == "dot" and not thinned else ""
