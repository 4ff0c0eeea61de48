"""The fold on how a trend was computed: when it keeps silent, and how well it knows weekdays and weekends."""

from __future__ import annotations

from datetime import date, timedelta

from habitlog.pillar import Weekly
from habitlog.usecases.patterns import POINTS_APART
from habitlog.usecases.spans import Trend
from habitlog.web.stretches import between
from habitlog.web.words import days_word, lack

SATURDAY = 5
PICKED = "A stretch picked by hand tends to show more change than there is."


def silences(trend: Trend) -> tuple[str, ...]:
    """Return every reason for which nothing is said of a trend; the one that holds now leads, by its own numbers."""
    from habitlog.stats import gates  # noqa: PLC0415 - numpy is loaded by the first trend

    found, total = trend.analysis.trend, trend.metric.summary == "total"
    each = "week" if isinstance(trend.metric, Weekly) or (found.basis == "week" and not total) else "day"
    rules = {
        "short_window": f"A window of fewer than {gates.WINDOW_DAYS} days.",
        "few_values": f"Fewer than {gates.VALUES} {each}s with a value.",
        "few_weeks": f"Values in fewer than {gates.WEEKS} weeks.",
        "narrow_span": f"The first and the last value fewer than {gates.SPAN_DAYS} days apart.",
        "mostly_identical": f"More than {gates.IDENTICAL_PERCENT} % of the values the same.",
    }
    if total:
        rules["few_whole_weeks"] = (
            f"Fewer than {gates.WEEKS_OF_TOTALS} whole weeks, where more than {gates.ALIKE_PERCENT} % of the days are "
            "the same, as days of rest are, and weeks are judged instead."
        )
    if trend.metric.unit == "clock":
        rules["no_mean_direction"] = "Times that lie all around the clock."
    now = found.silence
    if now is None:
        return tuple(rules.values())
    return (f"Now: {lack(trend.metric, now)}", *(rule for code, rule in rules.items() if code != now.code))


def version() -> str:
    """Return the name and version of the method."""
    from habitlog.stats.method import NAME, VERSION  # noqa: PLC0415 - as above

    return f"Method {NAME} {VERSION}"


def known_days(trend: Trend) -> str:
    """Return how many weekdays and how many weekend days have a value; nothing for a weekly measure."""
    if isinstance(trend.metric, Weekly):
        return ""
    days = [trend.first + timedelta(days=more) for more in range(trend.coverage.days)]
    known = {point.day for point in trend.analysis.points}
    nights = "Nights to " if days_word(trend.metric) == "nights" else ""
    parts = (
        (f"{nights}Monday–Friday", [day for day in days if day.weekday() < SATURDAY]),
        (f"{nights}Saturday and Sunday", [day for day in days if day.weekday() >= SATURDAY]),
    )
    told = [(name, len(known.intersection(part)), len(part)) for name, part in parts if part]
    missing = _missing([100 * logged / of for _, logged, of in told])
    return " ".join([*(f"{name}: {logged} of {of} known." for name, logged, of in told), *missing])


def _missing(shares: list[float]) -> list[str]:
    """Return which days are mostly missing beside the others, of the shares of weekdays and of weekend days in %."""
    if len(shares) < 2 or abs(shares[0] - shares[1]) <= POINTS_APART:
        return []
    return [f"{'Weekend days' if shares[0] > shares[1] else 'Weekdays'} are mostly missing."]


def notes(trend: Trend, *, picked: bool) -> str:
    """Return what is said beside a verdict: on days it leaves out, and on a stretch that was picked by hand."""
    looked_at, said = trend.analysis.judged, []
    whole = looked_at == (trend.first.toordinal(), trend.last.toordinal())
    if looked_at.days and not whole and not trend.analysis.trend.silence:
        first, last = (date.fromordinal(max(day, 1)) for day in looked_at)
        said.append(f"The running week is not over, so the verdict looks at {between(first, last)}.")
    return " ".join([*said, *([PICKED] if picked and not trend.analysis.trend.silence else [])])
