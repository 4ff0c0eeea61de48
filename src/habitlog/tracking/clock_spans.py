"""Where entries lie on the clock: what a pillar declares so that its days are drawn as bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec import Struct

from habitlog.tracking.declared_texts import DisplayText
from habitlog.tracking.entry import EntryRecord


class ClockSpan(NamedTuple):
    """An entry of a day on the clock: minutes from the midnight that opens the day, negative before it.

    `inner` is a part of it, None where that is not known.
    """

    start: float
    end: float
    inner: tuple[float, float] | None = None
    is_marked: bool = False


class ClockChart(Struct, frozen=True):
    """How the entries of a `kind` are drawn, a bar for each, and the metrics whose pages show them.

    Marks of spans are drawn for `marked_metric_ids` alone. The names are those of a span, its inner part and its mark.
    Of a week the inner part is drawn as long as the mean of one metric, around the mean of another.
    """

    title: DisplayText
    kind: str
    find_spans: Callable[[Sequence[EntryRecord]], Sequence[ClockSpan]]
    outer_name: DisplayText
    inner_name: DisplayText
    marked_name: DisplayText
    week_caption: DisplayText
    length_metric_id: str
    middle_metric_id: str
    metric_ids: frozenset[str]
    marked_metric_ids: frozenset[str] = frozenset()
