"""Verdicts of trends as sentences, long and short: what happened, never why and never how good."""

from __future__ import annotations

from typing import Literal, NamedTuple

from habitlog.tracking import Metric, Style
from habitlog.translation import gettext, ngettext
from habitlog.web.metric_text import (
    format_metric_name,
    format_metric_name_inside,
    is_duration,
    smaller_and_greater,
)

Verdict = Literal["rising", "falling", "no_clear_change", "not_enough_data"]
WHOLE_NUMBER_UNITS = ("min", "clock")
MINUS_SIGN = "\u2212"


class WeeklyChange(NamedTuple):
    """A change per week in the metric's unit (minutes for clock times) with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


def _choose_direction(metric: Metric, change: float) -> str:
    smaller, greater = smaller_and_greater(metric)
    return greater if change > 0 else smaller


def _choose_opening_direction(metric: Metric, change: float) -> str:
    """Return the direction of a change as it stands at the start of a sentence."""
    if metric.unit == "clock":
        return gettext("Later") if change > 0 else gettext("Earlier")
    if is_duration(metric):
        return gettext("Longer") if change > 0 else gettext("Shorter")
    if metric.summary == "total":
        return gettext("More") if change > 0 else gettext("Less")
    return gettext("Higher") if change > 0 else gettext("Lower")


def _convert_change(metric: Metric, change: float, style: Style) -> float:
    """Return the size of a change in the unit it is written in.

    Totals are judged by days and written by weeks: seven times the day's change is the week's.
    """
    return style.to_display_unit(abs(change), metric.unit) * (7 if metric.summary == "total" else 1)


def _format_number(metric: Metric, change: float, style: Style) -> str:
    """Write the size of a change with one digit at least that is not zero; "0" below 0.005."""
    size = _convert_change(metric, change, style)
    whole = size >= 100 or (metric.unit in WHOLE_NUMBER_UNITS and size >= 1)
    return style.format_number(size, whole=whole, places=1 if size >= 0.05 else 2)


def _format_with_unit(metric: Metric, number: str, style: Style) -> str:
    """Write a number, which may have a sign, with the unit of a change: "5 minutes", "+1 set", "0.1"."""
    plural = 1 if number.lstrip(f"+{MINUS_SIGN}") == "1" else 2
    match metric.unit:
        case "min" | "clock":
            return ngettext("%(num)s minute", "%(num)s minutes", plural, num=number)
        case "%":
            return ngettext("%(num)s percentage point", "%(num)s percentage points", plural, num=number)
        case "sets":
            return ngettext("%(num)s set", "%(num)s sets", plural, num=number)
        case "kg":
            return gettext("%(value)s %(unit)s", value=number, unit=gettext(style.weight))
        case "AU":
            return gettext("%(value)s %(unit)s", value=number, unit=gettext("AU"))
    return number


def _is_below_written_numbers(metric: Metric, change: float, style: Style) -> bool:
    return bool(change) and _format_number(metric, change, style) == "0"


def _format_size(metric: Metric, change: float, style: Style) -> str:
    """Write the size of a change, "0" for no change at all and "under 0.01" for one that would round to it."""
    if _is_below_written_numbers(metric, change, style):
        return gettext("under %(amount)s", amount=style.format_number(0.01, places=2))
    return _format_number(metric, change, style)


def _format_amount(metric: Metric, change: float, style: Style) -> str:
    if _is_below_written_numbers(metric, change, style):
        number = style.format_number(0.01, places=2)
        return gettext("under %(amount)s", amount=_format_with_unit(metric, number, style))
    return _format_with_unit(metric, _format_number(metric, change, style), style)


def _format_rounded_amount(metric: Metric, change: float, style: Style) -> str:
    """Write "about 5 minutes" or "under 0.01 kg"."""
    amount = _format_amount(metric, change, style)
    return amount if _is_below_written_numbers(metric, change, style) else gettext("about %(amount)s", amount=amount)


def _format_signed_number(metric: Metric, change: float, style: Style) -> str:
    number = _format_number(metric, change, style)
    return number if number == "0" else f"{'+' if change > 0 else MINUS_SIGN}{number}"


def describe_equal_values() -> str:
    """Return what stands in place of an interval that equal values have closed: it would seem to be exact."""
    return gettext("Most values are the same, so no range is given.")


def format_verdict_word(metric: Metric, verdict: Verdict) -> str:
    """Write a verdict as the word or three that a table has room for: "longer", "no clear change"."""
    if verdict in {"rising", "falling"}:
        return _choose_direction(metric, 1 if verdict == "rising" else -1)
    return gettext("no clear change") if verdict == "no_clear_change" else gettext("not enough to tell")


def describe_verdict_briefly(metric: Metric, verdict: Verdict, change: WeeklyChange, style: Style, weeks: int) -> str:
    """Write a verdict over so many weeks as the one sentence of a row among others."""
    if verdict == "no_clear_change":
        return _describe_no_change_briefly(metric, change, style, weeks)
    near, far = (_format_size(metric, end, style) for end in sorted(change[1:], key=abs))
    parameters = {
        "direction": _choose_opening_direction(metric, change.value),
        "amount": _format_rounded_amount(metric, change.value, style),
    }
    if near == far:
        return gettext("%(direction)s by %(amount)s a week, at both ends of the interval.", **parameters)
    return gettext(
        "%(direction)s by %(amount)s a week, between %(near)s and %(far)s.", near=near, far=far, **parameters
    )


def _describe_no_change_briefly(metric: Metric, change: WeeklyChange, style: Style, weeks: int) -> str:
    if change.low == change.high:
        sentence = ngettext("No clear change over %(num)s week.", "No clear change over %(num)s weeks.", weeks)
        return f"{sentence} {describe_equal_values()}"
    if _is_negligible(metric, change.low, change.high, style):
        return ngettext(
            "No clear change over %(num)s week, under %(amount)s a week either way.",
            "No clear change over %(num)s weeks, under %(amount)s a week either way.",
            weeks,
            amount=_format_with_unit(metric, style.format_number(0.1), style),
        )
    low, high = _format_ends_around_zero(metric, change, style)
    return ngettext(
        "No clear change over %(num)s week, between %(low)s and %(high)s a week.",
        "No clear change over %(num)s weeks, between %(low)s and %(high)s a week.",
        weeks,
        low=low,
        high=high,
    )


def _is_negligible(metric: Metric, low: float, high: float, style: Style) -> bool:
    """Return whether an interval holds no change at all and nothing that would be seen beside it."""
    return low <= 0 <= high and max(_convert_change(metric, end, style) for end in (low, high)) < 0.05


def _format_ends_around_zero(metric: Metric, change: WeeklyChange, style: Style) -> tuple[str, str]:
    """Write the ends of an interval around no change: "4 minutes earlier" and "0", "−0.1" and "+0.3 kg"."""
    if metric.unit == "clock":
        return _format_end(metric, change.low, style), _format_end(metric, change.high, style)
    low, high = (_format_signed_number(metric, end, style) for end in change[1:])
    return low, _format_with_unit(metric, high, style)


def describe_verdict(
    metric: Metric, verdict: Verdict, per_week: float | None, style: Style, metric_key: str | None = None
) -> str:
    """Return the sentence that opens a trend page, for a trend that was tested."""
    if verdict == "no_clear_change" or per_week is None:
        return gettext("No clear change in %(metric)s.", metric=format_metric_name_inside(metric, metric_key))
    parameters = {
        "metric": format_metric_name(metric, metric_key),
        "amount": _format_rounded_amount(metric, per_week, style),
    }
    if metric.unit == "clock":
        direction = _choose_direction(metric, per_week)
        return gettext("%(metric)s moved %(direction)s, by %(amount)s a week.", direction=direction, **parameters)
    if is_duration(metric):
        direction = _choose_direction(metric, per_week)
        return gettext("%(metric)s became %(direction)s, by %(amount)s a week.", direction=direction, **parameters)
    if per_week > 0:
        return gettext("%(metric)s rose by %(amount)s a week.", **parameters)
    return gettext("%(metric)s fell by %(amount)s a week.", **parameters)


def describe_interval(metric: Metric, low: float, high: float, style: Style) -> str:
    """Write a 95 % interval of the change per week, `low` to `high` in the metric's unit."""
    if low == high == 0:
        return describe_equal_values()
    return f"{_describe_interval_ends(metric, low, high, style)} {gettext('This says what happened, not why.')}"


def _describe_interval_ends(metric: Metric, low: float, high: float, style: Style) -> str:
    if _is_negligible(metric, low, high, style):
        return gettext(
            "Both ends of the 95 %% interval lie within %(amount)s a week of no change.",
            amount=_format_with_unit(metric, style.format_number(0.1), style),
        )
    if low <= 0 <= high:
        ends = (_format_weekly_end(metric, end, style) for end in (low, high))
        return gettext(
            "Between %(low)s and %(high)s (95 %% interval).", **dict(zip(("low", "high"), ends, strict=True))
        )
    near, far = sorted((low, high), key=abs)
    parameters = {"amount": _format_amount(metric, far, style), "direction": _choose_direction(metric, far)}
    if _format_size(metric, near, style) == _format_size(metric, far, style):
        return gettext("About %(amount)s a week %(direction)s at both ends of the 95 %% interval.", **parameters)
    return gettext(
        "Between %(near)s and %(amount)s a week %(direction)s (95 %% interval).",
        near=_format_size(metric, near, style),
        **parameters,
    )


def _format_end(metric: Metric, end: float, style: Style) -> str:
    """Write one end of an interval around no change: "4 minutes earlier"; what rounds to 0 has no direction."""
    number = _format_number(metric, end, style)
    if number == "0":
        return number
    amount = _format_with_unit(metric, number, style)
    return gettext("%(amount)s %(direction)s", amount=amount, direction=_choose_direction(metric, end))


def _format_weekly_end(metric: Metric, end: float, style: Style) -> str:
    """Write one end of an interval around no change: "4 minutes a week earlier"."""
    number = _format_number(metric, end, style)
    if number == "0":
        return number
    amount = _format_with_unit(metric, number, style)
    return gettext("%(amount)s a week %(direction)s", amount=amount, direction=_choose_direction(metric, end))
