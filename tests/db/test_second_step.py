"""Sessions of before the second step go on as ones that passed none, down and up again."""

from __future__ import annotations

from sqlalchemy import text
from tests.conftest import NOW

from habitlog.accounts import credentials
from habitlog.config import resource_dir
from habitlog.db import Database
from habitlog.db.migrate import make_migration_engine, migrate_schema
from habitlog.usecases.identity import accounts

SCRIPTS = resource_dir("migrations")
BEFORE = "2026_11_25_1500"
SOMEONE = (
    "INSERT INTO person (email, name, password_hash, zone, day_start, created_at) "
    "VALUES ('ada@example.org', 'Ada', 'x', 'Etc/UTC', 4, '2026-03-12 18:30:00')"
)
SESSION = (
    "INSERT INTO sign_in (secret_hash, person_id, created_at, seen_at) "
    f"SELECT '{credentials.hash_secret('a session')}', id, created_at, created_at FROM person"
)


def run(url: str, *statements: str) -> None:
    engine = make_migration_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement.replace(":", r"\:")))
    engine.dispose()


def behind(url: str) -> accounts.ActiveSession:
    database = Database(url)
    with database.begin_read() as transaction:
        found = accounts.find_session(transaction, "a session", NOW)
    database.close_connections()
    assert found is not None
    return found[0]


def test_an_old_session_has_passed_no_second_step(blank_url: str) -> None:
    migrate_schema(blank_url, SCRIPTS, NOW, target=BEFORE)
    run(blank_url, SOMEONE, SESSION)
    migrate_schema(blank_url, SCRIPTS, NOW.replace(minute=31))
    ada = behind(blank_url)
    assert (ada.signed_in_at, ada.two_factor_at, ada.has_two_factor) == (NOW, None, False)
    run(
        blank_url,
        "UPDATE sign_in SET factor_at = created_at",
        "INSERT INTO second_factor SELECT id, 'salt', created_at, created_at, 7 FROM person",
    )
    ada = behind(blank_url)
    assert (ada.two_factor_at, ada.has_two_factor) == (NOW, True)
    migrate_schema(blank_url, SCRIPTS, NOW.replace(minute=32), target=BEFORE)
    migrate_schema(blank_url, SCRIPTS, NOW.replace(minute=33))
    ada = behind(blank_url)
    assert (ada.two_factor_at, ada.has_two_factor) == (None, False)
