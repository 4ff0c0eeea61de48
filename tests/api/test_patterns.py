"""Patterns for programs: off until switched on, found where something is planted, silent with a reason elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import orjson
import pytest
from fastapi import FastAPI
from tests.conftest import Clock
from tests.support import diaries
from tests.support.people import Browser, Program
from tests.support.wire import problem_of

from habitlog.pillars import DAILY_METRICS
from habitlog.pillars.correlation_pairs import CORRELATION_PAIRS, DIRECTION_WORDS

PLANTED = ("sleep.duration", "stress.level", 0)


def switched(browser: Browser, to: str = "on") -> None:
    assert browser.post("/patterns", {"patterns": to}).status_code == 303


def told(program: Program) -> dict[str, Any]:
    answer = program.get("/patterns")
    assert answer.status_code == 200
    assert b"NaN" not in answer.content
    found: dict[str, Any] = answer.json()
    return found


def by_pair(found: dict[str, Any]) -> dict[tuple[str, str, int], dict[str, Any]]:
    return {(pair["earlier"], pair["later"], pair["lag"]): pair for pair in found["pairs"]}


def test_the_list_is_fixed_and_every_metric_of_it_exists() -> None:
    assert len({pair[:3] for pair in CORRELATION_PAIRS}) == len(CORRELATION_PAIRS) == 20
    named = {metric for pair in CORRELATION_PAIRS for metric in (pair.earlier, pair.later)}
    assert named <= set(DAILY_METRICS)
    assert named == set(DIRECTION_WORDS)
    assert all(pair.lag_text for pair in CORRELATION_PAIRS)
    of_nights = [pair for pair in CORRELATION_PAIRS if pair.earlier in {"sleep.duration", "sleep.midpoint"}]
    of_days = [pair for pair in CORRELATION_PAIRS if pair.earlier in {"training.session_load", "stress.practice"}]
    assert {(pair.later, pair.lag_days) for pair in of_nights} == {
        (later, lag) for later in ("stress.level", "diet.gdr") for lag in (0, 1)
    }
    assert {(pair.later, pair.lag_days) for pair in of_days} == {
        (later, lag) for later in ("sleep.duration", "sleep.quality", "stress.level") for lag in (1, 2)
    }
    assert (len(of_nights), len(of_days)) == (8, 12)


def test_off_until_switched_on_nothing_is_computed(app: FastAPI, ada: Browser, program: Program) -> None:
    diaries.keep(app, "Ada", 60, planted=1)
    found = told(program)
    assert (found["switched_on"], found["pairs"], found["coverage"]) == (False, [], [])
    assert "switched off" in found["reason"]
    switched(ada)
    assert told(program)["switched_on"] is True
    switched(ada, "off")
    assert told(program) == found


def test_what_is_planted_is_found_and_nothing_else(app: FastAPI, ada: Browser, program: Program) -> None:
    diaries.keep(app, "Ada", 200, planted=1)
    switched(ada)
    found = told(program)
    assert [key for key, pair in by_pair(found).items() if pair["passed"]] == [PLANTED]
    pair = by_pair(found)[PLANTED]
    assert -1 < pair["low"] < pair["correlation"] < pair["high"] < 0
    assert (pair["n"], pair["reason"]) == (200, None)
    assert 20 <= pair["n_eff"] <= 200
    assert pair["p"] <= pair["adjusted_p"] <= 0.1
    assert told(program) == found
    assert (found["from"], found["to"]) == ("2025-03-10", "2026-03-08")


def test_where_nothing_is_planted_nothing_passes(app: FastAPI, ada: Browser, program: Program) -> None:
    diaries.keep(app, "Ada", 200)
    switched(ada)
    found = told(program)
    assert [pair for pair in found["pairs"] if pair["passed"]] == []
    assert {pair["reason"] for pair in found["pairs"]} == {None}
    assert {pair["n"] for pair in found["pairs"]} == {200, 199, 198}


def test_the_running_week_and_days_before_the_window_change_nothing(
    app: FastAPI, ada: Browser, program: Program
) -> None:
    diaries.keep(app, "Ada", 60)
    switched(ada)
    before = told(program)
    diaries.keep(app, "Ada", 4, last=date(2026, 3, 12))
    diaries.keep(app, "Ada", 10, last=date(2025, 3, 9))
    assert told(program) == before


def test_the_window_moves_with_the_week(app: FastAPI, ada: Browser, program: Program, clock: Clock) -> None:
    switched(ada)
    seen = []
    for _ in range(7):
        seen.append((told(program)["from"], told(program)["to"]))
        clock.now += timedelta(days=1)
    assert seen == [("2025-03-10", "2026-03-08")] * 4 + [("2025-03-17", "2026-03-15")] * 3


def test_a_log_without_days_has_reasons(ada: Browser, program: Program) -> None:
    switched(ada)
    found = told(program)
    assert {pair["reason"] for pair in found["pairs"]} == {"Not enough data: 0 paired days, 30 needed."}
    assert {pair["p"] for pair in found["pairs"]} == {None}
    assert {cover["weekdays"]["logged"] for cover in found["coverage"]} == {0}


def test_skipped_days_are_no_pairs(app: FastAPI, ada: Browser, program: Program) -> None:
    for back in range(40):
        day = diaries.SUNDAY - timedelta(days=back)
        for pillar in ("sleep", "stress", "diet", "training"):
            assert program.put(f"/days/{day}/marks/{pillar}", {"mark": "skipped"}).status_code == 200
    switched(ada)
    assert {pair["n"] for pair in told(program)["pairs"]} == {0}


def test_weekends_that_are_mostly_missing_are_said(app: FastAPI, ada: Browser, program: Program) -> None:
    diaries.keep(app, "Ada", 63, weekends=False)
    switched(ada)
    covers = {cover["metric"]: cover for cover in told(program)["coverage"]}
    assert {cover["mostly_missing"] for cover in covers.values()} == {"weekends"}
    assert covers["sleep.duration"]["weekdays"] == {"days": 45, "logged": 45}
    assert covers["sleep.duration"]["weekends"] == {"days": 18, "logged": 0}
    assert told(program)["coverage_from"] == "2026-01-05"


def test_the_method_is_told_and_exported(ada: Browser, program: Program) -> None:
    how = told(program)["method"]
    assert (how["name"], how["bootstrap"]["seed"], len(how["pairs"])) == ("habitlog-patterns", 1994, 20)
    exported = orjson.loads(ada.get("/data/export").content)
    assert how in exported["methods"]
    assert exported["person"]["patterns"] == "off"
    switched(ada)
    assert orjson.loads(ada.get("/data/export").content)["person"]["patterns"] == "on"


@pytest.mark.parametrize(("scope", "status"), [("read", 200), ("write", 200), ("export", 403)])
def test_a_token_that_reads_is_enough(token_for: Callable[[str], Program], scope: str, status: int) -> None:
    assert token_for(scope).get("/patterns").status_code == status


def test_another_persons_switch_and_days_are_their_own(
    app: FastAPI, ada: Browser, cyd: Browser, stranger: Program
) -> None:
    diaries.keep(app, "Ada", 60, planted=1)
    switched(ada)
    assert told(stranger)["switched_on"] is False
    switched(cyd)
    assert {pair["n"] for pair in told(stranger)["pairs"]} == {0}


def test_without_a_token_there_is_a_problem(program: Program) -> None:
    program.client.headers.pop("Authorization")
    problem_of(program.get("/patterns"), 401, "not-signed-in")
