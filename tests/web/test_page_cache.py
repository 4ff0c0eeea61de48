"""Pages that are kept in memory show what is true now, to their own reader alone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi import FastAPI
from msgspec.structs import replace
from tests.support.clock import STOCKHOLM, Clock
from tests.support.entries import LEVEL
from tests.support.html import main_text
from tests.support.people import ApiClient, Browser, sign_in

from habitlog.web.page_cache import MAX_AGE, MAX_BYTES, CachedPage, PageCache, PageKey

NOW = datetime(2026, 3, 12, 10, tzinfo=UTC)
KEY = PageKey(1, 5, is_coach=False, today=date(2026, 3, 12), address="/?", catalogue=None)
PAGE = CachedPage(b"page", b"key", NOW)


def test_page_is_found_until_it_is_too_old() -> None:
    cache = PageCache()
    cache.keep_page(KEY, PAGE)
    assert cache.find_page(KEY, NOW + MAX_AGE - timedelta(seconds=1)) == PAGE
    assert cache.find_page(KEY, NOW + MAX_AGE) is None
    assert cache.find_page(KEY, NOW) is None


def test_change_of_a_person_forgets_their_pages_alone() -> None:
    cache, other = PageCache(), replace(KEY, person_id=2)
    cache.keep_page(KEY, PAGE)
    cache.keep_page(other, PAGE)
    assert cache.find_page(replace(KEY, change_number=6), NOW) is None
    assert cache.find_page(KEY, NOW) is None
    assert cache.find_page(other, NOW) == PAGE


def test_cache_is_bounded_by_bytes() -> None:
    cache = PageCache()
    keys = [replace(KEY, address=f"/{number}") for number in range(5)]
    for key in keys:
        cache.keep_page(key, replace(PAGE, body=bytes(MAX_BYTES // 3)))
    assert [cache.find_page(key, NOW) is not None for key in keys] == [False, False, True, True, True]


def refuse_to_render(*_arguments: object) -> None:
    raise AssertionError("The page was rendered again.")


def test_page_is_rendered_once_while_nothing_changes(
    app: FastAPI, ada: Browser, cyd: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada.get("/")
    cyd.get("/")
    monkeypatch.setattr("habitlog.web.pages.today.render_day", refuse_to_render)
    second = sign_in(app, "Ada", STOCKHOLM)
    text = second.get("/").text
    assert "Ada" in text
    assert second.csrf_token() in text
    assert ada.csrf_token() not in text


def test_each_response_has_ids_of_its_own_for_new_entries(ada: Browser) -> None:
    first, second = (re.findall(r'name="entry_id" value="([^"]+)"', ada.get("/").text) for _ in range(2))
    assert len(first) == len(second) > 0
    assert len({*first, *second}) == len(first) + len(second)


@pytest.mark.parametrize("address", ["/", "/days/2026-03-12", "/trends"])
def test_page_shows_what_was_logged_and_changed_since(
    ada: Browser, program: ApiClient, clock: Clock, address: str
) -> None:
    before = main_text(ada.get(address).text)
    program.post("/stress/entries", LEVEL)
    logged = main_text(ada.get(address).text)
    assert (logged == before) == (address == "/trends")  # which shows weeks
    clock.now += timedelta(days=7)
    later = main_text(ada.get(address).text)
    assert later != logged
