"""What changed on a page of many numbers: the changes that were clear among all of them for two weeks in a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from habitlog.usecases.trends.trends import MetricOverview

MAX_FALSE_DISCOVERY_RATE = 0.05
"""Of pages on which nothing changed, at most this share lists a change."""
MAX_CHANGES_LISTED = 5
MAX_WEEKS_LISTED = 8
"""Weeks up to which it is known how long a change has been listed."""
WEEKS_BACK = MAX_WEEKS_LISTED + 1
"""Earlier weeks whose numbers are judged, too."""
P_DECIMALS = 12
"""P-values are rounded to so many before they are ordered: smaller ones count as equal."""


class ListedChange(NamedTuple):
    """A change with the number of `weeks` for which it has been listed, this one included, at most `MAX_WEEKS_LISTED`.

    `is_clear`: whether it would be listed by this week alone.
    """

    overview: MetricOverview
    weeks: int
    is_clear: bool


class PageChanges(Struct, frozen=True):
    """The numbers of a page: how many were `judged`, how many of them `named`, each by itself, as more or less.

    `clear` are those that stay named when all numbers of the page are taken together, and did a week earlier; they stay
    until two weeks in a row do without. The clearest come first. `waiting` are clear for the first week.
    """

    judged: int
    named: int
    clear: tuple[ListedChange, ...] = ()
    waiting: tuple[MetricOverview, ...] = ()

    @property
    def listed(self) -> tuple[ListedChange, ...]:
        """The clearest changes, as many as a page lists."""
        return self.clear[:MAX_CHANGES_LISTED]


def find_page_changes(overviews: Iterable[MetricOverview]) -> PageChanges:
    """Return what changed on a page, by p-values adjusted for the number of all judged ones (Benjamini–Hochberg).

    The same is done for the weeks before, as far as the overviews have them. So the list follows from the record alone:
    a number joins it in its second clear week, and leaves it in its second week without.
    """
    judged = [(one, round(p, P_DECIMALS)) for one in overviews if (p := one.summary.trend.p_value) is not None]
    signs = _find_clear_signs([one for one, _ in judged])
    listed, waiting = [], []
    for (one, p), by_week in zip(judged, signs, strict=True):
        sign, weeks = follow_list(by_week)
        if sign:
            listed.append((p, ListedChange(one, min(weeks, MAX_WEEKS_LISTED), is_clear=by_week[0] == sign)))
        elif by_week[0]:
            waiting.append((p, one))
    return PageChanges(
        judged=len(judged),
        named=sum(one.summary.trend.verdict in {"more", "less"} for one, _ in judged),
        clear=tuple(one for _, one in sorted(listed, key=lambda entry: entry[0])),
        waiting=tuple(one for _, one in sorted(waiting, key=lambda entry: entry[0])),
    )


def follow_list(signs: Sequence[int]) -> tuple[int, int]:
    """Return the direction in which a number is listed, 0 if it is not, and for how many weeks, this one included.

    `signs` has the direction in which each week would have listed it by itself, the latest first. The list takes over
    what two weeks in a row agree on.
    """
    state, weeks = 0, 0
    for later, earlier in zip(signs[-2::-1], signs[:0:-1], strict=True):
        before = state
        state = later if later == earlier else state
        weeks = weeks + 1 if state == before else 1
    return (state, weeks) if state else (0, 0)


def _find_clear_signs(overviews: Sequence[MetricOverview]) -> list[tuple[int, ...]]:
    """Return for each overview in which direction it was clear among all of its week, the latest week first."""
    weeks = zip(*(_list_changes(one) for one in overviews), strict=True)
    return list(zip(*(_find_signs_of_week(week) for week in weeks), strict=True))


def _list_changes(overview: MetricOverview) -> Iterator[tuple[float, float | None]]:
    trend = overview.summary.trend
    yield (trend.change.value if trend.change else 0.0), trend.p_value
    yield from trend.earlier_changes
    yield from [(0.0, None)] * (WEEKS_BACK - len(trend.earlier_changes))


def _find_signs_of_week(changes: Sequence[tuple[float, float | None]]) -> list[int]:
    from habitlog.stats.false_discovery_rate import adjust_p_values  # noqa: PLC0415 - numpy is loaded by the first trend

    rates = iter(adjust_p_values([p for _, p in changes if p is not None]))
    is_clear = [p is not None and next(rates) <= MAX_FALSE_DISCOVERY_RATE for _, p in changes]
    return [(change > 0) - (change < 0) if clear else 0 for (change, _), clear in zip(changes, is_clear, strict=True)]
