"""A practice that was done lately leads the list of practices."""

from __future__ import annotations

import re

from tests.pages.reading import find_entry_form, submit_form
from tests.pages.test_saving import open_form
from tests.support.people import Browser

GROUPS = re.compile(r'<optgroup label="([^"]+)">(.*?)</optgroup>', re.DOTALL)


def offered_practices(browser: Browser, query: str = "") -> dict[str, list[str]]:
    page = browser.get(f"/stress/new{query}").text
    return {label: re.findall(r'value="([^"]+)"', options) for label, options in GROUPS.findall(page)}


def log_practices(browser: Browser, *practices: str, day: str = "2026-03-12") -> None:
    for practice in practices:
        text = "Knitting" if practice == "other" else ""
        form = open_form(browser, "stress", "practice", day)
        assert submit_form(browser, form, practice=practice, practice_text=text, minutes="10").status_code == 303


def test_practice_order_of_empty_log(ada: Browser) -> None:
    assert offered_practices(ada) == {}
    assert "practice" in dict(open_form(ada, "stress", "practice").pairs)


def test_recent_practices_come_first(ada: Browser, cyd: Browser) -> None:
    for day, practice in enumerate(("rest", "music", "nature", "music", "breathing", "other"), start=1):
        log_practices(ada, practice, day=f"2026-03-0{day}")
    log_practices(cyd, "creative")
    found = offered_practices(ada)
    assert found["Lately"] == ["other", "breathing", "music", "nature"]
    assert sorted(found["Lately"] + found["Others"]) == sorted(set(found["Lately"] + found["Others"]))
    assert len(found["Others"]) == 7
    assert offered_practices(cyd)["Lately"] == ["creative"]


def test_practice_order_is_kept_on_refused_form(ada: Browser) -> None:
    log_practices(ada, "music")
    form = open_form(ada, "stress", "practice")
    assert form.get("practice") == ""
    answer = submit_form(ada, form, practice="nature", minutes="0")
    assert find_entry_form(answer).get("practice") == "nature"
    assert re.findall(r'value="([^"]+)"', GROUPS.findall(answer.text)[0][1]) == ["music"]
