"""Notices: each cause tells each side once, in the transaction of the cause, and only what they may know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from tests.conftest import NOW, STOCKHOLM, Clock
from tests.pages.reading import form_of, send, words
from tests.support.factor import HERE, switched_on
from tests.support.people import PASSWORD, Browser, account, sign_in
from tests.support.sharing import Two

from habitlog.accounts.person import Person
from habitlog.db import Database
from habitlog.usecases import notifications
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.sharing import grants
from habitlog.usecases.sharing.grant_expiry import expire_grants_if_due

DAY = timedelta(days=1)
Act = Callable[[Two, str], object]


@pytest.fixture
def two(app: FastAPI, database: Database) -> Two:
    return Two(database, account(app, "Ada", STOCKHOLM), account(app, "Ben", STOCKHOLM))


def new(two: Two, someone: Person) -> list[tuple[str, str]]:
    with two.database.begin_read() as transaction:
        return [
            (one.kind, one.other_name) for one in notifications.list_notifications(transaction, someone, only_new=True)
        ]


def put_away(two: Two) -> None:
    with two.database.begin_write() as transaction:
        for someone in (two.client, two.coach):
            shown = [one.id for one in notifications.list_notifications(transaction, someone)]
            notifications.mark_notifications_seen(transaction, someone, shown, NOW)


def leave(two: Two, grant: str) -> None:
    with two.database.begin_write() as transaction:
        grants.end_grant_as_coach(transaction, two.coach, grant, NOW)


def stop_the_last_pillar(two: Two, grant: str) -> None:
    with two.database.begin_write() as transaction:
        grants.remove_pillar(transaction, two.client, grant, "sleep", NOW)


def delete(who: str) -> Act:
    def act(two: Two, grant: str) -> None:
        with two.database.begin_write() as transaction:
            deletion.delete_account(transaction, getattr(two, who), NOW)

    return act


def expire_before(who: str) -> Act:
    return lambda two, grant: expire_grants_if_due(two.database, getattr(two, who), NOW + 400 * DAY)


CAUSES: dict[str, tuple[Act, list[tuple[str, str]], list[tuple[str, str]]]] = {
    "widened": (
        lambda two, grant: two.change(grant, 2, NOW, PASSWORD, pillars=["sleep", "diet"]),
        [("widened", "Ben")], [("widened", "Ada")],
    ),
    "looked": (lambda two, grant: two.seen(NOW + 30 * DAY), [("looked", "Ben")], []),
    "expiring": (lambda two, grant: expire_grants_if_due(two.database, two.client, NOW + 85 * DAY), [("expiring", "Ben")], []),
    "expiring, seen by the coach": (
        lambda two, grant: expire_grants_if_due(two.database, two.coach, NOW + 85 * DAY), [], [("expiring", "Ada")],
    ),
    "revoked": (lambda two, grant: two.revoke(grant, NOW), [("ended", "Ben")], [("ended", "")]),
    "the last pillar": (stop_the_last_pillar, [("ended", "Ben")], [("ended", "")]),
    "the coach leaves": (leave, [("ended", "Ben")], [("ended", "")]),
    "expired, the client comes": (expire_before("client"), [("ended", "Ben")], [("ended", "")]),
    "expired, the coach comes": (expire_before("coach"), [("ended", "Ben")], [("ended", "")]),
    "the coach is deleted": (delete("coach"), [("ended", "deleted coach")], []),
    "the client is deleted": (delete("client"), [], [("ended", "")]),
}  # fmt: skip


@pytest.mark.parametrize("cause", CAUSES)
def test_each_cause_tells_each_side_once(two: Two, cause: str) -> None:
    grant = two.active(NOW)
    assert new(two, two.client) == [(kind, "Ben") for kind, _ in new(two, two.client)]
    assert sorted(kind for kind, _ in new(two, two.client)) == ["accepted", "confirmed"]
    assert new(two, two.coach) == [("confirmed", "Ada")]
    put_away(two)
    assert new(two, two.client) == new(two, two.coach) == []
    act, client, coach = CAUSES[cause]
    act(two, grant)
    assert (new(two, two.client), new(two, two.coach)) == (client, coach)
    if "expir" in cause:
        act(two, grant)
        assert (new(two, two.client), new(two, two.coach)) == (client, coach)


def test_narrowing_is_no_news(two: Two) -> None:
    grant = two.active(NOW, pillars=["sleep", "diet"])
    put_away(two)
    two.change(grant, 2, NOW, pillars=["sleep"])
    assert new(two, two.client) == new(two, two.coach) == []


def test_a_disabled_client_is_named_to_no_coach(two: Two, app: FastAPI, clock: Clock) -> None:
    two.active(NOW, until="2026-03-20")
    ben = sign_in(app, "Ben", STOCKHOLM)
    assert "Ada confirmed" in words(ben.get("/").text)
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, two.client, NOW)
    for address in ("/", "/sharing", "/days/2026-03-12"):
        assert "Somebody confirmed" in words(ben.get(address).text)
        assert "Ada" not in ben.get(address).text
    with two.database.begin_write() as transaction:
        deletion.enable_account(transaction, two.client)
    assert "Ada confirmed" in words(ben.get("/").text)
    clock.now += 10 * DAY
    today = ben.get(f"/days/{two.coach.local_today(clock.now)}").text
    assert "Something that was shared with you has ended." in words(today)
    assert "Ada" not in today


def test_what_came_after_the_page_was_drawn_stays_new(two: Two, ada: Browser) -> None:
    grant = two.active(NOW)
    page = ada.get("/").text
    two.revoke(grant, NOW)
    send(ada, form_of(page, "/sharing/notifications/seen"))
    assert [kind for kind, _ in new(two, two.client)] == ["ended"]
    assert "Sharing with Ben has ended." in words(ada.get("/").text)
    assert "You confirmed" not in words(ada.get("/").text)
    ada.post("/sharing/notifications/seen", {"notice": "not an id"})
    assert [kind for kind, _ in new(two, two.client)] == ["ended"]


def test_a_second_step_that_is_switched_is_told(two: Two, ada: Browser, clock: Clock) -> None:
    app, _ = switched_on(ada, clock)
    assert new(two, two.client) == [("factor-on", "")]
    assert "A second step at sign-in was switched on." in words(ada.get("/").text)
    put_away(two)
    off = ada.post(f"{HERE}/off", {"password": PASSWORD, "code": app.code()})
    assert off.headers["location"] == f"{HERE}?done=off"
    assert new(two, two.client) == [("factor-off", "")]
    assert "The second step at sign-in was switched off" in words(ada.get("/sharing").text)
    assert new(two, two.coach) == []
