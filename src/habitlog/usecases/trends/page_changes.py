"""What changed on a page of many numbers: the changes that are clear among all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from habitlog.usecases.trends.trends import MetricOverview

MAX_FALSE_DISCOVERY_RATE = 0.05
"""Of pages on which nothing changed, at most this share lists a change."""
MAX_CHANGES_LISTED = 5


@dataclass(frozen=True, slots=True)
class PageChanges:
    """The numbers of a page: how many were `judged`, how many of them `named`, each by itself, as more or less.

    `clear` are those that stay named when all numbers of the page are taken together, the clearest first.
    """

    judged: int
    named: int
    clear: tuple[MetricOverview, ...]

    @property
    def listed(self) -> tuple[MetricOverview, ...]:
        """The clearest changes, as many as a page lists."""
        return self.clear[:MAX_CHANGES_LISTED]


def find_page_changes(overviews: Iterable[MetricOverview]) -> PageChanges:
    """Return what changed on a page, by p-values adjusted for the number of all judged ones (Benjamini-Hochberg)."""
    p_values = [(one, p) for one in overviews if (p := one.summary.trend.p_value) is not None]
    if not p_values:
        return PageChanges(0, 0, ())
    from habitlog.stats.false_discovery_rate import adjust_p_values  # noqa: PLC0415 - numpy is loaded by the first trend

    adjusted = adjust_p_values([p for _, p in p_values])
    ordered = sorted(zip(p_values, adjusted, strict=True), key=lambda entry: entry[0][1])
    return PageChanges(
        judged=len(p_values),
        named=sum(one.summary.trend.verdict in {"more", "less"} for one, _ in p_values),
        clear=tuple(one for (one, _), rate in ordered if rate <= MAX_FALSE_DISCOVERY_RATE),
    )
