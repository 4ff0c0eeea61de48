"""Snippets in words: why one is shown, and what a page says around its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from habitlog.education import Snippet, SnippetLibrary, SnippetMatch
from habitlog.education.conditions import ConditionResult
from habitlog.education.rules import FullWeekRule, LoggedRule, MilestoneRule, PatternRule
from habitlog.education.vocabulary import MetricWords
from habitlog.formatting import Style
from habitlog.translation import gettext, gettext_noop
from habitlog.usecases.education import ShownSnippet

NumberFormatter = Callable[[float, str], tuple[str, str]]
"""Returns the digits of a value that is kept in a unit, and the unit they are then in."""

_WEEK_DAYS = 7
_CERTAINTY_MESSAGES: Mapping[str, str] = {
    "high": gettext_noop("How sure: high"),
    "moderate": gettext_noop("How sure: moderate"),
    "low": gettext_noop("How sure: low"),
    "very low": gettext_noop("How sure: very low"),
}
_VALUE_MESSAGES: Mapping[str, tuple[str, str]] = {
    "clock_spread": (
        gettext_noop(
            "Shown because your %(metric)s were up to %(value)s apart over the last %(window)s %(days)s,"
            " %(logged)s logged."
        ),
        gettext_noop(
            "Shown because your %(metric)s were up to %(value)s apart over the last %(window)s %(days)s,"
            " all %(logged)s logged."
        ),
    ),
    "equal": (
        gettext_noop(
            "Shown because your %(metric)s were all %(value)s over the last %(window)s %(days)s, %(logged)s logged."
        ),
        gettext_noop(
            "Shown because your %(metric)s were all %(value)s over the last %(window)s %(days)s, all %(logged)s logged."
        ),
    ),
    "spread": (
        gettext_noop(
            "Shown because your %(metric)s ranged from %(lowest)s to %(highest)s over the last %(window)s %(days)s,"
            " %(logged)s logged."
        ),
        gettext_noop(
            "Shown because your %(metric)s ranged from %(lowest)s to %(highest)s over the last %(window)s %(days)s,"
            " all %(logged)s logged."
        ),
    ),
    "mean": (
        gettext_noop(
            "Shown because your %(metric)s came to %(value)s on average over the last %(window)s %(days)s,"
            " %(logged)s logged."
        ),
        gettext_noop(
            "Shown because your %(metric)s came to %(value)s on average over the last %(window)s %(days)s,"
            " all %(logged)s logged."
        ),
    ),
    "median": (
        gettext_noop(
            "Shown because your %(metric)s had a middle value of %(value)s over the last %(window)s %(days)s,"
            " %(logged)s logged."
        ),
        gettext_noop(
            "Shown because your %(metric)s had a middle value of %(value)s over the last %(window)s %(days)s,"
            " all %(logged)s logged."
        ),
    ),
    "total": (
        gettext_noop(
            "Shown because your %(metric)s added up to %(value)s over the last %(window)s %(days)s, %(logged)s logged."
        ),
        gettext_noop(
            "Shown because your %(metric)s added up to %(value)s over the last %(window)s %(days)s,"
            " all %(logged)s logged."
        ),
    ),
}
"""By statistic: the reason where some days of the window have a value, and where all have one."""


class SnippetView(Struct, frozen=True):
    """A snippet as pages show it; `because` is empty in the library, sources are (citation, address)."""

    snippet: Snippet
    because: str
    chapter: str
    sources: tuple[tuple[str, str], ...]
    is_saved: bool
    is_dismissed: bool
    certainty: str
    answer: Snippet | None
    """The snippet that this one leads to: it answers a question that follows."""
    related: tuple[Snippet, ...]


def build_snippet_view(
    shown: ShownSnippet, library: SnippetLibrary, style: Style, related: tuple[Snippet, ...] = ()
) -> SnippetView:
    """Return a snippet in words, the numbers of its reason in a person's style."""
    chapter = shown.snippet.chapter
    return SnippetView(
        snippet=shown.snippet,
        because=explain_match(shown.match, style.format_amount) if shown.match else "",
        chapter=chapter if chapter.isupper() else chapter.lower(),
        sources=tuple((source.format_citation(), source.doi_url) for source in shown.sources),
        is_saved=shown.is_saved,
        is_dismissed=shown.is_dismissed,
        certainty=describe_certainty(shown.snippet),
        answer=library.get_snippet(shown.snippet.leads_to),
        related=related,
    )


def get_clinician_line() -> str:
    """Return the sentence that goes with a snippet whose `needs_clinician_line` is true."""
    return gettext("What this means for one person is a question for a clinician.")


def describe_certainty(snippet: Snippet) -> str:
    """Return how sure the finding of a snippet is, in words."""
    return gettext(_CERTAINTY_MESSAGES[snippet.certainty])


def get_reviewers() -> str:
    """Return who compared the snippets with their sources, as the end of a sentence that gives the date."""
    return gettext("checked against abstracts by the maintainers; not reviewed by a clinician")


def format_plain_number(number: float, unit: str) -> tuple[str, str]:
    """Write a number as the API does: with a point, in the unit it is kept in."""
    return f"{number:.1f}".removesuffix(".0"), unit


def explain_match(snippet_match: SnippetMatch, format_number: NumberFormatter = format_plain_number) -> str:
    """Return the sentence that says why a snippet is shown."""
    match snippet_match.rule:
        case MilestoneRule(noun=noun):
            return gettext("Shown because this is the first %(entry)s in your log.", entry=noun)
        case LoggedRule(phrase=phrase, answer=None):
            return gettext("Shown because you logged %(entry)s.", entry=phrase)
        case LoggedRule(answer=condition) if condition is not None:
            phrase = condition.phrase
            entry = phrase.format(snippet_match.answer) if condition.value is None else phrase
            return gettext("Shown because you logged %(entry)s.", entry=entry)
        case FullWeekRule(metric=metric):
            return gettext(
                "Shown because your log now holds a full week: %(metric)s on 7 of the last 7 %(days)s.",
                metric=metric.name,
                days=metric.each,
            )
        case PatternRule() as rule if snippet_match.result is not None:
            return _explain_pattern(rule, snippet_match.result, format_number)
    raise TypeError(snippet_match.rule)


def _explain_pattern(rule: PatternRule, result: ConditionResult, format_number: NumberFormatter) -> str:
    if rule.statistic == "weeks":
        return _explain_weeks(rule, result)
    if rule.statistic == "days":
        return _explain_days(rule, result, format_number)
    metric = rule.metric
    lowest, highest = (_format_value(metric, value, format_number) for value in (result.lowest, result.highest))
    statistic, value = rule.statistic, _format_value(metric, result.value, format_number)
    if statistic == "spread" and metric.is_clock:
        statistic = "clock_spread"
    elif statistic == "spread" and lowest == highest:
        statistic, value = "equal", highest
    elif statistic == "spread" and metric.unit != "min":
        lowest = format_number(result.lowest, metric.unit)[0]
    return gettext(
        _VALUE_MESSAGES[statistic][result.days_logged == rule.window_days],
        metric=metric.name,
        value=value,
        lowest=lowest,
        highest=highest,
        window=rule.window_days,
        days=metric.each,
        logged=result.days_logged,
    )


def _explain_weeks(rule: PatternRule, result: ConditionResult) -> str:
    weeks = rule.window_days // _WEEK_DAYS
    if result.value == weeks:
        return gettext(
            "Shown because your log has %(metric)s in each of the last %(weeks)s weeks.",
            metric=rule.metric.name,
            weeks=weeks,
        )
    count = f"{result.value:.0f}"
    return gettext(
        "Shown because your log has %(metric)s in %(count)s of the last %(weeks)s weeks.",
        metric=rule.metric.name,
        count=count,
        weeks=weeks,
    )


def _explain_days(rule: PatternRule, result: ConditionResult, format_number: NumberFormatter) -> str:
    if result.value == result.days_logged:
        message = gettext_noop("Shown because your log has %(metric)s on %(count)s of the last %(window)s %(days)s.")
    elif result.days_logged == rule.window_days:
        message = gettext_noop(
            "Shown because your log has %(metric)s on %(count)s of the last %(window)s %(days)s, all %(logged)s logged."
        )
    else:
        message = gettext_noop(
            "Shown because your log has %(metric)s on %(count)s of the last %(window)s %(days)s, %(logged)s logged."
        )
    count = f"{result.value:.0f}"
    return gettext(
        message,
        metric=_describe_counted_values(rule, format_number),
        count=count,
        window=rule.window_days,
        days=rule.metric.each,
        logged=result.days_logged,
    )


def _describe_counted_values(rule: PatternRule, format_number: NumberFormatter) -> str:
    metric = rule.metric
    if rule.below is not None:
        value = _format_value(metric, rule.below, format_number)
        return gettext("%(metric)s of %(value)s or less", metric=metric.name, value=value)
    if rule.above is None:
        return metric.name
    value = _format_value(metric, rule.above, format_number)
    if metric.is_clock:
        return gettext("%(metric)s of %(value)s or more after midnight", metric=metric.name, value=value)
    return gettext("%(metric)s of %(value)s or more", metric=metric.name, value=value)


def _format_value(metric: MetricWords, number: float, format_number: NumberFormatter) -> str:
    """Write a value with its unit: "1 h 50 min", "12.5 of 18", "84 %"."""
    if metric.unit in {"min", "clock"}:
        return _format_duration(number)
    return " ".join(format_number(number, metric.unit)).rstrip()


def _format_duration(minutes: float) -> str:
    """Write minutes as "6 h", "1 h 50 min" or "45 min"."""
    hours, rest = divmod(round(minutes), 60)
    if not hours:
        return gettext("%(minutes)s min", minutes=rest)
    if not rest:
        return gettext("%(hours)s h", hours=hours)
    return gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)
