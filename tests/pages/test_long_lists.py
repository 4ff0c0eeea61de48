"""The long food list: that its ten optional groups were gone through is told, kept and carried by an edit."""

from __future__ import annotations

from tests.support.people import Browser, ApiClient

LONG = {"kind": "list", "day": "2026-03-12", "items": ["pulses"], "list_complete": True, "form": "full29"}


def test_food_list_edit_keeps_long_form(ada: Browser, program: ApiClient) -> None:
    made = program.post("/diet/entries", LONG).json()["entry"]
    page = ada.get(f"/diet/{made['id']}/edit").text
    assert 'name="form" value="full29" checked' in page
    assert "1 of 29 groups so far" in page
    form = [("kind", "list"), ("day", made["day"]), ("version", "1"), ("items", "pulses"), ("form", "full29")]
    assert ada.post(f"/diet/{made['id']}/edit", [*form, ("list_complete", "yes")]).status_code == 303
    assert program.get(f"/diet/entries/{made['id']}").json() == made


def test_long_food_list_requires_confirmation(ada: Browser) -> None:
    form = [("kind", "list"), ("day", "2026-03-12"), ("items", "eggs"), ("list_complete", "yes")]
    page = ada.post("/diet/new", form)
    assert page.status_code == 422
    assert 'name="form" value="full29" checked' not in page.text
    assert 'value="eggs" checked' in page.text
