"""The access log: a view is logged before it is shown, and rows stay as they were."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.support.clock import NOW
from tests.support.sharing import SharingPair

from habitlog.errors import (
    NotFound,
)
from habitlog.usecases import notifications
from habitlog.usecases.sharing.access_log import list_access_log

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def test_view_after_thirty_days_is_notified(two: SharingPair) -> None:
    two.create_active_grant(NOW, until="2027-01-01")
    two.read_shared_scope(NOW)
    two.read_shared_scope(NOW + 29 * DAY)
    assert "looked" not in two.list_notification_kinds(two.client)
    two.read_shared_scope(NOW + 59 * DAY)
    two.read_shared_scope(NOW + 59 * DAY)
    assert two.list_notification_kinds(two.client).count("looked") == 1
    with two.database.begin_write() as transaction:
        new = [one.id for one in notifications.list_notifications(transaction, two.client, only_new=True)]
        assert len(new) == 3
        notifications.mark_notifications_seen(transaction, two.coach, new, NOW)
        notifications.mark_notifications_seen(transaction, two.client, [*new[1:], "none of hers"], NOW)
        assert [one.id for one in notifications.list_notifications(transaction, two.client, only_new=True)] == new[:1]
        notifications.mark_notifications_seen(transaction, two.client, new, NOW)
        assert notifications.list_notifications(transaction, two.client, only_new=True) == ()
        assert len(notifications.list_notifications(transaction, two.coach, only_new=True)) == 1
        assert all(
            one.is_seen and one.other_name == "Ben" for one in notifications.list_notifications(transaction, two.client)
        )
        assert {one.other_name for one in notifications.list_notifications(transaction, two.coach)} == {"Ada"}


def test_view_is_refused_when_access_log_cannot_be_written(two: SharingPair) -> None:
    two.create_active_grant(NOW)
    with two.database.begin_write() as transaction:
        transaction.execute(text("ALTER TABLE access_log RENAME TO elsewhere"))
    try:
        with pytest.raises(DBAPIError):
            two.read_shared_scope(NOW)
    finally:
        with two.database.begin_write() as transaction:
            transaction.execute(text("ALTER TABLE elsewhere RENAME TO access_log"))
    assert list(two.read_shared_scope(NOW)) == ["Ada"]


def test_access_log_rows_are_immutable(two: SharingPair) -> None:
    two.create_active_grant(NOW)
    two.read_shared_scope(NOW)
    changes = [
        "outcome = 'denied'",
        "accessed_at = '2020-01-01'",
        "pillars = '[]'",
        "date_to = NULL",
        "coach_label = 'x'",
        "grant_id = '7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11'",
        "page_kind = 'x'",
        "coach_id = person_id",
        "date_from = '2020-01-01'",
        "id = '7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11'",
    ]
    for change in changes:
        with pytest.raises(DBAPIError, match="never changed"), two.database.begin_write() as transaction:
            transaction.execute(text(f"UPDATE access_log SET {change}"))


def test_refused_views_are_limited_in_access_log(two: SharingPair) -> None:
    grant = two.create_active_grant(NOW)
    two.revoke(grant, NOW)

    def tried(times: int, at: datetime) -> int:
        for _ in range(times):
            with pytest.raises(NotFound):
                two.read_shared_scope(at, grant_id=grant)
        with two.database.begin_read() as transaction:
            return len(list_access_log(transaction, two.client, 100).views)

    assert tried(25, NOW) == 20
    assert tried(1, NOW + DAY - SECOND) == 20
    assert tried(1, NOW + DAY) == 21
