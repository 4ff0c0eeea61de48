"""Axes from the data: round ticks, clock times made straight, and dates that are worth a label."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from habitlog.tracking import Metric, Style
from habitlog.translation import find_message, gettext
from habitlog.web.dates import short_day_month, short_month, two_letter_weekday

MAX_AXIS_STEPS = 4
DAY_MINUTES = 1440
MAX_DAYS_BY_NAME = 14
"""Days of which each has the name of its weekday."""
_MINUTE_STEPS = (5, 10, 15, 30, 60, 120, 180, 240, 360, 480, 720, 1440)
DAY = timedelta(days=1)


class Axis(Struct, frozen=True):
    """A vertical axis in the unit that is shown; `ticks` lie within `low` and `high`, low below high."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def relative_position(self, value: float) -> float:
        """Return how far up a value lies, 0 at `low` and 1 at `high`."""
        return (value - self.low) / (self.high - self.low)


def build_axis(metric: Metric, values: Sequence[float]) -> Axis:
    """Return the axis that holds all `values` (at least one) in about four steps."""
    low, high = min(values), max(values)
    step = _choose_axis_step(metric, high - low)
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    if metric.value_range is not None:
        bottom, top = max(bottom, metric.value_range[0]), min(top, metric.value_range[1])
    if bottom >= top:
        bottom, top = (bottom, bottom + step) if metric.value_range is None else (top - step, top)
    count = math.floor((top - math.ceil(bottom / step) * step) / step + 1e-9)
    start = math.ceil(bottom / step) * step
    return Axis(bottom, top, tuple(start + place * step for place in range(count + 1)))


def build_clock_axis(low: float, high: float) -> Axis:
    """Return the axis of clock times from `low` to `high`, in minutes from a midnight, with an hour or more a step."""
    step = max(_choose_minute_step((high - low) / MAX_AXIS_STEPS), 60)
    bottom = math.floor(low / step) * step
    top = max(math.ceil(high / step) * step, bottom + step)
    return Axis(bottom, top, tuple(bottom + step * place for place in range(round((top - bottom) / step) + 1)))


def _choose_minute_step(wanted: float) -> float:
    return next((step for step in _MINUTE_STEPS if step >= wanted), DAY_MINUTES * math.ceil(wanted / DAY_MINUTES))


def _choose_axis_step(metric: Metric, value_range: float) -> float:
    wanted = value_range / MAX_AXIS_STEPS
    if metric.unit in {"clock", "min"}:
        return _choose_minute_step(wanted)
    least = 1 if metric.value_range is not None or metric.unit in {"sets", "kg", "AU"} else 0.1
    magnitude = 10.0 ** math.floor(math.log10(max(wanted, least)))
    return next(step for step in (magnitude, 2 * magnitude, 5 * magnitude, 10 * magnitude) if step >= wanted)


def format_tick_label(metric: Metric, value: float, style: Style) -> str:
    """Write a value, already in the unit that is shown, beside its hairline: "7 h 30", "03:00", "3 am", "1 200"."""
    if metric.unit == "clock":
        return format_clock_tick_label(value, style)
    if metric.unit == "min":
        whole, rest = divmod(round(value), 60)
        if not whole:
            return gettext("%(minutes)s min", minutes=rest)
        hours = gettext("%(hours)s h", hours=whole)
        return f"{hours} {rest:02d}" if rest else hours
    number = style.format_number(value)
    return gettext("%(value)s %%", value=number) if metric.unit == "%" else number


def format_clock_tick_label(value: float, style: Style) -> str:
    """Write minutes from a midnight beside their hairline: "03:00", "3 am"."""
    return style.format_clock_time(value).replace(":00 ", " ")


def format_axis_unit(metric: Metric, style: Style) -> str:
    """Return the unit under the highest number of an axis; "" where each tick has its own or there is none."""
    if metric.unit in {"", "%", "clock", "min"}:
        return ""
    return find_message(style.display_unit(metric.unit))


def find_clock_cut(values: Sequence[float]) -> float:
    """Return the minute of the day, 0 to under 1440, at which to cut the clock: the middle of its emptiest stretch."""
    times = sorted({value % DAY_MINUTES for value in values})
    gaps = [(after - before, before) for before, after in zip(times, [*times[1:], times[0] + DAY_MINUTES], strict=True)]
    width, before = max(gaps)
    return (before + width / 2) % DAY_MINUTES


def unwrap_clock_time(value: float, clock_cut: float) -> float:
    """Return a clock time as minutes at or after the cut, so that neighbours around midnight stay neighbours."""
    return clock_cut + (value - clock_cut) % DAY_MINUTES


class DateTick(Struct, frozen=True):
    """A date with its label; a `wide_only` one is shown on wide screens alone."""

    day: date
    label: str
    wide_only: bool = False


def choose_date_ticks(first: date, last: date) -> list[DateTick]:
    """Return the dates worth a label: Mondays, months or years, by the length of the window."""
    days = (last - first).days + 1
    if days <= MAX_DAYS_BY_NAME:
        return [DateTick(day, two_letter_weekday(day.weekday())) for day in (first + DAY * n for n in range(days))]
    if days <= 45:
        mondays = [first + DAY * place for place in range(days) if (first + DAY * place).weekday() == 0]
        return [DateTick(day, short_day_month(day), place % 2 == 1) for place, day in enumerate(mondays)]
    months = list(_iterate_month_starts(first, last))
    if days <= 400:
        return [DateTick(day, _format_month_label(day), days > 150 and day.month % 3 != 1) for day in months]
    if days <= 1100:
        return [
            DateTick(day, _format_year_or_month_label(day), day.month != 1) for day in months if day.month in {1, 7}
        ]
    years = [day for day in months if day.month == 1]
    return [DateTick(day, str(day.year), len(years) > 6 and day.year % 5 != 0) for day in years]


def _iterate_month_starts(first: date, last: date) -> Iterator[date]:
    day = first if first.day == 1 else (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day <= last:
        yield day
        day = (day + timedelta(days=32)).replace(day=1)


def _format_month_label(day: date) -> str:
    return short_month(day.month)


def _format_year_or_month_label(day: date) -> str:
    return str(day.year) if day.month == 1 else _format_month_label(day)
