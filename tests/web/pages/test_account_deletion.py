"""Leaving by page: asked for with the password, taken back within seven days, or done for good."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from sqlalchemy import func, insert, select
from tests.support.clock import NOW, STOCKHOLM, Clock
from tests.support.entries import NIGHT
from tests.support.html import field_error, find_form, main_text, submit_form
from tests.support.people import PASSWORD, ApiClient, Browser, create_api_client, ensure_account, is_signed_in, sign_in
from tests.support.records import ExportRecord, PutEntry
from tests.support.sharing import SharingPair
from tests.support.two_factor import enrol, start_sign_in, submit_code

from habitlog.accounts.person import person_table
from habitlog.db import Database
from habitlog.errors import NotFound
from habitlog.models import metadata
from habitlog.sharing.tables import consent_grant_table, grant_pillar_table
from habitlog.usecases.identity import accounts
from habitlog.usecases.jobs import delete_accounts
from habitlog.usecases.notifications import list_notifications
from habitlog.usecases.sharing import grants, invitations

NEW, HERE, KEEP, AT_ONCE = (
    "/account/deletion/new",
    "/account/deletion",
    "/account/deletion/cancel",
    "/account/deletion/now",
)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
NAMED = {"day": "2026-03-12", "year": "2026", "pillar": "sleep", "choice": "saved"}
FAR = "00000000-0000-4000-8000-000000000000"
WHEN = "Thu 19 March, 19:30"


def request_deletion(browser: Browser, password: str = PASSWORD, **typed: str) -> Response:
    return submit_form(browser, find_form(browser.get(NEW).text, HERE), password=password, **typed)


def sign_in_by_form(browser: Browser, password: str = PASSWORD) -> Response:
    return browser.post("/sign-in", {"email": browser.email, "password": password}, csrf="")


def sign_in_to_cancel(of: Browser) -> Browser:
    """Return a fresh browser that signed in by password."""
    fresh = Browser(of.app, of.name)
    assert sign_in_by_form(fresh).headers.get("location") == "/"
    return fresh


def assert_pending_deletion_page(browser: Browser) -> Browser:
    assert request_deletion(browser).status_code == 200
    return sign_in_to_cancel(browser)


def write_rows_during_deletion(two: SharingPair) -> str:
    """Write a grant as a request does that was under way when its client began to leave; return its id."""
    with two.database.begin_write() as transaction:
        row = {
            "person_id": two.client.id,
            "id": FAR,
            "coach_id": two.coach.id,
            "coach_label": "Ben",
            "client_label": "Ada",
            "state": "active",
            "created_at": NOW,
            "confirmed_at": NOW,
            "consent_text_version": "2026-11-25",
            "history_from": NOW.date(),
            "expires_at": NOW + DAY,
            "version": 1,
        }
        transaction.execute(insert(consent_grant_table), row)
        transaction.execute(
            insert(grant_pillar_table), {"person_id": two.client.id, "grant_id": FAR, "pillar": "sleep"}
        )
    return FAR


def list_people(database: Database) -> list[str]:
    with database.begin_read() as transaction:
        return [name for (name,) in transaction.fetch_tuples(select(person_table.c.name).order_by(person_table.c.id))]


def delete_due_accounts(app: FastAPI) -> int:
    app_context = app.state.context
    return delete_accounts.delete_due_accounts(
        app_context.database, app_context.config.erasure_list_path, app_context.now()
    )


def test_deletion_page_lists_data_and_date(ada: Browser) -> None:
    assert 'href="/account/deletion/new"' in ada.get("/data").text
    page = ada.get(NEW)
    told = main_text(page.text)
    assert WHEN in told
    assert told.index("Export everything") < told.index("Confirm it is you")
    for link in ("/data/export", "/data/account"):
        assert f'href="{link}"' in page.text
        assert ada.get(link).status_code == 200


def test_deletion_request_ends_grants_tokens_and_sessions(
    ada: Browser, other_ada: Browser, program: ApiClient, two: SharingPair, database: Database
) -> None:
    given = two.create_active_grant(NOW)
    held = SharingPair(database, two.coach, two.client).create_active_grant(NOW)
    code = two.create_code(NOW)
    answer = request_deletion(ada)
    assert (answer.status_code, WHEN in main_text(answer.text)) == (200, True)
    assert "habitlog" not in ada.client.cookies
    assert not is_signed_in(ada)
    assert not is_signed_in(other_ada)
    assert program.get("/pillars").status_code == 401
    assert two.read_shared_scope(NOW) == {}
    assert (two.find_grant(given, NOW).state, two.find_grant(given, NOW).ended_by) == ("revoked", "account")
    with pytest.raises(NotFound):
        invitations.redeem_invitation(database, ensure_account(ada.app, "Cyd", STOCKHOLM), code, NOW)
    with database.begin_read() as transaction:
        assert grants.find_grant(transaction, two.coach, held, NOW).ended_by == "account"
        assert [one.kind for one in list_notifications(transaction, two.coach)].count("ended") == 2
        assert invitations.list_open_invitations(transaction, two.client, NOW) == ()


def test_sign_in_during_pending_deletion_shows_only_its_page(ada: Browser, app: FastAPI) -> None:
    back = assert_pending_deletion_page(ada)
    first = back.get("/")
    assert (first.status_code, first.headers["location"]) == (303, HERE)
    told = back.get(HERE)
    assert "Your account is to be deleted on 19 March" in main_text(told.text)
    assert WHEN in main_text(told.text)
    assert '<nav class="nav"' not in told.text
    key = find_form(told.text, KEEP).get("csrf")
    open_to_all = {"/sign-in", "/sign-up", "/sign-in/two-factor", "/healthz", "/readyz"}
    open_to_all |= {"/manifest.webmanifest", "/service-worker.js", "/offline", "/password-reset", "/password-reset/new"}
    found = 0
    for route in iter_route_contexts(app.routes):
        path = re.sub(r"\{([^}]+)\}", lambda found: NAMED.get(found[1], FAR), route.path or "")
        if path.startswith(("/api", "/account/deletion", "/static")) or path in open_to_all | {"/sign-out"}:
            continue
        for method in route.methods or ():
            answer = back.get(path) if method in {"GET", "HEAD"} else back.post(path, {}, csrf=key)
            reached = (answer.status_code, answer.headers.get("location"))
            assert reached in {(303, HERE), (403, None), (404, None)}, (method, path, reached)
            assert "Ada" not in main_text(answer.text), path
            found += 1
    assert found > 60


def test_cancelled_deletion_restores_account_without_grants(
    ada: Browser, program: ApiClient, two: SharingPair, exported_record: ExportRecord, put_entry: PutEntry
) -> None:
    put_entry("sleep", NIGHT)
    before, grant = exported_record(), two.create_active_grant(NOW)
    back = assert_pending_deletion_page(ada)
    answer = submit_form(back, find_form(back.get(HERE).text, KEEP))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert is_signed_in(back)
    assert exported_record() == before
    assert back.get(HERE).headers["location"] == "/data"
    assert program.get("/pillars").status_code == 401
    assert two.read_shared_scope(NOW) == {}
    assert two.find_grant(grant, NOW).state == "revoked"
    assert back.post(KEEP, {}).status_code == 404
    # What begins from now on is as with any account.
    assert set(two.read_shared_scope(NOW, grant_id=two.create_active_grant(NOW))) == {"Ada"}


def test_cancelled_deletion_drops_rows_written_meanwhile(ada: Browser, two: SharingPair, app: FastAPI) -> None:
    back = assert_pending_deletion_page(ada)
    late, grant = create_api_client(app, two.client, "read"), write_rows_during_deletion(two)
    assert (late.get("/pillars").status_code, two.read_shared_scope(NOW)) == (401, {})
    with two.database.begin_read() as transaction:
        assert grants.list_pending_grants(transaction, two.coach, NOW) == ()
    submit_form(back, find_form(back.get(HERE).text, KEEP))
    assert (late.get("/pillars").status_code, two.read_shared_scope(NOW)) == (401, {})
    assert two.find_grant(grant, NOW).state == "revoked"


def test_deletion_happens_after_exactly_seven_days(
    ada: Browser, clock: Clock, app: FastAPI, database: Database
) -> None:
    back = assert_pending_deletion_page(ada)
    clock.now = NOW + 7 * DAY - SECOND
    assert delete_due_accounts(app) == 0
    assert back.get(HERE).status_code == 200
    clock.now = NOW + 7 * DAY
    # Past them the account is gone for everybody, before anything has swept.
    refused = sign_in_by_form(Browser(app, "Ada"))
    assert refused.status_code == 401
    assert main_text(refused.text) == main_text(sign_in_by_form(Browser(app, "Nobody")).text).replace("nobody", "ada")
    assert back.get(HERE).headers["location"] == "/sign-in"
    assert back.post(KEEP, {}, csrf="").status_code == 401
    assert delete_due_accounts(app) == 1
    assert list_people(database) == []
    assert delete_due_accounts(app) == 0
    for name in ("Ada", "ada@example.org"):
        with database.begin_read() as transaction:
            assert name not in str([transaction.fetch_rows(select(table)) for table in metadata.sorted_tables])


def test_deletion_is_cancellable_until_last_second(
    ada: Browser, clock: Clock, app: FastAPI, database: Database
) -> None:
    back = assert_pending_deletion_page(ada)
    clock.now = NOW + 7 * DAY - SECOND
    assert submit_form(back, find_form(back.get(HERE).text, KEEP)).status_code == 303
    clock.now = NOW + 30 * DAY
    assert (delete_due_accounts(app), list_people(database)) == (0, ["Ada"])


def test_immediate_deletion(ada: Browser, two: SharingPair, app: FastAPI, database: Database) -> None:
    SharingPair(database, two.coach, two.client).create_active_grant(NOW)
    back = assert_pending_deletion_page(ada)
    answer = submit_form(back, find_form(back.get(HERE).text, AT_ONCE), password=PASSWORD)
    assert (answer.status_code, "is deleted" in main_text(answer.text)) == (200, True)
    assert list_people(database) == ["Ben"]
    assert sign_in_by_form(Browser(app, "Ada")).status_code == 401
    [line] = app.state.context.config.erasure_list_path.read_text().splitlines()
    assert re.fullmatch(r"[0-9a-f-]{36} 2026-03-12", line)


def test_new_account_with_same_email_is_separate(ada: Browser, app: FastAPI, database: Database) -> None:
    back = assert_pending_deletion_page(ada)
    submit_form(back, find_form(back.get(HERE).text, AT_ONCE), password=PASSWORD)
    assert is_signed_in(sign_in(app, "Ada", STOCKHOLM))
    assert (delete_due_accounts(app), list_people(database)) == (0, ["Ada"])


@pytest.mark.parametrize("password", ["", "not the one she has", "x" * 5000])
def test_deletion_with_wrong_password_changes_nothing(ada: Browser, password: str, two: SharingPair) -> None:
    grant = two.create_active_grant(NOW)
    answer = request_deletion(ada, password)
    assert (answer.status_code, field_error(answer.text, "password")) == (422, "This is not the current password.")
    assert password not in main_text(answer.text) or not password
    assert is_signed_in(ada)
    assert two.find_grant(grant, NOW).state == "active"
    back = assert_pending_deletion_page(ada)
    again = submit_form(back, find_form(back.get(HERE).text, AT_ONCE), password=password)
    assert (again.status_code, field_error(again.text, "password")) == (422, "This is not the current password.")
    assert WHEN in main_text(again.text)
    assert back.get(HERE).status_code == 200


def test_deletion_password_is_rate_limited(ada: Browser) -> None:
    form = find_form(ada.get(NEW).text, HERE)
    answers = [submit_form(ada, form, password=f"guess number {n}") for n in range(11)]
    assert [one.status_code for one in answers] == [422] * 10 + [429]
    assert "Retry-After" in answers[-1].headers
    right = submit_form(ada, form, password=PASSWORD)
    assert (right.status_code, "Too many tries" in field_error(right.text, "password")) == (429, True)
    assert is_signed_in(ada)


def test_deletion_with_two_factor_requires_code(ada: Browser, clock: Clock, database: Database) -> None:
    app, codes = enrol(ada, clock)
    without = request_deletion(ada)
    assert (without.status_code, bool(field_error(without.text, "code"))) == (422, True)
    wrong = request_deletion(ada, code=app.wrong())
    assert (wrong.status_code, bool(field_error(wrong.text, "code"))) == (422, True)
    assert is_signed_in(ada)
    assert request_deletion(ada, code=app.code()).status_code == 200
    assert not is_signed_in(ada)
    clock.now += timedelta(seconds=30)
    back = start_sign_in(ada)
    assert submit_code(back, app.code()).headers["location"] == "/"
    clock.now += timedelta(seconds=30)
    form = find_form(back.get(HERE).text, AT_ONCE)
    assert submit_form(back, form, password=PASSWORD).status_code == 422
    assert submit_form(back, form, password=PASSWORD, code=codes[0]).status_code == 200
    assert list_people(database) == []


def test_two_factor_ends_with_deleted_account(ada: Browser, clock: Clock) -> None:
    app, _ = enrol(ada, clock)
    request_deletion(ada, code=app.code())
    back = start_sign_in(ada)
    clock.now += 7 * DAY
    assert submit_code(back, app.code()).status_code in {401, 403}
    assert back.get(HERE).headers["location"] == "/sign-in"


def test_deletion_forms_of_other_sessions_are_refused(ada: Browser, other_ada: Browser, anyone: Browser) -> None:
    other_key = other_ada.csrf_token()
    assert ada.post(HERE, {"password": PASSWORD}, csrf=other_key).status_code == 403
    assert ada.post(HERE, {"password": PASSWORD}, csrf="").status_code == 403
    assert anyone.post(HERE, {"password": PASSWORD}, csrf=other_key).status_code == 401
    foreign = ada.client.post(
        HERE, data={"csrf": ada.csrf_token(), "password": PASSWORD}, headers={"Origin": "https://x.org"}
    )
    assert foreign.status_code == 403
    assert is_signed_in(ada)
    assert anyone.get(HERE).headers["location"] == "/sign-in"
    assert anyone.get(NEW).headers["location"] == "/sign-in"
    for address in (KEEP, AT_ONCE):
        assert anyone.post(address, {}, csrf="").status_code == 401
        assert ada.post(address, {"password": PASSWORD}).status_code == 404
    back = assert_pending_deletion_page(ada)
    assert other_ada.post(HERE, {"password": PASSWORD}, csrf=other_key).status_code == 401
    for address in (KEEP, AT_ONCE):
        assert back.post(address, {"password": PASSWORD}, csrf=other_key).status_code == 403
    assert back.get(HERE).status_code == 200


def test_second_deletion_request_is_refused(ada: Browser, database: Database, app: FastAPI) -> None:
    back = assert_pending_deletion_page(ada)
    key = find_form(back.get(HERE).text, KEEP).get("csrf")
    answer = back.post(HERE, {"password": PASSWORD}, csrf=key)
    assert (answer.status_code, 'href="/account/deletion"' in answer.text) == (403, True)
    with database.begin_read() as transaction:
        assert transaction.fetch_value(select(person_table.c.deletion_requested_at)) == NOW


def test_concurrent_deletion_requests_count_once(app: FastAPI, database: Database, two: SharingPair) -> None:
    two.create_active_grant(NOW)
    browsers = [sign_in(app, "Ada", STOCKHOLM) for _ in range(4)]
    forms = [find_form(one.get(NEW).text, HERE) for one in browsers]
    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(lambda pair: submit_form(*pair, password=PASSWORD), zip(browsers, forms, strict=True)))
    told = sorted(one.status_code for one in answers)
    assert told[0] == 200
    assert set(told[1:]) <= {401, 403, 409}
    with database.begin_read() as transaction:
        assert [one.kind for one in list_notifications(transaction, two.coach)].count("ended") == 1
        assert transaction.fetch_value(select(func.count()).select_from(metadata.tables["login_session"])) == 0


def test_concurrent_cancel_and_delete_have_one_outcome(app: FastAPI, ada: Browser, database: Database) -> None:
    first, other = assert_pending_deletion_page(ada), sign_in_to_cancel(ada)
    keeps, ends = find_form(first.get(HERE).text, KEEP), find_form(other.get(HERE).text, AT_ONCE)
    with ThreadPoolExecutor(2) as pool:
        kept = pool.submit(submit_form, first, keeps)
        ended = pool.submit(submit_form, other, ends, password=PASSWORD)
        told = kept.result().status_code, ended.result().status_code
    left = list_people(database)
    assert (left, told[1]) in [(["Ada"], 403), (["Ada"], 404), ([], 200)]
    assert told[0] == 303 or left == []


def test_sign_out_during_pending_deletion(ada: Browser) -> None:
    back = assert_pending_deletion_page(ada)
    answer = submit_form(back, find_form(back.get(HERE).text, "/sign-out"))
    assert answer.headers["location"] == "/sign-in"
    assert back.get(HERE).headers["location"] == "/sign-in"
    assert sign_in_to_cancel(ada).get(HERE).status_code == 200


def test_coach_deletion_ends_access_and_anonymises_log(app: FastAPI, two: SharingPair, clock: Clock) -> None:
    grant, ben = two.create_active_grant(NOW), sign_in(app, "Ben", STOCKHOLM)
    two.read_shared_scope(NOW)
    back = assert_pending_deletion_page(ben)
    for address in ("/coach", f"/coach/{grant}"):
        assert back.get(address).headers["location"] == HERE
    with pytest.raises(NotFound):
        two.read_shared_scope(NOW, grant_id=grant)
    ada = sign_in(app, "Ada", STOCKHOLM)
    assert "ended with an account" in main_text(ada.get(f"/sharing/grants/{grant}").text)
    clock.now = NOW + 7 * DAY
    delete_due_accounts(app)
    looks = main_text(ada.get("/sharing/access-log").text)
    assert "deleted coach" in looks
    assert "Ben" not in looks
    with two.database.begin_read() as transaction, pytest.raises(NotFound):
        accounts.find_person_by_email(transaction, "ben@example.org")
