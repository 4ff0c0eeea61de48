"""The picture of a change: two levels, and the interval of their difference, on one scale."""

from __future__ import annotations

import re
from datetime import date

from tests.support.cases import for_each_case

from habitlog.pillars import PILLARS
from habitlog.stats.period_change import Change
from habitlog.stats.trend import PeriodLevel, TrendResult
from habitlog.web.charts.level_strokes import draw_level_strokes

SLEEP = PILLARS["sleep"]


def draw(change: Change | None, weeks: tuple[int, int] = (12, 12)) -> dict[str, str]:
    """Return the paths of a drawing by their class."""
    first, last = date(2026, 1, 5), date(2026, 3, 29)
    before, after = (PeriodLevel(first, last, count, count, 7 * count, 400.0) for count in weeks)
    drawn = draw_level_strokes(SLEEP, TrendResult("more", 24, before, after, change))
    return dict(re.findall(r'<path class="([\w-]+)" d="([^"]+)"', drawn))


@for_each_case(
    ("change", "before", "after", "band"),
    [
        (Change(10, 5, 20), "M3 32H57", "M63 18H117", "M63 4H117V25H63z"),
        (Change(-10, -20, -5), "M3 4H57", "M63 18H117", "M63 11H117V32H63z"),
        (Change(5, -5, 15), "M3 25H57", "M63 18H117", "M63 4H117V32H63z"),
        (Change(0, 0, 0), "M3 18H57", "M63 18H117", "M63 18H117V18H63z"),
    ],
)
def test_level_strokes_share_a_scale(change: Change, before: str, after: str, band: str) -> None:
    drawn = draw(change)
    assert (drawn["level-before"], drawn["level-after"], drawn["band"]) == (before, after, band)


def test_level_strokes_are_as_long_as_their_periods() -> None:
    assert draw(Change(10, 5, 20), (7, 5))["level-before"] == "M3 32H67"


def test_level_strokes_without_change_draw_nothing() -> None:
    assert draw(None) == {}
