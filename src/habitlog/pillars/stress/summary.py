"""Stress practices and levels in sentences."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from habitlog.pillars.stress.form import PRACTICE_LABELS
from habitlog.pillars.stress.record import Practice, StressLevel
from habitlog.tracking import EntryRecord, MissingValueReason, Style
from habitlog.translation import find_message, gettext


def summarize_stress_entry(record: EntryRecord, _style: Style, off: Collection[str] = ()) -> tuple[str, str]:
    """Return what was practised and for how long, with stress before and after, or the day's level."""
    if isinstance(record, StressLevel):
        return gettext("Stress %(level)s of 10", level=record.stress_now), ""
    practice = cast("Practice", record)
    name = practice.practice_text or find_message(PRACTICE_LABELS[practice.practice])
    headline = gettext("%(practice)s, %(minutes)s min", practice=name, minutes=practice.minutes)
    if practice.stress_before is None or "pairs" in off:
        return headline, ""
    before, after = practice.stress_before, practice.stress_after
    return headline, gettext("Stress %(before)s before, %(after)s after.", before=before, after=after)


def describe_missing_value(_reason: MissingValueReason) -> str:
    """Return why a window has no pairs of stress before and after."""
    return gettext("No practice in this window has stress before and after.")
