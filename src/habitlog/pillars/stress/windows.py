"""Stress before and after practices, counted as pairs and nothing more: practice is one of many things that differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from habitlog.pillar import Days, Detail, EntryRecord, Outcome, Windowed
from habitlog.pillars.stress.record import Practice


def pairs(records: Sequence[EntryRecord], _days: Days) -> Outcome:
    """Return how many practices tell stress before and after, and after which of them it was lower, same or higher."""
    told = [(record.on, _change(record)) for record in records if isinstance(record, Practice)]
    changes = [change for _, change in told if change is not None]
    days = len({day for day, change in told if change is not None})
    details = (
        Detail("lower", "Lower after", sum(change < 0 for change in changes)),
        Detail("same", "Same", sum(change == 0 for change in changes)),
        Detail("higher", "Higher after", sum(change > 0 for change in changes)),
        Detail("practices", "Practices in all", len(told)),
    )
    if not changes:
        return Outcome(None, 0, 1, 0, "No practice of this window tells stress before and after.", details)
    return Outcome(len(changes), len(changes), 1, days, None, details)


def _change(practice: Practice) -> int | None:
    if practice.stress_before is None or practice.stress_after is None:
        return None
    return practice.stress_after - practice.stress_before


def _method() -> dict[str, Any]:
    return {
        "name": "habitlog-stress-pairs",
        "version": "1.0",
        "formula": "counts of practices by the sign of stress after less stress before",
        "missing": "practices without both are left out",
        "needed": {"pairs": 1},
        "sources": [],
    }


WINDOWED = (
    Windowed("stress.pairs", "Stress before and after", "pairs", ("practice",), pairs, _method,
             brief=("lower", "same", "higher"),
             explained="Practices with stress noted before and after, as counts. Stress that is high when one begins "
             "tends to be lower later by itself, so the counts say nothing of what a practice did."),
)  # fmt: skip
