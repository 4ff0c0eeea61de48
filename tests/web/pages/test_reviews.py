"""A week and a year in review: coverage first, numbers with what they rest on, whole weeks alone."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from tests.support.cases import for_each_case
from tests.support.clock import Clock
from tests.support.html import main_text
from tests.support.nights import DAY, SUNDAY, night, put_nights, strip_tags, trend_rows
from tests.support.people import Browser
from tests.support.records import PutEntry

MONDAY = date(2026, 3, 2)


def numbers_text(page: str) -> dict[str, tuple[str, str]]:
    """Return (this week, four weeks before) of each measure of a week."""
    found = re.findall(r'<th scope="row"><a[^>]*>([^<]*)</a></th>\s*<td>(.*?)</td>\s*<td>(.*?)</td>', page, re.DOTALL)
    return {strip_tags(name): (strip_tags(this), strip_tags(before)) for name, this, before in found}


def day_states(page: str, pillar: str) -> list[str]:
    body = page.partition(f'<tbody class="pillar-{pillar}">')[2].partition("</tbody>")[0]
    return re.findall(r'<span class="visually-hidden">([^<]*)</span>', body)


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("/weeks", "/weeks/2026-03-02"),
        ("/weeks/2026-03-08", "/weeks/2026-03-02"),
        ("/weeks/2026-03-12", "/weeks/2026-03-09"),
        ("/weeks/2026-01-01", "/weeks/2025-12-29"),
        ("/years", "/years/2026"),
    ],
)
def test_review_address_redirects(ada: Browser, address: str, there: str) -> None:
    answer = ada.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, there)
    assert ada.get(there).status_code == 200


@for_each_case(
    ("address", "status"),
    [
        ("/weeks/2026-03-16", 404), ("/weeks/2026-02-30", 404), ("/weeks/yesterday", 404), ("/years/2027", 404),
        ("/years/1899", 404), ("/years/0", 404), ("/years/-5", 404), ("/years/99999999999", 404), ("/years/last", 404),
        ("/years/1900", 200), ("/weeks/1900-01-01", 200),
    ],
)  # fmt: skip
def test_review_of_invalid_period_is_refused(ada: Browser, address: str, status: int) -> None:
    assert ada.get(address).status_code == status


def test_review_shows_own_log_only(anyone: Browser, ada: Browser, cyd: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, [450] * 7)
    for address in ("/weeks", "/weeks/2026-03-02", "/years", "/years/2026"):
        assert anyone.get(address).headers["location"].startswith("/sign-in")
    assert "7 of 7 nights" in main_text(ada.get("/weeks/2026-03-02").text)
    assert "0 of 7 nights" in main_text(cyd.get("/weeks/2026-03-02").text)


def test_review_shows_coverage_before_numbers(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, [450] * 5)
    ada.post(f"/days/{MONDAY}/marks/sleep", {"mark": "skipped"})
    ada.post(f"/days/{MONDAY}/marks/training", {"mark": "none"})
    page = ada.get(f"/weeks/{MONDAY}").text
    assert day_states(page, "sleep") == ["left out", "no entry", *["logged"] * 5]
    assert day_states(page, "training") == ["nothing", *["no entry"] * 6]
    said = main_text(page)
    assert "Sleep 5 of 7 nights, 1 left out." in said
    assert "Training 0 of 7 days, 1 with nothing." in said
    assert said.index("5 of 7 nights, 1 left out.") < said.index("7 h 30 min")
    assert "2 to 8 March 2026" in said


def test_week_review_compares_with_four_weeks_before(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, [450] * 5)
    put_nights(put_entry, SUNDAY - 7 * DAY, [400] * 10 + [420] * 10)
    for back, minutes in ((0, 30), (1, 40), (7, 60), (14, 90), (21, 60)):
        put_entry(
            "training", {"kind": "other", "day": str(SUNDAY - back * DAY), "activity": "Walk", "session_min": minutes}
        )
    for back in set(range(28)) - {0, 1, 7, 14, 21}:
        ada.post(f"/days/{SUNDAY - back * DAY}/marks/training", {"mark": "none"})
    for back, level in enumerate((2, 3, 3, 9)):
        put_entry("stress", {"kind": "level", "day": str(SUNDAY - back * DAY), "stress_now": level})
    found = numbers_text(ada.get(f"/weeks/{MONDAY}").text)
    assert found["Time asleep"] == ("7 h 30 min 5 of 7 nights", "6 h 50 min 20 of 28")
    assert found["Training minutes"] == ("70 min 7 of 7 days", "70 min a week 21 of 28")
    assert found["Stress level"] == ("median 3 of 10 4 of 7 days", "too few 0 of 28")


def test_reviews_name_pillars_without_values_in_one_sentence(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, [450] * 20)
    for address in (f"/weeks/{MONDAY}", "/years/2026"):
        said = main_text(ada.get(address).text)
        assert "No values in either period: Food, Training, Stress practice." in said
        assert "Time asleep" in said
        assert "Diet score" not in said


def test_week_review_needs_four_days(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, [450] * 3)
    page = ada.get(f"/weeks/{MONDAY}").text
    assert numbers_text(page)["Time asleep"] == ("too few 3 of 7 nights", "too few 0 of 28")
    assert "One week is too short to name a change." in main_text(page)
    assert not re.search(r"Longer|Shorter|Higher|Lower|No clear", main_text(page))


def test_week_review_of_current_week_has_no_numbers(ada: Browser, put_entry: PutEntry, clock: Clock) -> None:
    put_nights(put_entry, SUNDAY + 4 * DAY, [450] * 3)
    page = ada.get("/weeks/2026-03-09").text
    said = main_text(page)
    assert "Week 11, not over yet" in said
    assert "Sleep 3 of 4 nights so far." in said
    assert day_states(page, "sleep") == ["no entry", *["logged"] * 3, *["still to come"] * 3]
    assert "are added after it ends, on Sunday 15 March." in said
    assert numbers_text(page) == {}
    assert 'href="/weeks/2026-03-16"' not in page
    put_entry("sleep", night(SUNDAY + DAY, 450))
    clock.now += 4 * DAY
    assert numbers_text(ada.get("/weeks/2026-03-09").text)["Time asleep"][0] == "7 h 30 min 4 of 7 nights"


def test_week_review_lists_entries_day_by_day(ada: Browser, put_entry: PutEntry) -> None:
    put_entry("stress", {"kind": "level", "day": str(MONDAY), "stress_now": 4, "note": "a secret of its own"})
    put_entry("training", {"kind": "other", "activity": "<b>Rowing", "day": str(MONDAY), "session_min": 40})
    put_nights(put_entry, MONDAY + 2 * DAY, [450])
    put_entry("stress", {"kind": "level", "day": str(MONDAY - DAY), "stress_now": 9})
    page = ada.get(f"/weeks/{MONDAY}").text
    days = page.partition('<ol class="week-entries">')[2].partition("</ol>")[0]
    said = [strip_tags(day) for day in days.split("<h3")[1:]]
    assert len(said) == 2
    assert "Mon 2 Mar Training: " in said[0]
    assert "Wed 4 Mar Sleep: 7 h 30 min asleep" in said[1]
    assert "<b>Rowing" in said[0]
    assert said[0].endswith("Stress practice: Stress 4 of 10")
    assert "secret" not in page
    assert "Stress 9" not in page
    assert days.count(f'href="/days/{MONDAY}"') == 1


def test_week_review_links_neighbours(ada: Browser) -> None:
    page = ada.get(f"/weeks/{MONDAY}").text
    assert 'href="/weeks/2026-02-23"' in page
    assert 'href="/weeks/2026-03-09"' in page
    assert "Nothing was logged in this week" in main_text(page)
    assert 'href="/weeks/2026-03-09"' in ada.get("/").text
    assert 'href="/weeks"' in ada.get("/trends").text or "Your first week is not over yet" in ada.get("/trends").text


def test_year_review_uses_whole_weeks(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, date(2025, 12, 28), [450])
    said = main_text(ada.get("/years/2025").text)
    assert "Weeks 1 to 52: 30 December 2024 to 28 December 2025." in said
    assert "Sleep 1 of 364 nights." in said
    assert "so far" not in said.partition("What was logged")[0]
    assert "Weeks 1 to 53: 28 December 2020" not in said
    assert "Weeks 1 to 53: 30 December 2019 to 3 January 2021." not in main_text(ada.get("/years/2021").text)
    assert "Weeks 1 to 53: 30 December 2019 to 3 January 2021." in main_text(ada.get("/years/2020").text)


def test_year_review_of_current_year_ends_with_last_week(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY + 4 * DAY, (480 - back for back in range(74)))
    put_nights(put_entry, SUNDAY - 364 * DAY, [400] * 60)
    page = ada.get("/years/2026").text
    said = main_text(page)
    assert "2026, so far" in said
    assert "Weeks 1 to 10: 29 December 2025 to 8 March 2026." in said
    assert "Sleep 70 of 70 nights." in said
    assert (
        page.count("h4.6", page.index('class="heatmap pillar-sleep"'), page.index('class="heatmap pillar-diet"')) == 70
    )
    assert trend_rows(page)["Time asleep"] == (
        "7 h 22 min 7 h 22 min these 10 weeks, 6 h 40 min the same weeks of 2025: 42 minutes longer, "
        "between 30 and 53. 70 of 70 nights."
    )


def test_year_review_fills_days_by_fifths(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, [400 + 10 * (back % 10) for back in range(50)])
    for back in range(3):
        put_entry("training", {"kind": "other", "activity": "Walk", "day": str(SUNDAY - back * DAY), "session_min": 30})
    page = ada.get("/years/2026").text
    found = re.search(r'<svg class="heatmap pillar-sleep".*?<path class="heatmap-level" d="([^"]*)"', page)
    assert found
    heights = re.findall(r"v-([\d.]+)H", found[1])
    assert sorted(map(heights.count, set(heights))) == [10] * 5
    assert "Height: Time asleep." in main_text(page)
    training = page.partition('class="heatmap pillar-training"')[2].partition("</svg>")[0]
    assert "heatmap-level" not in training
    assert "heatmap-block" in training


def test_year_review_compares_with_year_before(ada: Browser, put_entry: PutEntry) -> None:
    for back in range(728):
        if back % 5:
            put_entry(
                "stress", {"kind": "level", "day": str(date(2025, 12, 28) - back * DAY), "stress_now": back // 364 + 3}
            )
    page = ada.get("/years/2025").text
    assert "1 number was judged here. If none had changed, chance would still name up to 1 in 20" in main_text(page)
    said = trend_rows(page)["Stress level"]
    assert said.startswith("median 3 of 10")
    assert "Mean 3 of 10 these 52 weeks, mean 4 of 10 the same weeks of 2024: 1 lower" in said
    assert "291 of 364 days." in said


def test_year_review_in_first_week(ada: Browser, clock: Clock, put_entry: PutEntry) -> None:
    clock.now = clock.now.replace(year=2026, month=1, day=2)
    assert "The first week of 2026 ends on Sunday 4 January." in main_text(ada.get("/years/2026").text)
    clock.now += timedelta(days=4)
    put_nights(put_entry, date(2026, 1, 4), [450] * 4)
    said = main_text(ada.get("/years/2026").text)
    assert "Week 1: 29 December 2025 to 4 January 2026." in said
    assert "Not enough weeks yet: 1 with a value, 12 needed." in said


def test_year_review_without_entries(ada: Browser) -> None:
    page = ada.get("/years/2019").text
    assert "Nothing was logged in these weeks" in main_text(page)
    assert 'class="metric"' not in page


def test_year_can_be_kept_as_a_picture(ada: Browser, put_entry: PutEntry) -> None:
    put_nights(put_entry, SUNDAY, [400 + 9 * (back % 7) for back in range(28)])
    assert 'href="/years/2026/picture.svg"' in ada.get("/years/2026").text
    sent = ada.get("/years/2026/picture.svg")
    assert sent.headers["content-disposition"] == 'attachment; filename="habitlog-2026.svg"'
    assert sent.headers["content-type"].startswith("image/svg+xml")
    root = ET.fromstring(sent.text)
    texts = [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "2026" in texts
    assert "28 of 70 nights. Height: Time asleep." in texts
    for address in ("/years/2027/picture.svg", "/years/last/picture.svg"):
        assert ada.get(address).status_code == 404
