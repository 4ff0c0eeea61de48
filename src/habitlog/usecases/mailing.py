"""Mails about notices: which are due, claimed by one sender at a time, and what becomes of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from habitlog.db import Database, Writing
from habitlog.errors import HabitlogError
from habitlog.mail.letters import letter
from habitlog.mail.server import MailServer, Outcome, post
from habitlog.people.model import in_use, person
from habitlog.rounds import rounds
from habitlog.settings import Settings
from habitlog.sharing.model import notice
from habitlog.usecases.settling import settle_everybody

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
EVERY = 60.0
"""Seconds between two looks for what is due."""
FRESH = timedelta(days=1)
"""How old a notice may be and still be mailed."""
FIRST_PAUSE = timedelta(minutes=10)
"""Until a mail that did not go out is tried again; doubled each time. No handing over takes as long."""
APART = timedelta(minutes=30)
"""Between two mails to one person."""

n = notice.c


@dataclass(frozen=True, slots=True)
class Claimed:
    """The news of one person that this sender alone mails now: notices, oldest first, and what they are about."""

    person_id: int
    email: str
    ids: tuple[str, ...]
    sharing: bool
    signing_in: bool


@contextmanager
def running(settings: Settings, database: Database, now: Clock) -> Iterator[None]:
    """Send mails beside the service while the block runs, where a server for them is set; nothing otherwise."""
    server = settings.mail_server()
    if server is None:
        yield
        return
    with rounds("mails", lambda: turn(database, server, settings.base_url, now), EVERY):
        yield


def turn(database: Database, server: MailServer, base_url: str, now: Clock) -> None:
    """Write what time has done to grants, then mail everybody's news that is due, until the server is away.

    A database that is busy or gone ends the turn; the next one goes on.
    """
    try:
        settle_everybody(database, now())
        give_up(database, now())
        while (claimed := claim(database, now())) is not None:
            if claimed.ids and _send(database, server, base_url, claimed, now()) == "away":
                return
    except (HabitlogError, SQLAlchemyError) as error:
        log.warning("mail: the database could not be used, %s", type(error).__name__)


def _send(database: Database, server: MailServer, base_url: str, claimed: Claimed, now: datetime) -> Outcome:
    about = {"sharing": claimed.sharing, "signing_in": claimed.signing_in}
    try:
        made = letter(claimed.ids[0], server.sender, claimed.email, base_url, now, **about)
    except ValueError:
        log.warning("mail: an address that fits in no header")
        outcome: Outcome = "refused"
    else:
        outcome = post(server, made, claimed.email)
    if outcome in {"sent", "refused"}:
        with database.write() as unit:
            _close(unit, claimed, now if outcome == "sent" else None)
    return outcome


def _close(unit: Writing, claimed: Claimed, mailed_at: datetime | None) -> None:
    these = n.person_id == claimed.person_id, n.id.in_(claimed.ids)
    unit.run(update(notice).where(*these).values(mail_due_at=None, mailed_at=mailed_at))


def claim(database: Database, now: datetime) -> Claimed | None:
    """Take the news of one person who is due for a mail: no ids where another sender was first, None if nobody is due.

    Taking writes when it is tried again, in the same statement that finds it untaken, so that two senders never hold
    one notice at a time.
    """
    with database.read() as look:
        who = look.first(_due(now))
    if who is None:
        return None
    pause = FIRST_PAUSE * 2 ** min(who["tries"], 8)
    taken = {"mail_due_at": now + pause, "mail_tries": n.mail_tries + 1}
    mine = update(notice).where(n.person_id == who["id"], *_is_due(now)).values(taken)
    with database.write() as unit:
        rows = unit.run(mine.returning(n.id, n.at, n.grant_id)).mappings().all()
    return _claimed(who, sorted(rows, key=lambda row: (row["at"], row["id"])))


def _claimed(who: Mapping[str, Any], rows: Sequence[Mapping[Any, Any]]) -> Claimed:
    of_grants = [row["grant_id"] is not None for row in rows]
    ids = tuple(row["id"] for row in rows)
    return Claimed(who["id"], who["email"], ids, any(of_grants), not all(of_grants))


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Say of a notice that it is to be mailed: not put away meanwhile, and not old news."""
    return n.mail_due_at <= now, n.seen_at.is_(None), n.at > now - FRESH


def _due(now: datetime) -> Select[Any]:
    """Return the query for who waits longest, of those who can sign in, want mails, and had none just now."""
    earlier = notice.alias()
    recent = earlier.c.person_id == person.c.id, earlier.c.at > now - FRESH - APART
    lately = exists().where(*recent, earlier.c.mailed_at > now - APART)
    wanted = in_use(), person.c.mails == "on", ~lately
    tries = func.max(n.mail_tries).label("tries")
    whose = select(person.c.id, person.c.email, tries).join(notice, n.person_id == person.c.id)
    return (
        whose.where(*_is_due(now), *wanted)
        .group_by(person.c.id)
        .order_by(func.min(n.mail_due_at), person.c.id)
        .limit(1)
    )


def give_up(database: Database, now: datetime) -> None:
    """Let go of mails about what is older than a day."""
    old = n.mail_due_at.is_not(None), n.at <= now - FRESH
    with database.read() as look:
        there = look.value(select(exists().where(*old)))
    if there:
        with database.write() as unit:
            unit.run(update(notice).where(*old).values(mail_due_at=None))
