"""The cards that point to a clinician."""

from __future__ import annotations

import pytest

from habitlog.education.linter import lint_text
from habitlog.guard import CardKind
from habitlog.web.presenters.clinician_cards import build_card, find_card, serialize_card


@pytest.mark.parametrize("kind", CardKind)
def test_card_has_link_and_no_amount(kind: CardKind) -> None:
    document = serialize_card(kind)
    assert set(document) == {"kind", "title", "text", "link"}
    assert (document["kind"], document["link"]) == (str(kind), "/clinician")
    assert not any(character.isdigit() for value in document.values() for character in value)


@pytest.mark.parametrize("kind", CardKind)
def test_card_gives_no_advice_beyond_help_in_danger(kind: CardKind) -> None:
    assert lint_text(build_card(kind).title) == []


@pytest.mark.parametrize("kind", ["", "urgent ", "A", "<b>"])
def test_unknown_kind_has_no_card(kind: str) -> None:
    assert find_card(kind) is None


def test_referral_repeats_the_quiet_card_and_adds_an_emergency_line() -> None:
    quiet, referral = build_card(CardKind.QUIET), build_card(CardKind.REFERRAL)
    assert referral.text.startswith(quiet.text)
    assert "poison centre" in referral.text
