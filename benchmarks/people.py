"""A prepared database: a person with ten years of days, and a thousand others with a month each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.clients import Coaching
from benchmarks.clients import prepare as with_clients
from msgspec import Struct
from sqlalchemy import Table, insert, literal, select

from habitlog import server
from habitlog.accounts.person import Person, person_table
from habitlog.config import Config
from habitlog.db import Database, WriteTransaction
from habitlog.db.base import entry_table
from habitlog.importers.base import EntryDraft, ParsedFile, make_source_id
from habitlog.pillars import PILLARS
from habitlog.storage.daily_metrics import daily_metric_month_table, metrics_version_table
from habitlog.usecases.files import imports
from habitlog.usecases.identity import accounts, tokens
from habitlog.usecases.trends import patterns

YEARS, YEAR, MONTH, OTHERS, NEWCOMERS = 3652, 365, 30, 1000, 6
ZONE = "Europe/Stockholm"
CORE = ("whole_grains", "pulses", "orange_veg", "leafy_greens", "other_veg", "citrus", "other_fruit", "nuts_seeds",
        "baked_sweets", "other_sweets", "processed_meat", "salty_snacks")  # fmt: skip


class Access(Struct, frozen=True):
    """Credentials: tokens of the person with ten years and of those with a month, and sessions of the former, of a
    person with one year and of a coach."""

    ten_years: str
    exporter: str
    session: str
    session_of_a_year: str
    coaching: Coaching
    one_month: tuple[str, ...]


def prepare(folder: Path, today: date, now: datetime) -> Access:
    """Make the database in a folder; days end with `today`."""
    url = f"sqlite:///{folder / 'habitlog.sqlite3'}"
    server.migrate_database(Config(database_url=url, data_dir=folder), now)
    database = Database(url)
    with database.begin_write() as transaction:
        ten_years = _person(transaction, "ten_years", now)
        _days(transaction, ten_years, today, YEARS, now)
        _levels(transaction, ten_years, today, now)
        patterns.switch_patterns(transaction, ten_years, {"patterns": "on"})
        yearling = _person(transaction, "yearling", now)
        _days(transaction, yearling, today, YEAR, now)
        model = _person(transaction, "model", now)
        _days(transaction, model, today, MONTH, now)
        _copies(transaction, model)
        one_month = [
            accounts.find_person_by_email(transaction, f"other{number}@example.org") for number in range(NEWCOMERS)
        ]
        access = Access(
            ten_years=_token(transaction, ten_years, "write", now),
            exporter=_token(transaction, ten_years, "export", now),
            session=accounts.sign_in_demo(transaction, ten_years.email, now),
            session_of_a_year=accounts.sign_in_demo(transaction, yearling.email, now),
            coaching=with_clients(transaction, _person(transaction, "coach", now), yearling, now),
            one_month=tuple(_token(transaction, person, "write", now) for person in one_month),
        )
    database.close_connections()
    return access


def _person(transaction: WriteTransaction, name: str, now: datetime) -> Person:
    email = f"{name}@example.org"
    raw = {"name": name, "email": email, "zone": ZONE, "password": "four plant dyes and a needle"}
    accounts.create_account(transaction, accounts.parse_new_account(raw, now))
    return accounts.find_person_by_email(transaction, email)


def _token(transaction: WriteTransaction, someone: Person, scope: str, now: datetime) -> str:
    return tokens.create_token(transaction, someone, {"name": "bench", "scope": scope}, now)


def _days(transaction: WriteTransaction, someone: Person, today: date, count: int, now: datetime) -> None:
    drafts = [draft for back in range(count) for draft in _day(today - timedelta(days=back))]
    report = imports.import_drafts(transaction, someone, ParsedFile("bench", len(drafts), 0, drafts, [], {}), now)
    if report.refused:
        raise RuntimeError(report.refused[0].code)


def _levels(transaction: WriteTransaction, someone: Person, today: date, now: datetime) -> None:
    """Log a stress level for each day of the finished weeks of a year, so that every pattern can be tested."""
    days = [today - timedelta(days=back) for back in range(7, YEAR + 7)]
    levels = [(day, {"kind": "level", "day": str(day), "stress_now": Random(str(day)).randint(0, 10)}) for day in days]
    drafts = [
        EntryDraft("stress", make_source_id("bench", "level", str(day)), fields, str(day)) for day, fields in levels
    ]
    imports.import_drafts(transaction, someone, ParsedFile("bench", len(drafts), 0, drafts, [], {}), now)


def _day(day: date) -> Iterator[EntryDraft]:
    for pillar, fields in _iter_day_entries(day, Random(day.isoformat())):
        yield EntryDraft(pillar, make_source_id("bench", pillar, day.isoformat()), fields, day.isoformat())


def _iter_day_entries(day: date, dice: Random) -> Iterator[tuple[str, dict[str, Any]]]:
    on, before = day.isoformat(), (day - timedelta(days=1)).isoformat()
    yield "sleep", {
        "kind": "night", "bed_at": f"{before}T22:{dice.randint(10, 59)}", "try_at": f"{before}T23:05",
        "sol_min": dice.randint(5, 40), "wakes": 1, "waso_min": dice.randint(3, 40),
        "final_wake_at": f"{on}T06:{dice.randint(10, 40)}", "out_at": f"{on}T06:50", "quality": dice.randint(1, 5),
    }  # fmt: skip
    items = [key for key in CORE if dice.random() < 0.5]
    yield "diet", {"kind": "list", "day": on, "items": items, "list_complete": True, "form": "core19"}
    sets = [{"exercise": "Squat", "reps": dice.randint(5, 10), "load_kg": 60, "rir": 2, "rest_s": 120}] * 9
    length, effort = dice.randint(30, 70), dice.randint(4, 9)
    yield "training", {"kind": "resistance", "day": on, "sets": sets, "session_min": length, "effort": effort}
    note = "Twenty quiet minutes by the window, then a slow walk home."
    yield "stress", {"kind": "practice", "day": on, "practice": "breathing", "minutes": length, "note": note}


def _copies(transaction: WriteTransaction, model: Person) -> None:
    """Make the others by copying one month: a copy a person, in one statement a table."""
    names = [column.name for column in person_table.c if column.name not in {"id", "email", "account_id"}]
    row = transaction.fetch_first(
        select(*(person_table.c[name] for name in names)).where(person_table.c.id == model.id)
    )
    transaction.execute(
        insert(person_table), [{**(row or {}), "email": f"other{number}@example.org"} for number in range(OTHERS)]
    )
    for table in (
        entry_table,
        *(pillar.table for pillar in PILLARS.values()),
        daily_metric_month_table,
        metrics_version_table,
    ):
        _copy(transaction, table, model)


def _copy(transaction: WriteTransaction, table: Table, model: Person) -> None:
    mine = [person_table.c.id if column.name == "person_id" else column for column in table.c]
    everyone = person_table.c.email.like("other%") & literal(value=True)
    query = select(*mine).select_from(table).join(person_table, everyone).where(table.c.person_id == model.id)
    transaction.execute(insert(table).from_select([column.name for column in table.c], query))
