"""Food lists of an older schema read as lists without a context, and stay as they are on the way down and up again."""

from __future__ import annotations

from sqlalchemy import select, text
from tests.conftest import NOW

from habitlog.config import resource_dir
from habitlog.db import Database
from habitlog.db.migrate import make_migration_engine, migrate_schema
from habitlog.pillars import PILLARS
from habitlog.storage.daily_metrics import build_records

SCRIPTS = resource_dir("migrations")
BEFORE, WITH = "2026_11_23_1200", "2026_11_25_0930"
SOMEONE = (
    "INSERT INTO person (email, name, password_hash, zone, day_start, created_at) "
    "VALUES ('ada@example.org', 'Ada', 'x', 'Etc/UTC', 4, '2026-03-12 18:30:00')"
)
LIST = (
    "INSERT INTO diet_entry "
    "(person_id, id, kind, day, zone, created_at, updated_at, version, items, list_complete, form) "
    "SELECT id, '7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11', 'list', '2026-03-12', zone, created_at, created_at, 1, "
    "'[\"pulses\"]', TRUE, 'core19' FROM person"
)


def run(url: str, *statements: str) -> None:
    engine = make_migration_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement.replace(":", r"\:")))
    engine.dispose()


def test_an_old_list_has_no_context_and_keeps_its_score(blank_url: str) -> None:
    diet = PILLARS["diet"]
    migrate_schema(blank_url, SCRIPTS, NOW, target=BEFORE)
    run(blank_url, SOMEONE, LIST)
    migrate_schema(blank_url, SCRIPTS, NOW.replace(minute=31))
    database = Database(blank_url)
    with database.begin_read() as transaction:
        [row] = transaction.fetch_rows(select(diet.table))
    database.close_connections()
    assert (row["items"], row["context"]) == (["pulses"], [])
    [record] = build_records(diet, [row])
    assert record.to_row()["context"] == []
    assert {metric.id: metric.compute([record]) for metric in diet.daily_metrics}["diet.gdr"] == 10


def test_down_and_up_again_keeps_the_list(blank_url: str) -> None:
    migrate_schema(blank_url, SCRIPTS, NOW, target=WITH)
    run(blank_url, SOMEONE, LIST, "UPDATE diet_entry SET context = '[\"ill\"]'")
    migrate_schema(blank_url, SCRIPTS, NOW.replace(minute=31), target=BEFORE)
    migrate_schema(blank_url, SCRIPTS, NOW.replace(minute=32))
    database = Database(blank_url)
    with database.begin_read() as transaction:
        rows = transaction.fetch_rows(select(PILLARS["diet"].table))
    database.close_connections()
    assert [(row["items"], row["list_complete"], row["context"]) for row in rows] == [(["pulses"], True, [])]
