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
from tests.conftest import NOW, STOCKHOLM, Clock
from tests.pages.conftest import Keep, Record
from tests.pages.reading import error_at, form_of, send, words
from tests.pages.test_people import knows
from tests.support.entries import NIGHT
from tests.support.factor import half_way, second, switched_on
from tests.support.people import PASSWORD, Browser, Program, account, sign_in, with_token
from tests.support.sharing import Two

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


@pytest.fixture
def two(app: FastAPI, database: Database) -> Two:
    """Ada with a log, and Ben who coaches."""
    return Two(database, account(app, "Ada", STOCKHOLM), account(app, "Ben", STOCKHOLM))


def leave(browser: Browser, password: str = PASSWORD, **typed: str) -> Response:
    return send(browser, form_of(browser.get(NEW).text, HERE), password=password, **typed)


def enter(browser: Browser, password: str = PASSWORD) -> Response:
    return browser.post("/sign-in", {"email": browser.email, "password": password}, csrf="")


def come_back(of: Browser) -> Browser:
    """Return a fresh browser that signed in by password."""
    fresh = Browser(of.app, of.name)
    assert enter(fresh).headers.get("location") == "/"
    return fresh


def waiting(browser: Browser) -> Browser:
    assert leave(browser).status_code == 200
    return come_back(browser)


def written_late(two: Two) -> str:
    """Write a grant as a request does that was under way when its client began to leave; return its id."""
    with two.database.begin_write() as transaction:
        row = {"person_id": two.client.id, "id": FAR, "coach_id": two.coach.id, "coach_label": "Ben",
               "client_label": "Ada", "state": "active", "created_at": NOW, "confirmed_at": NOW,
               "history_from": NOW.date(), "expires_at": NOW + DAY, "version": 1}  # fmt: skip
        transaction.execute(insert(consent_grant_table), row)
        transaction.execute(
            insert(grant_pillar_table), {"person_id": two.client.id, "grant_id": FAR, "pillar": "sleep"}
        )
    return FAR


def people(database: Database) -> list[str]:
    with database.begin_read() as transaction:
        return [name for (name,) in transaction.fetch_tuples(select(person_table.c.name).order_by(person_table.c.id))]


def sweep(app: FastAPI) -> int:
    house = app.state.context
    return delete_accounts.delete_due_accounts(house.database, house.config.erasure_list_path, house.now())


def test_the_page_says_what_goes_and_when(ada: Browser) -> None:
    assert 'href="/account/deletion/new"' in ada.get("/data").text
    page = ada.get(NEW)
    told = words(page.text)
    assert WHEN in told
    assert told.index("Download everything") < told.index("It is you who asks")
    for link in ("/data/export", "/data/account"):
        assert f'href="{link}"' in page.text
        assert ada.get(link).status_code == 200


def test_leaving_ends_what_lets_others_in_and_signs_out_everywhere(
    ada: Browser, other_ada: Browser, program: Program, two: Two, database: Database
) -> None:
    given = two.active(NOW)
    held = Two(database, two.coach, two.client).active(NOW)
    code = two.code(NOW)
    answer = leave(ada)
    assert (answer.status_code, WHEN in words(answer.text)) == (200, True)
    assert "habitlog" not in ada.client.cookies
    assert not knows(ada)
    assert not knows(other_ada)
    assert program.get("/pillars").status_code == 401
    assert two.seen(NOW) == {}
    assert (two.find(given, NOW).state, two.find(given, NOW).ended_by) == ("revoked", "account")
    with pytest.raises(NotFound):
        invitations.redeem_invitation(database, account(ada.app, "Cyd", STOCKHOLM), code, NOW)
    with database.begin_read() as transaction:
        assert grants.find_grant(transaction, two.coach, held, NOW).ended_by == "account"
        assert [one.kind for one in list_notifications(transaction, two.coach)].count("ended") == 2
        assert invitations.list_open_invitations(transaction, two.client, NOW) == ()


def test_signing_in_leads_to_one_page_and_to_nothing_else(ada: Browser, app: FastAPI) -> None:
    back = waiting(ada)
    first = back.get("/")
    assert (first.status_code, first.headers["location"]) == (303, HERE)
    told = back.get(HERE)
    assert "Your account is to be deleted on 19 March" in words(told.text)
    assert WHEN in words(told.text)
    assert '<nav class="nav"' not in told.text
    key = form_of(told.text, KEEP).get("csrf")
    open_to_all = {"/sign-in", "/sign-up", "/sign-in/two-factor", "/healthz", "/readyz", "/static/pillars.css"}
    found = 0
    for route in iter_route_contexts(app.routes):
        path = re.sub(r"\{([^}]+)\}", lambda found: NAMED.get(found[1], FAR), route.path or "")
        if path.startswith(("/api", "/account/deletion", "/static")) or path in open_to_all | {"/sign-out"}:
            continue
        for method in route.methods or ():
            answer = back.get(path) if method in {"GET", "HEAD"} else back.post(path, {}, csrf=key)
            reached = (answer.status_code, answer.headers.get("location"))
            assert reached in {(303, HERE), (403, None), (404, None)}, (method, path, reached)
            assert "Ada" not in words(answer.text), path
            found += 1
    assert found > 60


def test_keeping_it_brings_the_account_back_without_grants_and_tokens(
    ada: Browser, program: Program, two: Two, record: Record, keep: Keep
) -> None:
    keep("sleep", NIGHT)
    before, grant = record(), two.active(NOW)
    back = waiting(ada)
    answer = send(back, form_of(back.get(HERE).text, KEEP))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert knows(back)
    assert record() == before
    assert back.get(HERE).headers["location"] == "/data"
    assert program.get("/pillars").status_code == 401
    assert two.seen(NOW) == {}
    assert two.find(grant, NOW).state == "revoked"
    assert back.post(KEEP, {}).status_code == 404
    # What begins from now on is as with any account.
    assert set(two.seen(NOW, grant_id=two.active(NOW))) == {"Ada"}


def test_what_was_written_while_leaving_does_not_come_back_with_it(ada: Browser, two: Two, app: FastAPI) -> None:
    back = waiting(ada)
    late, grant = with_token(app, two.client, "read"), written_late(two)
    assert (late.get("/pillars").status_code, two.seen(NOW)) == (401, {})
    with two.database.begin_read() as transaction:
        assert grants.list_pending_grants(transaction, two.coach, NOW) == ()
    send(back, form_of(back.get(HERE).text, KEEP))
    assert (late.get("/pillars").status_code, two.seen(NOW)) == (401, {})
    assert two.find(grant, NOW).state == "revoked"


def test_the_seven_days_are_exact(ada: Browser, clock: Clock, app: FastAPI, database: Database) -> None:
    back = waiting(ada)
    clock.now = NOW + 7 * DAY - SECOND
    assert sweep(app) == 0
    assert back.get(HERE).status_code == 200
    clock.now = NOW + 7 * DAY
    # Past them the account is gone for everybody, before anything has swept.
    refused = enter(Browser(app, "Ada"))
    assert refused.status_code == 401
    assert words(refused.text) == words(enter(Browser(app, "Nobody")).text).replace("nobody", "ada")
    assert back.get(HERE).headers["location"] == "/sign-in"
    assert back.post(KEEP, {}, csrf="").status_code == 401
    assert sweep(app) == 1
    assert people(database) == []
    assert sweep(app) == 0
    for name in ("Ada", "ada@example.org"):
        with database.begin_read() as transaction:
            assert name not in str([transaction.fetch_rows(select(table)) for table in metadata.sorted_tables])


def test_kept_on_the_last_second_it_stays(ada: Browser, clock: Clock, app: FastAPI, database: Database) -> None:
    back = waiting(ada)
    clock.now = NOW + 7 * DAY - SECOND
    assert send(back, form_of(back.get(HERE).text, KEEP)).status_code == 303
    clock.now = NOW + 30 * DAY
    assert (sweep(app), people(database)) == (0, ["Ada"])


def test_deleting_at_once(ada: Browser, two: Two, app: FastAPI, database: Database) -> None:
    Two(database, two.coach, two.client).active(NOW)
    back = waiting(ada)
    answer = send(back, form_of(back.get(HERE).text, AT_ONCE), password=PASSWORD)
    assert (answer.status_code, "is deleted" in words(answer.text)) == (200, True)
    assert people(database) == ["Ben"]
    assert enter(Browser(app, "Ada")).status_code == 401
    [line] = app.state.context.config.erasure_list_path.read_text().splitlines()
    assert re.fullmatch(r"[0-9a-f-]{36} 2026-03-12", line)


def test_another_account_under_the_same_address_is_another_one(ada: Browser, app: FastAPI, database: Database) -> None:
    back = waiting(ada)
    send(back, form_of(back.get(HERE).text, AT_ONCE), password=PASSWORD)
    assert knows(sign_in(app, "Ada", STOCKHOLM))
    assert (sweep(app), people(database)) == (0, ["Ada"])


@pytest.mark.parametrize("password", ["", "not the one she has", "x" * 5000])
def test_a_wrong_password_changes_nothing(ada: Browser, password: str, two: Two) -> None:
    grant = two.active(NOW)
    answer = leave(ada, password)
    assert (answer.status_code, error_at(answer.text, "password")) == (422, "This is not the current password.")
    assert password not in words(answer.text) or not password
    assert knows(ada)
    assert two.find(grant, NOW).state == "active"
    back = waiting(ada)
    again = send(back, form_of(back.get(HERE).text, AT_ONCE), password=password)
    assert (again.status_code, error_at(again.text, "password")) == (422, "This is not the current password.")
    assert WHEN in words(again.text)
    assert back.get(HERE).status_code == 200


def test_passwords_cannot_be_tried_on_and_on(ada: Browser) -> None:
    form = form_of(ada.get(NEW).text, HERE)
    answers = [send(ada, form, password=f"guess number {n}") for n in range(11)]
    assert [one.status_code for one in answers] == [422] * 10 + [429]
    assert "Retry-After" in answers[-1].headers
    right = send(ada, form, password=PASSWORD)
    assert (right.status_code, "Too many tries" in error_at(right.text, "password")) == (429, True)
    assert knows(ada)


def test_with_a_second_step_both_are_asked(ada: Browser, clock: Clock, database: Database) -> None:
    app, codes = switched_on(ada, clock)
    without = leave(ada)
    assert (without.status_code, bool(error_at(without.text, "code"))) == (422, True)
    wrong = leave(ada, code=app.wrong())
    assert (wrong.status_code, bool(error_at(wrong.text, "code"))) == (422, True)
    assert knows(ada)
    assert leave(ada, code=app.code()).status_code == 200
    assert not knows(ada)
    clock.now += timedelta(seconds=30)
    back = half_way(ada)
    assert second(back, app.code()).headers["location"] == "/"
    clock.now += timedelta(seconds=30)
    form = form_of(back.get(HERE).text, AT_ONCE)
    assert send(back, form, password=PASSWORD).status_code == 422
    assert send(back, form, password=PASSWORD, code=codes[0]).status_code == 200
    assert people(database) == []


def test_a_second_step_is_over_with_the_seven_days(ada: Browser, clock: Clock) -> None:
    app, _ = switched_on(ada, clock)
    leave(ada, code=app.code())
    back = half_way(ada)
    clock.now += 7 * DAY
    assert second(back, app.code()).status_code in {401, 403}
    assert back.get(HERE).headers["location"] == "/sign-in"


def test_forms_of_others_and_of_ended_sessions_do_nothing(ada: Browser, other_ada: Browser, anyone: Browser) -> None:
    other_key = other_ada.key()
    assert ada.post(HERE, {"password": PASSWORD}, csrf=other_key).status_code == 403
    assert ada.post(HERE, {"password": PASSWORD}, csrf="").status_code == 403
    assert anyone.post(HERE, {"password": PASSWORD}, csrf=other_key).status_code == 401
    foreign = ada.client.post(HERE, data={"csrf": ada.key(), "password": PASSWORD}, headers={"Origin": "https://x.org"})
    assert foreign.status_code == 403
    assert knows(ada)
    assert anyone.get(HERE).headers["location"] == "/sign-in"
    assert anyone.get(NEW).headers["location"] == "/sign-in"
    for address in (KEEP, AT_ONCE):
        assert anyone.post(address, {}, csrf="").status_code == 401
        assert ada.post(address, {"password": PASSWORD}).status_code == 404
    back = waiting(ada)
    assert other_ada.post(HERE, {"password": PASSWORD}, csrf=other_key).status_code == 401
    for address in (KEEP, AT_ONCE):
        assert back.post(address, {"password": PASSWORD}, csrf=other_key).status_code == 403
    assert back.get(HERE).status_code == 200


def test_a_second_time_is_refused(ada: Browser, database: Database, app: FastAPI) -> None:
    back = waiting(ada)
    key = form_of(back.get(HERE).text, KEEP).get("csrf")
    answer = back.post(HERE, {"password": PASSWORD}, csrf=key)
    assert (answer.status_code, 'href="/account/deletion"' in answer.text) == (403, True)
    with database.begin_read() as transaction:
        assert transaction.fetch_value(select(person_table.c.leaving_at)) == NOW


def test_two_at_once_leave_once(app: FastAPI, database: Database, two: Two) -> None:
    two.active(NOW)
    browsers = [sign_in(app, "Ada", STOCKHOLM) for _ in range(4)]
    forms = [form_of(one.get(NEW).text, HERE) for one in browsers]
    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(lambda pair: send(*pair, password=PASSWORD), zip(browsers, forms, strict=True)))
    told = sorted(one.status_code for one in answers)
    assert told[0] == 200
    assert set(told[1:]) <= {401, 403, 409}
    with database.begin_read() as transaction:
        assert [one.kind for one in list_notifications(transaction, two.coach)].count("ended") == 1
        assert transaction.fetch_value(select(func.count()).select_from(metadata.tables["sign_in"])) == 0


def test_keeping_and_deleting_at_once_end_in_one_of_the_two(app: FastAPI, ada: Browser, database: Database) -> None:
    first, other = waiting(ada), come_back(ada)
    keeps, ends = form_of(first.get(HERE).text, KEEP), form_of(other.get(HERE).text, AT_ONCE)
    with ThreadPoolExecutor(2) as pool:
        kept = pool.submit(send, first, keeps)
        ended = pool.submit(send, other, ends, password=PASSWORD)
        told = kept.result().status_code, ended.result().status_code
    left = people(database)
    assert (left, told[1]) in [(["Ada"], 403), (["Ada"], 404), ([], 200)]
    assert told[0] == 303 or left == []


def test_signing_out_while_it_waits(ada: Browser) -> None:
    back = waiting(ada)
    answer = send(back, form_of(back.get(HERE).text, "/sign-out"))
    assert answer.headers["location"] == "/sign-in"
    assert back.get(HERE).headers["location"] == "/sign-in"
    assert come_back(ada).get(HERE).status_code == 200


def test_a_coach_who_leaves_finds_nobody_and_stays_as_deleted_coach(app: FastAPI, two: Two, clock: Clock) -> None:
    grant, ben = two.active(NOW), sign_in(app, "Ben", STOCKHOLM)
    two.seen(NOW)
    back = waiting(ben)
    for address in ("/coach", f"/coach/{grant}"):
        assert back.get(address).headers["location"] == HERE
    with pytest.raises(NotFound):
        two.seen(NOW, grant_id=grant)
    ada = sign_in(app, "Ada", STOCKHOLM)
    assert "ended with an account" in words(ada.get(f"/sharing/grants/{grant}").text)
    clock.now = NOW + 7 * DAY
    sweep(app)
    looks = words(ada.get("/sharing/access-log").text)
    assert "deleted coach" in looks
    assert "Ben" not in looks
    with two.database.begin_read() as transaction, pytest.raises(NotFound):
        accounts.find_person_by_email(transaction, "ben@example.org")
