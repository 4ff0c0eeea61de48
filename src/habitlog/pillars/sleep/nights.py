"""Nights as windows read them: those with a sleep period, and what has to be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from habitlog.pillars.sleep.record import Night
from habitlog.tracking import EntryRecord, WindowDetail


def list_nights_with_period(records: Sequence[EntryRecord], first: date) -> list[Night]:
    """Return the nights from `first` on whose sleep period is known, in the order they are given."""
    nights = (record for record in records if isinstance(record, Night))
    return [night for night in nights if night.sleep_period is not None and night.entry_date >= first]


def count_nights_by_time_in_bed(nights: Sequence[Night]) -> WindowDetail:
    """Return how many nights tell minutes asleep and take the time from bed to up as their sleep period."""
    told = sum(night.diary_total_sleep_min is None and night.asleep_min is not None for night in nights)
    return WindowDetail("bed_to_up", "Nights that take time in bed as their sleep period", told)


def list_travel_positions(nights: Sequence[Night]) -> list[int]:
    """Return the places of the nights whose clocks differ from those of the night before by 2 h or more."""
    from habitlog.stats.sleep_regularity import is_same_local_clock  # noqa: PLC0415 - numpy is loaded by the first window

    return [
        place
        for place, (before, night) in enumerate(pairwise(nights), 1)
        if night.sleep_period is not None and not is_same_local_clock(before.zone, night.zone, night.sleep_period[1])
    ]
