"""The trend of a period: whether it has more or less than an earlier one, by how much, and the slope within it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.lib.stride_tricks import sliding_window_view

from habitlog.stats import circular
from habitlog.stats.data_requirements import InsufficientData
from habitlog.stats.period_change import (
    MAX_IDENTICAL_PERCENT,
    MIN_WEEKS,
    MIN_WEEKS_OF_PERIOD,
    Change,
    PeriodChanges,
    choose_periods,
    compare_periods,
    compute_slope,
    has_mostly_identical_values,
    locate_slope_line,
    split_periods,
)
from habitlog.stats.series import DayNumbers, Values
from habitlog.stats.student_t import compute_two_sided_probability
from habitlog.stats.week_variance import Counts, Flags, WeekVariance, estimate_week_variance

Verdict: TypeAlias = Literal["more", "less", "steady", "no_clear_change", "not_enough_data"]

MAX_WEEKS_COMPARED = 52
"""Weeks of a period; of a longer range the last 52 are compared."""
DAYS_IN_WEEK = 7

WeekSource: TypeAlias = Callable[[int, int], "WeekColumns"]
"""Returns the values of so many calendar weeks from a Monday on, given as an ordinal."""


class WeekColumns(NamedTuple):
    """One value for each calendar week, NaN where it has none, and how many `days` of each week are known.

    `logged` are the weeks with enough days: of clock times some of them have no mean.
    """

    values: Values
    days: Counts
    logged: Flags

    def take_last(self, weeks: int) -> WeekColumns:
        """Return so many weeks at the end."""
        start = len(self.values) - weeks
        return WeekColumns(self.values[start:], self.days[start:], self.logged[start:])


class WholeWeeks(NamedTuple):
    """Calendar weeks: the ordinal of the first Monday, and the number of weeks."""

    monday: int
    number: int

    @property
    def end(self) -> int:
        """The ordinal of the Monday after the last week."""
        return self.monday + DAYS_IN_WEEK * self.number


class PeriodLevel(Struct, frozen=True):
    """A compared period: its first and last day, its weeks, those `known` with a value, and the mean of their values.

    `days` counts the known days of all its weeks. `value` is None without a known week. Clock times lie in
    0 <= minutes < 1440.
    """

    first: date
    last: date
    weeks: int
    known: int
    days: int
    value: float | None


class SlopeEnds(NamedTuple):
    """The line of a slope, from the Thursday of the first week with a value to that of the last.

    Clock times are not wrapped: the line of one that passes midnight goes on.
    """

    first: date
    first_value: float
    last: date
    last_value: float


class EarlierChange(NamedTuple):
    """The change at the end of an earlier week, NaN without one, and its p-value, None if it was not judged."""

    change: float
    p_value: float | None


class TrendResult(Struct, frozen=True):
    """The change of a period against an earlier one, from `n` weeks with a value of `needed` in both together.

    With `insufficient_data` the verdict is `not_enough_data`; `change` is known from four weeks in either period on.
    Totals change by their weekly sum, clock times by minutes. `p_value`: how often so large a difference would come
    about without a change; None without a verdict. `earlier_changes` are those of periods as
    long that ended one week earlier, two, and so on, where they were asked for.

    `margin` is what the person calls steady, if anything (see `margin.judge_margin`); `narrow_change` has the 90 %
    interval, where it lies within the margin. `degrees` are those of Student's t.
    """

    verdict: Verdict
    n: int
    before: PeriodLevel | None = None
    after: PeriodLevel | None = None
    change: Change | None = None
    p_value: float | None = None
    earlier_changes: tuple[EarlierChange, ...] = ()
    slope_per_week: Change | None = None
    slope_line: SlopeEnds | None = None
    insufficient_data: InsufficientData | None = None
    needed: int = MIN_WEEKS
    degrees: int | None = None
    margin: float | None = None
    narrow_change: Change | None = None


def compute_trend(
    source: WeekSource,
    period: WholeWeeks,
    earlier: WholeWeeks | None = None,
    *,
    clock: bool = False,
    is_fixed: bool = False,
    weeks_back: int = 0,
) -> TrendResult:
    """Return the trend of the weeks of `period` against those of `earlier`, which `is_fixed` keeps whatever they have.

    Without `earlier` it is that of the last 52 weeks of the period at most, against as many right before. Where fewer
    than four of those have a value, the halves of the period are compared (see `choose_periods`). Times of a `clock`
    are moved by whole days, each week to within 12 hours of the one before. With `weeks_back`, where the
    periods follow each other, the same is judged as it was that many weeks earlier and in each week since.
    """
    if period.number <= 0:
        return TrendResult("not_enough_data", 0, insufficient_data=InsufficientData("few_weeks", 0, MIN_WEEKS, 0))
    length = period.number if earlier else min(period.number, MAX_WEEKS_COMPARED)
    start = period.end - DAYS_IN_WEEK * length
    before = earlier or WholeWeeks(start - DAYS_IN_WEEK * length, length)
    number = before.number + length
    joined = _join_weeks(source, before, WholeWeeks(start, length), weeks_back)
    columns = joined.take_last(number)
    weeks = _unwrap(columns.values) if clock else columns.values
    rows = weeks[np.newaxis]
    if len(joined.values) > number:
        earlier_weeks = sliding_window_view(_unwrap(joined.values) if clock else joined.values, number)[-2::-1]
        rows = np.concatenate([rows, earlier_weeks])
    mondays = np.concatenate([_list_mondays(before), _list_mondays(WholeWeeks(start, length))])
    masks = split_periods(rows, length) if is_fixed else choose_periods(rows, length)
    changes = compare_periods(rows, masks)
    n = int(changes.known_before[0] + changes.known_after[0])
    reason = _find_unmet_requirement(changes, n, int(np.count_nonzero(columns.logged)) if clock else n)
    change = _build_change(changes)
    is_judged = change is not None and reason is None
    slope, slope_line = None, None
    if change:
        slope, slope_line = _compute_slope(source, period, weeks[-length:], changes.spread, clock=clock)
    p_values = compute_p_values(changes)
    return TrendResult(
        verdict=_choose_verdict(change) if change and is_judged else "not_enough_data",
        n=n,
        before=_build_level(mondays, columns, masks.before[0], changes.mean_before, clock=clock),
        after=_build_level(mondays, columns, masks.after[0], changes.mean_after, clock=clock),
        change=change,
        p_value=p_values[0] if is_judged else None,
        earlier_changes=tuple(map(EarlierChange, changes.change[1:].tolist(), p_values[1:])),
        slope_per_week=slope,
        slope_line=slope_line,
        insufficient_data=reason,
        degrees=int(changes.spread.degrees[0]),
    )


def _join_weeks(source: WeekSource, before: WholeWeeks, after: WholeWeeks, weeks_back: int) -> WeekColumns:
    """Return the weeks of both periods, and those ahead of them that earlier changes need."""
    if before.end == after.monday:
        lead = min(weeks_back, max(before.monday // DAYS_IN_WEEK, 0))
        return source(before.monday - DAYS_IN_WEEK * lead, lead + before.number + after.number)
    parts = source(*before), source(*after)
    return WeekColumns(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _list_mondays(weeks: WholeWeeks) -> DayNumbers:
    return np.arange(weeks.monday, weeks.end, DAYS_IN_WEEK, dtype=np.int64)


def _unwrap(weeks: Values) -> Values:
    unwrapped: Values = circular.unwrap_rows_in_sequence(weeks[np.newaxis])[0]
    return unwrapped


def _compute_slope(
    source: WeekSource, period: WholeWeeks, latest: Values, spread: WeekVariance, *, clock: bool
) -> tuple[Change | None, SlopeEnds | None]:
    """Return the slope within the whole period, of which the compared weeks are the `latest`, and its line."""
    weeks = latest
    if period.number != len(latest):
        weeks = source(*period).values
        weeks = _unwrap(weeks) if clock else weeks
        spread = estimate_week_variance(weeks[np.newaxis])
    slope = compute_slope(weeks, spread)
    return slope, _build_slope_ends(period, weeks, slope) if slope else None


def _build_slope_ends(period: WholeWeeks, weeks: Values, slope: Change) -> SlopeEnds:
    line = locate_slope_line(weeks, slope)
    first, last = (_thursday_of(period.monday, place) for place in (line.first, line.last))
    return SlopeEnds(first, line.first_value, last, line.last_value)


def _thursday_of(monday: int, place: int) -> date:
    return date.fromordinal(max(monday + DAYS_IN_WEEK * place + 3, 1))


def _find_unmet_requirement(changes: PeriodChanges, n: int, logged: int) -> InsufficientData | None:
    fewer = int(min(changes.known_before[0], changes.known_after[0]))
    if n < MIN_WEEKS:
        code: Literal["no_mean_direction", "few_weeks"] = "no_mean_direction" if logged >= MIN_WEEKS else "few_weeks"
        return InsufficientData(code, n, MIN_WEEKS, n)
    if fewer < MIN_WEEKS_OF_PERIOD:
        return InsufficientData("few_weeks_of_period", fewer, MIN_WEEKS_OF_PERIOD, n)
    if has_mostly_identical_values(changes)[0]:
        most = n * MAX_IDENTICAL_PERCENT // 100
        return InsufficientData("mostly_identical", int(changes.most_common[0]), most, n)
    return None


def _build_change(changes: PeriodChanges) -> Change | None:
    """Return the change, where both periods have enough weeks and those are not mostly the same."""
    value, half = float(changes.change[0]), float(changes.half_width[0])
    if np.isnan(value) or has_mostly_identical_values(changes)[0]:
        return None
    return Change(value, value - half, value + half)


def _build_level(
    mondays: DayNumbers, columns: WeekColumns, mask: Flags, means: Values, *, clock: bool
) -> PeriodLevel | None:
    places = np.flatnonzero(mask)
    if not len(places):
        return None
    first, last = int(mondays[places[0]]), int(mondays[places[-1]]) + DAYS_IN_WEEK - 1
    shown = circular.wrap_to_day(means) if clock else means
    value = None if np.isnan(means[0]) else float(shown[0])
    return PeriodLevel(
        first=date.fromordinal(max(first, 1)),
        last=date.fromordinal(max(last, 1)),
        weeks=len(places),
        known=int(np.count_nonzero(~np.isnan(columns.values[places]))),
        days=int(columns.days[places].sum()),
        value=value,
    )


def compute_p_values(changes: PeriodChanges) -> list[float | None]:
    """Return how often so large a difference would come about in each row without a change; None if not judged."""
    sizes = np.abs(changes.change)
    ratios = np.divide(sizes, changes.half_width, out=np.where(sizes > 0, np.inf, 0.0), where=changes.half_width > 0)
    rows = zip(
        _find_judged(changes).tolist(),
        (ratios * changes.spread.reach).tolist(),
        changes.spread.degrees.tolist(),
        strict=True,
    )
    return [compute_two_sided_probability(t, degrees) if judged else None for judged, t, degrees in rows]


def _find_judged(changes: PeriodChanges) -> Flags:
    """Return which rows have enough weeks that are not mostly the same."""
    enough = changes.known_before + changes.known_after >= MIN_WEEKS
    judged: Flags = enough & ~has_mostly_identical_values(changes) & ~np.isnan(changes.change)
    return judged


def _choose_verdict(change: Change) -> Verdict:
    if change.low > 0:
        return "more"
    return "less" if change.high < 0 else "no_clear_change"


def choose_verdicts(changes: PeriodChanges) -> list[Verdict]:
    """Return the verdict on each row, as `compute_trend` does."""
    sides = np.where(changes.change > changes.half_width, 1, np.where(changes.change < -changes.half_width, -1, 0))
    judged = _find_judged(changes)
    return [_VERDICTS[side] if is_judged else "not_enough_data" for side, is_judged in zip(sides, judged, strict=True)]


_VERDICTS: dict[int, Verdict] = {1: "more", 0: "no_clear_change", -1: "less"}
