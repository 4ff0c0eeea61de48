"""What the page of patterns says: what went together, never why, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from habitlog.pillars import DAILY_METRICS
from habitlog.pillars.correlation_pairs import CORRELATION_PAIRS, DIRECTION_WORDS, CorrelationPair
from habitlog.tracking import Style
from habitlog.usecases.trends.patterns import KnownDays, Patterns, WeekdayCoverage, describe_method
from habitlog.web import dates
from habitlog.web.presenters.insufficient_data import describe_untested_pair

if TYPE_CHECKING:
    from habitlog.stats.correlation import CorrelationResult

    PairResult = tuple[CorrelationPair, CorrelationResult]

CAUSATION_CAUTION = "This can be chance or a third thing."


class FoundPattern(NamedTuple):
    """A pair that passed: the sentence, and what it rests on."""

    sentence: str
    evidence: str


@dataclass(frozen=True, slots=True)
class PatternsPage:
    """The page in words; rows of tables are cells from left to right."""

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
    """Return what a page says of patterns that are switched on."""
    passed = [one for one in patterns.tested if one[1].passed]
    tested = [one for one in patterns.tested if one[1].untested is None]
    return PatternsPage(
        headline=_describe_patterns(patterns, passed, tested),
        tested_count_text=f"{len(tested)} of {len(patterns.tested)} pairs could be tested.",
        found_patterns=tuple(_present_found_pattern(pair, one, style) for pair, one in passed),
        tested_rows=tuple(_present_tested_row(pair, one, style) for pair, one in tested if not one.passed),
        untested_pairs=tuple(
            (format_pair_name(pair), describe_untested_pair(one)) for pair, one in patterns.tested if one.untested
        ),
        coverage_rows=tuple(
            (one.metric.name, _format_coverage_share(one.weekdays), _format_coverage_share(one.weekends))
            for one in patterns.coverage
        ),
        coverage_headings=_build_coverage_headings(patterns.coverage[0]),
        coverage_since=dates.day_month(patterns.coverage_from, patterns.span.today),
        missing_days_notes=tuple(_describe_missing_days(one) for one in patterns.coverage if one.mostly_missing),
        method_lines=_describe_patterns_method(describe_method()),
    )


def format_patterns_window(patterns: Patterns) -> str:
    """Return the window as "10 March 2025 to 8 March"."""
    today = patterns.span.today
    return f"{dates.day_month(patterns.span.first, today)} to {dates.day_month(patterns.span.last, today)}"


def format_pair_name(pair: CorrelationPair) -> str:
    """Name a pair: "Time asleep, and stress level on the day of getting up"."""
    later = DAILY_METRICS[pair.later].name
    return f"{DAILY_METRICS[pair.earlier].name}, and {later[0].lower()}{later[1:]} {pair.lag_text}"


PAIR_NAMES = tuple(format_pair_name(pair) for pair in CORRELATION_PAIRS)


def describe_pattern(pair: CorrelationPair, correlation: float) -> str:
    """Say that two things went together, in a sentence that names no cause."""
    more, _ = DIRECTION_WORDS[pair.earlier]
    way = DIRECTION_WORDS[pair.later][0 if correlation > 0 else 1]
    return f"In your log, {more} went together with {way} {pair.lag_text}."


def _describe_patterns(patterns: Patterns, passed: list[PairResult], tested: list[PairResult]) -> str:
    if passed:
        return f"{len(passed)} of {len(patterns.tested)} pairs went together in your log."
    if tested:
        days = _format_number_range(sorted(one.n for _, one in tested))
        return f"No clear pattern in {days} paired days. That is a common answer."
    longest = max((one for _, one in patterns.tested), key=lambda one: one.n)
    return describe_untested_pair(longest)


def _format_number_range(numbers: list[int]) -> str:
    least, most = numbers[0], numbers[-1]
    return f"{most}" if least == most else f"{least} to {most}"


def _present_found_pattern(pair: CorrelationPair, association: CorrelationResult, style: Style) -> FoundPattern:
    _, correlation, interval, n, worth, _ = _present_tested_row(pair, association, style)
    rests = (
        f"Correlation {correlation}, 95 % interval {interval}. {n} paired days; as neighbours resemble each other, "
        f"they say as much as {worth}. {CAUSATION_CAUTION}"
    )
    return FoundPattern(describe_pattern(pair, association.correlation or 0.0), rests)


def _present_tested_row(pair: CorrelationPair, association: CorrelationResult, style: Style) -> tuple[str, ...]:
    interval = f"{_format_signed_number(association.low, style)} to {_format_signed_number(association.high, style)}"
    return (
        format_pair_name(pair),
        _format_signed_number(association.correlation, style),
        interval,
        f"{association.n}",
        f"{int(association.n_eff or 0)}",
        style.format_exact(Decimal(f"{association.adjusted_p or 0:.2f}")),
    )


def _format_signed_number(value: float | None, style: Style) -> str:
    return style.format_exact(Decimal(f"{round(value or 0, 2) + 0:.2f}")).replace("-", "−")


def _format_coverage_share(coverage: KnownDays) -> str:
    return f"{coverage.logged} ({coverage.percent:.0f} %)"


def _build_coverage_headings(cover: WeekdayCoverage) -> tuple[str, str, str]:
    """Return the heads of the table; the days there are, the same for every metric, stand among them."""
    return "Metric", f"Mon to Fri, of {cover.weekdays.days}", f"Weekends, of {cover.weekends.days}"


def _describe_missing_days(cover: WeekdayCoverage) -> str:
    return f"{cover.metric.name}: {cover.mostly_missing} are mostly missing."


def _describe_patterns_method(method: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    draws, needed = method["bootstrap"], method["needed"]
    days = (
        f"The last {method['window']['iso_weeks']} finished weeks, always those, so that nobody looks until something "
        "shows. A night belongs to the day of getting up. A pair is two days by the calendar that both have a value; "
        "skipped days and days without a value make no pair, and nothing is filled in."
    )
    first = (
        "The trend of each metric (Theil–Sen), then the mean of each day of the week, so that a common drift or a "
        "common weekend is no pattern."
    )
    correlation = (
        "Spearman's, of ranks: −1 to 1, where 0 is no connection. The interval comes from "
        f"{draws['draws']} draws of whole stretches of days, {draws['mean_block_days']} long on average, with the "
        f"fixed seed {draws['seed']}."
    )
    tested = (
        f"From {needed['paired_days']} paired days that say as much as {needed['n_eff']} independent ones; at least "
        f"{needed['days_other_than_the_most_common_value']} of them differ from the most common value."
    )
    passed = (
        "The p-value is the larger one of two, from the draws and from the effective n, adjusted for all "
        f"{len(method['pairs'])} questions, tested or not (Benjamini–Hochberg). It passes up to "
        f"{method['false_discoveries'] * 100:.0f} %, when the interval lies on one side of 0."
    )
    made = f"{method['name']} {method['version']}. The export carries every day and mark, and this method."
    return (
        ("Days", days),
        ("Taken off first", first),
        ("Correlation", correlation),
        ("Tested", tested),
        ("Passed", passed),
        ("Method", made),
    )
