"""A coach's pages in a real browser: on one page of paper, a code that waits through signing in, and their looks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.browser_pages import DESKTOP, PageOpener, Server, count_pdf_pages, find_accessibility_faults
from tests.support.browser_two_factor import start_enrolment
from tests.support.coach_server import ALL, CoachServer, log_demo_weeks, start_coach_server
from tests.support.people import PASSWORD
from tests.support.playwright_api import Page, Request

from habitlog.accounts.person import Person


@pytest.fixture(scope="module")
def coach_server(server: Server) -> Iterator[CoachServer]:
    """A coach whose numbers take the most room."""
    found = start_coach_server(server, weight_unit="lb", clock="12", decimal_mark="comma")
    yield found
    found.database.close_connections()


@pytest.fixture(scope="module")
def client(coach_server: CoachServer) -> Person:
    return log_demo_weeks(coach_server, coach_server.add("Adaeze Nwosu"))


@pytest.fixture(scope="module")
def grant(coach_server: CoachServer, client: Person) -> str:
    """Everything is shared, under a name of the greatest length."""
    return coach_server.create_grant(
        client, ALL, label="Wilhelmina Wollstonecraft of the Western Waterways " + "W" * 29
    )


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_client_summary_prints_on_one_page(
    coach_server: CoachServer, client: Person, grant: str, open_page: PageOpener, paper: str
) -> None:
    for who, address in ((coach_server.coach, f"/coach/{grant}"), (client, f"/sharing/grants/{grant}/preview")):
        page = coach_server.sign_in_page(open_page(coach_server.server, java_script_enabled=False), who)
        for weeks in (12, 4):
            page.goto(f"{address}?weeks={weeks}")
            assert page.locator(".by-week").count() == 4
            assert page.locator(".by-week tbody tr").count() == 4 * weeks
            assert page.locator(".trend-sentences li").count() == 22
            assert count_pdf_pages(page.pdf(format=paper)) == 1, (address, weeks)


def test_client_summary_in_print_has_numbers_and_no_controls(
    coach_server: CoachServer, grant: str, open_page: PageOpener
) -> None:
    page = coach_server.sign_in_page(open_page(coach_server.server), coach_server.coach)
    page.goto(f"/coach/{grant}?weeks=12")
    page.emulate_media(media="print")
    # Letter less 10 mm on every side, in CSS pixels.
    page.set_viewport_size({"width": 740, "height": 980})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    for table in page.locator(".table-scroll").all():
        assert table.evaluate("(one) => one.scrollWidth - one.clientWidth") <= 0
    assert page.get_by_text("Method habitlog-trend").is_visible()
    assert page.locator("main").get_by_role("link").or_(page.locator("main button")).filter(visible=True).count() == 0
    assert not page.get_by_text("How these are computed").first.is_visible()


def test_client_summary_marks_chosen_weeks(coach_server: CoachServer, grant: str, open_page: PageOpener) -> None:
    page = coach_server.sign_in_page(open_page(coach_server.server), coach_server.coach)
    page.goto(f"/coach/{grant}")
    for weeks in ("4 weeks", "12 weeks"):
        page.get_by_role("link", name=weeks, exact=True).click()
        assert page.locator('.ranges [aria-current="true"]').all_inner_texts() == [weeks]


def test_client_list_is_row_on_desktop_and_card_on_phone(
    coach_server: CoachServer, grant: str, open_page: PageOpener
) -> None:
    page = coach_server.sign_in_page(open_page(coach_server.server), coach_server.coach)
    page.goto("/coach")
    cells = page.locator(f'tr:has(a[href="/coach/{grant}"]) td')
    assert len({cell.bounding_box()["y"] for cell in cells.all()}) == 2  # type: ignore[index]  # they are drawn
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # width and height
    page.screenshot(clip={"x": 0, "y": 0, "width": 1, "height": 1})
    assert len({cell.bounding_box()["y"] for cell in cells.all()}) == 1  # type: ignore[index]  # they are drawn
    assert page.get_by_role("columnheader").count() == 5


def watch_requests_for_code(page: Page, code: str) -> list[str]:
    """Return where a code shows up among the requests of a page, which grows: address, Referer or body."""
    found: list[str] = []

    def heard(request: Request) -> None:
        if code in f"{request.url} {request.headers} {request.post_data}":
            found.append(f"{request.method} {request.url}")

    page.on("request", heard)
    return found


def test_invitation_code_survives_two_factor_sign_in(
    coach_server: CoachServer, client: Person, open_page: PageOpener
) -> None:
    page, code = open_page(coach_server.server), coach_server.create_code(client, ["stress"])
    sent = watch_requests_for_code(page, code)
    page.goto(f"/coach#{code}")
    page.wait_for_url("**/sign-in?to=%2Fcoach")
    page.get_by_label("Email").fill(coach_server.coach.email)
    page.locator("#password").fill("not the one")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code", exact=True).fill(coach_server.app_code())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/coach")
    assert page.get_by_label("Invitation code").input_value() == code
    assert sent == []
    page.reload()
    page.get_by_role("button", name="Open invitation").click()
    page.get_by_text("offers to share weekly values of stress practice").wait_for()
    assert sent == [f"POST {coach_server.server.address}/coach/code"]
    page.goto("/coach")
    assert page.get_by_label("Invitation code").input_value() == ""


def test_invitation_code_survives_two_factor_enrolment(
    coach_server: CoachServer, client: Person, open_page: PageOpener
) -> None:
    page, code = open_page(coach_server.server), coach_server.create_code(client, ["diet"])
    sent = watch_requests_for_code(page, code)
    page.goto(f"/coach#{code}")
    page.get_by_role("link", name="Start your log").click()
    page.get_by_label("Name").fill("Zoe")
    page.get_by_label("Email").fill("zoe@example.org")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Start your log").click()
    page.wait_for_url("**/coach")
    page.get_by_role("link", name="Set up two-step sign-in").click()
    app = start_enrolment(page)
    page.get_by_label("Code from the app").fill(app.code())
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_role("link", name="I saved them").click()
    page.get_by_role("link", name="clients and invitations").click()
    assert page.get_by_label("Invitation code").input_value() == code
    assert sent == []


def test_invitation_code_is_pasted_without_scripts(
    coach_server: CoachServer, client: Person, open_page: PageOpener
) -> None:
    page, code = open_page(coach_server.server, java_script_enabled=False), coach_server.create_code(client, ["sleep"])
    coach_server.sign_in_page(page, coach_server.coach).goto(f"/coach#{code}")
    page.get_by_label("Invitation code").fill(code)
    page.get_by_role("button", name="Open invitation").click()
    page.get_by_text("offers to share weekly values of sleep").wait_for()


def test_coach_pages_are_accessible(
    coach_server: CoachServer, client: Person, grant: str, open_page: PageOpener
) -> None:
    page = coach_server.sign_in_page(open_page(coach_server.server), coach_server.coach)
    coach_server.create_pending_grant(coach_server.add("Hiro Tanaka"), ["diet"])
    coach_server.create_grant(coach_server.add("In\u00eas Reis"), ["sleep", "stress"])
    for address in ("/coach", "/coach?order=fewest-sleep&name=zed", f"/coach/{grant}", "/settings/two-factor"):
        page.goto(address)
        assert find_accessibility_faults(page) == [], address
    page.goto("/coach")
    page.get_by_label("Invitation code").fill("no code")
    page.get_by_role("button", name="Open invitation").click()
    page.get_by_text("This code does not work.").wait_for()
    assert find_accessibility_faults(page) == []
    page.get_by_label("Invitation code").fill(coach_server.create_code(client, ["training"]))
    page.get_by_role("button", name="Open invitation").click()
    page.get_by_role("button", name="Accept").wait_for()
    assert find_accessibility_faults(page) == []


def test_client_sharing_pages_are_accessible(
    coach_server: CoachServer, client: Person, grant: str, open_page: PageOpener
) -> None:
    page = coach_server.sign_in_page(open_page(coach_server.server), client)
    for address in (
        "/sharing", "/sharing/access-log", "/sharing/invitations/new", f"/sharing/grants/{grant}",
        f"/sharing/grants/{grant}/preview",
    ):  # fmt: skip
        page.goto(address)
        assert find_accessibility_faults(page) == [], address
    page.goto("/sharing/invitations/new")
    page.get_by_role("button", name="Create the code").click()
    page.get_by_role("alert").wait_for()
    assert find_accessibility_faults(page) == []
