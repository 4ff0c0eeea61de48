"""Dates as pages write them."""

from __future__ import annotations

from datetime import date

from habitlog.translation import gettext, gettext_noop

WEEKDAYS = (
    gettext_noop("Monday"),
    gettext_noop("Tuesday"),
    gettext_noop("Wednesday"),
    gettext_noop("Thursday"),
    gettext_noop("Friday"),
    gettext_noop("Saturday"),
    gettext_noop("Sunday"),
)
_SHORT_WEEKDAYS = (
    gettext_noop("Mon"),
    gettext_noop("Tue"),
    gettext_noop("Wed"),
    gettext_noop("Thu"),
    gettext_noop("Fri"),
    gettext_noop("Sat"),
    gettext_noop("Sun"),
)
_TWO_LETTER_WEEKDAYS = (
    gettext_noop("Mo"),
    gettext_noop("Tu"),
    gettext_noop("We"),
    gettext_noop("Th"),
    gettext_noop("Fr"),
    gettext_noop("Sa"),
    gettext_noop("Su"),
)
_MONTHS = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
)
_SHORT_MONTHS = (
    gettext_noop("Jan"),
    gettext_noop("Feb"),
    gettext_noop("Mar"),
    gettext_noop("Apr"),
    gettext_noop("May"),
    gettext_noop("Jun"),
    gettext_noop("Jul"),
    gettext_noop("Aug"),
    gettext_noop("Sep"),
    gettext_noop("Oct"),
    gettext_noop("Nov"),
    gettext_noop("Dec"),
)


def weekday(day: date) -> str:
    """Write "Thursday"."""
    return weekday_name(day.weekday())


def weekday_name(number: int) -> str:
    """Write "Thursday" for 3: weekdays are counted from 0, Monday."""
    return gettext(WEEKDAYS[number])


def short_weekday(day: date) -> str:
    """Write "Thu"."""
    return gettext(_SHORT_WEEKDAYS[day.weekday()])


def two_letter_weekday(number: int) -> str:
    """Write "Th" for 3."""
    return gettext(_TWO_LETTER_WEEKDAYS[number])


def short_month(month: int) -> str:
    """Write "Mar" for 3."""
    return gettext(_SHORT_MONTHS[month - 1])


def day_month(day: date, today: date | None = None) -> str:
    """Write "12 March", with the year where it is not that of `today`."""
    text = gettext("%(day)s %(month)s", day=day.day, month=gettext(_MONTHS[day.month - 1]))
    return text if today is None or today.year == day.year else _with_year(text, day)


def day_month_year(day: date) -> str:
    """Write "12 March 2026"."""
    return _with_year(day_month(day), day)


def _with_year(text: str, day: date) -> str:
    return gettext("%(day)s %(year)s", day=text, year=day.year)


def long_day(day: date, today: date | None = None) -> str:
    """Write "Thursday 12 March", with the year where it is not that of `today`."""
    return gettext("%(weekday)s %(day)s", weekday=weekday(day), day=day_month(day, today))


def short_day(day: date, *, year: bool = False) -> str:
    """Write "Thu 12 Mar", or "Thu 12 Mar 2026" with its year."""
    text = gettext("%(weekday)s %(day)s", weekday=short_weekday(day), day=_short_day_month(day))
    return _with_year(text, day) if year else text


def medium_day(day: date, today: date | None = None) -> str:
    """Write "Thu 12 March", with the year where it is not that of `today`."""
    return gettext("%(weekday)s %(day)s", weekday=short_weekday(day), day=day_month(day, today))


def short_day_month(day: date, today: date | None = None) -> str:
    """Write "12 Mar" for a place that is narrow, with the year where it is not that of `today`."""
    text = _short_day_month(day)
    return text if today is None or today.year == day.year else _with_year(text, day)


def _short_day_month(day: date) -> str:
    return gettext("%(day)s %(month)s", day=day.day, month=short_month(day.month))


def month_year(day: date) -> str:
    """Write "January 2026"."""
    return gettext("%(month)s %(year)s", month=gettext(_MONTHS[day.month - 1]), year=day.year)


def date_range(first: date, last: date, *, both_months: bool = False) -> str:
    """Write "16 to 22 November 2026", the first month and year where they differ; one day stands alone.

    With `both_months` the first month is always written: "16 November to 22 November 2026".
    """
    end = _with_year(day_month(last), last)
    if first == last:
        return end
    if both_months or (first.year, first.month) != (last.year, last.month):
        return gettext("%(first)s to %(last)s", first=day_month(first, last), last=end)
    return gettext("%(first)s to %(last)s", first=first.day, last=end)


def iso_week(day: date) -> int:
    """Return the ISO 8601 week, 1 to 53."""
    return day.isocalendar().week
