"""The trend of a metric through the programs' door."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from tests.support.api_answers import assert_problem, created_entry, refused_fields
from tests.support.cases import for_each_case
from tests.support.people import ApiClient, create_api_client, ensure_account

LAST = date(2026, 3, 12)
SPAN = {"from": "2026-02-13", "to": "2026-03-12"}


@pytest.fixture(scope="module")
def walker(shared_app: FastAPI) -> ApiClient:
    """Ben's program: four weeks of walks, a minute longer each day; three days bare, two of them skipped."""
    program = create_api_client(shared_app, ensure_account(shared_app, "Ben", "Etc/UTC"), "write")
    for back in range(28):
        day = (LAST - timedelta(days=back)).isoformat()
        if back in {5, 6}:
            program.put(f"/days/{day}/marks/training", {"mark": "skipped"})
        elif back == 9:
            program.put(f"/days/{day}/marks/training", {"mark": "none"})
        elif back != 12:
            raw = {"kind": "other", "day": day, "activity": "Walk", "session_min": 60 - back}
            created_entry(program.post("/training/entries", raw))
    return program


def test_trend_has_points_slope_coverage_and_method(walker: ApiClient) -> None:
    told = walker.get("/trends/training.minutes").json()
    assert (told["metric"], told["unit"], told["from"], told["to"]) == ("training.minutes", "min", *SPAN.values())
    points = {point["day"]: point["value"] for point in told["points"]}
    assert len(points) == 25
    assert (points["2026-03-12"], points["2026-03-03"]) == (60, 0)
    assert not {"2026-03-07", "2026-03-06", "2026-02-28"} & set(points)
    assert told["coverage"] == {"days": 28, "logged": 25, "skipped": 2, "needed": 12}
    assert (told["verdict"], told["change"], told["slope"]) == ("not_enough_data", None, None)
    assert told["reason"] == "Not enough weeks yet: 4 with a value, 12 needed."
    assert (told["method"]["name"], told["method"]["summary"]) == ("habitlog-trend", "total")


def test_trend_verdict_ignores_current_week(walker: ApiClient) -> None:
    told = walker.get("/trends/training.minutes").json()
    assert told["judged"] == {"from": "2026-02-09", "to": "2026-03-08", "n": 4}
    ended = walker.get("/trends/training.minutes", **{"from": "2026-02-09", "to": "2026-03-08"}).json()
    assert (ended["judged"], ended["slope"]) == (told["judged"], told["slope"])
    assert len(ended["points"]) == 21


def test_trend_of_future_range_has_no_verdict(walker: ApiClient) -> None:
    told = walker.get("/trends/training.minutes", **{"from": "2026-03-13", "to": "2026-05-13"}).json()
    assert (told["judged"], told["verdict"], told["slope"]) == (None, "not_enough_data", None)


def test_trend_rolling_value_with_few_days_is_null(walker: ApiClient) -> None:
    told = walker.get("/trends/training.minutes", **SPAN).json()
    rolling = {point["day"]: (point["value"], point["n"]) for point in told["rolling"]}
    assert len(rolling) == len(told["rolling_28"]) == 28
    assert rolling["2026-02-13"] == (None, 1)
    assert rolling["2026-02-15"] == (None, 3)
    assert rolling["2026-02-16"] == (pytest.approx(34.5), 4)
    assert told["rolling_28"][0]["value"] is None
    assert told["rolling_28"][-1]["n"] == 25


def test_trend_first_rolling_value_uses_days_before_range(walker: ApiClient) -> None:
    told = walker.get("/trends/training.minutes", **{"from": "2026-03-12", "to": "2026-03-12"}).json()
    assert len(told["points"]) == 1
    assert told["rolling"][0]["n"] == 5
    assert told["verdict"] == "not_enough_data"


@for_each_case("metric", ["sleep.midpoint", "diet.gdr", "stress.level", "sleep.duration"])
def test_trend_without_values_reports_reason(walker: ApiClient, metric: str) -> None:
    told = walker.get(f"/trends/{metric}").json()
    assert (told["verdict"], told["slope"], told["points"]) == ("not_enough_data", None, [])
    assert told["reason"].startswith("Not enough")
    assert {point["value"] for point in told["rolling"]} == {None}


def test_trend_response_has_no_nan_or_infinity(walker: ApiClient) -> None:
    def fail(name: str) -> None:
        pytest.fail(name)

    for item in walker.get("/pillars").json()["items"]:
        for metric in item["metrics"]:
            json.loads(walker.get(f"/trends/{metric['metric']}").content, parse_constant=fail)


def test_trend_response_is_reproducible(walker: ApiClient) -> None:
    assert walker.get("/trends/training.minutes").content == walker.get("/trends/training.minutes").content


@for_each_case(
    ("query", "field"),
    [
        ({"from": "2026-03-12", "to": "2026-03-11"}, "from"),
        ({"from": "1901-01-01", "to": "2026-03-12"}, "from"),
        ({"from": "2026-02-30"}, "from"),
        ({"to": "0001-01-01"}, "to"),
        ({"to": "NaN"}, "to"),
    ],
)
def test_trend_with_invalid_range_is_refused(walker: ApiClient, query: dict[str, str], field: str) -> None:
    assert field in refused_fields(walker.get("/trends/training.minutes", **query))


@for_each_case("span", [("1900-01-01", "1999-12-31"), ("2100-01-01", "2100-12-31"), ("1900-01-01", "1900-01-01")])
def test_trend_at_calendar_limits_is_answered(walker: ApiClient, span: tuple[str, str]) -> None:
    answer = walker.get("/trends/training.minutes", **{"from": span[0], "to": span[1]})
    assert answer.status_code == 200, answer.text


@for_each_case("metric", ["sleep.score", "", "diet", "training.week", "../diet.gdr", "diet.GDR"])
def test_trend_of_unknown_metric_is_not_found(walker: ApiClient, metric: Any) -> None:
    assert_problem(walker.get(f"/trends/{metric}"), 404, "not-found")
