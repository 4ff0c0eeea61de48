"""The policy table, what stays of a refused note, and what holds for every text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support import guard_phrases
from tests.support.cases import for_each_case
from tests.support.guard_phrases import listed

from habitlog.guard import check_text
from habitlog.guard.fuzzy_match import FuzzyNameIndex, edit_distance
from habitlog.text_folding import fold_text, map_folded_offsets

TABLE = [
    ("test cyp 0.5 ml e3.5d", "A", True, True, "referral"),
    ("10 units subq every other day", "B", True, True, "referral"),
    ("how much semaglutide should I take", "C", True, True, "referral"),
    ("took metformin this morning", "D", True, False, "quiet"),
    ("vitamin D 5000 IU", "E", True, False, "supplement"),
    ("creatine 5 g", "E", True, False, "supplement"),
    ("2 magnesium tablets", "E", True, False, "supplement"),
    ("how much vitamin D should I take", "E", True, False, "supplement"),
    ("why does insulin rise after meals", "F", False, False, None),
    ("soup had 200 mg sodium", "G", False, False, None),
    ("120 mg magnesium in pumpkin seeds", "G", False, False, None),
    ("60 kg x 5", None, False, False, None),
    ("took too many", "H", True, False, "urgent"),
    ("want to die, took 20 mg xanax", "A", True, True, "urgent"),
    ("took 30 pills", "A", True, True, "urgent"),
    ("swallowed twenty paracetamol tablets", "A", True, True, "urgent"),
    ("took two tablets", "B", True, True, "referral"),
    ("the chemist gave me 30 tablets", "B", True, True, "referral"),
    ("went to sleep after taking 150 ml", "B", True, True, "referral"),
    ("quit cold turkey after taking 150 ml", "B", True, True, "referral"),
    ("how many mg do i take in the morning", "C", True, True, "referral"),
    ("what dose should I take", "C", True, True, "referral"),
    ("welche Dosis ist richtig für mich", "C", True, True, "referral"),
    ("the right dose of humour at dinner", None, False, False, None),
    ("what a day, how much should I take on", None, False, False, None),
    ("250 ml de thé", None, False, False, None),
    ("took 500 ml on the long run", None, False, False, None),
    ("ask your doctor or pharmacist how to take a medicine", None, False, False, None),
    ("my doctor is away, should i stop my tablets", "C", True, True, "referral"),
    ("", None, False, False, None),
]
UNNAMED = {
    "the chemist gave me 30 tablets",
    "went to sleep after taking 150 ml",
    "quit cold turkey after taking 150 ml",
    "injected my insulin",
}
"""Doses by a rule that needs a second opinion: refused, or asked about where the two differ."""


@for_each_case(("text", "topic", "in_field", "in_note", "card"), TABLE)
def test_guard_follows_policy_table(
    text: str, topic: str | None, in_field: bool, in_note: bool, card: str | None
) -> None:
    for structured, refused in ((True, in_field), (False, in_note)):
        decision = check_text(text, structured=structured)
        if text in UNNAMED and decision.doubt is not None:
            assert (decision.doubt.topic_class, decision.refused) == (topic, False)
            continue
        assert (decision.topic_class, decision.refused) == (topic, refused)
        assert decision.card == card


@for_each_case(
    ("text", "left"),
    [
        ("Slept badly after 10 mg of melatonin, awake from four.", "Slept badly after ... melatonin, awake from four."),
        ("Took 500 mg metformin (2 tablets) daily, walked 5 km.", "Took ... metformin ..., walked 5 km."),
        ("Walked 5 km. How much semaglutide should I take? Slept well.", "Walked 5 km. Slept well."),
        ("Café, 10 ｍｇ of melatonin, then bed.", "Café, ... melatonin, then bed."),
        ("line one\nmetformin 500 mg\nline three", "line one\nmetformin ...\nline three"),
        ("cut my zoloft in half, slept", "... my zoloft ..., slept"),
        ("anavar only, 8 weeks, 40 a day", "anavar only, ... weeks, ..."),
        ("started semaglutide at .25", "started semaglutide ..."),
        ("tesamorelin 2 mg 5 on 2 off", "tesamorelin ..."),
        ("吃了两片布洛芬", "吃了 ... 布洛芬"),
        ("оземпик 0,5 мг раз в неделю, гулял 5 км", "оземпик ..., гулял 5 км"),
        ("10 unités d'insuline avant le repas", "... insuline avant le repas"),
        ("Candesartan auf 16 erhöht", "Candesartan auf ..."),
        ("GP raised my candesartan from 8 to 16", "GP ... my candesartan from ..."),
        ("prednisolone taper day 2 of 5, 25 -> 20", "prednisolone ... day 2 of ..."),
        ("Humalog: 5 with rice, 7 with bread", "Humalog: ... with rice, ... with bread"),
        ("tramadol 50mg x2", "tramadol ..."),
        ("how much semaglutide should I take", None),
        ("10 mg", None),
    ],
)
def test_guard_suggestion_omits_amount(text: str, left: str | None) -> None:
    assert check_text(text).suggestion == left
    assert check_text(text, structured=True).suggestion is None


def test_text_folding_keeps_positions() -> None:
    text = "Ｃａｆé ㎎ \u200bСе\u0301м"
    folded = fold_text(text)
    assert folded == "cafe mg сем"
    assert len(map_folded_offsets(text)) == len(folded) + 1
    assert [text[i] for i in map_folded_offsets(text)[5:7]] == ["㎎", "㎎"]


def test_fuzzy_match_tolerates_limited_typos() -> None:
    near = FuzzyNameIndex(["ozempic", "semaglutide", "tren"])
    assert "ozmepic" in near
    assert "semaglutde" in near
    assert "zemaglutidd" in near
    assert "ozemmpicc" not in near
    assert "trend" not in near
    assert edit_distance("abcd", "acbd") == 1


@for_each_case("text", ["\ud800", "a\ud800 5 mg", "💊 5 mg", "مرحبا 5 mg", "\u202e5 mg", "\x00", "½ mg", "5\u00a0mg"])
def test_guard_accepts_unusual_characters(text: str) -> None:
    assert check_text(text) == check_text(text)


NAMES = ["metformin", "Candesartan", "semaglutide", "sertralina", "оземпик", "Humalog", "prednisolone", "sema"]
AMOUNT_FRAMES = [
    "{0} {1} mg, walked 5 km", "{0}: {1} with rice, then bed", "{0} auf {1} erhöht", "GP raised my {0} from 8 to {1}",
    "{1} of {0} and a bath", "{0}, fourth week, {1} now", "upped {0} to {1} this week", "{0} {1}/{1} twice a day",
]  # fmt: skip
WORDS = st.sampled_from(
    " ".join(
        [
            guard_phrases.REFUSED,
            guard_phrases.MORE_REFUSED,
            guard_phrases.MORE_STORED,
            guard_phrases.MORE_FINE,
            guard_phrases.URGENT,
        ]
    ).split()
)
TEXTS = st.one_of(
    st.text(alphabet=st.characters(codec=None, categories=None), max_size=200),
    st.lists(WORDS, max_size=25).map(" ".join),
    st.lists(WORDS | st.sampled_from([".", "?", "\n", ",", "(", ")", "5", "mg", "of"]), max_size=25).map(" ".join),
)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.booleans())
def test_guard_suggestion_for_any_text_is_accepted(text: str, structured: bool) -> None:
    decision = check_text(text, structured=structured)
    assert decision == check_text(text, structured=structured)
    assert decision.refused <= (decision.card is not None)
    if decision.suggestion is not None:
        assert decision.refused or decision.doubt
        assert not structured
        left = check_text(decision.suggestion)
        assert not left.refused
        assert left.doubt is None


@given(st.sampled_from(NAMES), st.sampled_from(AMOUNT_FRAMES), st.integers(1, 900) | st.decimals(0, 200, places=2))
def test_guard_suggestion_keeps_no_number_beside_a_name(name: str, frame: str, number: object) -> None:
    decision = check_text(frame.format(name, number))
    if decision.refused or decision.doubt:
        assert decision.suggestion is None or str(number) not in decision.suggestion


@for_each_case("text", listed(guard_phrases.REFUSED) + listed(guard_phrases.MORE_REFUSED))
def test_guard_refuses_listed_amounts_and_questions(text: str) -> None:
    for structured in (True, False):
        decision = check_text(text, structured=structured)
        assert decision.refused or (text in UNNAMED and decision.doubt is not None)
        if text in UNNAMED:
            continue
        assert decision.topic_class in {"A", "B", "C"}
        assert decision.card is not None
        assert decision.card == "referral"


@for_each_case("text", listed(guard_phrases.STORED_WITH_CARD) + listed(guard_phrases.MORE_STORED))
def test_guard_stores_personal_use_with_card(text: str) -> None:
    note = check_text(text)
    assert (note.topic_class, note.refused, note.suggestion) == ("D", False, None)
    assert note.card is not None
    assert note.card == "quiet"
    assert check_text(text, structured=True).refused


@for_each_case("text", listed(guard_phrases.FINE) + listed(guard_phrases.MORE_FINE))
def test_guard_passes_food_training_and_education(text: str) -> None:
    for structured in (True, False):
        decision = check_text(text, structured=structured)
        assert decision.topic_class in {None, "F", "G"}
        assert (decision.refused, decision.card) == (False, None)


@for_each_case("text", listed(guard_phrases.URGENT))
def test_guard_shows_urgent_card_for_danger(text: str) -> None:
    note = check_text(text)
    assert (note.topic_class, note.refused) == ("H", False)
    assert note.card is not None
    assert note.card == "urgent"
    assert check_text(text, structured=True).refused
