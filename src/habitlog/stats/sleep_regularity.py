"""The Sleep Regularity Index (Phillips 2017), which compares neighbouring days epoch by epoch."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from habitlog.stats.block_jackknife import WindowInterval, compute_jackknife_interval, compute_logarithms
from habitlog.stats.circular import DAY_MINUTES, compute_direction
from habitlog.stats.row_statistics import MAX_RANGE_DAYS
from habitlog.stats.series import Values

MIN_DAY_PAIRS = 5
"""Pairs of neighbouring days, as in the R package sleepreg."""
MAX_UNKNOWN_HOURS = 6
"""A day with more unknown hours is left out, as in the same package."""


class SleepRegularity(NamedTuple):
    """The index from -100 to 100, None below `needed` pairs of neighbouring days; `pairs` are those compared.

    `interval` is its 95 % interval, None where there are too few pairs or no differences.
    """

    value: float | None
    pairs: int
    needed: int
    interval: WindowInterval | None = None


def compute_sleep_regularity_index(
    asleep: NDArray[np.bool_], known: NDArray[np.bool_], comparable: NDArray[np.bool_]
) -> SleepRegularity:
    """Return -100 + 200 x (equal pairs of epochs) / (pairs of epochs where both are known).

    `asleep` and `known` have shape (days, epochs of a day), `comparable` shape (days - 1,): whether a day can
    be compared with the next. Epochs that are not known are left out.
    """
    used = known & _is_mostly_known(known)[:, np.newaxis]
    both = used[:-1] & used[1:] & comparable[:, np.newaxis]
    known_pairs = np.count_nonzero(both, axis=1)
    pairs = int(np.count_nonzero(known_pairs))
    if pairs < MIN_DAY_PAIRS:
        return SleepRegularity(None, pairs, MIN_DAY_PAIRS)
    equal_pairs = np.count_nonzero(both & (asleep[:-1] == asleep[1:]), axis=1)
    value = -100 + 200 * int(equal_pairs.sum()) / int(known_pairs.sum())
    parts = np.column_stack([known_pairs - equal_pairs, known_pairs])[known_pairs > 0].astype(np.float64)
    return SleepRegularity(value, pairs, MIN_DAY_PAIRS, _compute_regularity_interval(parts))


def _compute_regularity_interval(parts: Values) -> WindowInterval | None:
    """Return the interval of the index from the epochs that differ and all of each pair of days.

    It is computed for the logarithm of the share that differs, as the index has an upper end.
    """
    interval = compute_jackknife_interval(parts, lambda sums: compute_logarithms(sums[:, 0] / sums[:, 1]))
    if interval is None:
        return None
    most, least = (math.exp(end) for end in (interval.high, interval.low))
    return WindowInterval(max(100 - 200 * most, -100.0), 100 - 200 * least)


def _is_mostly_known(known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    epochs = known.shape[1]
    unknown = epochs - np.count_nonzero(known, axis=1)
    enough: NDArray[np.bool_] = unknown * 24 <= MAX_UNKNOWN_HOURS * epochs
    return enough


MIN_TRAVEL_OFFSET = timedelta(hours=2)
"""Zones whose clocks are this far apart or further count as different."""

_DAY = timedelta(days=1)
_DAY_SECONDS = 86_400
_NOON = time(12)


class SleepInterval(NamedTuple):
    """Sleep from `start` up to `end`, aware instants, in an IANA `zone`; `night_of` is None for a nap."""

    start: datetime
    end: datetime
    zone: str
    night_of: date | None


class EpochGrid(NamedTuple):
    """The minutes of days: `asleep` and `known` have shape (days, 1440), `comparable` shape (days - 1,).

    Row D runs from local noon of D - 1 to local noon of D in the zone of D's night; a row without a night is
    unknown. `comparable` says whether a row and the next are both known, on clocks less than 2 h apart.
    """

    asleep: NDArray[np.bool_]
    known: NDArray[np.bool_]
    comparable: NDArray[np.bool_]


def build_epoch_grid(intervals: Sequence[SleepInterval], first: date, last: date) -> EpochGrid:
    """Return the epochs of the days from `first` to `last`, both included; `intervals` are in any order.

    An epoch is asleep when its first instant lies in an interval. An hour that clocks skip is unknown; of an hour
    that occurs twice, the second counts. Raises ValueError beyond 36,600 days.
    """
    days = max((last - first).days + 1, 0)
    if days > MAX_RANGE_DAYS:
        raise ValueError(f"a range has at most {MAX_RANGE_DAYS} days")
    nights = {
        row: interval
        for interval in intervals
        if interval.night_of and 0 <= (row := (interval.night_of - first).days) < days
    }
    near = _group_intervals_by_row(intervals, first, nights)
    asleep, known = (np.zeros((days, DAY_MINUTES), dtype=np.bool_) for _ in range(2))
    for row, night in nights.items():
        _fill_row(asleep[row], known[row], first + row * _DAY, ZoneInfo(night.zone), near[row])
    comparable = [_is_comparable(nights.get(row), nights.get(row + 1)) for row in range(days - 1)]
    return EpochGrid(asleep, known, np.array(comparable, dtype=np.bool_))


def is_same_local_clock(one: str, other: str, at: datetime) -> bool:
    """Return whether the clocks of two zones differ by less than 2 h at an aware instant.

    A clock change inside one zone is no difference.
    """
    return one == other or abs(_utc_offset(one, at) - _utc_offset(other, at)) < MIN_TRAVEL_OFFSET


def _utc_offset(zone: str, at: datetime) -> timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def _is_comparable(night: SleepInterval | None, following: SleepInterval | None) -> bool:
    if night is None or following is None:
        return False
    return is_same_local_clock(night.zone, following.zone, following.end)


def _group_intervals_by_row(
    intervals: Sequence[SleepInterval], first: date, nights: Mapping[int, SleepInterval]
) -> dict[int, list[tuple[float, float]]]:
    """Return, for each row with a night, the intervals on it or close to it, in seconds of UTC."""
    near: dict[int, list[tuple[float, float]]] = {row: [] for row in nights}
    midnight = datetime.combine(first, time(), UTC).timestamp()
    for interval in intervals:
        start, end = interval.start.timestamp(), interval.end.timestamp()
        # Clocks run from 12 h behind UTC to 14 h ahead: an instant is in the row of its UTC date or the next two.
        for row in range(int((start - midnight) // _DAY_SECONDS), int((end - midnight) // _DAY_SECONDS) + 3):
            if row in near:
                near[row].append((start, end))
    return near


def _fill_row(
    asleep: NDArray[np.bool_],
    known: NDArray[np.bool_],
    day: date,
    zone: ZoneInfo,
    intervals: Sequence[tuple[float, float]],
) -> None:
    """Fill one row in place, from noon of the day before `day`."""
    opening, closing = _local_noon(day - _DAY, zone), _local_noon(day, zone)
    if closing - opening == _DAY_SECONDS:
        known[:] = True
        for start, end in intervals:
            if start < closing and end > opening:
                asleep[_first_epoch(start - opening) : _first_epoch(end - opening)] = True
        return
    starts = _epoch_starts_on_clock_change(opening, closing, zone)
    known[:] = ~np.isnan(starts)
    for start, end in intervals:
        asleep |= (start <= starts) & (starts < end)


@lru_cache(maxsize=1024)
def _local_noon(day: date, zone: ZoneInfo) -> float:
    """Return local noon in seconds of UTC: where one row closes the next opens."""
    return datetime.combine(day, _NOON, zone).timestamp()


def _first_epoch(seconds: float) -> int:
    """Return the first epoch that begins at or after so many seconds into the row, 0 to 1440."""
    return min(max(math.ceil(seconds / 60), 0), DAY_MINUTES)


def _epoch_starts_on_clock_change(opening: float, closing: float, zone: ZoneInfo) -> Values:
    """Return the second of UTC at which each epoch of a row with a change of clocks begins, NaN where it is skipped."""
    before = datetime.fromtimestamp(opening, zone).utcoffset()
    elapsed = np.arange(int(closing - opening) // 60)
    change = bisect_left(
        elapsed, True, key=lambda minute: datetime.fromtimestamp(opening + 60 * int(minute), zone).utcoffset() != before
    )
    epochs = elapsed + np.where(elapsed < change, 0, DAY_MINUTES - len(elapsed))
    inside = epochs >= 0
    starts: Values = np.full(DAY_MINUTES, np.nan)
    # Of an epoch that occurs twice, the later one is written last and remains.
    starts[epochs[inside]] = opening + 60.0 * elapsed[inside]
    return starts


MIN_NIGHTS = 7
SMALLEST_SPREAD = 0.001
"""Minutes; times that spread less count as equal for an interval."""


class CircularSpread(NamedTuple):
    """The circular SD in minutes of `n` clock times; None below `needed`, or when they lie all around the clock.

    `interval` is its 95 % interval, None where there are too few times or no differences.
    """

    sd: float | None
    n: int
    needed: int
    interval: WindowInterval | None = None


def compute_circular_spread(minutes: Values) -> CircularSpread:
    """Return the circular SD, sqrt(-2 ln R) * 1440/(2 pi), of clock times in minutes after midnight, in their order.

    R is the mean resultant length, as in `circular.compute_direction`; below 0.1 there is no SD.
    """
    direction = compute_direction(minutes)
    if direction.sd is None or direction.n < MIN_NIGHTS:
        return CircularSpread(None, direction.n, MIN_NIGHTS)
    return CircularSpread(direction.sd, direction.n, MIN_NIGHTS, _compute_spread_interval(minutes))


def _compute_spread_interval(minutes: Values) -> WindowInterval | None:
    """Return the interval of a circular SD; it is computed for its logarithm, which equal times have none of."""
    angles = minutes * (2 * math.pi / DAY_MINUTES)
    parts = np.column_stack([np.cos(angles), np.sin(angles), np.ones(len(angles))])

    def compute(sums: Values) -> Values:
        resultants = np.minimum(np.hypot(sums[:, 0], sums[:, 1]) / sums[:, 2], 1.0)
        deviations = np.sqrt(-2 * compute_logarithms(resultants)) * (DAY_MINUTES / (2 * math.pi))
        return compute_logarithms(np.where(deviations < SMALLEST_SPREAD, 0.0, deviations))

    interval = compute_jackknife_interval(parts, compute)
    return WindowInterval(*map(math.exp, interval)) if interval else None
