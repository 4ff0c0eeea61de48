"""After a backup was put in place: what it would bring back stays ended, and who was erased is erased again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, update

from habitlog.db import Database
from habitlog.people.factor import half_sign_in
from habitlog.people.model import person, sign_in, token
from habitlog.sharing.model import coach_invite
from habitlog.usecases import erasure, erasurelist


@dataclass(frozen=True, slots=True)
class Ended:
    """How many of each ended: sessions, tokens, invitations, grants; accounts erased again, and those left to wait."""

    sessions: int
    tokens: int
    invitations: int
    grants: int
    accounts: int
    leaving: int


def after_restore(database: Database, path: Path, now: datetime) -> Ended:
    """Hold a restored database to what is true today, in one transaction.

    Sessions, tokens, invitations and grants in it may have been ended since, which the backup does not know, so all of
    them end; people sign in and grant again. Accounts in the erasure list at `path` are deleted. Those that were
    leaving wait seven days anew, since a coming back may be lost as well. A second time ends what began since the
    first. Raises `StartRefused` for a list that cannot be read; nothing is changed then.
    """
    i, t, p = coach_invite.c, token.c, person.c
    open_invites = update(coach_invite).where(i.redeemed_at.is_(None), i.withdrawn_at.is_(None), i.expires_at > now)
    with database.write() as unit:
        gone = erasurelist.revived(unit, path)
        for someone in gone:
            erasure.delete_account(unit, someone, now)
        erasurelist.take_over(unit, path)
        unit.run(delete(half_sign_in))
        ended = Ended(
            sessions=unit.run(delete(sign_in)).rowcount,
            tokens=unit.run(update(token).where(t.revoked_at.is_(None)).values(revoked_at=now)).rowcount,
            invitations=unit.run(open_invites.values(withdrawn_at=now)).rowcount,
            grants=erasure.end_grants(unit, "restore", now),
            accounts=len(gone),
            leaving=unit.run(update(person).where(p.leaving_at.is_not(None)).values(leaving_at=now)).rowcount,
        )
    erasurelist.write_down(database, path)
    return ended
