"""The numbers of windows: regularity and spread of nights, social jetlag, stress before and after."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from statistics import fmean
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from recomputing.days import clock_minutes, elapsed_minutes, find_longest, sleep_period
from recomputing.export import Entry, Export, JsonObject
from recomputing.intervals import compute_interval
from recomputing.trend import DAY, Span, circular_direction, wrap_to_day

SMALLEST_SPREAD = 0.001
"""Minutes; times that spread less count as equal for an interval."""


class WindowResult(NamedTuple):
    """The value, or a code for why there is none; from `n` of `needed` nights, pairs or practices, on `days` days."""

    value: float | None
    reason: str | None
    n: int
    needed: int
    days: int
    details: JsonObject
    interval: tuple[float, float] | None = None


def list_entries(export: Export, pillar: str, kind: str, first: date, last: date) -> list[Entry]:
    """Return the entries of one kind from one day to another, oldest first."""
    days = export.entries[pillar]
    return [entry for day in sorted(days) if first <= day <= last for entry in days[day] if entry["kind"] == kind]


class Night(NamedTuple):
    """A night whose sleep period is known, from `start` to `end`."""

    day: date
    zone: str
    start: datetime
    end: datetime
    entry: Entry


def list_nights(export: Export, span: Span) -> list[Night]:
    """Return the longest main sleep of each day of a window, where its sleep period is known, oldest first."""
    longest = [find_longest(nights) for nights in list_main_sleeps_by_day(export, span)]
    known = ((entry, period) for entry in longest if entry and (period := sleep_period(entry)))
    return [Night(date.fromisoformat(entry["day"]), entry["zone"], *period, entry) for entry, period in known]


def list_main_sleeps_by_day(export: Export, span: Span) -> list[list[Entry]]:
    """Return the main sleeps of each day that has any, oldest day first."""
    nights = list_entries(export, "sleep", "night", span.first, span.last)
    return [list(of_day) for _, of_day in groupby(nights, key=lambda entry: entry["day"])]


def is_same_local_clock(first: str, second: str, at: datetime, hours: float) -> bool:
    """Return whether the clocks of two zones lie less than so many hours apart at an instant."""
    offsets = [at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta() for zone in (first, second)]
    return abs(offsets[0] - offsets[1]) < timedelta(hours=hours)


# ---- regularity: the same minute of the clock on two days in a row (phillips2017)


def list_minute_starts(day: date, zone: str) -> NDArray[np.float64]:
    """Return when each minute of the clock from the noon before to the noon of `day` began, in seconds of UTC.

    Minutes that clocks skip are NaN; of minutes that occur twice, the second is returned.
    """
    opening, closing = (datetime.combine(noon_of, time(12), ZoneInfo(zone)).timestamp() for noon_of in (day - DAY, day))
    if closing - opening == 24 * 3600:
        return np.arange(opening, closing, 60.0)
    starts = np.full(1440, np.nan)
    for second in np.arange(opening, closing, 60):
        local = datetime.fromtimestamp(second, ZoneInfo(zone))
        starts[(local.hour * 60 + local.minute - 720) % 1440] = second
    return starts


def compute_regularity(export: Export, span: Span, method: JsonObject) -> WindowResult:
    """Return the Sleep Regularity Index: -100 + 200 * equal pairs of minutes / pairs of which both are known."""
    whole_days = {
        date.fromisoformat(nights[0]["day"])
        for nights in list_main_sleeps_by_day(export, span)
        if all(sleep_period(night) for night in nights)
    }
    nights = {night.day: night for night in list_nights(export, span) if night.day in whole_days}
    intervals = group_intervals_by_day(export, Span(span.first - DAY, span.last, span.today))
    rows = {day: build_row(day, night, intervals, method) for day, night in nights.items()}
    pairs = equal = both = 0
    in_order = []
    for day, night in nights.items():
        following = nights.get(day + DAY)
        if following and is_same_local_clock(night.zone, following.zone, following.end, method["travel_hours"]):
            (known, sleeping), (known_next, sleeping_next) = rows[day], rows[day + DAY]
            both_known = known & known_next
            pairs += bool(both_known.any())
            both += int(both_known.sum())
            equal += int((both_known & (sleeping == sleeping_next)).sum())
            if both_known.any():
                in_order.append((int((both_known & (sleeping != sleeping_next)).sum()), int(both_known.sum())))
    needed = method["needed"]["pairs_of_days"]
    value = -100 + 200 * equal / both if pairs >= needed else None
    interval = compute_interval(in_order, log_share, method)
    if interval:
        interval = max(100 - 200 * math.exp(interval[1]), -100.0), 100 - 200 * math.exp(interval[0])
    return WindowResult(value, None if value is not None else "few_values", pairs, needed, len(nights), {}, interval)


def log_share(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Return the logarithm of the share of minutes that differ, of (different, all) of pairs of days."""
    different = sum(one for one, _ in pairs)
    return math.log(different / sum(both for _, both in pairs)) if different else None


def group_intervals_by_day(export: Export, span: Span) -> dict[date, list[tuple[float, float]]]:
    """Return start and end of main sleeps (onset to last waking) and naps, in seconds of UTC, by their day."""
    intervals = defaultdict(list)
    for night in list_entries(export, "sleep", "night", span.first, span.last):
        if period := sleep_period(night):
            intervals[date.fromisoformat(night["day"])].append((period[0].timestamp(), period[1].timestamp()))
    for nap in list_entries(export, "sleep", "nap", span.first, span.last):
        start, end = (datetime.fromisoformat(nap[name]).timestamp() for name in ("start_at", "end_at"))
        intervals[date.fromisoformat(nap["day"])].append((start, end))
    return intervals


def build_row(
    day: date, night: Night, intervals: dict[date, list[tuple[float, float]]], method: JsonObject
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return (known, asleep) for the 1440 minutes of a day from noon to noon, in the zone of its night."""
    starts = list_minute_starts(day, night.zone)
    known = ~np.isnan(starts)
    if np.count_nonzero(~known) > 60 * method["dropped_above_unknown_hours"]:
        known[:] = False
    sleeping = np.zeros(1440, dtype=np.bool_)
    for near in (day + offset * DAY for offset in range(-2, 3)):
        for start, end in intervals.get(near, []):
            sleeping |= (start <= starts) & (starts < end)
    return known, sleeping


# ---- spreads, and work and free nights apart (wittmann2006)


def circular_spread_of(time_of: Callable[[Night], float]) -> Callable[[Export, Span, JsonObject], WindowResult]:
    """Return a function that computes the circular standard deviation of a clock time of the nights."""

    def compute(export: Export, span: Span, method: JsonObject) -> WindowResult:
        times = [time_of(night) for night in list_nights(export, span)]
        direction, needed = circular_direction(times, method["no_value_below_resultant"]), method["needed"]["nights"]
        if len(times) < needed:
            return WindowResult(None, "few_values", len(times), needed, len(times), {})
        if direction is None:
            return WindowResult(None, "no_mean_direction", len(times), needed, len(times), {})
        interval = compute_interval(times, log_spread, method)
        ends = interval and (math.exp(interval[0]), math.exp(interval[1]))
        return WindowResult(direction[1], None, len(times), needed, len(times), {}, ends)

    return compute


def log_spread(times: Sequence[float]) -> float | None:
    """Return the logarithm of the circular standard deviation of clock times."""
    direction = circular_direction(times, 0.0)
    return math.log(direction[1]) if direction and direction[1] >= SMALLEST_SPREAD else None


def onset_minutes(night: Night) -> float:
    """Return the clock time of falling asleep."""
    return clock_minutes(night.start, night.zone)


def midpoint_minutes(night: Night) -> float:
    """Return the clock time halfway through the sleep period."""
    return clock_minutes(night.start + (night.end - night.start) / 2, night.zone)


def compute_social_jetlag(export: Export, span: Span, method: JsonObject) -> WindowResult:
    """Return how far the mean midpoints of free and of work nights lie apart, with the chronotype they give."""
    nights = list_nights(export, span)
    for place, (before, night) in reversed(list(enumerate(pairwise(nights), 1))):
        if not is_same_local_clock(before.zone, night.zone, night.end, method["travel_hours"]):
            nights = nights[place:]
            break
    kinds = {kind: [night for night in nights if night.entry["day_kind"] == kind] for kind in ("work", "free")}
    n, needed = sum(map(len, kinds.values())), method["needed"]
    enough = sum(needed.values())
    begin = span.last - (method["within_days"] - 1) * DAY
    for kind, counted in kinds.items():
        if sum(night.day >= begin for night in counted) < needed[f"{kind}_nights"]:
            return WindowResult(None, "few_values", n, enough, n, {})
    work, free = (
        circular_direction([midpoint_minutes(night) for night in counted], method["no_value_below_resultant"])
        for counted in kinds.values()
    )
    if work is None or free is None:
        return WindowResult(None, "no_mean_direction", n, enough, n, {})
    apart = (free[0] - work[0]) % 1440
    relative = apart - 1440 if apart > 720 else apart
    corrected = compute_chronotype(free[0], kinds["work"], kinds["free"])
    details = {"msw": work[0], "msf": free[0], "relative": relative, "msf_sc": corrected}
    return WindowResult(abs(relative), None, n, enough, n, details, size_interval(nights, relative, method))


def size_interval(nights: list[Night], relative: float, method: JsonObject) -> tuple[float, float] | None:
    """Return the interval of the distance of free and work midpoints, whichever is the later one."""
    both = [night for night in nights if night.entry["day_kind"] in {"work", "free"}]

    def distance(some: Sequence[Night]) -> float | None:
        kinds = ([midpoint_minutes(one) for one in some if one.entry["day_kind"] == kind] for kind in ("free", "work"))
        free, work = (circular_direction(times, 0.0) for times in kinds)
        return relative + (free[0] - work[0] - relative + 720) % 1440 - 720 if free and work else None

    interval = compute_interval(both, distance, method)
    if interval is None:
        return None
    least, most = sorted(map(abs, interval))
    return (least, most) if interval[0] * interval[1] > 0 else (0.0, most)


def compute_chronotype(msf: float, work: list[Night], free: list[Night]) -> float | None:
    """Return MSFsc: the free midpoint less half the catch-up sleep; no free night may have ended by an alarm."""
    if any(night.entry["alarm"] is not False for night in free):
        return None
    sd_w, sd_f = (fmean(elapsed_minutes(night.start, night.end) for night in nights) for nights in (work, free))
    sd_week = (len(work) * sd_w + len(free) * sd_f) / (len(work) + len(free))
    return wrap_to_day(msf - (sd_f - sd_week) / 2) if sd_f > sd_w else msf


# ---- stress before and after, counted


def count_stress_pairs(export: Export, span: Span, method: JsonObject) -> WindowResult:
    """Return how many practices have both, and after how many stress was lower, the same or higher."""
    practices = list_entries(export, "stress", "practice", span.first, span.last)
    pairs = [entry for entry in practices if entry["stress_before"] is not None and entry["stress_after"] is not None]
    signs = [np.sign(entry["stress_after"] - entry["stress_before"]) for entry in pairs]
    details = {"lower": signs.count(-1), "same": signs.count(0), "higher": signs.count(1), "practices": len(practices)}
    days, needed = len({entry["day"] for entry in pairs}), method["needed"]["pairs"]
    if len(pairs) < needed:
        return WindowResult(None, "few_values", 0, needed, 0, details)
    return WindowResult(float(len(pairs)), None, len(pairs), needed, days, details)


WINDOW_METRICS: dict[str, Callable[[Export, Span, JsonObject], WindowResult]] = {
    "sleep.regularity": compute_regularity,
    "sleep.midpoint_sd": circular_spread_of(midpoint_minutes),
    "sleep.onset_sd": circular_spread_of(onset_minutes),
    "sleep.social_jetlag": compute_social_jetlag,
    "stress.pairs": count_stress_pairs,
}
