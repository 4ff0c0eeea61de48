"""The page of all trends: whole weeks alone, one sentence a row, the last full period beside the one before."""

from __future__ import annotations

import re
from datetime import date

import pytest
from tests.conftest import Clock
from tests.pages.conftest import Keep
from tests.pages.nights import DAY, SUNDAY, night, nights, rows
from tests.pages.reading import words
from tests.support.people import Browser, Program

RANGES = ("4w", "12w", "1y", "all")


def test_a_row_has_its_sentence_coverage_and_periods(ada: Browser, keep: Keep) -> None:
    nights(keep, SUNDAY, (480 - back for back in range(70)))
    said = rows(ada.get("/trends?range=4w").text)["Time asleep"]
    assert said == (
        "7 h 57 min Longer by about 7 minutes a week, at both ends of the interval. "
        "7 h 46 min these 4 weeks, 7 h 18 min the 4 before. 28 of 28 nights."
    )


def test_the_interval_is_the_one_that_programs_get(ada: Browser, keep: Keep, program: Program) -> None:
    nights(keep, SUNDAY, (400 + (back * 37) % 61 for back in range(84)))
    asked = {"from": (SUNDAY - 83 * DAY).isoformat(), "to": SUNDAY.isoformat()}
    trend = program.get("/trends/sleep.duration", **asked).json()
    slope = trend["slope"]
    found = re.search(r"No clear change over 12 weeks, between −([\d.]+) and \+([\d.]+) minutes a week\.",
                      rows(ada.get("/trends").text)["Time asleep"])  # fmt: skip
    assert found
    assert [float(found[1]), float(found[2])] == pytest.approx([-slope["low"], slope["high"]], abs=0.5)


def test_a_sentence_reaches_as_far_as_the_values(ada: Browser, keep: Keep) -> None:
    nights(keep, SUNDAY - 7 * DAY, (430 + (back * 37) % 61 for back in range(40)))
    for range_ in ("12w", "1y"):
        assert "No clear change over 6 weeks, between" in rows(ada.get(f"/trends?range={range_}").text)["Time asleep"]


def test_a_few_days_are_said_to_be_few(ada: Browser, keep: Keep) -> None:
    nights(keep, SUNDAY, [450] * 9)
    said = rows(ada.get("/trends").text)["Time asleep"]
    assert said == "7 h 30 min no line yet Not enough data: 9 nights, 14 needed. 9 of 84 nights."


def test_a_period_of_too_few_days_says_so(ada: Browser, keep: Keep) -> None:
    nights(keep, SUNDAY, [450] * 20)
    said = rows(ada.get("/trends?range=4w").text)["Time asleep"]
    assert "7 h 30 min these 4 weeks, too few the 4 before." in said


def test_the_running_week_changes_nothing(ada: Browser, keep: Keep) -> None:
    nights(keep, SUNDAY, (400 + (back * 7) % 50 for back in range(60)))
    before = {range_: ada.get(f"/trends?range={range_}").text for range_ in RANGES}
    nights(keep, SUNDAY + 4 * DAY, [120] * 4)
    assert {range_: ada.get(f"/trends?range={range_}").text for range_ in RANGES} == before


def test_the_weeks_are_named(ada: Browser, keep: Keep) -> None:
    nights(keep, SUNDAY, [450])
    assert "15 December 2025 to 8 March 2026, weekly values." in words(ada.get("/trends").text)
    assert "10 March 2025 to 8 March 2026, weekly values." in words(ada.get("/trends?range=1y").text)
    assert "2 to 8 March 2026, weekly values." in words(ada.get("/trends?range=all").text)


def test_without_a_whole_week_nothing_is_drawn(ada: Browser, keep: Keep, clock: Clock) -> None:
    keep("sleep", night(SUNDAY + 2 * DAY, 450))
    for range_ in RANGES:
        page = ada.get(f"/trends?range={range_}").text
        assert "The running one ends on Sunday 15 March." in words(page)
        assert 'class="spark' not in page
        assert 'class="metric"' not in page
    clock.now += 4 * DAY
    assert "too few" in rows(ada.get("/trends").text)["Time asleep"]


def test_all_there_is_says_what_covers_less(ada: Browser, keep: Keep) -> None:
    for back in range(0, 800, 4):
        day = SUNDAY - back * DAY
        keep("sleep", night(day, 450))
        sets = [{"exercise": "Bench press", "reps": 5, "load_kg": 60 + back / 80, "rir": 1}]
        keep("training", {"kind": "resistance", "day": day.isoformat(), "sets": sets})
    said = rows(ada.get("/trends?range=all").text)
    for name in ("Sleep Regularity Index", "Estimated maximum, Bench press"):
        assert "The last 12 weeks alone." in said[name]
    assert "alone" not in said["Time asleep"]
    assert "The last 12 weeks alone." not in " ".join(rows(ada.get("/trends?range=1y").text).values())
    beside = rows(ada.get("/trends?range=1y").text)["Estimated maximum, Bench press"]
    assert re.search(r"[\d.]+ kg these 52 weeks, [\d.]+ kg the 52 before\.", beside)


def sparse(keep: Keep, ada: Browser) -> None:
    keep("stress", {"kind": "level", "day": "2026-03-01", "stress_now": 4})


def constant(keep: Keep, ada: Browser) -> None:
    nights(keep, SUNDAY, [450] * 60)
    for back in range(60):
        keep("stress", {"kind": "level", "day": (SUNDAY - back * DAY).isoformat(), "stress_now": 0})


def skipped(keep: Keep, ada: Browser) -> None:
    for back in range(40):
        for pillar in ("sleep", "diet", "training", "stress"):
            assert ada.post(f"/days/{SUNDAY - back * DAY}/marks/{pillar}", {"mark": "skipped"}).status_code == 303


def weekends(keep: Keep, ada: Browser) -> None:
    for week in range(30):
        nights(keep, SUNDAY - 7 * week * DAY, [500 + week, 510])


def thirty_years(keep: Keep, ada: Browser) -> None:
    for month in range(360):
        day = date(1996 + month // 12, month % 12 + 1, 3)
        keep("stress", {"kind": "level", "day": day.isoformat(), "stress_now": month % 11})


@pytest.mark.parametrize("kept", [sparse, constant, skipped, weekends, thirty_years], ids=lambda one: one.__name__)
def test_odd_records_have_calm_pages(ada: Browser, keep: Keep, kept: object) -> None:
    kept(keep, ada)  # type: ignore[operator]
    for address in (
        *(f"/trends?range={range_}" for range_ in RANGES),
        "/weeks/2026-03-02",
        "/years/2026",
        "/years/2025",
    ):
        page = ada.get(address)
        assert page.status_code == 200
        assert not re.search(r"\b(nan|None|inf)\b", page.text.partition("<main")[2])
