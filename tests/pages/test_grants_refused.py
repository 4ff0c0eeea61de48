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
from tests.conftest import NOW, STOCKHOLM, Clock
from tests.pages.reading import error_at, form_of, send, words
from tests.support.coaches import coach_in
from tests.support.people import PASSWORD, Browser, account, sign_in, with_token
from tests.support.sharing import Two
from tests.support.tables import everything
from tests.support.twins import FAR, answer_of

from habitlog.db import Database
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.sharing import grants, invitations

NEW = "/sharing/invitations/new"
LOOKED = ("access_log", "notice")
LONG_AGO = "2025-12-01"


@pytest.fixture
def two(app: FastAPI, database: Database) -> Two:
    return Two(database, account(app, "Ada", STOCKHOLM), account(app, "Cyd", STOCKHOLM))


@pytest.fixture
def coach(app: FastAPI, two: Two) -> Browser:
    return coach_in(app, "Cyd")


def stale(app: FastAPI, two: Two) -> Iterator[tuple[str, str]]:
    """Yield names and ids of grants that were this coach's and open nothing now."""
    yield "ended by the client", ended(two, lambda: None)
    yield "declined", declined(two)
    yield "left", left(two)
    yield "pending", Two(two.database, account(app, "Ben", STOCKHOLM), two.coach).pending(NOW)
    disabled = Two(two.database, account(app, "Dan", STOCKHOLM), two.coach)
    yield "of a disabled client", disabled.active(NOW)
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, disabled.client, NOW)


def ended(two: Two, then: Callable[[], None]) -> str:
    grant = two.active(NOW)
    two.revoke(grant, NOW)
    then()
    return grant


def declined(two: Two) -> str:
    grant = two.pending(NOW)
    with two.database.begin_write() as transaction:
        grants.decline_grant(transaction, two.client, grant, NOW)
    return grant


def left(two: Two) -> str:
    grant = two.active(NOW)
    with two.database.begin_write() as transaction:
        grants.end_grant_as_coach(transaction, two.coach, grant, NOW)
    return grant


def foreign(app: FastAPI, two: Two) -> Iterator[tuple[str, str]]:
    """Yield names and ids that never were this coach's."""
    yield "of another coach", Two(two.database, two.client, account(app, "Eve", STOCKHOLM)).active(NOW)
    yield "given by the coach", Two(two.database, two.coach, account(app, "Eve", STOCKHOLM)).active(NOW)
    yield "made up", str(uuid4())
    yield from (("malformed", one) for one in ("x", "%00", "1", "x" * 10_000, quote("\u0661\u202e"), "' or 1=1"))


def test_ids_that_open_nothing_are_told_apart_by_no_byte(app: FastAPI, two: Two, coach: Browser) -> None:
    """Where the grant once was this coach's the client reads that it was tried; otherwise nothing is written."""
    missing, key = answer_of(coach.get(f"/coach/{FAR}")), coach.key("/coach")
    assert missing[0] == 404
    known, strange = dict(stale(app, two)), [*foreign(app, two)]
    before = everything(two.database)
    for name, grant in strange:
        for address in (f"/coach/{grant}", f"/coach/{grant}?weeks=4", f"/coach/{grant}?grant={known['left']}"):
            assert answer_of(coach.get(address)) == missing, name
        assert answer_of(coach.post(f"/coach/{grant}/leave", {"grant": known["pending"]}, csrf=key)) == missing, name
    assert everything(two.database) == before
    for name, grant in known.items():
        assert answer_of(coach.get(f"/coach/{grant}")) == missing, name
        if name not in {"pending", "of a disabled client"}:
            assert answer_of(coach.post(f"/coach/{grant}/leave", {}, csrf=key)) == missing, name
    after = everything(two.database)
    assert len(after.pop("access_log")) == len(before.pop("access_log")) + len(known)
    assert after == before
    assert (
        words(sign_in(app, "Ada", STOCKHOLM).get("/sharing/access-log").text).count("Cyd tried to look and was refused")
        == 3
    )


def test_the_list_names_nobody_who_shows_nothing_now(app: FastAPI, two: Two, coach: Browser) -> None:
    two.revoke(two.active(NOW, label="Zed One"), NOW)
    disabled = Two(two.database, account(app, "Dan", STOCKHOLM), two.coach)
    disabled.active(NOW, label="Zed Two")
    Two(two.database, account(app, "Fay", STOCKHOLM), two.coach).active(NOW, label="Zed Three", until="2026-03-12")
    assert coach.get("/coach").text.count("Zed") >= 2
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, disabled.client, NOW)
    app.state.context.now.now += timedelta(hours=5)
    for address in ("/coach", "/coach?name=Zed", "/coach?pillar=sleep", "/sharing"):
        assert "Zed" not in coach.get(address).text.replace('value="Zed"', "")


def test_a_coach_widens_by_no_request(app: FastAPI, two: Two, coach: Browser) -> None:
    grant, ben = two.active(NOW, history_from=LONG_AGO), Two(two.database, account(app, "Ben", STOCKHOLM), two.coach)
    pending, code, key = ben.pending(NOW), two.code(NOW), coach.key("/coach")
    wide = {"pillar": "diet", "pillars": "diet", "history_from": "2020-01-01", "until": "2026-12-31", "version": "2",
            "text": "1", "password": PASSWORD, "state": "active", "client_id": str(two.client.id),
            "grant": grant}  # fmt: skip
    token = with_token(app, two.coach, "write")
    before = everything(two.database, but=(*LOOKED, "tries", "token"))
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
    assert everything(two.database, but=(*LOOKED, "tries", "token")) == before


def test_what_an_accepted_code_opens_is_what_the_client_chose(two: Two, coach: Browser) -> None:
    wide = {"pillar": "diet", "pillars": "diet", "history_from": "2020-01-01", "until": "2026-12-31", "state": "active"}
    assert coach.post("/coach/accept", {**wide, "code": two.code(NOW)}).status_code == 303
    with two.database.begin_read() as transaction:
        [grant] = grants.list_client_grants(transaction, two.client, NOW)
    assert (grant.state, grant.pillars, str(grant.scope.history_from)) == ("pending", ("sleep",), "2026-03-12")


def test_nobody_confirms_for_the_other_side(app: FastAPI, two: Two, coach: Browser) -> None:
    """Two people who invite each other are client and coach of one grant each, and never both of one."""
    back = Two(two.database, two.coach, two.client)
    grant, other = two.pending(NOW), back.pending(NOW)
    agreed = {"version": "1", "text": "1"}
    assert coach.post(f"/sharing/grants/{grant}/confirm", agreed).status_code == 404
    assert sign_in(app, "Ada", STOCKHOLM).post(f"/sharing/grants/{other}/confirm", agreed).status_code == 404
    assert {two.find(grant, NOW).state, back.find(other, NOW).state} == {"pending"}
    assert coach.post(f"/sharing/grants/{other}/confirm", agreed).status_code == 303
    assert two.find(grant, NOW).state == "pending"


def test_one_who_invites_cannot_take_the_code(app: FastAPI, two: Two) -> None:
    ada = coach_in(app, "Ada")
    own, wrong = two.code(NOW), "x" * 43
    before = everything(two.database, but="tries")
    for way in ("/coach/code", "/coach/accept"):
        answers = [ada.post(way, {"code": code}) for code in (own, wrong)]
        assert {one.status_code for one in answers} == {404}
        assert answers[0].text.replace(own, wrong) == answers[1].text
    assert everything(two.database, but="tries") == before


def test_a_pillar_named_twice_is_granted_once(ada: Browser, two: Two) -> None:
    form = form_of(ada.get(NEW).text, NEW)
    made = send(ada, form, pillar=["sleep", "sleep", "diet", "sleep"])
    assert made.status_code == 200
    code = words(made.text).partition("The code ")[2].split()[0]
    told = invitations.preview_invitation(two.database, two.coach, code, NOW)
    assert told.pillars == ("diet", "sleep")
    grant = invitations.redeem_invitation(two.database, two.coach, code, NOW)
    assert two.find(grant, NOW).pillars == ("diet", "sleep")
    address = f"/sharing/grants/{grant}"
    two.confirm(grant, NOW)
    assert send(ada, form_of(ada.get(address).text, address), pillar=["sleep", "sleep"]).status_code == 303
    assert two.find(grant, NOW).pillars == ("sleep",)


DATES = ("1899-12-31", "2101-01-01", "9999-12-31", "0001-01-01", "2026-02-30", "2026-3-1", "2026-03-12T00:00",
         "x" * 10_000, "\u0662\u0660\u0662\u0666-03-12", "\x00", " ")  # fmt: skip


def test_days_that_do_not_fit_are_told_at_their_field(ada: Browser, two: Two) -> None:
    address = f"/sharing/grants/{two.active(NOW)}"
    drawn = [form_of(ada.get(NEW).text, NEW), form_of(ada.get(address).text, address)]
    before = everything(two.database)
    for form, value in product(drawn, DATES):
        typed = {"history_from": value, "until": value}
        refused = send(ada, form, pillar=["sleep"], **typed)
        assert refused.status_code == 422, value
        for name in typed:
            assert error_at(refused.text, name), value
            assert form_of(refused.text, form.action).get(name) == value
    assert everything(two.database) == before


LONG = "x" * 10_000
ODD: list[dict[str, Any]] = [
    {"label": LONG}, {"label": "a\x00b"}, {"label": "a\nb"}, {"label": "\u202e" * 81}, {"pillar": [LONG]},
    {"pillar": ["sleep", LONG]}, {"pillar": ["sleep", ""]}, {"pillar": ["sleep", "\x00"]}, {"pillar": ["SLEEP"]},
    {"pillar": ["sleep,diet"]}, {"pillar": ["sleep"] * 3000 + ["diets"]},
]  # fmt: skip


def test_what_does_not_fit_in_an_invitation_saves_nothing(ada: Browser, two: Two) -> None:
    form = form_of(ada.get(NEW).text, NEW)
    before = everything(two.database)
    for typed in ODD:
        refused = send(ada, form, **{"pillar": ["sleep"], **typed})
        assert refused.status_code == 422, typed
        kept = form_of(refused.text, NEW)
        assert kept.get("until") == form.get("until")
        if "label" in typed and "\n" not in typed["label"]:
            assert kept.get("label") == typed["label"]
    assert everything(two.database) == before


def test_a_version_that_never_was_is_a_stale_one(ada: Browser, two: Two) -> None:
    address = f"/sharing/grants/{two.active(NOW, pillars=['sleep', 'diet'])}"
    form = form_of(ada.get(address).text, address)
    before = everything(two.database)
    for version in ("9" * 10_000, "-1", "1.0", "\u0662", ""):
        refused = send(ada, form, pillar=["sleep"], version=version)
        assert refused.status_code == 409, version
        assert form_of(refused.text, address).all("pillar") == ["sleep"]
    assert everything(two.database) == before


def test_a_password_or_text_of_any_length_is_a_wrong_one(ada: Browser, two: Two) -> None:
    address = f"/sharing/grants/{two.active(NOW)}"
    form = form_of(ada.get(address).text, address)
    wide: dict[str, str | list[str]] = {"pillar": ["sleep", "diet"], "text": "1"}
    before = everything(two.database, but="tries")
    for password in (LONG, "\x00", "ö" * 400):
        assert send(ada, form, **wide, password=password).status_code == 422
    assert send(ada, form, **{**wide, "text": LONG}, password=PASSWORD).status_code == 409
    assert everything(two.database, but="tries") == before


def test_a_coach_stands_under_the_name_that_took_the_code(ada: Browser, two: Two, coach: Browser) -> None:
    grant = two.pending(NOW)
    told = {"zone": STOCKHOLM, "day_start": "0"}
    refused = coach.post("/settings", {**told, "name": LONG})
    assert (refused.status_code, form_of(refused.text, "/settings").get("name")) == (422, LONG)
    assert coach.post("/settings", {**told, "name": "Somebody Known"}).status_code == 303
    for address in ("/sharing", f"/sharing/grants/{grant}"):
        assert "Cyd" in words(ada.get(address).text)
        assert "Somebody Known" not in ada.get(address).text


def test_guessing_the_password_keeps_nobody_from_showing_less(ada: Browser, app: FastAPI, two: Two) -> None:
    """Whoever has a session and no password widens nothing; stopping needs neither."""
    grant = two.active(NOW, pillars=["sleep", "diet"])
    address, thief = f"/sharing/grants/{grant}", sign_in(app, "Ada", STOCKHOLM)
    form = form_of(thief.get(address).text, address)
    for field, value in (
        ("until", "2026-12-31"),
        ("history_from", "2026-01-01"),
        ("pillar", ["sleep", "diet", "stress"]),
    ):
        assert send(thief, form, **{field: value}).status_code == 200
        assert send(thief, form, **{field: value}, text="1", password="").status_code == 422
    answers = [send(thief, form, until="2026-12-31", text="1", password="guess") for _ in range(8)]
    assert answers[-1].status_code == 429
    found = two.find(grant, NOW)
    assert (found.pillars, str(found.scope.history_from), found.version) == (("diet", "sleep"), "2026-03-12", 2)
    assert send(ada, form_of(ada.get(address).text, address), pillar=["sleep"]).status_code == 303
    assert ada.post(f"{address}/stop", {}).status_code == 303
    assert two.seen(NOW) == {}


def test_ten_invitations_a_day_by_page_and_by_program(ada: Browser, app: FastAPI, two: Two, clock: Clock) -> None:
    program = with_token(app, two.client, "write")
    form = form_of(ada.get(NEW).text, NEW)
    for _ in range(5):
        assert send(ada, form, pillar=["sleep"]).status_code == 200
        assert program.post("/grants", {"pillars": ["sleep"]}).status_code == 201
    before = everything(two.database)
    assert send(ada, form, pillar=["sleep"]).status_code == program.post("/grants", {"pillars": ["sleep"]}).status_code
    for open_one in program.get("/grants").json()["items"]:
        assert program.delete(f"/grants/{open_one['id']}").status_code == 204
    refused = send(ada, form, pillar=["sleep"])
    assert refused.status_code == 409
    assert everything(two.database).keys() == before.keys()
    clock.now += timedelta(days=1)
    assert send(ada, form_of(ada.get(NEW).text, NEW), pillar=["sleep"]).status_code == 200


POSTED = ("/sharing/notifications/seen", "/sharing/grants/{id}/confirm", "/sharing/grants/{id}/decline", "/sharing/grants/{id}/stop",
          "/sharing/invitations/{id}/withdraw", "/coach/{id}/leave", "/coach/code", "/coach/accept")  # fmt: skip


def test_what_is_posted_does_not_answer_to_a_link(app: FastAPI, two: Two) -> None:
    """A form's address as a link, with all its fields in the query, changes nothing."""
    both, grant = coach_in(app, "Ada"), two.pending(NOW)
    back = Two(two.database, two.coach, two.client).active(NOW)
    asked = f"?csrf={both.key('/coach')}&version=1&text=1&code={two.code(NOW)}&pillar=sleep"
    before = everything(two.database)
    for path in POSTED:
        address = path.format(id=back if path.startswith("/coach") else grant) + asked
        for method in ("GET", "HEAD", "OPTIONS"):
            assert both.client.request(method, address).status_code in {404, 405}, (method, address)
    assert everything(two.database) == before
