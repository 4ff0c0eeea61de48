"""Twins: clients who are equal in what is granted give a coach answers that are equal in every byte.

The twin of a client is the same client after one thing that is not granted was made different; each such thing stands
by itself in a table. `tests/usecases/test_twins.py` does the same with drawn diaries of two people.
"""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from tests.support.twin_differences import DIFFERENCES, GRANTED_ONES
from tests.support.twins import Scene


@pytest.fixture(scope="module")
def scene(shared_app: FastAPI) -> Scene:
    """A client, a coach and a grant, for all differences one after the other, in any order."""
    return Scene.create(shared_app, "Ada", "Cyd")


@pytest.mark.parametrize("name", DIFFERENCES)
def test_coach_responses_ignore_ungranted_difference(scene: Scene, name: str) -> None:
    before = scene.last_responses()
    DIFFERENCES[name](scene)
    assert [address for address, answer in scene.read_client_pages().items() if answer != before[address]] == []


def test_granted_change_is_visible_on_every_page(shared_app: FastAPI) -> None:
    scene = Scene.create(shared_app, "Kay", "Lea")
    for name, make in GRANTED_ONES.items():
        before = scene.last_responses()
        make(scene)
        assert [address for address, answer in scene.read_client_pages().items() if answer == before[address]] == [], (
            name
        )


def test_clients_equal_in_granted_data_have_equal_responses(shared_app: FastAPI) -> None:
    plain, other = Scene.create(shared_app, "Ann", "Amy"), Scene.create(shared_app, "Bob", "Bea")
    for make in DIFFERENCES.values():
        make(other)
    shown, beside = plain.read_all_responses(), other.read_all_responses()
    assert shown.keys() == beside.keys()
    assert [address for address in shown if shown[address] != beside[address]] == []
    assert {status for status, _, _ in shown.values()} == {200, 404}
