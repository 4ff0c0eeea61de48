"""Keys of one letter: they open forms in place, lead to another day, and can be switched off."""

from __future__ import annotations

import re

from tests.support.browser_pages import PageOpener, Server, sign_in_new_person
from tests.support.playwright_api import Page, expect


def open_today(server: Server, open_page: PageOpener) -> Page:
    page = open_page(server)
    sign_in_new_person(page, server)
    page.goto("/")
    return page


def test_keys_open_forms_and_days(server: Server, open_page: PageOpener) -> None:
    page = open_today(server, open_page)
    page.keyboard.press("p")
    expect(page.locator("#stress [data-entry-page]")).to_be_visible()
    page.locator("#minutes").focus()
    page.keyboard.press("n")
    expect(page.locator("#sleep [data-entry-page]")).to_have_count(0)
    page.goto("/trends")
    page.keyboard.press("s")
    page.wait_for_url("**/training/new")
    page.goto("/")
    page.keyboard.press("[")
    page.wait_for_url("**/days/*")
    page.keyboard.press("]")
    expect(page.locator("a[rel=next]")).to_have_count(0)


def test_keys_are_listed_and_switched_off(server: Server, open_page: PageOpener) -> None:
    page = open_today(server, open_page)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text(re.compile(r"n\s+Log the night"))
    keys.get_by_role("checkbox").uncheck()
    keys.get_by_role("button", name="Close").click()
    page.keyboard.press("f")
    expect(page.locator("[data-entry-page]")).to_have_count(0)
    page.reload()
    page.keyboard.press("?")
    expect(keys.get_by_role("checkbox")).not_to_be_checked()
