"""Patterns for programs: off until switched on, found where something is planted, silent with a reason elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import orjson
from fastapi import FastAPI
from tests.support import diaries
from tests.support.api_answers import assert_problem
from tests.support.cases import for_each_case
from tests.support.clock import Clock
from tests.support.people import ApiClient, Browser

from habitlog.pillars import DAILY_METRICS
from habitlog.pillars.correlation_pairs import CORRELATION_PAIRS, DIRECTION_WORDS, STEPS

PLANTED = ("sleep.duration", "stress.level", 0)


def switch_patterns(browser: Browser, to: str = "on") -> None:
    assert browser.post("/patterns", {"patterns": to}).status_code == 303


def fetch_patterns(program: ApiClient) -> dict[str, Any]:
    answer = program.get("/patterns")
    assert answer.status_code == 200
    assert b"NaN" not in answer.content
    found: dict[str, Any] = answer.json()
    return found


def index_by_pair(found: dict[str, Any]) -> dict[tuple[str, str, int], dict[str, Any]]:
    return {(pair["earlier"], pair["later"], pair["lag"]): pair for pair in found["pairs"]}


def test_correlation_pairs_are_fixed_and_refer_to_existing_metrics() -> None:
    assert len({pair[:3] for pair in CORRELATION_PAIRS}) == len(CORRELATION_PAIRS) == 20
    named = {metric for pair in CORRELATION_PAIRS for metric in (pair.earlier, pair.later)}
    assert named <= set(DAILY_METRICS)
    assert named == set(DIRECTION_WORDS)
    assert all(pair.lag_text for pair in CORRELATION_PAIRS)
    assert {pair.earlier for pair in CORRELATION_PAIRS} == set(STEPS)
    assert {(pair.earlier, pair.later, pair.lag_days) for pair in CORRELATION_PAIRS} == {
        *(
            (night, day, lag)
            for night in ("sleep.duration", "sleep.midpoint")
            for day in ("stress.level", "diet.gdr")
            for lag in (0, 1)
        ),
        *(
            (done, later, 1)
            for done in ("training.session_load", "stress.practice")
            for later in ("sleep.duration", "sleep.quality", "stress.level")
        ),
        *(("stress.level", night, 1) for night in ("sleep.duration", "sleep.midpoint", "sleep.quality")),
        ("sleep.quality", "stress.level", 0),
        *((night, "training.session_load", 0) for night in ("sleep.duration", "sleep.quality")),
    }


def test_patterns_are_not_computed_while_switched_off(app: FastAPI, ada: Browser, program: ApiClient) -> None:
    diaries.import_diary(app, "Ada", 60, planted=1)
    found = fetch_patterns(program)
    assert (found["switched_on"], found["pairs"], found["coverage"]) == (False, [], [])
    assert "switched off" in found["reason"]
    switch_patterns(ada)
    assert fetch_patterns(program)["switched_on"] is True
    switch_patterns(ada, "off")
    assert fetch_patterns(program) == found


def test_only_planted_pattern_is_found(app: FastAPI, ada: Browser, program: ApiClient) -> None:
    diaries.import_diary(app, "Ada", 200, planted=1)
    switch_patterns(ada)
    found = fetch_patterns(program)
    assert [key for key, pair in index_by_pair(found).items() if pair["passed"]] == [PLANTED]
    pair = index_by_pair(found)[PLANTED]
    assert -1 < pair["low"] < pair["correlation"] < pair["high"] < 0
    assert (pair["n"], pair["reason"]) == (200, None)
    assert 20 <= pair["n_eff"] <= 200
    assert pair["p"] <= pair["adjusted_p"] <= 0.1
    assert pair["slope_low"] < pair["slope"] < pair["slope_high"] < 0
    assert fetch_patterns(program) == found
    assert (found["from"], found["to"]) == ("2025-03-10", "2026-03-08")


def test_no_pattern_is_found_in_random_days(app: FastAPI, ada: Browser, program: ApiClient) -> None:
    diaries.import_diary(app, "Ada", 200)
    switch_patterns(ada)
    found = fetch_patterns(program)
    assert [pair for pair in found["pairs"] if pair["passed"]] == []
    assert {pair["reason"] for pair in found["pairs"]} == {None}
    assert {pair["n"] for pair in found["pairs"]} == {200, 199}


def test_patterns_ignore_current_week_and_days_before_window(app: FastAPI, ada: Browser, program: ApiClient) -> None:
    diaries.import_diary(app, "Ada", 60)
    switch_patterns(ada)
    before = fetch_patterns(program)
    diaries.import_diary(app, "Ada", 4, last=date(2026, 3, 12))
    diaries.import_diary(app, "Ada", 10, last=date(2025, 3, 9))
    assert fetch_patterns(program) == before


def test_pattern_window_moves_with_the_week(app: FastAPI, ada: Browser, program: ApiClient, clock: Clock) -> None:
    switch_patterns(ada)
    seen = []
    for _ in range(7):
        seen.append((fetch_patterns(program)["from"], fetch_patterns(program)["to"]))
        clock.now += timedelta(days=1)
    assert seen == [("2025-03-10", "2026-03-08")] * 4 + [("2025-03-17", "2026-03-15")] * 3


def test_patterns_of_empty_log_report_reasons(ada: Browser, program: ApiClient) -> None:
    switch_patterns(ada)
    found = fetch_patterns(program)
    assert {pair["reason"] for pair in found["pairs"]} == {"Not enough data: 0 paired days, 30 needed."}
    assert {pair["p"] for pair in found["pairs"]} == {None}
    assert {cover["weekdays"]["logged"] for cover in found["coverage"]} == {0}


def test_patterns_ignore_skipped_days(app: FastAPI, ada: Browser, program: ApiClient) -> None:
    for back in range(40):
        day = diaries.SUNDAY - timedelta(days=back)
        for pillar in ("sleep", "stress", "diet", "training"):
            assert program.put(f"/days/{day}/marks/{pillar}", {"mark": "skipped"}).status_code == 200
    switch_patterns(ada)
    assert {pair["n"] for pair in fetch_patterns(program)["pairs"]} == {0}


def test_patterns_report_mostly_missing_weekends(app: FastAPI, ada: Browser, program: ApiClient) -> None:
    diaries.import_diary(app, "Ada", 63, weekends=False)
    switch_patterns(ada)
    covers = {cover["metric"]: cover for cover in fetch_patterns(program)["coverage"]}
    assert {cover["mostly_missing"] for cover in covers.values()} == {"weekends"}
    assert covers["sleep.duration"]["weekdays"] == {"days": 45, "logged": 45}
    assert covers["sleep.duration"]["weekends"] == {"days": 18, "logged": 0}
    assert fetch_patterns(program)["coverage_from"] == "2026-01-05"


def test_pattern_method_is_returned_and_exported(ada: Browser, program: ApiClient) -> None:
    how = fetch_patterns(program)["method"]
    assert (how["name"], how["bootstrap"]["seed"], len(how["pairs"])) == ("habitlog-patterns", 1994, 20)
    exported = orjson.loads(ada.get("/data/export").content)
    assert how in exported["methods"]
    assert exported["person"]["patterns"] == "off"
    switch_patterns(ada)
    assert orjson.loads(ada.get("/data/export").content)["person"]["patterns"] == "on"


@for_each_case(("scope", "status"), [("read", 200), ("write", 200), ("export", 403)])
def test_patterns_require_read_scope(token_for: Callable[[str], ApiClient], scope: str, status: int) -> None:
    assert token_for(scope).get("/patterns").status_code == status


def test_patterns_switch_is_per_person(app: FastAPI, ada: Browser, cyd: Browser, stranger: ApiClient) -> None:
    diaries.import_diary(app, "Ada", 60, planted=1)
    switch_patterns(ada)
    assert fetch_patterns(stranger)["switched_on"] is False
    switch_patterns(cyd)
    assert {pair["n"] for pair in fetch_patterns(stranger)["pairs"]} == {0}


def test_patterns_without_token_are_refused(program: ApiClient) -> None:
    program.client.headers.pop("Authorization")
    assert_problem(program.get("/patterns"), 401, "not-signed-in")
