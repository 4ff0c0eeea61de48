"""The page of one metric where there is little, too much, or nothing but the same: calm, and with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from tests.support.cases import for_each_case
from tests.support.clock import NOW
from tests.support.html import main_text
from tests.support.nights import DAY, SUNDAY, night, put_nights, trend_rows
from tests.support.people import Browser
from tests.support.records import PutEntry

from habitlog.pillars import METRICS
from habitlog.usecases.entries import days
from habitlog.usecases.entries.entries import find_pillar
from habitlog.usecases.identity.accounts import find_person_by_email

NOT_A_NUMBER = re.compile(r"\b(?:nan|NaN|inf|Infinity)\b")
NOTHING = "Not enough weeks yet"


def days_before(*back: int) -> Iterable[date]:
    return [SUNDAY - timedelta(days=one) for one in back]


def put_sleep(keep: PutEntry, nights: Iterable[date], minutes: int = 420) -> None:
    for day in nights:
        keep("sleep", {"kind": "night", "day": str(day), "asleep_min": minutes})


def fetch_trend_page(ada: Browser, metric: str, range_: str = "12w") -> str:
    answer = ada.get(f"/trends/{metric}?range={range_}&rows=all")
    assert answer.status_code == 200, metric
    assert not NOT_A_NUMBER.search(main_text(answer.text)), metric
    assert not re.search(r"(?:\b[dxy]\d?=\"[^\"]*)nan", answer.text), metric
    return answer.text


@pytest.mark.parametrize("range_", ["12w", "all"])
def test_trend_page_of_every_metric_without_entries(ada: Browser, range_: str) -> None:
    for metric in METRICS:
        assert "Calendar" not in fetch_trend_page(ada, metric, range_)


@pytest.mark.parametrize("range_", ["4w", "12w", "1y", "all"])
def test_trend_page_with_one_value(ada: Browser, put_entry: PutEntry, range_: str) -> None:
    put_sleep(put_entry, days_before(2))
    said = main_text(fetch_trend_page(ada, "sleep.duration", range_))
    assert f"{NOTHING}: 0 with a value, 12 needed." in said
    assert "1 night: too few to show their spread." in said


def test_trend_page_with_constant_values(ada: Browser, put_entry: PutEntry) -> None:
    put_sleep(put_entry, days_before(*range(84)))
    html = fetch_trend_page(ada, "sleep.duration")
    assert "Mostly the same: 12 of 12 weeks." in main_text(html)
    assert "one value" in main_text(html)
    assert "7 h 0 min" in main_text(html)
    assert "between 7 h 0 min and 7 h 0 min" not in main_text(html)


def test_trend_page_with_only_skipped_days(ada: Browser, app: FastAPI) -> None:
    with app.state.context.database.begin_write() as transaction:
        person = find_person_by_email(transaction, "ada@example.org")
        for day in days_before(*range(84)):
            days.mark_day(transaction, person, find_pillar("sleep"), day, "skipped", NOW)
    said = main_text(fetch_trend_page(ada, "sleep.duration"))
    assert "0 of 84 nights, 84 left out." in said
    assert NOTHING in said


def test_trend_page_with_only_weekends(ada: Browser, put_entry: PutEntry) -> None:
    put_sleep(put_entry, days_before(*(back for back in range(84) if back % 7 < 2)))
    html = fetch_trend_page(ada, "sleep.duration")
    rows = re.findall(r"(\d+ of 12)</text>", html)
    assert rows == ["0 of 12"] * 5 + ["12 of 12"] * 2
    assert html.count("too few</text>") == 5


def test_trend_page_with_thirty_years(ada: Browser, put_entry: PutEntry) -> None:
    put_sleep(put_entry, days_before(*range(0, 30 * 365, 28)))
    html = fetch_trend_page(ada, "sleep.duration", "all")
    assert "the last 53 weeks" in main_text(html)
    assert len(html) < 200_000


def test_trend_page_keeps_times_around_midnight_together(ada: Browser, put_entry: PutEntry) -> None:
    for place, day in enumerate(days_before(*range(84))):
        start = f"{day - timedelta(days=1)}T20:{place % 60:02d}"
        put_entry("sleep", {"kind": "night", "bed_at": start, "try_at": start, "sol_min": 0,
                       "final_wake_at": f"{day}T03:30", "out_at": f"{day}T03:40"})  # fmt: skip
    html = fetch_trend_page(ada, "sleep.midpoint")
    found = re.search(r"is between (\d\d):\d\d and (\d\d):\d\d", main_text(html))
    assert found
    assert set(found.groups()) <= {"23", "00"}
    assert ">12:00<" not in html


PICKED = "A period picked by hand tends to show more change than there is."


def walk_entry(day: date, minutes: int) -> dict[str, str | int]:
    return {"kind": "other", "activity": "Walk", "day": str(day), "session_min": minutes, "effort": 3}


def test_trend_page_says_what_is_compared(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, (400 + (back * 37) % 61 for back in range(400)))
    page = main_text(ada.get("/trends/sleep.duration?range=12w").text)
    assert "No clear change in time asleep." in page
    assert "these 12 weeks, " in page
    assert "could not be seen." in page
    assert "The mean of the weekly means, compared with as many weeks before." in page
    assert "compared with as many weeks before" in ada.get("/trends/sleep.duration/chart.svg?range=all").text


def test_trend_page_of_four_weeks_has_a_difference_and_no_verdict(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, (400 + (back * 37) % 61 - back for back in range(84)))
    page = main_text(ada.get("/trends/sleep.duration?range=4w").text)
    assert re.search(r"6 h \d+ min these 4 weeks, 6 h \d+ min the 4 before\. ", page)
    assert "(95 % interval)" in page
    assert "Not enough weeks yet: 8 with a value, 12 needed." in page
    assert "The difference is between" in trend_rows(ada.get("/trends?range=4w").text)["Time asleep"]


def test_trend_page_dates_old_values(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, date(2020, 3, 15), [369] * 7)
    put_entry("stress", {"kind": "level", "day": str(SUNDAY), "stress_now": 3})
    page = ada.get("/trends?range=all").text
    assert trend_rows(page)["Time asleep"].startswith("6 h 9 min week of 9 Mar 2020 ")
    assert "9 March 2020 to 8 March 2026, weekly values." in main_text(page)
    assert "Sun 15 Mar 2020" in main_text(ada.get("/trends/sleep.duration?range=all").text)
    put_entry("sleep", night(SUNDAY, 450))
    assert trend_rows(ada.get("/trends?range=all").text)["Time asleep"].startswith("6 h 9 min week of 9 Mar 2020 ")


def test_trend_page_of_scattered_times_has_no_middle(ada: Browser, put_entry: PutEntry) -> None:
    for back in range(28):
        end = (back * 206) % 1440
        clock = f"{end // 60:02d}:{end % 60:02d}"
        begun = f"{(end - 180) % 1440 // 60:02d}:{end % 60:02d}"
        day = SUNDAY - back * DAY
        bed = f"{day if end >= 180 else day - DAY}T{begun}"
        put_entry("sleep", {"kind": "night", "bed_at": bed, "try_at": bed, "sol_min": 0, "wakes": 0,
                       "final_wake_at": f"{day}T{clock}", "out_at": f"{day}T{clock}"})  # fmt: skip
    page = main_text(ada.get("/trends/sleep.midpoint?range=4w").text)
    assert "no middle 7 of 7" in page
    assert "too few 7 of 7" not in page
    assert trend_rows(ada.get("/trends?range=4w").text)["Sleep midpoint"].startswith("no middle ")
    assert "no middle these 4 weeks" not in page


@pytest.mark.parametrize(("weekend", "said"), [(True, "Weekdays"), (False, "Weekend days")])
def test_trend_page_names_mostly_missing_days(ada: Browser, put_entry: PutEntry, *, weekend: bool, said: str) -> None:
    days = [SUNDAY - back * DAY for back in range(84)]
    for day in days:
        if (day.weekday() > 4) is weekend:
            put_entry("stress", {"kind": "level", "day": str(day), "stress_now": day.day % 7})
    assert f"{said} are mostly missing." in main_text(ada.get("/trends/stress.level").text)


def test_trend_page_with_few_values(ada: Browser, put_entry: PutEntry) -> None:
    put_entry("sleep", night(SUNDAY, 450))
    one = main_text(ada.get(f"/trends/sleep.duration?from={SUNDAY}&to={SUNDAY}").text)
    assert "1 of 1 night." in one
    assert "8 March 2026 to" not in one
    assert PICKED not in one
    assert "No whole week yet." in main_text(ada.get(f"/trends/training.week_load?from={SUNDAY}&to={SUNDAY}").text)


def test_trend_page_shows_equal_quartiles_once(ada: Browser, put_entry: PutEntry) -> None:
    for back in range(40):
        put_entry("training", walk_entry(SUNDAY - back * DAY, 30 if back % 8 else 47))
    page = main_text(ada.get("/trends/training.minutes").text)
    assert "At least half of 40 days are 30 min." in page
    assert "32 min 7 of 7" in page
    for back in range(7):
        put_entry(
            "stress", {"kind": "level", "day": str(SUNDAY - back * DAY), "stress_now": (1, 3, 4, 4, 5, 7, 8)[back]}
        )
    assert "is between 3.5 of 10 and 6 of 10; the median is 4 of 10." in main_text(ada.get("/trends/stress.level").text)


@for_each_case(
    ("address", "status", "said", "way"),
    [
        ("/weeks/abc", 404, "There is no such week. Enter a date, like 2026-03-12.", "/weeks"),
        ("/weeks/0001-01-01", 404, "There is no such week. The year can be between 1900 and 2100.", "/weeks"),
        ("/years/abc", 404, "There is no such year. Enter a year, like 2026.", "/years"),
        ("/trends?range=5y", 404, "The ranges are 4 weeks, 12 weeks, a year and all.", "/trends"),
        ("/trends?range=", 404, "The ranges are 4 weeks, 12 weeks, a year and all.", "/trends"),
        ("/trends/nope", 404, "There is no measure of this name. The page Trends lists all of them.", "/trends"),
        ("/trends/nope/values.csv", 404, "There is no measure of this name.", "/trends"),
        ("/trends/sleep.duration/values.csv?from=31.1.2026", 422, "Enter a date, like 2026-03-12.", "/trends"),
        ("/trends/sleep.duration/chart.svg?from=2026-02-10&to=2026-01-01", 422, "The first day comes after", "/trends"),
    ],
)
def test_trend_page_with_invalid_query_explains(ada: Browser, address: str, status: int, said: str, way: str) -> None:
    answer = ada.get(address)
    assert answer.status_code == status
    assert said in main_text(answer.text)
    assert f'<a class="link-button" href="{way}">' in answer.text
    assert "Go to today" in answer.text
    assert "/api/v1" not in answer.text


def test_trend_page_on_first_day_says_when_value_appears(ada: Browser, put_entry: PutEntry) -> None:
    said = "This week is added after it ends, on Sunday 15 March."
    put_entry("sleep", night(SUNDAY + 4 * DAY, 450))
    assert said in main_text(ada.get("/trends/sleep.duration").text)
    assert said in main_text(ada.get("/trends/training.e1rm").text)
    assert said not in main_text(ada.get("/trends/sleep.duration?from=2026-03-12").text)
    put_entry("sleep", night(SUNDAY, 450))
    assert said not in main_text(ada.get("/trends/sleep.duration").text)
