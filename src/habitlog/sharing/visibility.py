"""The one place that says, in SQL, what a coach may see; every read of another person's data is joined to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, column, exists, select, table

from habitlog.sharing.tables import consent_grant_table, grant_pillar_table

# The people's table by name: sharing lies beside `people`, not above it.
_person_table = table("person", column("id"), column("disabled_at"), column("deletion_requested_at"))


class _GrantInForce:
    """Grant, scope, client and coach joined into what opens something at an instant.

    Each has names of its own, so that the query this is put into can read the same tables.
    """

    def __init__(self, now: datetime | ColumnElement[datetime]) -> None:
        self.grant, self.scope = consent_grant_table.alias(), grant_pillar_table.alias()
        client, coach = _person_table.alias(), _person_table.alias()
        g, s = self.grant.c, self.scope.c
        self.condition = and_(
            g.state == "active",
            g.expires_at > now,
            s.person_id == g.person_id,
            s.grant_id == g.id,
            client.c.id == g.person_id,
            client.c.disabled_at.is_(None),
            client.c.deletion_requested_at.is_(None),
            coach.c.id == g.coach_id,
            coach.c.disabled_at.is_(None),
            coach.c.deletion_requested_at.is_(None),
        )


def visible(
    *,
    coach: int | ColumnElement[int],
    client: int | ColumnElement[int],
    pillar: str | ColumnElement[str],
    week: date | ColumnElement[date],
    now: datetime | ColumnElement[datetime],
) -> ColumnElement[bool]:
    """Return the predicate of a row: may `coach` see the `week` (its Monday) of this `client` and `pillar` at `now`?

    True while a grant of this client to this coach is active, unexpired, holds the pillar, begins no later than the
    week, and neither of the two accounts is disabled or leaving. Arguments are values, bound parameters or columns of
    the query this is put into. That a week is finished depends on the client's own date and is `consent.is_shown`'s to
    say.
    """
    force = _GrantInForce(now)
    g, s = force.grant.c, force.scope.c
    return exists().where(
        force.condition, g.coach_id == coach, g.person_id == client, s.pillar == pillar, g.history_from <= week
    )


def select_visible_pillars(
    *, coach_id: int | ColumnElement[int], now: datetime | ColumnElement[datetime]
) -> Select[Any]:
    """Return the query of all a coach may see at `now`: one row per client and pillar, under the same conditions.

    Columns: `person_id` (the client), `grant_id`, `client_label`, `coach_label`, `pillar`, `history_from`,
    `confirmed_at`, `expires_at`. As a subquery it is joined to the tables that hold the values, on `person_id` and
    pillar.
    """
    force = _GrantInForce(now)
    g, s = force.grant.c, force.scope.c
    labels = (g.client_label, g.coach_label)
    columns = (g.person_id, g.id.label("grant_id"), *labels, s.pillar, g.history_from, g.confirmed_at, g.expires_at)
    return select(*columns).where(force.condition, g.coach_id == coach_id)
