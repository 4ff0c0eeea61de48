"""The coverage strip under a chart: a block where a day was logged, a slash where skipped, a dot where not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from habitlog.web.charts.paths import format_coordinate

_STATE_CLASSES = {"logged": "block", "none": "frame", "skipped": "slash"}
_STATE_PRIORITY = ("logged", "none", "skipped")
_KNOWN_STATES = frozenset({"logged", "none"})
DOT_WEEK_INTERVAL = 6
"""Weeks from dot to dot where weeks are drawn: closer, the dots would look like a line."""
MAX_SINGLE_BLOCK_DAYS = 120
"""Days up to which every block and dot stands alone; beyond, neighbouring blocks are joined."""
BLOCK_HEIGHT = 6


def build_strip_paths(
    first: date, last: date, day_states: Mapping[date, str], y: float, step: int, *, by_share: bool = False
) -> dict[str, str]:
    """Return a path for each class of the strip at height `y`; a `step` of 7 draws ISO weeks.

    With `by_share` a week with a known day is as high as the share of its days that are known; otherwise it is drawn
    as its best day.
    """
    drawn: dict[str, str] = {}
    total = (last - first).days + 1
    open_class, start = "", 0
    for place, days in _iterate_segments(first, total, step):
        if by_share and (share := _measure_known_share(first, place, days, day_states)):
            kind = "share"
            drawn[kind] = drawn.get(kind, "") + _build_share_path(place, days, share, y)
        else:
            kind = _choose_segment_class(first, place, days, day_states)
            if kind == open_class and kind in {"block", "frame"} and total > MAX_SINGLE_BLOCK_DAYS:
                continue
        drawn[open_class] = drawn.get(open_class, "") + _build_segment_path(open_class, start, place - start, y, total)
        open_class, start = kind, place
    drawn[open_class] = drawn.get(open_class, "") + _build_segment_path(open_class, start, total - start, y, total)
    return {kind: path for kind, path in drawn.items() if path}


def _iterate_segments(first: date, total: int, step: int) -> Iterator[tuple[int, int]]:
    """Yield the position and the number of days of each segment: single days, or weeks that begin on Mondays."""
    place = 0
    while place < total:
        days = min(step - (first.weekday() + place) % step, total - place)
        yield place, days
        place += days


def _measure_known_share(first: date, start: int, days: int, day_states: Mapping[date, str]) -> float:
    known = sum(day_states.get(first + timedelta(days=start + more)) in _KNOWN_STATES for more in range(days))
    return known / days


def _choose_segment_class(first: date, start: int, days: int, day_states: Mapping[date, str]) -> str:
    states = {day_states.get(first + timedelta(days=start + more), "unknown") for more in range(days)}
    return next((_STATE_CLASSES[state] for state in _STATE_PRIORITY if state in states), "dot")


def _build_share_path(start: int, width: int, share: float, y: float) -> str:
    height = format_coordinate(BLOCK_HEIGHT * share)
    return f"M{start} {format_coordinate(y + BLOCK_HEIGHT / 2)}h{width}v-{height}h-{width}z"


def _build_segment_path(kind: str, start: int, width: int, y: float, total: int) -> str:
    middle = start + width / 2
    if kind in {"block", "frame"}:
        gap = 0.1 if total <= MAX_SINGLE_BLOCK_DAYS else 0
        return f"M{format_coordinate(start + gap)} {format_coordinate(y)}h{format_coordinate(width - 2 * gap)}"
    if kind == "slash":
        half = min(width * 0.4, total / 120)
        return f"M{format_coordinate(middle - half)} {format_coordinate(y + 4)}l{format_coordinate(2 * half)} -8"
    thinned = width > 1 and total > MAX_SINGLE_BLOCK_DAYS and (start // width) % DOT_WEEK_INTERVAL
    return f"M{format_coordinate(middle)} {format_coordinate(y)}h0" if kind == "dot" and not thinned else ""
