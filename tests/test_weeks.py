"""The Monday and the Sunday of a day's ISO week."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from habitlog.weeks import monday_of, sunday_of


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_monday_and_sunday_enclose_day_in_its_iso_week(day: date) -> None:
    monday, sunday = monday_of(day), sunday_of(day)
    assert (monday.isoweekday(), sunday - monday) == (1, timedelta(days=6))
    assert monday <= day <= sunday
    assert monday.isocalendar()[:2] == day.isocalendar()[:2] == sunday.isocalendar()[:2]
