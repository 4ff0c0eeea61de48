"""The linter catches orders, promises, praise, blame, comparison and doses, and lets descriptions pass."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.cases import for_each_case

from habitlog.education.linter import compute_reading_grade, lint_text
from habitlog.education.readability import count_syllables

BAD = [
    ("imperative", "Eat more fibre at breakfast."),
    ("imperative", "Fibre is good for you. Eat it daily."),
    ("imperative", "Please limit sugar."),
    ("imperative", "Sleep at least seven hours."),
    ("imperative", "Exercise regularly."),
    ("imperative", "Walk for 20 minutes after dinner."),
    ("imperative", "For better sleep, keep the room dark."),
    ("imperative", "• Take a break every hour"),
    ("imperative", "Always add vegetables."),
    ("imperative", "A tip: breathe slowly."),
    ("imperative", "Add a portion of nuts."),
    ("advice", "You should go to bed earlier."),
    ("advice", "Adults must move."),
    ("advice", "You may want to try to rest."),
    ("advice", "People aim for eight hours."),
    ("advice", "Then make sure to eat."),
    ("advice", "Things to avoid at night."),
    ("advice", "You need to rest."),
    ("advice", "It's best to stop early."),
    ("advice", "We recommend a walk."),
    ("advice", "Your goal is near."),
    ("promise", "This will improve your sleep."),
    ("promise", "Fibre guarantees good health."),
    ("promise", "Breathing cures stress."),
    ("promise", "It is proven to work."),
    ("promise", "Fibre boosts your health."),
    ("praise or blame", "Well done."),
    ("praise or blame", "That was a great week."),
    ("praise or blame", "You missed Tuesday."),
    ("praise or blame", "You logged only 3 days."),
    ("praise or blame", "The goal failed."),
    ("praise or blame", "A bad day for sleep."),
    ("praise or blame", "A streak of 5 days."),
    ("exclamation", "Saved!"),
    ("comparison", "You sleep longer than most people."),
    ("comparison", "Your score is higher than 80 % of users."),
    ("comparison", "This is above average."),
    ("comparison", "Other users log more."),
    ("dose", "It was 5 mg in the morning."),
    ("dose", "He had 250mcg."),
    ("dose", "Then 10 units at night."),
    ("dose", "About 2,000 IU."),
    ("dose", "It came as 0.5 ml."),
    ("dose", "Two tablets with water."),
]

GOOD = [
    "Sleep belongs to the date of getting up.",
    "Exercise moves glucose carriers to the surface.",
    "Walking after meals was studied in ten adults.",
    "The nights grew longer, by about 4 minutes a week. 71 of 84 nights, 3 left out.",
    "No clear change in training minutes. 10 of 12 weeks.",
    "Not enough data: 9 nights, 14 needed.",
    "No clear pattern in 43 paired days. That is a common answer.",
    "Left out of every average. Skipped while travelling.",
    "Bare this week: training Mon, stress Wed.",
    "Usual, not saved yet",
    "Work days and free days differ.",
    "Lower glucose was seen in the trained leg.",
    "People eating more fibre had lower rates than people eating less.",
    "Effects were greater in the second group.",
    "The soup had 200 mg sodium and 250 ml water.",
    "30 g protein, 60 kg x 5",
    "The lab wrote 95 mg/dl.",
    "Getting up comes before waking for good. One of the two times is wrong.",
    "A doctor or pharmacist can talk this through with you.",
]

LABELS = [
    "Save",
    "Add a set",
    "Undo",
    "Keep as usual",
    "Take a copy of your data",
    "Try again",
    "Log sleep",
    "Skip today",
]
HEALTH_ORDERS = [
    "Add more fibre",
    "Eat vegetables",
    "Take a walk",
    "Keep bedtimes regular",
    "Sleep longer",
    "Avoid sugar",
]


@for_each_case(("rule", "sentence"), BAD)
@for_each_case("interface", [False, True])
def test_linter_reports_bad_sentence(rule: str, sentence: str, interface: bool) -> None:
    assert rule in {finding.rule for finding in lint_text(sentence, is_interface=interface)}


@for_each_case("sentence", GOOD)
@for_each_case("interface", [False, True])
def test_linter_passes_good_sentence(sentence: str, interface: bool) -> None:
    assert lint_text(sentence, is_interface=interface) == []


@for_each_case("label", LABELS)
def test_linter_passes_interface_label(label: str) -> None:
    assert lint_text(label, is_interface=True) == []


@pytest.mark.parametrize("label", ["Save", "Add a set", "Try again"])
def test_linter_reports_label_as_order_in_health_text(label: str) -> None:
    assert lint_text(label)


@for_each_case("order", HEALTH_ORDERS)
def test_linter_reports_health_order_on_button(order: str) -> None:
    assert lint_text(order, is_interface=True)


def test_linter_excerpt_shows_place() -> None:
    [finding] = lint_text("The week was long. Eat more fibre and nuts.")
    assert finding.excerpt == "Eat more fibre and"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_linter_accepts_any_text(text: str) -> None:
    found = lint_text(text)
    assert all(finding.excerpt for finding in found)
    assert bool("!" in text) == any(finding.rule == "exclamation" for finding in found)


@for_each_case(
    ("word", "count"),
    [("sleep", 1), ("insulin", 3), ("glucose", 2), ("sensitivity", 5), ("muscle", 2), ("measured", 2), ("the", 1)],
)
def test_syllable_count(word: str, count: int) -> None:
    assert count_syllables(word) == count


def test_reading_grade_follows_formula() -> None:
    assert compute_reading_grade("The cat sat.") == pytest.approx(0.39 * 3 + 11.8 - 15.59)
    assert compute_reading_grade("") == 0
    hard = "Heterogeneous physiological adaptations characterise individualised interventional methodologies."
    assert compute_reading_grade(hard) > 20
