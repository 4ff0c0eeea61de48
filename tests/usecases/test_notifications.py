"""Notices: each cause tells each side once, in the transaction of the cause, and only what they may know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from tests.support.clock import NOW, STOCKHOLM, Clock
from tests.support.html import find_form, main_text, submit_form
from tests.support.people import PASSWORD, Browser, sign_in
from tests.support.sharing import SharingPair
from tests.support.two_factor import SETTINGS_PATH, enrol

from habitlog.accounts.person import Person
from habitlog.usecases import notifications
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.identity import accounts, password_reset, tokens
from habitlog.usecases.sharing import grants
from habitlog.usecases.sharing.grant_expiry import expire_grants_if_due

DAY = timedelta(days=1)
Act = Callable[[SharingPair, str], object]


def new_notifications(two: SharingPair, someone: Person) -> list[tuple[str, str]]:
    with two.database.begin_read() as transaction:
        return [
            (one.kind, one.other_name) for one in notifications.list_notifications(transaction, someone, only_new=True)
        ]


def mark_seen(two: SharingPair) -> None:
    with two.database.begin_write() as transaction:
        for someone in (two.client, two.coach):
            shown = [one.id for one in notifications.list_notifications(transaction, someone)]
            notifications.mark_notifications_seen(transaction, someone, shown, NOW)


def end_grant_by_coach(two: SharingPair, grant: str) -> None:
    with two.database.begin_write() as transaction:
        grants.end_grant_as_coach(transaction, two.coach, grant, NOW)


def stop_the_last_pillar(two: SharingPair, grant: str) -> None:
    with two.database.begin_write() as transaction:
        grants.remove_pillar(transaction, two.client, grant, "sleep", NOW)


def delete(who: str) -> Act:
    def act(two: SharingPair, grant: str) -> None:
        with two.database.begin_write() as transaction:
            deletion.delete_account(transaction, getattr(two, who), NOW)

    return act


def expire_before(who: str) -> Act:
    return lambda two, grant: expire_grants_if_due(two.database, getattr(two, who), NOW + 400 * DAY)


CAUSES: dict[str, tuple[Act, list[tuple[str, str]], list[tuple[str, str]]]] = {
    "widened": (
        lambda two, grant: two.change(grant, 2, NOW, PASSWORD, pillars=["sleep", "diet"]),
        [("widened", "Ben")],
        [("widened", "Ada")],
    ),
    "looked": (lambda two, grant: two.read_shared_scope(NOW + 30 * DAY), [("looked", "Ben")], []),
    "expiring": (
        lambda two, grant: expire_grants_if_due(two.database, two.client, NOW + 85 * DAY),
        [("expiring", "Ben")],
        [],
    ),
    "expiring, seen by the coach": (
        lambda two, grant: expire_grants_if_due(two.database, two.coach, NOW + 85 * DAY),
        [],
        [("expiring", "Ada")],
    ),
    "revoked": (lambda two, grant: two.revoke(grant, NOW), [("ended", "Ben")], [("ended", "")]),
    "the last pillar": (stop_the_last_pillar, [("ended", "Ben")], [("ended", "")]),
    "the coach leaves": (end_grant_by_coach, [("ended", "Ben")], [("ended", "")]),
    "expired, the client comes": (expire_before("client"), [("ended", "Ben")], [("ended", "")]),
    "expired, the coach comes": (expire_before("coach"), [("ended", "Ben")], [("ended", "")]),
    "the coach is deleted": (delete("coach"), [("ended", "deleted coach")], []),
    "the client is deleted": (delete("client"), [], [("ended", "")]),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_event_notifies_each_side_once(two: SharingPair, cause: str) -> None:
    grant = two.create_active_grant(NOW)
    assert new_notifications(two, two.client) == [(kind, "Ben") for kind, _ in new_notifications(two, two.client)]
    assert sorted(kind for kind, _ in new_notifications(two, two.client)) == ["accepted", "confirmed"]
    assert new_notifications(two, two.coach) == [("confirmed", "Ada")]
    mark_seen(two)
    assert new_notifications(two, two.client) == new_notifications(two, two.coach) == []
    act, client, coach = CAUSES[cause]
    act(two, grant)
    assert (new_notifications(two, two.client), new_notifications(two, two.coach)) == (client, coach)
    if "expir" in cause:
        act(two, grant)
        assert (new_notifications(two, two.client), new_notifications(two, two.coach)) == (client, coach)


def test_narrowing_grant_notifies_nobody(two: SharingPair) -> None:
    grant = two.create_active_grant(NOW, pillars=["sleep", "diet"])
    mark_seen(two)
    two.change(grant, 2, NOW, pillars=["sleep"])
    assert new_notifications(two, two.client) == new_notifications(two, two.coach) == []


def test_disabled_client_is_not_named_in_notification(two: SharingPair, app: FastAPI, clock: Clock) -> None:
    two.create_active_grant(NOW, until="2026-03-20")
    ben = sign_in(app, "Ben", STOCKHOLM)
    assert "Ada confirmed" in main_text(ben.get("/").text)
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, two.client, NOW)
    for address in ("/", "/sharing", "/days/2026-03-12"):
        assert "Somebody confirmed" in main_text(ben.get(address).text)
        assert "Ada" not in ben.get(address).text
    with two.database.begin_write() as transaction:
        deletion.enable_account(transaction, two.client)
    assert "Ada confirmed" in main_text(ben.get("/").text)
    clock.now += 10 * DAY
    today = ben.get(f"/days/{two.coach.local_today(clock.now)}").text
    assert "Something that was shared with you has ended." in main_text(today)
    assert "Ada" not in today


def test_later_notification_stays_unseen(two: SharingPair, ada: Browser) -> None:
    grant = two.create_active_grant(NOW)
    page = ada.get("/").text
    two.revoke(grant, NOW)
    submit_form(ada, find_form(page, "/sharing/notifications/seen"))
    assert [kind for kind, _ in new_notifications(two, two.client)] == ["ended"]
    assert "Sharing with Ben has ended." in main_text(ada.get("/").text)
    assert "You confirmed" not in main_text(ada.get("/").text)
    ada.post("/sharing/notifications/seen", {"notice": "not an id"})
    assert [kind for kind, _ in new_notifications(two, two.client)] == ["ended"]


def test_two_factor_change_is_notified(two: SharingPair, ada: Browser, clock: Clock) -> None:
    app, _ = enrol(ada, clock)
    assert new_notifications(two, two.client) == [("factor-on", "")]
    assert "Two-step sign-in was switched on." in main_text(ada.get("/").text)
    mark_seen(two)
    off = ada.post(f"{SETTINGS_PATH}/off", {"password": PASSWORD, "code": app.code()})
    assert off.headers["location"] == f"{SETTINGS_PATH}?done=off"
    assert new_notifications(two, two.client) == [("factor-off", "")]
    assert "Two-step sign-in was switched off" in main_text(ada.get("/sharing").text)
    assert new_notifications(two, two.coach) == []


def test_new_password_and_token_are_notified_unless_their_person_has_just_made_them(
    two: SharingPair, ada: Browser
) -> None:
    accounts.change_password(two.database, two.client, PASSWORD, "seven plants and a kettle", NOW)
    with two.database.begin_write() as transaction:
        tokens.create_token(transaction, two.client, {"name": "x", "scope": "read"}, NOW)
    assert new_notifications(two, two.client) == []
    with two.database.begin_write() as transaction:
        code = password_reset.print_reset_code(transaction, two.client, b"k" * 32, NOW)
    password_reset.reset_password(two.database, code, "eight plants and a kettle", "", NOW)
    with two.database.begin_write() as transaction:
        tokens.create_token(transaction, two.client, {"name": "y", "scope": "read"}, NOW, is_seen=False)
    assert sorted(new_notifications(two, two.client)) == [("password", ""), ("token", "")]
    ada.post("/sign-in", {"email": two.client.email, "password": "eight plants and a kettle"}, csrf="")
    said = main_text(ada.get("/").text)
    assert "Your password was changed; every other session and every token ended." in said
    assert "A token was created, with which a program can use your log." in said
