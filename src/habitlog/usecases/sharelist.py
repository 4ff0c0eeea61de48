"""Invitations and grants of a client as one list: an invitation becomes a grant under another id."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from habitlog.db import ReadTransaction, WriteTransaction
from habitlog.errors import NotFound
from habitlog.people.model import Person
from habitlog.usecases import granting, inviting
from habitlog.usecases.grants import GrantView
from habitlog.usecases.inviting import Invitation
from habitlog.usecases.moments import decode_cursor, encode_cursor


def list_invitations_and_grants(
    transaction: ReadTransaction, client: Person, now: datetime, limit: int, cursor: str | None
) -> dict[str, Any]:
    """Return up to `limit` open invitations and grants by creation, then id, and the cursor of the next ones.

    Raises `Invalid` for a cursor that was not given out.
    """
    every: list[Invitation | GrantView] = [
        *inviting.list_open_invitations(transaction, client, now),
        *granting.list_client_grants(transaction, client, now),
    ]
    after = None if cursor is None else decode_cursor(cursor)
    rest = sorted((one for one in every if after is None or _sort_key(one) > after), key=_sort_key)
    more = len(rest) > limit
    return {
        "items": [one.as_json(client) for one in rest[:limit]],
        "next": encode_cursor(*_sort_key(rest[limit - 1])) if more else None,
    }


def _sort_key(item: Invitation | GrantView) -> tuple[datetime, str]:
    return item.created_at, item.id


def find_invitation_or_grant(
    transaction: ReadTransaction, client: Person, item_id: str, now: datetime
) -> dict[str, Any]:
    """Return one open invitation or grant of a client; raises `NotFound`."""
    for invite in inviting.list_open_invitations(transaction, client, now):
        if invite.id == item_id:
            return invite.as_json(client)
    return granting.find_grant(transaction, client, item_id, now).as_json(client)


def end_invitation_or_grant(transaction: WriteTransaction, client: Person, item_id: str, now: datetime) -> None:
    """End a grant this client gave, or take an invitation back; raises `NotFound`.

    A grant they hold as a coach is not ended here: programs see the client's side alone.
    """
    try:
        inviting.withdraw_invitation(transaction, client, item_id, now)
    except NotFound:
        granting.revoke_grant(transaction, client, item_id, now)
