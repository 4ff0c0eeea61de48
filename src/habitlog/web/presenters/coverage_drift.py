"""Days that are logged less and less: said beside a verdict, with how much would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from habitlog.tracking import DailyMetric, Metric, Style
from habitlog.tracking.pillar import DayNoun
from habitlog.translation import gettext
from habitlog.web.presenters.change_amounts import choose_direction, format_least_amount

if TYPE_CHECKING:
    from habitlog.stats.trend import PeriodLevel, TrendResult

MIN_DIFFERENCE = 0.2
"""Difference between the shares of days logged in both periods, from which it is said."""


def describe_coverage_drift(metric: Metric, day_noun: DayNoun, trend: TrendResult, style: Style) -> str:
    """Return that far fewer days were logged in one period, and how they would have to differ for no change at all.

    The missing days of the period that has more of them are taken to differ from its logged days by one amount; the
    change vanishes at the change over their share. That is said beside a change that is named, the shares alone beside
    none. "" without a verdict, where both periods are logged alike, and for metrics that have no value on most days.
    """
    before, after = trend.before, trend.after
    if trend.verdict == "not_enough_data" or not isinstance(metric, DailyMetric):
        return ""
    if trend.change is None or before is None or after is None:
        return ""
    share_before, share_after = _logged_share(before), _logged_share(after)
    if abs(share_after - share_before) < MIN_DIFFERENCE:
        return ""
    shares = {"before": round(100 * share_before), "after": round(100 * share_after)}
    if day_noun == "night":
        logged = gettext("%(before)s %% of nights were logged before, %(after)s %% in these weeks.", **shares)
    else:
        logged = gettext("%(before)s %% of days were logged before, %(after)s %% in these weeks.", **shares)
    if metric.summary == "total" or trend.verdict in {"steady", "no_clear_change"}:
        return logged
    missing = 1 - min(share_before, share_after)
    tipping = (trend.change.value if share_before < share_after else -trend.change.value) / missing
    parameters = {
        "amount": format_least_amount(metric, tipping, style),
        "direction": choose_direction(metric, tipping),
    }
    if day_noun == "night":
        text = gettext(
            "If the nights not logged were %(amount)s %(direction)s on average, there was no change.", **parameters
        )
    else:
        text = gettext(
            "If the days not logged were %(amount)s %(direction)s on average, there was no change.", **parameters
        )
    return f"{logged} {text}"


def _logged_share(level: PeriodLevel) -> float:
    return level.days / (7 * level.weeks)
