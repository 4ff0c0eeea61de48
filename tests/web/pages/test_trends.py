"""The page of one metric: any stretch of days, what can be taken along, and calm answers where there is little."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from html import unescape
from io import StringIO
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree as ET

import orjson
import pytest
from fastapi import FastAPI
from tests.support.cases import for_each_case
from tests.support.clock import NOW
from tests.support.entries import SETS
from tests.support.html import field_error, find_form, main_text
from tests.support.people import Browser

from habitlog.usecases.entries import entries
from habitlog.usecases.entries.entries import find_pillar
from habitlog.usecases.identity.accounts import find_person_by_email

TODAY = date(2026, 3, 12)
SUNDAY = date(2026, 3, 8)
DAY = timedelta(days=1)
PICKED = "A period picked by hand tends to show more change than there is."
Log = Callable[[str, Iterable[dict[str, Any]]], None]


@pytest.fixture
def log(app: FastAPI, ada: Browser) -> Log:
    """Keep entries for Ada in one go."""

    def save(pillar: str, raws: Iterable[dict[str, Any]]) -> None:
        with app.state.context.database.begin_write() as transaction:
            person = find_person_by_email(transaction, "ada@example.org")
            for raw in raws:
                entries.put_entry(transaction, person, find_pillar(pillar), str(uuid4()), raw, NOW)

    return save


def put_walks(
    days: Iterable[date], minutes: Callable[[int], int] = lambda place: 30 + place % 7 + place // 7 % 3
) -> list[dict[str, Any]]:
    return [
        {"kind": "other", "activity": "Walk", "day": str(day), "session_min": minutes(place), "effort": 3}
        for place, day in enumerate(days)
    ]


def night(day: date) -> dict[str, Any]:
    bed = f"{day - DAY}T23:00"
    return {"kind": "night", "bed_at": bed, "try_at": bed, "sol_min": 10, "wakes": 0,
            "final_wake_at": f"{day}T06:50", "out_at": f"{day}T07:00"}  # fmt: skip


def days_back(count: int, last: date = SUNDAY) -> list[date]:
    return [last - place * DAY for place in range(count)]


def value_table(ada: Browser, address: str) -> list[dict[str, str]]:
    answer = ada.get(address)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.count("\r\n") == answer.text.count("\n")
    assert "nan" not in answer.text
    return list(csv.DictReader(StringIO(answer.text)))


def test_trend_page_shows_chosen_period(ada: Browser, log: Log) -> None:
    log("training", put_walks(days_back(120)))
    whole, picked = (ada.get(f"/trends/training.minutes{query}") for query in ("", "?from=2025-12-01&to=2026-02-10"))
    assert PICKED not in main_text(whole.text)
    assert PICKED in main_text(picked.text)
    assert "72 of 72 days." in main_text(picked.text)
    assert 'data-first="2025-12-01" data-days="72"' in picked.text
    assert "1 December 2025 to 10 February 2026" in main_text(picked.text)
    assert find_form(picked.text, "/trends/training.minutes").get("from") == "2025-12-01"
    every = re.search(r'href="([^"]*rows=all[^"]*)"', picked.text)
    assert every
    assert ada.get(unescape(every[1])).text.count('<th scope="row">') == 72


def test_trend_page_period_links_work(ada: Browser, log: Log) -> None:
    log("training", put_walks(days_back(200)))
    page = ada.get("/trends/training.minutes").text
    links = dict(re.findall(r'<a class="link-button" href="([^"]+)" aria-label="([^"]+)"', page))
    assert {said.partition(":")[0] for said in links.values()} == {"Earlier", "Zoom in", "Zoom out"}
    for address, said in links.items():
        shown = ada.get(unescape(address))
        assert shown.status_code == 200
        assert said.rpartition(", ")[2] in main_text(shown.text)


def test_trend_page_cuts_future_days(ada: Browser, log: Log) -> None:
    log("training", put_walks(days_back(120, TODAY)))
    page = ada.get("/trends/training.minutes?from=2026-01-01&to=2026-12-31")
    assert page.status_code == 200
    assert find_form(page.text, "/trends/training.minutes").get("to") == str(TODAY)
    assert "the verdict is for 28 December 2025 to 8 March 2026." in main_text(page.text)
    alone = ada.get("/trends/training.minutes?from=2026-01-05").text
    assert "5 January to 8 March 2026" in main_text(alone)
    assert "14 November 2025 to 5 February 2026" in main_text(ada.get("/trends/training.minutes?to=2026-02-05").text)


@for_each_case(
    ("query", "field"),
    [
        ("from=2026-02-10&to=2026-01-01", "from"),
        ("from=2026-04-01&to=2026-05-01", "from"),
        ("from=31.1.2026&to=2026-02-10", "from"),
        ("from=2026-01-01&to=2026-02-30", "to"),
        ("from=0001-01-01&to=2026-02-10", "from"),
        ("from=9999-12-31", "from"),
        ("to=%00", "to"),
        ("from=1900-01-01&to=2026-01-01", "from"),
        ("to=1900-01-01", ""),
        (f"from={'9' * 5000}", "from"),
        ("from=%3Cscript%3E", "from"),
    ],
)
def test_trend_page_refuses_invalid_dates_at_form(ada: Browser, query: str, field: str) -> None:
    for metric in ("sleep.duration", "training.week_load", "training.e1rm", "sleep.regularity"):
        page = ada.get(f"/trends/{metric}?{query}")
        assert page.status_code == (422 if field else 200)
        assert "<script>" not in page.text
        if field:
            assert field_error(page.text, field)
            typed = dict(pair.split("=") for pair in query.split("&"))
            kept = find_form(page.text, f"/trends/{metric}").get(field)
            assert "%" in typed[field] or typed[field].startswith(kept)
            for download in ("values.csv", "chart.svg"):
                refused = ada.get(f"/trends/{metric}/{download}?{query}").status_code
                assert refused == (404 if metric == "sleep.regularity" else 422)


def test_trend_table_distinguishes_zero_skipped_and_unknown(ada: Browser, log: Log) -> None:
    log("training", put_walks(days_back(10)))
    ada.post("/days/2026-02-20/marks/training", {"mark": "none"})
    ada.post("/days/2026-02-21/marks/training", {"mark": "skipped"})
    rows = {row["day"]: row for row in value_table(ada, "/trends/training.minutes/values.csv?range=4w")}
    assert len(rows) == 28
    told = {day: (rows[day]["state"], rows[day]["value"]) for day in ("2026-02-19", "2026-02-20", "2026-02-21")}
    assert told == {"2026-02-19": ("unknown", ""), "2026-02-20": ("none", "0"), "2026-02-21": ("skipped", "")}
    assert (rows["2026-03-08"]["state"], rows["2026-03-08"]["value"], rows["2026-03-08"]["n_7"]) == (
        "logged",
        "30",
        "7",
    )
    assert float(rows["2026-03-08"]["value_7"]) == sum(range(30, 37)) / 7
    assert rows["2026-03-08"]["value_28"] == ""
    assert {row["unit"] for row in rows.values()} == {"min"}
    page = ada.get("/trends/training.minutes?range=4w").text
    assert 'class="coverage-frame"' in page
    assert "logged, nothing that day (thin), left out (slash), not known (dot)." in main_text(page)


def test_trend_table_of_clock_times(ada: Browser, log: Log) -> None:
    log("sleep", [night(day) for day in days_back(30)])
    row = value_table(ada, "/trends/sleep.midpoint/values.csv?range=4w")[-1]
    assert (row["value"], row["value_time"], row["n_28"]) == ("180", "03:00", "28")
    assert row["low_28_time"] == row["high_28_time"] == row["value_7_time"] == "03:00"
    assert row["unit"] == "minutes after midnight"


def test_trend_table_of_weekly_and_keyed_metric(ada: Browser, log: Log) -> None:
    log("training", put_walks(days_back(14)))
    log("training", [SETS | {"day": "2026-03-04"}])
    weeks = value_table(ada, "/trends/training.week_load/values.csv?range=4w")
    assert [(row["week_from"], row["state"], row["days_known"]) for row in weeks] == [
        ("2026-02-09", "unknown", "0"), ("2026-02-16", "unknown", "0"),
        ("2026-02-23", "logged", "7"), ("2026-03-02", "logged", "7"),
    ]  # fmt: skip
    answer = ada.get("/trends/training.e1rm/values.csv?range=4w&exercise=bench+press")
    assert "training.e1rm-bench-press-2026-02-09-to-2026-03-08.csv" in answer.headers["content-disposition"]
    rows = {row["day"]: row for row in csv.DictReader(StringIO(answer.text))}
    assert float(rows["2026-03-04"]["value"]) > 62.5
    assert float(rows["2026-03-04"]["value_epley"]) > 62.5
    assert rows["2026-03-05"]["value"] == ""


def test_trend_svg_download_matches_page(ada: Browser, log: Log) -> None:
    log("training", put_walks(days_back(120), lambda place: 120 - place))
    query = "?from=2025-12-01&to=2026-03-01"
    page, answer = (ada.get(f"/trends/training.minutes{more}{query}") for more in ("", "/chart.svg"))
    assert answer.headers["content-type"] == "image/svg+xml"
    name = "habitlog-training.minutes-2025-12-01-to-2026-03-01.svg"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    svg = " ".join(text.text or "" for text in ET.fromstring(answer.text).iter("{http://www.w3.org/2000/svg}text"))
    assert '<th scope="row"><a href="/days/2026-03-01">' in page.text
    verdict = re.search(r'<p class="verdict">(.*?)</p>', page.text)
    assert verdict
    for said in (
        verdict[1].replace("\N{NO-BREAK SPACE}", " "),
        "91 of 91 days.",
        "95 % interval",
        PICKED,
        "Method habitlog-trend",
        "1 December 2025",
    ):
        assert said in svg
    assert f'href="/trends/training.minutes/chart.svg{query.replace("&", "&amp;")}"' in page.text


def test_trend_download_is_in_kilograms(ada: Browser, log: Log) -> None:
    log("training", [SETS | {"day": str(day)} for day in days_back(3)])
    before = value_table(ada, "/trends/training.volume_load/values.csv")
    settings = find_form(ada.get("/settings").text, "/settings")
    ada.post(
        "/settings", [*((n, v) for n, v in settings.filled(weight_unit="lb", decimal_mark="comma") if n != "csrf")]
    )
    assert " lb" in ada.get("/trends/training.volume_load/chart.svg").text
    assert value_table(ada, "/trends/training.volume_load/values.csv") == before
    assert before[-1]["unit"] == "kg"


def test_window_metric_has_no_download(ada: Browser) -> None:
    page = ada.get("/trends/sleep.regularity")
    assert "values.csv" not in page.text
    assert ada.get("/trends/sleep.regularity?from=2026-01-01&to=2026-03-01").status_code == 200
    for address in ("sleep.regularity/values.csv", "sleep.regularity/chart.svg", "nothing/values.csv",
                    "training.e1rm/chart.svg", "sleep.duration/values.csv?range=2w"):  # fmt: skip
        assert ada.get(f"/trends/{address}").status_code == 404


def test_trend_download_is_own_only(ada: Browser, cyd: Browser, anyone: Browser, log: Log) -> None:
    log("training", put_walks(days_back(30)))
    assert {row["value"] for row in value_table(cyd, "/trends/training.minutes/values.csv")} == {""}
    for download in ("values.csv", "chart.svg"):
        assert anyone.get(f"/trends/training.minutes/{download}").headers["location"] == "/sign-in"


def test_trend_method_lists_every_data_requirement(ada: Browser, log: Log) -> None:
    log("sleep", [night(day) for day in days_back(9)])
    fold = main_text(ada.get("/trends/sleep.midpoint").text).partition("How this is computed")[2]
    assert "Nights to Monday–Friday: 5 of 60 known. Nights to Saturday and Sunday: 4 of 24 known." in fold
    assert (
        "there is none This time: Not enough weeks yet: 1 with a value, 12 needed. Fewer than 4 weeks with a value"
        in fold
    )
    assert fold.count("12 needed") == 1
    assert "Times that are spread all around the clock." in fold
    assert "95 %, from how much" in fold
    assert "Recompute it from the export" in fold
    log("sleep", [night(day) for day in days_back(90)[9:]])
    assert "This time: Mostly the same: 12 of 12 weeks." in main_text(ada.get("/trends/sleep.midpoint").text)


def read_out_texts(page: str) -> list[str]:
    found = re.search(r'<script type="application/json" data-days>(.*?)</script>', page)
    return list(orjson.loads(found[1])["told"]) if found else []


def test_trend_chart_has_read_out_for_each_day(ada: Browser, log: Log) -> None:
    log("training", put_walks(days_back(40)))
    ada.post("/days/2026-01-27/marks/training", {"mark": "none"})
    totals = read_out_texts(ada.get("/trends/training.minutes").text)
    assert totals[-1] == "Week of Mon 2 Mar 2026: 3 h 51 min, 7 of 7 days known"
    log("stress", [{"kind": "level", "day": str(day), "stress_now": 4} for day in days_back(40)])
    ada.post("/days/2026-01-27/marks/stress", {"mark": "skipped"})
    said = read_out_texts(ada.get("/trends/stress.level").text)
    assert len(said) == 84
    assert said[-1] == "Sun 8 Mar 2026: 4 of 10, 7-day median 4 of 10, from 7 of 7"
    assert said[-41] == "Tue 27 Jan 2026: left out, from 0 of 7"
    assert said[0] == "Mon 15 Dec 2025: not known, from 0 of 7"
    weeks = read_out_texts(ada.get("/trends/training.week_load").text)
    assert len(weeks) == 12
    assert weeks[-1].startswith("Week of Mon 2 Mar 2026: ")
    assert weeks[-1].endswith(", 7 of 7 days known")


def test_read_out_of_exercise_has_the_day_alone(ada: Browser, log: Log) -> None:
    log("training", [{**SETS, "day": str(SUNDAY)}])
    said = read_out_texts(ada.get("/trends/training.e1rm?range=4w").text)
    assert said[-1] == "Sun 8 Mar: 83.3 kg"
    assert said[-2] == "Sat 7 Mar: not known"


CASES: dict[str, list[date]] = {
    "no data": [],
    "one value": [SUNDAY],
    "constant": days_back(60),
    "only weekends": [day for day in days_back(80) if day.weekday() > 4],
    "30 years": [SUNDAY - place * 90 * DAY for place in range(122)],
}


@pytest.mark.parametrize("case", CASES)
def test_trend_page_renders_for_sparse_log(ada: Browser, log: Log, case: str) -> None:
    log("training", put_walks(CASES[case], lambda _: 30))
    log("sleep", [night(day) for day in CASES[case]])
    for metric in ("sleep.duration", "sleep.midpoint", "training.minutes", "training.week_load", "training.e1rm"):
        for query in ("range=12w", "range=all", "from=2026-03-12&to=2026-03-12", "from=2026-02-03&to=2026-02-08"):
            page = ada.get(f"/trends/{metric}?{query}")
            assert page.status_code == 200
            assert "nan" not in re.sub(r"[a-z]nan|nan[a-z]", "", page.text)
            assert len(page.content) < 150_000
            for download in ("values.csv", "chart.svg"):
                answer = ada.get(f"/trends/{metric}/{download}?{query}")
                assert answer.status_code == (404 if metric == "training.e1rm" else 200)
                assert answer.status_code == 404 or "nan" not in answer.text


def test_trend_page_renders_when_all_days_skipped(ada: Browser) -> None:
    for day in days_back(28):
        ada.post(f"/days/{day}/marks/sleep", {"mark": "skipped"})
    page = ada.get("/trends/sleep.duration?range=4w")
    assert "0 of 28 nights, 28 left out." in main_text(page.text)
    assert {row["state"] for row in value_table(ada, "/trends/sleep.duration/values.csv?range=4w")} == {"skipped"}
    assert "28 left out" in ada.get("/trends/sleep.duration/chart.svg?range=4w").text


def test_trend_page_draws_both_levels_beneath_the_verdict(ada: Browser, log: Log) -> None:
    log("training", put_walks(days_back(168), lambda place: 30 + place // 84 * 20 + place % 5))
    page = ada.get("/trends/training.minutes?range=12w").text
    assert 'class="level-strokes pillar-training"' in page
    verdict = (
        page.replace("\N{NO-BREAK SPACE}", " ")
        .partition('class="verdict"')[2]
        .partition('<p class="note coverage-note">')[0]
    )
    assert re.search(r"\d h \d+ min a week these 12 weeks, \d h \d+ min a week the 12 before\.", verdict)
    assert 'class="level-strokes' not in ada.get("/trends/sleep.duration?range=12w").text
