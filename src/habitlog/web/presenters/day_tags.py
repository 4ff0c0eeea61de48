"""A person's own tags beside a trend: their days below the chart, and the date of the first one to compare from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup
from msgspec import Struct

from habitlog.translation import gettext, ngettext
from habitlog.usecases.entries.day_tags import DayTag
from habitlog.web.charts.tag_rows import draw_tag_row
from habitlog.web.dates import date_range, medium_day


class TagRow(Struct, frozen=True):
    """A tag with its days of a range: in words, and as a row of marks."""

    name: str
    text: str
    drawing: Markup


class TagDate(Struct, frozen=True):
    """The first day of a tag, to compare before and after it."""

    day: date
    text: str


def present_tag_rows(
    tags: Sequence[DayTag], tagged: Mapping[str, Sequence[date]], first: date, last: date
) -> list[TagRow]:
    """Return the tags that have a day in a range."""
    days = (last - first).days + 1
    return [
        TagRow(tag.name, _describe_days(tagged[tag.id]), draw_tag_row(first, days, tagged[tag.id]))
        for tag in tags
        if tagged.get(tag.id)
    ]


def _describe_days(days: Sequence[date]) -> str:
    if len(days) == 1:
        return medium_day(days[0])
    span = date_range(days[0], days[-1], both_months=True)
    return ngettext("%(num)s day, %(span)s", "%(num)s days, %(span)s", len(days), span=span)


def list_tag_dates(tags: Sequence[DayTag], today: date) -> list[TagDate]:
    """Return the first days of tags that have one."""
    return [
        TagDate(
            tag.first_day,
            gettext(
                "since the first day tagged “%(tag)s”, %(day)s", tag=tag.name, day=medium_day(tag.first_day, today)
            ),
        )
        for tag in tags
        if tag.first_day
    ]
