"""The table of sets in a browser: its blocks, rows and figures."""

from __future__ import annotations

import re

from tests.support.browser_pages import find_row
from tests.support.playwright_api import Locator, Page


def open_new_session(page: Page, day: str) -> None:
    page.goto(f"/training/new?kind=resistance&day={day}")


def find_exercise_block(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def read_set_values(within: Locator) -> list[list[str]]:
    """Return the kg, reps and reserve of every row, as typed."""
    read: list[list[str]] = within.locator("[data-set]").evaluate_all(
        "rows => rows.map(row => ['load_kg', 'reps', 'rir'].map(one => row.querySelector(`[name$='-${one}']`).value))"
    )
    return read


def read_announcement(page: Page) -> Locator:
    return page.locator("[data-set-count]")


def save_session(page: Page, day: str) -> None:
    page.get_by_role("button", name=re.compile("^(Log sets|Save changes)$")).click()
    page.wait_for_url(f"**/days/{day}*")


def find_set_row(page: Page, place: int) -> Locator:
    return page.locator("[data-set]").nth(place)


def name_first_exercise(page: Page, name: str) -> None:
    """Type the name of the first exercise and wait until it is a heading: the rows move up then."""
    page.locator("#sets-0-exercise").fill(name)
    page.locator("#sets-0-exercise").blur()
    page.get_by_role("heading", name=name, exact=True).wait_for()


def tick_row(row: Locator) -> None:
    row.locator(".set-tick").click()


def read_offered_values(within: Locator) -> list[list[str]]:
    """Return the kg, reps and reserve that every row offers."""
    read: list[list[str]] = within.locator("[data-set]").evaluate_all(
        """rows => rows.map(row => ['load_kg', 'reps', 'rir'].map(
            one => row.querySelector(`[name$='-${one}']`).placeholder))"""
    )
    return read


def open_saved_session(page: Page, day: str) -> None:
    page.goto(f"/days/{day}")
    [address] = (
        find_row(page, "training").locator("a[href$='/edit']").evaluate_all("links => links.map(link => link.href)")
    )
    page.goto(address)


def read_saved_sets(page: Page, day: str) -> list[list[str]]:
    open_saved_session(page, day)
    return [values for values in read_set_values(page.locator("[data-sets]")) if values[1]]
