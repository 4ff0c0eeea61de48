"""A person's own tags of days: made in Settings, put on a day with one tap, marked below charts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

from fastapi import FastAPI
from tests.support.api_answers import assert_problem, refused_fields
from tests.support.html import find_form, main_text, submit_form
from tests.support.nights import SUNDAY, put_nights
from tests.support.people import ApiClient, Browser, sign_in
from tests.support.records import PutEntry

DAY = timedelta(days=1)


def add_tag(browser: Browser, name: str) -> str:
    """Make a tag in Settings and return its id."""
    before = _find_tag_ids(browser)
    made = submit_form(browser, find_form(browser.get("/settings").text, "/settings/tags"), name=name)
    assert made.headers["location"] == "/settings?done=tag#tags", main_text(made.text)
    (new,) = _find_tag_ids(browser) - before
    return new


def _find_tag_ids(browser: Browser) -> set[str]:
    return set(re.findall(r"/settings/tags/([0-9a-f-]{36})/rename", browser.get("/settings").text))


def tap(browser: Browser, tag: str, day: date) -> None:
    form = find_form(browser.get(f"/days/{day}").text, f"/days/{day}/tags/{tag}")
    pressed = 'name="tagged" value="yes" aria-pressed="false"' in browser.get(f"/days/{day}").text
    answer = browser.post(f"/days/{day}/tags/{tag}", {"tagged": "yes" if pressed else ""}, csrf=form.get("csrf"))
    assert answer.headers["location"] == f"/days/{day}#tags"


def test_names_of_tags(ada: Browser) -> None:
    assert "day-tags" not in ada.get("/").text
    first = add_tag(ada, "  New job ")
    form = find_form(ada.get("/settings").text, "/settings/tags")
    for name, said in (
        ("NEW JOB", "You have a tag of this name already."),
        ("x" * 41, "40"),
        ("testosterone 200 mg", "This was not saved."),
        ("", ""),
    ):
        refused = submit_form(ada, form, name=name)
        assert refused.status_code == 422, name
        assert said in main_text(refused.text), name
    assert "Clinician" in submit_form(ada, form, name="testosterone 200 mg").text
    for number in range(5):
        add_tag(ada, f"Tag {number}")
    # The form for a seventh is gone; sent all the same it is refused.
    assert 'action="/settings/tags"' not in ada.get("/settings").text
    seventh = ada.post("/settings/tags", {"name": "Seventh"}, csrf=form.get("csrf"))
    assert seventh.status_code == 422
    assert "There is room for 6 tags. Remove one to add another." in main_text(seventh.text)
    renamed = ada.post(f"/settings/tags/{first}/rename", {"name": "new JOB"}, csrf=form.get("csrf"))
    assert renamed.status_code == 303
    assert ada.post(f"/settings/tags/{first}/remove", {}, csrf=form.get("csrf")).status_code == 303
    assert 'action="/settings/tags"' in ada.get("/settings").text


def test_tagged_days_are_marked_and_compared(ada: Browser, put_entry: PutEntry, program: ApiClient) -> None:
    put_nights(put_entry, SUNDAY, [400 + back * back % 37 for back in range(140)])
    tag, other = add_tag(ada, "new job"), add_tag(ada, "travelling")
    days = [SUNDAY - 41 * DAY, SUNDAY - 40 * DAY, SUNDAY - 10 * DAY]
    for day in days:
        tap(ada, tag, day)
    page = ada.get(f"/days/{days[0]}").text
    assert page.count('aria-pressed="true"') == 1
    trend = ada.get("/trends/sleep.duration").text
    assert "<b><bdi>new job</bdi></b> 3 days, " in trend
    assert "<bdi>travelling</bdi>" not in trend
    assert re.search(r'class="tag-mark"[^>]* d="M42 4h2M73 4h1"', trend)
    link = f"/trends/sleep.duration?since={days[0]}"
    assert f'href="{link}"' in trend
    assert "It is before and after, not because." in main_text(ada.get(link).text)
    # A second tap takes it off, and a day to come has none.
    ada.post(f"/days/{days[2]}/tags/{tag}", {"tagged": ""})
    assert "2 days, " in ada.get("/trends/sleep.duration").text
    assert ada.post(f"/days/{SUNDAY + 9 * DAY}/tags/{tag}", {"tagged": "yes"}).status_code == 422
    assert program.get(f"/days/{days[1]}").json()["tags"] == [tag]
    ada.post(f"/settings/tags/{tag}/remove", {})
    assert program.get("/day-tags").json()["items"] == [
        {**program.get("/day-tags").json()["items"][0], "id": other, "name": "travelling", "first_day": None, "days": 0}
    ]
    assert "tag-mark" not in ada.get("/trends/sleep.duration").text


def test_tags_in_the_api(ada: Browser, program: ApiClient, app: FastAPI) -> None:
    tag = str(uuid4())
    for _ in range(2):
        made = program.put(f"/day-tags/{tag}", {"name": "New job"}).json()
        assert (made["name"], made["first_day"], made["days"]) == ("New job", None, 0)
    for _ in range(2):
        assert program.put(f"/days/2026-03-01/tags/{tag}", None).status_code == 204
    assert program.get("/day-tags").json()["items"][0]["first_day"] == "2026-03-01"
    assert refused_fields(program.put(f"/day-tags/{uuid4()}", {"name": "new job"})) == ["name"]
    assert refused_fields(program.put(f"/day-tags/{uuid4()}", {"name": "x", "amount": 2})) == ["amount"]
    assert_problem(program.put(f"/day-tags/{uuid4()}", {"name": "BPC-157 250 mcg"}), 422, "clinician-topic")
    cyd = sign_in(app, "Cyd", "Europe/Stockholm")
    assert cyd.post(f"/days/2026-03-02/tags/{tag}", {"tagged": "yes"}).status_code == 404
    assert cyd.post(f"/settings/tags/{tag}/rename", {"name": "mine"}).status_code == 404
    for _ in range(2):
        assert program.delete(f"/days/2026-03-01/tags/{tag}").status_code == 204
    assert program.delete(f"/day-tags/{tag}").status_code == 204
    assert program.delete(f"/day-tags/{tag}").status_code == 404
