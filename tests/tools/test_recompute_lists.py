"""The lists of pages that the tool computes from an export: what changed, and the reviews of a week and of a year."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from tests.support.cases import for_each_case
from tests.support.clock import NOW
from tests.support.paths import ROOT
from tests.support.people import create_api_client

from habitlog import demo
from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.pillars import METRICS
from habitlog.tracking import KeyedMetric
from habitlog.usecases.identity import accounts
from habitlog.usecases.margins import set_margin
from habitlog.usecases.trends import overview, periods, reviews
from habitlog.usecases.trends.page_changes import WEEKS_BACK, ListedChange, find_page_changes
from habitlog.usecases.trends.trends import MetricOverview

TODAY = date(2026, 3, 12)
Told = dict[str, Any]
Recompute = Callable[..., Told]


@pytest.fixture(scope="module")
def database(shared_app: FastAPI) -> Database:
    """A database with the demonstration's year; its person calls a change of two hours of the midpoint steady."""
    found: Database = shared_app.state.context.database
    demo.build_demo_data(found, NOW)
    with found.begin_write() as transaction:
        person = accounts.find_person_by_email(transaction, "mara@example.org")
        set_margin(transaction, person, METRICS["sleep.midpoint"], 120.0)
        set_margin(transaction, person, METRICS["sleep.quality"], 2.0)
    return found


@pytest.fixture(scope="module")
def mara(database: Database) -> Person:
    """The person of the demonstration."""
    with database.begin_read() as transaction:
        return accounts.find_person_by_email(transaction, "mara@example.org")


@pytest.fixture(scope="module")
def recompute(shared_app: FastAPI, mara: Person, tmp_path_factory: pytest.TempPathFactory) -> Recompute:
    """Return what the tool prints of the person's export."""
    export: Path = tmp_path_factory.mktemp("export") / "habitlog.json"
    export.write_bytes(create_api_client(shared_app, mara, "export").get("/export").content)

    def run(*options: str, today: date = TODAY) -> Told:
        command = [sys.executable, str(ROOT / "tools" / "recompute.py"), str(export), "--today", today.isoformat()]
        done = subprocess.run([*command, *options, "--json"], capture_output=True, text=True, check=True)
        found: Told = json.loads(done.stdout)
        return found

    return run


def name_of(one: MetricOverview) -> tuple[str, str | None]:
    return one.metric.id, one.metric_key if isinstance(one.metric, KeyedMetric) else None


def name_told(told: Told) -> tuple[str, str | None]:
    return told["metric"], told.get("exercise")


LISTS = [
    ("12w", TODAY),
    ("4w", TODAY),
    ("all", TODAY),
    ("12w", date(2026, 1, 20)),
    ("12w", date(2025, 11, 3)),
    ("12w", date(2025, 9, 16)),
]


@for_each_case(("range_name", "today"), LISTS)
def test_recompute_of_what_changed_equals_page(
    database: Database, mara: Person, recompute: Recompute, range_name: periods.RangeName, today: date
) -> None:
    with database.begin_read() as transaction:
        span = periods.resolve_range(transaction, mara, range_name, today)
        found = find_page_changes(
            one
            for pillar in overview.list_pillar_overviews(transaction, mara, span, weeks_back=WEEKS_BACK)
            for one in pillar.metrics
        )
    told = recompute("--changes", range_name, today=today)
    assert (told["from"], told["to"]) == (span.first.isoformat(), span.last.isoformat())
    assert (told["judged"], told["named"]) == (found.judged, found.named)
    assert list(map(describe_told, told["listed"])) == list(map(describe_listed, found.listed))
    assert len(told["not_listed"]) == len(found.clear) - len(found.listed)
    assert list(map(name_told, told["waiting"])) == list(map(name_of, found.waiting))


def describe_listed(one: ListedChange) -> tuple[object, ...]:
    return *name_of(one.overview), one.weeks, one.is_clear


def describe_told(told: Told) -> tuple[object, ...]:
    return *name_told(told), told["weeks"], told["is_clear"]


REVIEWS = [
    ("--week", "2026-03-04", TODAY),
    ("--week", "2025-03-12", TODAY),
    ("--year", "2025", TODAY),
    ("--year", "2026", TODAY),
    ("--year", "2026", date(2026, 2, 3)),
]


@for_each_case(("kind", "name", "today"), REVIEWS)
def test_recompute_of_reviews_equals_page(
    database: Database, mara: Person, recompute: Recompute, kind: str, name: str, today: date
) -> None:
    with database.begin_read() as transaction:
        if kind == "--week":
            found: reviews.Review | None = reviews.review_week(transaction, mara, date.fromisoformat(name), today)
        else:
            found = reviews.review_year(transaction, mara, int(name), today)
    assert found
    assert found.before
    told = recompute(kind, name, today=today)
    assert (told["from"], told["to"]) == (found.span.first.isoformat(), found.span.last.isoformat())
    assert told["before"] == {"from": found.before.first.isoformat(), "to": found.before.last.isoformat()}
    assert told["days"] == {
        one.pillar.key: {"logged": one.logged, "none": one.none, "skipped": one.skipped} for one in found.logged_days
    }
    numbers = [one for pillar in found.overviews for one in pillar.metrics]
    assert list(map(name_told, told["numbers"])) == list(map(name_of, numbers))
    for number, one in zip(told["numbers"], numbers, strict=True):
        assert number["verdict"] == one.summary.trend.verdict, number
        pairs = [(number["value"], one.period), (number["before"], one.period_before)]
        for each, there in [
            *pairs,
            (number["change"], one.summary.trend.change),
            (number["slope"], one.summary.trend.slope_per_week),
        ]:
            assert_equal_numbers(each, there and there._asdict())
    windows = [
        (one, before)
        for pillar in found.overviews
        for one, before in zip(pillar.windows, pillar.windows_before, strict=True)
    ]
    assert [each["metric"] for each in told["windows"]] == [one.metric.id for one, _ in windows]
    for each, (window, earlier) in zip(told["windows"], windows, strict=True):
        assert_equal_numbers(each, {"value": window.result.value, "value_before": earlier and earlier.result.value})


def assert_equal_numbers(told: Told | None, there: Told | None) -> None:
    assert (told is None) == (there is None), (told, there)
    for name, number in (there or {}).items():
        told_number = (told or {})[name]
        assert (told_number is None) == (number is None), (told, there)
        assert (told_number or 0) == pytest.approx(number or 0, rel=1e-9, abs=1e-9), (told, there)
