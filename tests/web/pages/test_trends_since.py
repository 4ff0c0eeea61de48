"""Before and after a date: whole weeks on either side, the date in the chart, and no word on why."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from tests.support.html import field_error, main_text
from tests.support.nights import DAY, SUNDAY, put_nights
from tests.support.people import Browser
from tests.support.records import PutEntry

from habitlog.errors import Invalid
from habitlog.usecases.trends.since import choose_since_periods

TODAY = date(2026, 3, 12)
MONDAY = date(2026, 1, 26)
"""Six weeks before the running one."""


def put_longer_nights_since_monday(put: PutEntry) -> None:
    put_nights(put, SUNDAY, [470 + back % 5 for back in range(42)])
    put_nights(put, MONDAY - DAY, [400 + back % 7 for back in range(84)])


def test_weeks_around_a_date() -> None:
    since = choose_since_periods(MONDAY, TODAY)
    assert (since.before.last, since.after.first, since.after.last) == (MONDAY - DAY, MONDAY, SUNDAY)
    assert (since.before.days, since.after.days) == (84, 42)
    midweek = choose_since_periods(MONDAY + 2 * DAY, TODAY)
    assert (midweek.before.last, midweek.after.first) == (MONDAY - DAY, MONDAY + 7 * DAY)
    long_ago = choose_since_periods(date(2010, 6, 7), TODAY)
    assert (long_ago.before.days, long_ago.after.days) == (364, 364)
    assert long_ago.after.first == date(2010, 6, 7)
    running = choose_since_periods(TODAY, TODAY)
    assert running.after.days <= 0
    assert running.whole == running.before
    with pytest.raises(Invalid):
        choose_since_periods(TODAY + DAY, TODAY)


def test_page_compares_before_and_after(ada: Browser, put_entry: PutEntry) -> None:
    put_longer_nights_since_monday(put_entry)
    page = ada.get(f"/trends/sleep.duration?since={MONDAY}").text
    said = main_text(page)
    assert "7 h 52 min in the 6 weeks since Mon 26 Jan 2026, 6 h 43 min in the 12 before." in said
    assert "It is before and after, not because." in said
    assert re.search(r'<path class="since"[^>]* d="M84 12V252"', page)
    assert f'name="since" type="date" value="{MONDAY}"' in page
    assert f"/trends/sleep.duration/chart.svg?since={MONDAY}" in page
    assert "since Mon 26 Jan 2026" in ada.get(f"/trends/sleep.duration/chart.svg?since={MONDAY}").text


def test_weeks_before_the_log_began_do_not_count(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, [470 + back % 5 for back in range(42)] + [400 + back % 7 for back in range(42)])
    said = main_text(ada.get(f"/trends/sleep.duration?since={MONDAY}").text)
    assert "in the 6 weeks since Mon 26 Jan 2026, 6 h 43 min in the 6 before." in said
    assert "of nights were logged" not in said


def test_young_record_is_not_halved(ada: Browser, put_entry: PutEntry) -> None:
    """The weeks before a date are those before it, however few have a value."""
    put_nights(put_entry, SUNDAY, [450 + back % 5 for back in range(84)])
    said = main_text(ada.get(f"/trends/sleep.duration?since={MONDAY - 4 * timedelta(weeks=1)}").text)
    assert "too few" in said or "Not enough weeks" in said
    assert "since Mon" not in said


@pytest.mark.parametrize(
    ("day", "status"), [("2026-03-13", 422), ("2026-02-30", 422), ("soon", 422), ("1900-01-01", 200)]
)
def test_bad_date_stands_at_its_field(ada: Browser, put_entry: PutEntry, day: str, status: int) -> None:
    put_nights(put_entry, SUNDAY, [450] * 7)
    answer = ada.get(f"/trends/sleep.duration?since={day}")
    assert answer.status_code == status
    if status == 422:
        assert field_error(answer.text, "since")
        assert f'value="{day}"' in answer.text


def test_date_before_any_week_since_has_a_reason(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, [450 + back % 5 for back in range(84)])
    for day in (TODAY, SUNDAY):
        assert "Not enough weeks yet: 0 with a value, 12 needed." in main_text(
            ada.get(f"/trends/sleep.duration?since={day}").text
        )
    assert ada.get(f"/trends/sleep.regularity?since={MONDAY}").status_code == 200
