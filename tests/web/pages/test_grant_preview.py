"""What a coach sees, shown to the client: byte for byte the coach's own answer, and nobody's look."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from tests.support.clock import NOW, Clock
from tests.support.coaches import EARLY, MONDAY, practise, walk
from tests.support.html import find_form, submit_form
from tests.support.people import Browser, ensure_account
from tests.support.records import PutEntry
from tests.support.sharing import SharingPair
from tests.support.two_factor import enrol

from habitlog.usecases.account_lifecycle import deletion

ALL = ["sleep", "diet", "training", "stress"]


@pytest.fixture
def cyd(cyd: Browser, clock: Clock) -> Browser:
    """Cyd, a coach in another zone who writes numbers in a way of her own."""
    enrol(cyd, clock)
    form = find_form(cyd.get("/settings").text, "/settings")
    kept = submit_form(cyd, form, zone="Pacific/Kiritimati", weight_unit="lb", clock="12", decimal_mark="comma")
    assert kept.status_code == 303
    return cyd


@pytest.fixture
def two(app: FastAPI, ada: Browser, cyd: Browser) -> SharingPair:
    return SharingPair(
        app.state.context.database, *(ensure_account(app, one.name, "Europe/Stockholm") for one in (ada, cyd))
    )


def summary_html(page: str) -> str:
    """Return the part of a page that shows one client."""
    found = re.search(
        r'<div class="client-summary">.*?<p class="small client-summary-method">.*?</div>', page, re.DOTALL
    )
    assert found
    return found[0]


def table_cells(page: str) -> list[str]:
    return re.findall(r"<td.*?</td>", page[: page.index("</table>")], re.DOTALL)


@pytest.mark.parametrize("pillars", [ALL, ["training"], ["sleep", "stress"]])
@pytest.mark.parametrize("weeks", ["4", "12"])
def test_preview_equals_coach_page(
    two: SharingPair, ada: Browser, cyd: Browser, put_entry: PutEntry, pillars: list[str], weeks: str
) -> None:
    for back in range(9):
        walk(put_entry, MONDAY - timedelta(weeks=back), 5, 30 + back)
        practise(put_entry, MONDAY - timedelta(weeks=back), 6, 10 + back)
    grant = two.create_active_grant(NOW, **EARLY | {"pillars": pillars})
    preview = ada.get(f"/sharing/grants/{grant}/preview?weeks={weeks}")
    assert preview.status_code == 200
    assert summary_html(preview.text) == summary_html(cyd.get(f"/coach/{grant}?weeks={weeks}").text)
    assert table_cells(preview.text) == table_cells(cyd.get("/coach").text)
    assert len(table_cells(preview.text)) == 4
    assert preview.text.count("not shared with you") == 2 * (4 - len(pillars))


def test_preview_is_not_logged(two: SharingPair, ada: Browser) -> None:
    grant = two.create_active_grant(NOW, **EARLY)
    for weeks in ("4", "12", "none"):
        assert ada.get(f"/sharing/grants/{grant}/preview?weeks={weeks}").status_code == 200
    assert "Nobody has viewed your log" in ada.get("/sharing/access-log").text


def test_preview_is_linked_and_labelled(two: SharingPair, ada: Browser) -> None:
    grant = two.create_active_grant(NOW, **EARLY)
    address = f"/sharing/grants/{grant}/preview"
    assert f'href="{address}"' in ada.get("/sharing").text
    assert "it does not count as a view" in ada.get(address).text


def test_preview_of_pending_or_ended_grant_is_empty(two: SharingPair, ada: Browser) -> None:
    grant = two.create_pending_grant(NOW, **EARLY)
    address, missing = f"/sharing/grants/{grant}/preview", ada.get(f"/sharing/grants/{'0' * 32}/preview")
    assert f'href="{address}"' not in ada.get("/sharing").text
    assert (ada.get(address).status_code, ada.get(address).text) == (404, missing.text)
    two.confirm(grant, NOW)
    assert ada.get(address).status_code == 200
    two.revoke(grant, NOW)
    assert (ada.get(address).status_code, ada.get(address).text) == (404, missing.text)


def test_preview_is_for_client_only(two: SharingPair, cyd: Browser) -> None:
    grant = two.create_active_grant(NOW, **EARLY)
    missing = cyd.get(f"/sharing/grants/{'0' * 32}/preview")
    answer = cyd.get(f"/sharing/grants/{grant}/preview")
    assert (answer.status_code, answer.text) == (404, missing.text)


def test_preview_for_disabled_coach_is_empty(two: SharingPair, ada: Browser) -> None:
    grant = two.create_active_grant(NOW, **EARLY)
    with two.database.begin_write() as transaction:
        deletion.disable_account(transaction, two.coach, NOW)
    assert ada.get(f"/sharing/grants/{grant}/preview").status_code == 404
