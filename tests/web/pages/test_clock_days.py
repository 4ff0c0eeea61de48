"""Nights as bars from bed to up: on the pages of sleep, the week in review and the visit sheet."""

from __future__ import annotations

import re
from datetime import date, timedelta

import orjson
from tests.support.html import main_text
from tests.support.people import Browser
from tests.support.records import PutEntry

SUNDAY, DAY = date(2026, 3, 8), timedelta(days=1)


def put_nights(put: PutEntry, count: int, **more: str) -> None:
    for back in range(count):
        day = SUNDAY - back * DAY
        bed = f"{day - DAY}T22:50"
        put("sleep", {"kind": "night", "bed_at": bed, "try_at": bed, "sol_min": 20, "wakes": 0,
                      "final_wake_at": f"{day}T06:30", "out_at": f"{day}T06:45", **more})  # fmt: skip


def count_bars(page: str, name: str = "clock-outer") -> int:
    found = re.search(rf'<path class="{name}"[^>]* d="([^"]*)"', page)
    return found[1].count("z") if found else 0


def list_read_out(page: str) -> list[str]:
    blocks = re.findall(r'<script type="application/json" data-days>(.*?)</script>', page)
    return list(orjson.loads(blocks[-1])["told"])


def test_sleep_pages_draw_each_night(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, 20)
    put_entry("sleep", {"kind": "night", "day": str(SUNDAY - 20 * DAY), "asleep_min": 400})
    ada.post(f"/days/{SUNDAY - 21 * DAY}/marks/sleep", {"mark": "skipped"})
    page = ada.get("/trends/sleep.duration?range=4w").text
    assert (count_bars(page), count_bars(page, "clock-inner")) == (20, 20)
    said = main_text(page)
    assert "Of 20 nights half began between 22:50 and 22:50, and half ended between 06:45 and 06:45." in said
    assert "1 night without times: no bar." in said
    told = list_read_out(page)
    assert told[-1] == "Sun 8 Mar: in bed 22:50 to 06:45, asleep 23:10 to 06:30"
    assert told[-21:-19] == ["Mon 16 Feb: no times", "Tue 17 Feb: in bed 22:50 to 06:45, asleep 23:10 to 06:30"]
    assert told[-22] == "Sun 15 Feb: left out"
    assert told[0] == "Mon 9 Feb: not known"
    assert 'data-readout="/days/"' in page
    assert count_bars(ada.get("/trends/sleep.quality?range=4w").text) == 0
    assert count_bars(ada.get("/trends/training.minutes?range=4w").text) == 0


def test_window_pages_draw_nights_and_jetlag_marks_free_days(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, 10, day_kind="free")
    for metric in ("regularity", "midpoint_sd", "onset_sd"):
        page = ada.get(f"/trends/sleep.{metric}?range=4w").text
        assert count_bars(page) == 10
        assert "clock-mark" not in page
    page = ada.get("/trends/sleep.social_jetlag?range=4w").text
    assert "free day" in main_text(page)
    assert 'class="clock-mark"' in page


def test_long_range_draws_the_last_year_of_nights(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, 3)
    put_entry("sleep", {"kind": "night", "bed_at": "2023-03-01T23:00", "out_at": "2023-03-02T07:00", "asleep_min": 400})
    page = ada.get("/trends/sleep.regularity?range=all").text
    assert count_bars(page) == 3
    assert "52 weeks of this range, up to the last entry." in main_text(page)
    page = ada.get("/trends/sleep.duration?range=all").text
    assert count_bars(page) == 3
    assert "12 weeks of this range, up to the last entry." in main_text(page)


def test_week_and_visit_sheet_draw_nights(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, 20)
    assert count_bars(ada.get("/weeks/2026-03-02").text) == 7
    assert count_bars(ada.get("/weeks/2025-03-03").text) == 0
    sheet = ada.get("/clinician/summary").text
    assert count_bars(sheet) == 14
    assert "Nights of the last two weeks" in main_text(sheet)
    assert count_bars(ada.get("/clinician/summary?pillar=diet").text) == 0


def test_total_goes_on_to_the_week_that_is_not_over(ada: Browser, put_entry: PutEntry) -> None:
    for day in (*(SUNDAY - back * DAY for back in range(28)), SUNDAY + 2 * DAY):
        put_entry("training", {"kind": "other", "activity": "Walk", "day": str(day), "session_min": 30})
    page = ada.get("/trends/training.minutes?range=4w").text
    assert 'data-days="35"' in page
    assert page.count("column-open") == 2
    assert list_read_out(page)[-2:] == [
        "Week of Mon 2 Mar: 3 h 30 min, 7 of 7 days known",
        "This week so far: 30 min, 1 of 7 days known",
    ]
    assert 'data-readout="/weeks/"' in page
    picked = ada.get("/trends/training.minutes?from=2026-02-09&to=2026-03-04").text
    assert 'data-days="24"' in picked
    assert "column-open" in picked
