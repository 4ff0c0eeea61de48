"""Nights of a window: those with a sleep period, and the details that its metrics share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from habitlog.pillars.sleep.record import Night
from habitlog.tracking import EntryRecord, WindowDetail
from habitlog.translation import gettext_noop


def list_nights_with_period(records: Sequence[EntryRecord], first: date) -> list[Night]:
    """Return the nights from `first` on whose sleep period is known, in the order of `records`."""
    nights = (record for record in records if isinstance(record, Night))
    return [night for night in nights if night.sleep_period is not None and night.entry_date >= first]


def count_nights_by_time_in_bed(nights: Sequence[Night]) -> WindowDetail:
    """Return how many nights have minutes asleep alone, with the time from bed to up as their sleep period."""
    nights_by_bed = sum(night.diary_total_sleep_min is None and night.asleep_min is not None for night in nights)
    return WindowDetail("bed_to_up", gettext_noop("Nights that take time in bed as their sleep period"), nights_by_bed)


def list_travel_positions(nights: Sequence[Night]) -> list[int]:
    """Return the positions of nights whose clocks differ from those of the night before by 2 h or more."""
    from habitlog.stats.sleep_regularity import is_same_local_clock  # noqa: PLC0415 - numpy is loaded by the first window

    return [
        position
        for position, (before, night) in enumerate(pairwise(nights), 1)
        if night.sleep_period is not None and not is_same_local_clock(before.zone, night.zone, night.sleep_period[1])
    ]
