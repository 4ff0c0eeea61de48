"""Bringing files in on a phone: choose, look, import, undo; with and without script."""

from __future__ import annotations

import pytest
from tests.support.browser_pages import PHONE, PageOpener, Server, overflow_width, sign_in_demo
from tests.support.import_files import sleep_log, write_fitbit_file, write_hevy_file
from tests.support.loop_files import make_loop_zip
from tests.support.playwright_api import Page

NIGHT = write_fitbit_file(sleep_log(1, "2015-02-03T23:10", "2015-02-04T07:00", 420))


def choose_files(page: Page, **files: bytes) -> None:
    page.goto("/data")
    page.get_by_role("link", name="Import files").click()
    chosen = [{"name": f"{name}.txt", "mimeType": "text/plain", "buffer": data} for name, data in files.items()]
    page.locator("#files").set_input_files(chosen)  # type: ignore[arg-type]  # the keys of a file
    page.get_by_role("button", name="Look at the file").click()


@pytest.mark.parametrize("script", [True, False])
def test_file_is_looked_at_imported_and_undone(own_demo: Server, open_page: PageOpener, script: bool) -> None:
    page = sign_in_demo(open_page(own_demo, java_script_enabled=script))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # width and height
    choose_files(page, night=NIGHT)
    page.get_by_text("1 entry is new.").wait_for()
    assert overflow_width(page) == 0
    page.get_by_role("button", name="Import 1 entry").click()
    page.get_by_text("1 entry added.").wait_for()
    page.goto("/days/2015-02-04")
    assert "7\u00a0h" in page.locator("main").inner_text()
    page.goto("/imports")
    page.get_by_role("link", name="night.txt").first.click()
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_text("1 entry was removed.").wait_for()
    page.goto("/days/2015-02-04")
    assert "7 h" not in page.locator("main").inner_text()


DROP = """(files) => {
  const dataTransfer = new DataTransfer();
  for (const [name, text] of Object.entries(files)) dataTransfer.items.add(new File([text], name));
  for (const type of ["dragover", "drop"])
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
}"""


def test_several_files_are_dropped_and_wait_side_by_side(own_demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo(open_page(own_demo))
    page.goto("/imports")
    page.get_by_text("You can also drop files onto this page.").wait_for()
    files = {"first": NIGHT, "second": write_hevy_file(40, day="3 Feb 2015"), "third": b"Dear diary"}
    page.evaluate(DROP, {name: data.decode() for name, data in files.items()})
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_text("habitlog does not know this kind of file.").wait_for()
    assert page.get_by_text("Not imported yet.").count() >= 2


def test_names_of_habits_are_said_on_a_phone(own_demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo(open_page(own_demo))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # width and height
    choose_files(page, habits=make_loop_zip())
    page.get_by_role("heading", name="What is what?").wait_for()
    assert overflow_width(page) == 0
    page.get_by_label("Meditate").select_option(label="a practice, counted in minutes")
    page.get_by_label("Walk, run").select_option(label="other movement, without minutes")
    page.get_by_label("No coffee").select_option(label="a tag of the day")
    page.get_by_role("button", name="See what would be imported").click()
    page.get_by_text("2 days get a tag.").wait_for()
    assert overflow_width(page) == 0
    page.get_by_role("button", name="Import 3 entries").click()
    page.get_by_text("2 days got a tag.").wait_for()
