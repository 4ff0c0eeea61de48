"""What a coach may see, with one condition at a time that prevents it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import bindparam, insert, select, update
from tests.support.cases import for_each_case

from habitlog.accounts.person import person_table
from habitlog.db import Database, WriteTransaction
from habitlog.sharing.tables import consent_grant_table, grant_pillar_table
from habitlog.sharing.visibility import select_visible_pillars

NOW = datetime(2026, 3, 12, 18, 30, tzinfo=UTC)
MONDAY = date(2026, 2, 2)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


class VisibilityQuery:
    """Ada shares sleep with Ben; Cyd, Dan and Eve share nothing."""

    def __init__(self, transaction: WriteTransaction) -> None:
        self.transaction = transaction
        self.ada, self.ben, self.cyd, self.dan, self.eve = (self.add_person(name) for name in "abcde")
        self.id = self.grant(self.ada, self.ben, {"sleep"})

    def add_person(self, name: str) -> int:
        row = {"email": f"{name}@example.org", "name": name, "password_hash": "x", "zone": "Etc/UTC", "day_start": 0}
        primary_key = self.transaction.execute(insert(person_table).values(**row, created_at=NOW)).inserted_primary_key
        assert primary_key
        return int(primary_key[0])

    def grant(self, client: int, coach: int, pillars: set[str], **other: Any) -> str:
        row = {"person_id": client, "id": str(uuid4()), "coach_id": coach, "coach_label": "b", "client_label": "a",
               "state": "active", "created_at": NOW, "history_from": MONDAY, "expires_at": NOW + DAY,
               "confirmed_at": NOW, "consent_text_version": "2026-11-25", "version": 1, **other}  # fmt: skip
        self.transaction.execute(insert(consent_grant_table), row)
        for pillar in pillars:
            self.transaction.execute(
                insert(grant_pillar_table), {"person_id": client, "grant_id": row["id"], "pillar": pillar}
            )
        return str(row["id"])

    def set(self, **values: Any) -> None:
        self.transaction.execute_uncounted(
            update(consent_grant_table).where(consent_grant_table.c.id == self.id).values(**values)
        )

    def is_visible(self, **other: Any) -> bool:
        """Return whether the coach `ben` may see the week from `MONDAY` on of Ada's sleep now, or as `other` says."""
        case = {"coach": self.ben, "client": self.ada, "pillar": "sleep", "week": MONDAY, "now": NOW, **other}
        rows = self.transaction.fetch_rows(select_visible_pillars(coach_id=case["coach"], now=case["now"]))
        return any(
            (row["person_id"], row["pillar"]) == (case["client"], case["pillar"])
            and row["history_from"] <= case["week"]
            for row in rows
        )


@pytest.fixture
def visibility_query(database: Database) -> Any:
    with database.begin_write() as transaction:
        yield VisibilityQuery(transaction)


def test_visibility_of_granted_pillar(visibility_query: VisibilityQuery) -> None:
    assert visibility_query.is_visible()
    assert visibility_query.is_visible(week=MONDAY + DAY)
    assert visibility_query.is_visible(now=NOW + DAY - SECOND)
    [row] = visibility_query.transaction.fetch_rows(select_visible_pillars(coach_id=visibility_query.ben, now=NOW))
    assert dict(row) == {
        "person_id": visibility_query.ada,
        "grant_id": visibility_query.id,
        "client_label": "a",
        "coach_label": "b",
        "pillar": "sleep",
        "history_from": MONDAY,
        "confirmed_at": NOW,
        "expires_at": NOW + DAY,
    }


def test_visibility_is_prevented_by_each_condition(visibility_query: VisibilityQuery) -> None:
    assert not visibility_query.is_visible(coach=visibility_query.cyd)
    assert not visibility_query.is_visible(client=visibility_query.cyd)
    assert not visibility_query.is_visible(coach=visibility_query.ada, client=visibility_query.ben)
    assert not visibility_query.is_visible(pillar="diet")
    assert not visibility_query.is_visible(week=MONDAY - DAY)
    assert not visibility_query.is_visible(now=NOW + DAY)
    assert not visibility_query.is_visible(now=NOW + DAY + SECOND)


@for_each_case("state", ["pending", "revoked", "expired", "declined"])
def test_visibility_requires_active_state(visibility_query: VisibilityQuery, state: str) -> None:
    visibility_query.set(
        state=state, ended_at=None if state == "pending" else NOW, ended_by=None if state == "pending" else "client"
    )
    assert not visibility_query.is_visible()


@for_each_case("why", ["disabled_at", "deletion_requested_at"])
@for_each_case("who", ["ada", "ben"])
def test_visibility_of_disabled_or_pending_deletion(visibility_query: VisibilityQuery, who: str, why: str) -> None:
    someone = person_table.c.id == getattr(visibility_query, who)
    visibility_query.transaction.execute_uncounted(update(person_table).where(someone).values({why: NOW}))
    assert not visibility_query.is_visible()
    visibility_query.transaction.execute_uncounted(update(person_table).where(someone).values({why: None}))
    visibility_query.transaction.execute_uncounted(
        update(person_table)
        .where(person_table.c.id.in_([visibility_query.cyd, visibility_query.dan]))
        .values({why: NOW})
    )
    assert visibility_query.is_visible()


def test_visibility_for_deleted_coach(visibility_query: VisibilityQuery) -> None:
    visibility_query.set(coach_id=None)
    assert not visibility_query.is_visible()


def test_visibility_is_limited_to_granted_pillars(visibility_query: VisibilityQuery) -> None:
    visibility_query.grant(
        visibility_query.ada, visibility_query.ben, {"diet"}, state="revoked", ended_at=NOW, ended_by="client"
    )
    visibility_query.grant(visibility_query.ada, visibility_query.eve, {"stress"})
    # Ids are unique to a person, and nothing may rest on more than that.
    visibility_query.grant(visibility_query.cyd, visibility_query.ben, {"training"}, id=visibility_query.id)
    assert visibility_query.is_visible()
    for pillar in ("diet", "stress", "training"):
        assert not visibility_query.is_visible(pillar=pillar)
    assert not visibility_query.is_visible(client=visibility_query.cyd)
    assert visibility_query.is_visible(client=visibility_query.cyd, pillar="training")
    assert visibility_query.is_visible(coach=visibility_query.eve, pillar="stress")
    assert not visibility_query.is_visible(coach=visibility_query.eve)


def test_visibility_query_accepts_bound_parameters_beside_its_own_tables(visibility_query: VisibilityQuery) -> None:
    visibility_query.grant(visibility_query.cyd, visibility_query.eve, {"sleep"})
    g = consent_grant_table.c
    visible = select_visible_pillars(
        coach_id=bindparam("coach"), now=bindparam("now", type_=g.expires_at.type)
    ).subquery()
    around = select(g.person_id).where(g.person_id == visible.c.person_id, g.id == visible.c.grant_id)
    rows = visibility_query.transaction.fetch_tuples(around, coach=visibility_query.ben, now=NOW)
    assert rows == [(visibility_query.ada,)]
