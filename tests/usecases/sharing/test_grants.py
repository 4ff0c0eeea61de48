"""A grant's life from the code to its end, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from tests.support.clock import NOW, STOCKHOLM
from tests.support.people import PASSWORD, ensure_account
from tests.support.sharing import SharingPair

from habitlog.accounts import credentials
from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.errors import (
    ClinicianTopic,
    Conflict,
    HabitlogError,
    Invalid,
    NotFound,
    PreconditionFailed,
    RateLimited,
)
from habitlog.sharing.tables import consent_grant_table, invitation_table
from habitlog.usecases import notifications
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.sharing import grants, invitations
from habitlog.usecases.sharing.access_log import list_access_log
from habitlog.usecases.sharing.grant_changes import preview_scope_change
from habitlog.usecases.sharing.grant_expiry import expire_grants_if_due

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LONG_AGO = "2026-01-05"
"""A Monday; the weeks a grant from then on shows on 2026-03-12 end with that of 2026-03-02."""


@pytest.fixture
def two(app: FastAPI, database: Database) -> SharingPair:
    return SharingPair(database, ensure_account(app, "Ada", STOCKHOLM), ensure_account(app, "Ben", STOCKHOLM))


def notification_kinds(two: SharingPair, someone: Person) -> list[str]:
    with two.database.begin_read() as transaction:
        return sorted(one.kind for one in notifications.list_notifications(transaction, someone))


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
        log = list_access_log(transaction, two.client, 100)["items"]
        assert list_access_log(transaction, two.coach, 100)["items"] == []
        assert grants.list_pending_grants(transaction, two.coach, NOW) == ()
    served = {"coach": "Ben", "outcome": "served", "to": "2026-03-08", "pillars": ["diet", "sleep"]}
    assert [one["outcome"] for one in log].count("denied") == 2
    assert [one["from"] for one in log if one.items() >= served.items()].count("2026-01-12") == 1
    assert notification_kinds(two, two.client) == ["accepted", "confirmed", "ended"]
    assert notification_kinds(two, two.coach) == ["confirmed", "ended"]
    with two.database.begin_read() as transaction:
        ended = [one for one in notifications.list_notifications(transaction, two.coach) if not one.is_own]
    assert {one.other_name for one in ended} == {""}


def test_invitation_is_validated(two: SharingPair) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"pillars": []}, "pillars"),
        ({"pillars": ["sleep", "weather"]}, "pillars"),
        ({"history_from": "2026-03-13"}, "history_from"),
        ({"until": "2026-03-11"}, "until"),
        ({"until": "2027-03-13"}, "until"),
        ({"coach": "ben@example.org"}, "coach"),
        ({"label": ""}, "label"),
    ]
    for raw, field in wrong:
        with pytest.raises(Invalid) as refused:
            two.create_code(NOW, **raw)
        assert [problem.field for problem in refused.value.problems] == [field], raw
    with pytest.raises(ClinicianTopic):
        two.create_code(NOW, label="testosterone 200 mg")
    with two.database.begin_read() as transaction:
        assert invitations.list_open_invitations(transaction, two.client, NOW) == ()


def test_invitation_defaults_and_limits(two: SharingPair) -> None:
    grant = two.find_grant(two.create_pending_grant(NOW), NOW)
    assert (grant.client_label, grant.scope.history_from) == ("Ada", date(2026, 3, 12))
    # 90 days on, the day is over at midnight in Stockholm's summer.
    assert grant.scope.expires_at == datetime.fromisoformat("2026-06-10T22:00:00+00:00")
    assert grant.as_json(two.client)["until"] == "2026-06-10"
    with two.database.begin_write() as transaction:
        made = invitations.create_invitation(transaction, two.client, {"pillars": ["diet"], "until": "2027-03-12"}, NOW)
    assert made.invitation.as_json(two.client)["until"] == "2027-03-12"


def test_invitation_code_is_stored_as_hash(two: SharingPair) -> None:
    code = two.create_code(NOW)
    with two.database.begin_read() as transaction:
        rows = transaction.fetch_rows(select(invitation_table))
    assert len(code) == 43
    assert [row["code_hash"] for row in rows] == [credentials.hash_secret(code)]
    assert code not in str([dict(row) for row in rows])


def test_invitation_limits_open_and_daily(two: SharingPair) -> None:
    codes = [two.create_code(NOW) for _ in range(10)]
    assert len(set(codes)) == 10
    with pytest.raises(Conflict):
        two.create_code(NOW)
    with two.database.begin_write() as transaction:
        first, *_ = invitations.list_open_invitations(transaction, two.client, NOW)
        invitations.withdraw_invitation(transaction, two.client, first.id, NOW)
    with pytest.raises(Conflict):
        two.create_code(NOW + DAY - SECOND)
    two.create_code(NOW + DAY)
    with pytest.raises(Conflict):
        two.create_code(NOW + DAY)
    two.create_code(NOW + 3 * DAY)


def test_twenty_concurrent_invitations_create_ten(two: SharingPair) -> None:
    def make(_: int) -> bool:
        try:
            return bool(two.create_code(NOW))
        except Conflict:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(make, range(20))) == 10


def redeem_error(two: SharingPair, code: str, now: datetime = NOW, coach: Person | None = None) -> str:
    """Return what a code that opens nothing is told, which is the same to look at it and to take it."""
    told = set()
    for door in (invitations.redeem_invitation, invitations.preview_invitation):
        with pytest.raises(NotFound) as refused:
            door(two.database, coach or two.coach, code, now)
        told.add((type(refused.value), refused.value.detail, str(refused.value.extra)))
    [(_, detail, extra)] = told
    assert extra == "{}"
    return detail


def test_invalid_codes_raise_same_error(app: FastAPI, two: SharingPair) -> None:
    back = two.create_code(NOW)
    with two.database.begin_write() as transaction:
        [invite] = invitations.list_open_invitations(transaction, two.client, NOW)
        with pytest.raises(NotFound):
            invitations.withdraw_invitation(transaction, two.coach, invite.id, NOW)
        invitations.withdraw_invitation(transaction, two.client, invite.id, NOW)
    used, late, own = (two.create_code(NOW) for _ in range(3))
    short = two.create_code(NOW, until="2026-03-12")
    invitations.redeem_invitation(two.database, two.coach, used, NOW)
    people = [ensure_account(app, name, STOCKHOLM) for name in ("Dan", "Eve", "Fay", "Gus")]
    told = {
        redeem_error(two, "no such code"),
        redeem_error(two, credentials.make_session_secret()),
        redeem_error(two, used, coach=people[0]),
        redeem_error(two, used),
        redeem_error(two, back),
        redeem_error(two, late, NOW + 3 * DAY, people[1]),
        redeem_error(two, short, NOW + DAY, people[1]),
        redeem_error(two, own, coach=two.client),
    }
    assert told == {invitations.UNKNOWN_CODE}


def test_invitation_code_expires_at_its_last_second(two: SharingPair) -> None:
    code = two.create_code(NOW)
    told = invitations.preview_invitation(two.database, two.coach, f" {code}\n", NOW + 3 * DAY - SECOND)
    assert (told.client_label, told.pillars, told.history_from) == ("Ada", ("sleep",), date(2026, 3, 12))
    assert invitations.redeem_invitation(two.database, two.coach, code, NOW + 3 * DAY - SECOND)


def test_redemption_is_rate_limited(two: SharingPair) -> None:
    code = two.create_code(NOW)
    for _ in range(20):
        invitations.preview_invitation(two.database, two.coach, code, NOW)
    for _ in range(10):
        with pytest.raises(NotFound):
            invitations.redeem_invitation(two.database, two.coach, "wrong", NOW)
    with pytest.raises(RateLimited):
        invitations.redeem_invitation(two.database, two.coach, code, NOW)
    assert invitations.redeem_invitation(two.database, two.coach, code, NOW + timedelta(hours=1))


def test_redemption_has_global_rate_limit(app: FastAPI, two: SharingPair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "ATTEMPTS_IN_TOTAL", 3)
    others = [ensure_account(app, name, STOCKHOLM) for name in ("Dan", "Eve", "Fay")]
    for other in others:
        with pytest.raises(NotFound):
            invitations.redeem_invitation(two.database, other, "wrong", NOW)
    with pytest.raises(RateLimited):
        invitations.redeem_invitation(two.database, two.coach, two.create_code(NOW), NOW)


def test_fifty_concurrent_redemptions_create_one_grant(app: FastAPI, two: SharingPair) -> None:
    code = two.create_code(NOW)
    coaches = [ensure_account(app, f"Coach{n}", STOCKHOLM) for n in range(50)]

    def take(coach: Person) -> str:
        try:
            return invitations.redeem_invitation(two.database, coach, code, NOW)
        except NotFound as refused:
            return refused.detail

    with ThreadPoolExecutor(12) as pool:
        told = list(pool.map(take, coaches))
    assert told.count(invitations.UNKNOWN_CODE) == 49
    with two.database.begin_read() as transaction:
        [grant] = transaction.fetch_rows(select(consent_grant_table))
        [invite] = transaction.fetch_rows(select(invitation_table))
    assert grant["id"] in told
    assert coaches[told.index(grant["id"])].id == grant["coach_id"] == invite["redeemed_by_id"]


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
    assert stale.value.extra == {"version": 1}
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
    assert notification_kinds(two, two.coach) == ["declined"]


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
        notification_kinds(two, two.client).count("widened") == notification_kinds(two, two.coach).count("widened") == 3
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
    assert notification_kinds(two, two.client).count("ended") == notification_kinds(two, two.coach).count("ended") == 1


def test_expiry_reminder_is_sent_once_per_side(two: SharingPair) -> None:
    grant = two.create_active_grant(NOW, until="2026-04-01")
    soon = two.find_grant(grant, NOW).scope.expires_at - 7 * DAY
    expire_grants_if_due(two.database, two.client, soon - SECOND)
    assert "expiring" not in notification_kinds(two, two.client)
    for _ in range(2):
        expire_grants_if_due(two.database, two.client, soon)
    assert notification_kinds(two, two.client).count("expiring") == 1
    assert "expiring" not in notification_kinds(two, two.coach)
    two.read_shared_scope(soon)
    assert notification_kinds(two, two.coach).count("expiring") == 1
    two.change(grant, 2, soon, PASSWORD, until="2026-05-01")
    expire_grants_if_due(two.database, two.client, soon + 30 * DAY)
    assert notification_kinds(two, two.client).count("expiring") == 2


def test_view_after_thirty_days_is_notified(two: SharingPair) -> None:
    two.create_active_grant(NOW, until="2027-01-01")
    two.read_shared_scope(NOW)
    two.read_shared_scope(NOW + 29 * DAY)
    assert "looked" not in notification_kinds(two, two.client)
    two.read_shared_scope(NOW + 59 * DAY)
    two.read_shared_scope(NOW + 59 * DAY)
    assert notification_kinds(two, two.client).count("looked") == 1
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
    changes = ["outcome = 'denied'", "accessed_at = '2020-01-01'", "pillars = '[]'", "date_to = NULL", "coach_label = 'x'",
               "grant_id = '7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11'", "page_kind = 'x'", "coach_id = person_id",
               "date_from = '2020-01-01'", "id = '7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11'"]  # fmt: skip
    for change in changes:
        with pytest.raises(DBAPIError, match="never changed"), two.database.begin_write() as transaction:
            transaction.execute(text(f"UPDATE access_log SET {change}"))


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


def test_refused_views_are_limited_in_access_log(two: SharingPair) -> None:
    grant = two.create_active_grant(NOW)
    two.revoke(grant, NOW)

    def tried(times: int, at: datetime) -> int:
        for _ in range(times):
            with pytest.raises(NotFound):
                two.read_shared_scope(at, grant_id=grant)
        with two.database.begin_read() as transaction:
            return len(list_access_log(transaction, two.client, 100)["items"])

    assert tried(25, NOW) == 20
    assert tried(1, NOW + DAY - SECOND) == 20
    assert tried(1, NOW + DAY) == 21


def test_disabled_people_cannot_change_grant(two: SharingPair, app: FastAPI) -> None:
    code = two.create_code(NOW)
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, two.client, NOW)
    assert redeem_error(two, code) == invitations.UNKNOWN_CODE
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
