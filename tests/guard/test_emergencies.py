"""Urgent situations are recognized in the words people use, and harmless texts in the same words are not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.guard_corpus import FOLDER, sections

from habitlog.guard import CardKind, UrgentKind, check_text
from habitlog.guard.emergencies import find_urgent_situations
from habitlog.guard.emergency_patterns import UrgentSituation, load_emergency_patterns
from habitlog.guard.normalization import normalize_spelling
from habitlog.guard.vocabulary import OTHER_LANGUAGES
from habitlog.text_folding import fold_text

SETS = [f"emergencies_{number}.txt" for number in (1, 2, 3, 4, 5, 6)]
HARMLESS = [text for *_, text in sections("emergencies_harmless.txt")]
KNOWN_ALARMS = {"hurt my knee on purpose? no, just clumsy", "wrote a goodbye note to the au pair"}
"""Harmless texts with an urgent card that is left as it is: the same words are used by people in need."""
NEED = [(situation, text) for name in SETS for situation, _, text in sections(name)]


def has_urgent_card(text: str) -> bool:
    return check_text(text).card is CardKind.URGENT


@pytest.mark.parametrize("name", SETS)
def test_urgent_card_for_people_in_need(name: str) -> None:
    phrases = [text for *_, text in sections(name)]
    missed = [text for text in phrases if not has_urgent_card(text)]
    assert len(missed) <= 0.03 * len(phrases), missed


def test_situations_and_languages_are_covered() -> None:
    found = {(situation, language) for situation, language, _ in sections(SETS[0])}
    assert found >= {
        (str(situation), language) for situation in UrgentSituation for language in ("en", *OTHER_LANGUAGES)
    }


@pytest.mark.parametrize("situation", UrgentSituation)
def test_situation_has_its_own_kind_of_card(situation: UrgentSituation) -> None:
    kinds = {check_text(text).urgent_kind for found, text in NEED if found == situation}
    assert situation.kind in kinds
    assert kinds <= {UrgentKind.SELF_HARM, UrgentKind.POISONING, situation.kind, None}


def test_harmless_texts_have_no_urgent_card() -> None:
    assert {text for text in HARMLESS if has_urgent_card(text)} <= KNOWN_ALARMS


@given(st.sampled_from([text for _, text in NEED]), st.sampled_from(HARMLESS), st.booleans())
def test_card_is_independent_of_other_sentences(need: str, harmless: str, first: bool) -> None:
    text = f"{need}. Went for a walk. {harmless}" if first else f"{harmless}. Went for a walk. {need}"
    assert has_urgent_card(text) >= has_urgent_card(need)


@pytest.mark.parametrize(
    "text",
    ["no chest pain", "without chest pain today", "keine Brustschmerzen", "sans douleur dans la poitrine", "没有胸痛"],
)
def test_negated_sign_has_no_card(text: str) -> None:
    assert not has_urgent_card(text)


@pytest.mark.parametrize(
    "text",
    [
        "I w\u0430nt to d\u0456e",
        "s u i c i d a l thoughts",
        "WANT TO DIE",
        "want\nto... I want to die",
        "ｗａｎｔ ｔｏ ｄｉｅ",
    ],
)
def test_disguised_text_has_urgent_card(text: str) -> None:
    assert has_urgent_card(text)


def test_every_pattern_is_reached_by_its_key() -> None:
    patterns = load_emergency_patterns()
    assert len(patterns.by_word) >= 500
    assert len(patterns.by_characters) >= 40
    assert {pattern.situation for found in patterns.by_word.values() for pattern in found} == set(UrgentSituation)


def test_lists_and_lines_are_well_formed() -> None:
    folder = FOLDER.parents[2] / "src" / "habitlog" / "guard" / "data" / "emergencies"
    names = {path.stem for path in folder.glob("*.txt")}
    assert names == {"lists", *UrgentSituation}
    lists = set(re.findall(r"^\[(\w+)\]$", (folder / "lists.txt").read_text(encoding="utf-8"), re.MULTILINE))
    for name in UrgentSituation:
        text = (folder / f"{name}.txt").read_text(encoding="utf-8")
        assert set(re.findall(r"@(\w+)", text)) <= lists
        assert set(re.findall(r"^\[(\w+)\]$", text, re.MULTILINE)) >= {"en", *OTHER_LANGUAGES}


@given(st.text(alphabet="want to die, chest pain. 想死 \u0441уицид", max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert find_urgent_situations(normalize_spelling(fold_text(text))) <= set(UrgentSituation)
