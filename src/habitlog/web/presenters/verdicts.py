"""Verdicts of trends as sentences, long and short: what happened, never why and never how good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from habitlog.tracking import Metric, Style
from habitlog.translation import gettext
from habitlog.web.metric_text import format_metric_name, format_metric_name_inside, is_duration
from habitlog.web.presenters.change_amounts import (
    choose_direction,
    format_amount,
    format_end_with_direction,
    format_ends,
    format_ends_around_zero,
    format_least_amount,
)

if TYPE_CHECKING:
    from habitlog.stats.period_change import Change
    from habitlog.stats.trend import TrendResult

Verdict = Literal["more", "less", "steady", "no_clear_change", "not_enough_data"]


class Interval(NamedTuple):
    """A change in the metric's unit (minutes for clock times) with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


def format_verdict_word(metric: Metric, verdict: Verdict) -> str:
    """Write a verdict as the word or three that a table has room for: "longer", "no clear change"."""
    if verdict in {"more", "less"}:
        return choose_direction(metric, 1 if verdict == "more" else -1)
    if verdict == "steady":
        return gettext("steady")
    return gettext("no clear change") if verdict == "no_clear_change" else gettext("not enough to tell")


def describe_verdict_briefly(
    metric: Metric, verdict: Verdict, change: Interval | Change, comparison: str, style: Style
) -> str:
    """Write a verdict as the one sentence of a row among others; `comparison` opens it with both periods' values."""
    if verdict == "no_clear_change":
        sentence = gettext("%(comparison)s: no clear change.", comparison=comparison)
        return f"{sentence} {_describe_unseen(metric, change, style)}"
    if verdict == "steady":
        return gettext("%(comparison)s: steady.", comparison=comparison)
    if verdict == "not_enough_data":
        return f"{gettext('%(sentence)s.', sentence=comparison)} {_describe_difference(metric, change, style)}"
    near, far = format_ends(metric, change.low, change.high, style)
    parameters = {
        "comparison": comparison,
        "amount": format_amount(metric, change.value, style, max(change.low, change.high, key=abs)),
        "direction": choose_direction(metric, change.value),
    }
    if near == far:
        return gettext("%(comparison)s: %(amount)s %(direction)s, at both ends of the interval.", **parameters)
    return gettext(
        "%(comparison)s: %(amount)s %(direction)s, between %(near)s and %(far)s.", near=near, far=far, **parameters
    )


def _describe_unseen(metric: Metric, change: Interval | Change, style: Style) -> str:
    """Return how large a change would have to be to be seen: half the width of the interval."""
    amount = format_least_amount(metric, (change.high - change.low) / 2, style)
    return gettext("A change under about %(amount)s could not be seen.", amount=amount)


def _describe_difference(metric: Metric, change: Interval | Change, style: Style) -> str:
    """Write the interval of a difference that is too uncertain for a verdict."""
    if change.low <= 0 <= change.high:
        low, high = (format_end_with_direction(metric, end, style) for end in (change.low, change.high))
        if low == high == "0":
            return gettext("There is no difference.")
        return gettext("The difference is between %(low)s and %(high)s.", low=low, high=high)
    near, far = format_ends(metric, change.low, change.high, style)
    parameters = {
        "far": format_amount(metric, max(change.low, change.high, key=abs), style),
        "direction": choose_direction(metric, change.value),
    }
    if near == far:
        return gettext("The difference is %(far)s %(direction)s, at both ends of the interval.", **parameters)
    return gettext("The difference is between %(near)s and %(far)s %(direction)s.", near=near, **parameters)


def describe_verdict(
    metric: Metric, verdict: Verdict, change: float, style: Style, metric_key: str | None = None
) -> str:
    """Return the sentence that opens a trend page, for a trend that has a verdict."""
    if verdict == "no_clear_change":
        return gettext("No clear change in %(metric)s.", metric=format_metric_name_inside(metric, metric_key))
    if verdict == "steady":
        return gettext("%(metric)s: steady.", metric=format_metric_name(metric, metric_key))
    parameters = {
        "metric": format_metric_name(metric, metric_key),
        "amount": format_amount(metric, change, style),
    }
    if metric.unit == "clock":
        direction = choose_direction(metric, change)
        return gettext("%(metric)s moved %(direction)s, by %(amount)s.", direction=direction, **parameters)
    if is_duration(metric):
        direction = choose_direction(metric, change)
        return gettext("%(metric)s became %(direction)s, by %(amount)s.", direction=direction, **parameters)
    if change > 0:
        return gettext("%(metric)s rose by %(amount)s.", **parameters)
    return gettext("%(metric)s fell by %(amount)s.", **parameters)


def describe_interval(metric: Metric, verdict: Verdict, change: Interval | Change, style: Style) -> str:
    """Write the 95 % interval of a change, and what it can tell."""
    sentences = [describe_interval_ends(metric, change, style)]
    if verdict == "no_clear_change":
        sentences.append(_describe_unseen(metric, change, style))
    return " ".join([*sentences, gettext("This says what happened, not why.")])


def describe_within_margin(metric: Metric, trend: TrendResult, style: Style) -> str:
    """Return that a change lies within the margin that was chosen; "" where it does not, or none was."""
    if trend.margin is None or trend.narrow_change is None:
        return ""
    margin = format_amount(metric, trend.margin, style)
    if trend.verdict != "steady":
        return gettext("This change is within the chosen margin of %(margin)s.", margin=margin)
    low, high = (
        format_end_with_direction(metric, end, style) for end in (trend.narrow_change.low, trend.narrow_change.high)
    )
    return gettext(
        "Within the chosen margin of %(margin)s: between %(low)s and %(high)s (90 %% interval).",
        margin=margin,
        low=low,
        high=high,
    )


def describe_interval_ends(metric: Metric, change: Interval | Change, style: Style) -> str:
    """Write the 95 % interval of a change as a sentence."""
    if change.low <= 0 <= change.high:
        low, high = (format_end_with_direction(metric, end, style) for end in (change.low, change.high))
        return gettext("Between %(low)s and %(high)s (95 %% interval).", low=low, high=high)
    near, far = format_ends(metric, change.low, change.high, style)
    direction = choose_direction(metric, change.value)
    amount = format_amount(metric, max(change.low, change.high, key=abs), style)
    if near == far:
        return gettext(
            "%(amount)s %(direction)s at both ends of the 95 %% interval.", amount=amount, direction=direction
        )
    return gettext(
        "Between %(near)s and %(amount)s %(direction)s (95 %% interval).", near=near, amount=amount, direction=direction
    )


def describe_slope(metric: Metric, slope: Interval | Change, style: Style) -> str:
    """Write the slope within a period, with its interval."""
    if slope.low <= 0 <= slope.high:
        low, high = (format_end_with_direction(metric, end, style) for end in (slope.low, slope.high))
        if low == high == "0":
            return gettext("Within these weeks the slope is 0.")
        return gettext("Within these weeks the slope is between %(low)s and %(high)s a week.", low=low, high=high)
    near, far = format_ends(metric, slope.low, slope.high, style)
    parameters = {
        "amount": format_amount(metric, slope.value, style, max(slope.low, slope.high, key=abs)),
        "direction": choose_direction(metric, slope.value),
    }
    if near == far:
        return gettext("Within these weeks: about %(amount)s %(direction)s a week.", **parameters)
    return gettext(
        "Within these weeks: about %(amount)s %(direction)s a week, between %(near)s and %(far)s.",
        near=near,
        far=far,
        **parameters,
    )


class ChangeCell(NamedTuple):
    """A change in the two short lines that a row has room for: what is said of it, and its interval."""

    text: str
    interval: str


def describe_change_in_row(metric: Metric, verdict: Verdict, change: Interval | Change, style: Style) -> ChangeCell:
    """Write a change for a row; without a verdict the difference has no direction."""
    far = max(change.low, change.high, key=abs)
    amount, direction = format_amount(metric, change.value, style, far), choose_direction(metric, change.value)
    near, distant = format_ends(metric, change.low, change.high, style)
    if verdict in {"more", "less"}:
        interval = "" if near == distant else gettext("between %(near)s and %(far)s", near=near, far=distant)
        return ChangeCell(gettext("%(amount)s %(direction)s", amount=amount, direction=direction), interval)
    if change.low <= 0 <= change.high:
        low, high = format_ends_around_zero(metric, change.low, change.high, style)
        interval = low if low == high else gettext("%(low)s to %(high)s", low=low, high=high)
    else:
        distant = format_amount(metric, far, style)
        interval = gettext("between %(near)s and %(far)s %(direction)s", near=near, far=distant, direction=direction)
    if verdict in {"steady", "no_clear_change"}:
        return ChangeCell(format_verdict_word(metric, verdict), interval)
    return ChangeCell(gettext("difference %(amount)s", amount=amount), interval)
