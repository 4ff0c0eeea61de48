"""The sentences on how many numbers of a page were judged."""

from __future__ import annotations

from datetime import date

from tests.support.cases import for_each_case

from habitlog.pillars import METRICS
from habitlog.stats.period_change import Change
from habitlog.stats.summary import JudgedRange, TrendSummary
from habitlog.stats.trend import PeriodLevel, TrendResult, Verdict
from habitlog.tracking import DailyMetric, Style
from habitlog.usecases.trends.page_changes import ListedChange, PageChanges
from habitlog.usecases.trends.periods import Span
from habitlog.usecases.trends.trends import Coverage, MetricOverview
from habitlog.web.presenters.page_changes import describe_judged_numbers, present_page_changes

FIRST = date(2026, 1, 5)
CHANCE = "If none had changed, chance would still name up to 1 in 20"


@for_each_case(
    ("judged", "said"),
    [
        (0, ""),
        (1, f"1 number was judged here. {CHANCE}, so mostly none here."),
        (10, f"10 numbers were judged here. {CHANCE}, so mostly none here."),
        (16, f"16 numbers were judged here. {CHANCE}, about 1 here."),
        (150, f"150 numbers were judged here. {CHANCE}, about 8 here."),
    ],
)
def test_judged_numbers_sentence(judged: int, said: str) -> None:
    assert describe_judged_numbers(judged) == said


@for_each_case(
    ("judged", "named", "said"),
    [
        (
            0,
            0,
            "No number here has a verdict. It takes 12 weeks with a value that are not mostly the same.",
        ),
        (16, 0, "No clear change in these weeks."),
        (
            16,
            1,
            ("Nothing stands out among all numbers. 1 is named as changed in its own row below, which can be chance."),
        ),
        (
            16,
            2,
            (
                "Nothing stands out among all numbers. 2 are named as changed in their own rows below, "
                "which can be chance."
            ),
        ),
    ],
)
def test_page_without_clear_change_says_so(judged: int, named: int, said: str) -> None:
    text = present_page_changes(PageChanges(judged, named), Style())
    assert (text.items, text.remark, text.judged) == ((), said, describe_judged_numbers(judged))


def overview(name: str, verdict: Verdict) -> MetricOverview:
    """Return a metric with a verdict, as far as a list of changes shows it."""
    metric = METRICS[name]
    assert isinstance(metric, DailyMetric)
    before, after = (PeriodLevel(FIRST, FIRST, 12, 12, 84, value) for value in (400.0, 420.0))
    trend = TrendResult(verdict, 24, before, after, Change(20, 10, 30), 0.001)
    summary = TrendSummary(metric.summary, 84, (), trend, JudgedRange(1, 2))
    return MetricOverview(metric, Span(FIRST, FIRST, FIRST), summary, Coverage(84, 84, 0, 12), ())


@for_each_case(
    ("weeks", "is_clear", "said"),
    [
        (1, True, "Listed since this week."),
        (3, True, "Listed for 3 weeks."),
        (8, True, "Listed for 8 weeks or longer."),
        (
            3,
            False,
            "This week it is not clear among all numbers; if the next one is the same, it leaves this list.",
        ),
    ],
)
def test_change_says_how_long_it_is_listed(weeks: int, is_clear: bool, said: str) -> None:
    listed = ListedChange(overview("sleep.duration", "more"), weeks, is_clear)
    text = present_page_changes(PageChanges(3, 1, (listed,)), Style())
    assert text.items[0].evidence.endswith(said)
    assert text.remark == ""


def test_change_that_is_not_named_any_more_is_no_item() -> None:
    still, gone = overview("sleep.duration", "more"), overview("training.minutes", "no_clear_change")
    listed = ListedChange(still, 3, is_clear=False), ListedChange(gone, 5, is_clear=False)
    said = "Listed until last week, and not clear this week: Training minutes."
    text = present_page_changes(PageChanges(5, 1, listed), Style())
    assert ([item.metric_id for item in text.items], text.remark) == (["sleep.duration"], said)
    text = present_page_changes(PageChanges(5, 0, listed[1:]), Style())
    assert (text.items, text.remark) == ((), said)


def test_change_of_first_week_waits_by_name() -> None:
    waiting = (overview("sleep.duration", "more"), overview("stress.level", "more"))
    said = "Clear for the first week, and listed here if it is next week, too: Time asleep, Stress level."
    assert present_page_changes(PageChanges(5, 2, (), waiting), Style()).remark == said
    more = "1 more number is named as changed in its own row below."
    assert present_page_changes(PageChanges(5, 3, (), waiting), Style()).remark == f"{said} {more}"
