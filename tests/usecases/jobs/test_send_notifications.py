"""Notices by mail, through a real mail server, on both databases: once, late where they have to be, or not at all."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Event

import pytest
from sqlalchemy import select
from tests.support.clock import NOW, STOCKHOLM, Clock
from tests.support.people import PASSWORD
from tests.support.sharing import SharingPair
from tests.support.smtp_server import SmtpServer

from habitlog.accounts.person import Person
from habitlog.background import run_periodically
from habitlog.db import Database
from habitlog.mail.smtp import MailServer, parse_mail_server
from habitlog.sharing.tables import notification_table
from habitlog.usecases import notifications
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.identity import accounts
from habitlog.usecases.jobs import send_notifications

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
BASE = "https://log.example.org"
KEY = bytes(32)
"""The key of the server."""
ADA, BEN = "ada@example.org", "ben@example.org"


@pytest.fixture
def office() -> Iterator[SmtpServer]:
    """A mail server that is up."""
    with SmtpServer() as found:
        yield found


class Sender:
    """One process that sends mails, a turn at a time, and what the server got in it."""

    def __init__(self, office: SmtpServer, database: Database, clock: Clock) -> None:
        server = parse_mail_server(f"smtp://127.0.0.1:{office.port}", "habitlog@example.org")
        assert server is not None
        self.server: MailServer = server
        self.office, self.database, self.clock = office, database, clock

    def turn(self, after: timedelta = timedelta()) -> list[str]:
        """Let time pass, do one turn, and return to whom mails came in it."""
        self.clock.now += after
        before = len(self.office.post.kept)
        send_notifications.run_once(self.database, self.server, BASE, KEY, self.clock)
        return sorted(to for to, _ in self.office.post.kept[before:])


@pytest.fixture
def sender(office: SmtpServer, database: Database, clock: Clock) -> Sender:
    return Sender(office, database, clock)


def due_notifications(database: Database) -> list[datetime]:
    with database.begin_read() as transaction:
        return [
            at
            for (at,) in transaction.fetch_tuples(
                select(notification_table.c.mail_due_at).where(notification_table.c.mail_due_at.is_not(None))
            )
        ]


def test_notifications_are_sent_once_and_together(two: SharingPair, sender: Sender, office: SmtpServer) -> None:
    assert sender.turn() == []
    grant = two.create_active_grant(NOW, label="Ada L", pillars=["sleep", "diet"])
    assert sender.turn() == [ADA, BEN]
    assert sender.turn(DAY) == []
    two.revoke(grant, sender.clock())
    assert sender.turn() == [ADA, BEN]
    assert due_notifications(two.database) == []
    ids = {read["Message-ID"] for _, read in office.post.kept}
    assert len(ids) == 4
    everything = "".join(read.as_string() for _, read in office.post.kept)
    for told in ("Ada", "Ben", "sleep", "diet", grant):
        assert told not in everything
    for to, read in office.post.kept:
        assert (read["To"], read["Auto-Submitted"]) == (to, "auto-generated")
        assert f"{BASE}/sharing" in read.get_content()


def test_mails_to_person_are_half_an_hour_apart(two: SharingPair, sender: Sender) -> None:
    grant = two.create_active_grant(NOW)
    assert sender.turn() == [ADA, BEN]
    two.change(grant, 2, NOW, PASSWORD, pillars=["sleep", "diet"])
    assert sender.turn(29 * MINUTE) == []
    two.revoke(grant, sender.clock())
    assert sender.turn(MINUTE) == [ADA, BEN]
    assert sender.turn(60 * MINUTE) == []


def test_seen_or_old_notification_is_not_mailed(two: SharingPair, sender: Sender) -> None:
    two.create_active_grant(NOW)
    with two.database.begin_write() as transaction:
        seen = [one.id for one in notifications.list_notifications(transaction, two.client)]
        notifications.mark_notifications_seen(transaction, two.client, seen, NOW)
    assert sender.turn() == [BEN]
    with two.database.begin_write() as transaction:
        notifications.add_notification(transaction, two.client.id, "factor-on", None, sender.clock())
    assert len(due_notifications(two.database)) == 3
    assert sender.turn(DAY) == []
    assert due_notifications(two.database) == []


def test_disabled_or_opted_out_person_gets_no_mail(two: SharingPair, sender: Sender) -> None:
    two.create_active_grant(NOW)
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, two.client, NOW)
        accounts.change_profile(transaction, two.coach, {"name": "Ben", "zone": STOCKHOLM, "mails": "off"})
    assert sender.turn() == []
    with two.database.begin_write() as transaction:
        deletion.enable_account(transaction, two.client)
        accounts.change_profile(transaction, two.coach, {"name": "Ben", "zone": STOCKHOLM, "mails": "on"})
    assert sender.turn() == [ADA, BEN]


def test_deleted_person_gets_no_mail(two: SharingPair, sender: Sender) -> None:
    two.create_active_grant(NOW)
    with two.database.begin_write() as transaction:
        deletion.delete_account(transaction, two.client, NOW)
    assert sender.turn() == [BEN]


def test_mail_is_retried_with_backoff(
    two: SharingPair, sender: Sender, office: SmtpServer, caplog: pytest.LogCaptureFixture
) -> None:
    office.close()
    with two.database.begin_write() as transaction:
        notifications.add_notification(transaction, two.client.id, "factor-off", None, NOW)
    tried = []
    for _ in range(24 * 12):
        caplog.clear()
        assert sender.turn(5 * MINUTE) == []
        if any("could not be used" in record.getMessage() for record in caplog.records):
            tried.append((sender.clock() - NOW) // MINUTE)
    assert [later - earlier for earlier, later in pairwise(tried)] == [
        10,
        20,
        40,
        80,
        160,
        320,
        640,
    ]
    office.open()
    assert due_notifications(two.database) == []
    assert sender.turn(DAY) == []


def test_pending_mail_is_sent_after_outage(two: SharingPair, sender: Sender, office: SmtpServer) -> None:
    office.close()
    two.create_active_grant(NOW)
    assert sender.turn() == []
    office.open()
    assert sender.turn() == [BEN]
    assert sender.turn(9 * MINUTE) == []
    assert sender.turn(MINUTE) == [ADA]
    assert sender.turn(DAY) == []


def test_invalid_recipient_is_given_up(two: SharingPair, sender: Sender, office: SmtpServer) -> None:
    office.post.answers |= {ADA: "550 no such person", BEN: "450 later"}
    two.create_active_grant(NOW)
    assert sender.turn() == []
    office.post.answers.clear()
    assert sender.turn(10 * MINUTE) == [BEN]
    assert sender.turn(10 * MINUTE) == []


def test_two_processes_send_mail_once(two: SharingPair, sender: Sender, office: SmtpServer) -> None:
    """Sixteen at once, each with connections of its own, in several tries."""
    with ThreadPoolExecutor(16) as pool:
        for _ in range(4):
            with two.database.begin_write() as transaction:
                for someone in (two.client, two.coach):
                    notifications.add_notification(transaction, someone.id, "factor-on", None, sender.clock())
            others = [
                Sender(office, Database(two.database.url.render_as_string(False)), sender.clock) for _ in range(16)
            ]
            before = len(office.post.kept)
            list(pool.map(Sender.turn, others))
            assert sorted(to for to, _ in office.post.kept[before:]) == [ADA, BEN]
            for other in others:
                other.database.close_connections()
            sender.clock.now += 31 * MINUTE


def test_mail_of_crashed_sender_is_resent(two: SharingPair, sender: Sender) -> None:
    with two.database.begin_write() as transaction:
        notifications.add_notification(transaction, two.client.id, "factor-on", None, NOW)
    claimed = send_notifications.claim_notifications(two.database, NOW)
    assert claimed is not None
    assert (claimed.email, claimed.has_sharing_news, claimed.has_sign_in_news) == (ADA, False, True)
    assert send_notifications.claim_notifications(two.database, NOW) is None
    assert sender.turn(9 * MINUTE) == []
    assert sender.turn(MINUTE) == [ADA]
    assert sender.office.post.kept[-1][1]["Message-ID"] == f"<{claimed.notification_ids[0]}@example.org>"


def kinds(two: SharingPair, someone: Person) -> list[str]:
    with two.database.begin_read() as transaction:
        return [one.kind for one in notifications.list_notifications(transaction, someone)]


def test_expiry_notification_is_mailed_without_visit(two: SharingPair, sender: Sender, office: SmtpServer) -> None:
    grant = two.create_active_grant(NOW, until="2026-04-01")
    ends = two.find_grant(grant, NOW).scope.expires_at
    sender.turn()
    assert sender.turn(ends - 7 * DAY - MINUTE - NOW) == []
    assert sender.turn(MINUTE) == [ADA, BEN]
    assert kinds(two, two.client)[0] == kinds(two, two.coach)[0] == "expiring"
    for _ in range(3):
        assert sender.turn(DAY) == []
    two.change(grant, 2, sender.clock(), PASSWORD, until="2026-04-03")
    assert sender.turn() == [ADA, BEN]
    assert sorted(kinds(two, two.client)[:3]) == ["expiring", "expiring", "widened"]
    later = two.find_grant(grant, sender.clock()).scope.expires_at
    assert sender.turn(later - MINUTE - sender.clock()) == []
    assert sender.turn(MINUTE) == [ADA, BEN]
    assert kinds(two, two.client)[0] == kinds(two, two.coach)[0] == "ended"
    assert two.find_grant(grant, NOW).state == "expired"
    assert sender.turn(DAY) == []


def test_mail_run_survives_database_error(two: SharingPair, sender: Sender, caplog: pytest.LogCaptureFixture) -> None:
    url = "postgresql://127.0.0.1:1/x" if not two.database.is_sqlite else "sqlite:////nowhere/at/all"
    gone = Database(url)
    with contextlib.ExitStack() as stack, caplog.at_level(logging.WARNING, "habitlog"):
        stack.callback(gone.close_connections)
        send_notifications.run_once(gone, sender.server, BASE, KEY, sender.clock)
    assert "the database could not be used" in caplog.text


def test_periodic_job_runs_until_stopped() -> None:
    came = [Event(), Event()]

    def turn() -> None:
        came[came[0].is_set()].set()

    with run_periodically("test", turn, 0.0):
        assert all(one.wait(30) for one in came)
