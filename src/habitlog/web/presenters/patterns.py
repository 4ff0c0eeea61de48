"""The page of patterns: what went together, never why, with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from habitlog.pillars import DAILY_METRICS
from habitlog.pillars.correlation_pairs import CORRELATION_PAIRS, DIRECTION_WORDS, STEPS, CorrelationPair
from habitlog.tracking import Style
from habitlog.translation import gettext
from habitlog.usecases.trends.patterns import WEEKS, KnownDays, Patterns, WeekdayCoverage
from habitlog.web.dates import day_month
from habitlog.web.metric_text import format_metric_name, format_metric_name_inside
from habitlog.web.presenters.change_amounts import choose_direction, format_amount, format_ends
from habitlog.web.presenters.insufficient_data import describe_untested_pair
from habitlog.web.presenters.method import MethodLine

if TYPE_CHECKING:
    from habitlog.stats.correlation import CorrelationResult

    PairResult = tuple[CorrelationPair, CorrelationResult]


class FoundPattern(NamedTuple):
    """A pair that passed: the sentence, and what it rests on."""

    sentence: str
    evidence: str


class PatternsPage(Struct, frozen=True):
    """The page as text; rows of tables are cells from left to right."""

    headline: str
    tested_count_text: str
    found_patterns: tuple[FoundPattern, ...]
    tested_rows: tuple[tuple[str, ...], ...]
    untested_pairs: tuple[tuple[str, str], ...]
    coverage_rows: tuple[tuple[str, str, str], ...]
    coverage_headings: tuple[str, str, str]
    coverage_since: str
    missing_days_notes: tuple[str, ...]
    method_lines: tuple[tuple[str, str], ...]


def present_patterns(patterns: Patterns, style: Style) -> PatternsPage:
    """Return the page of patterns that are switched on."""
    passed = [(pair, result) for pair, result in patterns.tested if result.passed]
    tested = [(pair, result) for pair, result in patterns.tested if result.untested is None]
    return PatternsPage(
        headline=_describe_patterns(patterns, passed, tested),
        tested_count_text=gettext(
            "%(tested)s of %(all)s pairs could be tested.", tested=len(tested), all=len(patterns.tested)
        ),
        found_patterns=tuple(_present_found_pattern(pair, result, style) for pair, result in passed),
        tested_rows=tuple(_present_tested_row(pair, result, style) for pair, result in tested if not result.passed),
        untested_pairs=tuple(
            (format_pair_name(pair), describe_untested_pair(pair, one)) for pair, one in patterns.tested if one.untested
        ),
        coverage_rows=tuple(
            (format_metric_name(one.metric), _format_coverage_share(one.weekdays), _format_coverage_share(one.weekends))
            for one in patterns.coverage
        ),
        coverage_headings=_build_coverage_headings(patterns.coverage[0]),
        coverage_since=day_month(patterns.coverage_from, patterns.span.today),
        missing_days_notes=tuple(_describe_missing_days(one) for one in patterns.coverage if one.mostly_missing),
        method_lines=_describe_patterns_method(),
    )


def format_patterns_window(patterns: Patterns) -> str:
    """Return the window as "10 March 2025 to 8 March"."""
    today = patterns.span.today
    first, last = day_month(patterns.span.first, today), day_month(patterns.span.last, today)
    return gettext("%(first)s to %(last)s", first=first, last=last)


def list_pair_names(pairs: Iterable[CorrelationPair]) -> tuple[str, ...]:
    """Return the names of pairs."""
    return tuple(format_pair_name(pair) for pair in pairs)


def format_pair_name(pair: CorrelationPair) -> str:
    """Name a pair: "Time asleep, and stress level on the day of getting up"."""
    return gettext(
        "%(earlier)s, and %(later)s %(when)s",
        earlier=format_metric_name(DAILY_METRICS[pair.earlier]),
        later=format_metric_name_inside(DAILY_METRICS[pair.later]),
        when=gettext(pair.lag_text),
    )


def describe_pattern(pair: CorrelationPair, correlation: float) -> str:
    """Return the sentence on two metrics that went together; it names no cause."""
    more_of_earlier, _ = DIRECTION_WORDS[pair.earlier]
    more_of_later, less_of_later = DIRECTION_WORDS[pair.later]
    return gettext(
        "In your log, %(earlier)s went together with %(later)s %(when)s.",
        earlier=gettext(more_of_earlier),
        later=gettext(more_of_later if correlation > 0 else less_of_later),
        when=gettext(pair.lag_text),
    )


def describe_pattern_slope(pair: CorrelationPair, result: CorrelationResult, style: Style) -> str:
    """Return how much of the later metric came with a step of the earlier one; "" where there is no slope."""
    if result.slope is None or result.slope_low is None or result.slope_high is None:
        return ""
    step, metric = STEPS[pair.earlier], DAILY_METRICS[pair.later]
    change, low, high = (step.size * each for each in (result.slope, result.slope_low, result.slope_high))
    near, far = format_ends(metric, low, high, style)
    return gettext(
        "%(step)s, %(metric)s %(when)s was %(amount)s %(direction)s on average, between %(near)s and %(far)s.",
        step=gettext(step.text),
        metric=format_metric_name_inside(metric),
        when=gettext(pair.lag_text),
        amount=format_amount(metric, change, style, max(low, high, key=abs)),
        direction=choose_direction(metric, change),
        near=near,
        far=far,
    )


def _describe_patterns(patterns: Patterns, passed: list[PairResult], tested: list[PairResult]) -> str:
    if passed:
        return gettext(
            "%(passed)s of %(all)s pairs went together in your log.", passed=len(passed), all=len(patterns.tested)
        )
    if tested:
        days = _format_number_range(sorted(result.n for _, result in tested))
        return gettext("No clear pattern in %(days)s paired days. That is a common answer.", days=days)
    return describe_untested_pair(*max(patterns.tested, key=lambda one: one[1].n))


def _format_number_range(numbers: list[int]) -> str:
    least, most = numbers[0], numbers[-1]
    return f"{most}" if least == most else gettext("%(first)s to %(last)s", first=least, last=most)


def _present_found_pattern(pair: CorrelationPair, result: CorrelationResult, style: Style) -> FoundPattern:
    _, correlation, interval, n, effective_n, _ = _present_tested_row(pair, result, style)
    evidence = gettext(
        "Correlation %(correlation)s, 95 %% interval %(interval)s. %(n)s paired days, effective sample "
        "%(effective_n)s. This can be chance, or both can have a third cause.",
        correlation=correlation,
        interval=interval,
        n=n,
        effective_n=effective_n,
    )
    sentences = describe_pattern(pair, result.correlation or 0.0), describe_pattern_slope(pair, result, style)
    return FoundPattern(" ".join(filter(None, sentences)), evidence)


def _present_tested_row(pair: CorrelationPair, result: CorrelationResult, style: Style) -> tuple[str, ...]:
    low, high = (_format_signed_number(end, style) for end in (result.low, result.high))
    return (
        format_pair_name(pair),
        _format_signed_number(result.correlation, style),
        gettext("%(first)s to %(last)s", first=low, last=high),
        f"{result.n}",
        f"{int(result.n_eff or 0)}",
        style.format_exact(Decimal(f"{result.adjusted_p or 0:.2f}")),
    )


def _format_signed_number(value: float | None, style: Style) -> str:
    return style.format_exact(Decimal(f"{round(value or 0, 2) + 0:.2f}")).replace("-", "−")


def _format_coverage_share(known: KnownDays) -> str:
    percent = f"{known.percent:.0f}"
    return gettext("%(count)s (%(percent)s %%)", count=known.logged, percent=percent)


def _build_coverage_headings(coverage: WeekdayCoverage) -> tuple[str, str, str]:
    """Return the heads of the table, with the number of days, which is the same for every metric."""
    return (
        gettext("Metric"),
        gettext("Mon to Fri, of %(days)s", days=coverage.weekdays.days),
        gettext("Weekends, of %(days)s", days=coverage.weekends.days),
    )


def _describe_missing_days(coverage: WeekdayCoverage) -> str:
    name = format_metric_name(coverage.metric)
    if coverage.mostly_missing == "weekends":
        return gettext("%(metric)s: weekends are mostly missing.", metric=name)
    return gettext("%(metric)s: weekdays are mostly missing.", metric=name)


def _describe_patterns_method() -> tuple[MethodLine, ...]:
    from habitlog.stats import bootstrap, correlation, detrending  # noqa: PLC0415 - numpy is loaded by the first trend
    from habitlog.stats.method import PATTERN_METHOD_NAME, PATTERN_METHOD_VERSION  # noqa: PLC0415 - as above

    days = gettext(
        "Always the last %(weeks)s finished weeks, so that no period is picked for its result. A night belongs to the "
        "day of getting up. A pair is two calendar days that both have a value; days left out and days without a "
        "value make no pair, and nothing is filled in.",
        weeks=WEEKS,
    )
    removed = gettext(
        "The mean of each day of the week, and the mean of the %(days)s days around each day, so that a common season "
        "or a common weekend is no pattern. A holiday or an illness of a few days that both share can still be one.",
        days=detrending.LOCAL_DAYS,
    )
    interval = gettext(
        "Spearman's, of ranks: −1 to 1, where 0 is no connection. The interval comes from %(draws)s resamples of runs "
        "of days, %(block)s long on average, with the fixed seed %(seed)s.",
        draws=bootstrap.DRAWS,
        block=bootstrap.MEAN_BLOCK_DAYS,
        seed=bootstrap.SEED,
    )
    tested = gettext(
        "From %(pairs)s paired days and an effective sample of %(effective_n)s independent ones (neighbouring days "
        "resemble each other, so it is smaller); at least %(other)s of them differ from the most common value, and as "
        "many from what that day of the week mostly has.",
        pairs=correlation.MIN_PAIRED_DAYS,
        effective_n=correlation.MIN_EFFECTIVE_DAYS,
        other=correlation.MIN_OTHER_DAYS,
    )
    percent = f"{correlation.MAX_FALSE_DISCOVERY_RATE * 100:.0f}"
    passed = gettext(
        "The p-value is the larger one of two, from the draws and from the effective n, adjusted for all %(questions)s "
        "questions, tested or not (Benjamini–Hochberg). It passes up to %(percent)s %%, when the intervals of the "
        "correlation and of the difference in units lie on one side of 0.",
        questions=len(CORRELATION_PAIRS),
        percent=percent,
    )
    version = gettext(
        "%(name)s %(version)s. The export has every day and mark, and this method.",
        name=PATTERN_METHOD_NAME,
        version=PATTERN_METHOD_VERSION,
    )
    return (
        (gettext("Days"), days),
        (gettext("Removed first"), removed),
        (gettext("Correlation"), interval),
        (gettext("Tested"), tested),
        (gettext("Passed"), passed),
        (gettext("Method"), version),
    )
