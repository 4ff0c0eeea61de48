"""A practice that was done lately leads the list of practices."""

from __future__ import annotations

import re

from tests.pages.reading import entry_form, send
from tests.pages.test_saving import open_form
from tests.support.people import Browser

GROUPS = re.compile(r'<optgroup label="([^"]+)">(.*?)</optgroup>', re.DOTALL)


def offered(browser: Browser, query: str = "") -> dict[str, list[str]]:
    page = browser.get(f"/stress/new{query}").text
    return {label: re.findall(r'value="([^"]+)"', options) for label, options in GROUPS.findall(page)}


def practise(browser: Browser, *practices: str, day: str = "2026-03-12") -> None:
    for practice in practices:
        text = "Knitting" if practice == "other" else ""
        form = open_form(browser, "stress", "practice", day)
        assert send(browser, form, practice=practice, practice_text=text, minutes="10").status_code == 303


def test_an_empty_log_offers_every_practice_in_one_order(ada: Browser) -> None:
    assert offered(ada) == {}
    assert "practice" in dict(open_form(ada, "stress", "practice").pairs)


def test_the_latest_practices_lead_once_each_and_four_at_most(ada: Browser, cyd: Browser) -> None:
    for day, practice in enumerate(("rest", "music", "nature", "music", "breathing", "other"), start=1):
        practise(ada, practice, day=f"2026-03-0{day}")
    practise(cyd, "creative")
    found = offered(ada)
    assert found["Lately"] == ["other", "breathing", "music", "nature"]
    assert sorted(found["Lately"] + found["Others"]) == sorted(set(found["Lately"] + found["Others"]))
    assert len(found["Others"]) == 7
    assert offered(cyd)["Lately"] == ["creative"]


def test_nothing_is_chosen_for_anybody_and_a_refused_form_keeps_the_order(ada: Browser) -> None:
    practise(ada, "music")
    form = open_form(ada, "stress", "practice")
    assert form.get("practice") == ""
    answer = send(ada, form, practice="nature", minutes="0")
    assert entry_form(answer).get("practice") == "nature"
    assert re.findall(r'value="([^"]+)"', GROUPS.findall(answer.text)[0][1]) == ["music"]
