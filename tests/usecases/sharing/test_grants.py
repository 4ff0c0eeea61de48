"""A grant's life from the code to its end, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from tests.support.clock import NOW, STOCKHOLM
from tests.support.people import PASSWORD, ensure_account
from tests.support.sharing import SharingPair, redeem_error

from habitlog.accounts.person import Person, person_table
from habitlog.errors import (
    Conflict,
    HabitlogError,
    Invalid,
    NotFound,
    PreconditionFailed,
    RateLimited,
)
from habitlog.sharing.tables import consent_grant_table
from habitlog.usecases import notifications
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.sharing import grants, invitations
from habitlog.usecases.sharing.access_log import list_access_log
from habitlog.usecases.sharing.grant_changes import preview_scope_change
from habitlog.usecases.sharing.grant_expiry import expire_grants_if_due

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LONG_AGO = "2026-01-05"
"""A Monday; the weeks a grant from then on shows on 2026-03-12 end with that of 2026-03-02."""


def mondays(first: str, count: int) -> tuple[date, ...]:
    return tuple(date.fromisoformat(first) + n * 7 * DAY for n in range(count))


def test_grant_from_invitation_to_end(two: SharingPair) -> None:
    grant = two.create_pending_grant(NOW, label="Ada L", history_from=LONG_AGO, pillars=["sleep", "diet"])
    assert two.read_shared_scope(NOW) == {}
    with pytest.raises(NotFound):
        two.read_shared_scope(NOW, grant_id=grant)
    two.confirm(grant, NOW)
    assert two.read_shared_scope(NOW) == {"Ada L": (("diet", "sleep"), mondays("2026-01-12", 8))}
    assert two.read_shared_scope(NOW, 4, grant) == {"Ada L": (("diet", "sleep"), mondays("2026-02-09", 4))}
    two.revoke(grant, NOW)
    assert two.read_shared_scope(NOW) == {}
    with pytest.raises(NotFound):
        two.read_shared_scope(NOW, grant_id=grant)
    with two.database.begin_read() as transaction:
        log = list_access_log(transaction, two.client, 100).views
        assert list_access_log(transaction, two.coach, 100).views == ()
        assert grants.list_pending_grants(transaction, two.coach, NOW) == ()
    served = [
        (view.coach_label, view.pillars, view.date_from, view.date_to) for view in log if view.outcome == "served"
    ]
    assert [view.outcome for view in log].count("denied") == 2
    assert served.count(("Ben", ("diet", "sleep"), date(2026, 1, 12), date(2026, 3, 8))) == 1
    assert two.list_notification_kinds(two.client) == ["accepted", "confirmed", "ended"]
    assert two.list_notification_kinds(two.coach) == ["confirmed", "ended"]
    with two.database.begin_read() as transaction:
        ended = [one for one in notifications.list_notifications(transaction, two.coach) if not one.is_own]
    assert {one.other_name for one in ended} == {""}


def test_one_grant_per_client_and_coach(two: SharingPair) -> None:
    grant, other = two.create_pending_grant(NOW), two.create_code(NOW)
    for _ in range(2):
        with pytest.raises(Conflict):
            invitations.redeem_invitation(two.database, two.coach, other, NOW)
    two.revoke(grant, NOW)
    assert invitations.redeem_invitation(two.database, two.coach, other, NOW)


def test_two_concurrent_codes_of_client_create_one_grant(two: SharingPair) -> None:
    codes = [two.create_code(NOW) for _ in range(8)]

    def take(code: str) -> str:
        try:
            return invitations.redeem_invitation(two.database, two.coach, code, NOW)
        except Conflict:
            return ""

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(take, codes))
    assert sum(map(bool, told)) == 1
    with two.database.begin_read() as transaction:
        assert len(transaction.fetch_rows(select(consent_grant_table))) == 1


def test_grant_confirmation_is_by_client(two: SharingPair) -> None:
    grant = two.create_pending_grant(NOW)
    with two.database.begin_write() as transaction, pytest.raises(NotFound):
        grants.confirm_grant(transaction, two.coach, grant, 1, "1", NOW)
    with two.database.begin_write() as transaction, pytest.raises(PreconditionFailed) as stale:
        grants.confirm_grant(transaction, two.client, grant, 2, "1", NOW)
    assert stale.value.parameters == {"version": 1}
    with two.database.begin_write() as transaction, pytest.raises(Conflict):
        grants.confirm_grant(transaction, two.client, grant, 1, "0", NOW)
    two.confirm(grant, NOW)
    with pytest.raises(NotFound):
        two.confirm(grant, NOW, 2)
    found = two.find_grant(grant, NOW)
    assert (found.state, found.version, found.consent_text_version, found.coach_email) == (
        "active",
        2,
        "1",
        "ben@example.org",
    )


def test_grant_is_declined(two: SharingPair) -> None:
    grant = two.create_pending_grant(NOW)
    with two.database.begin_write() as transaction:
        with pytest.raises(NotFound):
            grants.decline_grant(transaction, two.coach, grant, NOW)
        grants.decline_grant(transaction, two.client, grant, NOW)
    with two.database.begin_write() as transaction, pytest.raises(NotFound):
        grants.decline_grant(transaction, two.client, grant, NOW)
    with pytest.raises(NotFound):
        two.confirm(grant, NOW, 2)
    assert two.find_grant(grant, NOW).coach_email is None
    assert two.list_notification_kinds(two.coach) == ["declined"]


def test_grant_widening_requires_password(two: SharingPair) -> None:
    grant = two.create_active_grant(NOW, pillars=["sleep", "diet"], history_from=LONG_AGO)
    narrow = two.change(grant, 2, NOW, pillars=["sleep"], history_from="2026-02-02", until="2026-04-01")
    assert (narrow.version, narrow.pillars) == (3, ("sleep",))
    assert two.read_shared_scope(NOW) == {"Ada": (("sleep",), mondays("2026-02-02", 5))}
    wider: list[dict[str, Any]] = [
        {"pillars": ["sleep", "stress"]},
        {"history_from": "2026-02-01"},
        {"until": "2026-04-02"},
    ]
    for raw in wider:
        for password in ("", "four plant dyes and a noodle"):
            with pytest.raises(Invalid) as refused:
                two.change(grant, 3, NOW, password, **raw)
            assert [problem.field for problem in refused.value.problems] == ["password"]
    assert two.find_grant(grant, NOW) == narrow
    for version, raw in enumerate(wider, start=3):
        assert two.change(grant, version, NOW, PASSWORD, **raw).version == version + 1
    assert two.read_shared_scope(NOW) == {"Ada": (("sleep", "stress"), mondays("2026-02-02", 5))}
    assert (
        two.list_notification_kinds(two.client).count("widened")
        == two.list_notification_kinds(two.coach).count("widened")
        == 3
    )


def test_grant_change_to_same_scope_is_noop(two: SharingPair) -> None:
    grant = two.create_active_grant(NOW)
    before = two.find_grant(grant, NOW)
    told: dict[str, Any] = {"pillars": ["sleep"], "history_from": "2026-03-12", "until": "2026-06-10"}
    assert two.change(grant, 2, NOW, **told) == two.change(grant, 2, NOW) == before
    # In another zone the last day ends at another instant; left as it reads, it is left as it is.
    with two.database.begin_read() as transaction:
        moved = Person(two.client.id, "", "Ada", "America/New_York", 0, two.client.style)
        assert not preview_scope_change(transaction, moved, grant, {"until": "2026-06-10"}, NOW).needs_consent


def test_invalid_grant_changes_are_refused(two: SharingPair, app: FastAPI) -> None:
    grant = two.create_active_grant(NOW)
    for someone in (two.coach, ensure_account(app, "Cyd", STOCKHOLM)):
        other = SharingPair(two.database, someone, two.coach)
        with pytest.raises(NotFound):
            other.change(grant, 2, NOW, PASSWORD, pillars=["sleep", "diet"])
        with pytest.raises(NotFound):
            other.revoke(grant, NOW)
        with two.database.begin_write() as transaction, pytest.raises(NotFound):
            grants.remove_pillar(transaction, someone, grant, "sleep", NOW)
    with pytest.raises(PreconditionFailed):
        two.change(grant, 1, NOW, pillars=["diet"])
    wrong: list[dict[str, Any]] = [
        {"pillars": []}, {"until": "2027-03-13"}, {"history_from": "2026-03-13"}, {"state": "active"},
    ]  # fmt: skip
    for raw in wrong:
        with pytest.raises(Invalid):
            two.change(grant, 2, NOW, PASSWORD, **raw)


def test_grant_password_is_rate_limited(two: SharingPair) -> None:
    grant = two.create_active_grant(NOW)
    for _ in range(10):
        with pytest.raises(Invalid):
            two.change(grant, 2, NOW, "no", pillars=["diet", "sleep"])
    with pytest.raises(RateLimited):
        two.change(grant, 2, NOW, PASSWORD, pillars=["diet", "sleep"])
    assert two.change(grant, 2, NOW + timedelta(minutes=15), PASSWORD, pillars=["diet", "sleep"]).version == 3


def test_grant_pillars_are_stopped_one_by_one(two: SharingPair) -> None:
    grant = two.create_active_grant(NOW, pillars=["sleep", "diet"])
    for pillar, left in (("sleep", {"Ada": (("diet",), ())}), ("diet", {})):
        with two.database.begin_write() as transaction:
            grants.remove_pillar(transaction, two.client, grant, pillar, NOW)
        assert two.read_shared_scope(NOW) == left
        with two.database.begin_write() as transaction, pytest.raises(NotFound):
            grants.remove_pillar(transaction, two.client, grant, pillar, NOW)
    assert (two.find_grant(grant, NOW).state, two.find_grant(grant, NOW).ended_by) == ("revoked", "client")


def test_coach_ends_grant(two: SharingPair) -> None:
    grant = two.create_active_grant(NOW)
    with two.database.begin_write() as transaction:
        with pytest.raises(NotFound):
            grants.end_grant_as_coach(transaction, two.client, grant, NOW)
        grants.end_grant_as_coach(transaction, two.coach, grant, NOW)
    assert (two.find_grant(grant, NOW).state, two.find_grant(grant, NOW).ended_by) == ("revoked", "coach")
    assert two.read_shared_scope(NOW) == {}


@pytest.mark.parametrize("state", ["pending", "active"])
def test_expired_grant_stays_expired_when_clock_is_set_back(two: SharingPair, state: str) -> None:
    grant = (
        two.create_pending_grant(NOW, until="2026-03-20")
        if state == "pending"
        else two.create_active_grant(NOW, until="2026-03-20")
    )
    ends = two.find_grant(grant, NOW).scope.expires_at
    assert bool(two.read_shared_scope(ends - SECOND)) is (state == "active")
    assert two.find_grant(grant, ends).state == "expired"
    assert two.read_shared_scope(ends) == {}
    for now in (NOW, ends - SECOND, ends + DAY):
        found = two.find_grant(grant, now)
        assert (found.state, found.ended_by, found.ended_at) == ("expired", "time", ends)
        assert two.read_shared_scope(now) == {}
        with pytest.raises(NotFound):
            two.change(grant, found.version, now, PASSWORD, until="2026-05-01")
    assert (
        two.list_notification_kinds(two.client).count("ended")
        == two.list_notification_kinds(two.coach).count("ended")
        == 1
    )


def test_expiry_reminder_is_sent_once_per_side(two: SharingPair) -> None:
    grant = two.create_active_grant(NOW, until="2026-04-01")
    soon = two.find_grant(grant, NOW).scope.expires_at - 7 * DAY
    expire_grants_if_due(two.database, two.client, soon - SECOND)
    assert "expiring" not in two.list_notification_kinds(two.client)
    for _ in range(2):
        expire_grants_if_due(two.database, two.client, soon)
    assert two.list_notification_kinds(two.client).count("expiring") == 1
    assert "expiring" not in two.list_notification_kinds(two.coach)
    two.read_shared_scope(soon)
    assert two.list_notification_kinds(two.coach).count("expiring") == 1
    two.change(grant, 2, soon, PASSWORD, until="2026-05-01")
    expire_grants_if_due(two.database, two.client, soon + 30 * DAY)
    assert two.list_notification_kinds(two.client).count("expiring") == 2


def test_disabled_people_share_nothing(two: SharingPair) -> None:
    grant = two.create_active_grant(NOW)
    for someone in (two.client, two.coach):
        with two.database.begin_write() as transaction:
            deletion.disable_account(transaction, someone, NOW)
        assert two.read_shared_scope(NOW) == {}
        with pytest.raises(NotFound):
            two.read_shared_scope(NOW, grant_id=grant)
        with two.database.begin_write() as transaction:
            deletion.enable_account(transaction, someone)
        assert list(two.read_shared_scope(NOW)) == ["Ada"]


def test_disabled_people_cannot_change_grant(two: SharingPair, app: FastAPI) -> None:
    code = two.create_code(NOW)
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, two.client, NOW)
    assert redeem_error(two, code) == "invitation_code_unknown"
    with two.database.begin_write() as transaction:
        deletion.enable_account(transaction, two.client)
    grant = invitations.redeem_invitation(two.database, two.coach, code, NOW)
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, two.client, NOW)
        assert grants.list_pending_grants(transaction, two.coach, NOW) == ()
        deletion.enable_account(transaction, two.client)
        assert [one.id for one in grants.list_pending_grants(transaction, two.coach, NOW)] == [grant]
        deletion.disable_account(transaction, two.coach, NOW)
    with pytest.raises(HabitlogError):
        two.confirm(grant, NOW)
    assert two.find_grant(grant, NOW).state == "pending"


def test_change_by_one_side_is_counted_for_both(two: SharingPair) -> None:
    grant = two.create_active_grant(NOW, pillars=["sleep", "diet", "stress"])

    def read_counters() -> dict[int, int]:
        with two.database.begin_read() as transaction:
            return dict(transaction.fetch_tuples(select(person_table.c.id, person_table.c.change_number)))

    def narrow() -> None:
        two.change(grant, 2, NOW, pillars=["sleep", "diet"])

    def remove_diet() -> None:
        with two.database.begin_write() as transaction:
            grants.remove_pillar(transaction, two.client, grant, "diet", NOW)

    def disable_coach() -> None:
        with two.database.begin_write() as transaction:
            deletion.disable_account(transaction, two.coach, NOW)

    def end() -> None:
        two.revoke(grant, NOW)

    for change in (narrow, remove_diet, disable_coach, end):
        before = read_counters()
        change()
        assert read_counters() == {person: number + 1 for person, number in before.items()}, change.__name__
