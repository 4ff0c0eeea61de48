"""Narrowing and widening a grant: what is taken away goes at once, what is added needs the password again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from habitlog.db import Database, Reading, Writing
from habitlog.errors import Conflict
from habitlog.people.model import Person
from habitlog.people.schema import read_sent
from habitlog.sharing import consent
from habitlog.sharing.consent import Change, Scope
from habitlog.sharing.model import consent_scope
from habitlog.sharing.texts import CURRENT_TEXT
from habitlog.usecases import accounts, noticing
from habitlog.usecases.granting import find, live, step
from habitlog.usecases.grants import Shared, expiry_of, last_day, pillars_of, scope_of
from habitlog.usecases.scopes import NewScope, require_scope


def change(
    database: Database,
    client: Person,
    grant_id: str,
    raw: Mapping[str, Any],
    version: int,
    now: datetime,
    password: str = "",
    text_version: str = CURRENT_TEXT,
) -> Shared:
    """Give a grant another scope; `raw` may hold `pillars`, `history_from` and `until`. Return it as it is then.

    Narrowing needs nothing. Widening needs the password, looked at outside any transaction, and agrees to the text of
    `text_version`. Raises `NotFound`, `PreconditionFailed` for a stale version, `Invalid` at a field (`password` too),
    `Conflict` for a text that is not the current one, `TooManyTries`.
    """
    sent = read_sent(NewScope, dict(raw))
    with database.read() as look:
        _, _, wanted = _read(look, client, grant_id, sent, version, now)
    if wanted.needs_consent:
        if text_version != CURRENT_TEXT:
            raise Conflict("The text to agree to has changed. Opening the page again shows the one of today.")
        accounts.confirm_password(database, client, password, now)
    with database.write() as unit:
        unit.hold(client.id)
        row, after, wanted = _read(unit, client, grant_id, sent, version, now)
        if wanted.narrower or wanted.wider:
            _write(unit, row, after, wanted, now)
        return find(unit, client, grant_id, now)


def effect(unit: Reading, client: Person, grant_id: str, raw: Mapping[str, Any], now: datetime) -> Change:
    """Return what an edit would make narrower and wider, for a page that asks for the password where it is needed."""
    return _read(unit, client, grant_id, read_sent(NewScope, dict(raw)), None, now)[2]


def _read(
    unit: Reading, client: Person, grant_id: str, sent: NewScope, version: int | None, now: datetime
) -> tuple[Mapping[str, Any], Scope, Change]:
    row = live(unit, client, grant_id, version, now)
    before = scope_of(row, pillars_of(unit, client.id, grant_id))
    after = _after(before, sent, client)
    until = last_day(after.expires_at, client)
    require_scope(after.pillars, after.history_from, until, client.today(now))
    return row, after, consent.change(before, after)


def _after(before: Scope, sent: NewScope, client: Person) -> Scope:
    kept = sent.until is None or sent.until == last_day(before.expires_at, client)
    return Scope(
        before.pillars if sent.pillars is None else frozenset(sent.pillars),
        sent.history_from or before.history_from,
        before.expires_at if kept or sent.until is None else expiry_of(sent.until, client),
    )


def _write(unit: Writing, row: Mapping[str, Any], after: Scope, change: Change, now: datetime) -> None:
    s = consent_scope.c
    of = {"person_id": row["person_id"], "grant_id": row["id"]}
    values = {"history_from": after.history_from, "expires_at": after.expires_at}
    unit.run(step(row).values(values | ({"consent_text_version": CURRENT_TEXT} if change.wider else {})))
    unit.run(delete(consent_scope).where(s.person_id == row["person_id"], s.grant_id == row["id"]))
    unit.run(insert(consent_scope), [{**of, "pillar": pillar} for pillar in sorted(after.pillars)])
    if change.wider:
        noticing.note_both(unit, "widened", row, now)
