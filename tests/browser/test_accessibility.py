"""Every page on a phone and a desk, light and dark: axe finds nothing, and nothing stands out over the edge."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from tests.support.browser_pages import (
    PHONE,
    PageOpener,
    Server,
    find_accessibility_faults,
    page_opener,
    sign_in_demo_without_page,
)
from tests.support.import_files import write_hevy_file
from tests.support.loop_files import make_loop_zip
from tests.support.playwright_api import Browser, Page
from tests.support.served_accounts import sign_in_new_person

from habitlog.web.static_files import STATIC_DIR

PAGES = [
    "/", "/?card=quiet", "/days/2015-01-01", "/trends", "/trends?range=all",
    "/trends/sleep.duration?range=all", "/trends/sleep.midpoint", "/trends/sleep.quality?range=4w",
    "/trends/diet.gdr?range=1y&rows=all", "/trends/training.volume_load", "/trends/stress.level", "/library",
    "/clinician?card=urgent", "/data", "/settings", "/settings?done=saved", "/sleep/new?kind=night",
    "/sleep/new?kind=nap", "/diet/new", "/training/new?kind=resistance", "/training/new?kind=hiit",
    "/training/new?kind=other", "/stress/new?kind=practice", "/stress/new?kind=level", "/nothing/here",
    "/trends/sleep.regularity", "/trends/training.week_load", "/trends/training.e1rm", "/stress/timer?kind=practice",
    "/training/timer?kind=hiit", "/patterns", "/weeks", "/weeks/2015-01-05", "/years", "/years/2015",
    "/library?q=studies", "/library?q=zebra", "/search", "/settings/two-factor", "/settings/two-factor?done=off",
    "/imports", "/password-reset/new", "/experiments/new",
]  # fmt: skip


def test_dark_theme_changes_only_colours() -> None:
    files = {path.name: path.read_text() for path in STATIC_DIR.iterdir() if path.suffix in {".css", ".js"}}
    assert [name for name, text in files.items() if re.search(r"scheme: *dark|light-dark\(", text)] == ["base.css"]
    (colours,) = re.findall(
        r"scheme: dark\) \{\s*:root:not\(\[data-theme=light\]\) \{([^}]*)\}\s*\}", files["base.css"]
    )
    assert files["base.css"].count("scheme: dark)") == 1
    assert re.fullmatch(r"(\s*--[\w-]+: #[0-9a-f]{6};)+\s*", colours)


def open_saved_entry(page: Page) -> None:
    page.goto("/")
    page.get_by_label("The day before").click()
    page.get_by_role("link", name="Edit").first.click()
    page.get_by_text("Delete this entry").wait_for()


def open_snippet(page: Page) -> None:
    page.goto("/library")
    page.locator("a.line-link").first.click()
    page.get_by_text("Studied in").wait_for()


def submit_invalid_entry(page: Page) -> None:
    page.goto("/sleep/new?kind=night")
    page.locator("#bed_at").fill("22:45")
    page.locator("#sol_min").fill("ten")
    page.locator("#wakes").fill("2")
    page.get_by_role("button", name="Log the night").click()
    page.get_by_role("alert").wait_for()


def submit_invalid_sets(page: Page) -> None:
    page.goto("/training/new?kind=resistance")
    page.locator("#sets-0-exercise").fill("Zercher lift")
    page.locator("#sets-0-reps").fill("many")
    page.get_by_role("button", name="Log sets").click()
    page.get_by_role("alert").wait_for()


def submit_dose_note(page: Page) -> None:
    page.goto("/stress/new?kind=practice")
    page.locator("#practice").select_option("breathing")
    page.locator("#minutes").fill("10")
    page.locator("details:has(#note)").evaluate("(fold) => (fold.open = true)")
    page.locator("#note").fill("Calm evening. Took semaglutide 1 mg.")
    page.get_by_role("button", name="Log a practice").click()
    page.get_by_role("heading", name="For a doctor or pharmacist").wait_for()


def create_token(page: Page) -> None:
    page.goto("/data")
    page.get_by_label("Name of the new token").fill("phone")
    page.get_by_role("button", name="Create a token").click()
    page.get_by_text("New token (shown once)").wait_for()


def open_all_disclosures(page: Page) -> None:
    page.goto("/stress/new?kind=practice")
    page.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")


def switch_patterns_on(page: Page) -> None:
    page.goto("/patterns")
    page.get_by_role("button", name="Switch patterns on").click()
    page.get_by_role("heading", name="Weekdays and weekends").wait_for()


def look_at_file(page: Page) -> None:
    page.goto("/imports")
    rows = write_hevy_file(30, day="4 Feb 2015", reps="many").partition(b"\n")[2]
    data = write_hevy_file(40, 42.5, note="testosterone 250 mg") + rows
    page.locator("#files").set_input_files({"name": "workouts.csv", "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("heading", name="Cannot be taken").wait_for()


def import_file(page: Page) -> None:
    look_at_file(page)
    page.get_by_label("Import the rest without these").check()
    page.get_by_role("button", name="Import 1 entry").click()
    page.get_by_role("button", name="Undo this import").wait_for()


def ask_about_names(page: Page) -> None:
    page.goto("/imports")
    page.locator("#files").set_input_files({"name": "a.zip", "mimeType": "application/zip", "buffer": make_loop_zip()})
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("heading", name="What is what?").wait_for()


STATES: dict[str, Callable[[Page], None]] = {
    "names in a file": ask_about_names,
    "an entry to edit": open_saved_entry,
    "a piece of the library": open_snippet,
    "a night that does not fit": submit_invalid_entry,
    "sets that do not fit": submit_invalid_sets,
    "a note for a clinician": submit_dose_note,
    "a token": create_token,
    "open folds": open_all_disclosures,
    "patterns": switch_patterns_on,
    "a file to import": look_at_file,
    "an import": import_file,
}


@pytest.fixture(scope="module")
def visitor(demo: Server, chromium: Browser) -> Iterator[tuple[Page, list[str]]]:
    """One page that goes from address to address and changes nothing, with what it complains of."""
    with page_opener(chromium) as (fresh, complaints):
        yield sign_in_demo_without_page(fresh(demo)), complaints
    assert complaints == []


@pytest.mark.parametrize("address", PAGES)
def test_demo_page_is_accessible(visitor: tuple[Page, list[str]], address: str) -> None:
    page, complaints = visitor
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # width and height
    page.emulate_media(color_scheme="light")
    page.goto(address)
    assert find_accessibility_faults(page) == []
    assert [complaints.pop(0) for _ in complaints[:]] == []


@pytest.mark.parametrize("state", STATES)
def test_page_in_state_is_accessible(own_demo: Server, open_page: PageOpener, state: str) -> None:
    page = sign_in_demo_without_page(open_page(own_demo))
    STATES[state](page)
    assert find_accessibility_faults(page) == []


@pytest.mark.parametrize("address", ["/sign-up", "/sign-in", "/password-reset"])
def test_signed_out_page_is_accessible(server: Server, open_page: PageOpener, address: str) -> None:
    page = open_page(server)
    page.goto(address)
    assert find_accessibility_faults(page) == []


def test_empty_sign_in_form_is_accessible(server: Server, open_page: PageOpener) -> None:
    page = open_page(server)
    page.goto("/sign-up")
    page.evaluate("document.querySelector('form').noValidate = true")
    page.get_by_role("button", name="Start your log").click()
    page.get_by_role("alert").wait_for()
    assert find_accessibility_faults(page) == []


def test_empty_first_day_is_accessible(server: Server, open_page: PageOpener) -> None:
    page = open_page(server)
    sign_in_new_person(page, server)
    for address in ("/", "/trends", "/trends/sleep.duration", "/trends/diet.gdr?range=all", "/weeks", "/data"):
        page.goto(address)
        assert find_accessibility_faults(page) == []
