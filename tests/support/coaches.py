"""Coaches whose sessions passed a second step, made at once: that it takes an app is what other tests are about."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy import delete, insert
from tests.support.people import Browser, account

from habitlog.people.factor import second_factor
from habitlog.usecases import accounts


def coach_in(app: FastAPI, name: str, zone: str = "Europe/Stockholm") -> Browser:
    """Return a coach's browser, whose account is made where there is none yet; it passed its second step just now."""
    someone, house = account(app, name, zone), app.state.house
    browser, now = Browser(app, name), house.now()
    with house.database.write() as unit:
        unit.run(delete(second_factor).where(second_factor.c.person_id == someone.id))
        confirmed = {"salt": "0" * 32, "begun_at": now, "confirmed_at": now, "last_step": 0}
        unit.run(insert(second_factor), {"person_id": someone.id, **confirmed})
        secret = accounts.open_session(unit, someone.id, now, now)
    browser.client.cookies.set("habitlog", secret, domain="testserver.local", path="/")
    return browser
