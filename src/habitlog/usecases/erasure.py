"""Ends of accounts: deleted for good, or disabled until they are enabled again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from habitlog.db import WriteTransaction
from habitlog.people.erased import erased_account_table
from habitlog.people.model import Person, api_token_table, login_session_table, person_table
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.sharing.consent import GrantState
from habitlog.sharing.model import DELETED_COACH_LABEL, access_log_table, consent_grant_table, notification_table
from habitlog.usecases import noticing

DeletionRule = Literal["goes", "unnamed", "told"]
_OWNED_TABLES = (
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
DELETION_RULES: Mapping[tuple[str, str], DeletionRule] = {
    **{(pillar.table.name, "person_id"): "goes" for pillar in PILLARS.values()},
    **{(name, "person_id"): "goes" for name in _OWNED_TABLES},
    ("coach_invite", "redeemed_by"): "unnamed",
    ("consent_grant", "coach_id"): "unnamed",
    ("access_log", "actor_id"): "unnamed",
    ("notice", "client_id"): "told",
}
"""What deleting an account does with every column that names a person; a test holds this to the schema.

`goes`: the row goes with its person, by the database's own cascade. `unnamed`: the row is another person's and stays,
without the name. `told`: notices about what is gone go, but for the one that says it ended.
"""


def delete_account(transaction: WriteTransaction, person: Person, now: datetime) -> None:
    """Delete a person and every row of theirs, at once and for good.

    Grants they gave or held end, and the other side is told. In the grants and timelines of their clients a deleted
    coach stays as "deleted coach". An account made anew under the same address is another person. The random id of the
    account and the date stay; once this is committed, `erasurelist.write_down` brings them to the list beside backups.
    """
    transaction.lock_person(person.id)
    row = transaction.fetch_first(select(person_table.c.account_id).where(person_table.c.id == person.id))
    if row is None:
        return
    end_live_grants(transaction, "account", now, party=person)
    transaction.execute(insert(erased_account_table), {**row, "erased_on": now.date()})
    g, a, n = consent_grant_table.c, access_log_table.c, notification_table.c
    unnamed = {"coach_id": None, "coach_label": DELETED_COACH_LABEL}
    transaction.execute(update(consent_grant_table).where(g.coach_id == person.id).values(unnamed))
    transaction.execute(
        update(access_log_table).where(a.actor_id == person.id).values(actor_id=None, actor_label=DELETED_COACH_LABEL)
    )
    transaction.execute(delete(notification_table).where(n.client_id == person.id, n.kind != "ended"))
    transaction.execute(delete(person_table).where(person_table.c.id == person.id))


def end_live_grants(
    transaction: WriteTransaction, side: Literal["account", "restore"], now: datetime, *, party: Person | None = None
) -> int:
    """End every live grant, or every one that a person gave or holds; tell all but that person; return how many."""
    g = consent_grant_table.c
    live: list[ColumnElement[bool]] = [g.state.in_(consent.LIVE_STATES)]
    if party is not None:
        live.append(or_(g.person_id == party.id, g.coach_id == party.id))
    ended: dict[str, Any] = {"state": GrantState.revoked, "ended_at": now, "ended_by": side, "version": g.version + 1}
    rows = (
        transaction.execute(update(consent_grant_table).where(*live).values(ended).returning(consent_grant_table))
        .mappings()
        .all()
    )
    for row in rows:
        for told in (row["person_id"], row["coach_id"]):
            if party is None or told != party.id:
                noticing.add_notification(transaction, told, "ended", dict(row), now)
    return len(rows)


def disable_account(transaction: WriteTransaction, person: Person, now: datetime) -> None:
    """Disable an account: its sessions end, its tokens are revoked; it sees no client and is shown to no coach."""
    transaction.execute(
        update(person_table)
        .where(person_table.c.id == person.id, person_table.c.disabled_at.is_(None))
        .values(disabled_at=now)
    )
    transaction.execute(delete(login_session_table).where(login_session_table.c.person_id == person.id))
    live = (api_token_table.c.person_id == person.id, api_token_table.c.revoked_at.is_(None))
    transaction.execute(update(api_token_table).where(*live).values(revoked_at=now))


def enable_account(transaction: WriteTransaction, person: Person) -> None:
    """Enable an account again: it can sign in, and grants that are still in force hold."""
    transaction.execute(update(person_table).where(person_table.c.id == person.id).values(disabled_at=None))
