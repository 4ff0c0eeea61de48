"""Invitations: what may be offered, codes and their limits, and redemption by one coach."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from tests.support.clock import NOW, STOCKHOLM
from tests.support.people import ensure_account
from tests.support.sharing import SharingPair, redeem_error

from habitlog.accounts import credentials
from habitlog.accounts.person import Person
from habitlog.errors import (
    ClinicianTopic,
    Conflict,
    Invalid,
    NotFound,
    RateLimited,
)
from habitlog.sharing.tables import consent_grant_table, invitation_table
from habitlog.usecases.sharing import grants, invitations

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


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
    assert grants.compute_last_day(grant.scope.expires_at, two.client) == date(2026, 6, 10)
    with two.database.begin_write() as transaction:
        made = invitations.create_invitation(transaction, two.client, {"pillars": ["diet"], "until": "2027-03-12"}, NOW)
    assert grants.compute_last_day(made.invitation.grant_expires_at, two.client) == date(2027, 3, 12)


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
    assert told == {"invitation_code_unknown"}


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
            return refused.code

    with ThreadPoolExecutor(12) as pool:
        told = list(pool.map(take, coaches))
    assert told.count("invitation_code_unknown") == 49
    with two.database.begin_read() as transaction:
        [grant] = transaction.fetch_rows(select(consent_grant_table))
        [invite] = transaction.fetch_rows(select(invitation_table))
    assert grant["id"] in told
    assert coaches[told.index(grant["id"])].id == grant["coach_id"] == invite["redeemed_by_id"]
