"""The main sleeps of a date as one, nights of a window, and sleeps that claim the same time.

A date has one main sleep as a rule. Where it has several (shift work, a night in pieces), its minutes are those of all
of them together, and what only one sleep can have (midpoint, time to fall asleep, quality) is that of the longest.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby, pairwise

from habitlog.pillars.sleep.record import Night, SleepRecord
from habitlog.tracking import EntryRecord, TimeSpan, WindowDetail
from habitlog.translation import gettext_noop


def list_main_sleeps(records: Sequence[EntryRecord]) -> list[Night]:
    """Return the main sleeps among records, in their order."""
    return [record for record in records if isinstance(record, Night)]


def find_longest(nights: Sequence[Night]) -> Night | None:
    """Return the longest main sleep of a date: by time asleep, or time in bed where that is not known.

    Of equally long ones it is the one that ended first.
    """
    return nights[0] if len(nights) == 1 else min(nights, key=_rank_by_length, default=None)


def _rank_by_length(night: Night) -> tuple[float, float, bool]:
    length = night.total_sleep_min if night.total_sleep_min is not None else night.time_in_bed_min
    end = float("inf") if night.ended_at is None else night.ended_at.timestamp()
    return -(length or 0), end, bool(night.additional)


def find_overlap(record: EntryRecord, other: EntryRecord) -> TimeSpan | None:
    """Return the times of another sleep where a person would sleep twice at one time, else None.

    Two main sleeps exclude each other from getting into bed to getting up; a nap excludes what lies between falling
    asleep and waking, as one can lie down before a nap. Sleeps that only touch do not overlap.
    """
    if not (isinstance(record, SleepRecord) and isinstance(other, SleepRecord)):
        return None
    if isinstance(record, Night) and isinstance(other, Night):
        span, other_span = record.bed_span, other.bed_span
    else:
        span, other_span = record.asleep_span, other.asleep_span
    if span is None or other_span is None or span[0] >= other_span[1] or other_span[0] >= span[1]:
        return None
    return other.bed_span or other_span


def list_nights_with_period(records: Sequence[EntryRecord], first: date) -> list[Night]:
    """Return the longest main sleep of each date from `first` on, where its sleep period is known, oldest first."""
    nights = (find_longest(of_date) for of_date in _group_by_date(records, first))
    return [night for night in nights if night is not None and night.sleep_period is not None]


def list_known_nights(records: Sequence[EntryRecord], first: date) -> list[Night]:
    """Return the longest main sleep of each date from `first` on, where the period of all its main sleeps is known."""
    known = (
        of_date
        for of_date in _group_by_date(records, first)
        if all(night.sleep_period is not None for night in of_date)
    )
    return [night for of_date in known if (night := find_longest(of_date)) is not None]


def _group_by_date(records: Sequence[EntryRecord], first: date) -> list[list[Night]]:
    nights = [night for night in list_main_sleeps(records) if night.entry_date >= first]
    return [list(of_date) for _, of_date in groupby(nights, key=lambda night: night.entry_date)]


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
