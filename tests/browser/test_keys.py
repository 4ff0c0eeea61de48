"""Keys of one letter: they open forms in place, lead to another day, and can be switched off."""

from __future__ import annotations

import re

from tests.support.browser_pages import PageOpener, Server
from tests.support.playwright_api import Page, expect
from tests.support.served_accounts import sign_in_new_person

SWIPE = """([selector, from, to, down]) => {
  const target = document.querySelector(selector);
  const touch = (x, y) => new Touch({ identifier: 1, target, clientX: x, clientY: y });
  const send = (name, touches, changed) =>
    target.dispatchEvent(new TouchEvent(name, { bubbles: true, touches, changedTouches: [changed] }));
  send("touchstart", [touch(from, 100)], touch(from, 100));
  setTimeout(() => send("touchend", [], touch(to, 100 + down)), 20);
  return new Promise((resolve) => setTimeout(resolve, down || from < 28 ? 100 : 0));
}"""


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
    # Swiping does the same, but not down the page, from the edge of the screen, or where something else scrolls.
    page.goto("/")
    today = page.url
    page.evaluate(SWIPE, ["h1", 150, 260, 220])
    page.evaluate(SWIPE, ["h1", 5, 200, 0])
    page.evaluate("document.querySelector('h1').style.cssText = 'overflow-x: auto; width: 30px; white-space: nowrap'")
    page.evaluate(SWIPE, ["h1", 150, 260, 1])
    page.evaluate("document.querySelector('h1').style.cssText = ''")
    assert page.url == today
    page.evaluate(SWIPE, ["h1", 150, 260, 0])
    page.wait_for_url("**/days/*")
    expect(page.locator("a[rel=next]")).to_have_count(1)
    page.evaluate(SWIPE, ["h1", 260, 150, 0])
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
