"""Mails with the code for a lost password, claimed by one sender at a time."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from habitlog.accounts.password_reset import derive_reset_code, password_reset_table
from habitlog.accounts.person import is_active_account, person_table
from habitlog.db import Database
from habitlog.mail.message import build_reset_message
from habitlog.mail.smtp import MailServer, send_message

log = logging.getLogger(__name__)

RETRY_DELAY = timedelta(minutes=5)
"""Until a mail that did not go out is tried again. No handing over takes as long."""

r = password_reset_table.c


def send_due_resets(database: Database, server: MailServer, base_url: str, server_key: bytes, now: datetime) -> bool:
    """Mail every code that is due; return False where the mail server is away, so that nothing else is tried."""
    while (claimed := _claim_reset(database, now)) is not None:
        outcome = "refused"
        try:
            code = derive_reset_code(server_key, claimed["salt"])
            message = build_reset_message(claimed["salt"], server.sender, claimed["email"], base_url, now, code)
        except ValueError:
            log.warning("mail: an address that fits in no header")
        else:
            outcome = send_message(server, message, claimed["email"])
        if outcome in {"sent", "refused"}:
            with database.begin_write() as transaction:
                same = (r.person_id == claimed["person_id"], r.salt == claimed["salt"])
                transaction.execute(update(password_reset_table).where(*same).values(mail_due_at=None))
        if outcome == "away":
            return False
    return True


def _claim_reset(database: Database, now: datetime) -> Mapping[str, Any] | None:
    """Return a row that this sender alone mails now, None where none is due."""
    due = (r.mail_due_at <= now, r.expires_at > now)
    query = select(r.person_id, r.salt, person_table.c.email).join(person_table, person_table.c.id == r.person_id)
    with database.begin_read() as read_transaction:
        row = read_transaction.fetch_first(query.where(*due, is_active_account()).order_by(r.mail_due_at).limit(1))
    if row is None:
        return None
    later = {"mail_due_at": now + RETRY_DELAY, "mail_attempts": r.mail_attempts + 1}
    mine = update(password_reset_table).where(r.person_id == row["person_id"], r.salt == row["salt"], *due)
    with database.begin_write() as transaction:
        is_claimed = transaction.execute(mine.values(later)).rowcount == 1
    return row if is_claimed else _claim_reset(database, now)
