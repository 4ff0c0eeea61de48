"""Mails about notifications: which are due, claimed by one sender at a time, and what becomes of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, exists, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from habitlog.accounts.person import is_active_account, person_table
from habitlog.background import run_periodically
from habitlog.config import Config
from habitlog.db import Database, WriteTransaction
from habitlog.errors import HabitlogError
from habitlog.mail.message import build_message
from habitlog.mail.smtp import DeliveryOutcome, MailServer, send_message
from habitlog.sharing.tables import notification_table
from habitlog.usecases.jobs.send_password_resets import send_due_resets
from habitlog.usecases.sharing.grant_expiry import expire_all_grants

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
INTERVAL_SECONDS = 20.0
"""Seconds between two runs."""
MAX_NOTIFICATION_AGE = timedelta(days=1)
"""The greatest age at which a notification is still mailed."""
FIRST_RETRY_DELAY = timedelta(minutes=10)
"""Until a mail that did not go out is tried again; doubled each time. No handing over takes as long."""
MIN_MAIL_INTERVAL = timedelta(minutes=30)
"""Between two mails to one person."""

n = notification_table.c


class ClaimedNotifications(Struct, frozen=True):
    """The news of one person that this sender alone mails now: notices, oldest first, and what they are about."""

    person_id: int
    email: str
    notification_ids: tuple[str, ...]
    has_sharing_news: bool
    has_sign_in_news: bool


@contextmanager
def run_in_background(settings: Config, database: Database, now: Clock) -> Iterator[None]:
    """Send mails beside the service while the block runs, where a server for them is set; nothing otherwise."""
    server = settings.mail_server()
    if server is None:
        yield
        return
    key = settings.load_secret_key()
    with run_periodically("mails", lambda: run_once(database, server, settings.base_url, key, now), INTERVAL_SECONDS):
        yield


def run_once(database: Database, server: MailServer, base_url: str, server_key: bytes, now: Clock) -> None:
    """Mail codes for lost passwords, then everybody's news that is due, until the server is away.

    A database that is busy or unreachable ends the run; the next one continues.
    """
    try:
        if not send_due_resets(database, server, base_url, server_key, now()):
            return
        expire_all_grants(database, now())
        drop_old_mails(database, now())
        while (claimed := claim_notifications(database, now())) is not None:
            if claimed.notification_ids and _send_mail(database, server, base_url, claimed, now()) == "away":
                return
    except (HabitlogError, SQLAlchemyError) as error:
        log.warning("mail: the database could not be used, %s", type(error).__name__)


def _send_mail(
    database: Database, server: MailServer, base_url: str, claimed: ClaimedNotifications, now: datetime
) -> DeliveryOutcome:
    about = {"has_sharing_news": claimed.has_sharing_news, "has_sign_in_news": claimed.has_sign_in_news}
    try:
        message = build_message(claimed.notification_ids[0], server.sender, claimed.email, base_url, now, **about)
    except ValueError:
        log.warning("mail: an address that fits in no header")
        outcome: DeliveryOutcome = "refused"
    else:
        outcome = send_message(server, message, claimed.email)
    if outcome in {"sent", "refused"}:
        with database.begin_write() as transaction:
            _mark_mailed(transaction, claimed, now if outcome == "sent" else None)
    return outcome


def _mark_mailed(transaction: WriteTransaction, claimed: ClaimedNotifications, mailed_at: datetime | None) -> None:
    these = n.person_id == claimed.person_id, n.id.in_(claimed.notification_ids)
    transaction.execute_uncounted(
        update(notification_table).where(*these).values(mail_due_at=None, mailed_at=mailed_at)
    )


def claim_notifications(database: Database, now: datetime) -> ClaimedNotifications | None:
    """Claim the notifications of one person due for a mail: no ids where another sender was first, None if none is due.

    Taking writes when it is tried again, in the same statement that finds it untaken, so that two senders never hold
    one notice at a time.
    """
    with database.begin_read() as read_transaction:
        who = read_transaction.fetch_first(_next_recipient_query(now))
    if who is None:
        return None
    pause = FIRST_RETRY_DELAY * 2 ** min(who["tries"], 8)
    listening_socket = {"mail_due_at": now + pause, "mail_attempts": n.mail_attempts + 1}
    mine = update(notification_table).where(n.person_id == who["id"], *_is_due(now)).values(listening_socket)
    with database.begin_write() as transaction:
        rows = transaction.execute_uncounted(mine.returning(n.id, n.created_at, n.grant_id)).mappings().all()
    return _build_claimed_notifications(who, sorted(rows, key=lambda row: (row["created_at"], row["id"])))


def _build_claimed_notifications(
    recipient: Mapping[str, Any], rows: Sequence[Mapping[Any, Any]]
) -> ClaimedNotifications:
    of_grants = [row["grant_id"] is not None for row in rows]
    ids = tuple(row["id"] for row in rows)
    return ClaimedNotifications(recipient["id"], recipient["email"], ids, any(of_grants), not all(of_grants))


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Say of a notice that it is to be mailed: not put away meanwhile, and not old news."""
    return n.mail_due_at <= now, n.seen_at.is_(None), n.created_at > now - MAX_NOTIFICATION_AGE


def _next_recipient_query(now: datetime) -> Select[Any]:
    """Return the query for who waits longest, of those who can sign in, want mails, and had none just now."""
    earlier = notification_table.alias()
    recent = (
        earlier.c.person_id == person_table.c.id,
        earlier.c.created_at > now - MAX_NOTIFICATION_AGE - MIN_MAIL_INTERVAL,
    )
    lately = exists().where(*recent, earlier.c.mailed_at > now - MIN_MAIL_INTERVAL)
    wanted = is_active_account(), person_table.c.emails_enabled, ~lately
    tries = func.max(n.mail_attempts).label("tries")
    whose = select(person_table.c.id, person_table.c.email, tries).join(
        notification_table, n.person_id == person_table.c.id
    )
    return (
        whose.where(*_is_due(now), *wanted)
        .group_by(person_table.c.id)
        .order_by(func.min(n.mail_due_at), person_table.c.id)
        .limit(1)
    )


def drop_old_mails(database: Database, now: datetime) -> None:
    """Let go of mails about what is older than a day."""
    old = n.mail_due_at.is_not(None), n.created_at <= now - MAX_NOTIFICATION_AGE
    with database.begin_read() as read_transaction:
        there = read_transaction.fetch_value(select(exists().where(*old)))
    if there:
        with database.begin_write() as transaction:
            transaction.execute_uncounted(update(notification_table).where(*old).values(mail_due_at=None))
