"""The food list by page: its groups and their order, finishing it, its score, its context, and lists of 19 groups."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.support.html import DAY, find_entry_form, main_text, open_form, submit_form
from tests.support.people import ApiClient, Browser
from tests.support.records import ExportRecord

LIST: dict[str, Any] = {"items": ["whole_grains", "pulses"], "list_complete": "yes"}
METRICS = ("diet.gdr", "diet.protect", "diet.risk", "diet.fibre_groups")
ORDER = [
    "refined_staples", "whole_grains", "white_roots", "pulses", "eggs", "milk", "yogurt", "cheese",
    "poultry", "fish", "ruminant_meat", "other_red_meat", "processed_meat",
    "leafy_greens", "orange_veg", "other_veg", "other_fruit", "citrus", "orange_fruit",
    "other_sweets", "baked_sweets", "nuts_seeds", "salty_snacks", "juice", "sweet_hot_drinks", "soft_drinks",
    "deep_fried", "instant_noodles", "fast_food",
]  # fmt: skip


def shown_groups(html: str) -> list[str]:
    return re.findall(r'<input type="checkbox" name="items" value="(\w+)"', html)


def test_new_food_list_has_all_groups_in_everyday_order_without_fold(ada: Browser) -> None:
    page = ada.get("/diet/new").text
    assert shown_groups(page) == ORDER
    assert len(ORDER) == 29
    headings = re.findall(r'<legend class="label-small">(.*?)</legend>', page)
    assert headings == [
        "Bread, potatoes, beans",
        "Eggs and dairy",
        "Meat and fish",
        "Vegetables and fruit",
        "Sweets and snacks",
        "Drinks",
        "Fast food",
    ]
    assert "<details" not in page.partition("data-tiles")[2].partition(ORDER[-1])[0]


def test_unfinished_food_list_is_kept_without_score(
    ada: Browser, program: ApiClient, exported_record: ExportRecord
) -> None:
    answer = submit_form(ada, open_form(ada, "diet", "list"), items=["pulses", "eggs"], list_complete="no")
    assert answer.status_code == 303
    [kept] = exported_record()["entries"]
    assert (kept["items"], kept["list_complete"], kept["form"]) == (["pulses", "eggs"], False, "full29")
    page = ada.get(f"/days/{DAY}").text
    assert "2 of 29 groups so far Not finished, so no score yet." in main_text(page)
    assert "How it is counted" not in page
    assert program.get("/trends/diet.gdr").json()["points"] == []


def test_finished_food_list_gives_score_and_how_it_is_counted(ada: Browser, program: ApiClient) -> None:
    eaten = ["whole_grains", "pulses", "other_veg", "citrus", "processed_meat", "eggs"]
    unfinished = submit_form(ada, open_form(ada, "diet", "list"), items=eaten, list_complete="no")
    assert unfinished.status_code == 303
    begun = find_entry_form(ada.get(ada.get(f"/diet/new?day={DAY}").headers["location"]))
    assert submit_form(ada, begun, list_complete="yes").status_code == 303
    page = ada.get(f"/days/{DAY}").text
    assert "Diet score 11 of 18 6 of 29 groups." in main_text(page)
    counted = main_text("<main" + page.partition("How it is counted")[2].partition("</details>")[0])
    assert "Global Dietary Recommendations: 9 + 4 protective groups \N{MINUS SIGN} 2 groups to limit = 11." in counted
    assert "three of fruit, 4 of 9." in counted
    assert "red and processed meat, 2 of 9; processed meat counts twice." in counted
    assert "4 of 5 groups with fibre." in counted
    assert "6 of 10 food groups, all five kinds of food." in counted
    assert program.get("/trends/diet.gdr").json()["points"] == [{"day": DAY, "value": 11}]


def test_food_list_that_was_begun_is_continued(ada: Browser, exported_record: ExportRecord) -> None:
    submit_form(ada, open_form(ada, "diet", "list"), items=["pulses"], list_complete="no")
    [begun] = exported_record()["entries"]
    answer = ada.get(f"/diet/new?day={DAY}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/diet/{begun['id']}/edit")
    assert ada.get(f"/diet/new?day={DAY}&items=citrus").status_code == 200


@pytest.mark.parametrize(
    ("context", "line"),
    [
        ([], "Diet score 11 of 18 2 of 29 groups."),
        (["travelling"], "Diet score 11 of 18 Travelling. 2 of 29 groups."),
        (["ill"], "2 of 29 groups Ill. The list is kept and gives no score."),
        (["travelling", "fasting"], "2 of 29 groups Fasting, travelling. The list is kept and gives no score."),
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
    for metric in METRICS:
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
    assert "1 of 29 groups so far Ill. Not finished, so no score yet." in told


def test_food_list_form_explains_context(ada: Browser) -> None:
    page = main_text(ada.get("/diet/new").text)
    assert "On a day fasting or ill, the list is kept and gives no score. Travelling, it has its score." in page


EARLIER = {"kind": "list", "day": DAY, "items": ["pulses", "fast_food"], "list_complete": True, "form": "core19"}


def test_finished_list_of_19_groups_stays_as_it_is(ada: Browser, program: ApiClient) -> None:
    made = program.post("/diet/entries", EARLIER).json()["entry"]
    before = [program.get(f"/trends/{metric}").json()["points"] for metric in (*METRICS, "diet.food_groups")]
    assert "Diet score 9 of 18 2 of 19 groups." in main_text(ada.get(f"/days/{DAY}").text)
    page = ada.get(f"/diet/{made['id']}/edit")
    assert len(shown_groups(page.text)) == 19
    assert "2 of 19 groups." in main_text(page.text)
    assert "This list was finished with the 19 groups that count in the score. Show all 29" in main_text(page.text)
    assert submit_form(ada, find_entry_form(page), list_complete="yes").status_code == 303
    assert program.get(f"/diet/entries/{made['id']}").json() == made
    assert [program.get(f"/trends/{metric}").json()["points"] for metric in (*METRICS, "diet.food_groups")] == before
    assert submit_form(ada, find_entry_form(page), items=["pulses"], list_complete="yes").status_code == 303
    assert program.get(f"/diet/entries/{made['id']}").json()["form"] == "core19"


def test_list_of_19_groups_can_be_finished_with_all(ada: Browser, program: ApiClient) -> None:
    made = program.post("/diet/entries", EARLIER).json()["entry"]
    page = ada.get(f"/diet/{made['id']}/edit?tiles=all")
    assert shown_groups(page.text) == ORDER
    form = find_entry_form(page)
    assert form.all("items") == ["pulses", "fast_food"]
    assert submit_form(ada, form, items=["pulses", "fast_food", "eggs"], list_complete="yes").status_code == 303
    changed = program.get(f"/diet/entries/{made['id']}").json()
    assert (changed["form"], changed["items"]) == ("full29", ["pulses", "eggs", "fast_food"])
    assert program.get("/trends/diet.gdr").json()["points"] == [{"day": DAY, "value": 9}]
    assert program.get("/trends/diet.food_groups").json()["points"] == [{"day": DAY, "value": 2}]


def test_unfinished_list_of_19_groups_is_continued_with_all(ada: Browser, program: ApiClient) -> None:
    made = program.post("/diet/entries", EARLIER | {"list_complete": False}).json()["entry"]
    page = ada.get(f"/diet/{made['id']}/edit")
    assert shown_groups(page.text) == ORDER
    submit_form(ada, find_entry_form(page), list_complete="yes")
    assert program.get(f"/diet/entries/{made['id']}").json()["form"] == "full29"


def test_form_without_version_is_of_19_groups(ada: Browser) -> None:
    """A page from before all groups were asked sends no version: a group outside the 19 does not fit it."""
    form = [("kind", "list"), ("day", DAY), ("items", "eggs"), ("list_complete", "yes")]
    assert ada.post("/diet/new", form).status_code == 422
