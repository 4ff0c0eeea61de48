"""Invitations: a client creates a code that works once, and a coach redeems it; the API's list of both and grants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from habitlog.accounts import credentials
from habitlog.accounts.person import Person, is_active_account, person_table
from habitlog.accounts.schema import parse_input
from habitlog.db import Database, ReadTransaction, WriteTransaction
from habitlog.errors import Conflict, NotFound
from habitlog.sharing import consent
from habitlog.sharing.consent import GrantState
from habitlog.sharing.tables import consent_grant_table, grant_pillar_table, invitation_table
from habitlog.storage import rate_limits
from habitlog.usecases import notifications
from habitlog.usecases.cursors import decode_cursor, encode_cursor
from habitlog.usecases.dose_screening import screen_name
from habitlog.usecases.identity import rate_limit
from habitlog.usecases.sharing import grants
from habitlog.usecases.sharing.grant_expiry import expire_grants
from habitlog.usecases.sharing.grants import (
    GrantView,
    InvitationRequest,
    build_not_found,
    compute_expiry,
    require_valid_scope,
)

i = invitation_table.c


class Invitation(Struct, frozen=True):
    """An open invitation of a client; `expires_at` is when its code expires."""

    id: str
    client_label: str
    pillars: tuple[str, ...]
    history_from: date
    grant_expires_at: datetime
    created_at: datetime
    expires_at: datetime


class CreatedInvitation(Struct, frozen=True):
    """A new invitation and its code, which is stored nowhere."""

    invitation: Invitation
    code: str


def create_invitation(
    transaction: WriteTransaction, client: Person, raw: Mapping[str, Any], now: datetime
) -> CreatedInvitation:
    """Create an invitation; raises `Invalid`, `ClinicianTopic` for the label, `Conflict` for one too many.

    `raw` holds `pillars`, and may hold `label` (the client's own name otherwise), `history_from` (today otherwise) and
    `until`, the last day (90 days from today otherwise).
    """
    sent, today = parse_input(InvitationRequest, dict(raw)), client.local_today(now)
    label = sent.label or client.name
    screen_name("label", label)
    since, until = sent.history_from or today, sent.until or today + timedelta(days=consent.DEFAULT_GRANT_DAYS)
    require_valid_scope(sent.pillars, since, until, today)
    transaction.lock_person(client.id)
    _require_invitation_limit(transaction, client, now)
    code = credentials.make_session_secret()
    row = {
        "person_id": client.id,
        "id": str(uuid4()),
        "code_hash": credentials.hash_secret(code),
        "client_label": label,
        "pillars": sorted(set(sent.pillars)),
        "history_from": since,
        "grant_expires_at": compute_expiry(until, client),
        "created_at": now,
        "expires_at": now + consent.INVITATION_LIFETIME,
    }
    transaction.execute(insert(invitation_table), row)
    return CreatedInvitation(_build_invitation(row), code)


def _require_invitation_limit(transaction: ReadTransaction, client: Person, now: datetime) -> None:
    mine, count = i.person_id == client.id, select(func.count()).select_from(invitation_table)
    open_now = transaction.fetch_value(count.where(mine, is_open_invitation(now)))
    if consent.is_invitation_allowed(
        open_now, transaction.fetch_value(count.where(mine, i.created_at > now - timedelta(days=1)))
    ):
        return
    raise Conflict(
        "too_many_invitations", most_open=consent.MAX_OPEN_INVITATIONS, most_a_day=consent.MAX_INVITATIONS_PER_DAY
    )


def list_open_invitations(transaction: ReadTransaction, client: Person, now: datetime) -> tuple[Invitation, ...]:
    """Return the invitations of a client that can still be redeemed, oldest first."""
    query = (
        select(invitation_table).where(i.person_id == client.id, is_open_invitation(now)).order_by(i.created_at, i.id)
    )
    return tuple(_build_invitation(row) for row in transaction.fetch_rows(query))


def withdraw_invitation(transaction: WriteTransaction, client: Person, invitation_id: str, now: datetime) -> None:
    """Withdraw an open invitation; raises `NotFound`."""
    mine = (i.person_id == client.id, i.id == invitation_id)
    if not transaction.execute(
        update(invitation_table).where(*mine, is_open_invitation(now)).values(withdrawn_at=now)
    ).rowcount:
        raise build_not_found("no open invitation of this person")


def is_open_invitation(now: datetime) -> ColumnElement[bool]:
    """Return the condition of an invitation that is neither redeemed nor withdrawn nor expired.

    By the time of redemption, not by who redeemed it: deleting the coach's account does not reopen it.
    """
    return and_(i.redeemed_at.is_(None), i.withdrawn_at.is_(None), i.expires_at > now, i.grant_expires_at > now)


def _build_invitation(row: Mapping[str, Any]) -> Invitation:
    names = ("id", "client_label", "history_from", "grant_expires_at", "created_at", "expires_at")
    return Invitation(pillars=tuple(row["pillars"]), **{name: row[name] for name in names})


ATTEMPTS_PER_COACH, ATTEMPTS_IN_TOTAL = 10, 1000

i, g = invitation_table.c, consent_grant_table.c


class InvitationPreview(Struct, frozen=True):
    """What a coach reads of an invitation before redeeming it."""

    client_label: str
    pillars: tuple[str, ...]
    history_from: date
    expires_at: datetime


def preview_invitation(database: Database, coach: Person, code: str, now: datetime) -> InvitationPreview:
    """Return what a code offers; raises `NotFound` and `RateLimited` as `redeem_invitation` does."""
    rate_limit.count_attempt(database, now, _rate_limits(coach))
    with database.begin_read() as transaction:
        row = transaction.fetch_first(select(invitation_table).where(_matches_code(coach, code, now)))
    if row is None:
        raise _build_unknown_code_error()
    _uncount_attempt(database, coach)
    return InvitationPreview(row["client_label"], tuple(row["pillars"]), row["history_from"], row["grant_expires_at"])


def redeem_invitation(database: Database, coach: Person, code: str, now: datetime) -> str:
    """Redeem an invitation and return the id of its grant, which shows nothing until the client confirms it.

    Raises one identical `NotFound` for a wrong, used, withdrawn or expired code and for one's own, `RateLimited`
    after ten of those within an hour, and `Conflict` where this client shares with the coach already; the code then
    stays unused.
    """
    rate_limit.count_attempt(database, now, _rate_limits(coach))
    with database.begin_write() as transaction:
        expire_grants(transaction, coach, now)
        taken = (
            update(invitation_table)
            .where(_matches_code(coach, code, now))
            .values(redeemed_by_id=coach.id, redeemed_at=now)
        )
        row = transaction.execute_uncounted(taken.returning(invitation_table)).mappings().first()
        if row is None:
            raise _build_unknown_code_error()
        transaction.count_change(row["person_id"])
        grant_id = _create_pending_grant(transaction, coach, dict(row), now)
    _uncount_attempt(database, coach)
    return grant_id


def _matches_code(coach: Person, code: str, now: datetime) -> ColumnElement[bool]:
    client = exists().where(person_table.c.id == i.person_id, is_active_account())
    return and_(
        i.code_hash == credentials.hash_secret(code.strip()), i.person_id != coach.id, is_open_invitation(now), client
    )


def _build_unknown_code_error() -> NotFound:
    return build_not_found("a code that opens nothing", "invitation_code_unknown")


def _create_pending_grant(transaction: WriteTransaction, coach: Person, row: Mapping[str, Any], now: datetime) -> str:
    pair = (g.person_id == row["person_id"], g.coach_id == coach.id, g.state.in_(consent.LIVE_STATES))
    if transaction.fetch_value(select(exists().where(*pair))):
        raise Conflict("already_shares")
    grant = {
        "person_id": row["person_id"],
        "id": str(uuid4()),
        "coach_id": coach.id,
        "coach_label": coach.name,
        "client_label": row["client_label"],
        "state": GrantState.pending,
        "created_at": now,
        "history_from": row["history_from"],
        "expires_at": row["grant_expires_at"],
        "version": 1,
    }
    try:
        transaction.execute(insert(consent_grant_table), grant)
    except IntegrityError:
        raise Conflict("already_shares") from None
    key = {"person_id": row["person_id"], "grant_id": grant["id"]}
    transaction.execute(insert(grant_pillar_table), [{**key, "pillar": pillar} for pillar in row["pillars"]])
    notifications.add_notification(transaction, row["person_id"], "accepted", grant, now)
    return str(grant["id"])


def _rate_limits(coach: Person) -> tuple[tuple[str, int, timedelta], ...]:
    # Not "code": codes of the second step are counted under that name, and are forgotten once one fits.
    return (f"invitation:{coach.id}", ATTEMPTS_PER_COACH, rate_limit.HOUR), (
        "invitation",
        ATTEMPTS_IN_TOTAL,
        rate_limit.HOUR,
    )


def _uncount_attempt(database: Database, coach: Person) -> None:
    """Do not count an attempt with a valid code."""
    with database.begin_write() as transaction:
        for what, *_ in _rate_limits(coach):
            rate_limits.uncount_attempt(transaction, what)


class InvitationsAndGrants(Struct, frozen=True):
    """A page of open invitations and grants, and the cursor of the next one; None at the end."""

    items: tuple[Invitation | GrantView, ...]
    next_cursor: str | None


def list_invitations_and_grants(
    transaction: ReadTransaction, client: Person, now: datetime, limit: int, cursor: str | None
) -> InvitationsAndGrants:
    """Return up to `limit` open invitations and grants of a client, by creation, then id.

    Raises `Invalid` for a cursor that is none.
    """
    start = None if cursor is None else decode_cursor(cursor)
    items: list[Invitation | GrantView] = [
        *list_open_invitations(transaction, client, now),
        *grants.list_client_grants(transaction, client, now),
    ]
    rest = sorted((item for item in items if start is None or _sort_key(item) > start), key=_sort_key)
    has_more = len(rest) > limit
    return InvitationsAndGrants(tuple(rest[:limit]), encode_cursor(*_sort_key(rest[limit - 1])) if has_more else None)


def _sort_key(item: Invitation | GrantView) -> tuple[datetime, str]:
    return item.created_at, item.id


def find_invitation_or_grant(
    transaction: ReadTransaction, client: Person, item_id: str, now: datetime
) -> Invitation | GrantView:
    """Return one open invitation or grant of a client; raises `NotFound`."""
    for invitation in list_open_invitations(transaction, client, now):
        if invitation.id == item_id:
            return invitation
    return grants.find_grant(transaction, client, item_id, now)


def end_invitation_or_grant(transaction: WriteTransaction, client: Person, item_id: str, now: datetime) -> None:
    """End a grant of this client, or withdraw an invitation; raises `NotFound`.

    Grants that they hold as a coach are not found: the API has the client's side alone.
    """
    try:
        withdraw_invitation(transaction, client, item_id, now)
    except NotFound:
        grants.revoke_grant(transaction, client, item_id, now)
