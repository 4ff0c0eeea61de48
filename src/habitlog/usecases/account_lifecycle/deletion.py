"""Leaving: an account is marked by its owner, waits seven days for them to come back, and is deleted for good."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from habitlog.accounts.erasure_list import erased_account_table, read_erasure_list, write_erasure_list
from habitlog.accounts.person import DELETION_GRACE_PERIOD, Person, api_token_table, login_session_table, person_table
from habitlog.db import Database, ReadTransaction, WriteTransaction
from habitlog.errors import Conflict, NotFound
from habitlog.pillars import PILLARS
from habitlog.sharing import consent
from habitlog.sharing.consent import GrantState
from habitlog.sharing.tables import (
    DELETED_COACH_LABEL,
    access_log_table,
    consent_grant_table,
    invitation_table,
    notification_table,
)
from habitlog.usecases import notifications
from habitlog.usecases.identity import accounts, two_factor
from habitlog.usecases.identity.two_factor import CodeProof

p = person_table.c
ServerKeyProvider = Callable[[], bytes]
"""Returns the server's secret key; called only for a person with two-factor authentication."""


def request_deletion(
    database: Database, server_key: ServerKeyProvider, person: Person, password: str, code: str, now: datetime
) -> datetime:
    """Mark an account to be deleted; return when that is.

    At once every grant given or held ends, open invitations are taken back, tokens and sessions end, this one too.
    Raises `Invalid` at "password" or "code", `RateLimited`, or `Conflict` for an account that is marked already.
    """
    proof = _verify_owner(database, server_key, person, password, code, now)
    with database.begin_write() as transaction:
        _require_unused_code(transaction, person, proof)
        if not transaction.execute(
            update(person_table)
            .where(p.id == person.id, p.deletion_requested_at.is_(None))
            .values(deletion_requested_at=now)
        ).rowcount:
            raise Conflict("deletion_already_requested")
        end_outside_access(transaction, person, now)
        accounts.end_all_sessions(transaction, person)
    return now + DELETION_GRACE_PERIOD


def cancel_deletion(transaction: WriteTransaction, person: Person, now: datetime) -> None:
    """Take the mark away: the account is as before, without its grants, invitations and tokens.

    Raises `NotFound` for an account that is not marked, or whose seven days are over.
    """
    transaction.lock_person(person.id)
    enrolment = (p.id == person.id, p.deletion_requested_at > now - DELETION_GRACE_PERIOD)
    if not transaction.execute(update(person_table).where(*enrolment).values(deletion_requested_at=None)).rowcount:
        raise NotFound
    # Once more: a request that was under way when the account was marked may have been written after it.
    end_outside_access(transaction, person, now)


def delete_account_now(
    database: Database, server_key: ServerKeyProvider, person: Person, password: str, code: str, now: datetime
) -> None:
    """Delete a marked account at once; raises as `begin` does, and `NotFound` for one that is not marked."""
    proof = _verify_owner(database, server_key, person, password, code, now)
    with database.begin_write() as transaction:
        _require_unused_code(transaction, person, proof)
        if not transaction.fetch_value(select(p.id).where(p.id == person.id, p.deletion_requested_at.is_not(None))):
            raise NotFound
        delete_account(transaction, person, now)


def end_outside_access(transaction: WriteTransaction, person: Person, now: datetime) -> None:
    """End what lets others in: grants given and held, open invitations, tokens of programs."""
    i, t = invitation_table.c, api_token_table.c
    end_live_grants(transaction, "account", now, party=person)
    taken_back = update(invitation_table).where(
        i.person_id == person.id, i.redeemed_at.is_(None), i.withdrawn_at.is_(None)
    )
    transaction.execute(taken_back.values(withdrawn_at=now))
    transaction.execute(
        update(api_token_table).where(t.person_id == person.id, t.revoked_at.is_(None)).values(revoked_at=now)
    )


def _verify_owner(
    database: Database, server_key: ServerKeyProvider, person: Person, password: str, code: str, now: datetime
) -> CodeProof | None:
    """Confirm the person's identity by password, and by their code where two-factor authentication is on."""
    with database.begin_read() as transaction:
        has_factor = accounts.has_two_factor(transaction, person.id)
    if has_factor:
        return two_factor.verify_password_and_code(database, server_key(), person, password, code, now)
    accounts.confirm_password(database, person, password, now)
    return None


def _require_unused_code(transaction: WriteTransaction, person: Person, proof: CodeProof | None) -> None:
    transaction.lock_person(person.id)
    if proof is not None:
        two_factor.require_unused_code(transaction, person, proof)


DeletionRule = Literal["goes", "unnamed", "told"]
_OWNED_TABLES = (
    "login_session",
    "api_token",
    "two_factor",
    "recovery_code",
    "pending_login",
    "password_reset",
    "entry",
    "day_mark",
    "daily_metric_month",
    "metrics_version",
    "idempotency_key",
    "snippet_choice",
    "urgent_card",
    "remembered_word",
    "deleted_entry",
    "deleted_item",
    "import_file",
    "imported_entry",
    "import_mapping",
    "day_tag",
    "tagged_day",
    "week_note",
    "experiment",
    "experiment_day",
    "invitation",
    "consent_grant",
    "grant_pillar",
    "access_log",
    "notification",
)
DELETION_RULES: Mapping[tuple[str, str], DeletionRule] = {
    **{(pillar.table.name, "person_id"): "goes" for pillar in PILLARS.values()},
    **{(name, "person_id"): "goes" for name in _OWNED_TABLES},
    ("invitation", "redeemed_by_id"): "unnamed",
    ("consent_grant", "coach_id"): "unnamed",
    ("access_log", "coach_id"): "unnamed",
    ("notification", "client_id"): "told",
}
"""What deleting an account does with every column that names a person; a test holds this to the schema.

`goes`: the row goes with its person, by the database's own cascade. `unnamed`: the row is another person's and stays,
without the name. `told`: notices about what is gone go, but for the one that says it ended.
"""


def delete_account(transaction: WriteTransaction, person: Person, now: datetime) -> None:
    """Delete a person and every row of theirs, at once and for good.

    Grants they gave or held end, and the other side is notified. In the grants and timelines of their clients a deleted
    coach stays as "deleted coach". An account made anew under the same address is another person. The random id of the
    account and the date stay; once this is committed, `update_erasure_list` writes them to the list beside backups.
    """
    transaction.lock_person(person.id)
    row = transaction.fetch_first(select(person_table.c.account_id).where(person_table.c.id == person.id))
    if row is None:
        return
    end_live_grants(transaction, "account", now, party=person)
    transaction.execute(insert(erased_account_table), {**row, "erased_on": now.date()})
    g, a, n = consent_grant_table.c, access_log_table.c, notification_table.c
    unnamed = {"coach_id": None, "coach_label": DELETED_COACH_LABEL}
    held = update(consent_grant_table).where(g.coach_id == person.id).values(unnamed).returning(g.person_id)
    transaction.count_change(*transaction.execute_uncounted(held).scalars())
    viewed = update(access_log_table).where(a.coach_id == person.id).values(unnamed).returning(a.person_id)
    transaction.count_change(*transaction.execute_uncounted(viewed).scalars())
    told = delete(notification_table).where(n.client_id == person.id, n.kind != "ended").returning(n.person_id)
    transaction.count_change(*transaction.execute_uncounted(told).scalars())
    transaction.execute(delete(person_table).where(person_table.c.id == person.id))


def end_live_grants(
    transaction: WriteTransaction, side: Literal["account", "restore"], now: datetime, *, party: Person | None = None
) -> int:
    """End every live grant, or those that a person gave or holds; notify everybody else concerned; return the count."""
    g = consent_grant_table.c
    live: list[ColumnElement[bool]] = [g.state.in_(consent.LIVE_STATES)]
    if party is not None:
        live.append(or_(g.person_id == party.id, g.coach_id == party.id))
    ended: dict[str, Any] = {"state": GrantState.revoked, "ended_at": now, "ended_by": side, "version": g.version + 1}
    rows = (
        transaction.execute_uncounted(
            update(consent_grant_table).where(*live).values(ended).returning(consent_grant_table)
        )
        .mappings()
        .all()
    )
    for row in rows:
        transaction.count_change(row["person_id"], row["coach_id"])
        for parts in (row["person_id"], row["coach_id"]):
            if party is None or parts != party.id:
                notifications.add_notification(transaction, parts, "ended", dict(row), now)
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
    _count_change_for_sharers(transaction, person)


def enable_account(transaction: WriteTransaction, person: Person) -> None:
    """Enable an account again: it can sign in, and grants that are still in force hold."""
    transaction.execute(update(person_table).where(person_table.c.id == person.id).values(disabled_at=None))
    _count_change_for_sharers(transaction, person)


def _count_change_for_sharers(transaction: WriteTransaction, person: Person) -> None:
    """Count a change for the clients and coaches of a person, who see whether the account is active."""
    g = consent_grant_table.c
    shared = select(g.person_id, g.coach_id).where(or_(g.person_id == person.id, g.coach_id == person.id))
    for sides in transaction.fetch_tuples(shared):
        transaction.count_change(*sides)


def update_erasure_list(database: Database, path: Path) -> None:
    """Write every erasure of the database into the list, and keep what else stands there.

    What was deleted is overwritten in the file of the database too. Raises `StartRefused` for a list that cannot be
    read or written; the erasures stay done, and the next call brings the list up to date.
    """
    database.truncate_wal()
    with database.begin_read() as transaction:
        known_names = {
            row["account_id"]: row["erased_on"] for row in transaction.fetch_rows(select(erased_account_table))
        }
    listed = read_erasure_list(path)
    if not known_names.keys() <= listed.keys():
        write_erasure_list(path, known_names | listed)


def find_erased_people(transaction: ReadTransaction, path: Path) -> Sequence[Person]:
    """Return people in the database whose accounts the list names as erased, because a backup restored them."""
    listed = read_erasure_list(path)
    if not listed:
        return ()
    rows = transaction.fetch_rows(select(person_table).order_by(person_table.c.id))
    return [Person.from_row(row) for row in rows if row["account_id"] in listed]


def import_erasure_list(transaction: WriteTransaction, path: Path) -> None:
    """Write into the database what the list knows and an older database does not."""
    known_names = {account for (account,) in transaction.fetch_tuples(select(erased_account_table.c.account_id))}
    missing = [
        {"account_id": key, "erased_on": on} for key, on in read_erasure_list(path).items() if key not in known_names
    ]
    if missing:
        transaction.execute(insert(erased_account_table), missing)
