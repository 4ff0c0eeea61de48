"""The list of clients sorted and filtered: by names, ends, and what one pillar shows; never by what is hidden."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from tests.support.clock import NOW, Clock
from tests.support.coaches import MONDAY
from tests.support.people import Browser, ensure_account
from tests.support.records import PutEntry
from tests.support.sharing import SharingPair
from tests.support.two_factor import enrol

SINCE = {"history_from": str(MONDAY - timedelta(weeks=20))}
WEEK = timedelta(weeks=1)


def share_with_coach(app: FastAPI, coach: Browser, name: str, **raw: Any) -> None:
    people = (ensure_account(app, one, "Europe/Stockholm") for one in (name, coach.name))
    SharingPair(app.state.context.database, *people).create_active_grant(NOW, **SINCE, label=name, **raw)


def put_walks(keep: PutEntry, name: str, weeks: range, minutes: int) -> None:
    for back in weeks:
        for at in range(5):
            day = str(MONDAY - back * WEEK + timedelta(days=at))
            walk = {"kind": "other", "activity": "Walk", "day": day, "session_min": minutes + back * at % 7}
            keep("training", walk, name)


@pytest.fixture
def coach(app: FastAPI, cyd: Browser, clock: Clock, put_entry: PutEntry) -> Browser:
    """Cyd, who coaches five: three show their training, of whom one has none of it last week; two show sleep alone."""
    enrol(cyd, clock)
    for name, last in (("Bo", 20), ("Dag", 90), ("Eve", 40), ("Fay", 12), ("Abe", 12)):
        pillars = ["sleep"] if name in {"Fay", "Abe"} else ["training"]
        share_with_coach(app, cyd, name, pillars=pillars, until=str(NOW.date() + timedelta(days=last)))
    put_walks(put_entry, "Bo", range(16), 30)
    put_walks(put_entry, "Dag", range(2), 50)
    put_walks(put_entry, "Eve", range(1, 4), 90)
    put_walks(put_entry, "Fay", range(8), 99)
    return cyd


def client_names(coach: Browser, query: str = "") -> list[str]:
    page = coach.get(f"/coach?{query}")
    assert page.status_code == 200
    return re.findall(r'<a href="/coach/[-0-9a-f]+"><bdi>(\w+)</bdi></a>', page.text)


ASKED = {
    "": "Abe Bo Dag Eve Fay",
    "order=name": "Abe Bo Dag Eve Fay",
    "order=back": "Fay Eve Dag Bo Abe",
    "order=ending": "Abe Fay Bo Eve Dag",
    "order=most-training": "Bo Eve Dag Abe Fay",
    "order=fewest-training": "Dag Eve Bo Abe Fay",
    "order=most-diet": "Abe Bo Dag Eve Fay",
    "pillar=training": "Bo Dag Eve",
    "pillar=training&order=back": "Eve Dag Bo",
    "name=A": "Abe Dag Fay",
    "verdict=no_clear_change": "Bo",
    "verdict=not_enough_data": "Abe Dag Eve Fay",
    "verdict=not_enough_data&pillar=training": "Dag Eve",
    "verdict=more": "",
}
MEANS_NOTHING = (
    "order=most", "order=most-", "order=most-none", "order=highest-training", "order=of-training",
    "order=-training", "order=%00", "pillar=none", "pillar=%F0%9F%A7%A3",
    "verdict=praise", "order=most-training-training", "weeks=9",
)  # fmt: skip


def test_client_list_order_and_filter(coach: Browser) -> None:
    assert {query: " ".join(client_names(coach, query)) for query in ASKED} == ASKED


def test_client_list_begins_with_those_who_changed(app: FastAPI, coach: Browser, put_entry: PutEntry) -> None:
    share_with_coach(app, coach, "Zoe", pillars=["training"])
    put_walks(put_entry, "Zoe", range(10), 20)
    put_walks(put_entry, "Zoe", range(10, 20), 60)
    assert client_names(coach) == ["Zoe", "Abe", "Bo", "Dag", "Eve", "Fay"]
    assert client_names(coach, "order=name")[-1] == "Zoe"
    page = coach.get("/coach").text
    assert page.count('<p class="named">less</p>') == 1
    assert "no clear change</p>" not in page


def test_client_list_ignores_invalid_query(coach: Browser) -> None:
    for query in MEANS_NOTHING:
        assert client_names(coach, query) == ["Abe", "Bo", "Dag", "Eve", "Fay"], query
        assert "selected>" not in coach.get(f"/coach?{query}").text


def test_client_list_accepts_long_name_filter(coach: Browser) -> None:
    assert client_names(coach, f"name={'x' * 5000}") == []
    assert client_names(coach, "name=%3Cscript%3E") == []
    assert 'value="&lt;script&gt;"' in coach.get("/coach?name=%3Cscript%3E").text


def test_client_list_form_keeps_filter(coach: Browser) -> None:
    page = coach.get("/coach?name=o&pillar=training&verdict=no_clear_change&order=fewest-training").text
    for value in ("training", "no_clear_change", "fewest-training"):
        assert f'<option value="{value}" selected>' in page
    assert 'name="name" value="o"' in page


def test_client_list_order_ignores_hidden_values(app: FastAPI, coach: Browser, put_entry: PutEntry) -> None:
    asked = [f"order={by}-{of}" for by in ("most", "fewest") for of in ("training", "diet")]
    before = [coach.get(f"/coach?{one}").content for one in asked]
    put_walks(put_entry, "Abe", range(8), 70)
    assert [coach.get(f"/coach?{one}").content for one in asked] == before


def test_client_list_counts_days_of_a_week_with_gaps(coach: Browser) -> None:
    page = coach.get("/coach?pillar=sleep").text
    assert "too few <small>0 of 7</small>" in page


def test_today_links_coach_to_clients(app: FastAPI, coach: Browser, ada: Browser) -> None:
    link = '<a href="/coach">Clients</a>'
    assert coach.get("/settings").text.count(link) == 2
    assert link not in ada.get("/settings").text
    share_with_coach(app, ada, "Bo", pillars=["sleep"])
    assert link in ada.get("/settings").text


def test_today_links_to_clients_while_grant_is_pending(app: FastAPI, ada: Browser, cyd: Browser) -> None:
    link = '<a href="/coach">Clients</a>'
    two = SharingPair(
        app.state.context.database, *(ensure_account(app, one, "Europe/Stockholm") for one in ("Ada", "Cyd"))
    )
    grant = two.create_pending_grant(NOW)
    assert link in cyd.get("/settings").text
    two.revoke(grant, NOW)
    assert link not in cyd.get("/settings").text
