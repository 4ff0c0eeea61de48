"""The long food list: that its ten optional groups were gone through is told, kept and carried by an edit."""

from __future__ import annotations

from tests.support.people import Browser, Program

LONG = {"kind": "list", "day": "2026-03-12", "items": ["pulses"], "list_complete": True, "form": "full29"}


def test_an_edit_keeps_a_long_list_long(ada: Browser, program: Program) -> None:
    made = program.post("/diet/entries", LONG).json()["entry"]
    page = ada.get(f"/diet/{made['id']}/edit").text
    assert 'name="form" value="full29" checked' in page
    assert "1 of 29 groups so far" in page
    form = [("kind", "list"), ("day", made["day"]), ("version", "1"), ("items", "pulses"), ("form", "full29")]
    assert ada.post(f"/diet/{made['id']}/edit", [*form, ("list_complete", "yes")]).status_code == 303
    assert program.get(f"/diet/entries/{made['id']}").json() == made


def test_one_of_the_ten_without_the_word_that_all_were_gone_through_is_asked_about(ada: Browser) -> None:
    form = [("kind", "list"), ("day", "2026-03-12"), ("items", "eggs"), ("list_complete", "yes")]
    page = ada.post("/diet/new", form)
    assert page.status_code == 422
    assert 'name="form" value="full29" checked' not in page.text
    assert 'value="eggs" checked' in page.text
