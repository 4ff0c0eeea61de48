"""Changing the scope of a grant: narrowing takes effect at once, widening needs the password."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from habitlog.accounts.person import Person
from habitlog.accounts.schema import parse_input
from habitlog.db import Database, ReadTransaction, WriteTransaction
from habitlog.errors import Conflict
from habitlog.sharing import consent
from habitlog.sharing.consent import GrantScope, ScopeChange
from habitlog.sharing.consent_texts import CURRENT_TEXT_VERSION
from habitlog.sharing.tables import grant_pillar_table
from habitlog.usecases import notifications
from habitlog.usecases.identity import accounts
from habitlog.usecases.sharing.grants import (
    GrantView,
    ScopeRequest,
    build_grant_update,
    build_scope,
    compute_expiry,
    compute_last_day,
    find_grant,
    find_live_grant,
    list_grant_pillars,
    require_valid_scope,
)


def change_scope(
    database: Database,
    client: Person,
    grant_id: str,
    raw: Mapping[str, Any],
    version: int,
    now: datetime,
    password: str = "",
    text_version: str = CURRENT_TEXT_VERSION,
) -> GrantView:
    """Change the scope of a grant and return the grant; `raw` may hold `pillars`, `history_from` and `until`.

    Widening needs the password, which is verified outside any transaction, and agrees to the text of `text_version`.
    Raises `NotFound`, `PreconditionFailed` for a stale version, `Invalid` at a field (`password` too),
    `Conflict` for a text that is not the current one, `RateLimited`.
    """
    sent = parse_input(ScopeRequest, dict(raw))
    with database.begin_read() as transaction:
        _, _, change = _resolve_scope_change(transaction, client, grant_id, sent, version, now)
    if change.needs_consent:
        if text_version != CURRENT_TEXT_VERSION:
            raise Conflict("consent_text_changed")
        accounts.confirm_password(database, client, password, now)
    with database.begin_write() as transaction:
        transaction.lock_person(client.id)
        row, after, change = _resolve_scope_change(transaction, client, grant_id, sent, version, now)
        if change.narrower or change.wider:
            _save_scope(transaction, row, after, change, now)
        return find_grant(transaction, client, grant_id, now)


def preview_scope_change(
    transaction: ReadTransaction, client: Person, grant_id: str, raw: Mapping[str, Any], now: datetime
) -> ScopeChange:
    """Return what an edit would narrow and widen, so that a page can show the password field where it is needed."""
    return _resolve_scope_change(transaction, client, grant_id, parse_input(ScopeRequest, dict(raw)), None, now)[2]


def _resolve_scope_change(
    transaction: ReadTransaction, client: Person, grant_id: str, sent: ScopeRequest, version: int | None, now: datetime
) -> tuple[Mapping[str, Any], GrantScope, ScopeChange]:
    row = find_live_grant(transaction, client, grant_id, version, now)
    before = build_scope(row, list_grant_pillars(transaction, client.id, grant_id))
    after = _apply_scope_request(before, sent, client)
    until = compute_last_day(after.expires_at, client)
    require_valid_scope(after.pillars, after.history_from, until, client.local_today(now))
    return row, after, consent.compare_scopes(before, after)


def _apply_scope_request(before: GrantScope, sent: ScopeRequest, client: Person) -> GrantScope:
    keeps_end = sent.until is None or sent.until == compute_last_day(before.expires_at, client)
    return GrantScope(
        before.pillars if sent.pillars is None else frozenset(sent.pillars),
        sent.history_from or before.history_from,
        before.expires_at if keeps_end or sent.until is None else compute_expiry(sent.until, client),
    )


def _save_scope(
    transaction: WriteTransaction, row: Mapping[str, Any], after: GrantScope, change: ScopeChange, now: datetime
) -> None:
    s = grant_pillar_table.c
    key = {"person_id": row["person_id"], "grant_id": row["id"]}
    values = {"history_from": after.history_from, "expires_at": after.expires_at}
    transaction.execute(
        build_grant_update(row).values(
            values | ({"consent_text_version": CURRENT_TEXT_VERSION} if change.wider else {})
        )
    )
    transaction.execute(delete(grant_pillar_table).where(s.person_id == row["person_id"], s.grant_id == row["id"]))
    transaction.execute(insert(grant_pillar_table), [{**key, "pillar": pillar} for pillar in sorted(after.pillars)])
    if change.wider:
        notifications.add_notification_for_both(transaction, "widened", row, now)
