"""What changed on a page of many numbers, and how many of them chance alone would name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec import Struct

from habitlog.tracking import Pillar, Style
from habitlog.translation import gettext, ngettext
from habitlog.usecases.trends.page_changes import MAX_WEEKS_LISTED, ListedChange, PageChanges
from habitlog.web.charts.level_strokes import draw_level_strokes
from habitlog.web.metric_text import format_metric_name
from habitlog.web.presenters.coverage_drift import describe_coverage_drift
from habitlog.web.presenters.trend import describe_levels, list_link_parameters
from habitlog.web.presenters.verdicts import describe_interval_ends, describe_verdict, describe_within_margin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from habitlog.usecases.trends.trends import MetricOverview

NAMED_BY_CHANCE = 0.05
"""The share of unchanged numbers that a 95 % interval names at most."""


class ChangeItem(Struct, frozen=True):
    """A change: its sentence, which links to the metric, both levels with the interval, and their picture."""

    pillar: Pillar
    metric_id: str
    link_query: Mapping[str, str]
    sentence: str
    evidence: str
    picture: Markup


class PageChangesText(Struct, frozen=True):
    """The list of changes, what stands there without one, and what is said of all numbers of the page."""

    items: tuple[ChangeItem, ...]
    remark: str
    judged: str


def present_page_changes(changes: PageChanges, style: Style) -> PageChangesText:
    """Return what changed on the page of all trends."""
    judged = describe_judged_numbers(changes.judged)
    if changes.clear or changes.waiting:
        rule = gettext("“What changed” lists what is clear among all of them two weeks in a row.")
        judged = f"{judged} {rule}"
    return PageChangesText(
        items=tuple(_present_change(one, style) for one in changes.listed if _is_named(one.overview)),
        remark=_describe_rest(changes) if changes.clear else _describe_no_change(changes),
        judged=judged,
    )


def _present_change(listed: ListedChange, style: Style) -> ChangeItem:
    overview = listed.overview
    trend, metric = overview.summary.trend, overview.metric
    assert trend.change is not None  # noqa: S101 - a change is among those that were judged
    sentences = [
        gettext("%(sentence)s.", sentence=describe_levels(metric, trend, overview.span, style)),
        describe_interval_ends(metric, trend.change, style),
        describe_within_margin(metric, trend, style),
        describe_coverage_drift(metric, overview.pillar.day_noun, trend, style),
        _describe_weeks_listed(listed),
    ]
    return ChangeItem(
        pillar=overview.pillar,
        metric_id=metric.id,
        link_query=list_link_parameters(metric, overview.metric_key),
        sentence=describe_verdict(metric, trend.verdict, trend.change.value, style, overview.metric_key),
        evidence=" ".join(filter(None, sentences)),
        picture=draw_level_strokes(overview.pillar, trend),
    )


def _describe_weeks_listed(listed: ListedChange) -> str:
    if not listed.is_clear:
        return gettext("This week it is not clear among all numbers; if the next one is the same, it leaves this list.")
    if listed.weeks == MAX_WEEKS_LISTED:
        return gettext("Listed for %(num)s weeks or longer.", num=listed.weeks)
    return ngettext("Listed since this week.", "Listed for %(num)s weeks.", listed.weeks)


def _is_named(overview: MetricOverview) -> bool:
    return overview.summary.trend.verdict in {"more", "less"}


def _describe_rest(changes: PageChanges) -> str:
    parts = _describe_leaving(changes), _describe_waiting(changes), _describe_other_changes(changes)
    return " ".join(filter(None, parts))


def _describe_leaving(changes: PageChanges) -> str:
    """Return what is in the list by its earlier weeks alone, as it is not even named by itself; "" for nothing."""
    leaving = [one.overview for one in changes.clear if not _is_named(one.overview)]
    if not leaving:
        return ""
    return gettext("Listed until last week, and not clear this week: %(metrics)s.", metrics=_join_names(leaving))


def _join_names(overviews: Iterable[MetricOverview]) -> str:
    return ", ".join(format_metric_name(one.metric, one.metric_key) for one in overviews)


def _describe_waiting(changes: PageChanges) -> str:
    """Return what was clear for the first time; "" for nothing."""
    if not changes.waiting:
        return ""
    return gettext(
        "Clear for the first week, and listed here if it is next week, too: %(metrics)s.",
        metrics=_join_names(changes.waiting),
    )


def _describe_other_changes(changes: PageChanges) -> str:
    """Return how many changes are neither in the list nor waiting for it; "" where there is none."""
    in_list = [one.overview for one in changes.listed] + list(changes.waiting)
    more = changes.named - sum(map(_is_named, in_list))
    if not more:
        return ""
    return ngettext(
        "%(num)s more number is named as changed in its own row below.",
        "%(num)s more numbers are named as changed in their own rows below.",
        more,
    )


def _describe_no_change(changes: PageChanges) -> str:
    from habitlog.stats.period_change import MIN_WEEKS  # noqa: PLC0415 - numpy is loaded by the first trend

    if not changes.judged:
        return gettext(
            "No number here has a verdict. It takes %(needed)s weeks with a value that are not mostly the same.",
            needed=MIN_WEEKS,
        )
    if changes.waiting:
        return _describe_rest(changes)
    if not changes.named:
        return gettext("No clear change in these weeks.")
    return ngettext(
        "Nothing stands out among all numbers. %(num)s is named as changed in its own row below, which can be chance.",
        "Nothing stands out among all numbers. %(num)s are named as changed in their own rows below, which can be"
        " chance.",
        changes.named,
    )


def describe_judged_numbers(judged: int) -> str:
    """Return how many numbers of a page were judged, and how many of them chance would name; "" without any."""
    if not judged:
        return ""
    counted = ngettext("%(num)s number was judged here.", "%(num)s numbers were judged here.", judged)
    expected = round(NAMED_BY_CHANCE * judged)
    if expected:
        chance = gettext(
            "If none had changed, chance would still name up to 1 in 20, about %(num)s here.", num=expected
        )
    else:
        chance = gettext("If none had changed, chance would still name up to 1 in 20, so mostly none here.")
    return f"{counted} {chance}"
