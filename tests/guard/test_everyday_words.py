"""Everyday words that a slip, a case or an ending would turn into a name, and amounts of everyday life."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habitlog.guard import check_text
from habitlog.guard.vocabulary import load_vocabulary

PLAIN = sorted(word for word in load_vocabulary().plain_words if word.isalpha())
NUMBERS = st.integers(1, 160) | st.decimals(1, 200, places=1)
ARMS = [
    "Left arm", "right arm", "Thigh machine", "Shoulder press", "hip abductor", "Quads", "glute bridge", "Delt raise",
    "abs machine", "Bras gauche", "linker Arm", "brazo izquierdo", "braccio sinistro", "linkerarm", "vänster arm",
    "lewa ręka", "левая рука", "sol kol",
]  # fmt: skip
CHANGES = ["increased to", "raised to", "upped to", "up to", "reduced to", "lowered to", "went up to", "erhöht auf"]
RHYTHMS = ["", " every Tuesday", " twice a week", " this week", ", elbow fine", ", felt easy"]
FOODS = [
    "oats", "lentils", "yoghurt", "milk", "salmon", "spinach", "cheese", "pumpkin seeds", "Joghurt", "leche",
    "pain complet", "ヨーグルト", "yoğurt",
]  # fmt: skip
NUTRIENTS = ["magnesium", "calcium", "iron", "zinc", "vitamin C", "potassium", "folate"]
TOOLS = ["shock", "fork", "grinder", "suspension", "derailleur", "Dämpfer", "amortiguador", "ammortizzatore", "moulin"]
CHINESE = ["支持", "支付", "支出", "支援", "照片", "图片", "名片", "麦片", "薯片", "针对", "指针", "颗粒", "片刻"]


def has_nothing(text: str, *, structured: bool = False) -> bool:
    decision = check_text(text, structured=structured)
    return not decision.refused and decision.card is None


@settings(max_examples=50)
@given(st.sampled_from(PLAIN), NUMBERS, st.sampled_from(["{0} {1}", "{1} {0}", "{0} {1} min", "{0} twice a week"]))
def test_everyday_word_beside_a_number_is_no_dose(word: str, number: object, frame: str) -> None:
    assert not check_text(frame.format(word, number)).refused


@settings(max_examples=50)
@given(
    st.sampled_from(ARMS), st.sampled_from(CHANGES), st.decimals(1, 200, places=1), st.sampled_from(["", " kg"]),
    st.sampled_from(RHYTHMS),
)  # fmt: skip
def test_load_of_a_limb_is_no_dose(arm: str, change: str, load: object, unit: str, rhythm: str) -> None:
    assert has_nothing(f"{arm}: {change} {load}{unit}{rhythm}")
    assert has_nothing(f"{arm} {change} {str(load).replace('.', ',')}{unit}{rhythm}")


@settings(max_examples=50)
@given(st.sampled_from(FOODS), st.sampled_from(NUTRIENTS), st.integers(1, 900), st.sampled_from(["mg", "g"]))
def test_nutrient_of_a_food_is_food(food: str, nutrient: str, amount: int, unit: str) -> None:
    for text in (
        f"{food}, {amount} {unit} {nutrient}",
        f"{food} has {amount} {unit} of {nutrient}",
        f"{amount} {unit} {nutrient} in the {food}",
        f"{food} with {amount} {unit} of {nutrient} a portion",
    ):
        assert has_nothing(text), text


@settings(max_examples=50)
@given(st.sampled_from(TOOLS), st.integers(1, 20), st.sampled_from(["clicks", "click", "Klicks", "clics", "scatti"]))
def test_clicks_of_a_tool_are_no_dose(tool: str, count: int, unit: str) -> None:
    assert has_nothing(f"{count} {unit} harder on the {tool}")
    assert has_nothing(f"{tool}: {count} {unit} softer")


@settings(max_examples=50)
@given(st.sampled_from(CHINESE), st.integers(1, 99), st.sampled_from(["有{0}％{1}", "{0}{1}", "看了{0}张{1}", "一{1}"]))
def test_joined_characters_are_no_unit(word: str, number: int, frame: str) -> None:
    assert has_nothing(frame.format(number, word))


@pytest.mark.parametrize(
    "text",
    [
        "毎日ビルドアップ走 5km",
        "ビール 2本、夜",
        "दिन में दो बार पानी डालें",
        "went to a concert a week ago",
        "Sema ile yürüyüş, 45 dakika",
        "yaz tatili 10 gün",
        "el tren de las 7, 40 minutos",
        "one coke a day is my limit",
        "injected some pace, 4.5",
        "inject the turkey with brine, 1.5 litres",
        "titrated the vinegar, 24.5 ml",
    ],
)
def test_everyday_text_has_no_card(text: str) -> None:
    assert has_nothing(text)


@pytest.mark.parametrize(
    "name", ["Belfast walk", "Retina break", "montar en bici", "mindset", "relaxen", "LSD running"]
)
def test_plain_name_of_a_practice_is_kept(name: str) -> None:
    assert has_nothing(name, structured=True)


@pytest.mark.parametrize(
    "text",
    [
        "ピル 1錠 毎日",
        "doing 0.4 every sunday in the stomach",
        "injected 0.4 into the left thigh",
        "400 mg magnesium with dinner",
        "took 200 mg of iron, one tablet",
        "sema 0.25 mg once a week",
        "tren 50 mg eod",
        "reta 2 mg e3d",
    ],
)
def test_amounts_beside_the_same_words_are_found(text: str) -> None:
    assert check_text(text).card is not None
