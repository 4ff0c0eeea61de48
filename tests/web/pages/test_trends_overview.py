"""The page of all trends: whole weeks alone, one sentence a row, the last full period beside the one before."""

from __future__ import annotations

import re
from datetime import date

import pytest
from tests.support.clock import Clock
from tests.support.html import main_text
from tests.support.nights import DAY, SUNDAY, night, put_nights, strip_tags, trend_rows
from tests.support.people import ApiClient, Browser
from tests.support.records import PutEntry

from habitlog.pillars import METRICS, PILLARS, pillar_of

RANGES = ("4w", "12w", "1y", "all")


def test_overview_row_has_sentence_and_coverage(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, (480 - back for back in range(168)))
    said = trend_rows(ada.get("/trends").text)["Time asleep"]
    assert re.fullmatch(
        r"7 h 57 min week of 2 Mar 1 h 23 min longer between 1 h \d+ min and 1 h \d+ min \| "
        r"7 h 18 min these 12 weeks, 5 h 55 min the 12 before: 1 h 23 min longer, "
        r"between 1 h \d+ min and 1 h \d+ min\. 84 of 84 nights\.",
        said,
    )


def test_overview_interval_equals_api(ada: Browser, put_entry: PutEntry, program: ApiClient) -> None:
    put_nights(put_entry, SUNDAY, (400 + (back * 37) % 61 for back in range(84)))
    asked = {"from": (SUNDAY - 83 * DAY).isoformat(), "to": SUNDAY.isoformat()}
    change = program.get("/trends/sleep.duration", **asked).json()["change"]
    said = r"the last 6 weeks, .* the 6 before: no clear change\. A change under about ([\d.]+) minutes could"
    found = re.search(said,
                      trend_rows(ada.get("/trends").text)["Time asleep"])  # fmt: skip
    assert found
    assert float(found[1]) == pytest.approx((change["high"] - change["low"]) / 2, abs=0.5)
    assert (change["before"]["weeks"], change["after"]["known"]) == (6, 6)


def test_overview_of_four_weeks_has_no_verdict(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, (480 - back for back in range(70)))
    said = trend_rows(ada.get("/trends?range=4w").text)["Time asleep"]
    assert re.match(
        r"7 h 57 min week of 2 Mar difference 28 minutes \d+ min shorter to \d+ longer \| "
        r"7 h 46 min these 4 weeks, 7 h 18 min the 4 before\. The difference is between ",
        said,
    )


def test_overview_reports_few_weeks(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, [450] * 9)
    said = trend_rows(ada.get("/trends").text)["Time asleep"]
    assert said == (
        "7 h 30 min week of 2 Mar 1 of 12 weeks | Not enough weeks yet: 1 with a value, 12 needed. 9 of 84 nights."
    )


def test_overview_ignores_current_week(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, (400 + (back * 7) % 50 for back in range(60)))
    before = {range_: ada.get(f"/trends?range={range_}").text for range_ in RANGES}
    put_nights(put_entry, SUNDAY + 4 * DAY, [120] * 4)
    assert {range_: ada.get(f"/trends?range={range_}").text for range_ in RANGES} == before


def test_overview_names_its_weeks(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, [450])
    assert "15 December 2025 to 8 March 2026, weekly values." in main_text(ada.get("/trends").text)
    assert "10 March 2025 to 8 March 2026, weekly values." in main_text(ada.get("/trends?range=1y").text)
    assert "2 to 8 March 2026, weekly values." in main_text(ada.get("/trends?range=all").text)


def test_overview_without_full_week_has_no_chart(ada: Browser, put_entry: PutEntry, clock: Clock) -> None:
    put_entry("sleep", night(SUNDAY + 2 * DAY, 450))
    for range_ in RANGES:
        page = ada.get(f"/trends?range={range_}").text
        assert "Your first week is not over yet. It ends on Sunday 15 March." in main_text(page)
        assert 'class="spark' not in page
        assert 'class="trend-row"' not in page
    clock.now += 4 * DAY
    assert "too few" in trend_rows(ada.get("/trends").text)["Time asleep"]


def test_overview_of_all_days_names_shorter_coverage(ada: Browser, put_entry: PutEntry) -> None:
    for back in range(0, 800, 4):
        day = SUNDAY - back * DAY
        put_entry("sleep", night(day, 450))
        sets = [{"exercise": "Bench press", "reps": 5, "load_kg": 60 + back / 80, "rir": 1}]
        put_entry("training", {"kind": "resistance", "day": day.isoformat(), "sets": sets})
    said = trend_rows(ada.get("/trends?range=all").text)
    for name in ("Sleep Regularity Index", "Estimated maximum, Bench press"):
        assert "The last 12 weeks." in said[name]
    assert "alone" not in said["Time asleep"]
    assert "The last 12 weeks." not in " ".join(trend_rows(ada.get("/trends?range=1y").text).values())
    beside = trend_rows(ada.get("/trends?range=1y").text)["Estimated maximum, Bench press"]
    assert re.search(r"[\d.]+ kg these 52 weeks, [\d.]+ kg the 52 before: ", beside)


def put_sparse_log(keep: PutEntry, ada: Browser) -> None:
    keep("stress", {"kind": "level", "day": "2026-03-01", "stress_now": 4})


def put_constant_log(keep: PutEntry, ada: Browser) -> None:
    put_nights(keep, SUNDAY, [450] * 60)
    for back in range(60):
        keep("stress", {"kind": "level", "day": (SUNDAY - back * DAY).isoformat(), "stress_now": 0})


def put_skipped_log(keep: PutEntry, ada: Browser) -> None:
    for back in range(40):
        for pillar in ("sleep", "diet", "training", "stress"):
            assert ada.post(f"/days/{SUNDAY - back * DAY}/marks/{pillar}", {"mark": "skipped"}).status_code == 303


def put_weekend_log(keep: PutEntry, ada: Browser) -> None:
    for week in range(30):
        put_nights(keep, SUNDAY - 7 * week * DAY, [500 + week, 510])


def put_thirty_years(keep: PutEntry, ada: Browser) -> None:
    for month in range(360):
        day = date(1996 + month // 12, month % 12 + 1, 3)
        keep("stress", {"kind": "level", "day": day.isoformat(), "stress_now": month % 11})


@pytest.mark.parametrize(
    "kept",
    [put_sparse_log, put_constant_log, put_skipped_log, put_weekend_log, put_thirty_years],
    ids=lambda one: one.__name__,
)
def test_overview_renders_unusual_logs(ada: Browser, put_entry: PutEntry, kept: object) -> None:
    kept(put_entry, ada)  # type: ignore[operator]
    for address in (
        *(f"/trends?range={range_}" for range_ in RANGES),
        "/weeks/2026-03-02",
        "/years/2026",
        "/years/2025",
    ):
        page = ada.get(address)
        assert page.status_code == 200
        assert not re.search(r"\b(nan|None|inf)\b", page.text.partition("<main")[2])


def changes_text(page: str) -> str:
    """Return what a page says under "What changed"."""
    return strip_tags(page.partition('id="what-changed">')[2].partition("</section>")[0])


def put_levels(keep: PutEntry) -> None:
    """Keep 24 weeks of stress levels, the last twelve of them higher."""
    for back in range(168):
        level = 3 + (back * 5) % 3 + (3 if back < 84 else 0)
        keep("stress", {"kind": "level", "day": str(SUNDAY - back * DAY), "stress_now": level})


def test_overview_lists_what_changed_with_both_levels(ada: Browser, put_entry: PutEntry) -> None:
    put_levels(put_entry)
    page = ada.get("/trends").text
    assert changes_text(page).startswith(
        "What changed Stress level rose by 3. Mean 7 of 10 these 12 weeks, mean 4 of 10 the 12 before. "
        "Between 2.9 and 3.1 higher (95 % interval). Listed for 8 weeks or longer."
    )
    assert '<a href="/trends/stress.level?range=12w">Stress level rose by 3.</a>' in page
    assert page.count('class="level-strokes pillar-stress"') == 1
    assert "1 number was judged here. If none had changed, chance would still name up to 1 in 20" in main_text(page)
    assert "“What changed” lists what is clear among all of them two weeks in a row." in main_text(page)


def test_overview_of_quiet_weeks_lists_no_change(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, (400 + (back * 37) % 61 for back in range(168)))
    said = changes_text(ada.get("/trends").text)
    assert said.startswith("What changed No clear change in these weeks. 3 numbers were judged here. If none had")
    assert "is clear among all" not in said


def test_overview_lists_no_change_that_its_range_cannot_judge(ada: Browser, put_entry: PutEntry) -> None:
    put_levels(put_entry)
    said = changes_text(ada.get("/trends?range=4w").text)
    assert said == (
        "What changed No number here has a verdict. It takes 12 weeks with a value that are not mostly the same."
    )


def test_overview_shows_headline_metrics_before_the_others(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, [450] * 60)
    page = ada.get("/trends").text
    sleep = page.partition('id="group-sleep"')[2].partition("</section>")[0]
    first, _, others = sleep.partition('<details class="disclosure more-trends">')
    assert list(trend_rows(first)) == ["Time asleep", "Sleep midpoint", "Sleep Regularity Index"]
    assert f"{len(trend_rows(others))} more numbers of sleep" in strip_tags(others)
    assert set(trend_rows(page)) == {str(metric.name) for metric in PILLARS["sleep"].metrics}


def test_headline_metrics_are_ten_at_most() -> None:
    chosen = [name for pillar in PILLARS.values() for name in pillar.headline_metric_ids]
    assert len(chosen) <= 10
    assert all(METRICS[name] in pillar_of(METRICS[name]).metrics for name in chosen)
    assert all(name.startswith(f"{key}.") for key, pillar in PILLARS.items() for name in pillar.headline_metric_ids)
