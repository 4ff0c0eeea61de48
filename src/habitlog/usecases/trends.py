"""The trend of one measure: one scan of its days, then pure statistics, then a verdict with what it rests on."""

from __future__ import annotations

from datetime import timedelta

from habitlog.db import Reading
from habitlog.derived import series
from habitlog.errors import NotFound
from habitlog.marks import marked_days
from habitlog.people.model import Person
from habitlog.pillar import Metric, Named, Pillar, Weekly, Windowed
from habitlog.usecases import named
from habitlog.usecases.spans import LEAD, Coverage, Span, Trend, check_range, measure_called, weeks_known

DEFAULT_WINDOW = timedelta(days=27)


def of(unit: Reading, person: Person, measure_id: str, span: Span, called: str | None = None) -> Trend:
    """Return the trend of a measure.

    Raises `NotFound` for one that does not exist or has no trend, `Invalid` for a range that is reversed or longer
    than a century and for a named measure without its name (`called`).
    """
    pillar, measure = measure_called(measure_id)
    check_range(span.first, span.last)
    if isinstance(measure, Windowed):
        raise NotFound(f"{measure.name} has one value for a window and no trend.")
    if isinstance(measure, Named):
        return named.read(unit, person, pillar, measure, span).trend(named.asked(measure, called))
    if isinstance(measure, Weekly):
        return _weekly(unit, person, pillar, measure, span)
    return _daily(unit, person, pillar, measure, span)


def _daily(unit: Reading, person: Person, pillar: Pillar, measure: Metric, span: Span) -> Trend:
    from habitlog.stats.analysis import analyse  # noqa: PLC0415 - numpy is loaded by the first trend, not by the start

    values = series(unit, person.id, [measure.id], span.begun(LEAD), span.last)[measure.id]
    analysis = analyse(values, span.first, span.last, span.today, measure.summary)
    marks = marked_days(unit, person.id, pillar.key, span.first, span.last)
    coverage = Coverage(span.days, len(analysis.points), len(marks.skipped), analysis.trend.needed)
    return Trend(pillar, measure, span.first, span.last, analysis, coverage, marks.skipped, marks.nothing)


def _weekly(unit: Reading, person: Person, pillar: Pillar, measure: Weekly, span: Span) -> Trend:
    from habitlog.stats.analysis import analyse_weeks  # noqa: PLC0415 - as above

    values = series(unit, person.id, [measure.of_daily], span.begun(LEAD), span.last)[measure.of_daily]
    analysis = analyse_weeks(values, span.first, span.last, span.today, measure.of)
    marks = marked_days(unit, person.id, pillar.key, span.first, span.last)
    weeks = weeks_known(analysis.weeks)
    logged = len(values.between(span.first, span.last))
    coverage = Coverage(span.days, logged, len(marks.skipped), analysis.trend.needed, weeks)
    return Trend(pillar, measure, span.first, span.last, analysis, coverage, marks.skipped, marks.nothing)
