"""The reviews of a week and of a year: which days were logged, then every metric compared with an earlier period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from habitlog.accounts.person import Person
from habitlog.db import ReadTransaction
from habitlog.errors import NotFound
from habitlog.storage.daily_metrics import load_metric_values
from habitlog.tracking import EntryRecord, Pillar
from habitlog.usecases.entries import day_summary
from habitlog.usecases.entries.day_summary import CalendarDay, DayState
from habitlog.usecases.entries.queries import list_records_by_day
from habitlog.usecases.shown_pillars import list_shown_pillars
from habitlog.usecases.trends import overview
from habitlog.usecases.trends.clock_days import ClockDays, load_clock_days
from habitlog.usecases.trends.overview import PeriodPair, PillarOverview
from habitlog.usecases.trends.periods import Span
from habitlog.validation import FIRST_YEAR
from habitlog.weeks import WEEK, last_finished_sunday, monday_of

DAY = timedelta(days=1)
WEEKS_COMPARED = 4
"""Finished weeks that a week is compared with."""


class LoggedDays(Struct, frozen=True):
    """The states of the days of a span in one pillar, oldest first; an open list counts as logged."""

    pillar: Pillar
    states: tuple[DayState, ...]
    logged: int
    none: int
    skipped: int

    @classmethod
    def from_states(cls, pillar: Pillar, states: tuple[DayState, ...]) -> LoggedDays:
        """Count the states of the days."""
        count = Counter(states)
        return cls(pillar, states, count["logged"] + count["open"], count["none"], count["skipped"])

    def count_by_week(self) -> list[int]:
        """Return how many days of each week were logged."""
        weeks = (self.states[start : start + 7] for start in range(0, len(self.states), 7))
        return [sum(state in {"logged", "open"} for state in week) for week in weeks]


class Review(Struct, frozen=True):
    """A span of whole weeks: its days, and every metric over it, none where nothing was logged.

    A week that is running has no metrics, and of its days those that have come are counted.
    """

    span: Span
    days: tuple[CalendarDay, ...]
    logged_days: tuple[LoggedDays, ...]
    overviews: tuple[PillarOverview, ...] = ()
    before: Span | None = None
    clock_days: tuple[ClockDays, ...] = ()
    """Of a week: its days on the clock, of each shown pillar that has such a chart."""
    records_by_day: Mapping[date, Sequence[tuple[Pillar, EntryRecord]]] = field(default_factory=dict)
    """Of a week: the entries of its days, in the order of pillars and kinds."""
    primary_values: Mapping[str, Sequence[tuple[date, float]]] = field(default_factory=dict)
    """Of a year: by pillar the values of its primary metric, oldest first."""

    @property
    def is_running(self) -> bool:
        """Whether the last day of the span has not ended."""
        return self.span.last >= self.span.today


def review_week(transaction: ReadTransaction, person: Person, day: date, today: date) -> Review:
    """Return the week that holds a day, compared with the four before it; raises `NotFound` for one in the future."""
    monday = monday_of(day)
    if monday > today:
        raise NotFound("week_in_future")
    span = Span(monday, monday + WEEK - DAY, today)
    before = Span(monday - WEEKS_COMPARED * WEEK, monday - DAY, today)
    found = (load_clock_days(transaction, person, pillar, span) for pillar in list_shown_pillars(person))
    clock_days = tuple(days for days in found if days is not None)
    records = _list_records(transaction, person, span)
    return replace(_build_review(transaction, person, span, before), clock_days=clock_days, records_by_day=records)


def _list_records(
    transaction: ReadTransaction, person: Person, span: Span
) -> dict[date, list[tuple[Pillar, EntryRecord]]]:
    records: dict[date, list[tuple[Pillar, EntryRecord]]] = {}
    for pillar in list_shown_pillars(person):
        kinds = tuple(kind.key for kind in pillar.kinds)
        for day, of_day in list_records_by_day(transaction, person, pillar, span.first, span.last, kinds).items():
            in_order = sorted(of_day, key=lambda record: kinds.index(record.kind))
            records.setdefault(day, []).extend((pillar, record) for record in in_order)
    return records


def review_year(transaction: ReadTransaction, person: Person, iso_year: int, today: date) -> Review | None:
    """Return a year compared with the year before; None where none of its weeks has ended. Raises `NotFound`.

    A year is the ISO 8601 one: the 52 or 53 weeks that have most of their days in it. One that is running ends with
    the last whole week and is compared with as many weeks of the year before.
    """
    if iso_year < FIRST_YEAR:
        raise NotFound
    if iso_year > current_iso_year(today):
        raise NotFound("year_in_future")
    first, year_end = iso_year_bounds(iso_year)
    last = min(year_end, last_finished_sunday(today))
    if last < first:
        return None
    first_before, last_before = iso_year_bounds(iso_year - 1)
    if last != year_end:
        last_before = min(first_before + (last - first), last_before)
    review = _build_review(transaction, person, Span(first, last, today), Span(first_before, last_before, today))
    return replace(review, primary_values=_load_primary_values(transaction, person, first, last))


def _load_primary_values(
    transaction: ReadTransaction, person: Person, first: date, last: date
) -> dict[str, list[tuple[date, float]]]:
    metrics = {pillar.key: pillar.primary_metric.id for pillar in list_shown_pillars(person)}
    values = load_metric_values(transaction, person.id, metrics.values(), first, last)
    return {key: values[metric] for key, metric in metrics.items()}


def current_iso_year(today: date) -> int:
    """Return the ISO year of a day."""
    return today.isocalendar().year


def iso_year_bounds(year: int) -> tuple[date, date]:
    """Return the first Monday and the last Sunday of an ISO year."""
    return date.fromisocalendar(year, 1, 1), date.fromisocalendar(year + 1, 1, 1) - DAY


def _build_review(transaction: ReadTransaction, person: Person, span: Span, before: Span) -> Review:
    days = day_summary.list_calendar_days(transaction, person, span.first, span.last, span.today)
    logged_days = tuple(_count_logged_days(list_shown_pillars(person), [day for day in days if not day.is_future]))
    review = Review(span, days, logged_days, before=before)
    if review.is_running or not any(one.logged or one.none for one in logged_days):
        return review
    overviews = overview.list_pillar_overviews(transaction, person, span, PeriodPair(span, before))
    return replace(review, overviews=tuple(overviews))


def _count_logged_days(pillars: Sequence[Pillar], days: Sequence[CalendarDay]) -> Iterator[LoggedDays]:
    for position, pillar in enumerate(pillars):
        yield LoggedDays.from_states(pillar, tuple(day.pillar_days[position].state for day in days))
