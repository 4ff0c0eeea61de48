"""The demonstration: Mara's year, Tove's weeks and their coach are whole, the same every time, and gone in the end."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient
from tests.support.clock import Clock

from habitlog import demo
from habitlog.accounts.person import Person
from habitlog.app import create_app
from habitlog.config import Config
from habitlog.db import Database
from habitlog.demo import main_account, second_account
from habitlog.demo.calendar import YEAR_DAYS
from habitlog.pillars import DAILY_METRICS, PILLARS
from habitlog.storage import daily_metrics
from habitlog.storage.day_marks import fetch_marks_between
from habitlog.tracking.entry_json import serialize_entry
from habitlog.usecases import education, notifications
from habitlog.usecases.entries import days, queries
from habitlog.usecases.entries.days import PillarEntries
from habitlog.usecases.files import record_export
from habitlog.usecases.identity import accounts
from habitlog.usecases.sharing import access_log, invitations
from habitlog.usecases.sharing import grants as granting
from habitlog.usecases.trends import trends
from habitlog.usecases.trends.periods import Span

NOW = datetime(2026, 3, 12, 18, 30, tzinfo=UTC)
TODAY = date(2026, 3, 12)
FIRST = TODAY - timedelta(days=YEAR_DAYS - 1)


@pytest.fixture(scope="module")
def demo_database(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Mara's database, made once; the tests only look at it."""
    path = tmp_path_factory.mktemp("demo") / "habitlog.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    demo.build_demo_data(database, NOW)
    yield database
    database.close_connections()


def _demo_person(database: Database) -> Person:
    with database.begin_read() as transaction:
        return accounts.find_person_by_email(transaction, "mara@example.org")


def _entries(database: Database, email: str = "mara@example.org") -> list[dict[str, Any]]:
    with database.begin_read() as transaction:
        someone = accounts.find_person_by_email(transaction, email)
        return [
            serialize_entry(p, row)
            for p in PILLARS.values()
            for row in queries.list_entries(transaction, someone, p, date.min, date.max)
        ]


def test_demo_has_plausible_number_of_every_kind(demo_database: Database) -> None:
    entries = _entries(demo_database)
    kinds = Counter(entry["kind"] for entry in entries)
    assert 1150 <= len(entries) <= 1450
    bounds = {
        "night": (280, 345),
        "nap": (10, 40),
        "list": (260, 330),
        "resistance": (90, 130),
        "hiit": (12, 30),
        "other": (50, 110),
        "practice": (130, 230),
        "level": (200, 280),
    }
    assert set(kinds) == set(bounds)
    assert {kind: n for kind, n in kinds.items() if not bounds[kind][0] <= n <= bounds[kind][1]} == {}


def test_demo_has_no_refused_entry(demo_database: Database) -> None:
    written = {entry["id"] for entry in _entries(demo_database)}
    assert {draft.id for draft in main_account.build_drafts(TODAY, NOW)} == written


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 3, 29, 1, 5, tzinfo=UTC),
        datetime(2024, 2, 29, 23, 30, tzinfo=UTC),
        datetime(2027, 1, 1, tzinfo=UTC),
    ],
)
def test_demo_is_complete_at_any_moment(sqlite_url: str, now: datetime) -> None:
    database = Database(sqlite_url)
    demo.build_demo_data(database, now)
    today = _demo_person(database).local_today(now)
    entries = _entries(database)
    assert len(entries) == len(list(main_account.build_drafts(today, now)))
    assert max(entry["day"] for entry in entries) <= today.isoformat()
    assert len(_entries(database, second_account.SECOND_ADDRESS)) == len(list(second_account.build_drafts(today)))
    assert max(view.accessed_at for view in _list_access_log(database)) <= now
    database.close_connections()


def test_demo_entries_lie_within_the_year(demo_database: Database) -> None:
    entries = _entries(demo_database)
    assert {entry["day"] for entry in entries} <= {(FIRST + timedelta(days=n)).isoformat() for n in range(YEAR_DAYS)}
    begun = [entry[name] for entry in entries for name in ("started_at", "out_at", "end_at") if entry.get(name)]
    assert max(datetime.fromisoformat(moment) for moment in begun) <= NOW


def test_demo_has_marks_gaps_and_other_timezone(demo_database: Database) -> None:
    mara, entries = _demo_person(demo_database), _entries(demo_database)
    with demo_database.begin_read() as transaction:
        marks = fetch_marks_between(transaction, mara.id, FIRST, TODAY)
    found = Counter(marks.values())
    assert found["none"] > 100
    assert 20 <= found["skipped"] <= 28
    touched = {entry["day"] for entry in entries} | {day.isoformat() for _, day in marks}
    assert 5 <= YEAR_DAYS - len(touched) <= 30
    elsewhere = {entry["day"] for entry in entries if entry["zone"] == "America/New_York"}
    assert len(elsewhere) == 14
    assert sum(entry["note"] is not None for entry in entries) > 20


def test_demo_is_reproducible(sqlite_template: Path, demo_database: Database, tmp_path: Path) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "again.sqlite3")
    again = Database(f"sqlite:///{tmp_path / 'again.sqlite3'}")
    demo.build_demo_data(again, NOW)
    once, twice = (b"".join(record_export.export_record(one, _demo_person(one))) for one in (demo_database, again))
    days = [
        [{**entry, "id": ""} for entry in _entries(one, second_account.SECOND_ADDRESS)]
        for one in (demo_database, again)
    ]
    looks = [
        [replace(view, id="", grant_id="") for view in _list_access_log(demo_database)]
        for demo_database in (demo_database, again)
    ]
    again.close_connections()
    assert once == twice
    assert days[0] == days[1]
    assert looks[0] == looks[1]


def test_demo_daily_metrics_equal_rebuild(demo_database: Database) -> None:
    mara = _demo_person(demo_database)
    with demo_database.begin_read() as transaction:
        assert daily_metrics.load_daily_metrics(transaction, mara.id) == daily_metrics.compute_daily_metrics(
            transaction, mara.id, PILLARS.values()
        )


def test_demo_today_is_partly_logged(demo_database: Database) -> None:
    mara = _demo_person(demo_database)
    with demo_database.begin_read() as transaction:
        today = days.list_days(transaction, mara, TODAY, TODAY)[0].pillars
    assert [row["kind"] for row in today["sleep"].rows] == ["night"]
    assert today["diet"] == PillarEntries(None, ())
    assert today["training"] == PillarEntries("none", ())


def test_demo_before_dawn_has_no_entry_today() -> None:
    early = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
    assert not [
        draft for draft in main_account.build_drafts(TODAY, early) if draft.location.startswith(TODAY.isoformat())
    ]


def test_demo_trends_have_every_verdict(demo_database: Database) -> None:
    mara = _demo_person(demo_database)
    with demo_database.begin_read() as transaction:
        found = {
            key: trends.compute_trend(transaction, mara, metric, Span(FIRST, TODAY, TODAY)).analysis.trend.verdict
            for key, metric in DAILY_METRICS.items()
        }
    assert found["sleep.midpoint"] == "less"
    assert set(found.values()) == {"more", "less", "no_clear_change", "not_enough_data"}
    with demo_database.begin_read() as transaction:
        month = Span(TODAY - timedelta(days=27), TODAY, TODAY)
        trend = trends.compute_trend(transaction, mara, DAILY_METRICS["training.minutes"], month)
    assert trend.analysis.trend.verdict == "not_enough_data"


def test_demo_has_saved_snippets(demo_database: Database) -> None:
    mara = _demo_person(demo_database)
    with demo_database.begin_read() as transaction:
        assert {
            snippet.pillar for snippet in education.list_kept_snippets(transaction, education.load_library(), mara)[0]
        } == set(demo.PILLARS_WITH_SAVED_SNIPPET)


def _list_access_log(database: Database) -> tuple[access_log.LoggedView, ...]:
    mara = _demo_person(database)
    with database.begin_read() as transaction:
        return access_log.list_access_log(transaction, mara, 100).views


def test_demo_has_two_clients_sharing_with_coach(demo_database: Database) -> None:
    with demo_database.begin_read() as transaction:
        coach = accounts.find_person_by_email(transaction, "ida@example.org")
        clients = (
            accounts.find_person_by_email(transaction, address)
            for address in ("mara@example.org", second_account.SECOND_ADDRESS)
        )
        grants = [one for client in clients for one in granting.list_client_grants(transaction, client, NOW)]
    assert {(one.state.value, one.coach_email) for one in grants} == {("active", coach.email)}
    told = {one.client_label: one.pillars for one in grants}
    assert told == {"Mara Lindqvist": ("sleep", "stress", "training"), "Tove Hallberg": ("sleep", "training")}
    found = {entry["day"] for entry in _entries(demo_database, second_account.SECOND_ADDRESS)}
    assert found <= {(TODAY - timedelta(days=n)).isoformat() for n in range(1, second_account.LOGGED_DAYS + 1)}
    assert len(found) >= 65


def test_demo_has_access_log_and_open_invitation(demo_database: Database) -> None:
    views = _list_access_log(demo_database)
    assert {view.coach_label for view in views} == {"Ida Norling"}
    assert {view.page_kind for view in views} == {"list", "client"}
    assert {view.accessed_at.weekday() for view in views} == {0}
    assert len({view.accessed_at.date() for view in views}) >= 7
    mara = _demo_person(demo_database)
    with demo_database.begin_read() as transaction:
        assert [one.client_label for one in invitations.list_open_invitations(transaction, mara, NOW)] == ["Mara L."]
        assert notifications.list_notifications(transaction, mara, only_new=True) == ()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_demo_process_answers_and_removes_its_folder(number: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "habitlog", "demo", "--port", "0"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        said = run.stdout.readline()
        try:
            found = re.fullmatch(
                r"habitlog demo is on (http://127\.0\.0\.1:\d+), a button signs you in\. "
                r"Ctrl-C ends it and removes its data\.\n",
                said,
            )
            assert found, said
            with urllib.request.urlopen(f"{found[1]}/healthz", timeout=20) as answer:
                assert answer.read() == b"alive\n"
            assert [path.name[:14] for path in tmp_path.iterdir()] == ["habitlog-demo-"]
        finally:
            run.send_signal(number)
        assert run.wait(20) == 0
        assert run.stderr.read() == ""
    assert list(tmp_path.iterdir()) == []


def test_demo_on_used_port_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, "-m", "habitlog", "demo", "--port", str(taken.getsockname()[1])]
        environment = {**os.environ, "TMPDIR": str(tmp_path)}
        run = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=60)
    assert run.returncode == 1
    assert re.fullmatch(r"habitlog: 127\.0\.0\.1:\d+ cannot be listened on: .+\n", run.stderr)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def demo_client(demo_database: Database, tmp_path: Path) -> Iterator[tuple[TestClient, Clock]]:
    """A browser at a copy of the demonstration, and its clock."""
    kept = str(demo_database.url).removeprefix("sqlite:///")
    with closing(sqlite3.connect(kept)) as here, closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as there:
        here.backup(there)
    settings = Config(f"sqlite:///{tmp_path}/copy.sqlite3", tmp_path, sign_up="closed", demo=True)
    clock = Clock()
    app = create_app(settings, clock=clock)
    yield TestClient(app, follow_redirects=False), clock
    app.state.context.database.close_connections()


def test_demo_button_signs_in(demo_client: tuple[TestClient, Clock]) -> None:
    client, _ = demo_client
    answer = client.post("/sign-in/demo")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "habitlog" in client.cookies
    assert client.get("/coach").status_code == 403


def test_demo_coach_button_signs_in_for_twelve_hours(demo_client: tuple[TestClient, Clock]) -> None:
    client, clock = demo_client
    answer = client.post("/sign-in/demo?who=coach")
    assert (answer.status_code, answer.headers["location"]) == (303, "/coach")
    listed = client.get("/coach").text
    assert "Mara Lindqvist" in listed
    assert "Tove Hallberg" in listed
    for address in re.findall(r'href="(/coach/[0-9a-f-]{36})"', listed):
        assert client.get(address).status_code == 200
    clock.now += timedelta(hours=12)
    later = client.get("/coach")
    assert (later.status_code, later.headers["location"]) == (303, "/sign-in/confirm?to=%2Fcoach")
