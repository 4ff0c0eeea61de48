"""Units and names of training that are spelled like slang lead to no card."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habitlog.guard import check_text

UNITS = ["km", "kms", "k", "KMS", "Kms", "kmh", "mi", "miles", "min", "mins", "h", "m", "rounds", "reps"]
ACTIVITIES = [
    "run", "Ran", "ran easy", "running", "jog", "walk", "ride", "long run", "warm up",
    "LSD run", "LSD ride", "easy LSD run",
    "Lauf", "gelaufen", "course", "corrida", "rodaje", "corsa", "hardlopen", "bieg", "löpning", "пробежка",
    "běh", "跑步",
]  # fmt: skip
ENDINGS = [
    "",
    ", easy",
    ", felt good",
    " in the rain",
    " every Sunday",
    " twice a week",
    ", then 5 kms back",
    ". Legs fine",
]


@given(
    st.sampled_from(ACTIVITIES),
    st.integers(1, 160) | st.decimals(1, 60, places=1),
    st.sampled_from(["", " "]),
    st.sampled_from(UNITS),
    st.sampled_from(ENDINGS),
    st.booleans(),
)
def test_distance_in_any_unit_has_no_card(
    activity: str, number: object, gap: str, unit: str, ending: str, number_first: bool
) -> None:
    amount = f"{number}{gap}{unit}"
    text = f"{amount} {activity}{ending}" if number_first else f"{activity} {amount}{ending}"
    for structured in (False, True):
        decision = check_text(text, structured=structured)
        assert (decision.card, decision.refused) == (None, False)


@pytest.mark.parametrize("text", ["gonna kms", "honestly I just wanna kms", "going to kms tonight"])
def test_abbreviation_of_suicide_beside_an_intention_has_urgent_card(text: str) -> None:
    assert check_text(text).card == "urgent"


@pytest.mark.parametrize("text", ["lsd 10 ug every third day", "took 2 tabs of LSD on a walk", "LSD run, then 100 mcg"])
def test_slang_beside_an_amount_of_a_substance_is_refused(text: str) -> None:
    assert check_text(text).refused
