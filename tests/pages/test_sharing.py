"""Sharing by page, from the client's side: invite, confirm, narrow, stop, widen, and read every look."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from tests.conftest import NOW, STOCKHOLM, Clock
from tests.pages.reading import error_at, form_of, forms, send, words
from tests.support.people import PASSWORD, Browser, account, sign_in
from tests.support.sharing import Two

from habitlog.db import Database
from habitlog.errors import NotFound
from habitlog.usecases.sharing import invitations

NEW = "/sharing/invitations/new"
FAR = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def two(app: FastAPI, database: Database) -> Two:
    return Two(database, account(app, "Ada", STOCKHOLM), account(app, "Ben", STOCKHOLM))


def stop_form(browser: Browser, grant: str, pillar: str | None = None) -> list[tuple[str, str]]:
    page = browser.get("/sharing").text
    mine = [one for one in forms(page) if one.action == f"/sharing/grants/{grant}/stop"]
    [found] = [one for one in mine if dict(one.pairs).get("pillar") == pillar]
    return found.pairs


def test_a_code_is_shown_once_and_leads_to_a_confirmed_coach(ada: Browser, two: Two, clock: Clock) -> None:
    form = form_of(ada.get(NEW).text, NEW)
    assert form.all("pillar") == []
    assert (form.get("label"), form.get("history_from"), form.get("until")) == ("Ada", "2026-03-12", "2026-06-10")
    made = send(ada, form, pillar=["sleep", "diet"], label="Ada L", history_from="2026-02-10")
    assert made.status_code == 200
    found = re.search(r'id="code"[^>]*>([^<]+)<', made.text)
    assert found
    code = found[1]
    assert f"http://testserver/coach#{code}" in made.text
    assert "whole weeks from Mon 16 February on" in words(made.text)
    assert code not in ada.get("/sharing").text
    assert "Ada L" in words(ada.get("/sharing").text)
    grant = invitations.redeem_invitation(two.database, two.coach, code, clock())
    waiting = ada.get("/sharing")
    assert "Ben took the code you gave out, and waits for your answer." in words(waiting.text)
    assert "Waits for your answer Ben" in words(waiting.text)
    assert "ben@example.org" in waiting.text
    assert two.seen(clock()) == {}
    page = ada.get(f"/sharing/grants/{grant}").text
    assert "You can end this at any time" in words(page)
    done = send(ada, form_of(page, f"/sharing/grants/{grant}/confirm"))
    assert done.headers["location"] == "/sharing?done=confirmed"
    assert set(two.seen(clock())["Ada L"][0]) == {"sleep", "diet"}
    assert "whole weeks from Mon 16 February on, until Wed 10 June" in words(ada.get("/sharing").text)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "pillars", "At least one pillar"),
        ({"pillar": "mood"}, "pillars", "The pillars are"),
        ({"pillar": "sleep", "until": "2026-03-11"}, "until", "in the past"),
        ({"pillar": "sleep", "until": "2028-03-11"}, "until", "365 days"),
        ({"pillar": "sleep", "until": "soon"}, "until", ""),
        ({"pillar": "sleep", "until": ""}, "until", ""),
        ({"pillar": "sleep", "history_from": "2026-03-13"}, "history_from", "in the future"),
        ({"pillar": "sleep", "label": " "}, "label", ""),
        ({"pillar": "sleep", "label": "x" * 81}, "label", ""),
        ({"pillar": "sleep", "label": "testosterone 100 mg"}, "label", "pharmacist"),
    ],
)
def test_an_invitation_that_does_not_fit_keeps_what_was_typed(
    ada: Browser, typed: dict[str, str], field: str, sentence: str
) -> None:
    form = form_of(ada.get(NEW).text, NEW)
    refused = send(ada, form, **typed)
    assert refused.status_code == 422
    told = error_at(refused.text, field)
    assert told
    assert sentence in told
    kept = form_of(refused.text, NEW)
    for name, value in typed.items():
        if value != "mood":
            assert kept.all(name) == [value]
    assert "No invitation was made" in words(refused.text)
    assert "Take back" not in words(ada.get("/sharing").text)


def test_one_invitation_too_many_keeps_what_was_typed(ada: Browser, two: Two) -> None:
    for _ in range(10):
        two.code(NOW)
    refused = send(ada, form_of(ada.get(NEW).text, NEW), pillar=["stress"], label="Ada Ten")
    assert refused.status_code == 409
    assert "At most 10 invitations" in words(refused.text)
    kept = form_of(refused.text, NEW)
    assert (kept.all("pillar"), kept.get("label")) == (["stress"], "Ada Ten")


def test_an_invitation_is_taken_back(ada: Browser, two: Two) -> None:
    code = two.code(NOW)
    page = ada.get("/sharing").text
    [back] = [one for one in forms(page) if one.action.endswith("/withdraw")]
    assert send(ada, back).headers["location"] == "/sharing?done=withdrawn"
    assert send(ada, back).status_code == 404
    with pytest.raises(NotFound):
        invitations.redeem_invitation(two.database, two.coach, code, NOW)


def test_a_taken_invitation_is_declined(ada: Browser, two: Two) -> None:
    grant = two.pending(NOW)
    page = ada.get(f"/sharing/grants/{grant}").text
    assert send(ada, form_of(page, f"/sharing/grants/{grant}/decline")).headers["location"] == "/sharing?done=declined"
    assert send(ada, form_of(page, f"/sharing/grants/{grant}/confirm")).status_code == 404
    assert "declined, 12 March" in words(ada.get("/sharing").text)
    assert two.seen(NOW) == {}


def test_confirming_what_changed_or_another_text_is_a_conflict(ada: Browser, two: Two) -> None:
    grant = two.pending(NOW, pillars=["sleep", "diet"])
    form = form_of(ada.get(f"/sharing/grants/{grant}").text, f"/sharing/grants/{grant}/confirm")
    assert send(ada, form, text="0").status_code == 409
    assert send(ada, form, text="").status_code == 409
    two.change(grant, 1, NOW, pillars=["sleep"])
    assert send(ada, form).status_code == 409
    assert send(ada, form, version="x").status_code == 409
    assert two.seen(NOW) == {}


def test_one_click_stops_a_pillar_and_one_click_everything(ada: Browser, two: Two) -> None:
    grant = two.active(NOW, pillars=["sleep", "diet"])
    narrow = stop_form(ada, grant, "diet")
    assert {name for name, _ in narrow} == {"csrf", "pillar"}
    answer = ada.post(f"/sharing/grants/{grant}/stop", narrow[1:], csrf=dict(narrow)["csrf"])
    assert answer.headers["location"] == "/sharing?done=narrowed"
    assert two.seen(NOW)["Ada"][0] == ("sleep",)
    whole = stop_form(ada, grant)
    assert {name for name, _ in whole} == {"csrf"}
    answer = ada.post(f"/sharing/grants/{grant}/stop", [], csrf=dict(whole)["csrf"])
    assert answer.headers["location"] == "/sharing?done=stopped"
    assert two.seen(NOW) == {}
    assert "ended by you, 12 March" in words(ada.get("/sharing").text)
    assert ada.post(f"/sharing/grants/{grant}/stop", {}).status_code == 404
    assert "Nothing is shown" in words(ada.get(f"/sharing/grants/{grant}").text)


def test_showing_less_needs_no_password(ada: Browser, two: Two) -> None:
    grant = two.active(NOW, pillars=["sleep", "diet"])
    address = f"/sharing/grants/{grant}"
    form = form_of(ada.get(address).text, address)
    assert set(form.all("pillar")) == {"sleep", "diet"}
    answer = send(ada, form, pillar=["sleep"], until="2026-04-01")
    assert answer.headers["location"] == "/sharing?done=changed"
    assert "until Wed 1 April" in words(ada.get("/sharing").text)
    assert two.find(grant, NOW).pillars == ("sleep",)


def test_showing_more_asks_for_the_password_under_the_text(ada: Browser, two: Two) -> None:
    grant = two.active(NOW)
    address = f"/sharing/grants/{grant}"
    form = form_of(ada.get(address).text, address)
    assert "password" not in dict(form.pairs)
    again = send(ada, form, pillar=["sleep", "stress"], history_from="2026-01-01", until="2026-12-31")
    assert again.status_code == 200
    assert "You can end this at any time" in words(again.text)
    assert two.find(grant, NOW).pillars == ("sleep",)
    kept = form_of(again.text, address)
    assert set(kept.all("pillar")) == {"sleep", "stress"}
    for wrong in ("", "not it"):
        refused = send(ada, kept, password=wrong)
        assert refused.status_code == 422
        assert error_at(refused.text, "password") == "This is not the current password."
        assert set(form_of(refused.text, address).all("pillar")) == {"sleep", "stress"}
        assert form_of(refused.text, address).get("password") == ""
    assert send(ada, kept, password=PASSWORD, text="0").status_code == 409
    assert two.find(grant, NOW).pillars == ("sleep",)
    assert send(ada, kept, password=PASSWORD).headers["location"] == "/sharing?done=changed"
    assert two.find(grant, NOW).pillars == ("sleep", "stress")


def test_the_password_is_not_guessed(ada: Browser, two: Two) -> None:
    grant = two.active(NOW)
    address = f"/sharing/grants/{grant}"
    form = form_of(ada.get(address).text, address)
    answers = [send(ada, form, pillar=["sleep", "diet"], password="guess", text="1") for _ in range(11)]
    assert [one.status_code for one in answers] == [422] * 10 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert set(form_of(answers[-1].text, address).all("pillar")) == {"sleep", "diet"}


def test_a_stale_change_keeps_what_was_typed(ada: Browser, two: Two) -> None:
    grant = two.active(NOW, pillars=["sleep", "diet"])
    address = f"/sharing/grants/{grant}"
    form = form_of(ada.get(address).text, address)
    two.change(grant, 2, NOW, until="2026-05-01")
    refused = send(ada, form, pillar=["diet"], until="2026-04-20")
    assert refused.status_code == 409
    kept = form_of(refused.text, address)
    assert (kept.all("pillar"), kept.get("until")) == (["diet"], "2026-04-20")
    assert "until Fri 1 May" in words(refused.text)
    assert send(ada, kept).status_code == 303


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"pillar": []}, "pillars"), ({"until": "2026-03-01"}, "until"), ({"history_from": "never"}, "history_from")],
)
def test_a_change_that_does_not_fit(ada: Browser, two: Two, typed: dict[str, str | list[str]], field: str) -> None:
    grant = two.active(NOW)
    address = f"/sharing/grants/{grant}"
    refused = send(ada, form_of(ada.get(address).text, address), **typed)
    assert refused.status_code == 422
    assert error_at(refused.text, field)
    for name, value in typed.items():
        assert form_of(refused.text, address).all(name) == ([value] if isinstance(value, str) else value)


@pytest.mark.parametrize("its_id", [FAR, "x", "%00", "1", "' or 1=1"])
def test_what_is_not_there_is_a_plain_404(ada: Browser, its_id: str) -> None:
    assert ada.get(f"/sharing/grants/{its_id}").status_code == 404
    for step in ("", "/confirm", "/decline", "/stop"):
        scope = {"pillar": "sleep", "history_from": "2026-03-12", "until": "2026-04-01", "version": "1", "text": "1"}
        assert ada.post(f"/sharing/grants/{its_id}{step}", scope).status_code == 404
    assert ada.post(f"/sharing/invitations/{its_id}/withdraw", {}).status_code == 404
    assert ada.get(f"/sharing/access-log?coach={its_id}").status_code == 404


def test_a_pillar_that_is_not_there_is_a_plain_404(ada: Browser, two: Two) -> None:
    grant = two.active(NOW)
    for pillar in ("diet", "mood", "", "\x00"):
        assert ada.post(f"/sharing/grants/{grant}/stop", {"pillar": pillar}).status_code == 404
    assert two.find(grant, NOW).pillars == ("sleep",)


def test_a_stranger_and_the_coach_find_what_anybody_finds(ada: Browser, cyd: Browser, app: FastAPI, two: Two) -> None:
    pending = two.pending(NOW)
    for browser in (cyd, sign_in(app, "Ben", STOCKHOLM)):
        missing = browser.get(f"/sharing/grants/{FAR}")
        there = browser.get(f"/sharing/grants/{pending}")
        assert (there.status_code, there.text) == (404, missing.text)
        form = {"pillar": "sleep", "history_from": "2026-01-01", "until": "2026-12-31", "version": "1", "text": "1"}
        for step in ("", "/confirm", "/decline", "/stop"):
            assert browser.post(f"/sharing/grants/{pending}{step}", form).status_code == 404
        assert browser.get(f"/sharing/access-log?coach={pending}").status_code == 404
    assert two.find(pending, NOW).state.value == "pending"


def test_a_form_without_its_key_does_nothing(ada: Browser, two: Two) -> None:
    grant = two.active(NOW)
    for address in (NEW, "/sharing/notifications/seen", f"/sharing/grants/{grant}", f"/sharing/grants/{grant}/stop"):
        assert ada.post(address, {"pillar": "sleep"}, csrf="nobody's").status_code == 403
    assert two.find(grant, NOW).state.value == "active"


def test_every_look_is_told_in_plain_words(ada: Browser, two: Two, clock: Clock) -> None:
    assert "Nobody has looked" in words(ada.get("/sharing").text)
    grant = two.active(NOW, history_from="2026-02-09")
    two.seen(NOW)
    two.revoke(grant, NOW)
    with pytest.raises(NotFound):
        two.seen(NOW + timedelta(minutes=5), grant_id=grant)
    told = words(ada.get("/sharing/access-log").text)
    assert "Thu 12 March, 19:30 Ben saw sleep, weeks of 9 February to 8 March 2026, on the list of clients." in told
    assert "Thu 12 March, 19:35 Ben tried to look and was refused. Nothing was shown." in told
    assert told.index("was refused") < told.index("saw sleep")
    assert words(ada.get(f"/sharing/access-log?coach={grant}").text).count("Ben saw") == 1
    assert "Stop sharing" not in told


def test_the_list_of_looks_has_pages_and_is_filtered(ada: Browser, app: FastAPI, two: Two) -> None:
    grant = two.active(NOW)
    other = Two(two.database, two.client, account(app, "Dee", STOCKHOLM))
    other.active(NOW)
    other.seen(NOW)
    for minute in range(51):
        two.seen(NOW + timedelta(minutes=minute))
    page = ada.get(f"/sharing/access-log?coach={grant}").text
    assert words(page).count("Ben opened sleep") == 50
    assert "Dee opened" not in words(page)
    assert "Stop sharing with Ben" in words(page)
    further = re.search(r'rel="next" href="([^"]+)"', page)
    assert further
    rest = ada.get(further[1].replace("&amp;", "&")).text
    assert words(rest).count("Ben opened sleep") == 1
    assert 'rel="next"' not in rest
    assert ada.get("/sharing/access-log?cursor=made-up").status_code == 422


def test_notices_stand_on_today_until_they_are_seen(ada: Browser, two: Two, clock: Clock) -> None:
    two.active(NOW, until="2026-03-25")
    for address in ("/", "/sharing"):
        assert "You confirmed sharing with Ben." in words(ada.get(address).text)
    seen = send(ada, form_of(ada.get("/").text, "/sharing/notifications/seen"))
    assert seen.headers["location"] == "/"
    for address in ("/", "/sharing"):
        assert "You confirmed sharing" not in words(ada.get(address).text)
    clock.now = NOW + timedelta(days=8)
    assert "Sharing with Ben ends within seven days." in words(ada.get("/").text)
    clock.now = NOW + timedelta(days=14)
    assert "Sharing with Ben has ended." in words(ada.get("/").text)
    assert "ended by itself, 26 March" in words(ada.get("/sharing").text)
    assert "Sharing with" not in words(ada.get("/days/2026-03-11").text)


def test_today_has_room_for_three_notices(ada: Browser, two: Two) -> None:
    for _ in range(2):
        two.revoke(two.active(NOW), NOW)
    assert "And 3 more under Sharing." in words(ada.get("/").text)
    assert words(ada.get("/sharing").text).count("took the code") == 2


def test_a_coach_reads_of_an_end_without_a_name(app: FastAPI, two: Two) -> None:
    grant = two.active(NOW)
    ben = sign_in(app, "Ben", STOCKHOLM)
    assert "Ada confirmed: what they share is open to you." in words(ben.get("/sharing").text)
    two.revoke(grant, NOW)
    told = words(ben.get("/sharing").text)
    assert "Something that was shared with you has ended." in told
    assert "Ada" not in told


def test_the_way_back_from_notices_stays_here(ada: Browser) -> None:
    assert ada.post("/sharing/notifications/seen", {"back": "//elsewhere.example"}).headers["location"] == "/"
    assert ada.post("/sharing/notifications/seen", {}).headers["location"] == "/sharing"


def test_sharing_belongs_to_who_is_signed_in(anyone: Browser) -> None:
    for address in ("/sharing", "/sharing/access-log", NEW, f"/sharing/grants/{FAR}"):
        assert anyone.get(address).headers["location"] == "/sign-in"
