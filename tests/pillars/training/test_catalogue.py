"""The catalogue of exercises: its size, its vocabulary, and names that can be typed letter by letter."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast, get_args

from tests.support.cases import for_each_case
from tests.support.clock import NOW
from tests.support.entries import SETS

from habitlog.demo import main_account
from habitlog.guard import check_text
from habitlog.pillars.training.exercise_catalogue import EXERCISES, STAPLES, Exercise, MovementPattern, Muscle
from habitlog.usecases.entries.name_suggestions import join_words

NAMES = {one.name for one in EXERCISES}
each = for_each_case("one", EXERCISES, ids=lambda one: one.name)


def test_catalogue_has_about_120_unique_exercises() -> None:
    assert 110 <= len(EXERCISES) <= 130
    assert [name for name, count in Counter(join_words(one.name) for one in EXERCISES).items() if count > 1] == []


def test_catalogue_covers_every_pattern_and_muscle() -> None:
    assert {one.pattern for one in EXERCISES} == set(get_args(MovementPattern))
    assert {muscle for one in EXERCISES for muscle in one.primary} >= set(get_args(Muscle))


@each
def test_exercise_uses_catalogue_vocabulary(one: Exercise) -> None:
    assert len(one.name) <= 80
    assert one.name == one.name.strip()
    assert one.name[0].isupper()
    muscles = (*one.primary, *one.secondary)
    assert one.primary
    assert len(set(muscles)) == len(muscles)
    assert set(muscles) <= set(get_args(Muscle))
    assert one.detail == f"{one.pattern}; {', '.join(muscles)}"


@each
def test_exercise_name_prefixes_pass_guard(one: Exercise) -> None:
    for text in (one.name, one.pattern, *one.primary, *one.secondary):
        for end in range(1, len(text) + 1):
            assert check_text(text[:end], structured=True).card is None, text[:end]


def test_catalogue_lists_common_exercises_first() -> None:
    assert EXERCISES[: len(STAPLES)] == STAPLES
    assert len(STAPLES) == 12
    assert len({one.pattern for one in STAPLES}) >= 6


def test_catalogue_contains_demo_exercises() -> None:
    sessions = [cast("dict[str, Any]", draft.fields) for draft in main_account.build_drafts(NOW.date(), NOW)]
    names = {one["exercise"] for session in [*sessions, SETS] for one in session.get("sets", [])}
    assert "Split squat" in names
    assert names <= NAMES
