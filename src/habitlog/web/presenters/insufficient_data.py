"""Why a trend or a pair of metrics was not tested, in sentences of pages and of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from habitlog.pillars import DAILY_METRICS
from habitlog.pillars.correlation_pairs import CorrelationPair
from habitlog.translation import gettext, ngettext
from habitlog.usecases.trends.trends import WindowSummary
from habitlog.web.metric_text import format_metric_name

if TYPE_CHECKING:
    from habitlog.stats.correlation import CorrelationResult, Untested
    from habitlog.stats.data_requirements import InsufficientData


def describe_insufficient_data(reason: InsufficientData) -> str:
    """Return which requirement a trend does not meet."""
    match reason.code:
        case "few_weeks":
            return ngettext(
                "Not enough weeks yet: %(num)s with a value, %(needed)s needed.",
                "Not enough weeks yet: %(num)s with a value, %(needed)s needed.",
                reason.have,
                needed=reason.needed,
            )
        case "few_weeks_of_period":
            return ngettext(
                "Not enough weeks to compare: %(num)s with a value in one of the two periods, %(needed)s needed.",
                "Not enough weeks to compare: %(num)s with a value in one of the two periods, %(needed)s needed.",
                reason.have,
                needed=reason.needed,
            )
        case "mostly_identical":
            return gettext(
                "Mostly the same: %(same)s of %(n)s weeks. A verdict takes at most %(most)s.",
                same=reason.have,
                n=reason.n,
                most=reason.needed,
            )
        case "no_mean_direction":
            return _describe_no_mean_direction()


def describe_missing_value(window: WindowSummary) -> str:
    """Return why a window has no value; nothing for one that has."""
    reason = window.result.reason
    return window.metric.describe_missing(reason) if reason else ""


def _describe_no_mean_direction() -> str:
    return gettext("Not enough agreement: the times are spread all around the clock.")


def describe_untested_pair(pair: CorrelationPair, result: CorrelationResult) -> str:
    """Return which requirement a pair of metrics does not meet; nothing for one that was tested."""
    return _describe_untested(pair, result.untested, result.n) if result.untested else ""


def _describe_untested(pair: CorrelationPair, reason: Untested, n: int) -> str:
    match reason.code:
        case "earlier_fixed_weekdays":
            return _describe_fixed_weekdays(pair.earlier, reason, n)
        case "later_fixed_weekdays":
            return _describe_fixed_weekdays(pair.later, reason, n)
        case "no_mean_direction":
            return _describe_no_mean_direction()
        case "few_pairs":
            return ngettext(
                "Not enough data: %(num)s paired day, %(needed)s needed.",
                "Not enough data: %(num)s paired days, %(needed)s needed.",
                reason.have,
                needed=reason.needed,
            )
        case "little_variety":
            return gettext(
                "Not enough variety: one of the two was the same on %(same)s of %(n)s paired days, %(most)s at most.",
                same=n - reason.have,
                n=n,
                most=n - reason.needed,
            )
        case "few_effective":
            return gettext(
                "Not enough data: %(n)s paired days, effective sample %(effective)s, %(needed)s needed.",
                n=n,
                effective=reason.have,
                needed=reason.needed,
            )


def _describe_fixed_weekdays(metric_id: str, reason: Untested, n: int) -> str:
    return gettext(
        "%(metric)s: almost always on the same weekdays, but for %(other)s of %(n)s paired days, %(needed)s needed. So"
        " what comes with it cannot be told apart from the day of the week.",
        metric=format_metric_name(DAILY_METRICS[metric_id]),
        other=reason.have,
        n=n,
        needed=reason.needed,
    )
