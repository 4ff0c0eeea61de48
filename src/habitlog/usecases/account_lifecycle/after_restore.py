"""After a backup was put in place: what it would bring back stays ended, and who was erased is erased again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from msgspec import Struct
from sqlalchemy import delete, update

from habitlog.accounts.person import api_token_table, login_session_table, person_table
from habitlog.accounts.two_factor import pending_login_table
from habitlog.db import Database
from habitlog.sharing.tables import invitation_table
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.entries.changes import CHANGES_LOST_BY_RESTORE


class RestoreResult(Struct, frozen=True):
    """Counts of ended sessions, tokens, invitations and grants, accounts erased again, and deletions that wait anew."""

    sessions: int
    tokens: int
    invitations: int
    grants: int
    accounts: int
    pending_deletions: int


def end_restored_access(database: Database, path: Path, now: datetime) -> RestoreResult:
    """Hold a restored database to what is true today, in one transaction.

    Sessions, tokens, invitations and grants in it may have been ended since, which the backup does not know, so all of
    them end; people sign in and grant again. Accounts in the erasure list at `path` are deleted. Those that were
    pending deletion wait seven days anew, since a cancellation may be lost as well. A second run ends what began since
    the first. Raises `StartRefused` for a list that cannot be read; nothing is changed then.
    """
    i, t, p = invitation_table.c, api_token_table.c, person_table.c
    open_invites = update(invitation_table).where(i.redeemed_at.is_(None), i.withdrawn_at.is_(None), i.expires_at > now)
    with database.begin_write() as transaction:
        gone = deletion.find_erased_people(transaction, path)
        for person in gone:
            deletion.delete_account(transaction, person, now)
        deletion.import_erasure_list(transaction, path)
        transaction.execute(delete(pending_login_table))
        ended = RestoreResult(
            sessions=transaction.execute_uncounted(delete(login_session_table)).rowcount,
            tokens=transaction.execute_uncounted(
                update(api_token_table).where(t.revoked_at.is_(None)).values(revoked_at=now)
            ).rowcount,
            invitations=transaction.execute_uncounted(open_invites.values(withdrawn_at=now)).rowcount,
            grants=deletion.end_live_grants(transaction, "restore", now),
            accounts=len(gone),
            pending_deletions=transaction.execute_uncounted(
                update(person_table).where(p.deletion_requested_at.is_not(None)).values(deletion_requested_at=now)
            ).rowcount,
        )
        # Counters never say what they said before: programs that read changes then read everything.
        number = p.change_number + CHANGES_LOST_BY_RESTORE
        transaction.execute_uncounted(update(person_table).values(change_number=number))
    deletion.update_erasure_list(database, path)
    return ended
