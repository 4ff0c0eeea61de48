"""What happens between a page and the form on it: sessions end, accounts go, time runs out; nothing slips through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx2 import Response
from tests.conftest import NOW, STOCKHOLM, Clock
from tests.pages.reading import form_of, words
from tests.support.coaches import coach_in
from tests.support.people import PASSWORD, Browser, account, sign_in, with_token
from tests.support.sharing import Two
from tests.support.tables import everything
from tests.support.twins import FAR, answer_of

from habitlog.db import Database
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.sharing import grants as granting

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LONG_AGO = "2025-12-01"


@pytest.fixture
def two(app: FastAPI, database: Database) -> Two:
    return Two(database, account(app, "Ada", STOCKHOLM), account(app, "Cyd", STOCKHOLM))


@pytest.fixture
def coach(app: FastAPI, two: Two) -> Browser:
    return coach_in(app, "Cyd")


def by_coach(coach: Browser, grant: str, code: str) -> Callable[[], list[Response]]:
    """Open the coach's page and return what sends every form it leads to."""
    key = coach.key("/coach")
    forms = (("/coach/code", code), ("/coach/accept", code), (f"/coach/{grant}/leave", ""))
    return lambda: [coach.post(address, {"code": typed}, csrf=key) for address, typed in forms]


def test_forms_sent_twelve_hours_after_the_second_step(two: Two, coach: Browser, clock: Clock) -> None:
    grant = two.active(NOW)
    send_all = by_coach(coach, grant, two.code(NOW))
    before = everything(two.database)
    clock.now += timedelta(hours=12)
    for answer in send_all():
        assert answer.status_code == 403
        assert 'href="/sign-in/confirm?to=%2Fcoach"' in answer.text
        assert "Ada" not in answer.text
    for address in ("/coach", f"/coach/{grant}"):
        answer = coach.get(address)
        assert (answer.status_code, answer.text) == (303, "")
        assert answer.headers["location"].startswith("/sign-in/confirm?to=%2Fcoach")
    assert everything(two.database, but="sign_in") == {k: v for k, v in before.items() if k != "sign_in"}
    clock.now -= SECOND
    assert coach.get(f"/coach/{grant}").status_code == 200


def idle(two: Two, clock: Clock, _app: FastAPI) -> None:
    clock.now += 31 * DAY


def signed_out_everywhere(two: Two, clock: Clock, app: FastAPI) -> None:
    for name in ("Ada", "Cyd"):
        assert sign_in(app, name, STOCKHOLM).post("/settings/sessions/end", {}).status_code == 303


def new_passwords(two: Two, _clock: Clock, app: FastAPI) -> None:
    told = {"current": PASSWORD, "new": "another sentence of plain words"}
    for name in ("Ada", "Cyd"):
        assert sign_in(app, name, STOCKHOLM).post("/settings/password", told).status_code == 303


def disabled(two: Two, _clock: Clock, _app: FastAPI) -> None:
    with two.database.begin_write() as transaction:
        for someone in (two.client, two.coach):
            deletion.disable_account(transaction, someone, NOW)


def deleted(two: Two, _clock: Clock, _app: FastAPI) -> None:
    with two.database.begin_write() as transaction:
        for someone in (two.client, two.coach):
            deletion.delete_account(transaction, someone, NOW)


ENDS = (idle, signed_out_everywhere, new_passwords, disabled, deleted)


@pytest.mark.parametrize("end", ENDS, ids=lambda one: one.__name__)
def test_forms_sent_after_the_end_of_the_session(
    app: FastAPI, ada: Browser, two: Two, coach: Browser, clock: Clock, end: Callable[[Two, Clock, FastAPI], None]
) -> None:
    grant, key = two.active(NOW, pillars=["sleep", "diet"], until="2026-12-31"), ada.key("/sharing")
    pending = Two(two.database, two.client, account(app, "Eve", STOCKHOLM)).pending(NOW)
    send_all = by_coach(coach, grant, two.code(NOW))
    scope = {"pillar": "sleep", "history_from": "2026-03-12", "until": "2026-03-20", "version": "2", "text": "1"}
    end(two, clock, app)
    before = everything(two.database)
    steps = ((grant, ""), (grant, "/stop"), (pending, "/confirm"), (pending, "/decline"))
    answers = [ada.post(f"/sharing/grants/{its_id}{step}", scope, csrf=key) for its_id, step in steps]
    answers += [
        ada.post("/sharing/invitations/new", scope, csrf=key),
        ada.post("/sharing/notifications/seen", {}, csrf=key),
    ]
    for answer in (*answers, *send_all()):
        assert answer.status_code == 401
        assert not {"Cyd", "Eve", "2026-03-20"} & set(words(answer.text).split())
    for browser, address in ((ada, "/sharing"), (ada, f"/sharing/grants/{grant}"), (coach, f"/coach/{grant}")):
        assert browser.get(address).headers["location"] == "/sign-in"
    assert coach.get("/coach").headers["location"] == "/sign-in?to=%2Fcoach"
    assert everything(two.database) == before


def test_a_coach_who_deletes_the_account(app: FastAPI, ada: Browser, two: Two, coach: Browser) -> None:
    """The grant ends, the name goes, and an account made anew under the same address is somebody else."""
    grant = two.active(NOW, history_from=LONG_AGO, label="Ada L")
    assert coach.get(f"/coach/{grant}").status_code == 200
    with two.database.begin_write() as transaction:
        deletion.delete_account(transaction, two.coach, NOW)
    pages = [
        words(ada.get(address).text) for address in ("/sharing", "/sharing/access-log", f"/sharing/grants/{grant}")
    ]
    assert "cyd" not in " ".join(pages).casefold()
    assert "deleted coach" in pages[0]
    assert "deleted coach saw sleep" in pages[1]
    assert two.find(grant, NOW).ended_by == "account"
    again = coach_in(app, "Cyd")
    assert "Ada" not in again.get("/coach").text + again.get("/sharing").text
    assert answer_of(again.get(f"/coach/{grant}")) == answer_of(again.get(f"/coach/{FAR}"))
    assert again.post(f"/coach/{grant}/leave", {}).status_code == 404
    assert words(ada.get("/sharing/access-log").text) == pages[1]
    assert Two(two.database, two.client, account(app, "Cyd", STOCKHOLM)).seen(NOW) == {}


def test_a_coach_of_a_pending_grant_who_deletes_the_account(app: FastAPI, ada: Browser, two: Two) -> None:
    grant = two.pending(NOW)
    address = f"/sharing/grants/{grant}"
    form = form_of(ada.get(address).text, f"{address}/confirm")
    with two.database.begin_write() as transaction:
        deletion.delete_account(transaction, two.coach, NOW)
    account(app, "Cyd", STOCKHOLM)
    assert ada.post(form.action, form.pairs[1:], csrf=form.get("csrf")).status_code == 404
    assert two.find(grant, NOW).state == "revoked"


def test_a_client_who_is_disabled_is_found_by_no_coach(two: Two, coach: Browser) -> None:
    grant, missing = two.active(NOW, label="Zed"), answer_of(coach.get(f"/coach/{FAR}"))
    assert "Zed" in coach.get("/coach").text
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, two.client, NOW)
    assert answer_of(coach.get(f"/coach/{grant}")) == missing
    for address in ("/coach", "/coach?name=zed&order=back", "/sharing", "/"):
        assert "Zed" not in coach.get(address).text
    with two.database.begin_write() as transaction:
        deletion.enable_account(transaction, two.client)
    assert "Zed" in coach.get("/coach").text


def test_a_clock_that_is_set_back_revives_nothing(ada: Browser, two: Two, coach: Browser, clock: Clock) -> None:
    grant = two.active(NOW, until="2026-03-12", label="Zed")
    missing = answer_of(coach.get(f"/coach/{FAR}"))
    clock.now += timedelta(hours=5)
    assert "Zed" not in coach.get("/coach").text
    clock.now = NOW
    assert answer_of(coach.get(f"/coach/{grant}")) == missing
    assert "Zed" not in coach.get("/coach").text
    assert "ended by itself" in words(ada.get("/sharing").text)


WIDE = {"pillar": "sleep", "history_from": "2026-03-12", "until": "2026-12-31", "version": "2", "text": "1"}
NARROW = {**WIDE, "until": "2026-03-12"}
ASKED: dict[str, tuple[bool, str, dict[str, str]]] = {
    "confirm": (True, "/confirm", {"version": "1", "text": "1"}),
    "decline": (True, "/decline", {}),
    "end while pending": (True, "/stop", {}),
    "end": (False, "/stop", {}),
    "stop a pillar": (False, "/stop", {"pillar": "sleep"}),
    "widen": (False, "", {**WIDE, "password": PASSWORD}),
    "narrow": (False, "", NARROW),
}


@pytest.mark.parametrize("asked", ASKED)
def test_a_form_that_comes_too_late_finds_the_end_and_writes_it(
    ada: Browser, two: Two, clock: Clock, asked: str
) -> None:
    """What is over is over by itself, whatever is asked of it first, and stays so when the clock is set back."""
    waits, step, form = ASKED[asked]
    grant = (two.pending if waits else two.active)(NOW, until="2026-03-12")
    key = ada.key("/sharing")
    clock.now += timedelta(hours=5)
    assert ada.post(f"/sharing/grants/{grant}{step}", form, csrf=key).status_code == 404
    clock.now = NOW
    found = two.find(grant, NOW)
    assert (found.state, found.ended_by) == ("expired", "time")
    assert two.seen(NOW) == {}


def test_a_coach_or_a_program_that_comes_too_late(app: FastAPI, two: Two, coach: Browser, clock: Clock) -> None:
    grants = [two.active(NOW, until="2026-03-12")]
    grants.append(Two(two.database, two.client, account(app, "Eve", STOCKHOLM)).active(NOW, until="2026-03-12"))
    key, program = coach.key("/coach"), with_token(app, two.client, "write")
    clock.now += timedelta(hours=5)
    assert coach.post(f"/coach/{grants[0]}/leave", {}, csrf=key).status_code == 404
    assert program.delete(f"/grants/{grants[1]}").status_code == 404
    clock.now = NOW
    assert {two.find(grant, NOW).ended_by for grant in grants} == {"time"}


def test_revoked_while_the_coach_reads(two: Two, coach: Browser) -> None:
    """The very next request finds nothing, and the forms of the page that is still open do nothing."""
    grant, key = two.active(NOW, history_from=LONG_AGO), coach.key("/coach")
    page = coach.get(f"/coach/{grant}")
    assert (page.status_code, page.headers["cache-control"], "etag" in page.headers) == (200, "no-store", False)
    two.revoke(grant, NOW)
    assert coach.get(f"/coach/{grant}").status_code == 404
    assert coach.post(f"/coach/{grant}/leave", {}, csrf=key).status_code == 404
    with two.database.begin_read() as transaction:
        [found] = granting.list_client_grants(transaction, two.client, NOW)
    assert found.ended_by == "client"
