"""The timeline of looks, for the client they are about: who, when, which pillars and days, served or denied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import case, select, tuple_

from habitlog.db import ReadTransaction
from habitlog.people.model import Person
from habitlog.pillar.wire import format_utc
from habitlog.sharing.model import DELETED_COACH_LABEL, access_log_table
from habitlog.usecases.moments import decode_cursor, encode_cursor

a = access_log_table.c
_COACH_LABEL = case((a.actor_id.is_(None), DELETED_COACH_LABEL), else_=a.actor_label).label("coach")


def list_access_log(
    transaction: ReadTransaction,
    client: Person,
    limit: int,
    cursor: str | None = None,
    *,
    grant_id: str | None = None,
    newest_first: bool = False,
) -> dict[str, Any]:
    """Return up to `limit` looks at a client, of one grant where it is named, and the cursor of the next ones.

    Oldest first unless told otherwise; raises `Invalid` for a cursor that was not given out.
    """
    query = select(access_log_table, _COACH_LABEL).where(a.person_id == client.id)
    if grant_id is not None:
        query = query.where(a.grant_id == grant_id)
    if cursor is not None:
        here, there = tuple_(a.at, a.id), tuple_(*decode_cursor(cursor), types=[a.at.type, a.id.type])
        query = query.where(here < there if newest_first else here > there)
    order = (a.at.desc(), a.id.desc()) if newest_first else (a.at, a.id)
    rows = transaction.fetch_rows(query.order_by(*order).limit(limit + 1))
    more = len(rows) > limit
    return {
        "items": [_serialize_access(row) for row in rows[:limit]],
        "next": encode_cursor(rows[limit - 1]["at"], rows[limit - 1]["id"]) if more else None,
    }


def _serialize_access(row: Mapping[str, Any]) -> dict[str, Any]:
    at: datetime = row["at"]
    return {
        "id": row["id"],
        "at": format_utc(at),
        "coach": row["coach"],
        "grant": row["grant_id"],
        "page": row["route_class"],
        "pillars": row["pillars"],
        "from": row["date_from"] and row["date_from"].isoformat(),
        "to": row["date_to"] and row["date_to"].isoformat(),
        "outcome": row["outcome"],
    }
