"""Sharing by page, from the client's side: invite, confirm, narrow, stop, widen, and read every look."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from tests.support.cases import for_each_case
from tests.support.clock import NOW, STOCKHOLM, Clock
from tests.support.html import field_error, find_form, main_text, parse_forms, submit_form
from tests.support.people import PASSWORD, Browser, ensure_account, sign_in
from tests.support.sharing import SharingPair

from habitlog.errors import NotFound
from habitlog.usecases.sharing import invitations

NEW = "/sharing/invitations/new"
FAR = "00000000-0000-4000-8000-000000000000"


def find_stop_form(browser: Browser, grant: str, pillar: str | None = None) -> list[tuple[str, str]]:
    page = browser.get("/sharing").text
    mine = [one for one in parse_forms(page) if one.action == f"/sharing/grants/{grant}/stop"]
    [found] = [one for one in mine if dict(one.pairs).get("pillar") == pillar]
    return found.pairs


def test_invitation_code_is_shown_once_and_redeemed(ada: Browser, two: SharingPair, clock: Clock) -> None:
    form = find_form(ada.get(NEW).text, NEW)
    assert form.all("pillar") == []
    assert (form.get("label"), form.get("history_from"), form.get("until")) == ("Ada", "2026-03-12", "2026-06-10")
    made = submit_form(ada, form, pillar=["sleep", "diet"], label="Ada L", history_from="2026-02-10")
    assert made.status_code == 200
    found = re.search(r'id="code"[^>]*>([^<]+)<', made.text)
    assert found
    code = found[1]
    assert f"http://testserver/coach#{code}" in made.text
    assert "whole weeks from Mon 16 February on" in main_text(made.text)
    assert code not in ada.get("/sharing").text
    assert "Ada L" in main_text(ada.get("/sharing").text)
    grant = invitations.redeem_invitation(two.database, two.coach, code, clock())
    waiting = ada.get("/sharing")
    assert "Ben used your invitation code and waits for your answer." in main_text(waiting.text)
    assert "Waiting for your answer Ben" in main_text(waiting.text)
    assert "ben@example.org" in waiting.text
    assert two.read_shared_scope(clock()) == {}
    page = ada.get(f"/sharing/grants/{grant}").text
    assert "You can end this at any time" in main_text(page)
    done = submit_form(ada, find_form(page, f"/sharing/grants/{grant}/confirm"))
    assert done.headers["location"] == "/sharing?done=confirmed"
    assert set(two.read_shared_scope(clock())["Ada L"][0]) == {"sleep", "diet"}
    assert "whole weeks from Mon 16 February on, until Wed 10 June" in main_text(ada.get("/sharing").text)


@for_each_case(
    ("typed", "field", "sentence"),
    [
        ({}, "pillars", "Choose at least one pillar"),
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
def test_invalid_invitation_keeps_form(ada: Browser, typed: dict[str, str], field: str, sentence: str) -> None:
    form = find_form(ada.get(NEW).text, NEW)
    refused = submit_form(ada, form, **typed)
    assert refused.status_code == 422
    told = field_error(refused.text, field)
    assert told
    assert sentence in told
    kept = find_form(refused.text, NEW)
    for name, value in typed.items():
        if value != "mood":
            assert kept.all(name) == [value]
    assert "No invitation was made" in main_text(refused.text)
    assert "Withdraw" not in main_text(ada.get("/sharing").text)


def test_invitation_over_limit_keeps_form(ada: Browser, two: SharingPair) -> None:
    for _ in range(10):
        two.create_code(NOW)
    refused = submit_form(ada, find_form(ada.get(NEW).text, NEW), pillar=["stress"], label="Ada Ten")
    assert refused.status_code == 409
    assert "At most 10 invitations" in main_text(refused.text)
    kept = find_form(refused.text, NEW)
    assert (kept.all("pillar"), kept.get("label")) == (["stress"], "Ada Ten")


def test_invitation_is_withdrawn(ada: Browser, two: SharingPair) -> None:
    code = two.create_code(NOW)
    page = ada.get("/sharing").text
    [back] = [one for one in parse_forms(page) if one.action.endswith("/withdraw")]
    assert submit_form(ada, back).headers["location"] == "/sharing?done=withdrawn"
    assert submit_form(ada, back).status_code == 404
    with pytest.raises(NotFound):
        invitations.redeem_invitation(two.database, two.coach, code, NOW)


def test_redeemed_invitation_is_declined(ada: Browser, two: SharingPair) -> None:
    grant = two.create_pending_grant(NOW)
    page = ada.get(f"/sharing/grants/{grant}").text
    assert (
        submit_form(ada, find_form(page, f"/sharing/grants/{grant}/decline")).headers["location"]
        == "/sharing?done=declined"
    )
    assert submit_form(ada, find_form(page, f"/sharing/grants/{grant}/confirm")).status_code == 404
    assert "declined, 12 March" in main_text(ada.get("/sharing").text)
    assert two.read_shared_scope(NOW) == {}


def test_confirmation_of_changed_grant_conflicts(ada: Browser, two: SharingPair) -> None:
    grant = two.create_pending_grant(NOW, pillars=["sleep", "diet"])
    form = find_form(ada.get(f"/sharing/grants/{grant}").text, f"/sharing/grants/{grant}/confirm")
    assert submit_form(ada, form, text="0").status_code == 409
    assert submit_form(ada, form, text="").status_code == 409
    two.change(grant, 1, NOW, pillars=["sleep"])
    assert submit_form(ada, form).status_code == 409
    assert submit_form(ada, form, version="x").status_code == 409
    assert two.read_shared_scope(NOW) == {}


def test_pillar_and_grant_are_stopped_by_one_click(ada: Browser, two: SharingPair) -> None:
    grant = two.create_active_grant(NOW, pillars=["sleep", "diet"])
    narrow = find_stop_form(ada, grant, "diet")
    assert {name for name, _ in narrow} == {"csrf", "pillar"}
    answer = ada.post(f"/sharing/grants/{grant}/stop", narrow[1:], csrf=dict(narrow)["csrf"])
    assert answer.headers["location"] == "/sharing?done=narrowed"
    assert two.read_shared_scope(NOW)["Ada"][0] == ("sleep",)
    whole = find_stop_form(ada, grant)
    assert {name for name, _ in whole} == {"csrf"}
    answer = ada.post(f"/sharing/grants/{grant}/stop", [], csrf=dict(whole)["csrf"])
    assert answer.headers["location"] == "/sharing?done=stopped"
    assert two.read_shared_scope(NOW) == {}
    assert "ended by you, 12 March" in main_text(ada.get("/sharing").text)
    assert ada.post(f"/sharing/grants/{grant}/stop", {}).status_code == 404
    assert "Nothing is shown" in main_text(ada.get(f"/sharing/grants/{grant}").text)


def test_narrowing_grant_needs_no_password(ada: Browser, two: SharingPair) -> None:
    grant = two.create_active_grant(NOW, pillars=["sleep", "diet"])
    address = f"/sharing/grants/{grant}"
    form = find_form(ada.get(address).text, address)
    assert set(form.all("pillar")) == {"sleep", "diet"}
    answer = submit_form(ada, form, pillar=["sleep"], until="2026-04-01")
    assert answer.headers["location"] == "/sharing?done=changed"
    assert "until Wed 1 April" in main_text(ada.get("/sharing").text)
    assert two.find_grant(grant, NOW).pillars == ("sleep",)


def test_widening_grant_requires_password(ada: Browser, two: SharingPair) -> None:
    grant = two.create_active_grant(NOW)
    address = f"/sharing/grants/{grant}"
    form = find_form(ada.get(address).text, address)
    assert "password" not in dict(form.pairs)
    again = submit_form(ada, form, pillar=["sleep", "stress"], history_from="2026-01-01", until="2026-12-31")
    assert again.status_code == 200
    assert "You can end this at any time" in main_text(again.text)
    assert two.find_grant(grant, NOW).pillars == ("sleep",)
    kept = find_form(again.text, address)
    assert set(kept.all("pillar")) == {"sleep", "stress"}
    for wrong in ("", "not it"):
        refused = submit_form(ada, kept, password=wrong)
        assert refused.status_code == 422
        assert field_error(refused.text, "password") == "This is not the current password."
        assert set(find_form(refused.text, address).all("pillar")) == {"sleep", "stress"}
        assert find_form(refused.text, address).get("password") == ""
    assert submit_form(ada, kept, password=PASSWORD, text="0").status_code == 409
    assert two.find_grant(grant, NOW).pillars == ("sleep",)
    assert submit_form(ada, kept, password=PASSWORD).headers["location"] == "/sharing?done=changed"
    assert two.find_grant(grant, NOW).pillars == ("sleep", "stress")


def test_widening_password_is_rate_limited(ada: Browser, two: SharingPair) -> None:
    grant = two.create_active_grant(NOW)
    address = f"/sharing/grants/{grant}"
    form = find_form(ada.get(address).text, address)
    answers = [submit_form(ada, form, pillar=["sleep", "diet"], password="guess", text="1") for _ in range(11)]
    assert [one.status_code for one in answers] == [422] * 10 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert set(find_form(answers[-1].text, address).all("pillar")) == {"sleep", "diet"}


def test_stale_grant_change_keeps_form(ada: Browser, two: SharingPair) -> None:
    grant = two.create_active_grant(NOW, pillars=["sleep", "diet"])
    address = f"/sharing/grants/{grant}"
    form = find_form(ada.get(address).text, address)
    two.change(grant, 2, NOW, until="2026-05-01")
    refused = submit_form(ada, form, pillar=["diet"], until="2026-04-20")
    assert refused.status_code == 409
    kept = find_form(refused.text, address)
    assert (kept.all("pillar"), kept.get("until")) == (["diet"], "2026-04-20")
    assert "until Fri 1 May" in main_text(refused.text)
    assert submit_form(ada, kept).status_code == 303


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"pillar": []}, "pillars"), ({"until": "2026-03-01"}, "until"), ({"history_from": "never"}, "history_from")],
)
def test_invalid_grant_change_is_refused_at_field(
    ada: Browser, two: SharingPair, typed: dict[str, str | list[str]], field: str
) -> None:
    grant = two.create_active_grant(NOW)
    address = f"/sharing/grants/{grant}"
    refused = submit_form(ada, find_form(ada.get(address).text, address), **typed)
    assert refused.status_code == 422
    assert field_error(refused.text, field)
    for name, value in typed.items():
        assert find_form(refused.text, address).all(name) == ([value] if isinstance(value, str) else value)


@pytest.mark.parametrize("its_id", [FAR, "x", "%00", "1", "' or 1=1"])
def test_unknown_grant_is_not_found(ada: Browser, its_id: str) -> None:
    assert ada.get(f"/sharing/grants/{its_id}").status_code == 404
    for step in ("", "/confirm", "/decline", "/stop"):
        scope = {"pillar": "sleep", "history_from": "2026-03-12", "until": "2026-04-01", "version": "1", "text": "1"}
        assert ada.post(f"/sharing/grants/{its_id}{step}", scope).status_code == 404
    assert ada.post(f"/sharing/invitations/{its_id}/withdraw", {}).status_code == 404
    assert ada.get(f"/sharing/access-log?coach={its_id}").status_code == 404


def test_unknown_pillar_of_grant_is_not_found(ada: Browser, two: SharingPair) -> None:
    grant = two.create_active_grant(NOW)
    for pillar in ("diet", "mood", "", "\x00"):
        assert ada.post(f"/sharing/grants/{grant}/stop", {"pillar": pillar}).status_code == 404
    assert two.find_grant(grant, NOW).pillars == ("sleep",)


def test_grant_of_another_client_is_not_found(ada: Browser, cyd: Browser, app: FastAPI, two: SharingPair) -> None:
    pending = two.create_pending_grant(NOW)
    for browser in (cyd, sign_in(app, "Ben", STOCKHOLM)):
        missing = browser.get(f"/sharing/grants/{FAR}")
        there = browser.get(f"/sharing/grants/{pending}")
        assert (there.status_code, there.text) == (404, missing.text)
        form = {"pillar": "sleep", "history_from": "2026-01-01", "until": "2026-12-31", "version": "1", "text": "1"}
        for step in ("", "/confirm", "/decline", "/stop"):
            assert browser.post(f"/sharing/grants/{pending}{step}", form).status_code == 404
        assert browser.get(f"/sharing/access-log?coach={pending}").status_code == 404
    assert two.find_grant(pending, NOW).state.value == "pending"


def test_sharing_form_without_csrf_token_is_refused(ada: Browser, two: SharingPair) -> None:
    grant = two.create_active_grant(NOW)
    for address in (NEW, "/sharing/notifications/seen", f"/sharing/grants/{grant}", f"/sharing/grants/{grant}/stop"):
        assert ada.post(address, {"pillar": "sleep"}, csrf="nobody's").status_code == 403
    assert two.find_grant(grant, NOW).state.value == "active"


def test_access_log_describes_every_view(ada: Browser, two: SharingPair, clock: Clock) -> None:
    assert "Nobody has viewed your log" in main_text(ada.get("/sharing").text)
    grant = two.create_active_grant(NOW, history_from="2026-02-09")
    two.read_shared_scope(NOW)
    two.revoke(grant, NOW)
    with pytest.raises(NotFound):
        two.read_shared_scope(NOW + timedelta(minutes=5), grant_id=grant)
    told = main_text(ada.get("/sharing/access-log").text)
    assert "Thu 12 March, 19:30 Ben viewed sleep, weeks of 9 February to 8 March 2026, in the list of clients." in told
    assert "Thu 12 March, 19:35 Ben tried to view your log and was refused. Nothing was shown." in told
    assert told.index("was refused") < told.index("viewed sleep")
    assert main_text(ada.get(f"/sharing/access-log?coach={grant}").text).count("Ben viewed") == 1
    assert "Stop sharing" not in told


def test_access_log_is_paginated_and_filtered(ada: Browser, app: FastAPI, two: SharingPair) -> None:
    grant = two.create_active_grant(NOW)
    other = SharingPair(two.database, two.client, ensure_account(app, "Dee", STOCKHOLM))
    other.create_active_grant(NOW)
    other.read_shared_scope(NOW)
    for minute in range(51):
        two.read_shared_scope(NOW + timedelta(minutes=minute))
    page = ada.get(f"/sharing/access-log?coach={grant}").text
    assert main_text(page).count("Ben viewed sleep") == 50
    assert "Dee viewed" not in main_text(page)
    assert "Stop sharing with Ben" in main_text(page)
    further = re.search(r'rel="next" href="([^"]+)"', page)
    assert further
    rest = ada.get(further[1].replace("&amp;", "&")).text
    assert main_text(rest).count("Ben viewed sleep") == 1
    assert 'rel="next"' not in rest
    assert ada.get("/sharing/access-log?cursor=made-up").status_code == 422


def test_notifications_stay_on_today_until_seen(ada: Browser, two: SharingPair, clock: Clock) -> None:
    two.create_active_grant(NOW, until="2026-03-25")
    for address in ("/", "/sharing"):
        assert "You confirmed sharing with Ben." in main_text(ada.get(address).text)
    seen = submit_form(ada, find_form(ada.get("/").text, "/sharing/notifications/seen"))
    assert seen.headers["location"] == "/"
    for address in ("/", "/sharing"):
        assert "You confirmed sharing" not in main_text(ada.get(address).text)
    clock.now = NOW + timedelta(days=8)
    assert "Sharing with Ben ends within seven days." in main_text(ada.get("/").text)
    clock.now = NOW + timedelta(days=14)
    assert "Sharing with Ben has ended." in main_text(ada.get("/").text)
    assert "ended on its last day, 26 March" in main_text(ada.get("/sharing").text)
    assert "Sharing with" not in main_text(ada.get("/days/2026-03-11").text)


def test_today_shows_three_notifications(ada: Browser, two: SharingPair) -> None:
    for _ in range(2):
        two.revoke(two.create_active_grant(NOW), NOW)
    assert "And 3 more under Sharing." in main_text(ada.get("/").text)
    assert main_text(ada.get("/sharing").text).count("used your invitation code") == 2


def test_coach_notification_of_end_has_no_name(app: FastAPI, two: SharingPair) -> None:
    grant = two.create_active_grant(NOW)
    ben = sign_in(app, "Ben", STOCKHOLM)
    assert "Ada confirmed: you can see what they share." in main_text(ben.get("/sharing").text)
    two.revoke(grant, NOW)
    told = main_text(ben.get("/sharing").text)
    assert "Something that was shared with you has ended." in told
    assert "Ada" not in told


def test_notification_form_does_not_redirect_to_other_site(ada: Browser) -> None:
    assert ada.post("/sharing/notifications/seen", {"back": "//elsewhere.example"}).headers["location"] == "/"
    assert ada.post("/sharing/notifications/seen", {}).headers["location"] == "/sharing"


def test_sharing_page_redirects_to_sign_in(anyone: Browser) -> None:
    for address in ("/sharing", "/sharing/access-log", NEW, f"/sharing/grants/{FAR}"):
        assert anyone.get(address).headers["location"] == "/sign-in"
