"""`daily_metric_month`: what a day's entries and marks make of it, kept up with every change and always rebuildable."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import delete, update
from tests.support.api_answers import PILLARS as KEYS
from tests.support.api_answers import TODAY, created_entry
from tests.support.clock import NOW
from tests.support.entries import FOOD, GOOD, HIIT, LEVEL, NIGHT, OTHER, PRACTICE, SETS
from tests.support.people import ApiClient, ensure_account

from habitlog.accounts.person import Person
from habitlog.db import Database, WriteTransaction
from habitlog.db.base import entry_table
from habitlog.errors import Conflict, NotFound
from habitlog.pillars import DAILY_METRICS, PILLARS
from habitlog.server import migrate_database
from habitlog.storage import daily_metrics, month_encoding
from habitlog.storage.daily_metrics import daily_metric_month_table
from habitlog.storage.day_marks import day_mark_table
from habitlog.tracking import DailyMetric
from habitlog.usecases.entries import days, entries
from habitlog.usecases.maintenance import run_checks

DAY = date(2026, 3, 12)


def read_daily_metrics(database: Database, someone: Person) -> dict[tuple[str, date], float]:
    with database.begin_read() as transaction:
        return daily_metrics.load_daily_metrics(transaction, someone.id)


def test_daily_metrics_of_full_day(app: FastAPI, program: ApiClient, database: Database) -> None:
    for pillar, raw in GOOD:
        created_entry(program.post(f"/{pillar}/entries", raw))
    told = {
        metric: value for (metric, _), value in read_daily_metrics(database, ensure_account(app, "Ada", "")).items()
    }
    assert set(told) == set(DAILY_METRICS) - {"diet.food_groups", "training.session_load"}
    assert told["diet.gdr"] == 11
    assert told["sleep.duration"] == 400
    assert told["training.volume_load"] == 1000
    assert (told["training.minutes"], told["training.hiit_work"], told["stress.practice"]) == (130, 10, 10)


@pytest.mark.parametrize(
    ("pillar", "zeros"),
    [("sleep", set()), ("diet", set()), ("stress", {"stress.practice"}),
     ("training", {metric.id for metric in PILLARS["training"].daily_metrics})],
)  # fmt: skip
def test_daily_metrics_of_marked_day(
    app: FastAPI, program: ApiClient, database: Database, pillar: str, zeros: set[str]
) -> None:
    place = f"/days/{TODAY}/marks/{pillar}"
    program.put(place, {"mark": "none"})
    assert read_daily_metrics(database, ensure_account(app, "Ada", "")) == {(metric, DAY): 0 for metric in zeros}
    program.put(place, {"mark": "skipped"})
    assert read_daily_metrics(database, ensure_account(app, "Ada", "")) == {}


def test_daily_metrics_of_level_beside_mark_none(app: FastAPI, program: ApiClient, database: Database) -> None:
    program.put(f"/days/{TODAY}/marks/stress", {"mark": "none"})
    program.post("/stress/entries", LEVEL)
    assert read_daily_metrics(database, ensure_account(app, "Ada", "")) == {
        ("stress.practice", DAY): 0,
        ("stress.level", DAY): 3,
    }


DATES = [f"2026-03-{day:02}" for day in (9, 10, 11)]
RAWS = [("diet", FOOD), ("training", SETS), ("training", HIIT), ("training", OTHER), ("stress", PRACTICE),
        ("stress", LEVEL), ("sleep", {"kind": "night", "asleep_min": 400}), ("sleep", NIGHT)]  # fmt: skip
IDS = [f"0b1f7a52-4d5c-4f5e-9a57-0f2b6f6e3c{place:02}" for place in range(3)]
STEPS = st.one_of(
    st.tuples(st.just("put"), st.sampled_from(RAWS), st.sampled_from(DATES), st.sampled_from(IDS)),
    st.tuples(st.just("delete"), st.sampled_from(KEYS), st.sampled_from(IDS)),
    st.tuples(st.just("mark"), st.sampled_from(KEYS), st.sampled_from(DATES), st.sampled_from(["none", "skipped"])),
    st.tuples(st.just("unmark"), st.sampled_from(KEYS), st.sampled_from(DATES)),
)


def apply_step(transaction: WriteTransaction, someone: Person, step: tuple[Any, ...]) -> None:
    match step:
        case "put", (pillar, raw), day, entry_id:
            raw = raw if "bed_at" in raw else {**raw, "day": day}
            entries.put_entry(transaction, someone, PILLARS[pillar], entry_id, raw, NOW)
        case "delete", pillar, entry_id:
            entries.delete_entry(transaction, someone, PILLARS[pillar], entry_id)
        case "mark", pillar, day, mark:
            days.mark_day(transaction, someone, PILLARS[pillar], date.fromisoformat(day), mark, NOW)
        case "unmark", pillar, day:
            days.unmark_day(transaction, someone, PILLARS[pillar], date.fromisoformat(day))


@given(steps=st.lists(STEPS, min_size=1, max_size=14))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_daily_metrics_rebuild_equals_incremental(shared_app: FastAPI, steps: list[tuple[Any, ...]]) -> None:
    database, someone = shared_app.state.context.database, ensure_account(shared_app, "Ada", "Europe/Stockholm")
    with database.begin_write() as transaction:
        transaction.execute_uncounted(delete(entry_table))
        transaction.execute_uncounted(delete(day_mark_table))
        transaction.execute_uncounted(delete(daily_metric_month_table))
    for step in steps:
        try:
            with database.begin_write() as transaction:
                apply_step(transaction, someone, step)
        except (Conflict, NotFound):
            continue
    with database.begin_read() as transaction:
        assert daily_metrics.load_daily_metrics(transaction, someone.id) == daily_metrics.compute_daily_metrics(
            transaction, someone.id, PILLARS.values()
        )


def test_doctor_repairs_wrong_daily_metrics(app: FastAPI, program: ApiClient, database: Database) -> None:
    for pillar, raw in GOOD:
        created_entry(program.post(f"/{pillar}/entries", raw))
    someone = ensure_account(app, "Ada", "")
    sound = read_daily_metrics(database, someone)
    assert run_checks(database, NOW, rebuild=False).is_healthy
    with database.begin_write() as transaction:
        wrong = month_encoding.set_day_value(month_encoding.EMPTY_MONTH, DAY, 99)
        transaction.execute_uncounted(
            update(daily_metric_month_table)
            .where(daily_metric_month_table.c.metric == "diet.gdr")
            .values(daily_values=wrong)
        )
        transaction.execute_uncounted(
            delete(daily_metric_month_table).where(daily_metric_month_table.c.metric == "sleep.duration")
        )
    report = run_checks(database, NOW, rebuild=False)
    assert (report.is_healthy, report.people, report.people_with_stale_metrics) == (False, 1, 1)
    assert read_daily_metrics(database, someone) != sound
    assert run_checks(database, NOW, rebuild=True).is_healthy
    assert read_daily_metrics(database, someone) == sound


def test_values_of_new_account_are_not_computed_again_at_start(app: FastAPI, database: Database) -> None:
    ensure_account(app, "Ada", "Europe/Berlin")
    version = daily_metrics.compute_metrics_version(PILLARS.values())
    with database.begin_read() as transaction:
        assert daily_metrics.find_outdated_people(transaction, version) == []


def test_new_and_changed_metrics_have_past_days_after_start(
    app: FastAPI, program: ApiClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start computes stored values again where a metric is new, where its version is raised, and only there."""
    created_entry(program.post("/stress/entries", LEVEL))
    config, ada = app.state.context.config, ensure_account(app, "Ada", "")
    stress = PILLARS["stress"]
    doubled = DailyMetric("stress.doubled", "Doubled", "points", "mean", lambda records: 2.0 * len(records))

    def start_with(*metrics: DailyMetric) -> float | None:
        pillar = replace(stress, daily_metrics=(*stress.daily_metrics, *metrics))
        monkeypatch.setattr("habitlog.pillars.PILLARS", {**PILLARS, "stress": pillar})
        migrate_database(config, NOW)
        return read_daily_metrics(database, ada).get(("stress.doubled", DAY))

    assert start_with() is None
    assert start_with(doubled) == 2
    changed = replace(doubled, compute=lambda records: 3.0 * len(records))
    assert start_with(changed) == 2
    assert start_with(replace(changed, version=2)) == 3
    assert start_with() is None
