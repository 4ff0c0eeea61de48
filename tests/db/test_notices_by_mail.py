"""Notices of before are kept and not mailed, down and up again; those about a second step have no place in before."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.conftest import NOW

from habitlog.config import resource_dir
from habitlog.db.migrate import make_migration_engine, migrate_schema

SCRIPTS = resource_dir("migrations")
BEFORE, WITH = "2026_11_25_1530", "2026_11_25_1600"
SOMEONE = (
    "INSERT INTO person (email, name, password_hash, zone, day_start, created_at) "
    "VALUES ('ada@example.org', 'Ada', 'x', 'Etc/UTC', 4, '2026-03-12 18:30:00')"
)


def run(url: str, statement: str, **values: Any) -> list[Any]:
    engine = make_migration_engine(url)
    try:
        with engine.begin() as connection:
            done = connection.execute(text(statement), values)
            return list(done) if done.returns_rows else []
    finally:
        engine.dispose()


def note(url: str, kind: str, about: str | None) -> None:
    """Write a notice; `about` is the id of a grant of Ada's."""
    client = "NULL" if about is None else "id"
    run(
        url,
        "INSERT INTO notice (person_id, id, kind, grant_id, client_id, at) "
        f"SELECT id, CAST(:id AS {uuid(url)}), :kind, CAST(:about AS {uuid(url)}), {client}, :at FROM person",
        id=str(uuid4()), kind=kind, about=about, at=NOW if uuid(url) == "UUID" else "2026-03-12 18:30:00",
    )  # fmt: skip


def uuid(url: str) -> str:
    return "CHAR(36)" if url.startswith("sqlite") else "UUID"


def kinds(url: str) -> list[str]:
    return sorted(kind for (kind,) in run(url, "SELECT kind FROM notice"))


def test_notices_of_before_stay_and_are_not_mailed(blank_url: str) -> None:
    grant = str(uuid4())
    migrate_schema(blank_url, SCRIPTS, NOW, target=BEFORE)
    run(blank_url, SOMEONE)
    note(blank_url, "ended", grant)
    migrate_schema(blank_url, SCRIPTS, NOW.replace(minute=31), target=WITH)
    assert run(blank_url, "SELECT kind, mail_due_at, mail_tries, mailed_at FROM notice") == [("ended", None, 0, None)]
    assert run(blank_url, "SELECT mails FROM person") == [("on",)]
    note(blank_url, "factor-off", None)
    for kind, about in (("factor-on", grant), ("ended", None), ("anything", grant)):
        with pytest.raises(IntegrityError):
            note(blank_url, kind, about)
    migrate_schema(blank_url, SCRIPTS, NOW.replace(minute=32), target=BEFORE)
    assert kinds(blank_url) == ["ended"]
    with pytest.raises(IntegrityError):
        note(blank_url, "factor-off", None)
    with pytest.raises(IntegrityError):
        note(blank_url, "ended", None)
    migrate_schema(blank_url, SCRIPTS, NOW.replace(minute=33), target=WITH)
    assert kinds(blank_url) == ["ended"]


def test_notices_still_go_with_their_person(blank_url: str) -> None:
    migrate_schema(blank_url, SCRIPTS, NOW, target=WITH)
    run(blank_url, SOMEONE)
    note(blank_url, "factor-off", None)
    pragma = "PRAGMA foreign_keys=ON" if blank_url.startswith("sqlite") else "SELECT 1"
    engine = make_migration_engine(blank_url)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT" if "PRAGMA" in pragma else "SELECT 1")
        connection.exec_driver_sql(pragma)
        connection.exec_driver_sql("DELETE FROM person")
        assert connection.exec_driver_sql("SELECT count(*) FROM notice").scalar() == 0
    engine.dispose()
