"""A grant's life from the code to its end, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from tests.conftest import NOW, STOCKHOLM
from tests.support.people import PASSWORD, account
from tests.support.sharing import Two

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
def two(app: FastAPI, database: Database) -> Two:
    return Two(database, account(app, "Ada", STOCKHOLM), account(app, "Ben", STOCKHOLM))


def kinds(two: Two, someone: Person) -> list[str]:
    with two.database.begin_read() as transaction:
        return sorted(one.kind for one in notifications.list_notifications(transaction, someone))


def mondays(first: str, count: int) -> tuple[date, ...]:
    return tuple(date.fromisoformat(first) + n * 7 * DAY for n in range(count))


def test_invite_take_confirm_look_and_end(two: Two) -> None:
    grant = two.pending(NOW, label="Ada L", history_from=LONG_AGO, pillars=["sleep", "diet"])
    assert two.seen(NOW) == {}
    with pytest.raises(NotFound):
        two.seen(NOW, grant_id=grant)
    two.confirm(grant, NOW)
    assert two.seen(NOW) == {"Ada L": (("diet", "sleep"), mondays("2026-01-12", 8))}
    assert two.seen(NOW, 4, grant) == {"Ada L": (("diet", "sleep"), mondays("2026-02-09", 4))}
    two.revoke(grant, NOW)
    assert two.seen(NOW) == {}
    with pytest.raises(NotFound):
        two.seen(NOW, grant_id=grant)
    with two.database.begin_read() as transaction:
        log = list_access_log(transaction, two.client, 100)["items"]
        assert list_access_log(transaction, two.coach, 100)["items"] == []
        assert grants.list_pending_grants(transaction, two.coach, NOW) == ()
    served = {"coach": "Ben", "outcome": "served", "to": "2026-03-08", "pillars": ["diet", "sleep"]}
    assert [one["outcome"] for one in log].count("denied") == 2
    assert [one["from"] for one in log if one.items() >= served.items()].count("2026-01-12") == 1
    assert kinds(two, two.client) == ["accepted", "confirmed", "ended"]
    assert kinds(two, two.coach) == ["confirmed", "ended"]
    with two.database.begin_read() as transaction:
        ended = [one for one in notifications.list_notifications(transaction, two.coach) if not one.is_own]
    assert {one.other_name for one in ended} == {""}


def test_what_an_invitation_holds_is_checked(two: Two) -> None:
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
            two.code(NOW, **raw)
        assert [problem.field for problem in refused.value.problems] == [field], raw
    with pytest.raises(ClinicianTopic):
        two.code(NOW, label="testosterone 200 mg")
    with two.database.begin_read() as transaction:
        assert invitations.list_open_invitations(transaction, two.client, NOW) == ()


def test_the_defaults_and_the_longest(two: Two) -> None:
    grant = two.find(two.pending(NOW), NOW)
    assert (grant.client_label, grant.scope.history_from) == ("Ada", date(2026, 3, 12))
    # 90 days on, the day is over at midnight in Stockholm's summer.
    assert grant.scope.expires_at == datetime.fromisoformat("2026-06-10T22:00:00+00:00")
    assert grant.as_json(two.client)["until"] == "2026-06-10"
    with two.database.begin_write() as transaction:
        made = invitations.create_invitation(transaction, two.client, {"pillars": ["diet"], "until": "2027-03-12"}, NOW)
    assert made.invitation.as_json(two.client)["until"] == "2027-03-12"


def test_only_the_hash_of_a_code_is_kept(two: Two) -> None:
    code = two.code(NOW)
    with two.database.begin_read() as transaction:
        rows = transaction.fetch_rows(select(invitation_table))
    assert len(code) == 43
    assert [row["code_hash"] for row in rows] == [credentials.hash_secret(code)]
    assert code not in str([dict(row) for row in rows])


def test_ten_open_and_ten_a_day(two: Two) -> None:
    codes = [two.code(NOW) for _ in range(10)]
    assert len(set(codes)) == 10
    with pytest.raises(Conflict):
        two.code(NOW)
    with two.database.begin_write() as transaction:
        first, *_ = invitations.list_open_invitations(transaction, two.client, NOW)
        invitations.withdraw_invitation(transaction, two.client, first.id, NOW)
    with pytest.raises(Conflict):
        two.code(NOW + DAY - SECOND)
    two.code(NOW + DAY)
    with pytest.raises(Conflict):
        two.code(NOW + DAY)
    two.code(NOW + 3 * DAY)


def test_twenty_at_once_make_ten(two: Two) -> None:
    def make(_: int) -> bool:
        try:
            return bool(two.code(NOW))
        except Conflict:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(make, range(20))) == 10


def refusal(two: Two, code: str, now: datetime = NOW, coach: Person | None = None) -> str:
    """Return what a code that opens nothing is told, which is the same to look at it and to take it."""
    told = set()
    for door in (invitations.redeem_invitation, invitations.preview_invitation):
        with pytest.raises(NotFound) as refused:
            door(two.database, coach or two.coach, code, now)
        told.add((type(refused.value), refused.value.detail, str(refused.value.extra)))
    [(_, detail, extra)] = told
    assert extra == "{}"
    return detail


def test_wrong_used_expired_withdrawn_and_own_codes_get_one_answer(app: FastAPI, two: Two) -> None:
    back = two.code(NOW)
    with two.database.begin_write() as transaction:
        [invite] = invitations.list_open_invitations(transaction, two.client, NOW)
        with pytest.raises(NotFound):
            invitations.withdraw_invitation(transaction, two.coach, invite.id, NOW)
        invitations.withdraw_invitation(transaction, two.client, invite.id, NOW)
    used, late, own = (two.code(NOW) for _ in range(3))
    short = two.code(NOW, until="2026-03-12")
    invitations.redeem_invitation(two.database, two.coach, used, NOW)
    people = [account(app, name, STOCKHOLM) for name in ("Dan", "Eve", "Fay", "Gus")]
    told = {
        refusal(two, "no such code"),
        refusal(two, credentials.make_session_secret()),
        refusal(two, used, coach=people[0]),
        refusal(two, used),
        refusal(two, back),
        refusal(two, late, NOW + 3 * DAY, people[1]),
        refusal(two, short, NOW + DAY, people[1]),
        refusal(two, own, coach=two.client),
    }
    assert told == {invitations.UNKNOWN_CODE}


def test_a_code_works_until_its_last_second(two: Two) -> None:
    code = two.code(NOW)
    told = invitations.preview_invitation(two.database, two.coach, f" {code}\n", NOW + 3 * DAY - SECOND)
    assert (told.client_label, told.pillars, told.history_from) == ("Ada", ("sleep",), date(2026, 3, 12))
    assert invitations.redeem_invitation(two.database, two.coach, code, NOW + 3 * DAY - SECOND)


def test_ten_tries_an_hour(two: Two) -> None:
    code = two.code(NOW)
    for _ in range(20):
        invitations.preview_invitation(two.database, two.coach, code, NOW)
    for _ in range(10):
        with pytest.raises(NotFound):
            invitations.redeem_invitation(two.database, two.coach, "wrong", NOW)
    with pytest.raises(RateLimited):
        invitations.redeem_invitation(two.database, two.coach, code, NOW)
    assert invitations.redeem_invitation(two.database, two.coach, code, NOW + timedelta(hours=1))


def test_a_cap_for_all_accounts_together(app: FastAPI, two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "TRIES_OF_ALL", 3)
    others = [account(app, name, STOCKHOLM) for name in ("Dan", "Eve", "Fay")]
    for other in others:
        with pytest.raises(NotFound):
            invitations.redeem_invitation(two.database, other, "wrong", NOW)
    with pytest.raises(RateLimited):
        invitations.redeem_invitation(two.database, two.coach, two.code(NOW), NOW)


def test_fifty_take_one_code_and_exactly_one_has_it(app: FastAPI, two: Two) -> None:
    code = two.code(NOW)
    coaches = [account(app, f"Coach{n}", STOCKHOLM) for n in range(50)]

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
    assert coaches[told.index(grant["id"])].id == grant["coach_id"] == invite["redeemed_by"]


def test_one_grant_at_a_time_for_two_people(two: Two) -> None:
    grant, other = two.pending(NOW), two.code(NOW)
    for _ in range(2):
        with pytest.raises(Conflict):
            invitations.redeem_invitation(two.database, two.coach, other, NOW)
    two.revoke(grant, NOW)
    assert invitations.redeem_invitation(two.database, two.coach, other, NOW)


def test_two_codes_of_one_client_at_the_same_time(two: Two) -> None:
    codes = [two.code(NOW) for _ in range(8)]

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


def test_confirming_is_the_clients(two: Two) -> None:
    grant = two.pending(NOW)
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
    found = two.find(grant, NOW)
    assert (found.state, found.version, found.consent_text_version, found.coach_email) == (
        "active",
        2,
        "1",
        "ben@example.org",
    )


def test_declining(two: Two) -> None:
    grant = two.pending(NOW)
    with two.database.begin_write() as transaction:
        with pytest.raises(NotFound):
            grants.decline_grant(transaction, two.coach, grant, NOW)
        grants.decline_grant(transaction, two.client, grant, NOW)
    with two.database.begin_write() as transaction, pytest.raises(NotFound):
        grants.decline_grant(transaction, two.client, grant, NOW)
    with pytest.raises(NotFound):
        two.confirm(grant, NOW, 2)
    assert two.find(grant, NOW).coach_email is None
    assert kinds(two, two.coach) == ["declined"]


def test_narrowing_needs_nothing_and_widening_the_password(two: Two) -> None:
    grant = two.active(NOW, pillars=["sleep", "diet"], history_from=LONG_AGO)
    narrow = two.change(grant, 2, NOW, pillars=["sleep"], history_from="2026-02-02", until="2026-04-01")
    assert (narrow.version, narrow.pillars) == (3, ("sleep",))
    assert two.seen(NOW) == {"Ada": (("sleep",), mondays("2026-02-02", 5))}
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
    assert two.find(grant, NOW) == narrow
    for version, raw in enumerate(wider, start=3):
        assert two.change(grant, version, NOW, PASSWORD, **raw).version == version + 1
    assert two.seen(NOW) == {"Ada": (("sleep", "stress"), mondays("2026-02-02", 5))}
    assert kinds(two, two.client).count("widened") == kinds(two, two.coach).count("widened") == 3


def test_the_same_scope_again_changes_nothing(two: Two) -> None:
    grant = two.active(NOW)
    before = two.find(grant, NOW)
    told: dict[str, Any] = {"pillars": ["sleep"], "history_from": "2026-03-12", "until": "2026-06-10"}
    assert two.change(grant, 2, NOW, **told) == two.change(grant, 2, NOW) == before
    # In another zone the last day ends at another instant; left as it reads, it is left as it is.
    with two.database.begin_read() as transaction:
        moved = Person(two.client.id, "", "Ada", "America/New_York", 0, two.client.style)
        assert not preview_scope_change(transaction, moved, grant, {"until": "2026-06-10"}, NOW).needs_consent


def test_edits_that_are_refused(two: Two, app: FastAPI) -> None:
    grant = two.active(NOW)
    for someone in (two.coach, account(app, "Cyd", STOCKHOLM)):
        other = Two(two.database, someone, two.coach)
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


def test_ten_wrong_passwords(two: Two) -> None:
    grant = two.active(NOW)
    for _ in range(10):
        with pytest.raises(Invalid):
            two.change(grant, 2, NOW, "no", pillars=["diet", "sleep"])
    with pytest.raises(RateLimited):
        two.change(grant, 2, NOW, PASSWORD, pillars=["diet", "sleep"])
    assert two.change(grant, 2, NOW + timedelta(minutes=15), PASSWORD, pillars=["diet", "sleep"]).version == 3


def test_stopping_one_pillar_after_the_other(two: Two) -> None:
    grant = two.active(NOW, pillars=["sleep", "diet"])
    for pillar, left in (("sleep", {"Ada": (("diet",), ())}), ("diet", {})):
        with two.database.begin_write() as transaction:
            grants.remove_pillar(transaction, two.client, grant, pillar, NOW)
        assert two.seen(NOW) == left
        with two.database.begin_write() as transaction, pytest.raises(NotFound):
            grants.remove_pillar(transaction, two.client, grant, pillar, NOW)
    assert (two.find(grant, NOW).state, two.find(grant, NOW).ended_by) == ("revoked", "client")


def test_a_coach_leaves(two: Two) -> None:
    grant = two.active(NOW)
    with two.database.begin_write() as transaction:
        with pytest.raises(NotFound):
            grants.end_grant_as_coach(transaction, two.client, grant, NOW)
        grants.end_grant_as_coach(transaction, two.coach, grant, NOW)
    assert (two.find(grant, NOW).state, two.find(grant, NOW).ended_by) == ("revoked", "coach")
    assert two.seen(NOW) == {}


@pytest.mark.parametrize("state", ["pending", "active"])
def test_what_was_seen_expired_stays_so_when_the_clock_is_set_back(two: Two, state: str) -> None:
    grant = two.pending(NOW, until="2026-03-20") if state == "pending" else two.active(NOW, until="2026-03-20")
    ends = two.find(grant, NOW).scope.expires_at
    assert bool(two.seen(ends - SECOND)) is (state == "active")
    assert two.find(grant, ends).state == "expired"
    assert two.seen(ends) == {}
    for now in (NOW, ends - SECOND, ends + DAY):
        found = two.find(grant, now)
        assert (found.state, found.ended_by, found.ended_at) == ("expired", "time", ends)
        assert two.seen(now) == {}
        with pytest.raises(NotFound):
            two.change(grant, found.version, now, PASSWORD, until="2026-05-01")
    assert kinds(two, two.client).count("ended") == kinds(two, two.coach).count("ended") == 1


def test_a_reminder_in_the_last_week_once_for_each_side(two: Two) -> None:
    grant = two.active(NOW, until="2026-04-01")
    soon = two.find(grant, NOW).scope.expires_at - 7 * DAY
    expire_grants_if_due(two.database, two.client, soon - SECOND)
    assert "expiring" not in kinds(two, two.client)
    for _ in range(2):
        expire_grants_if_due(two.database, two.client, soon)
    assert kinds(two, two.client).count("expiring") == 1
    assert "expiring" not in kinds(two, two.coach)
    two.seen(soon)
    assert kinds(two, two.coach).count("expiring") == 1
    two.change(grant, 2, soon, PASSWORD, until="2026-05-01")
    expire_grants_if_due(two.database, two.client, soon + 30 * DAY)
    assert kinds(two, two.client).count("expiring") == 2


def test_a_look_after_thirty_quiet_days_is_told(two: Two) -> None:
    two.active(NOW, until="2027-01-01")
    two.seen(NOW)
    two.seen(NOW + 29 * DAY)
    assert "looked" not in kinds(two, two.client)
    two.seen(NOW + 59 * DAY)
    two.seen(NOW + 59 * DAY)
    assert kinds(two, two.client).count("looked") == 1
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


def test_where_the_look_cannot_be_written_nothing_is_served(two: Two) -> None:
    two.active(NOW)
    with two.database.begin_write() as transaction:
        transaction.execute(text("ALTER TABLE access_log RENAME TO elsewhere"))
    try:
        with pytest.raises(DBAPIError):
            two.seen(NOW)
    finally:
        with two.database.begin_write() as transaction:
            transaction.execute(text("ALTER TABLE elsewhere RENAME TO access_log"))
    assert list(two.seen(NOW)) == ["Ada"]


def test_a_look_that_is_written_is_not_changed(two: Two) -> None:
    two.active(NOW)
    two.seen(NOW)
    changes = ["outcome = 'denied'", "at = '2020-01-01'", "pillars = '[]'", "date_to = NULL", "actor_label = 'x'",
               "grant_id = '7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11'", "route_class = 'x'", "actor_id = person_id",
               "date_from = '2020-01-01'", "id = '7d0e1a36-7f0c-4c9c-9d2f-0c2f6f0a1b11'"]  # fmt: skip
    for change in changes:
        with pytest.raises(DBAPIError, match="not changed"), two.database.begin_write() as transaction:
            transaction.execute(text(f"UPDATE access_log SET {change}"))


def test_disabled_people_see_and_show_nothing(two: Two) -> None:
    grant = two.active(NOW)
    for someone in (two.client, two.coach):
        with two.database.begin_write() as transaction:
            deletion.disable_account(transaction, someone, NOW)
        assert two.seen(NOW) == {}
        with pytest.raises(NotFound):
            two.seen(NOW, grant_id=grant)
        with two.database.begin_write() as transaction:
            deletion.enable_account(transaction, someone)
        assert list(two.seen(NOW)) == ["Ada"]


def test_refused_tries_do_not_flood_the_timeline(two: Two) -> None:
    grant = two.active(NOW)
    two.revoke(grant, NOW)

    def tried(times: int, at: datetime) -> int:
        for _ in range(times):
            with pytest.raises(NotFound):
                two.seen(at, grant_id=grant)
        with two.database.begin_read() as transaction:
            return len(list_access_log(transaction, two.client, 100)["items"])

    assert tried(25, NOW) == 20
    assert tried(1, NOW + DAY - SECOND) == 20
    assert tried(1, NOW + DAY) == 21


def test_a_disabled_client_and_a_disabled_coach_come_no_further(two: Two, app: FastAPI) -> None:
    code = two.code(NOW)
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, two.client, NOW)
    assert refusal(two, code) == invitations.UNKNOWN_CODE
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
    assert two.find(grant, NOW).state == "pending"
