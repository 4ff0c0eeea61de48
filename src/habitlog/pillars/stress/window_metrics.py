"""Stress before and after practices, as counts of pairs: no effect of a practice can be read from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from habitlog.pillars.stress.record import Practice
from habitlog.pillars.stress.summary import describe_missing_value
from habitlog.tracking import DayRange, EntryRecord, MissingValueReason, WindowDetail, WindowMetric, WindowResult
from habitlog.translation import gettext_noop


def count_stress_changes(records: Sequence[EntryRecord], _days: DayRange) -> WindowResult:
    """Return how many practices have stress before and after, and after how many it was lower, the same or higher."""
    practices = [(record.entry_date, _stress_change(record)) for record in records if isinstance(record, Practice)]
    changes = [change for _, change in practices if change is not None]
    days = len({day for day, change in practices if change is not None})
    details = (
        WindowDetail("lower", gettext_noop("Lower after"), sum(change < 0 for change in changes)),
        WindowDetail("same", gettext_noop("Same"), sum(change == 0 for change in changes)),
        WindowDetail("higher", gettext_noop("Higher after"), sum(change > 0 for change in changes)),
        WindowDetail("practices", gettext_noop("Practices in total"), len(practices)),
    )
    if not changes:
        return WindowResult(None, 0, 1, 0, MissingValueReason("no_pairs", (0,), (1,)), details)
    return WindowResult(len(changes), len(changes), 1, days, None, details)


def _stress_change(practice: Practice) -> int | None:
    if practice.stress_before is None or practice.stress_after is None:
        return None
    return practice.stress_after - practice.stress_before


def _describe_method() -> dict[str, Any]:
    return {
        "name": "habitlog-stress-pairs",
        "version": "1.0",
        "formula": "counts of practices by the sign of stress after less stress before",
        "missing": "practices without both are left out",
        "needed": {"pairs": 1},
        "sources": [],
    }


WINDOW_METRICS = (
    WindowMetric(
        "stress.pairs",
        "Stress before and after",
        "pairs",
        ("practice",),
        count_stress_changes,
        _describe_method,
        describe_missing_value,
        formula="counts of practices by the sign of stress after less stress before.",
        headline_details=("lower", "same", "higher"),
        explained="Practices with stress logged before and after, as counts. Stress that is high at the start "
        "tends to be lower later by itself, so the counts do not say what a practice did.",
    ),
)
