"""Every listed phrase gets the outcome of the policy table, in fields and in notes."""

from __future__ import annotations

import pytest
from tests.guard import phrases
from tests.guard.phrases import listed

from habitlog.guard import check_text


@pytest.mark.parametrize("text", listed(phrases.REFUSED) + listed(phrases.MORE_REFUSED))
def test_guard_refuses_listed_amounts_and_questions(text: str) -> None:
    for structured in (True, False):
        decision = check_text(text, structured=structured)
        assert decision.refused
        assert decision.topic_class in {"A", "B", "C"}
        assert decision.card is not None
        assert decision.card.kind == "referral"


@pytest.mark.parametrize("text", listed(phrases.STORED_WITH_CARD) + listed(phrases.MORE_STORED))
def test_guard_stores_personal_use_with_card(text: str) -> None:
    note = check_text(text)
    assert (note.topic_class, note.refused, note.suggestion) == ("D", False, None)
    assert note.card is not None
    assert note.card.kind == "quiet"
    assert check_text(text, structured=True).refused


@pytest.mark.parametrize("text", listed(phrases.FINE) + listed(phrases.MORE_FINE))
def test_guard_passes_food_training_and_education(text: str) -> None:
    for structured in (True, False):
        decision = check_text(text, structured=structured)
        assert decision.topic_class in {None, "F", "G"}
        assert (decision.refused, decision.card) == (False, None)


@pytest.mark.parametrize("text", listed(phrases.URGENT))
def test_guard_shows_urgent_card_for_danger(text: str) -> None:
    note = check_text(text)
    assert (note.topic_class, note.refused) == ("H", False)
    assert note.card is not None
    assert note.card.kind == "urgent"
    assert check_text(text, structured=True).refused
