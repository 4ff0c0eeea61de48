"""What happens between a page and the form on it: sessions end, accounts go, time runs out; nothing slips through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx2 import Response
from tests.support.clock import NOW, STOCKHOLM, Clock
from tests.support.coaches import sign_in_coach
from tests.support.database_rows import read_all_rows
from tests.support.html import find_form, main_text
from tests.support.people import PASSWORD, Browser, create_api_client, ensure_account, sign_in
from tests.support.sharing import SharingPair
from tests.support.twins import UNUSED_ID, response_parts

from habitlog.db import Database
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.sharing import grants as granting

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LONG_AGO = "2025-12-01"


@pytest.fixture
def two(app: FastAPI, database: Database) -> SharingPair:
    return SharingPair(database, ensure_account(app, "Ada", STOCKHOLM), ensure_account(app, "Cyd", STOCKHOLM))


@pytest.fixture
def coach(app: FastAPI, two: SharingPair) -> Browser:
    return sign_in_coach(app, "Cyd")


def coach_forms(coach: Browser, grant: str, code: str) -> Callable[[], list[Response]]:
    """Open the coach's page and return what sends every form it leads to."""
    key = coach.csrf_token()
    forms = (("/coach/code", code), ("/coach/accept", code), (f"/coach/{grant}/leave", ""))
    return lambda: [coach.post(address, {"code": typed}, csrf=key) for address, typed in forms]


def test_coach_form_after_twelve_hours_requires_two_factor(two: SharingPair, coach: Browser, clock: Clock) -> None:
    grant = two.create_active_grant(NOW)
    send_all = coach_forms(coach, grant, two.create_code(NOW))
    before = read_all_rows(two.database)
    clock.now += timedelta(hours=12)
    for answer in send_all():
        assert answer.status_code == 403
        assert 'href="/sign-in/confirm?to=%2Fcoach"' in answer.text
        assert "Ada" not in answer.text
    for address in ("/coach", f"/coach/{grant}"):
        answer = coach.get(address)
        assert (answer.status_code, answer.text) == (303, "")
        assert answer.headers["location"].startswith("/sign-in/confirm?to=%2Fcoach")
    assert read_all_rows(two.database, but="login_session") == {k: v for k, v in before.items() if k != "login_session"}
    clock.now -= SECOND
    assert coach.get(f"/coach/{grant}").status_code == 200


def end_session_by_idleness(two: SharingPair, clock: Clock, _app: FastAPI) -> None:
    clock.now += 31 * DAY


def end_session_by_sign_out(two: SharingPair, clock: Clock, app: FastAPI) -> None:
    for name in ("Ada", "Cyd"):
        assert sign_in(app, name, STOCKHOLM).post("/settings/sessions/end", {}).status_code == 303


def end_session_by_password_change(two: SharingPair, _clock: Clock, app: FastAPI) -> None:
    told = {"current": PASSWORD, "new": "another sentence of plain words"}
    for name in ("Ada", "Cyd"):
        assert sign_in(app, name, STOCKHOLM).post("/settings/password", told).status_code == 303


def end_session_by_disabling(two: SharingPair, _clock: Clock, _app: FastAPI) -> None:
    with two.database.begin_write() as transaction:
        for someone in (two.client, two.coach):
            deletion.disable_account(transaction, someone, NOW)


def end_session_by_deletion(two: SharingPair, _clock: Clock, _app: FastAPI) -> None:
    with two.database.begin_write() as transaction:
        for someone in (two.client, two.coach):
            deletion.delete_account(transaction, someone, NOW)


ENDS = (
    end_session_by_idleness,
    end_session_by_sign_out,
    end_session_by_password_change,
    end_session_by_disabling,
    end_session_by_deletion,
)


@pytest.mark.parametrize("end", ENDS, ids=lambda one: one.__name__)
def test_form_after_session_end_is_refused(
    app: FastAPI,
    ada: Browser,
    two: SharingPair,
    coach: Browser,
    clock: Clock,
    end: Callable[[SharingPair, Clock, FastAPI], None],
) -> None:
    grant, key = two.create_active_grant(NOW, pillars=["sleep", "diet"], until="2026-12-31"), ada.csrf_token()
    pending = SharingPair(two.database, two.client, ensure_account(app, "Eve", STOCKHOLM)).create_pending_grant(NOW)
    send_all = coach_forms(coach, grant, two.create_code(NOW))
    scope = {"pillar": "sleep", "history_from": "2026-03-12", "until": "2026-03-20", "version": "2", "text": "1"}
    end(two, clock, app)
    before = read_all_rows(two.database)
    steps = ((grant, ""), (grant, "/stop"), (pending, "/confirm"), (pending, "/decline"))
    answers = [ada.post(f"/sharing/grants/{its_id}{step}", scope, csrf=key) for its_id, step in steps]
    answers += [
        ada.post("/sharing/invitations/new", scope, csrf=key),
        ada.post("/sharing/notifications/seen", {}, csrf=key),
    ]
    for answer in (*answers, *send_all()):
        assert answer.status_code == 401
        assert not {"Cyd", "Eve", "2026-03-20"} & set(main_text(answer.text).split())
    for browser, address in ((ada, "/sharing"), (ada, f"/sharing/grants/{grant}"), (coach, f"/coach/{grant}")):
        assert browser.get(address).headers["location"] == "/sign-in"
    assert coach.get("/coach").headers["location"] == "/sign-in?to=%2Fcoach"
    assert read_all_rows(two.database) == before


def test_coach_deletion_ends_active_grant(app: FastAPI, ada: Browser, two: SharingPair, coach: Browser) -> None:
    """The grant ends, the name goes, and an account made anew under the same address is somebody else."""
    grant = two.create_active_grant(NOW, history_from=LONG_AGO, label="Ada L")
    assert coach.get(f"/coach/{grant}").status_code == 200
    with two.database.begin_write() as transaction:
        deletion.delete_account(transaction, two.coach, NOW)
    pages = [
        main_text(ada.get(address).text) for address in ("/sharing", "/sharing/access-log", f"/sharing/grants/{grant}")
    ]
    assert "cyd" not in " ".join(pages).casefold()
    assert "deleted coach" in pages[0]
    assert "deleted coach viewed sleep" in pages[1]
    assert two.find_grant(grant, NOW).ended_by == "account"
    again = sign_in_coach(app, "Cyd")
    assert "Ada" not in again.get("/coach").text + again.get("/sharing").text
    assert response_parts(again.get(f"/coach/{grant}")) == response_parts(again.get(f"/coach/{UNUSED_ID}"))
    assert again.post(f"/coach/{grant}/leave", {}).status_code == 404
    assert main_text(ada.get("/sharing/access-log").text) == pages[1]
    assert SharingPair(two.database, two.client, ensure_account(app, "Cyd", STOCKHOLM)).read_shared_scope(NOW) == {}


def test_coach_deletion_ends_pending_grant(app: FastAPI, ada: Browser, two: SharingPair) -> None:
    grant = two.create_pending_grant(NOW)
    address = f"/sharing/grants/{grant}"
    form = find_form(ada.get(address).text, f"{address}/confirm")
    with two.database.begin_write() as transaction:
        deletion.delete_account(transaction, two.coach, NOW)
    ensure_account(app, "Cyd", STOCKHOLM)
    assert ada.post(form.action, form.pairs[1:], csrf=form.get("csrf")).status_code == 404
    assert two.find_grant(grant, NOW).state == "revoked"


def test_disabled_client_is_hidden_from_coach(two: SharingPair, coach: Browser) -> None:
    grant, missing = two.create_active_grant(NOW, label="Zed"), response_parts(coach.get(f"/coach/{UNUSED_ID}"))
    assert "Zed" in coach.get("/coach").text
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, two.client, NOW)
    assert response_parts(coach.get(f"/coach/{grant}")) == missing
    for address in ("/coach", "/coach?name=zed&order=back", "/sharing", "/"):
        assert "Zed" not in coach.get(address).text
    with two.database.begin_write() as transaction:
        deletion.enable_account(transaction, two.client)
    assert "Zed" in coach.get("/coach").text


def test_clock_set_back_revives_no_session_or_grant(
    ada: Browser, two: SharingPair, coach: Browser, clock: Clock
) -> None:
    grant = two.create_active_grant(NOW, until="2026-03-12", label="Zed")
    missing = response_parts(coach.get(f"/coach/{UNUSED_ID}"))
    clock.now += timedelta(hours=5)
    assert "Zed" not in coach.get("/coach").text
    clock.now = NOW
    assert response_parts(coach.get(f"/coach/{grant}")) == missing
    assert "Zed" not in coach.get("/coach").text
    assert "ended on its last day" in main_text(ada.get("/sharing").text)


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
def test_late_client_form_records_grant_expiry(ada: Browser, two: SharingPair, clock: Clock, asked: str) -> None:
    """What is over is over by itself, whatever is asked of it first, and stays so when the clock is set back."""
    waits, step, form = ASKED[asked]
    grant = (two.create_pending_grant if waits else two.create_active_grant)(NOW, until="2026-03-12")
    key = ada.csrf_token()
    clock.now += timedelta(hours=5)
    assert ada.post(f"/sharing/grants/{grant}{step}", form, csrf=key).status_code == 404
    clock.now = NOW
    found = two.find_grant(grant, NOW)
    assert (found.state, found.ended_by) == ("expired", "time")
    assert two.read_shared_scope(NOW) == {}


def test_late_coach_or_api_request_records_grant_expiry(
    app: FastAPI, two: SharingPair, coach: Browser, clock: Clock
) -> None:
    grants = [two.create_active_grant(NOW, until="2026-03-12")]
    grants.append(
        SharingPair(two.database, two.client, ensure_account(app, "Eve", STOCKHOLM)).create_active_grant(
            NOW, until="2026-03-12"
        )
    )
    key, program = coach.csrf_token(), create_api_client(app, two.client, "write")
    clock.now += timedelta(hours=5)
    assert coach.post(f"/coach/{grants[0]}/leave", {}, csrf=key).status_code == 404
    assert program.delete(f"/grants/{grants[1]}").status_code == 404
    clock.now = NOW
    assert {two.find_grant(grant, NOW).ended_by for grant in grants} == {"time"}


def test_grant_revoked_during_read(two: SharingPair, coach: Browser) -> None:
    """The very next request finds nothing, and the forms of the page that is still open do nothing."""
    grant, key = two.create_active_grant(NOW, history_from=LONG_AGO), coach.csrf_token()
    page = coach.get(f"/coach/{grant}")
    assert (page.status_code, page.headers["cache-control"], "etag" in page.headers) == (200, "no-store", False)
    two.revoke(grant, NOW)
    assert coach.get(f"/coach/{grant}").status_code == 404
    assert coach.post(f"/coach/{grant}/leave", {}, csrf=key).status_code == 404
    with two.database.begin_read() as transaction:
        [found] = granting.list_client_grants(transaction, two.client, NOW)
    assert found.ended_by == "client"
