"""A coach with two hundred clients who each share four pillars."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from msgspec import Struct
from sqlalchemy import insert, select

from habitlog.accounts.person import Person, person_table
from habitlog.accounts.two_factor import two_factor_table
from habitlog.db import WriteTransaction
from habitlog.pillars import PILLARS
from habitlog.sharing.tables import consent_grant_table, grant_pillar_table
from habitlog.storage import month_encoding
from habitlog.storage.daily_metrics import daily_metric_month_table, note_metrics_version
from habitlog.usecases.identity import accounts

CLIENTS = 200
CLIENT = "client%@example.org"


class Coaching(Struct, frozen=True):
    """A coach's session, and the grant of one client."""

    session: str
    grant: str


def prepare(transaction: WriteTransaction, coach: Person, model: Person, now: datetime) -> Coaching:
    """Make the clients of a coach, each with the values of `model` on its days in another order."""
    known = transaction.fetch_first(select(person_table).where(person_table.c.id == model.id)) or {}
    kept = {name: value for name, value in known.items() if name not in {"id", "email", "account_id"}}
    transaction.execute(
        insert(person_table), [{**kept, "email": f"client{number}@example.org"} for number in range(CLIENTS)]
    )
    clients = [
        key for (key,) in transaction.fetch_tuples(select(person_table.c.id).where(person_table.c.email.like(CLIENT)))
    ]
    _share(transaction, coach, clients, now)
    _values(transaction, model, clients)
    row = {
        "person_id": coach.id,
        "salt": "bench",
        "enrolment_started_at": now,
        "confirmed_at": now,
        "last_time_step": 0,
    }
    transaction.execute(insert(two_factor_table), row)
    return Coaching(accounts.create_session(transaction, coach.id, now, two_factor_at=now), _grant_of(clients[0]))


def _grant_of(client: int) -> str:
    return f"{client:08}-0000-4000-8000-000000000000"


def _share(transaction: WriteTransaction, coach: Person, clients: list[int], now: datetime) -> None:
    grant: dict[str, Any] = {"coach_id": coach.id, "coach_label": coach.name, "state": "active", "version": 1}
    grant["consent_text_version"] = "1"
    dates = {"created_at": now - timedelta(days=100), "confirmed_at": now - timedelta(days=100)}
    until = {"history_from": (now - timedelta(days=364)).date(), "expires_at": now + timedelta(days=30)}
    ids = [{"person_id": key, "id": _grant_of(key)} for key in clients]
    rows = [{**grant, **dates, **until, **one, "client_label": f"Client {one['person_id']}"} for one in ids]
    transaction.execute(insert(consent_grant_table), rows)
    scopes = [
        {"person_id": one["person_id"], "grant_id": one["id"], "pillar": pillar} for one in ids for pillar in PILLARS
    ]
    transaction.execute(insert(grant_pillar_table), scopes)


def _values(transaction: WriteTransaction, model: Person, clients: list[int]) -> None:
    """Copy the months of the model, the days of each in another order for each client."""
    c = daily_metric_month_table.c
    known = list(transaction.fetch_tuples(select(c.month, c.metric, c.daily_values).where(c.person_id == model.id)))
    for key in clients:
        dice = Random(key)
        rows = [
            {"person_id": key, "month": month, "metric": metric, "daily_values": _other(dice, month, days)}
            for month, metric, days in known
        ]
        transaction.execute(insert(daily_metric_month_table), rows)
        # Without it the start would compute the values anew, from no entries.
        note_metrics_version(transaction, key, PILLARS.values())


def _other(dice: Random, month: date, days: bytes) -> bytes:
    found = month_encoding.list_day_values(month, days)
    values = [value for _, value in found]
    dice.shuffle(values)
    mixed = month_encoding.EMPTY_MONTH
    for (day, _), value in zip(found, values, strict=True):
        mixed = month_encoding.set_day_value(mixed, day, value)
    return mixed
