"""The predicate, tried with one thing at a time that stands in the way of seeing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, literal_column, select, update

from habitlog.accounts.person import person_table
from habitlog.db import Database, WriteTransaction
from habitlog.sharing.tables import consent_grant_table, grant_pillar_table
from habitlog.sharing.visibility import select_visible_pillars, visible

NOW = datetime(2026, 3, 12, 18, 30, tzinfo=UTC)
MONDAY = date(2026, 2, 2)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


class Asked:
    """Ada shares sleep with Ben; Cyd and Dan share nothing, and Eve has a grant by Cyd that is hers alone."""

    def __init__(self, transaction: WriteTransaction) -> None:
        self.unit = transaction
        self.ada, self.ben, self.cyd, self.dan, self.eve = (self.somebody(name) for name in "abcde")
        self.id = self.grant(self.ada, self.ben, {"sleep"})

    def somebody(self, name: str) -> int:
        row = {"email": f"{name}@example.org", "name": name, "password_hash": "x", "zone": "Etc/UTC", "day_start": 0}
        key = self.unit.execute(insert(person_table).values(**row, created_at=NOW)).inserted_primary_key
        assert key
        return int(key[0])

    def grant(self, client: int, coach: int, pillars: set[str], **other: Any) -> str:
        row = {"person_id": client, "id": str(uuid4()), "coach_id": coach, "coach_label": "b", "client_label": "a",
               "state": "active", "created_at": NOW, "history_from": MONDAY, "expires_at": NOW + DAY,
               "confirmed_at": NOW, "version": 1, **other}  # fmt: skip
        self.unit.execute(insert(consent_grant_table), row)
        for pillar in pillars:
            self.unit.execute(
                insert(grant_pillar_table), {"person_id": client, "grant_id": row["id"], "pillar": pillar}
            )
        return str(row["id"])

    def set(self, **values: Any) -> None:
        self.unit.execute(update(consent_grant_table).where(consent_grant_table.c.id == self.id).values(**values))

    def is_visible(self, **other: Any) -> bool:
        told = {"coach": self.ben, "client": self.ada, "pillar": "sleep", "week": MONDAY, "now": NOW, **other}
        seen = bool(self.unit.fetch_value(select(literal_column("1")).where(visible(**told))))
        rows = self.unit.fetch_rows(select_visible_pillars(coach_id=told["coach"], now=told["now"]))
        listed = [
            row
            for row in rows
            if (row["person_id"], row["pillar"]) == (told["client"], told["pillar"])
            and row["history_from"] <= told["week"]
        ]
        assert seen is bool(listed), "the two forms of the predicate differ"
        return seen


@pytest.fixture
def asked(database: Database) -> Any:
    with database.begin_write() as transaction:
        yield Asked(transaction)


def test_what_is_granted_is_visible(asked: Asked) -> None:
    assert asked.is_visible()
    assert asked.is_visible(week=MONDAY + DAY)
    assert asked.is_visible(now=NOW + DAY - SECOND)
    [row] = asked.unit.fetch_rows(select_visible_pillars(coach_id=asked.ben, now=NOW))
    assert dict(row) == {"person_id": asked.ada, "grant_id": asked.id, "client_label": "a", "coach_label": "b",
                         "pillar": "sleep", "history_from": MONDAY, "confirmed_at": NOW,
                         "expires_at": NOW + DAY}  # fmt: skip


def test_one_thing_in_the_way_is_enough(asked: Asked) -> None:
    assert not asked.is_visible(coach=asked.cyd)
    assert not asked.is_visible(client=asked.cyd)
    assert not asked.is_visible(coach=asked.ada, client=asked.ben)
    assert not asked.is_visible(pillar="diet")
    assert not asked.is_visible(week=MONDAY - DAY)
    assert not asked.is_visible(now=NOW + DAY)
    assert not asked.is_visible(now=NOW + DAY + SECOND)


@pytest.mark.parametrize("state", ["pending", "revoked", "expired", "declined"])
def test_any_other_state(asked: Asked, state: str) -> None:
    asked.set(state=state, ended_at=None if state == "pending" else NOW)
    assert not asked.is_visible()


@pytest.mark.parametrize("why", ["disabled_at", "leaving_at"])
@pytest.mark.parametrize("who", ["ada", "ben"])
def test_disabled_and_leaving_people(asked: Asked, who: str, why: str) -> None:
    someone = person_table.c.id == getattr(asked, who)
    asked.unit.execute(update(person_table).where(someone).values({why: NOW}))
    assert not asked.is_visible()
    asked.unit.execute(update(person_table).where(someone).values({why: None}))
    asked.unit.execute(update(person_table).where(person_table.c.id.in_([asked.cyd, asked.dan])).values({why: NOW}))
    assert asked.is_visible()


def test_a_coach_that_is_gone(asked: Asked) -> None:
    asked.set(coach_id=None)
    assert not asked.is_visible()


def test_a_grant_opens_its_own_pillars_alone(asked: Asked) -> None:
    asked.grant(asked.ada, asked.ben, {"diet"}, state="revoked", ended_at=NOW)
    asked.grant(asked.ada, asked.eve, {"stress"})
    # Ids are unique to a person, and nothing may rest on more than that.
    asked.grant(asked.cyd, asked.ben, {"training"}, id=asked.id)
    assert asked.is_visible()
    for pillar in ("diet", "stress", "training"):
        assert not asked.is_visible(pillar=pillar)
    assert not asked.is_visible(client=asked.cyd)
    assert asked.is_visible(client=asked.cyd, pillar="training")
    assert asked.is_visible(coach=asked.eve, pillar="stress")
    assert not asked.is_visible(coach=asked.eve)


def test_the_predicate_takes_columns_of_the_query_around_it(asked: Asked) -> None:
    asked.grant(asked.cyd, asked.ben, {"sleep"}, history_from=MONDAY + DAY)
    g, s = consent_grant_table.c, grant_pillar_table.c
    around = select(g.person_id).where(
        s.person_id == g.person_id,
        s.grant_id == g.id,
        visible(coach=g.coach_id, client=g.person_id, pillar=s.pillar, week=MONDAY, now=NOW),
    )
    assert asked.unit.fetch_tuples(around) == [(asked.ada,)]
