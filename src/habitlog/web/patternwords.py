"""What the page of patterns says: what went together, never why, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from habitlog.pillar import Style
from habitlog.pillars import METRICS
from habitlog.pillars.pairs import PAIRS, WAYS, Pair
from habitlog.usecases.patterns import Cover, Known, Patterns, method
from habitlog.web import words

if TYPE_CHECKING:
    from habitlog.stats.association import Association

    Result = tuple[Pair, Association]

CAUTION = "This can be chance or a third thing."


class Passed(NamedTuple):
    """A pair that passed: the sentence, and what it rests on."""

    sentence: str
    rests: str


@dataclass(frozen=True, slots=True)
class Told:
    """The page in words; rows of tables are cells from left to right."""

    headline: str
    asked: str
    passed: tuple[Passed, ...]
    tested: tuple[tuple[str, ...], ...]
    untested: tuple[tuple[str, str], ...]
    covers: tuple[tuple[str, str, str], ...]
    cover_heads: tuple[str, str, str]
    covered_from: str
    missing: tuple[str, ...]
    method: tuple[tuple[str, str], ...]


def told(found: Patterns, style: Style) -> Told:
    """Return what a page says of patterns that are switched on."""
    passed = [one for one in found.tested if one[1].passed]
    tested = [one for one in found.tested if one[1].untested is None]
    return Told(
        headline=_headline(found, passed, tested),
        asked=f"{len(tested)} of {len(found.tested)} pairs could be tested.",
        passed=tuple(_passed(pair, one, style) for pair, one in passed),
        tested=tuple(_row(pair, one, style) for pair, one in tested if not one.passed),
        untested=tuple((in_words(pair), one.untested.message) for pair, one in found.tested if one.untested),
        covers=tuple((one.metric.name, _share(one.weekdays), _share(one.weekends)) for one in found.covers),
        cover_heads=_cover_heads(found.covers[0]),
        covered_from=words.day_month(found.since, found.span.today),
        missing=tuple(_missing(one) for one in found.covers if one.mostly_missing),
        method=_method_lines(method()),
    )


def span(found: Patterns) -> str:
    """Return the window as "10 March 2025 to 8 March"."""
    today = found.span.today
    return f"{words.day_month(found.span.first, today)} to {words.day_month(found.span.last, today)}"


def in_words(pair: Pair) -> str:
    """Name a pair: "Time asleep, and stress level on the day of getting up"."""
    later = METRICS[pair.later][1].name
    return f"{METRICS[pair.earlier][1].name}, and {later[0].lower()}{later[1:]} {pair.when}"


PAIRS_IN_WORDS = tuple(in_words(pair) for pair in PAIRS)


def sentence(pair: Pair, correlation: float) -> str:
    """Say that two things went together, in a sentence that names no cause."""
    more, _ = WAYS[pair.earlier]
    way = WAYS[pair.later][0 if correlation > 0 else 1]
    return f"In your log, {more} went together with {way} {pair.when}."


def _headline(found: Patterns, passed: list[Result], tested: list[Result]) -> str:
    if passed:
        return f"{len(passed)} of {len(found.tested)} pairs went together in your log."
    if tested:
        days = _between(sorted(one.n for _, one in tested))
        return f"No clear pattern in {days} paired days. That is a common answer."
    longest = max((one for _, one in found.tested), key=lambda one: one.n)
    return longest.untested.message if longest.untested else ""


def _between(numbers: list[int]) -> str:
    least, most = numbers[0], numbers[-1]
    return f"{most}" if least == most else f"{least} to {most}"


def _passed(pair: Pair, one: Association, style: Style) -> Passed:
    _, correlation, interval, n, worth, _ = _row(pair, one, style)
    rests = (
        f"Correlation {correlation}, 95 % interval {interval}. {n} paired days; as neighbours resemble each other, "
        f"they say as much as {worth}. {CAUTION}"
    )
    return Passed(sentence(pair, one.correlation or 0.0), rests)


def _row(pair: Pair, one: Association, style: Style) -> tuple[str, ...]:
    interval = f"{_signed(one.low, style)} to {_signed(one.high, style)}"
    return (
        in_words(pair),
        _signed(one.correlation, style),
        interval,
        f"{one.n}",
        f"{int(one.n_eff or 0)}",
        style.exact(Decimal(f"{one.adjusted or 0:.2f}")),
    )


def _signed(value: float | None, style: Style) -> str:
    return style.exact(Decimal(f"{round(value or 0, 2) + 0:.2f}")).replace("-", "−")


def _share(known: Known) -> str:
    return f"{known.logged} ({known.percent:.0f} %)"


def _cover_heads(cover: Cover) -> tuple[str, str, str]:
    """Return the heads of the table; the days there are, the same for every metric, stand among them."""
    return "Metric", f"Mon to Fri, of {cover.weekdays.days}", f"Weekends, of {cover.weekends.days}"


def _missing(cover: Cover) -> str:
    return f"{cover.metric.name}: {cover.mostly_missing} are mostly missing."


def _method_lines(how: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    draws, needed = how["bootstrap"], how["needed"]
    days = (
        f"The last {how['window']['iso_weeks']} finished weeks, always those, so that nobody looks until something "
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
        f"{len(how['pairs'])} questions, tested or not (Benjamini–Hochberg). It passes up to "
        f"{how['false_discoveries'] * 100:.0f} %, when the interval lies on one side of 0."
    )
    made = f"{how['name']} {how['version']}. The export carries every day and mark, and this method."
    return (
        ("Days", days),
        ("Taken off first", first),
        ("Correlation", correlation),
        ("Tested", tested),
        ("Passed", passed),
        ("Method", made),
    )
