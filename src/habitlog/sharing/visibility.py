"""What a coach may see, in SQL: every read of another person's data is joined to this one query."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, column, select, table

from habitlog.sharing.tables import consent_grant_table, grant_pillar_table

# By name: `sharing` may not import `accounts`.
_person_table = table("person", column("id"), column("disabled_at"), column("deletion_requested_at"))


def select_visible_pillars(
    *, coach_id: int | ColumnElement[int], now: datetime | ColumnElement[datetime]
) -> Select[Any]:
    """Return the query of all a coach may see at `now`, one row for each client and pillar.

    A row stands for a pillar of a grant to this coach that is active and unexpired, while neither of the two accounts
    is disabled or waits for its deletion. Columns: `person_id` (the client), `grant_id`, `client_label`,
    `coach_label`, `pillar`, `history_from`, `confirmed_at`, `expires_at`. As a subquery it is joined to the tables
    that hold the values, on `person_id` and pillar.

    Weeks before `history_from` may not be shown either, nor weeks that are not finished on the client's own date:
    `consent.list_shared_weeks` computes those that may.
    """
    # Aliases: the query this is put into may read the same tables.
    grant, grant_pillar = consent_grant_table.alias(), grant_pillar_table.alias()
    client, coach = _person_table.alias(), _person_table.alias()
    g, p = grant.c, grant_pillar.c
    labels = (g.client_label, g.coach_label)
    columns = (g.person_id, g.id.label("grant_id"), *labels, p.pillar, g.history_from, g.confirmed_at, g.expires_at)
    return select(*columns).where(
        g.coach_id == coach_id,
        g.state == "active",
        g.expires_at > now,
        p.person_id == g.person_id,
        p.grant_id == g.id,
        client.c.id == g.person_id,
        client.c.disabled_at.is_(None),
        client.c.deletion_requested_at.is_(None),
        coach.c.id == g.coach_id,
        coach.c.disabled_at.is_(None),
        coach.c.deletion_requested_at.is_(None),
    )
