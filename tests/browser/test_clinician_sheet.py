"""The visit sheet in a real browser: exactly one page on paper whatever is asked, and the look of its pages."""

from __future__ import annotations

import pytest
from tests.support.browser_pages import (
    PageOpener,
    Server,
    count_pdf_pages,
    find_accessibility_faults,
    sign_in_demo,
    sign_in_demo_without_page,
)

from habitlog.usecases.trends.clinician_summary import MAX_OWN_QUESTIONS, MAX_QUESTION_LENGTH

LONG = ("What could be behind waking at four in most nights of the winter, and which of it is worth a test? " * 2)[
    :MAX_QUESTION_LENGTH
]


def create_sheet(page, *questions: str) -> None:  # type: ignore[no-untyped-def]  # the page of playwright
    page.goto("/clinician")
    page.get_by_label("12 weeks").check()
    for box in page.locator(".openers input").all():
        box.check()
    for at, question in enumerate(questions):
        page.get_by_label(f"Question {at + 1} of my own").fill(question)
    page.get_by_role("button", name="Make the visit sheet").click()
    page.get_by_text("What I want to ask").wait_for()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize(
    "question", [LONG, "W" * MAX_QUESTION_LENGTH, "\u95ee" * MAX_QUESTION_LENGTH, "\ufdfd" * MAX_QUESTION_LENGTH]
)
def test_clinician_sheet_prints_on_one_page(demo: Server, open_page: PageOpener, paper: str, question: str) -> None:
    page = sign_in_demo(open_page(demo, java_script_enabled=False))
    create_sheet(page, *[question] * MAX_OWN_QUESTIONS)
    assert page.locator(".clinician-summary-table").count() == 4
    assert page.locator(".clinician-summary-table tbody tr").count() > 19
    assert page.locator(".clinician-summary-questions li").count() == 5 + MAX_OWN_QUESTIONS
    assert count_pdf_pages(page.pdf(format=paper)) == 1


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_clinician_sheet_with_safety_card_prints_on_one_page(demo: Server, open_page: PageOpener, paper: str) -> None:
    page = sign_in_demo(open_page(demo, java_script_enabled=False))
    create_sheet(page, "I want to die")
    assert page.locator(".clinician").is_visible()
    assert count_pdf_pages(page.pdf(format=paper, print_background=True)) == 1


def test_clinician_sheet_clips_nothing(demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo(open_page(demo))
    create_sheet(page, *[LONG] * MAX_OWN_QUESTIONS)
    page.emulate_media(media="print")
    # Letter less 12 mm on every side, in CSS pixels.
    page.set_viewport_size({"width": 725, "height": 965})
    sheet, asked, notes, end = (
        page.locator(at).bounding_box()
        for at in (
            ".clinician-summary",
            ".clinician-summary-questions",
            ".clinician-summary-notes:not(.is-short)",
            ".clinician-summary-footer",
        )
    )
    assert sheet is not None
    assert asked is not None
    assert notes is not None
    assert end is not None
    assert (
        page.evaluate(
            "(({scrollHeight: a, clientHeight: b}) => a - b)(document.querySelector('.clinician-summary-questions'))"
        )
        <= 1
    )
    assert asked["y"] + asked["height"] <= notes["y"]
    assert notes["height"] >= 70
    assert end["y"] + end["height"] <= sheet["y"] + sheet["height"] + 1
    assert not page.get_by_role("link", name="Settings").is_visible()
    assert not page.get_by_text("Change the sheet").is_visible()


def test_clinician_sheet_is_accessible(demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo(open_page(demo))
    create_sheet(page, LONG)
    assert find_accessibility_faults(page) == []
    page.get_by_label("Question 2 of my own").fill("I took my 20 mg of zopiclone. What could be behind waking at four?")
    page.get_by_role("button", name="Update the sheet").click()
    page.get_by_role("listitem").filter(has_text="I took my 20 mg of zopiclone.").wait_for()
    assert find_accessibility_faults(page) == []


def test_library_search_for_dose_is_accessible(demo: Server, open_page: PageOpener) -> None:
    page = sign_in_demo_without_page(open_page(demo, java_script_enabled=False))
    page.goto("/library")
    page.get_by_label("Search the library").fill("studies")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("heading", name="texts found").wait_for()
    page.get_by_label("Search the library").fill("how much ozempic do I take")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/clinician?card=referral")
    page.get_by_role("heading", name="For a doctor or pharmacist").wait_for()
