"""Verdicts of trends in whole sentences and in a few words: what happened, never why and never how good."""

from __future__ import annotations

from typing import Literal

from habitlog.pillar import Measure, Style
from habitlog.web.words import days_word

Verdict = Literal["rising", "falling", "no_clear_change", "not_enough_data"]


def _is_length(metric: Measure) -> bool:
    return metric.unit == "min" and metric.summary != "total"


def _way(metric: Measure, change: float) -> str:
    if metric.unit == "clock":
        up, down = "later", "earlier"
    elif _is_length(metric):
        up, down = "longer", "shorter"
    elif metric.summary == "total":
        up, down = "more", "less"
    else:
        up, down = "higher", "lower"
    return up if change > 0 else down


def _amount(metric: Measure, change: float, style: Style) -> str:
    size = style.amount(abs(change), metric.unit)
    unit = {"min": " min", "clock": " min", "%": " %", "kg": f" {style.weight}", "AU": " AU"}.get(metric.unit, "")
    if size < 0.05:
        return f"under {style.number(0.1)}{unit}"
    return f"{style.number(size, whole=unit == ' min' and size >= 1)}{unit}"


def change_words(metric: Measure, verdict: Verdict, per_week: float | None, style: Style) -> str:
    """Write a verdict in a few words: "longer, 4 min a week", "no clear change", "not enough data".

    `per_week` is the change per week in the metric's unit (minutes for clock times), whatever the style.
    """
    if verdict == "not_enough_data":
        return "not enough data"
    if verdict == "no_clear_change" or per_week is None:
        return "no clear change"
    return f"{_way(metric, per_week)}, {_amount(metric, per_week, style)} a week"


def verdict_sentence(
    metric: Measure, verdict: Verdict, per_week: float | None, style: Style, n: int, needed: int = 14
) -> str:
    """Write a verdict as the sentence that opens a trend page."""
    name = metric.name
    if verdict == "not_enough_data":
        return f"Not enough data: {n} {days_word(metric)}, {needed} needed."
    if verdict == "no_clear_change" or per_week is None:
        return f"No clear change in {name[0].lower()}{name[1:]}."
    verb = "moved" if metric.unit == "clock" else "grew" if _is_length(metric) else "went"
    size = _amount(metric, per_week, style).replace(" min", " minutes")
    size = "1 minute" if size == "1 minutes" else size
    about = "by" if size.startswith("under") else "by about"
    return f"{name} {verb} {_way(metric, per_week)}, {about} {size} a week."


def interval_sentence(metric: Measure, low: float, high: float, style: Style) -> str:
    """Write a 95 % interval of the change per week, `low` to `high` in the metric's unit."""
    if style.amount(max(abs(low), abs(high)), metric.unit) < 0.05:
        tiny = _amount(metric, low, style).removeprefix("under ")
        return (
            f"Both ends of the 95 % interval lie within {tiny} a week of no change. This says what happened, not why."
        )
    if low < 0 < high:
        down, up = (f"{_amount(metric, end, style)} a week {_way(metric, end)}" for end in (low, high))
        ends = f"{down} and {up}"
    else:
        near, far = sorted((low, high), key=abs)
        ends = f"{_amount(metric, near, style)} and {_amount(metric, far, style)} a week {_way(metric, far)}"
    return f"Between {ends} (95 % interval). This says what happened, not why."
