"""The context of a food list by page: asked for, kept, told on the day page, and what it does to the score."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.html import DAY, find_entry_form, main_text, open_form, submit_form
from tests.support.people import ApiClient, Browser
from tests.support.records import ExportRecord

LIST: dict[str, Any] = {"items": ["whole_grains", "pulses"], "list_complete": "yes"}


@pytest.mark.parametrize(
    ("context", "line"),
    [
        ([], "Protect 2 of 9, Risk 0 of 9, so 11 of 18 by the GDR rules. 2 of 5 fibre groups."),
        (["travelling"], "Travelling. Protect 2 of 9, Risk 0 of 9, so 11 of 18 by the GDR rules."),
        (["ill"], "Ill. The list is kept whole and gives no score."),
        (["travelling", "fasting"], "Fasting, travelling. The list is kept whole and gives no score."),
    ],
)
def test_food_list_context_is_saved_and_shown(
    ada: Browser, program: ApiClient, exported_record: ExportRecord, context: list[str], line: str
) -> None:
    assert submit_form(ada, open_form(ada, "diet", "list"), **LIST, context=context).status_code == 303
    [kept] = exported_record()["entries"]
    assert (kept["items"], kept["context"]) == (["whole_grains", "pulses"], sorted(context))
    assert line in main_text(ada.get(f"/days/{DAY}").text)
    scored = {"fasting", "ill"}.isdisjoint(context)
    for metric in ("diet.gdr", "diet.protect", "diet.risk", "diet.fibre_groups"):
        assert len(program.get(f"/trends/{metric}").json()["points"]) == scored


def test_food_list_edit_keeps_and_clears_context(
    ada: Browser, program: ApiClient, exported_record: ExportRecord
) -> None:
    submit_form(ada, open_form(ada, "diet", "list"), **LIST, context=["fasting", "ill"])
    [kept] = exported_record()["entries"]
    form = find_entry_form(ada.get(f"/diet/{kept['id']}/edit"))
    assert form.all("context") == ["fasting", "ill"]
    assert submit_form(ada, form, list_complete="yes").status_code == 303
    assert exported_record()["entries"] == [kept]
    assert program.get("/trends/diet.gdr").json()["points"] == []
    submit_form(ada, form, context=[], list_complete="yes")
    assert exported_record()["entries"][0]["context"] == []
    assert program.get("/trends/diet.gdr").json()["points"] == [{"day": DAY, "value": 11}]


def test_unfinished_food_list_shows_context(ada: Browser) -> None:
    submit_form(ada, open_form(ada, "diet", "list"), items=["pulses"], list_complete="no", context=["ill"])
    told = main_text(ada.get(f"/days/{DAY}").text)
    assert "1 of 19 groups so far Ill. A list kept open gives no score." in told


def test_food_list_form_explains_context(ada: Browser) -> None:
    page = main_text(ada.get("/diet/new").text)
    assert "A list of a day fasting or ill is kept whole and gives no score. Travelling, it keeps its score." in page


def test_long_food_list_shows_group_counts(ada: Browser) -> None:
    eaten = [("items", key) for key in ("whole_grains", "pulses", "other_veg", "citrus")]
    ada.post("/diet/new", [("day", DAY), *eaten, ("form", "full29"), ("list_complete", "yes")])
    told = main_text(ada.get(f"/days/{DAY}").text)
    assert "4 of 29 groups" in told
    assert "4 of 5 fibre groups." in told
    assert "4 of 10 food groups; of the five kinds of food, not among them: animal food." in told


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
