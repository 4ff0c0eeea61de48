"""What is refused around a grant: ids that name nothing, coaches who would widen, fields that do not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from fastapi import FastAPI
from tests.support.clock import NOW, STOCKHOLM, Clock
from tests.support.coaches import sign_in_coach
from tests.support.database_rows import read_all_rows
from tests.support.html import as_browsers_read, field_error, find_form, main_text, submit_form
from tests.support.people import PASSWORD, Browser, create_api_client, ensure_account, sign_in
from tests.support.sharing import SharingPair
from tests.support.twins import UNUSED_ID, response_parts

from habitlog.db import Database
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.sharing import grants, invitations

NEW = "/sharing/invitations/new"
LOOKED = ("access_log", "notification")
LONG_AGO = "2025-12-01"


@pytest.fixture
def two(app: FastAPI, database: Database) -> SharingPair:
    return SharingPair(database, ensure_account(app, "Ada", STOCKHOLM), ensure_account(app, "Cyd", STOCKHOLM))


@pytest.fixture
def coach(app: FastAPI, two: SharingPair) -> Browser:
    return sign_in_coach(app, "Cyd")


def coach_without_recent_two_factor(app: FastAPI, two: SharingPair) -> Iterator[tuple[str, str]]:
    """Yield names and ids of grants that were this coach's and open nothing now."""
    yield "ended by the client", end_grant(two, lambda: None)
    yield "declined", declined_grant(two)
    yield "left", grant_left_by_coach(two)
    yield (
        "pending",
        SharingPair(two.database, ensure_account(app, "Ben", STOCKHOLM), two.coach).create_pending_grant(NOW),
    )
    disabled = SharingPair(two.database, ensure_account(app, "Dan", STOCKHOLM), two.coach)
    yield "of a disabled client", disabled.create_active_grant(NOW)
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, disabled.client, NOW)


def end_grant(two: SharingPair, then: Callable[[], None]) -> str:
    grant = two.create_active_grant(NOW)
    two.revoke(grant, NOW)
    then()
    return grant


def declined_grant(two: SharingPair) -> str:
    grant = two.create_pending_grant(NOW)
    with two.database.begin_write() as transaction:
        grants.decline_grant(transaction, two.client, grant, NOW)
    return grant


def grant_left_by_coach(two: SharingPair) -> str:
    grant = two.create_active_grant(NOW)
    with two.database.begin_write() as transaction:
        grants.end_grant_as_coach(transaction, two.coach, grant, NOW)
    return grant


def grant_of_other_people(app: FastAPI, two: SharingPair) -> Iterator[tuple[str, str]]:
    """Yield names and ids that never were this coach's."""
    yield (
        "of another coach",
        SharingPair(two.database, two.client, ensure_account(app, "Eve", STOCKHOLM)).create_active_grant(NOW),
    )
    yield (
        "given by the coach",
        SharingPair(two.database, two.coach, ensure_account(app, "Eve", STOCKHOLM)).create_active_grant(NOW),
    )
    yield "made up", str(uuid4())
    yield from (("malformed", one) for one in ("x", "%00", "1", "x" * 10_000, quote("\u0661\u202e"), "' or 1=1"))


def test_invalid_grant_ids_have_identical_responses(app: FastAPI, two: SharingPair, coach: Browser) -> None:
    """Where the grant once was this coach's the client reads that it was tried; otherwise nothing is written."""
    missing, key = response_parts(coach.get(f"/coach/{UNUSED_ID}")), coach.csrf_token()
    assert missing[0] == 404
    known, strange = dict(coach_without_recent_two_factor(app, two)), [*grant_of_other_people(app, two)]
    before = read_all_rows(two.database)
    for name, grant in strange:
        for address in (f"/coach/{grant}", f"/coach/{grant}?weeks=4", f"/coach/{grant}?grant={known['left']}"):
            assert response_parts(coach.get(address)) == missing, name
        assert response_parts(coach.post(f"/coach/{grant}/leave", {"grant": known["pending"]}, csrf=key)) == missing, (
            name
        )
    assert read_all_rows(two.database) == before
    for name, grant in known.items():
        assert response_parts(coach.get(f"/coach/{grant}")) == missing, name
        if name not in {"pending", "of a disabled client"}:
            assert response_parts(coach.post(f"/coach/{grant}/leave", {}, csrf=key)) == missing, name
    after = read_all_rows(two.database)
    assert len(after.pop("access_log")) == len(before.pop("access_log")) + len(known)
    assert after == before
    assert (
        main_text(sign_in(app, "Ada", STOCKHOLM).get("/sharing/access-log").text).count(
            "Cyd tried to view your log and was refused"
        )
        == 3
    )


def test_client_list_omits_ended_grants(app: FastAPI, two: SharingPair, coach: Browser) -> None:
    two.revoke(two.create_active_grant(NOW, label="Zed One"), NOW)
    disabled = SharingPair(two.database, ensure_account(app, "Dan", STOCKHOLM), two.coach)
    disabled.create_active_grant(NOW, label="Zed Two")
    SharingPair(two.database, ensure_account(app, "Fay", STOCKHOLM), two.coach).create_active_grant(
        NOW, label="Zed Three", until="2026-03-12"
    )
    assert coach.get("/coach").text.count("Zed") >= 2
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, disabled.client, NOW)
    app.state.context.now.now += timedelta(hours=5)
    for address in ("/coach", "/coach?name=Zed", "/coach?pillar=sleep", "/sharing"):
        assert "Zed" not in coach.get(address).text.replace('value="Zed"', "")


def test_coach_cannot_widen_grant(app: FastAPI, two: SharingPair, coach: Browser) -> None:
    grant, ben = (
        two.create_active_grant(NOW, history_from=LONG_AGO),
        SharingPair(two.database, ensure_account(app, "Ben", STOCKHOLM), two.coach),
    )
    pending, code, key = ben.create_pending_grant(NOW), two.create_code(NOW), coach.csrf_token()
    wide = {
        "pillar": "diet",
        "pillars": "diet",
        "history_from": "2020-01-01",
        "until": "2026-12-31",
        "version": "2",
        "text": "1",
        "password": PASSWORD,
        "state": "active",
        "client_id": str(two.client.id),
        "grant": grant,
    }
    token = create_api_client(app, two.coach, "write")
    before = read_all_rows(two.database, but=(*LOOKED, "rate_limit", "api_token"))
    for its_id in (grant, pending):
        for step in ("", "/confirm", "/decline", "/stop"):
            assert coach.post(f"/sharing/grants/{its_id}{step}", wide, csrf=key).status_code == 404
        for step in ("", "/widen", "/confirm", "/pillars"):
            assert coach.post(f"/coach/{its_id}{step}", wide, csrf=key).status_code in {404, 405}
        for method in ("PUT", "PATCH", "DELETE"):
            assert coach.client.request(method, f"/coach/{its_id}", data=wide).status_code == 405
            assert token.client.request(method, f"/api/v1/grants/{its_id}", json=wide).status_code in {404, 405}
        assert token.post(f"/grants/{its_id}", wide).status_code == 405
        assert token.get(f"/grants/{its_id}").status_code == 404
    assert coach.post("/coach/accept", {**wide, "code": code}, csrf=key).status_code == 409
    narrow = coach.get(f"/coach/{grant}?weeks=12").content
    asked = "&".join(f"{name}={quote(value)}" for name, value in wide.items())
    assert coach.get(f"/coach/{grant}?weeks=12&{asked}").content == narrow
    assert coach.get(f"/coach/{grant}?weeks=520&{asked}").content == narrow
    assert coach.get(f"/coach?{asked}&coach={two.client.id}").status_code == 200
    assert read_all_rows(two.database, but=(*LOOKED, "rate_limit", "api_token")) == before


def test_redeemed_code_grants_client_choice(two: SharingPair, coach: Browser) -> None:
    wide = {"pillar": "diet", "pillars": "diet", "history_from": "2020-01-01", "until": "2026-12-31", "state": "active"}
    assert coach.post("/coach/accept", {**wide, "code": two.create_code(NOW)}).status_code == 303
    with two.database.begin_read() as transaction:
        [grant] = grants.list_client_grants(transaction, two.client, NOW)
    assert (grant.state, grant.pillars, str(grant.scope.history_from)) == ("pending", ("sleep",), "2026-03-12")


def test_grant_is_confirmed_only_by_client(app: FastAPI, two: SharingPair, coach: Browser) -> None:
    """Two people who invite each other are client and coach of one grant each, and never both of one."""
    back = SharingPair(two.database, two.coach, two.client)
    grant, other = two.create_pending_grant(NOW), back.create_pending_grant(NOW)
    agreed = {"version": "1", "text": "1"}
    assert coach.post(f"/sharing/grants/{grant}/confirm", agreed).status_code == 404
    assert sign_in(app, "Ada", STOCKHOLM).post(f"/sharing/grants/{other}/confirm", agreed).status_code == 404
    assert {two.find_grant(grant, NOW).state, back.find_grant(other, NOW).state} == {"pending"}
    assert coach.post(f"/sharing/grants/{other}/confirm", agreed).status_code == 303
    assert two.find_grant(grant, NOW).state == "pending"


def test_client_cannot_redeem_own_code(app: FastAPI, two: SharingPair) -> None:
    ada = sign_in_coach(app, "Ada")
    own, wrong = two.create_code(NOW), "x" * 43
    before = read_all_rows(two.database, but="rate_limit")
    for way in ("/coach/code", "/coach/accept"):
        answers = [ada.post(way, {"code": code}) for code in (own, wrong)]
        assert {one.status_code for one in answers} == {404}
        assert answers[0].text.replace(own, wrong) == answers[1].text
    assert read_all_rows(two.database, but="rate_limit") == before


def test_duplicate_pillar_is_granted_once(ada: Browser, two: SharingPair) -> None:
    form = find_form(ada.get(NEW).text, NEW)
    made = submit_form(ada, form, pillar=["sleep", "sleep", "diet", "sleep"])
    assert made.status_code == 200
    code = main_text(made.text).partition("The code ")[2].split()[0]
    told = invitations.preview_invitation(two.database, two.coach, code, NOW)
    assert told.pillars == ("diet", "sleep")
    grant = invitations.redeem_invitation(two.database, two.coach, code, NOW)
    assert two.find_grant(grant, NOW).pillars == ("diet", "sleep")
    address = f"/sharing/grants/{grant}"
    two.confirm(grant, NOW)
    assert submit_form(ada, find_form(ada.get(address).text, address), pillar=["sleep", "sleep"]).status_code == 303
    assert two.find_grant(grant, NOW).pillars == ("sleep",)


DATES = (
    "1899-12-31",
    "2101-01-01",
    "9999-12-31",
    "0001-01-01",
    "2026-02-30",
    "2026-3-1",
    "2026-03-12T00:00",
    "x" * 10_000,
    "\u0662\u0660\u0662\u0666-03-12",
    "\x00",
    " ",
)


def test_grant_form_refuses_invalid_day_at_field(ada: Browser, two: SharingPair) -> None:
    address = f"/sharing/grants/{two.create_active_grant(NOW)}"
    drawn = [find_form(ada.get(NEW).text, NEW), find_form(ada.get(address).text, address)]
    before = read_all_rows(two.database)
    for form, value in product(drawn, DATES):
        typed = {"history_from": value, "until": value}
        refused = submit_form(ada, form, pillar=["sleep"], **typed)
        assert refused.status_code == 422, value
        for name in typed:
            assert field_error(refused.text, name), value
            assert find_form(refused.text, form.action).get(name) == as_browsers_read(value)
    assert read_all_rows(two.database) == before


LONG = "x" * 10_000
ODD: list[dict[str, Any]] = [
    {"label": LONG},
    {"label": "a\x00b"},
    {"label": "a\nb"},
    {"label": "\u202e" * 81},
    {"pillar": [LONG]},
    {"pillar": ["sleep", LONG]},
    {"pillar": ["sleep", ""]},
    {"pillar": ["sleep", "\x00"]},
    {"pillar": ["SLEEP"]},
    {"pillar": ["sleep,diet"]},
    {"pillar": ["sleep"] * 3000 + ["diets"]},
]


def test_invalid_invitation_saves_nothing(ada: Browser, two: SharingPair) -> None:
    form = find_form(ada.get(NEW).text, NEW)
    before = read_all_rows(two.database)
    for typed in ODD:
        refused = submit_form(ada, form, **{"pillar": ["sleep"], **typed})
        assert refused.status_code == 422, typed
        kept = find_form(refused.text, NEW)
        assert kept.get("until") == form.get("until")
        if "label" in typed and "\n" not in typed["label"]:
            assert kept.get("label") == as_browsers_read(typed["label"])
    assert read_all_rows(two.database) == before


def test_grant_form_with_unknown_version_is_stale(ada: Browser, two: SharingPair) -> None:
    address = f"/sharing/grants/{two.create_active_grant(NOW, pillars=['sleep', 'diet'])}"
    form = find_form(ada.get(address).text, address)
    before = read_all_rows(two.database)
    for version in ("9" * 10_000, "-1", "1.0", "\u0662", ""):
        refused = submit_form(ada, form, pillar=["sleep"], version=version)
        assert refused.status_code == 409, version
        assert find_form(refused.text, address).all("pillar") == ["sleep"]
    assert read_all_rows(two.database) == before


def test_grant_form_refuses_long_password_or_text(ada: Browser, two: SharingPair) -> None:
    address = f"/sharing/grants/{two.create_active_grant(NOW)}"
    form = find_form(ada.get(address).text, address)
    wide: dict[str, str | list[str]] = {"pillar": ["sleep", "diet"], "text": "1"}
    before = read_all_rows(two.database, but="rate_limit")
    for password in (LONG, "\x00", "ö" * 400):
        assert submit_form(ada, form, **wide, password=password).status_code == 422
    assert submit_form(ada, form, **{**wide, "text": LONG}, password=PASSWORD).status_code == 409
    assert read_all_rows(two.database, but="rate_limit") == before


def test_grant_keeps_coach_name_of_redemption(ada: Browser, two: SharingPair, coach: Browser) -> None:
    grant = two.create_pending_grant(NOW)
    told = {"zone": STOCKHOLM, "day_start": "0"}
    refused = coach.post("/settings", {**told, "name": LONG})
    assert (refused.status_code, find_form(refused.text, "/settings").get("name")) == (422, LONG)
    assert coach.post("/settings", {**told, "name": "Somebody Known"}).status_code == 303
    for address in ("/sharing", f"/sharing/grants/{grant}"):
        assert "Cyd" in main_text(ada.get(address).text)
        assert "Somebody Known" not in ada.get(address).text


def test_password_rate_limit_does_not_block_narrowing(ada: Browser, app: FastAPI, two: SharingPair) -> None:
    """Whoever has a session and no password widens nothing; stopping needs neither."""
    grant = two.create_active_grant(NOW, pillars=["sleep", "diet"])
    address, thief = f"/sharing/grants/{grant}", sign_in(app, "Ada", STOCKHOLM)
    form = find_form(thief.get(address).text, address)
    for field, value in (
        ("until", "2026-12-31"),
        ("history_from", "2026-01-01"),
        ("pillar", ["sleep", "diet", "stress"]),
    ):
        assert submit_form(thief, form, **{field: value}).status_code == 200
        assert submit_form(thief, form, **{field: value}, text="1", password="").status_code == 422
    answers = [submit_form(thief, form, until="2026-12-31", text="1", password="guess") for _ in range(8)]
    assert answers[-1].status_code == 429
    found = two.find_grant(grant, NOW)
    assert (found.pillars, str(found.scope.history_from), found.version) == (("diet", "sleep"), "2026-03-12", 2)
    assert submit_form(ada, find_form(ada.get(address).text, address), pillar=["sleep"]).status_code == 303
    assert ada.post(f"{address}/stop", {}).status_code == 303
    assert two.read_shared_scope(NOW) == {}


def test_invitation_limit_counts_page_and_api(ada: Browser, app: FastAPI, two: SharingPair, clock: Clock) -> None:
    program = create_api_client(app, two.client, "write")
    form = find_form(ada.get(NEW).text, NEW)
    for _ in range(5):
        assert submit_form(ada, form, pillar=["sleep"]).status_code == 200
        assert program.post("/grants", {"pillars": ["sleep"]}).status_code == 201
    before = read_all_rows(two.database)
    assert (
        submit_form(ada, form, pillar=["sleep"]).status_code
        == program.post("/grants", {"pillars": ["sleep"]}).status_code
    )
    for open_one in program.get("/grants").json()["items"]:
        assert program.delete(f"/grants/{open_one['id']}").status_code == 204
    refused = submit_form(ada, form, pillar=["sleep"])
    assert refused.status_code == 409
    assert read_all_rows(two.database).keys() == before.keys()
    clock.now += timedelta(days=1)
    assert submit_form(ada, find_form(ada.get(NEW).text, NEW), pillar=["sleep"]).status_code == 200


POSTED = (
    "/sharing/notifications/seen",
    "/sharing/grants/{id}/confirm",
    "/sharing/grants/{id}/decline",
    "/sharing/grants/{id}/stop",
    "/sharing/invitations/{id}/withdraw",
    "/coach/{id}/leave",
    "/coach/code",
    "/coach/accept",
)


def test_post_routes_refuse_get(app: FastAPI, two: SharingPair) -> None:
    """A form's address as a link, with all its fields in the query, changes nothing."""
    both, grant = sign_in_coach(app, "Ada"), two.create_pending_grant(NOW)
    back = SharingPair(two.database, two.coach, two.client).create_active_grant(NOW)
    asked = f"?csrf={both.csrf_token()}&version=1&text=1&code={two.create_code(NOW)}&pillar=sleep"
    before = read_all_rows(two.database)
    for path in POSTED:
        address = path.format(id=back if path.startswith("/coach") else grant) + asked
        for method in ("GET", "HEAD", "OPTIONS"):
            assert both.client.request(method, address).status_code in {404, 405}, (method, address)
    assert read_all_rows(two.database) == before
