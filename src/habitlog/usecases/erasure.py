"""Ends of accounts: deleted for good, or disabled until they are enabled again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from habitlog.db import Writing
from habitlog.people.erased import erased_account
from habitlog.people.model import Person, person, sign_in, token
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.sharing.consent import State
from habitlog.sharing.model import DELETED_COACH, access_log, consent_grant, notice
from habitlog.usecases import noticing

Rule = Literal["goes", "unnamed", "told"]
_OWNED = (
    "sign_in",
    "token",
    "second_factor",
    "recovery_code",
    "half_sign_in",
    "day_mark",
    "metric_month",
    "idempotency_key",
    "snippet_choice",
    "withdrawn_entry",
    "coach_invite",
    "consent_grant",
    "consent_scope",
    "access_log",
    "notice",
)
RULES: Mapping[tuple[str, str], Rule] = {
    **{(pillar.table.name, "person_id"): "goes" for pillar in PILLARS.values()},
    **{(name, "person_id"): "goes" for name in _OWNED},
    ("coach_invite", "redeemed_by"): "unnamed",
    ("consent_grant", "coach_id"): "unnamed",
    ("access_log", "actor_id"): "unnamed",
    ("notice", "client_id"): "told",
}
"""What deleting an account does with every column that names a person; a test holds this to the schema.

`goes`: the row goes with its person, by the database's own cascade. `unnamed`: the row is another person's and stays,
without the name. `told`: notices about what is gone go, but for the one that says it ended.
"""


def delete_account(unit: Writing, someone: Person, now: datetime) -> None:
    """Delete a person and every row of theirs, at once and for good.

    Grants they gave or held end, and the other side is told. In the grants and timelines of their clients a deleted
    coach stays as "deleted coach". An account made anew under the same address is another person. The random id of the
    account and the date stay; once this is committed, `erasurelist.write_down` brings them to the list beside backups.
    """
    unit.hold(someone.id)
    row = unit.first(select(person.c.account_id).where(person.c.id == someone.id))
    if row is None:
        return
    end_grants(unit, "account", now, of=someone)
    unit.run(insert(erased_account), {**row, "erased_on": now.date()})
    g, a, n = consent_grant.c, access_log.c, notice.c
    unnamed = {"coach_id": None, "coach_label": DELETED_COACH}
    unit.run(update(consent_grant).where(g.coach_id == someone.id).values(unnamed))
    unit.run(update(access_log).where(a.actor_id == someone.id).values(actor_id=None, actor_label=DELETED_COACH))
    unit.run(delete(notice).where(n.client_id == someone.id, n.kind != "ended"))
    unit.run(delete(person).where(person.c.id == someone.id))


def end_grants(unit: Writing, side: Literal["account", "restore"], now: datetime, *, of: Person | None = None) -> int:
    """End every live grant, or every one that a person gave or holds; tell all but that person; return how many."""
    g = consent_grant.c
    live: list[ColumnElement[bool]] = [g.state.in_(consent.LIVE)]
    if of is not None:
        live.append(or_(g.person_id == of.id, g.coach_id == of.id))
    ended: dict[str, Any] = {"state": State.revoked, "ended_at": now, "ended_by": side, "version": g.version + 1}
    rows = unit.run(update(consent_grant).where(*live).values(ended).returning(consent_grant)).mappings().all()
    for row in rows:
        for told in (row["person_id"], row["coach_id"]):
            if of is None or told != of.id:
                noticing.note(unit, told, "ended", dict(row), now)
    return len(rows)


def disable(unit: Writing, someone: Person, now: datetime) -> None:
    """Disable an account: its sessions end, its tokens are revoked; it sees no client and is shown to no coach."""
    unit.run(update(person).where(person.c.id == someone.id, person.c.disabled_at.is_(None)).values(disabled_at=now))
    unit.run(delete(sign_in).where(sign_in.c.person_id == someone.id))
    live = (token.c.person_id == someone.id, token.c.revoked_at.is_(None))
    unit.run(update(token).where(*live).values(revoked_at=now))


def enable(unit: Writing, someone: Person) -> None:
    """Enable an account again: it can sign in, and grants that are still in force hold."""
    unit.run(update(person).where(person.c.id == someone.id).values(disabled_at=None))
