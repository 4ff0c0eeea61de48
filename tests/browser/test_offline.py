"""Without a network the day and the forms seen last are there, and every entry arrives exactly once afterwards."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.support.browser_pages import (
    PageOpener,
    Server,
    find_accessibility_faults,
    sign_in_demo_without_page,
    wait_for_service_worker,
)
from tests.support.served_accounts import sign_in_new_person

DESK = {"width": 1200, "height": 900}
CACHED = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("habitlog-pages-"));
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().map(({ url }) => url.replace(location.origin, ""));
}"""
COUNT = """() => new Promise((resolve) => {
  const opening = indexedDB.open("habitlog-outbox", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("entry", { keyPath: "key" });
  opening.onsuccess = () => {
    const count = opening.result.transaction("entry").objectStore("entry").count();
    count.onsuccess = () => (opening.result.close(), resolve(count.result));
  };
})"""

BODY = """() => new Promise((resolve) => {
  const opening = indexedDB.open("habitlog-outbox", 1);
  opening.onsuccess = () => {
    const all = opening.result.transaction("entry").objectStore("entry").getAll();
    all.onsuccess = () => (opening.result.close(), resolve(all.result[0].body));
  };
})"""


@pytest.fixture
def page(own_demo: Server, open_page: PageOpener) -> Page:
    """A page of the demonstration's person, served by a service worker that holds the day and a form."""
    found = sign_in_demo_without_page(open_page(own_demo, service_workers="allow", viewport=DESK))
    hold_pages(found)
    return found


def hold_pages(page: Page) -> None:
    page.goto("/")
    wait_for_service_worker(page)
    page.goto("/training/new?kind=other")
    page.goto("/")
    page.wait_for_timeout(300)


def wait_until_kept(page: Page, *addresses: str) -> set[str]:
    """Return the addresses of the kept pages once these are among them."""
    for _ in range(50):
        kept = set(page.evaluate(CACHED))
        if kept >= set(addresses):
            return kept
        page.wait_for_timeout(100)
    raise AssertionError(set(addresses) - kept)


def log_walk(page: Page, minutes: int, day: str = "") -> None:
    page.goto(f"/training/new?kind=other{day and '&day=' + day}")
    page.locator("#activity").fill("Walk by the lake")
    page.locator("#session_min").fill(str(minutes))
    page.get_by_role("button", name="Log movement").click()


def count_walks(page: Page, day: str) -> int:
    html = page.request.get(f"/days/{day}").text()
    return len(re.findall("Edit </span><bdi>Walk by the lake", html))


def test_day_and_forms_are_served_without_network(page: Page) -> None:
    page.goto("/settings")
    page.goto("/trends")
    kept = wait_until_kept(page, "/", "/training/new?kind=other", "/training/new?kind=", "/sleep/new?kind=night")
    assert all(address == "/" or "/new?kind=" in address for address in kept)
    page.context.set_offline(True)
    page.goto("/training/new")
    expect(page.get_by_role("heading", name="Training session")).to_be_visible()
    page.goto("/")
    expect(page.locator("#outbox")).to_contain_text("No network. This page is as it was on")
    expect(page.locator("[data-row]").first).to_be_visible()
    assert find_accessibility_faults(page) == []
    page.goto("/settings")
    expect(page.get_by_role("heading", name="No network")).to_be_visible()
    assert find_accessibility_faults(page) == []
    page.goto("/training/new?kind=other&day=2015-04-02")
    expect(page.get_by_label("Day")).to_have_value("2015-04-02")
    first = page.locator("[name=entry_id]").input_value()
    page.goto("/training/new?kind=other&day=2015-04-02")
    assert page.locator("[name=entry_id]").input_value() != first
    assert find_accessibility_faults(page) == []


def test_form_without_network_is_for_day_on_clocks_of_person(own_demo: Server, open_page: PageOpener) -> None:
    page = open_page(own_demo, service_workers="allow")
    sign_in_new_person(page, own_demo, day_start=4)
    hold_pages(page)
    tomorrow = datetime.now(UTC).replace(hour=3, minute=30) + timedelta(days=1)
    page.clock.set_fixed_time(tomorrow)
    page.context.set_offline(True)
    page.goto("/training/new?kind=other")
    expect(page.get_by_label("Day")).to_have_value(str(datetime.now(UTC).date()))


def test_entries_wait_for_network_and_are_sent_once(page: Page) -> None:
    page.context.set_offline(True)
    for minutes in (40, 50):
        log_walk(page, minutes, "2015-04-03")
        page.wait_for_url("**/")
    expect(page.locator("#outbox")).to_contain_text("2 entries wait for the network.")
    page.goto("/training/new?kind=other&day=2015-04-03")
    expect(page.locator("#activity")).to_have_value("")
    page.context.set_offline(False)
    page.goto("/")
    expect(page.locator("#outbox")).to_contain_text("2 entries were sent.")
    assert count_walks(page, "2015-04-03") == 2
    page.reload()
    expect(page.locator("#outbox")).to_be_hidden()
    assert page.evaluate(COUNT) == 0


def test_entry_whose_answer_was_lost_is_saved_once(page: Page) -> None:
    """An entry that the server has saved, and whose answer never arrived, is sent again from the outbox."""
    page.context.set_offline(True)
    log_walk(page, 40, "2015-04-04")
    expect(page.locator("#outbox")).to_contain_text("1 entry waits for the network.")
    body = page.evaluate(BODY) + "&csrf=" + page.locator("input[name=csrf]").first.input_value()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert page.request.post("/training/new", data=body, headers=headers, max_redirects=0).status == 303
    page.context.clear_cookies(name="habitlog-saved")
    page.context.set_offline(False)
    page.goto("/")
    expect(page.locator("#outbox")).to_contain_text("1 entry was sent.")
    assert page.evaluate(COUNT) == 0
    assert count_walks(page, "2015-04-04") == 1


def test_entry_of_a_phone_whose_clock_is_ahead_is_shown_again(page: Page) -> None:
    """The day of a form without a network is the phone's; what the server refuses is kept, and can be corrected."""
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=2))
    page.context.set_offline(True)
    page.goto("/training/new?kind=other")
    tomorrow = page.get_by_label("Day").input_value()
    log_walk(page, 40)
    expect(page.locator("#outbox")).to_contain_text("1 entry waits for the network.")
    page.context.set_offline(False)
    page.goto("/")
    expect(page.locator("#outbox")).to_contain_text("1 entry was sent and not saved as it is")
    page.locator("#outbox").get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("This day has not come yet.")
    expect(page.locator("#activity")).to_have_value("Walk by the lake")
    assert count_walks(page, tomorrow) == 0
    assert page.evaluate(COUNT) == 0


def test_conflict_of_waiting_edit_shows_both_versions(own_demo: Server, open_page: PageOpener, page: Page) -> None:
    log_walk(page, 40, "2015-04-05")
    page.wait_for_url("**saved=*")
    address = page.get_by_role("link", name="Edit Walk by the lake").get_attribute("href") or ""
    page.goto(address)
    page.locator("#session_min").fill("45")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save changes").click()
    page.wait_for_url("**/")
    other = sign_in_demo_without_page(open_page(own_demo))
    other.goto(address)
    other.locator("#session_min").fill("55")
    other.get_by_role("button", name="Save changes").click()
    other.wait_for_url("**saved=*")
    page.context.set_offline(False)
    page.goto("/")
    expect(page.locator("#outbox")).to_contain_text("1 entry was sent and not saved as it is.")
    page.get_by_role("button", name="Look at it").click()
    both = page.get_by_role("alert")
    expect(both).to_contain_text("55 min")
    expect(both).to_contain_text("45 min")
    page.get_by_role("button", name="Save mine").click()
    page.wait_for_url("**saved=*")
    expect(page.locator("#training")).to_contain_text("45 min")
    expect(page.locator("#outbox")).to_be_hidden()
    assert page.evaluate(COUNT) == 0


def test_tap_on_today_waits_and_is_sent(server: Server, open_page: PageOpener) -> None:
    page = open_page(server, service_workers="allow", viewport=DESK)
    sign_in_new_person(page, server)
    hold_pages(page)
    page.context.set_offline(True)
    page.goto("/")
    level = page.get_by_role("button", name=re.compile("^Stress now 4$"))
    level.click()
    expect(page.locator("#outbox")).to_contain_text("1 entry waits for the network.")
    level.click()
    page.wait_for_timeout(500)
    assert page.evaluate(COUNT) == 1
    page.context.set_offline(False)
    page.goto("/")
    expect(page.locator("#outbox")).to_contain_text("1 entry was sent.")
    page.get_by_role("button", name="Show the day").click()
    expect(page.locator("#stress")).to_contain_text("logged")


def test_session_that_ended_sends_after_sign_in(server: Server, open_page: PageOpener) -> None:
    """The network goes in the middle of a session, the page is loaded again, left and come back to, the login ends."""
    page = open_page(server, service_workers="allow", viewport=DESK)
    email = sign_in_new_person(page, server)
    hold_pages(page)
    page.goto("/training/new?kind=resistance&day=2015-04-07")
    page.locator("#sets-0-exercise").fill("Row")
    page.context.set_offline(True)
    page.locator("#sets-0-reps").fill("8")
    page.reload()
    expect(page.get_by_text("What you typed here is back.")).to_be_visible()
    page.goto("/")
    page.get_by_role("button", name=re.compile("^Stress now 4$")).click()
    expect(page.locator("#outbox")).to_contain_text("1 entry waits for the network.")
    page.go_back()
    expect(page.locator("#sets-0-reps")).to_have_value("8")
    page.get_by_role("button", name="Log sets").click()
    page.wait_for_url("**/")
    log_walk(page, 40, "2015-04-07")
    page.wait_for_url("**/")
    page.context.set_offline(False)
    page.context.clear_cookies()
    page.goto("/")
    expect(page.locator("#outbox")).to_contain_text("3 entries wait on this device. Sign in, and they are sent.")
    assert page.evaluate(CACHED) == []
    page.get_by_label("Email").fill(email)
    page.locator("#password").fill("four plant dyes and a needle")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#outbox")).to_contain_text("3 entries were sent.")
    page.get_by_role("button", name="Show the day").click()
    expect(page.locator("#stress").get_by_role("link", name="Edit")).to_have_count(1)
    page.goto("/days/2015-04-07")
    expect(page.get_by_role("link", name="Edit Walk by the lake")).to_have_count(1)
    expect(page.get_by_role("link", name="Edit Row: 1 work set")).to_have_count(1)
    assert page.evaluate(COUNT) == 0


def test_sign_out_asks_and_leaves_nothing(page: Page) -> None:
    page.context.set_offline(True)
    log_walk(page, 40, "2015-04-06")
    page.wait_for_url("**/")
    expect(page.locator("#outbox")).to_contain_text("1 entry waits for the network.")
    page.context.set_offline(False)
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.dismiss() if len(asked) == 1 else dialog.accept()

    page.on("dialog", answer)
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("#outbox")).to_contain_text("1 entry waits for the network.")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    assert asked == ["1 entry waits on this device and is not sent yet. Signing out deletes it."] * 2
    assert page.evaluate(COUNT) == 0
    assert page.evaluate(CACHED) == []


def test_pages_of_another_person_are_deleted(own_demo: Server, page: Page) -> None:
    assert page.evaluate(CACHED) != []
    page.context.clear_cookies()
    sign_in_new_person(page, own_demo)
    wait_until_kept(page, "/", "/training/new?kind=other")
    page.context.set_offline(True)
    for address in ("/", "/training/new?kind=other"):
        page.goto(address)
        assert [word for word in ("Mara", "Same as last time") if word in page.content()] == []


def test_pages_of_older_version_are_deleted(page: Page) -> None:
    page.evaluate(
        "async () => { await (await caches.open('habitlog-pages-0123-abc')).put('/', new Response('old'));"
        " await (await navigator.serviceWorker.ready).unregister(); }"
    )
    hold_pages(page)
    names = page.evaluate("caches.keys()")
    assert len([name for name in names if name.startswith("habitlog-pages-")]) == 1
    assert "habitlog-pages-0123-abc" not in names


def test_outbox_of_five_hundred_entries_is_sent(own_demo: Server, page: Page) -> None:
    person = page.evaluate("document.body.dataset.person")
    page.evaluate(
        """(person) => new Promise((resolve) => {
          const opening = indexedDB.open("habitlog-outbox", 1);
          opening.onupgradeneeded = () => opening.result.createObjectStore("entry", { keyPath: "key" });
          opening.onsuccess = () => {
            const transaction = opening.result.transaction("entry", "readwrite");
            for (let number = 0; number < 500; number += 1) {
              const entry = crypto.randomUUID();
              const body = String(new URLSearchParams({ entry_id: entry, kind: "other", day: "2015-04-07",
                activity: "Walk by the lake", session_min: "10", note: "" }));
              const path = "/training/new";
              transaction.objectStore("entry").put({ key: path + "\\n" + body, person, path, entry, body, added: number,
                status: 0 });
            }
            transaction.oncomplete = () => (opening.result.close(), resolve());
          };
        })""",
        person,
    )
    page.reload()
    expect(page.locator("#outbox")).to_contain_text("500 entries were sent.", timeout=120_000)
    assert page.evaluate(COUNT) == 0
    assert count_walks(page, "2015-04-07") == 500
