"""Metrics in text: their names, counts of their days, and the words for which way they change."""

from __future__ import annotations

from datetime import date

from habitlog.tracking import Metric, WeeklyMetric
from habitlog.tracking.pillar import DayNoun
from habitlog.translation import gettext, ngettext
from habitlog.web import dates


def format_metric_name(metric: Metric, metric_key: str | None = None) -> str:
    """Write the name of a metric; of a keyed one with its key: "Estimated maximum, Bench press"."""
    name = gettext(metric.name)
    return gettext("%(metric)s, %(key)s", metric=name, key=metric_key) if metric_key else name


def format_metric_name_inside(metric: Metric, metric_key: str | None = None) -> str:
    """Write the name of a metric as it stands inside an English sentence, its first letter small."""
    name = format_metric_name(metric, metric_key)
    return f"{name[0].lower()}{name[1:]}"


def is_duration(metric: Metric) -> bool:
    """Return whether the values of a metric are minutes of one thing, rather than a total of many."""
    return metric.unit == "min" and metric.summary != "total"


def smaller_and_greater(metric: Metric) -> tuple[str, str]:
    """Return what a smaller and a greater value of a metric are called: "shorter" and "longer"."""
    if metric.unit == "clock":
        return gettext("earlier"), gettext("later")
    if is_duration(metric):
        return gettext("shorter"), gettext("longer")
    if metric.summary == "total":
        return gettext("less"), gettext("more")
    return gettext("lower"), gettext("higher")


def point_noun(metric: Metric, day_noun: DayNoun) -> str:
    """Return what one value of a metric is the value of: "night", "day" or "week"."""
    if isinstance(metric, WeeklyMetric):
        return gettext("week")
    return gettext("night") if day_noun == "night" else gettext("day")


def days_heading(day_noun: DayNoun) -> str:
    """Return what the days of a pillar's metrics are called: "nights" or "days"."""
    return gettext("nights") if day_noun == "night" else gettext("days")


def format_day_count(day_noun: DayNoun, number: int) -> str:
    """Write "84 nights", "1 day"."""
    if day_noun == "night":
        return ngettext("%(num)s night", "%(num)s nights", number)
    return ngettext("%(num)s day", "%(num)s days", number)


def format_week_count(number: int) -> str:
    """Write "12 weeks"."""
    return ngettext("%(num)s week", "%(num)s weeks", number)


def format_value_count(metric: Metric, day_noun: DayNoun, number: int) -> str:
    """Write of how many days, nights or weeks there are values: "84 nights"."""
    return format_week_count(number) if isinstance(metric, WeeklyMetric) else format_day_count(day_noun, number)


def format_days(day_noun: DayNoun, number: int) -> str:
    """Write "84 nights", in the plural whatever the number."""
    if day_noun == "night":
        return gettext("%(count)s nights", count=number)
    return gettext("%(count)s days", count=number)


def format_known_days(day_noun: DayNoun, known: int, days: int) -> str:
    """Write "71 of 84 nights"."""
    if day_noun == "night":
        return ngettext("%(known)s of %(num)s night", "%(known)s of %(num)s nights", days, known=known)
    return ngettext("%(known)s of %(num)s day", "%(known)s of %(num)s days", days, known=known)


def format_known_weeks(known: int, weeks: int) -> str:
    """Write "10 of 12 weeks"."""
    return ngettext("%(known)s of %(num)s week", "%(known)s of %(num)s weeks", weeks, known=known)


def format_rest_days(first: date | None, last: date | None) -> str:
    """Write that days without a session count as rest, and from when to when, as far as that is said."""
    begin, end = (day and dates.day_month_year(day) for day in (first, last))
    if begin and end:
        return gettext("Days without a session count as rest from %(first)s to %(last)s.", first=begin, last=end)
    if begin:
        return gettext("Days without a session count as rest since %(first)s.", first=begin)
    if end:
        return gettext("Days without a session count as rest until %(last)s.", last=end)
    return gettext("Days without a session count as rest.")
