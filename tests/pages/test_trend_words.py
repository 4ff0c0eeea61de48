"""What trend pages say at the edges: of weeks that are judged, of old values, of times without a middle."""

from __future__ import annotations

from datetime import date

import pytest
from tests.pages.conftest import PutEntry
from tests.pages.nights import DAY, SUNDAY, night, put_nights, trend_rows
from tests.pages.reading import main_text
from tests.support.people import Browser

pytestmark = pytest.mark.one_database

PICKED = "A stretch picked by hand tends to show more change than there is."
LONGER = "A longer range can say more."


def walk_entry(day: date, minutes: int) -> dict[str, str | int]:
    return {"kind": "other", "activity": "Walk", "day": str(day), "session_min": minutes, "effort": 3}


def test_trend_method_says_weeks_for_weekly_verdict(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, (400 + (back * 37) % 61 for back in range(400)))
    days, weeks = (main_text(ada.get(f"/trends/sleep.duration?range={range_}").text) for range_ in ("1y", "all"))
    assert "over day numbers" in days
    assert "widened for days that resemble the day before" in days
    assert "over week numbers" in weeks
    assert "widened for weeks that resemble the week before" in weeks
    assert "day numbers" not in weeks
    assert "over week numbers" in ada.get("/trends/sleep.duration/chart.svg?range=all").text


def test_trend_page_dates_old_values(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, date(2020, 3, 15), [369] * 7)
    put_entry("stress", {"kind": "level", "day": str(SUNDAY), "stress_now": 3})
    page = ada.get("/trends?range=all").text
    assert trend_rows(page)["Time asleep"].startswith("6 h 9 min, week of 9 March 2020 ")
    assert "9 March 2020 to 8 March 2026, weekly values." in main_text(page)
    assert "Sun 15 Mar 2020" in main_text(ada.get("/trends/sleep.duration?range=all").text)
    put_entry("sleep", night(SUNDAY, 450))
    assert trend_rows(ada.get("/trends?range=all").text)["Time asleep"].startswith("6 h 9 min, week of 9 March 2020 ")


def test_trend_page_of_scattered_times_has_no_middle(ada: Browser, put_entry: PutEntry) -> None:
    for back in range(28):
        end = (back * 300) % 1440
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


def test_trend_page_says_range_too_short(ada: Browser, put_entry: PutEntry) -> None:
    for back in range(90):
        put_entry("training", walk_entry(SUNDAY - back * DAY, 30 if back % 2 else 1 + 45 * (back % 3 == 0)))
    for range_, said in (("4w", True), ("12w", True), ("1y", False)):
        assert (LONGER in main_text(ada.get(f"/trends/training.week_load?range={range_}").text)) is said
        assert (LONGER in trend_rows(ada.get(f"/trends?range={range_}").text)["Weekly load"]) is said
    assert LONGER in main_text(ada.get("/trends/training.minutes?range=4w").text)
    assert LONGER not in main_text(ada.get("/trends/sleep.duration?range=4w").text)


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
    assert "Half of 40 days and more are 30 min." in page
    assert "32 min 7 of 7" in page
    for back in range(7):
        put_entry(
            "stress", {"kind": "level", "day": str(SUNDAY - back * DAY), "stress_now": (1, 3, 4, 4, 5, 7, 8)[back]}
        )
    assert "lies between 3.5 of 10 and 6 of 10, its median at 4 of 10." in main_text(
        ada.get("/trends/stress.level").text
    )


@pytest.mark.parametrize(
    ("address", "status", "said", "way"),
    [
        ("/weeks/abc", 404, "There is no such week. A date is written like 2026-03-12.", "/weeks"),
        ("/weeks/0001-01-01", 404, "There is no such week. The year lies between 1900 and 2100.", "/weeks"),
        ("/years/abc", 404, "There is no such year. A year is written like 2026.", "/years"),
        ("/trends?range=5y", 404, "The ranges are 4 weeks, 12 weeks, a year and all.", "/trends"),
        ("/trends?range=", 404, "The ranges are 4 weeks, 12 weeks, a year and all.", "/trends"),
        ("/trends/nope", 404, "There is no measure of this name. All there are stand among the trends.", "/trends"),
        ("/trends/nope/values.csv", 404, "There is no measure of this name.", "/trends"),
        ("/trends/sleep.duration/values.csv?from=31.1.2026", 422, "A date is written like 2026-03-12.", "/trends"),
        ("/trends/sleep.duration/chart.svg?from=2026-02-10&to=2026-01-01", 422, "The first day comes after", "/trends"),
    ],
)
def test_trend_page_with_invalid_query_explains(ada: Browser, address: str, status: int, said: str, way: str) -> None:
    answer = ada.get(address)
    assert answer.status_code == status
    assert said in main_text(answer.text)
    assert f'<a class="link-button" href="{way}">' in answer.text
    assert "Open today" in answer.text
    assert "/api/v1" not in answer.text


def test_trend_page_on_first_day_says_when_value_appears(ada: Browser, put_entry: PutEntry) -> None:
    said = "Today and the rest of its week come in when the week has ended, on Sunday 15 March."
    put_entry("sleep", night(SUNDAY + 4 * DAY, 450))
    assert said in main_text(ada.get("/trends/sleep.duration").text)
    assert said in main_text(ada.get("/trends/training.e1rm").text)
    assert said not in main_text(ada.get("/trends/sleep.duration?from=2026-03-12").text)
    put_entry("sleep", night(SUNDAY, 450))
    assert said not in main_text(ada.get("/trends/sleep.duration").text)
