"""The page of one metric where there is little, too much, or nothing but the same: calm, and with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from tests.conftest import NOW
from tests.pages.conftest import PutEntry
from tests.pages.reading import main_text
from tests.support.people import Browser

from habitlog.pillars import METRICS
from habitlog.usecases.entries import days
from habitlog.usecases.entries.entries import find_pillar
from habitlog.usecases.identity.accounts import find_person_by_email

SUNDAY = date(2026, 3, 8)
"""The last day of a whole week before today."""
NOT_A_NUMBER = re.compile(r"\b(?:nan|NaN|inf|Infinity)\b")
NOTHING = "Not enough data"


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
        assert "The logging calendar" not in fetch_trend_page(ada, metric, range_)


@pytest.mark.parametrize("range_", ["4w", "12w", "1y", "all"])
def test_trend_page_with_one_value(ada: Browser, put_entry: PutEntry, range_: str) -> None:
    put_sleep(put_entry, days_before(2))
    said = main_text(fetch_trend_page(ada, "sleep.duration", range_))
    assert re.search(rf"{NOTHING}: (?:1 day|a window of 7 days), \d+ needed\.|{NOTHING}: 1 night, 14 needed\.", said)
    assert "1 night: too few to say how they lie." in said


def test_trend_page_with_constant_values(ada: Browser, put_entry: PutEntry) -> None:
    put_sleep(put_entry, days_before(*range(84)))
    html = fetch_trend_page(ada, "sleep.duration")
    assert "Not enough variety: 84 of 84 values are the same" in main_text(html)
    assert "one value" in main_text(html)
    assert "7 h 0 min" in main_text(html)
    assert "between 7 h 0 min and 7 h 0 min" not in main_text(html)


def test_trend_page_with_only_skipped_days(ada: Browser, app: FastAPI) -> None:
    with app.state.context.database.begin_write() as transaction:
        person = find_person_by_email(transaction, "ada@example.org")
        for day in days_before(*range(84)):
            days.mark_day(transaction, person, find_pillar("sleep"), day, "skipped", NOW)
    said = main_text(fetch_trend_page(ada, "sleep.duration"))
    assert "0 of 84 nights, 84 skipped." in said
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
    found = re.search(r"lies between (\d\d):\d\d and (\d\d):\d\d", main_text(html))
    assert found
    assert set(found.groups()) <= {"23", "00"}
    assert ">12:00<" not in html
