"""A second night, food list or level of one day, sent by forms that were both open before the first was saved."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.pages.conftest import ExportRecord
from tests.pages.reading import find_entry_form, field_error, submit_form, main_text
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
def test_second_entry_of_day_is_refused_with_link_to_first(
    ada: Browser,
    exported_record: ExportRecord,
    pillar: str,
    kind: str,
    field: str,
    first: dict[str, Any],
    second: dict[str, Any],
) -> None:
    forms = [open_form(ada, pillar, kind) for _ in range(2)]
    assert submit_form(ada, forms[0], **first).status_code == 303
    answer = submit_form(ada, forms[1], **second, note="the second one")
    assert answer.status_code == 409
    [kept] = exported_record()["entries"]
    assert kept["note"] is None
    assert field_error(answer.text, field) == SECOND
    assert "Nothing was saved." in main_text(answer.text)
    assert f'href="#{field}"' in answer.text
    way = re.search(r'<a class="link-button" href="([^"]+)">Open the one that is there</a>', answer.text)
    assert way
    assert way[1] == f"/{pillar}/{kept['id']}/edit"
    assert ada.get(way[1]).status_code == 200
    shown = find_entry_form(answer)
    for name, value in (second | {"note": "the second one"}).items():
        if name != "list_complete":
            assert shown.all(name) == ([value] if isinstance(value, str) else value), name


@pytest.mark.parametrize(("pillar", "kind", "first"), [(one[0], one[1], one[3]) for one in ONCE])
def test_new_form_is_shown_when_day_has_entry(ada: Browser, pillar: str, kind: str, first: dict[str, Any]) -> None:
    submit_form(ada, open_form(ada, pillar, kind), **first)
    assert f"/{pillar}/new?kind={kind}" not in ada.get(f"/days/{DAY}").text
    assert open_form(ada, pillar, kind).get("kind") == kind


def test_refused_entry_is_saved_on_other_day(ada: Browser, exported_record: ExportRecord) -> None:
    form = open_form(ada, "stress", "level")
    submit_form(ada, form, stress_now="3")
    refused = find_entry_form(submit_form(ada, open_form(ada, "stress", "level"), stress_now="7"))
    assert submit_form(ada, refused, day="2026-03-11").status_code == 303
    assert {(one["day"], one["stress_now"]) for one in exported_record()["entries"]} == {(DAY, 3), ("2026-03-11", 7)}


def test_entry_moved_to_taken_day_is_refused(ada: Browser, exported_record: ExportRecord) -> None:
    for day, value in ((DAY, "3"), ("2026-03-11", "7")):
        submit_form(ada, open_form(ada, "stress", "level", day), stress_now=value)
    here, moved = sorted(exported_record()["entries"], key=lambda one: one["day"], reverse=True)
    form = find_entry_form(ada.get(f"/stress/{moved['id']}/edit"))
    answer = submit_form(ada, form, day=DAY, stress_now="6")
    assert answer.status_code == 409
    assert field_error(answer.text, "stress_now") == SECOND
    assert f'href="/stress/{here["id"]}/edit"' in answer.text
