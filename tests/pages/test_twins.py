"""Twins: clients who are equal in what is granted give a coach answers that are equal in every byte.

The twin of a client is the same client after one thing that is not granted was made different; each such thing stands
by itself in a table. `tests/usecases/test_twins.py` does the same with drawn diaries of two people.
"""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from tests.support.differences import DIFFERENCES, GRANTED_ONES
from tests.support.twins import Scene


@pytest.fixture(scope="module")
def scene(shared_app: FastAPI) -> Scene:
    """A client, a coach and a grant, for all differences one after the other, in any order."""
    return Scene.begin(shared_app, "Ada", "Cyd")


@pytest.mark.parametrize("name", DIFFERENCES)
def test_what_is_not_granted_changes_no_byte(scene: Scene, name: str) -> None:
    before = scene.before()
    DIFFERENCES[name](scene)
    assert [address for address, answer in scene.glances().items() if answer != before[address]] == []


def test_what_is_granted_is_on_every_page(shared_app: FastAPI) -> None:
    scene = Scene.begin(shared_app, "Kay", "Lea")
    for name, make in GRANTED_ONES.items():
        before = scene.before()
        make(scene)
        assert [address for address, answer in scene.glances().items() if answer == before[address]] == [], name


def test_two_people_who_differ_in_everything_else_are_one_to_their_coaches(shared_app: FastAPI) -> None:
    plain, other = Scene.begin(shared_app, "Ann", "Amy"), Scene.begin(shared_app, "Bob", "Bea")
    for make in DIFFERENCES.values():
        make(other)
    shown, beside = plain.everything(), other.everything()
    assert shown.keys() == beside.keys()
    assert [address for address in shown if shown[address] != beside[address]] == []
    assert {status for status, _, _ in shown.values()} == {200, 404}
