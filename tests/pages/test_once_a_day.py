"""A second night, food list or level of one day, sent by forms that were both open before the first was saved."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.pages.conftest import Record
from tests.pages.reading import entry_form, error_at, send, words
from tests.pages.test_saving import DAY, open_form
from tests.support.people import Browser

SECOND = "There is already one for this day, and a day has one of these."
ONCE: list[tuple[str, str, str, dict[str, Any], dict[str, Any]]] = [
    ("sleep", "night", "out_at", {"bed_at": "22:45", "out_at": "07:15"},
     {"bed_at": "23:30", "out_at": "06:40", "sol_min": "15", "quality": "4"}),
    ("diet", "list", "items", {"items": ["pulses"], "list_complete": "yes"},
     {"items": ["other_red_meat", "citrus"], "context": ["travelling"], "list_complete": "no"}),
    ("stress", "level", "stress_now", {"stress_now": "3"}, {"stress_now": "7"}),
]  # fmt: skip


@pytest.mark.parametrize(("pillar", "kind", "field", "first", "second"), ONCE, ids=[one[1] for one in ONCE])
def test_a_second_one_is_refused_at_its_field_with_the_way_to_the_first(
    ada: Browser, record: Record, pillar: str, kind: str, field: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    forms = [open_form(ada, pillar, kind) for _ in range(2)]
    assert send(ada, forms[0], **first).status_code == 303
    answer = send(ada, forms[1], **second, note="the second one")
    assert answer.status_code == 409
    [kept] = record()["entries"]
    assert kept["note"] is None
    assert error_at(answer.text, field) == SECOND
    assert "Nothing was saved." in words(answer.text)
    assert f'href="#{field}"' in answer.text
    way = re.search(r'<a class="link-button" href="([^"]+)">Open the one that is there</a>', answer.text)
    assert way
    assert way[1] == f"/{pillar}/{kept['id']}/edit"
    assert ada.get(way[1]).status_code == 200
    shown = entry_form(answer)
    for name, value in (second | {"note": "the second one"}).items():
        if name != "list_complete":
            assert shown.all(name) == ([value] if isinstance(value, str) else value), name


@pytest.mark.parametrize(("pillar", "kind", "first"), [(one[0], one[1], one[3]) for one in ONCE])
def test_the_form_is_still_drawn_where_there_is_one(
    ada: Browser, pillar: str, kind: str, first: dict[str, Any]
) -> None:
    send(ada, open_form(ada, pillar, kind), **first)
    assert f"/{pillar}/new?kind={kind}" not in ada.get(f"/days/{DAY}").text
    assert open_form(ada, pillar, kind).get("kind") == kind


def test_the_other_day_of_a_form_takes_it(ada: Browser, record: Record) -> None:
    form = open_form(ada, "stress", "level")
    send(ada, form, stress_now="3")
    refused = entry_form(send(ada, open_form(ada, "stress", "level"), stress_now="7"))
    assert send(ada, refused, day="2026-03-11").status_code == 303
    assert {(one["day"], one["stress_now"]) for one in record()["entries"]} == {(DAY, 3), ("2026-03-11", 7)}


def test_an_entry_moved_to_a_day_that_has_one_is_refused_there_too(ada: Browser, record: Record) -> None:
    for day, value in ((DAY, "3"), ("2026-03-11", "7")):
        send(ada, open_form(ada, "stress", "level", day), stress_now=value)
    here, moved = sorted(record()["entries"], key=lambda one: one["day"], reverse=True)
    form = entry_form(ada.get(f"/stress/{moved['id']}/edit"))
    answer = send(ada, form, day=DAY, stress_now="6")
    assert answer.status_code == 409
    assert error_at(answer.text, "stress_now") == SECOND
    assert f'href="/stress/{here["id"]}/edit"' in answer.text
