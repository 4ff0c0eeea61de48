"""Invitations and grants of a client as one list: an invitation becomes a grant under another id."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from habitlog.db import Reading, Writing
from habitlog.errors import NotFound
from habitlog.people.model import Person
from habitlog.usecases import granting, inviting
from habitlog.usecases.grants import Shared
from habitlog.usecases.inviting import Invite
from habitlog.usecases.moments import cursor_of, place_of


def page(unit: Reading, client: Person, now: datetime, limit: int, cursor: str | None) -> dict[str, Any]:
    """Return up to `limit` open invitations and grants by creation, then id, and the cursor of the next ones.

    Raises `Invalid` for a cursor that was not given out.
    """
    every: list[Invite | Shared] = [*inviting.open_invites(unit, client, now), *granting.given(unit, client, now)]
    after = None if cursor is None else place_of(cursor)
    rest = sorted((one for one in every if after is None or _place(one) > after), key=_place)
    more = len(rest) > limit
    return {
        "items": [one.as_json(client) for one in rest[:limit]],
        "next": cursor_of(*_place(rest[limit - 1])) if more else None,
    }


def _place(one: Invite | Shared) -> tuple[datetime, str]:
    return one.created_at, one.id


def one(unit: Reading, client: Person, its_id: str, now: datetime) -> dict[str, Any]:
    """Return one open invitation or grant of a client; raises `NotFound`."""
    for invite in inviting.open_invites(unit, client, now):
        if invite.id == its_id:
            return invite.as_json(client)
    return granting.find(unit, client, its_id, now).as_json(client)


def end(unit: Writing, client: Person, its_id: str, now: datetime) -> None:
    """End a grant this client gave, or take an invitation back; raises `NotFound`.

    A grant they hold as a coach is not ended here: programs see the client's side alone.
    """
    try:
        inviting.withdraw(unit, client, its_id, now)
    except NotFound:
        granting.revoke(unit, client, its_id, now)
