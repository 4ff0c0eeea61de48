"""The context of a food list by page: asked for, kept, told on the day page, and what it does to the score."""

from __future__ import annotations

from typing import Any

import pytest
from tests.pages.conftest import Record
from tests.pages.reading import entry_form, send, words
from tests.pages.test_saving import DAY, open_form
from tests.support.people import Browser, Program

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
def test_the_context_is_kept_and_told(
    ada: Browser, program: Program, record: Record, context: list[str], line: str
) -> None:
    assert send(ada, open_form(ada, "diet", "list"), **LIST, context=context).status_code == 303
    [kept] = record()["entries"]
    assert (kept["items"], kept["context"]) == (["whole_grains", "pulses"], sorted(context))
    assert line in words(ada.get(f"/days/{DAY}").text)
    scored = {"fasting", "ill"}.isdisjoint(context)
    for metric in ("diet.gdr", "diet.protect", "diet.risk", "diet.fibre_groups"):
        assert len(program.get(f"/trends/{metric}").json()["points"]) == scored


def test_an_edit_carries_the_context_and_can_take_it_away(ada: Browser, program: Program, record: Record) -> None:
    send(ada, open_form(ada, "diet", "list"), **LIST, context=["fasting", "ill"])
    [kept] = record()["entries"]
    form = entry_form(ada.get(f"/diet/{kept['id']}/edit"))
    assert form.all("context") == ["fasting", "ill"]
    assert send(ada, form, list_complete="yes").status_code == 303
    assert record()["entries"] == [kept]
    assert program.get("/trends/diet.gdr").json()["points"] == []
    send(ada, form, context=[], list_complete="yes")
    assert record()["entries"][0]["context"] == []
    assert program.get("/trends/diet.gdr").json()["points"] == [{"day": DAY, "value": 11}]


def test_a_list_kept_open_tells_its_context_too(ada: Browser) -> None:
    send(ada, open_form(ada, "diet", "list"), items=["pulses"], list_complete="no", context=["ill"])
    told = words(ada.get(f"/days/{DAY}").text)
    assert "1 of 19 groups so far Ill. A list kept open gives no score." in told


def test_the_form_says_what_a_context_does(ada: Browser) -> None:
    page = words(ada.get("/diet/new").text)
    assert "A list of a day fasting or ill is kept whole and gives no score. Travelling, it keeps its score." in page


def test_the_long_list_tells_food_groups_and_the_five_kinds(ada: Browser) -> None:
    eaten = [("items", key) for key in ("whole_grains", "pulses", "other_veg", "citrus")]
    ada.post("/diet/new", [("day", DAY), *eaten, ("form", "full29"), ("list_complete", "yes")])
    told = words(ada.get(f"/days/{DAY}").text)
    assert "4 of 29 groups" in told
    assert "4 of 5 fibre groups." in told
    assert "4 of 10 food groups; of the five kinds of food, not among them: animal food." in told
