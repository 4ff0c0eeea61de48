"""Coaches whose sessions passed a second step, made at once: that it takes an app is what other tests are about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from fastapi import FastAPI
from sqlalchemy import delete, insert, update
from tests.support.clock import NOW
from tests.support.people import Browser, ensure_account, sign_in
from tests.support.records import PutEntry

from habitlog.accounts.person import Person
from habitlog.accounts.person import login_session_table as session
from habitlog.accounts.two_factor import two_factor_table
from habitlog.sharing import consent

MONDAY = consent.last_finished_week(NOW.date())
EARLY = {"history_from": str(MONDAY - timedelta(weeks=20)), "label": "A. Client"}


def sign_in_coach(app: FastAPI, name: str, zone: str = "Europe/Stockholm") -> Browser:
    """Return a coach's browser, whose account is made where there is none yet; it passed its second step just now."""
    browser = sign_in(app, name, zone)
    pass_two_factor(app, ensure_account(app, name, zone))
    return browser


def pass_two_factor(app: FastAPI, someone: Person) -> None:
    """Give a person a second step, which every session of theirs passed just now."""
    now, mine = app.state.context.now(), {"person_id": someone.id, "salt": "0" * 32, "last_time_step": 0}
    with app.state.context.database.begin_write() as transaction:
        transaction.execute_uncounted(delete(two_factor_table).where(two_factor_table.c.person_id == someone.id))
        transaction.execute(insert(two_factor_table), {**mine, "enrolment_started_at": now, "confirmed_at": now})
        transaction.execute_uncounted(
            update(session).where(session.c.person_id == someone.id).values(two_factor_at=now)
        )


def practise(keep: PutEntry, monday: date, days: int, minutes: int) -> None:
    for at in range(days):
        day = str(monday + timedelta(days=at))
        keep("stress", {"kind": "practice", "practice": "breathing", "day": day, "minutes": minutes})


def walk(keep: PutEntry, monday: date, days: int, minutes: int, **more: Any) -> None:
    for at in range(days):
        day = str(monday + timedelta(days=at))
        keep("training", {"kind": "other", "activity": "Walk", "day": day, "session_min": minutes, **more})
