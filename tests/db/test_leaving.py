"""The migration that lets people leave: random ids for those who are there, and grants that come through it whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from habitlog.accounts.person import person_table
from habitlog.config import resource_dir
from habitlog.db import Database
from habitlog.db.migrate import make_migration_engine, migrate_schema
from habitlog.sharing.tables import access_log_table, consent_grant_table, grant_pillar_table

SCRIPTS = resource_dir("migrations")
WHEN = datetime(2026, 3, 12, 18, 30, tzinfo=UTC)
BEFORE, HERE = "2026_11_25_1530", "2026_11_25_1700"
ID = "00000000-0000-4000-8000-00000000000"


def grant(of: int, coach: int, number: int, state: str, **ends: Any) -> dict[str, Any]:
    row = {"person_id": of, "id": f"{ID}{number}", "coach_id": coach, "coach_label": "b", "client_label": "a",
           "state": state, "created_at": WHEN, "confirmed_at": WHEN, "history_from": WHEN.date(),
           "expires_at": WHEN + timedelta(days=9), "version": 3, "ended_at": None, "ended_by": None}  # fmt: skip
    return row | ends


def filled(url: str) -> Database:
    """Return a database with two people, a grant of every end, a scope and a look."""
    database = Database(url)
    with database.begin_write() as transaction:
        someone = {"password_hash": "x", "zone": "Etc/UTC", "day_start": 4, "created_at": WHEN}
        transaction.execute(
            insert(person_table), [someone | {"email": f"{n}@example.org", "name": n} for n in ("ada", "ben")]
        )
        ada, ben = (key for (key,) in transaction.fetch_tuples(select(person_table.c.id).order_by(person_table.c.id)))
        sides = ("client", "coach", "time", "account", "restore")
        transaction.execute(insert(consent_grant_table), grant(ada, ben, 9, "active"))
        ended = [grant(ada, ben, n, "revoked", ended_at=WHEN, ended_by=side) for n, side in enumerate(sides)]
        transaction.execute(insert(consent_grant_table), ended)
        transaction.execute(insert(grant_pillar_table), {"person_id": ada, "grant_id": f"{ID}9", "pillar": "sleep"})
        look = {"person_id": ada, "id": f"{ID}1", "at": WHEN, "actor_id": ben, "actor_label": "b", "pillars": ["sleep"],
                "grant_id": f"{ID}9", "route_class": "list", "outcome": "served"}  # fmt: skip
        transaction.execute(insert(access_log_table), look)
    return database


def schema(url: str) -> list[Any]:
    """Return what SQLite says it is made of, but for the order and the quotes of a renamed table."""
    engine = make_migration_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
    engine.dispose()
    return sorted((kind, name, " ".join(sql.replace('"', "").split())) for kind, name, sql in found)


def test_down_and_up_with_grants_in_it(blank_url: str) -> None:
    migrate_schema(blank_url, SCRIPTS, WHEN, target=HERE)
    made = schema(blank_url) if blank_url.startswith("sqlite") else []
    filled(blank_url).close_connections()
    migrate_schema(blank_url, SCRIPTS, WHEN.replace(minute=40), target=BEFORE)
    engine = make_migration_engine(blank_url)
    with engine.connect() as connection:
        sides = connection.execute(text("SELECT ended_by FROM consent_grant ORDER BY id")).scalars().all()
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("UPDATE consent_grant SET ended_by = 'restore' WHERE ended_by IS NOT NULL"))
    engine.dispose()
    assert sides == ["client", "coach", "time", "account", "account", None]
    migrate_schema(blank_url, SCRIPTS, WHEN.replace(minute=50), target=HERE)
    if made:
        assert schema(blank_url) == made
    database = Database(blank_url)
    with database.begin_read() as transaction:
        rows = transaction.fetch_rows(select(consent_grant_table).order_by(consent_grant_table.c.id))
        assert dict(rows[-1]) == grant(rows[0]["person_id"], rows[0]["coach_id"], 9, "active") | {
            "consent_text_version": None
        }
        assert len(rows) == 6
        assert transaction.fetch_tuples(select(grant_pillar_table.c.grant_id, grant_pillar_table.c.pillar)) == [
            (f"{ID}9", "sleep")
        ]
        ids = [key for (key,) in transaction.fetch_tuples(select(person_table.c.account_id))]
    assert (len(set(ids)), {len(one) for one in ids}) == (2, {36})
    with database.begin_write() as transaction:
        transaction.execute(
            update(consent_grant_table).where(consent_grant_table.c.ended_at.is_not(None)).values(ended_by="restore")
        )
    for table, wrong in ((consent_grant_table, {"ended_by": "nobody"}), (access_log_table, {"outcome": "denied"})):
        with pytest.raises(DBAPIError), database.begin_write() as transaction:
            transaction.execute(update(table).values(**wrong))
    with database.begin_write() as transaction:
        transaction.execute(person_table.delete())
        assert transaction.fetch_value(select(func.count()).select_from(grant_pillar_table)) == 0
    database.close_connections()
